"""A bureau's file → what is accepted, rejected and warned of. Reads the file and writes nothing."""

import hashlib
import logging
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from pipelines.actuals.grid import read_grids
from pipelines.actuals.inbox import file_name, hash_file
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts import recognise
from pipelines.actuals.reading import read_rows
from pipelines.actuals.refusals import SUPPORTED, FileRefusedError
from pipelines.actuals.rules import judge
from pipelines.actuals.written import Written
from pipelines.linking import Linker
from pipelines.registry import Region, Registry
from pipelines.schemas import Figures, RejectedRows

log = logging.getLogger(__name__)


def _no_rows(model: type[Figures] | type[RejectedRows]) -> pd.DataFrame:
    return pd.DataFrame(columns=model.names())


@dataclass(frozen=True)
class CheckedFile:
    """What becomes of a file. rows_read = rows_accepted + rows_rejected; `figures` has the accepted rows, columns of
    Figures; `rejected_rows` every error and warning, columns of RejectedRows. A refused file has no rows; one that
    cannot even be opened has no hash and no id."""

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
    figures: pd.DataFrame = field(default_factory=lambda: _no_rows(Figures))
    rejected_rows: pd.DataFrame = field(default_factory=lambda: _no_rows(RejectedRows))


def check_file(path: Path, region: Region, registry: Registry, linker: Linker, today: date) -> CheckedFile:
    """Check a file that a bureau of `region` dropped; periods that begin after `today` are in the future.

    Never raises for what is in the file: what cannot be read is refused with a reason, so that other files go on.
    """
    refused = CheckedFile("", region, file_name(path), "", "refused")
    try:
        sha256 = hash_file(path)
        refused = replace(refused, submission_id=_submission_id(region, sha256), sha256=sha256)
        return _take(refused, path, registry, linker, today)
    except FileRefusedError as refusal:
        return replace(refused, reason_code=refusal.reason_code, reason=str(refusal))
    except Exception:
        log.exception("%s could not be read", path)
        reason = f"文件不能读取,可能已损坏或没有权限;{SUPPORTED}。请另存后重新报送。"
        return replace(refused, reason_code="unreadable_file", reason=reason)


def _take(file: CheckedFile, path: Path, registry: Registry, linker: Linker, today: date) -> CheckedFile:
    grids, encoding = read_grids(path)
    written = recognise(grids, Path(file.file_name).stem, KnownNames(registry, linker))
    rows = read_rows(written, file.region, registry, linker)
    judged = judge(rows.assign(today=pd.Timestamp(today)))
    is_error = judged["severity"] == "error"
    accepted = rows.drop(judged.index[is_error])
    return replace(
        file,
        status="taken",
        layout=written.layout,
        encoding=encoding,
        rows_read=len(rows),
        rows_accepted=len(accepted),
        rows_rejected=len(rows) - len(accepted),
        rows_warned=judged.index[~is_error].nunique(),
        figures=_figures(accepted, file.submission_id),
        rejected_rows=_rejected_rows(judged, file.submission_id, written),
    )


def _submission_id(region: Region, sha256: str) -> str:
    """The same for the same content from the same region, under whatever name."""
    return hashlib.sha256(f"{region.code}:{sha256}".encode()).hexdigest()[:16]


def _figures(rows: pd.DataFrame, submission_id: str) -> pd.DataFrame:
    figures = pd.DataFrame(
        {
            "submission_id": submission_id,
            "row_number": rows["row_number"],
            "column_number": rows["column_number"],
            "indicator_text": rows["indicator"],
            "region_code": rows["region_code"],
            "region": rows["region_name"],
            "period": rows["period"],
            "period_start": rows["period_start"].dt.date,
            "period_end": rows["period_end"].dt.date,
            "basis": rows["basis_code"],
            "value": rows["number"],
            "unit": rows["base_unit"],
            "reported_value": rows["value"],
            "reported_unit": rows["reported_unit"],
            "source": rows["source"],
            "note": rows["remark"],
        }
    )
    return Figures.validate(_null_for_empty(figures, ["basis", "reported_unit", "source", "note"]), lazy=True)


def _rejected_rows(judged: pd.DataFrame, submission_id: str, written: Written) -> pd.DataFrame:
    """Errors and warnings with the header of the column to look at, as the file writes it."""
    is_whole_row = judged["field"] == ""
    header = judged["field"].map(written.headers).fillna(judged["value_column"]).mask(is_whole_row, "")
    column = judged["field"].map(written.places).fillna(judged["column_number"]).mask(is_whole_row).astype("Int64")
    unread = [
        {
            "row_number": 1,
            "column_number": None,
            "column_name": sheet,
            "cell": "",
            "severity": "warning",
            "reason_code": "unread_sheet",
            "reason": f"工作表“{sheet}”没有认得的表头,没有读取。其中如有数据,请另存为一个文件按模板报送。",
        }
        for sheet in written.unread_sheets
    ]
    rejected = pd.concat([judged.assign(column_name=header, column_number=column), pd.DataFrame(unread, dtype=object)])
    rejected = rejected.assign(submission_id=submission_id)[RejectedRows.names()]
    return RejectedRows.validate(_null_for_empty(rejected, ["column_name", "cell"]), lazy=True)


def _null_for_empty(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return frame.assign(**{name: frame[name].mask(frame[name] == "", None) for name in columns}).reset_index(drop=True)
