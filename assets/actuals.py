"""What bureaus reported: files taken, names linked, vintages kept."""

from collections.abc import Iterator
from dataclasses import fields

import dagster as dg
import pandas as pd

from assets.partitions import regions
from assets.resources import Data
from assets.staleness import NOTHING, taken_states
from assets.tables import materialized, materialized_by_region, table_spec
from pipelines.actuals.inbox import list_waiting
from pipelines.actuals.taking import TakenFile, take_inbox
from pipelines.reference.indicators import link_figures, list_indicators
from pipelines.reference.linking import Linker
from pipelines.schemas.actuals import Actuals, Figures, RejectedRows, Submissions
from pipelines.schemas.reference import IndicatorLinks, Indicators
from pipelines.storage.versions import hand_on_versions, record_versions, versions_of
from pipelines.storage.warehouse import read_sql

GROUP = "actuals"
# What a receipt needs to say which targets the file moves.
FOLLOWED = ["documents", "source_ranks", "status_rules", "statuses", "targets", "units"]


@dg.multi_asset(
    specs=[table_spec(model, GROUP, FOLLOWED) for model in (Submissions, Figures, RejectedRows)],
    partitions_def=regions,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def submissions(context: dg.AssetExecutionContext, data: Data) -> Iterator[dg.MaterializeResult[None]]:
    """Take the files of the regions' inboxes: check, record, receipt, archive."""
    labels = list(context.partition_keys)
    folders = data.region_folders()
    inboxes = [inbox for label in labels if label in folders for inbox in folders[label].inboxes]
    data.looks.settle([path for inbox in inboxes for path in list_waiting(inbox, data.looks)])
    with data.warehouse() as warehouse:
        linker = Linker(data.registry.indicators, _target_names(warehouse.select("select indicator from targets")))
        taken = [
            file
            for label in labels
            if label in folders
            for file in take_inbox(
                folders[label], data.folder, data.registry, linker, warehouse, data.today, data.looks, data.as_of
            )
        ]
        for file in (file for file in taken if file.status in ("left", "refused")):
            context.log.warning(f"{file.region} {file.file_name}: {file.reason}")
        states = taken_states(data)
        record_versions(warehouse, "submissions", {label: states.get(label, NOTHING) for label in labels})
        files = pd.DataFrame(taken, columns=[field.name for field in fields(TakenFile)])
        yield materialized_by_region(context, warehouse, Submissions, files=files)
        yield materialized_by_region(context, warehouse, Figures)
        yield materialized_by_region(context, warehouse, RejectedRows)


@dg.multi_asset(specs=[table_spec(IndicatorLinks, GROUP, ["figures", "targets"])])
def indicator_links(data: Data) -> dg.MaterializeResult[None]:
    """Link every reported name anew, so that a name links by itself once the registry or a plan knows it."""
    with data.warehouse() as warehouse:
        figure_names = warehouse.select("select distinct indicator_text from figures order by 1")["indicator_text"]
        linker = Linker(data.registry.indicators, _target_names(warehouse.select("select indicator from targets")))
        warehouse.replace("indicator_links", link_figures(list(figure_names), linker))
        return materialized(warehouse, IndicatorLinks)


@dg.multi_asset(specs=[table_spec(Indicators, GROUP, ["document_figures", "indicator_links", "targets"])])
def indicators(data: Data) -> dg.MaterializeResult[None]:
    """The registry, and every name that a plan or a bureau uses and the registry lacks."""
    with data.warehouse() as warehouse:
        named = warehouse.select("select indicator_id, indicator as name, unit from targets order by target_id")
        stated = warehouse.select(
            "select indicator_id, indicator as name, unit from document_figures"
            " order by basis = 'growth', figure_id"  # the unit of a level, where there is one
        )
        reported = warehouse.select("select indicator_id, indicator as name, null as unit from indicator_links")
        warehouse.replace("indicators", list_indicators(data.registry.indicators, pd.concat([named, stated, reported])))
        return materialized(warehouse, Indicators)


@dg.multi_asset(
    specs=[
        table_spec(
            Actuals,
            GROUP,
            ["figure_vintages", "figures", "indicator_links", "indicators", "source_ranks", "submissions", "units"],
            kinds={"duckdb", "sql"},
        )
    ],
    partitions_def=regions,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def actuals(context: dg.AssetExecutionContext, data: Data) -> dg.MaterializeResult[None]:
    """Figures with their indicator, basis and vintages, for every region that these regions' bureaus report on or their
    documents tell of."""
    with data.warehouse() as warehouse, warehouse.transaction():
        taken, made = versions_of(warehouse, "submissions"), versions_of(warehouse, "actuals")
        # Of a run that failed after it had taken files, too: every figure is an actual.
        behind = {label for label, version in taken.items() if made.get(label) != version}
        labels = sorted(behind.union(context.partition_keys))
        codes = warehouse.select(read_sql("record", "regions_to_count"), labels=labels)
        warehouse.build_slice("actuals", "region_code", list(codes["region_code"]))
        hand_on_versions(warehouse, "submissions", "actuals", labels)
        return materialized_by_region(context, warehouse, Actuals)


def _target_names(targets: pd.DataFrame) -> list[str]:
    return sorted(set(targets["indicator"]))
