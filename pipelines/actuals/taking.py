"""Taking the files of an inbox: rows into the warehouse, then the receipt, then the move to the archive.

In that order, so that a run killed at any moment is finished by the next one: a submission that is already recorded
is not recorded twice, and its file is receipted and moved again.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from pipelines.actuals.checking import CheckedFile, check_file
from pipelines.actuals.inbox import archive, list_inbox
from pipelines.actuals.receipts import write_receipt
from pipelines.data_folder import DataFolder
from pipelines.linking import Linker
from pipelines.region_folders import RegionFolders
from pipelines.registry import Registry
from pipelines.schemas import Submissions
from pipelines.warehouse import Warehouse


@dataclass(frozen=True)
class TakenFile:
    """What became of one file of an inbox."""

    region: str
    file_name: str
    status: str  # taken | refused | repeated
    rows_accepted: int
    rows_rejected: int
    reason: str | None


def take_inbox(
    folders: RegionFolders, data: DataFolder, registry: Registry, linker: Linker, warehouse: Warehouse, today: date
) -> list[TakenFile]:
    """Take every complete file of a region's inboxes. Files of a folder that names no region are left lying."""
    if folders.region is None:
        return [
            TakenFile(folders.label, path.name, "refused", 0, 0, folders.reason)
            for inbox in folders.inboxes
            for path in list_inbox(inbox)
        ]
    return [
        _take(path, folders, data, check_file(path, folders.region, registry, linker, today), warehouse)
        for inbox in folders.inboxes
        for path in list_inbox(inbox)
    ]


def _take(
    path: Path, folders: RegionFolders, data: DataFolder, checked: CheckedFile, warehouse: Warehouse
) -> TakenFile:
    status = checked.status
    if checked.sha256 and not _record(checked, folders.label, warehouse):
        status = "repeated"
    write_receipt(checked, data.receipts / folders.label)
    if checked.sha256:  # else it could not even be opened, and stays where it lies
        archive(path, data.archive / folders.label, checked.sha256)
    return TakenFile(
        folders.label, checked.file_name, status, checked.rows_accepted, checked.rows_rejected, checked.reason
    )


def _record(checked: CheckedFile, label: str, warehouse: Warehouse) -> bool:
    """Write submission, figures and rejected rows in one transaction. False if the content was taken before."""
    same = {"submission_id": checked.submission_id}
    known = warehouse.select("select 1 from submissions where submission_id = $submission_id", **same)
    if len(known):
        return False
    submission = {name: getattr(checked, name, None) for name in Submissions.names()} | {
        "region_code": checked.region.code,
        "region": label,
        "received_at": datetime.now(UTC).replace(tzinfo=None),
    }
    with warehouse.transaction():
        warehouse.replace("figures", checked.figures, "submission_id = $submission_id", **same)
        warehouse.replace("rejected_rows", checked.rejected_rows, "submission_id = $submission_id", **same)
        warehouse.replace("submissions", pd.DataFrame([submission]), "submission_id = $submission_id", **same)
    return True
