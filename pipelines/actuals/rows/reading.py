"""Rows as written → rows as read: every cell with what it means, or with the code of what is wrong with it.

Nothing is judged here beyond the single row, and nothing is dropped: rules.py decides what is accepted. Rows come in
pieces, and each distinct text of a piece is read once.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache, partial
from typing import Annotated, Any, NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pyarrow
from pandera.typing import Series

from pipelines.actuals.cells.amounts import Values, multiply, read_values, to_column, to_float
from pipelines.actuals.cells.names import read_name
from pipelines.actuals.cells.values import is_missing, read_unit
from pipelines.actuals.cells.withdrawals import note_says_withdrawal, reason_beside, says_withdrawal
from pipelines.actuals.rows.meanings import (
    Form,
    Meaning,
    Measure,
    Place,
    Timing,
    read_meaning,
    read_measure,
    read_place,
    read_timing,
    settle_by_level,
)
from pipelines.actuals.written import FIELDS, Written
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Region, Registry
from pipelines.schemas.model import conform

INDEX_BASE = 100  # of an index of last year's figure
REMEMBERED = 2**16  # distinct texts and combinations of texts whose meaning is kept from piece to piece
SUGGESTED = 300  # unknown regions, and names, for which the nearest are looked for: nobody reads more
Text = Series[pd.CategoricalDtype]  # "" where there is nothing
Digits = Series[Annotated[pd.ArrowDtype, pyarrow.string()]]


class ReadRows(pa.DataFrameModel):
    """One row a figure: what is written, then what it means. A …_problem holds a reason code, or nothing."""

    row_number: Series[int] = pa.Field(ge=1)
    column_number: Series[int] = pa.Field(ge=1)
    value_column: Text
    indicator: Text
    region: Text
    period: Text
    value: Text
    unit: Text
    basis: Text
    source: Text
    note: Text
    action: Text
    reason: Text  # of a correction, else the note: what stands beside the words that take a figure back
    surplus: Text
    ending: Text  # of the file, where the value stands in its last cell: short, open
    is_merged: Series[bool]
    is_withdrawal: Series[bool]  # takes back a figure: its number, if it has one, is the one to take back

    region_code: Text
    region_name: Text
    region_problem: Text
    region_reason: Text

    number: Series[float] = pa.Field(nullable=True)  # in the base unit
    amount: Series[float] = pa.Field(nullable=True)  # in the first unit of the dimension, to compare
    exact_amount: Digits = pa.Field(nullable=True)  # the same with all its digits, as 7608e3
    exact_step: Digits = pa.Field(nullable=True)  # one unit of the last digit written, in the same unit
    value_estimate: Text  # 约, 超, 以上
    value_problem: Text

    base_unit: Text
    dimension: Text
    reported_unit: Text
    unit_problem: Text
    is_growth_index: Series[bool]

    indicator_id: Text
    kind: Text  # of the registry's indicator; empty: not in the registry
    indicator_unit: Text
    fits_indicator: Series[bool]  # the unit is of the indicator's dimension, or there is nothing to compare
    is_known: Series[bool]
    nearest: Text
    distinction: Text
    estimate: Text
    remark: Text  # the note, and what the name's brackets and the words around the number said

    period_start: Series[pa.DateTime] = pa.Field(nullable=True)
    period_end: Series[pa.DateTime] = pa.Field(nullable=True)
    basis_code: Text  # empty: the indicator decides
    period_problem: Text
    basis_problem: Text

    class Config:
        strict = True


class Each(NamedTuple):
    """What every row has, each distinct thing once: row i has things[codes[i]]."""

    codes: np.ndarray
    things: list[Any]


def read_rows(written: Written, folder: Region, registry: Registry, linker: Linker) -> Iterator[pd.DataFrame]:
    """Columns of ReadRows, in pieces. `folder`: the region of the inbox, which a row without a region is about."""
    unit_of = lru_cache(REMEMBERED)(partial(read_unit, registry=registry))
    link_of = lru_cache(REMEMBERED)(partial(linker.link, suggests=False))
    unknown_names = unknown_regions = 0

    @lru_cache(REMEMBERED)
    def nearest_of(text: str, unit: str | None) -> tuple[str, ...]:
        nonlocal unknown_names
        unknown_names += 1
        return linker.nearest(text, unit) if unknown_names <= SUGGESTED else ()

    @lru_cache(REMEMBERED)
    def place_of(text: str) -> Place:
        nonlocal unknown_regions
        place = read_place(text, folder, registry, suggests=unknown_regions < SUGGESTED)
        unknown_regions += place.region_problem == "unknown_region"
        return place

    @lru_cache(REMEMBERED)
    def measure_of(form: Form, unit: str, indicator: str) -> Measure:
        return read_measure(form, unit, read_name(indicator), unit_of)

    @lru_cache(REMEMBERED)
    def meaning_of(indicator: str, note: str, form: Form, measure: Measure) -> Meaning:
        name, link = read_name(indicator), link_of(indicator)
        return read_meaning(indicator, note, name, link, form, measure, unit_of, nearest_of)

    @lru_cache(REMEMBERED)
    def timing_of(period: str, basis: str, indicator: str, dimension: str) -> Timing:
        return read_timing(period, basis, read_name(indicator), link_of(indicator), dimension)

    for piece in filter(len, written.pieces()):
        rows = piece.astype(dict.fromkeys((*FIELDS, "surplus", "value_column", "ending"), "category"))
        of = {name: _each(rows[name]) for name in FIELDS}
        values = read_values(of["value"].things)
        forms = _forms(values, of["value"])
        measures = _read_each(measure_of, forms, of["unit"], of["indicator"])
        dimensions = Each(measures.codes, [measure.dimension for measure in measures.things])
        meanings = _read_each(meaning_of, of["indicator"], of["note"], forms, measures)
        timings = _read_each(timing_of, of["period"], of["basis"], of["indicator"], dimensions)
        places = _read_each(place_of, of["region"])
        places = Each(places.codes, settle_by_level(places.things, registry))
        numbers = _numbers(values, of["value"].codes, measures)
        read = [
            rows,
            _columns(places, Place).drop(columns=["candidates"]),
            numbers,
            _columns(forms, Form).drop(columns=["rest", "problem"]),
            _columns(measures, Measure).drop(columns=["scale", "factor"]),
            _columns(meanings, Meaning),
            _columns(timings, Timing),
        ]
        together = _with_withdrawals(pd.concat(read, axis="columns"), of, values, written)
        yield conform(ReadRows.to_schema(), together)


def _with_withdrawals(rows: pd.DataFrame, of: dict[str, Each], values: Values, written: Written) -> pd.DataFrame:
    """The rows with whether they take a figure back, and why. What they say where a value would stand is no fault."""
    cells, codes = of["value"].things, of["value"].codes
    words = [place for place, number in values.numbers.items() if number is None and says_withdrawal(cells[place])]
    is_word = np.isin(codes, words) if words else np.full(len(rows), False)
    is_said = is_word | _is_said(of["action"], says_withdrawal) | _is_said(of["note"], note_says_withdrawal)
    is_withdrawal = is_said | written.is_withdrawal
    rows = rows.assign(is_withdrawal=is_withdrawal, reason=_texts(_read_each(_reason, of["reason"], of["note"])))
    if not is_withdrawal.any():
        return rows
    beside = pd.Series(codes).map({place: reason_beside(cells[place]) for place in words})
    rows["reason"] = _replaced(rows["reason"], beside, is_word & (rows["reason"] == ""))
    is_without_value = is_withdrawal & (is_word | (rows["value_problem"] == "missing_value"))
    for name in ("value_problem", "unit_problem", "base_unit", "dimension"):
        rows[name] = _replaced(rows[name], "", is_without_value)
    rows["estimate"] = _replaced(rows["estimate"], "", is_withdrawal)
    return rows.assign(
        fits_indicator=rows["fits_indicator"] | is_without_value, is_known=rows["is_known"] | is_withdrawal
    )


def _is_said(each: Each, says: Callable[[str], bool]) -> np.ndarray:
    return np.array([says(text) for text in each.things], dtype=bool)[each.codes]


def _reason(reason: str, note: str) -> str:
    return reason or reason_beside(note)


def _texts(each: Each) -> pd.Series:
    return pd.Series(each.things, dtype="category").take(each.codes).reset_index(drop=True)


def _replaced(column: pd.Series, by: "str | pd.Series", where: Any) -> pd.Series:
    return column.astype(object).mask(where, by).astype("category")


def _each(column: pd.Series) -> Each:
    # Codes are as short as they can be: of bytes, twice as many would be other codes.
    return Each(np.asarray(column.cat.codes, dtype=np.int64), column.cat.categories.to_numpy(dtype=object).tolist())


def _read_each(read: Callable[..., Any], *columns: Each) -> Each:
    """read(*things) for every row, once for each distinct row of things."""
    codes, *others = (column.codes.astype(np.int64) for column in columns)
    for column, more in zip(columns[1:], others, strict=True):
        codes, _ = pd.factorize(codes * len(column.things) + more)
    codes, _ = pd.factorize(codes)
    first = np.flatnonzero(~pd.Series(codes).duplicated())
    of_row = zip(*(map(column.things.__getitem__, column.codes[first].tolist()) for column in columns), strict=True)
    return Each(codes, [read(*things) for things in of_row])


def _columns(each: Each, record: type[NamedTuple]) -> pd.DataFrame:
    """Each field of the things as a column; texts as categories."""
    distinct = pd.DataFrame(each.things, columns=record._fields)
    for name, kind in record.__annotations__.items():
        if kind is str:
            distinct[name] = distinct[name].astype("category")
        elif kind == date | None:
            distinct[name] = pd.to_datetime(distinct[name]).astype("datetime64[ns]")
    return distinct.take(each.codes).reset_index(drop=True)


def _forms(values: Values, cells: Each) -> Each:
    """The forms of the values' cells; a plain number is a number and no more."""
    others = {
        place: Form(number.rest, number.estimate)
        if number
        else Form(problem="missing_value" if is_missing(cells.things[place]) else "not_a_number")
        for place, number in values.numbers.items()
    }
    forms = list(dict.fromkeys([Form(), *others.values()]))
    places = {form: place for place, form in enumerate(forms)}
    kinds = np.zeros(len(cells.things), np.int64)
    kinds[list(others)] = [places[form] for form in others.values()]
    return Each(kinds[cells.codes], forms)


def _numbers(values: Values, codes: np.ndarray, measures: Each) -> pd.DataFrame:
    scales = [measure.scale for measure in measures.things]
    factors = [measure.scale and measure.scale * measure.factor for measure in measures.things]
    is_index = np.array([measure.is_growth_index for measure in measures.things], dtype=bool)[measures.codes]
    if is_index.any():  # each distinct value twice, as it is and as the growth that an index says
        codes = np.where(is_index, codes + len(values.digits), codes)
        values = values.followed_by(values.less(INDEX_BASE))
    amounts = multiply(values, codes, factors, measures.codes)
    return pd.DataFrame(
        {
            "number": to_float(multiply(values, codes, scales, measures.codes)),
            "amount": to_float(amounts),
            "exact_amount": to_column(amounts),
            "exact_step": to_column(
                multiply(Values(np.ones_like(values.digits), values.exponent, {}, {}), codes, factors, measures.codes)
            ),
        }
    )
