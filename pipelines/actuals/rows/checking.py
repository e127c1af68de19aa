"""A bureau's file → what is accepted, rejected and warned of. Reads the file and writes nothing but what it holds on
disk while it is checked."""

import errno
import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.actuals.cells.withdrawals import title_says_withdrawal
from pipelines.actuals.files.grid import read_grids
from pipelines.actuals.files.refusals import SUPPORTED, FileRefusedError
from pipelines.actuals.files.workbooks import has_macros
from pipelines.actuals.inbox import hash_file
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.recognising import Recognised, Unread, recognise
from pipelines.actuals.rows.on_record import Record, RecordUnreadableError
from pipelines.actuals.rows.reading import read_rows
from pipelines.actuals.rows.rules import (
    ERRORS,
    JUMP_WARNINGS,
    RECORD_ERRORS,
    ROW_ERRORS,
    ROW_WARNINGS,
    SUM_WARNINGS,
    TWIN_ERRORS,
    Rule,
    find_offences,
)
from pipelines.actuals.rows.staging import Staging
from pipelines.actuals.written import Written
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Region, Registry
from pipelines.schemas.actuals import Figures, RejectedRows
from pipelines.schemas.model import Table
from pipelines.storage.full_disk import is_disk_full
from pipelines.storage.names import shown

log = logging.getLogger(__name__)

FEW = 3  # places with one reason that a receipt tells one by one
PLACES_NAMED = 8  # rows, columns and cells that it names where they are more
ROWS_NAMED = 8  # other rows that a reason names
TEXTS_TO_COMPARE = ["indicator_id", "distinction", "dimension", "value_column"]
TO_COMPARE = [*TEXTS_TO_COMPARE, "exact_amount", "exact_step", "amount"]
SOUND = pa.schema(
    [
        *Figures.arrow_schema(),
        *((name, pa.string()) for name in TO_COMPARE[:-1]),
        ("amount", pa.float64()),
        ("sheet_number", pa.int64()),
    ]
)
OFFENCES = pa.schema(
    [*RejectedRows.arrow_schema(), ("sheet_number", pa.int64()), ("figure_column", pa.int64()), ("rank", pa.int64())]
)
FIGURES = pa.schema([("sheet_number", pa.int64()), ("row_number", pa.int64()), ("column_number", pa.int64())])


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

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The accepted rows, columns of Figures, all at once."""
        return self._read(Figures, "first_figures", most=self.rows_accepted)

    @cached_property
    def rejected_rows(self) -> pd.DataFrame:
        """Every error and warning, columns of RejectedRows, all at once."""
        return self._read(RejectedRows, "reported_offences")

    def first_figures(self, most: int) -> pd.DataFrame:
        return self._read(Figures, "first_figures", most=most)

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
    def regions(self) -> pd.DataFrame:
        """Region_code, region and number of figures of each region that accepted rows are about."""
        pieces = self.staging.pieces("accepted_by_region") if self.staging else iter(())
        frames = [*pieces] or [pd.DataFrame(columns=["region_code", "region", "figures"])]
        return pd.concat(frames, ignore_index=True)

    def _read(self, model: type[Table], select: str, **params: Any) -> pd.DataFrame:
        pieces = self.staging.pieces(select, **params) if self.staging else iter(())
        frames = [*pieces] or [pd.DataFrame(columns=model.names())]
        return model.validate(pd.concat(frames, ignore_index=True), lazy=True)

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
) -> CheckedFile:
    """Check a file that a bureau of `region` dropped; periods that begin after `today` are in the future.

    Never raises for what is in the file: what cannot be read is refused with a reason, so that other files go on.
    Raises RecordUnreadableError if `record` cannot be read, OSError or duckdb.Error if it is the machine that cannot
    hold the rows: no space, no permission, too many open files.
    `scratch`: the folder in which rows are held; None: the system's for temporary files. `record`: the figures of
    earlier files; None: nothing is known of them, and every row that takes one back is accepted.
    """
    refused = CheckedFile("", region, shown(path.name), "", "refused")
    try:
        sha256 = hash_file(path)
        submission_id = _submission_id(region, sha256, title_says_withdrawal(Path(refused.file_name).stem))
        refused = replace(refused, submission_id=submission_id, sha256=sha256)
        return _check(refused, path, registry, linker, today, Staging(scratch), record)
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
) -> CheckedFile:
    grids, encoding = read_grids(path)
    recognised = recognise(grids, Path(file.file_name).stem, KnownNames(registry, linker))
    if has_macros(path):
        macros = Unread("macros_not_run", "工作簿里有宏，没有运行；读取的是单元格里保存的值。")
        recognised = replace(recognised, unread=(*recognised.unread, macros))
    for table, schema in (("sound", SOUND), ("offences", OFFENCES), ("faulty_rows", FIGURES)):
        staging.begin(table, schema)
    rows_read = 0
    for written in recognised.tables:
        for rows in read_rows(written, file.region, registry, linker):
            rows_read += len(rows)
            _judge_alone(rows.assign(today=pd.Timestamp(today)), file.submission_id, written, staging)
    rows_read += sum(len(unread.rows) for unread in recognised.unread)
    if not rows_read:
        raise FileRefusedError("no_rows", "表头下面没有数据行。请填写数据后重新报送。")
    _judge_together(file.submission_id, recognised, staging, record, registry.cuts["jump_tolerance"])
    accepted = staging.count("accepted")
    return replace(
        file,
        status="taken",
        layout=recognised.layout,
        encoding=encoding,
        rows_read=rows_read,
        rows_accepted=accepted,
        rows_rejected=rows_read - accepted,
        rows_warned=staging.count("warned_rows"),
        rows_taking_back=staging.count("withdrawals"),
        has_sheets=recognised.has_sheets,
        staging=staging,
    )


def _judge_alone(rows: pd.DataFrame, submission_id: str, written: Written, staging: Staging) -> None:
    """Hold the rows of a piece that are sound by themselves, and what is wrong with the others."""
    errors = find_offences(ROW_ERRORS, rows)
    sound = rows.drop(errors.index)
    if len(sound):
        staging.add("sound", _to_compare(sound, submission_id, written))
    for offences in (errors, find_offences(ROW_WARNINGS, sound)):
        if len(offences):
            staging.add("offences", _to_report(offences, submission_id, written))


def _judge_together(
    submission_id: str, recognised: Recognised, staging: Staging, record: Record | None, jump_tolerance: float
) -> None:
    """Hold what is wrong with rows beside others: the same figure twice, nothing on record to take back, then oddities
    in time; and what of the file was not read."""

    def judge(pieces: Iterator[pd.DataFrame], rules: tuple[Rule, ...]) -> None:
        for rows in pieces:
            offences = find_offences(rules, rows)
            offences["sheet_number"] = rows["sheet_number"].loc[offences.index].to_numpy()
            for table in {table.sheet_number: table for table in recognised.tables}.values():
                of_table = offences[offences["sheet_number"] == table.sheet_number]
                if len(of_table):
                    staging.add("offences", _to_report(of_table, submission_id, table))
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
    for unread in recognised.unread:
        staging.add("offences", _to_notice(unread, submission_id))
    staging.show("offences")
    staging.define("offences_of_file")
    staging.define("reported_offences")
    staging.define("warned_rows")


def _submission_id(region: Region, sha256: str, is_withdrawal: bool) -> str:
    """The same for the same content from the same region, under whatever name, but for one that takes it all back."""
    content = f"{region.code}:{sha256}" + (":withdrawal" if is_withdrawal else "")
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _to_compare(rows: pd.DataFrame, submission_id: str, written: Written) -> pd.DataFrame:
    """Columns of Figures, checked, and those by which figures are compared."""
    figures = pd.DataFrame(
        {
            "submission_id": submission_id,
            "sheet": written.sheet or None,
            "row_number": rows["row_number"],
            "column_number": rows["column_number"],
            "indicator_text": _text(rows["indicator"]),
            "region_code": _text(rows["region_code"]),
            "region": _text(rows["region_name"]),
            "period": _text(rows["period"]),
            "period_start": rows["period_start"],
            "period_end": rows["period_end"],
            "basis": _text(rows["basis_code"]),
            "value": rows["number"].mask(rows["is_withdrawal"]),
            "unit": _text(rows["base_unit"]),
            "reported_value": _text(rows["value"]),
            "reported_unit": _text(rows["reported_unit"]),
            "source": _text(rows["source"]),
            "note": _text(rows["remark"]),
            "reason": _text(rows["reason"]),
        }
    )
    texts = {name: _text(rows[name]).fillna("") for name in TEXTS_TO_COMPARE}
    compared = rows[TO_COMPARE].assign(**texts, sheet_number=written.sheet_number)
    return Figures.validate(figures, lazy=True).assign(**compared)


def _to_report(offences: pd.DataFrame, submission_id: str, written: Written) -> pd.DataFrame:
    """Columns of RejectedRows, checked: with the header and number of the column to look at, as the file has them;
    and by which offences are put in order: sheet_number, figure_column, rank."""
    is_whole_row = offences["field"] == ""
    header = offences["field"].map(written.headers).fillna(offences["value_column"].astype(object))
    place = offences["field"].map(written.places).fillna(offences["column_number"])
    reported = offences.astype({"cell": object}).assign(
        submission_id=submission_id,
        sheet=written.sheet or None,
        column_name=header.mask(is_whole_row | (header == ""), None),
        column_number=place.mask(is_whole_row).astype("Int64"),
        cell=offences["cell"].astype(object).mask(offences["cell"] == "", None),
    )
    checked = RejectedRows.validate(reported[RejectedRows.names()].reset_index(drop=True), lazy=True)
    return checked.assign(
        sheet_number=written.sheet_number,
        figure_column=offences["column_number"].to_numpy().astype("int64"),
        rank=offences["rank"].to_numpy(),
    )


def _to_notice(unread: Unread, submission_id: str) -> pd.DataFrame:
    """Each row with a figure that cannot be read is rejected; what holds none is only named."""
    places = [[row.number, next(filter(None, row.cells))] for row in unread.rows] or [[None, None]]
    noticed = pd.DataFrame(places, columns=["row_number", "cell"]).assign(
        submission_id=submission_id,
        sheet=unread.sheet or None,
        column_number=unread.column_number,
        column_name=unread.column_name,
        severity="error" if unread.rows else "notice",
        reason_code=unread.reason_code,
        reason=unread.reason,
    )
    checked = RejectedRows.validate(noticed[RejectedRows.names()], lazy=True)
    return checked.assign(sheet_number=unread.sheet_number, figure_column=None, rank=0)


def _text(column: pd.Series) -> pd.Series:
    """A column of categories as texts, with nothing for the empty one."""
    texts = pa.array(column.cat.categories, pa.string())
    texts = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    taken = texts.take(pa.array(np.asarray(column.cat.codes)))
    return pa.table({"text": taken}).to_pandas()["text"].set_axis(column.index)
