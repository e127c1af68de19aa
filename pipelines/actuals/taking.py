"""Taking the files of an inbox: rows into the warehouse, then the receipt, then the move to the archive.

In that order, so that a run killed at any moment is finished by the next one: a submission that is already recorded
is not recorded twice, and its file is receipted and moved again. Whatever is wrong with one file is that file's
receipt, and the others are taken; only a full disk stops all.
"""

import logging
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from pipelines.actuals.archiving import archive, is_archived, list_held
from pipelines.actuals.inbox import list_inbox
from pipelines.actuals.receipts.contents import Receipt
from pipelines.actuals.receipts.effects import effects_of_file, link_names, mapping_to_fill
from pipelines.actuals.receipts.writing import folder_of_receipts, write_receipt
from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.actuals.rows.on_record import Record
from pipelines.attainment.clock import next_on_record
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Region, Registry
from pipelines.schemas.actuals import Submissions
from pipelines.storage.arrivals import Looks
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.durable_moves import FileChangedError, FileState
from pipelines.storage.full_disk import DiskFullError, disk_full, is_disk_full
from pipelines.storage.names import shown
from pipelines.storage.region_folders import RegionFolders, refusal
from pipelines.storage.warehouse import Warehouse

log = logging.getLogger(__name__)

CHANGED = "changed_while_taken", "文件在读取的时候还在改动，没有计入，仍在收件夹里；写完以后下次再读，不必另报。"
NOT_DONE = "not_done", "程序没有处理完这个文件（{why}，详见日志）；文件仍在收件夹里，下次再处理，不会重复计入。"
VANISHED = "文件在处理时被移走或删除了。如要报送，请再放进来；计入过的不会重复计入。"
NO_FILE = "这里的文件在运行中被换成了链接或别的东西，没有读。请把文件本身放进来。"
NOT_MOVED = "已计入，但不能移到档案文件夹（{why}），仍在收件夹里，下次再移；不会重复计入。"
NOT_RECEIPTED = "已计入，但写不出回执（{why}），文件仍在收件夹里，下次再写；不会重复计入。"


@dataclass(frozen=True)
class TakenFile:
    """What became of one file of an inbox. One that is left lies there still, and is looked at by the next run."""

    region: str
    file_name: str
    status: str  # taken | refused | repeated | left
    rows_accepted: int
    rows_rejected: int
    reason: str | None


def take_inbox(
    folders: RegionFolders,
    data: DataFolder,
    registry: Registry,
    linker: Linker,
    warehouse: Warehouse,
    today: date,
    looks: Looks | None = None,
    as_of: date | None = None,
) -> list[TakenFile]:
    """Take every complete file of a region's inboxes; `looks`: what was seen of them before. `as_of`: the day from
    which receipts see attainment; None: today. What lies in a folder that names no region, or is a link, or of a region
    whose archive or receipts are a link, is left lying.

    Raises DiskFullError.
    """
    links = [link for link in folders.links if link.parent == data.inbox]
    refused = [TakenFile(folders.label, f"{shown(link.name)}/", "refused", 0, 0, refusal(link)) for link in links]
    files = [path for inbox in folders.inboxes for path in list_inbox(inbox, looks)]
    if folders.region is None or folders.reason or not folders.inboxes:
        lying = [TakenFile(folders.label, shown(path.name), "refused", 0, 0, folders.reason) for path in files]
        return [*refused, *lying]
    shutil.rmtree(data.scratch, ignore_errors=True)  # what a run that was killed left
    taking = _Taking(folders, folders.region, data, registry, linker, warehouse, today, as_of or today)
    finished = [*taking.finish_held()]
    if finished:  # what was put back lies there again
        files = [path for inbox in folders.inboxes for path in list_inbox(inbox, looks)]
    return [*refused, *finished, *map(taking.take, files)]


@dataclass(frozen=True)
class _Taking:
    """The files of one region are taken into one warehouse."""

    folders: RegionFolders
    region: Region
    data: DataFolder
    registry: Registry
    linker: Linker
    warehouse: Warehouse
    today: date
    as_of: date

    @property
    def archived(self) -> Path:
        return self.data.archive / self.folders.label

    def take(self, path: Path) -> TakenFile:
        """Take a file, or leave it with the reason. Raises DiskFullError."""
        try:
            return self._take(path)
        except Exception as error:
            if is_disk_full(error):
                raise self._disk_full(error, path) from error
            log.exception("%s was not taken", shown(path))
            if not os.path.lexists(path):  # and nobody is there to whom a receipt would say where it lies
                return self._left(path, VANISHED)
            code, reason = NOT_DONE
            return self._refuse(path, code, reason.format(why=_words(error)))

    def finish_held(self) -> Iterator[TakenFile]:
        """Archive, or put back, what a run that was killed left between inbox and archive."""
        for held in list_held(self.archived):
            inboxes = self.folders.inboxes
            inbox = next((inbox for inbox in inboxes if inbox.name == held.folder), inboxes[0])
            try:
                if not held.drop_if_in(inbox):
                    held.put_away(inbox)
            except FileChangedError:
                yield self._take_off_record(inbox / held.name, held.submission_id, held.sha256)
            except OSError as error:
                yield self._left(held.place, NOT_MOVED.format(why=_words(error)))

    def _take(self, path: Path) -> TakenFile:
        mode = path.lstat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # since the inbox was listed: a link may lead anywhere
            return self._left(path, NO_FILE)
        before, record = FileState.of(path), Record(self.warehouse, self.linker)
        scratch, same = self.data.scratch, (self.region, self.registry, self.linker, self.today)
        with closing(check_file(path, *same, scratch, record, self.data.mapping)) as checked:
            if FileState.of(path) != before:
                return self._refuse(path, *CHANGED)
            return self._put_on_record(path, checked)

    def _put_on_record(self, path: Path, checked: CheckedFile) -> TakenFile:
        status, receipt = checked.status, Receipt(checked, next_on_record(self.warehouse))
        if checked.sha256:
            # What is recorded and not archived is what a run that was killed left to be finished.
            is_new = self._record(receipt) or not is_archived(self.archived, checked.sha256, path.stat().st_size)
            status = checked.status if is_new else "repeated"
            receipt = self._complete(replace(receipt, is_repeated=not is_new))
        taken = TakenFile(
            self.folders.label, checked.file_name, status, checked.rows_accepted, checked.rows_rejected, checked.reason
        )
        missing = NOT_RECEIPTED
        try:
            self._write_receipt(receipt, path)
            missing = NOT_MOVED
            if checked.sha256:  # else it could not even be opened, and stays where it lies
                archive(path, self.archived, checked.submission_id, checked.sha256)
        except FileChangedError:
            return self._take_off_record(path, checked.submission_id, checked.sha256)
        except OSError as error:
            if is_disk_full(error):
                raise
            log.exception("%s was taken and lies in the inbox still", shown(path))
            reason = missing.format(why=_words(error)) if os.path.lexists(path) else VANISHED
            return replace(taken, status="left", reason=reason)
        return taken

    def _complete(self, receipt: Receipt) -> Receipt:
        """The receipt with when the content was taken, how much of it, and what its figures did to the targets then."""
        checked = receipt.checked
        [(received_at, rows_recorded)] = self._on_record(checked)
        links = link_names(checked, self.linker)
        return replace(
            receipt,
            received_at=received_at,
            rows_missed=max(checked.rows_accepted - rows_recorded, 0),
            links=links,
            mapping=mapping_to_fill(checked, self.linker),
            effects=effects_of_file(self.warehouse, checked, links, self.linker.registered, self.as_of, received_at),
        )

    def _on_record(self, checked: CheckedFile) -> list[tuple[datetime, int]]:
        """When the content was taken, and how many of its rows; empty if it was not."""
        return self.warehouse.connection.execute(
            "select received_at, rows_accepted from submissions where submission_id = $submission_id",
            {"submission_id": checked.submission_id},
        ).fetchall()

    def _record(self, receipt: Receipt) -> bool:
        """Write submission, figures and rejected rows in one transaction. False if the content was taken before.

        Of what was refused whole, or row by row to the last, nothing is on record but the refusal: if it can be read
        now, by a registry that knows more, it is taken as if for the first time.
        """
        checked, warehouse = receipt.checked, self.warehouse
        if any(rows or not checked.rows_accepted for _, rows in self._on_record(checked)):
            return False
        same = {"submission_id": checked.submission_id}
        submission = {name: getattr(checked, name, None) for name in Submissions.names()} | {
            "region_code": checked.region.code,
            "region": self.folders.label,
            "received_at": receipt.received_at,
        }
        with warehouse.transaction():
            if checked.staging:
                for table, select in (("figures", "figures"), ("rejected_rows", "reported_offences")):
                    warehouse.replace_from(
                        table, checked.staging.read(select), "submission_id = $submission_id", **same
                    )
            warehouse.replace("submissions", pd.DataFrame([submission]), "submission_id = $submission_id", **same)
        return True

    def _take_off_record(self, path: Path, submission_id: str, sha256: str) -> TakenFile:
        """What lies in the inbox again was not what was taken: of that, only the refusal stays on record."""
        given = {"submission_id": submission_id}
        if not is_archived(self.archived, sha256):  # else the same was taken before, from another file
            with self.warehouse.transaction():
                for table in ("figures", "rejected_rows"):
                    self.warehouse.connection.execute(
                        f"delete from {table} where submission_id = $submission_id", given
                    )
                self.warehouse.connection.execute(
                    "update submissions set status = 'refused', reason_code = $code, reason = $reason, rows_read = 0,"
                    " rows_accepted = 0, rows_rejected = 0, rows_warned = 0 where submission_id = $submission_id",
                    given | dict(zip(("code", "reason"), CHANGED, strict=True)),
                )
        return self._refuse(path, *CHANGED)

    def _refuse(self, path: Path, code: str, reason: str) -> TakenFile:
        """Leave the file where it lies, with a receipt, if that can be written at all."""
        checked = CheckedFile("", self.region, shown(path.name), "", "refused", reason_code=code, reason=reason)
        with suppress(Exception):
            self._write_receipt(Receipt(checked, next_on_record(self.warehouse)), path)
        return self._left(path, reason)

    def _write_receipt(self, receipt: Receipt, path: Path) -> None:
        write_receipt(receipt, folder_of_receipts(path, self.folders, self.data.receipts), path.name)

    def _disk_full(self, error: Exception, path: Path) -> Exception:
        if isinstance(error, DiskFullError):
            return error
        return disk_full(self.data.root, f"taking {shown(path.name)}", path.stat().st_size)

    def _left(self, path: Path, reason: str) -> TakenFile:
        return TakenFile(self.folders.label, shown(path.name), "left", 0, 0, reason)


def _words(error: Exception) -> str:
    """What went wrong, in words, without paths: the log has them."""
    return getattr(error, "strerror", None) or type(error).__name__
