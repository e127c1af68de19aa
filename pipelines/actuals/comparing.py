"""Rows against each other: twins in one file, the row before in a series, months that add up to a year to date.

What follows from the comparison is decided in rules.py.
"""

import numpy as np
import pandas as pd

Rows = pd.DataFrame

SERIES = ["indicator_id", "distinction", "region_code", "dimension", "source"]
FIGURE = [*SERIES, "basis_code", "period_start", "period_end"]
ROWS_NAMED = 8  # other rows that a reason names
JUMP_TOLERANCE = 0.2  # decades beside a power of ten that growth may hide


def is_growth(rows: Rows) -> "pd.Series[bool]":
    return (rows["basis_code"] == "growth") | (rows["dimension"] == "percentage_point")


def compare_twins(rows: Rows) -> Rows:
    """With how many values a figure has in the file (twin_values), in which rows (twins), and the first of them."""
    figures = rows.groupby(FIGURE)
    several = rows[rows.duplicated(FIGURE, keep=False)]
    twins = several["row_number"].astype(str).groupby([several[name] for name in FIGURE]).transform(_name_rows)
    return rows.assign(
        twin_values=figures["amount"].transform("nunique"),
        first_twin=figures["row_number"].transform("min"),
        twins=twins.astype(object).reindex(rows.index, fill_value=""),
    )


def compare_in_time(rows: Rows) -> Rows:
    """With the row before in the same series (previous_…), the decades of a jump from it (0: none), and the rows
    (parts) that a year to date should be the sum of and is not."""
    start, end = rows["period_start"].dt, rows["period_end"].dt
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    # Sums over unlike spans are no series; years to date are one, compared by the month.
    span = months.where(rows["basis_code"].isin(["period", ""]), 0)
    by_month = rows["amount"].astype(float) / months.where(rows["basis_code"] == "ytd", 1)
    ordered = rows.assign(by_month=by_month, span=span).sort_values(["period_end", "row_number"])
    before = ordered.groupby([*SERIES, "basis_code", "span"])
    compared = ordered.assign(
        previous_row=before["row_number"].shift().astype("Int64"),
        previous_period=before["period"].shift(),
        previous_value=before["value"].shift(),
        previous_amount=before["amount"].shift(),
        previous_year=before["period_end"].shift().dt.year,
        decades=_decades(ordered, ordered["by_month"] / before["by_month"].shift()),
    )
    return compared.assign(parts=_unequal_sums(rows).reindex(compared.index, fill_value="")).loc[rows.index]


def _name_rows(numbers: "pd.Series[str]") -> str:
    return "、".join(numbers[:ROWS_NAMED]) + ("等" if len(numbers) > ROWS_NAMED else "")


def _decades(rows: Rows, ratio: "pd.Series[float]") -> "pd.Series[int]":
    """The power of ten that a ratio comes near to."""
    exponent = pd.Series(np.log10(ratio.where(ratio > 0)), index=rows.index)
    is_jump = ((exponent - exponent.round()).abs() <= JUMP_TOLERANCE) & ~is_growth(rows)
    return exponent.round().where(is_jump, 0).fillna(0).replace([np.inf, -np.inf], 0).astype(int)


def _unequal_sums(rows: Rows) -> "pd.Series[str]":
    """The parts of each year to date that is not the one of the month before plus the month, beyond rounding."""
    part = rows[[*SERIES, "period_end", "row_number", "amount", "step"]]
    is_sum = rows["basis_code"] == "ytd"
    is_month = rows["basis_code"].isin(["period", ""]) & (
        rows["period_start"].dt.to_period("M") == rows["period_end"].dt.to_period("M")
    )
    before = part[is_sum & (rows["period_end"].dt.month < 12)]
    before = before.assign(period_end=before["period_end"] + pd.offsets.MonthEnd(1))
    key = [*SERIES, "period_end"]
    sums = part[is_sum].reset_index().merge(before, on=key, suffixes=("", "_before"))
    sums = sums.merge(part[is_month], on=key, suffixes=("", "_month")).drop_duplicates("index").set_index("index")
    gap = (sums["amount"] - sums["amount_before"] - sums["amount_month"]).abs()
    off = gap > (sums["step"] + sums["step_before"] + sums["step_month"]) / 2
    parts = sums["row_number_before"].astype(str) + "、" + sums["row_number_month"].astype(str)
    return parts[off]
