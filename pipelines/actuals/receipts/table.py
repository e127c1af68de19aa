"""A receipt as one table for programs: a line for the file, each fault, each figure, each figure that moves a target.

Columns and codes are English and stay as they are; every line has as many cells, each bounded, and none acts as a
formula in a spreadsheet.
"""

import csv
from itertools import chain
from pathlib import Path

import pandas as pd

from pipelines.actuals.receipts.cells import neutralise
from pipelines.actuals.receipts.contents import Receipt, column_letter, shorten
from pipelines.actuals.receipts.effects import actual_ids

# outcome: file, rejected, warned, notice, accepted, taken_back, moved, unmoved
COLUMNS = [
    *("outcome", "sheet", "row_number", "column_letter", "column_name", "cell", "reason_code", "reason"),
    *("indicator_text", "indicator_id", "region_code", "period_start", "period_end", "basis", "value", "unit"),
    *("target_id", "status_before", "pct_before", "status_after", "pct_after"),
]
OUTCOMES = {"error": "rejected", "warning": "warned", "notice": "notice"}
ACTUAL_ID = r"^[^-]+(?:-(?P<sheet>.+))?-(?P<row>\d+)-(?P<column>\d+)$"
FIGURES_LISTED = 20_000  # accepted figures; all of them are in the table `actuals`


def write_table(receipt: Receipt, place: Path) -> None:
    """UTF-8 with a byte order mark, so that Excel opens it in Chinese."""
    faults = map(_faults, receipt.checked.rejected_pieces())
    with place.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(COLUMNS)
        for part in chain([_file(receipt)], faults, [_figures(receipt), _moves(receipt), _stays(receipt)]):
            lines = part.reindex(columns=COLUMNS).astype(object)
            lines.where(lines.notna(), "").to_csv(file, index=False, header=False, lineterminator="\n")


def _file(receipt: Receipt) -> pd.DataFrame:
    status = "repeated" if receipt.is_repeated else receipt.checked.status
    code = receipt.checked.reason_code or ("checked" if receipt.is_trial else status)
    line = {"outcome": "file", "cell": receipt.checked.file_name, "reason_code": code, "reason": receipt.outcome}
    return _bounded(pd.DataFrame([line]))


def _faults(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.astype({"row_number": "Int64", "column_number": "Int64"})
    letters = rows["column_number"].astype(object).map(column_letter)
    return _bounded(rows.assign(outcome=rows["severity"].map(OUTCOMES), column_letter=letters))


def _figures(receipt: Receipt) -> pd.DataFrame:
    figures = receipt.checked.first_figures(FIGURES_LISTED)
    letters = figures["column_number"].astype(object).map(column_letter)
    takes_back = figures["value"].isna()
    on_record = receipt.effects.on_record if receipt.effects else {}
    listed = figures.assign(
        outcome=takes_back.map({True: "taken_back", False: "accepted"}),
        reason=figures["reason"].where(takes_back, pd.Series(actual_ids(figures), figures.index).map(on_record)),
        column_letter=letters,
        cell=figures["reported_value"],
    )
    ids = receipt.links.set_index("indicator_text")["indicator_id"]
    listed = listed.assign(indicator_id=figures["indicator_text"].map(ids))
    return _bounded(listed)


def _moves(receipt: Receipt) -> pd.DataFrame:
    """A line a target and each figure of the file that it now rests on."""
    targets = receipt.targets
    if targets.empty:
        return pd.DataFrame()
    moves = targets.explode("actual_ids")
    places = moves["actual_ids"].astype("string").str.extract(ACTUAL_ID)
    letters = places["column"].astype(object).map(column_letter)
    return _bounded(
        moves.assign(outcome="moved", sheet=places["sheet"], row_number=places["row"], column_letter=letters)
    )


def _stays(receipt: Receipt) -> pd.DataFrame:
    """A line a target on the same indicators that stays as it is, and why."""
    if receipt.effects is None or receipt.effects.unmoved.empty:
        return pd.DataFrame()
    unmoved = receipt.effects.unmoved.drop(columns="reason").rename(columns={"why": "reason"})
    return _bounded(unmoved.assign(outcome="unmoved"))


def _bounded(lines: pd.DataFrame) -> pd.DataFrame:
    texts = [name for name in ("sheet", "column_name", "cell", "reason", "indicator_text") if name in lines]
    safe = {name: lines[name].astype(object).map(_safe, na_action="ignore") for name in texts}
    return lines.assign(**safe)[[name for name in COLUMNS if name in lines]].astype(object)


def _safe(text: str) -> str:
    return neutralise(shorten(text))
