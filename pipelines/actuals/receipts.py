"""The receipt that a bureau finds for its file: what was taken, what was not, and what to do about it."""

import csv
import os
from pathlib import Path

import pandas as pd

from pipelines.actuals.checking import CheckedFile
from pipelines.actuals.inbox import fit_file_name
from pipelines.schemas import RejectedRows

LONGEST_CELL = 200  # characters of a file's cell that a receipt shows
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
STATUS = {"taken": "已接收", "refused": "整个文件拒收"}
SEVERITY = {"error": "拒绝", "warning": "接收,请核对"}
COLUMNS = ["row_number", "column_name", "cell", "severity", "reason_code", "reason"]


def write_receipt(checked: CheckedFile, folder: Path) -> Path:
    """Write <file>.receipt.csv whole or not at all, and return its place. Excel opens it in Chinese.

    Every line has as many cells, so that programs read it too; no cell acts as a formula.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / fit_file_name(checked.file_name, ".receipt.csv")
    beside = folder / f".{checked.submission_id}.receipt.tmp"
    with beside.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(_summary(checked) + _reasons(checked.rejected_rows))
        file.flush()
        os.fsync(file.fileno())  # on disk before the file leaves the inbox
    return beside.replace(place)


def neutralise(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def shorten(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…(共 {len(text)} 字)"


def _summary(checked: CheckedFile) -> list[list[str]]:
    lines = {
        "文件": neutralise(checked.file_name),
        "地区": checked.region.name,
        "报送编号": checked.submission_id,
        "结果": STATUS[checked.status],
        "原因": checked.reason,
        "读取行数": checked.rows_read,
        "接收行数": checked.rows_accepted,
        "其中有警告": checked.rows_warned,
        "拒绝行数": checked.rows_rejected,
    }
    blanks = [""] * (len(COLUMNS) - 2)
    return [[label, str(value), *blanks] for label, value in lines.items() if value is not None]


def _reasons(rejected_rows: pd.DataFrame) -> list[list[str]]:
    if rejected_rows.empty:
        return []
    labels = RejectedRows.labels()
    shown = rejected_rows[COLUMNS].astype({"row_number": str}).fillna("")
    shown = shown.assign(severity=shown["severity"].map(SEVERITY), cell=shown["cell"].map(shorten))
    return [[""] * len(COLUMNS), [labels[name][0] for name in COLUMNS], *shown.map(neutralise).to_numpy().tolist()]
