"""The code location: everything Dagster is told, listed."""

import dagster as dg

from assets.actuals import actuals, indicator_links, indicators, submissions
from assets.attainment import attainment_assets
from assets.checks import ALL_CHECKS
from assets.documents import documents
from assets.jobs import recompute, refresh
from assets.publication import publication
from assets.reference import every_row_is_read, reference
from assets.resources import DataResource, fixed_resources
from assets.schedules import daily_recompute
from assets.sensors import changed_files
from assets.targets import document_figures, extracted_targets, targets


def define(data: DataResource) -> dg.Definitions:
    """The code location over a data folder."""
    return dg.Definitions(
        assets=[
            reference,
            documents,
            extracted_targets,
            targets,
            document_figures,
            submissions,
            indicator_links,
            indicators,
            actuals,
            *attainment_assets,
            publication,
        ],
        asset_checks=[*ALL_CHECKS, every_row_is_read],
        jobs=[refresh, recompute],
        sensors=[changed_files],
        schedules=[daily_recompute],
        resources=fixed_resources(data),
        executor=dg.in_process_executor,
    )


defs = define(DataResource())
