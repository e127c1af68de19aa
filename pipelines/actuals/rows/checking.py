"""A bureau's file → what is accepted, rejected and warned of. Writes nothing but what is held on disk while the file is
checked. The file is read in a process of its own."""

import errno
import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.actuals.cells.withdrawals import title_says_withdrawal
from pipelines.actuals.files.grid import refuse_too_large
from pipelines.actuals.files.refusals import SUPPORTED, FileRefusedError
from pipelines.actuals.inbox import hash_file
from pipelines.actuals.mapping import ColumnMapping, read_mapping
from pipelines.actuals.rows.file_reading import ReadFile, read_file, rehearse
from pipelines.actuals.rows.held import FIGURES, to_report
from pipelines.actuals.rows.on_record import Record, RecordUnreadableError
from pipelines.actuals.rows.rules import (
    ERRORS,
    JUMP_WARNINGS,
    RECORD_ERRORS,
    RECORD_WARNINGS,
    SUM_WARNINGS,
    TWIN_ERRORS,
    Rule,
    find_offences,
)
from pipelines.actuals.rows.staging import Staging
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Region, Registry
from pipelines.schemas.actuals import Figures, RejectedRows
from pipelines.schemas.model import Table
from pipelines.storage.full_disk import is_disk_full
from pipelines.storage.names import shown
from pipelines.storage.reading_process import BoundedReader, ReadingStoppedError, seconds_for

log = logging.getLogger(__name__)

FEW = 3  # places with one reason that a receipt tells one by one
TOO_MUCH_MEMORY = (
    "too_much_memory",
    "读完文件要用的内存超过上限 {most}。请拆成几个文件，或另存为 CSV 后重新报送。",
)
TOO_SLOW = ("too_slow", "读完文件要用的时间超过上限 {most}。请拆成几个文件，或另存为 CSV 后重新报送。")
BROKEN_OFF = ("damaged_file", "读取程序在文件上中断，文件可能已损坏。请在 Excel 中打开并另存为 .xlsx 后重新报送。")
STOPPED = {"memory": TOO_MUCH_MEMORY, "time": TOO_SLOW, "crash": BROKEN_OFF}
FIGURES_COMPARED = 100_000  # of a file with what is on record; nobody reads more doubts
PLACES_NAMED = 8  # rows, columns and cells that it names where they are more
ROWS_NAMED = 8  # other rows that a reason names


@dataclass(frozen=True)
class CheckedFile:
    """What becomes of a file. rows_read = rows_accepted + rows_rejected. A refused file has no rows; one that cannot
    even be opened has no hash and no id.

    The rows themselves are held on disk, for as long as this lives or until `close`.
    """

    submission_id: str
    region: Region
    file_name: str
    sha256: str
    status: str  # taken | refused
    reason_code: str | None = None
    reason: str | None = None
    layout: str | None = None
    encoding: str | None = None
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    rows_warned: int = 0
    rows_taking_back: int = 0  # of those accepted
    has_sheets: bool = False  # several that hold figures, so that a place is a place in one of them
    staging: Staging | None = None

    @property
    def figures(self) -> pd.DataFrame:
        """The accepted rows, columns of Figures, all at once."""
        return self.first_figures(self.rows_accepted)

    @cached_property
    def rejected_rows(self) -> pd.DataFrame:
        """Every error and warning, columns of RejectedRows, all at once."""
        return self._read(RejectedRows, "reported_offences")

    def first_figures(self, most: int) -> pd.DataFrame:
        """The first of them; of a short file that is all, and is read once."""
        most = min(most, self.rows_accepted)
        if most not in self._first_figures:
            self._first_figures[most] = self._read(Figures, "first_figures", most=most)
        return self._first_figures[most]

    @cached_property
    def _first_figures(self) -> dict[int, pd.DataFrame]:
        return {}

    def rejected_pieces(self) -> Iterator[pd.DataFrame]:
        """Every error and warning, columns of RejectedRows, in the order of the file."""
        return self.staging.pieces("reported_offences") if self.staging else iter(())

    @cached_property
    def faults(self) -> pd.DataFrame:
        """Errors, warnings and notices, a row a reason and sheet, as sql/rows/faults.sql has them; not many, however
        long the file is."""
        pieces = self.staging.pieces("faults", few=FEW, most=PLACES_NAMED) if self.staging else iter(())
        frames = [*pieces] or [pd.DataFrame(columns=["severity", "reason_code", "reason", "times", "rows_at_fault"])]
        return pd.concat(frames, ignore_index=True)

    @cached_property
    def columns_without_unit(self) -> list[str]:
        """Headers of the columns whose figures were rejected because nothing says their unit."""
        pieces = self.staging.pieces("columns_without_unit") if self.staging else iter(())
        return [header for piece in pieces for header in piece["column_name"]]

    @cached_property
    def regions(self) -> pd.DataFrame:
        """Region_code, region and number of figures of each region that accepted rows are about."""
        pieces = self.staging.pieces("accepted_by_region") if self.staging else iter(())
        frames = [*pieces] or [pd.DataFrame(columns=["region_code", "region", "figures"])]
        return pd.concat(frames, ignore_index=True)

    def _read(self, model: type[Table], select: str, **params: Any) -> pd.DataFrame:
        pieces = self.staging.pieces(select, **params) if self.staging else iter(())
        frames = [*pieces] or [pd.DataFrame(columns=model.names())]
        return model.conform(pd.concat(frames, ignore_index=True))

    def close(self) -> None:
        """Give up the rows."""
        if self.staging:
            self.staging.close()


def check_file(
    path: Path,
    region: Region,
    registry: Registry,
    linker: Linker,
    today: date,
    scratch: Path | None = None,
    record: Record | None = None,
    mapping: Path | None = None,
) -> CheckedFile:
    """Check a file that a bureau of `region` dropped; periods that begin after `today` are in the future.

    Never raises for what is in the file: what cannot be read is refused with a reason, so that other files go on.
    Raises RecordUnreadableError if `record` cannot be read, OSError or duckdb.Error if it is the machine that cannot
    hold the rows: no space, no permission, too many open files.
    `scratch`: the folder in which rows are held; None: the system's for temporary files. `record`: the figures of
    earlier files; None: nothing is known of them, and every row that takes one back is accepted. `mapping`: the place
    of mapping.csv.
    """
    refused = CheckedFile("", region, shown(path.name), "", "refused")
    try:
        refuse_too_large(path)
        sha256 = hash_file(path)
        submission_id = _submission_id(region, sha256, title_says_withdrawal(Path(refused.file_name).stem))
        refused = replace(refused, submission_id=submission_id, sha256=sha256)
        columns = read_mapping(mapping, refused.file_name, registry) if mapping else None
        return _check(refused, path, registry, linker, today, Staging(scratch), record, columns)
    except FileRefusedError as refusal:
        return replace(refused, reason_code=refusal.reason_code, reason=str(refusal))
    except RecordUnreadableError:
        raise
    except Exception as error:
        if refused.sha256 and _is_of_machine(error):
            raise
        log.exception("%s could not be read", shown(path))
        reason = f"文件不能读取，可能已损坏或没有权限；{SUPPORTED}。请另存后重新报送。"
        return replace(refused, reason_code="unreadable_file", reason=reason)


def _is_of_machine(error: Exception) -> bool:
    """Whether the system failed at something else than the file, which had been read to its end."""
    return is_disk_full(error) or (isinstance(error, OSError) and error.errno not in (None, errno.EINVAL))


def _check(
    file: CheckedFile,
    path: Path,
    registry: Registry,
    linker: Linker,
    today: date,
    staging: Staging,
    record: Record | None,
    mapping: ColumnMapping | None,
) -> CheckedFile:
    title = Path(file.file_name).stem
    try:
        read = _reader(registry, linker)(
            path, title, file.submission_id, file.region, today, staging, mapping, seconds=seconds_for(path)
        )
    except ReadingStoppedError as stopped:
        reason_code, reason = STOPPED[stopped.limit]
        raise FileRefusedError(reason_code, reason.format(most=stopped.most)) from stopped
    staging.take_over(read.staging)
    _judge_together(file.submission_id, read, staging, record, registry.cuts["jump_tolerance"])
    accepted = staging.count("accepted")
    return replace(
        file,
        status="taken",
        layout=read.layout,
        encoding=read.encoding,
        rows_read=read.rows_read,
        rows_accepted=accepted,
        rows_rejected=read.rows_read - accepted,
        rows_warned=staging.count("warned_rows"),
        rows_taking_back=staging.count("withdrawals"),
        has_sheets=read.has_sheets,
        staging=staging,
    )


@lru_cache(maxsize=1)
def _reader(registry: Registry, linker: Linker) -> BoundedReader[ReadFile]:
    return BoundedReader(read_file, registry, linker, rehearse=rehearse)


def _judge_together(
    submission_id: str, read: ReadFile, staging: Staging, record: Record | None, jump_tolerance: float
) -> None:
    """Hold what is wrong with rows beside others: the same figure twice, nothing on record to take back, then oddities
    in time."""

    def judge(pieces: Iterator[pd.DataFrame], rules: tuple[Rule, ...]) -> None:
        for rows in pieces:
            offences = find_offences(rules, rows)
            offences["sheet_number"] = rows["sheet_number"].loc[offences.index].to_numpy()
            for table in read.tables.values():
                of_table = offences[offences["sheet_number"] == table.sheet_number]
                if len(of_table):
                    staging.add("offences", to_report(of_table, submission_id, table))
            if len(offences) and rules[0] in ERRORS:
                staging.add("faulty_rows", offences[FIGURES.names])

    staging.show("sound")
    judge(staging.pieces("twins", rows_named=ROWS_NAMED), TWIN_ERRORS)
    staging.show("faulty_rows")
    staging.define("accepted")
    staging.define("withdrawals")
    if record is not None:
        taken_back = (record.find_taken_back(submission_id, rows) for rows in staging.pieces("withdrawals"))
        judge(taken_back, RECORD_ERRORS)
        staging.show("faulty_rows")
    judge(staging.pieces("jumps", jump_tolerance=jump_tolerance), JUMP_WARNINGS)
    judge(staging.pieces("sums"), SUM_WARNINGS)
    if record is not None:
        compared = staging.pieces("to_compare_with_record", most=FIGURES_COMPARED)
        doubts = (record.find_doubts(submission_id, figures, jump_tolerance) for figures in compared)
        judge(doubts, RECORD_WARNINGS)
    staging.show("offences")
    staging.define("offences_of_file")
    staging.define("reported_offences")
    staging.define("warned_rows")


def _submission_id(region: Region, sha256: str, is_withdrawal: bool) -> str:
    """The same for the same content from the same region, under whatever name, but for one that takes it all back."""
    content = f"{region.code}:{sha256}" + (":withdrawal" if is_withdrawal else "")
    return hashlib.sha256(content.encode()).hexdigest()[:16]
