"""Every number that documents promise or report: extracted from them, then corrected by people."""

from collections.abc import Iterator

import dagster as dg

from assets.partitions import regions
from assets.resources import Data
from assets.staleness import source_version
from assets.tables import materialized_by_region, table_spec
from pipelines.attainment.clock import next_on_record
from pipelines.documents.given_up import recall, remember
from pipelines.schemas.figures import DocumentFigures, ExtractedFigures, FiguresToReview, FigureVintages
from pipelines.schemas.targets import ExtractedTargets, Milestones, Targets, TargetUnits
from pipelines.storage.versions import hand_on_versions
from pipelines.targets.corrections import apply_corrections
from pipelines.targets.rows import extract_from_documents, list_units
from pipelines.targets.vintages import record_vintages

OF_REGIONS = "list_contains($labels, plan_region)"


@dg.multi_asset(
    specs=[table_spec(model, "plans", ["documents"]) for model in (ExtractedTargets, ExtractedFigures, Milestones)],
    partitions_def=regions,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def extracted_targets(context: dg.AssetExecutionContext, data: Data) -> Iterator[dg.MaterializeResult[None]]:
    """Extract from the regions' documents what they promise and what they report; resolve regions and indicators."""
    labels = list(context.partition_keys)
    with data.warehouse() as warehouse:
        documents = warehouse.select("select * from documents where list_contains($labels, region)", labels=labels)
        given_up = recall(warehouse, program := source_version(data.folder))
        extracted = extract_from_documents(documents, data.registry, given_up)
        with warehouse.transaction():
            remember(warehouse, program, given_up)
            warehouse.replace("extracted_targets", extracted.targets, OF_REGIONS, labels=labels)
            warehouse.replace("extracted_figures", extracted.figures, OF_REGIONS, labels=labels)
            warehouse.replace("milestones", extracted.milestones, OF_REGIONS, labels=labels)
            for document_id, reason in extracted.failures.items():
                warehouse.connection.execute(
                    "update documents set status = 'failed', reason = $reason where document_id = $document_id",
                    {"document_id": document_id, "reason": reason},
                )
            hand_on_versions(warehouse, "documents", "extracted_targets", labels)
        yield materialized_by_region(context, warehouse, ExtractedTargets)
        yield materialized_by_region(context, warehouse, ExtractedFigures)
        yield materialized_by_region(context, warehouse, Milestones)


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


@dg.multi_asset(
    specs=[
        table_spec(DocumentFigures, "plans", ["corrections", "extracted_figures"]),
        table_spec(FiguresToReview, "plans", ["document_figures", "documents", "status_rules"]),
        table_spec(FigureVintages, "plans", ["document_figures", "documents", "figures_to_review"]),
    ],
    partitions_def=regions,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def document_figures(context: dg.AssetExecutionContext, data: Data) -> Iterator[dg.MaterializeResult[None]]:
    """Apply people's corrections to the reported figures, list those to be seen first, keep what was known when."""
    labels = list(context.partition_keys)
    with data.warehouse() as warehouse:
        with warehouse.transaction():
            extracted = warehouse.select(f"select * from extracted_figures where {OF_REGIONS}", labels=labels)
            corrected = apply_corrections(extracted, warehouse.select("select * from corrections"), ExtractedFigures)
            warehouse.replace("document_figures", corrected, OF_REGIONS, labels=labels)
            warehouse.build("figures_to_review")
            record_vintages(warehouse, labels, next_on_record(warehouse))
            hand_on_versions(warehouse, "extracted_targets", "figure_vintages", labels)
        yield materialized_by_region(context, warehouse, DocumentFigures)
        yield materialized_by_region(context, warehouse, FiguresToReview)
        yield materialized_by_region(context, warehouse, FigureVintages)
