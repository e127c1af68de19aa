"""Rows that were read → what is held of them on disk while their file is checked: sound ones, and what is wrong with
others."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.actuals.layouts.recognising import Unread
from pipelines.actuals.written import Written
from pipelines.schemas.actuals import Figures, RejectedRows

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


def to_compare(rows: pd.DataFrame, submission_id: str, written: Written) -> pd.DataFrame:
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
    return Figures.conform(figures).assign(**compared)


def to_report(offences: pd.DataFrame, submission_id: str, written: Written) -> pd.DataFrame:
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
    checked = RejectedRows.conform(reported[RejectedRows.names()].reset_index(drop=True))
    return checked.assign(
        sheet_number=written.sheet_number,
        figure_column=offences["column_number"].to_numpy().astype("int64"),
        rank=offences["rank"].to_numpy(),
    )


def to_notice(unread: Unread, submission_id: str) -> pd.DataFrame:
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
    checked = RejectedRows.conform(noticed[RejectedRows.names()])
    return checked.assign(sheet_number=unread.sheet_number, figure_column=None, rank=0)


def _text(column: pd.Series) -> pd.Series:
    """A column of categories as texts, with nothing for the empty one."""
    texts = pa.array(column.cat.categories, pa.string())
    texts = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    taken = texts.take(pa.array(np.asarray(column.cat.codes)))
    return pa.table({"text": taken}).to_pandas()["text"].set_axis(column.index)
