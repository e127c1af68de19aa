"""The plans: files below documents/<region>/ as rows with text and metadata."""

import dagster as dg

from assets.partitions import regions
from assets.resources import Data
from assets.staleness import NOTHING, document_states, source_version
from assets.tables import materialized_by_region, table_spec
from pipelines.documents.gathering import gather_documents
from pipelines.documents.given_up import recall, remember
from pipelines.documents.reading import list_unfinished
from pipelines.schemas.documents import Documents
from pipelines.storage.versions import record_versions


@dg.multi_asset(
    specs=[table_spec(Documents, "plans")],
    partitions_def=regions,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def documents(context: dg.AssetExecutionContext, data: Data) -> dg.MaterializeResult[None]:
    """Read every document of the regions; what is gone or changed replaces its own rows and nothing else."""
    labels = list(context.partition_keys)
    folders = data.region_folders()
    data.looks.settle(
        [
            path
            for label in labels
            if label in folders
            for folder in folders[label].documents
            for path in list_unfinished(folder, data.looks)
        ]
    )
    states = document_states(data)  # before anything is read: what changes meanwhile is read again
    program = source_version(data.folder)
    with data.warehouse() as warehouse:
        given_up = recall(warehouse, program)
        before = warehouse.select("select * from documents where list_contains($labels, region)", labels=labels)
    found = (folders[label] for label in labels if label in folders)
    frame = gather_documents(found, data.folder.documents, data.registry, given_up, data.looks, before)
    failed = frame.loc[frame["status"] == "failed", ["region", "source_file", "reason"]]
    for _, name, reason in failed.itertuples(index=False):
        context.log.warning(f"{name}: {reason}")
    elsewhere = frame.loc[frame["other_region"].notna(), ["region", "source_file", "other_region"]]
    for region, name, other in elsewhere.itertuples(index=False):
        context.log.warning(f"{name}: 标题和发文机关写的是{other}，却放在“{region}”的文件夹里，请核对。")
    with data.warehouse() as warehouse, warehouse.transaction():
        remember(warehouse, program, given_up)
        # By id too: a file whose folder has come to mean another region leaves the old one.
        replaced = "list_contains($labels, region) or list_contains($ids, document_id)"
        warehouse.replace("documents", frame, replaced, labels=labels, ids=list(frame["document_id"]))
        record_versions(warehouse, "documents", {label: states.get(label, NOTHING) for label in labels})
        return materialized_by_region(
            context, warehouse, Documents, failed_files=failed, files_of_other_regions=elsewhere
        )
