"""The plans: files below documents/<region>/ as rows with text and metadata."""

import dagster as dg

from assets.metadata import as_table
from assets.partitions import regions
from assets.resources import Data
from assets.staleness import document_fingerprints
from assets.tables import materialized, table_spec
from pipelines.documents.gathering import gather_documents
from pipelines.schemas.documents import Documents


@dg.multi_asset(
    specs=[table_spec(Documents, "plans")],
    partitions_def=regions,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def documents(context: dg.AssetExecutionContext, data: Data) -> dg.MaterializeResult[None]:
    """Read every document of the regions; what is gone or changed replaces its own rows and nothing else."""
    labels = list(context.partition_keys)
    folders = data.region_folders()
    fingerprints = document_fingerprints(data)
    frame = gather_documents(
        (folders[label] for label in labels if label in folders), data.folder.documents, data.registry
    )
    failed = frame.loc[frame["status"] == "failed", ["source_file", "reason"]]
    for name, reason in failed.itertuples(index=False):
        context.log.warning(f"{name}: {reason}")
    elsewhere = frame.loc[frame["other_region"].notna(), ["source_file", "region", "other_region"]]
    for name, region, other in elsewhere.itertuples(index=False):
        context.log.warning(f"{name}: 标题和发文机关写的是{other}，却放在“{region}”的文件夹里，请核对。")
    with data.warehouse() as warehouse:
        # By id too: a file whose folder has come to mean another region leaves the old one.
        replaced = "list_contains($labels, region) or list_contains($ids, document_id)"
        warehouse.replace("documents", frame, replaced, labels=labels, ids=list(frame["document_id"]))
        return materialized(
            warehouse,
            Documents,
            failed_files=as_table(failed),
            files_of_other_regions=as_table(elsewhere),
            fingerprints={label: fingerprints.get(label, "") for label in labels},
        )
