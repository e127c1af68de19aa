"""Every promised number, extracted from the documents."""

from collections.abc import Iterator

import dagster as dg

from assets.partitions import regions
from assets.resources import DataResource
from assets.tables import materialized, table_spec
from pipelines.schemas import Targets, TargetUnits
from pipelines.targets import gather_targets


@dg.multi_asset(
    specs=[table_spec(Targets, "plans", ["documents"]), table_spec(TargetUnits, "plans", ["documents"])],
    partitions_def=regions,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def targets(context: dg.AssetExecutionContext, data: DataResource) -> Iterator[dg.MaterializeResult[None]]:
    """Extract from the regions' documents, resolve regions and indicators."""
    labels = list(context.partition_keys)
    with data.warehouse() as warehouse:
        documents = warehouse.select("select * from documents where list_contains($labels, region)", labels=labels)
        target_rows, unit_rows = gather_targets(documents, data.registry)
        with warehouse.transaction():
            of_region = "target_id in (select target_id from targets where list_contains($labels, plan_region))"
            warehouse.replace("target_units", unit_rows, of_region, labels=labels)
            warehouse.replace("targets", target_rows, "list_contains($labels, plan_region)", labels=labels)
        yield materialized(warehouse, Targets)
        yield materialized(warehouse, TargetUnits)
