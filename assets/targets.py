"""Every promised number: extracted from the documents, then corrected by people."""

from collections.abc import Iterator

import dagster as dg

from assets.partitions import regions
from assets.resources import Data
from assets.staleness import source_version
from assets.tables import materialized_by_region, table_spec
from pipelines.documents.given_up import recall, remember
from pipelines.schemas.targets import ExtractedTargets, Targets, TargetUnits
from pipelines.storage.versions import hand_on_versions
from pipelines.targets.corrections import apply_corrections
from pipelines.targets.rows import extract_from_documents, list_units

OF_REGIONS = "list_contains($labels, plan_region)"


@dg.multi_asset(
    specs=[table_spec(ExtractedTargets, "plans", ["documents"])],
    partitions_def=regions,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def extracted_targets(context: dg.AssetExecutionContext, data: Data) -> dg.MaterializeResult[None]:
    """Extract from the regions' documents, resolve regions and indicators."""
    labels = list(context.partition_keys)
    with data.warehouse() as warehouse:
        documents = warehouse.select("select * from documents where list_contains($labels, region)", labels=labels)
        given_up = recall(warehouse, program := source_version(data.folder))
        extracted, failures = extract_from_documents(documents, data.registry, given_up)
        with warehouse.transaction():
            remember(warehouse, program, given_up)
            warehouse.replace("extracted_targets", extracted, OF_REGIONS, labels=labels)
            for document_id, reason in failures.items():
                warehouse.connection.execute(
                    "update documents set status = 'failed', reason = $reason where document_id = $document_id",
                    {"document_id": document_id, "reason": reason},
                )
            hand_on_versions(warehouse, "documents", "extracted_targets", labels)
        return materialized_by_region(context, warehouse, ExtractedTargets)


@dg.multi_asset(
    specs=[table_spec(model, "plans", ["corrections", "extracted_targets"]) for model in (Targets, TargetUnits)],
    partitions_def=regions,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def targets(context: dg.AssetExecutionContext, data: Data) -> Iterator[dg.MaterializeResult[None]]:
    """Apply people's corrections, and list who answers for what."""
    labels = list(context.partition_keys)
    with data.warehouse() as warehouse:
        with warehouse.transaction():
            extracted = warehouse.select(f"select * from extracted_targets where {OF_REGIONS}", labels=labels)
            corrected = apply_corrections(extracted, warehouse.select("select * from corrections"))
            of_targets = f"target_id in (select target_id from targets where {OF_REGIONS})"
            warehouse.replace("target_units", list_units(corrected), of_targets, labels=labels)
            warehouse.replace("targets", corrected[Targets.names()], OF_REGIONS, labels=labels)
            hand_on_versions(warehouse, "extracted_targets", "targets", labels)
        yield materialized_by_region(context, warehouse, Targets)
        yield materialized_by_region(context, warehouse, TargetUnits)
