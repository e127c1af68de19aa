"""Taking the files of an inbox: rows into the warehouse, then the receipt, then the move to the archive.

In that order, so that a run killed at any moment is finished by the next one: a submission that is already recorded
is not recorded twice, and its file is receipted and moved again.
"""

import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from pipelines.actuals.inbox import archive, is_archived, list_inbox
from pipelines.actuals.receipts.contents import Receipt
from pipelines.actuals.receipts.effects import effects_of_file, link_names
from pipelines.actuals.receipts.writing import write_receipt
from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.actuals.rows.on_record import Record
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Registry
from pipelines.schemas.actuals import Submissions
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.names import shown
from pipelines.storage.region_folders import RegionFolders
from pipelines.storage.warehouse import Warehouse


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
            TakenFile(folders.label, shown(path.name), "refused", 0, 0, folders.reason)
            for inbox in folders.inboxes
            for path in list_inbox(inbox)
        ]
    shutil.rmtree(data.scratch, ignore_errors=True)  # what a run that was killed left
    taken = []
    for path in (path for inbox in folders.inboxes for path in list_inbox(inbox)):
        record = Record(warehouse, linker)
        with closing(check_file(path, folders.region, registry, linker, today, data.scratch, record)) as checked:
            taken.append(_take(path, folders, data, checked, warehouse, linker, today))
    return taken


def _take(
    path: Path,
    folders: RegionFolders,
    data: DataFolder,
    checked: CheckedFile,
    warehouse: Warehouse,
    linker: Linker,
    today: date,
) -> TakenFile:
    archived = data.archive / folders.label
    status, receipt = checked.status, Receipt(checked, datetime.now(UTC).replace(tzinfo=None))
    if checked.sha256:
        # What is recorded and not archived is what a run that was killed left to be finished.
        is_new = _record(receipt, folders.label, warehouse) or not is_archived(archived, path, checked.sha256)
        status = checked.status if is_new else "repeated"
        receipt = _complete(replace(receipt, is_repeated=not is_new), warehouse, linker, today)
    write_receipt(receipt, data.receipts / folders.label)
    if checked.sha256:  # else it could not even be opened, and stays where it lies
        archive(path, archived, checked.sha256)
    return TakenFile(
        folders.label, checked.file_name, status, checked.rows_accepted, checked.rows_rejected, checked.reason
    )


def _complete(receipt: Receipt, warehouse: Warehouse, linker: Linker, today: date) -> Receipt:
    """The receipt with when the content was taken, how much of it, and what its figures did to the targets then."""
    checked = receipt.checked
    [(received_at, rows_recorded)] = _on_record(checked, warehouse)
    links = link_names(checked, linker)
    return replace(
        receipt,
        received_at=received_at,
        rows_missed=max(checked.rows_accepted - rows_recorded, 0),
        links=links,
        effects=effects_of_file(warehouse, checked, links, linker.registered, today, received_at),
    )


def _on_record(checked: CheckedFile, warehouse: Warehouse) -> list[tuple[datetime, int]]:
    """When the content was taken, and how many of its rows; empty if it was not."""
    return warehouse.connection.execute(
        "select received_at, rows_accepted from submissions where submission_id = $submission_id",
        {"submission_id": checked.submission_id},
    ).fetchall()


def _record(receipt: Receipt, label: str, warehouse: Warehouse) -> bool:
    """Write submission, figures and rejected rows in one transaction. False if the content was taken before.

    Of what was refused whole, or row by row to the last, nothing is on record but the refusal: if it can be read now,
    by a registry that knows more, it is taken as if for the first time.
    """
    checked = receipt.checked
    if any(rows or not checked.rows_accepted for _, rows in _on_record(checked, warehouse)):
        return False
    same = {"submission_id": checked.submission_id}
    submission = {name: getattr(checked, name, None) for name in Submissions.names()} | {
        "region_code": checked.region.code,
        "region": label,
        "received_at": receipt.received_at,
    }
    with warehouse.transaction():
        if checked.staging:
            for table, select in (("figures", "figures"), ("rejected_rows", "reported_offences")):
                warehouse.replace_from(table, checked.staging.read(select), "submission_id = $submission_id", **same)
        warehouse.replace("submissions", pd.DataFrame([submission]), "submission_id = $submission_id", **same)
    return True
