"""Rows as written → rows as read: every cell with what it means, or with the code of what is wrong with it.

Nothing is judged here beyond the single row, and nothing is dropped: rules.py decides what is accepted. Rows come in
pieces, and each distinct text of a piece is read once.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Annotated, Any, NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pyarrow
from pandera.typing import Series

from pipelines.actuals.amounts import Values, multiply, read_values, to_column, to_float
from pipelines.actuals.headers import FIELDS
from pipelines.actuals.names import CUMULATIVE, TO_DATE, NameWords, read_basis, read_name
from pipelines.actuals.periods import Period, last_month, period_to_date, read_period, read_period_within
from pipelines.actuals.values import ScaledUnit, is_missing, read_unit
from pipelines.actuals.withdrawals import note_says_withdrawal, reason_beside, says_withdrawal
from pipelines.actuals.written import Written
from pipelines.linking import Link, Linker, bare_unit
from pipelines.registry import AmbiguousRegionError, Region, RegionError, RegionOutsideError, Registry

SHARES = frozenset({"share", "percentage_point"})  # dimensions in which a growth or a share is stated
REMEMBERED = 2**16  # distinct texts and combinations of texts whose meaning is kept from piece to piece
Text = Series[pd.CategoricalDtype]  # "" where there is nothing
Digits = Series[Annotated[pd.ArrowDtype, pyarrow.string()]]
NO_SCALE = ScaledUnit(Decimal(1), None)
UnitOf = Callable[[str], ScaledUnit | None]


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


class Place(NamedTuple):
    region_code: str = ""
    region_name: str = ""
    region_problem: str = ""
    region_reason: str = ""


class Form(NamedTuple):
    """What a value's cell holds beside the number."""

    rest: str = ""
    value_estimate: str = ""
    problem: str = ""  # missing_value | not_a_number


class Measure(NamedTuple):
    """What a value counts. `scale` × number gives it in the base unit; both are null where there is a problem."""

    scale: Decimal | None
    factor: Decimal | None  # of the base unit
    base_unit: str
    dimension: str
    reported_unit: str
    value_problem: str
    unit_problem: str


class Meaning(NamedTuple):
    indicator_id: str
    kind: str
    indicator_unit: str
    fits_indicator: bool
    is_known: bool
    nearest: str
    distinction: str
    estimate: str
    remark: str


class Timing(NamedTuple):
    period_start: date | None
    period_end: date | None
    basis_code: str
    period_problem: str
    basis_problem: str


class Each(NamedTuple):
    """What every row has, each distinct thing once: row i has things[codes[i]]."""

    codes: np.ndarray
    things: list[Any]


def read_rows(written: Written, folder: Region, registry: Registry, linker: Linker) -> Iterator[pd.DataFrame]:
    """Columns of ReadRows, in pieces. `folder`: the region of the inbox, which a row without a region is about."""
    unit_of = lru_cache(REMEMBERED)(partial(read_unit, registry=registry))
    link_of = lru_cache(REMEMBERED)(linker.link)
    place_of = lru_cache(REMEMBERED)(partial(_read_place, folder=folder, registry=registry))

    @lru_cache(REMEMBERED)
    def measure_of(form: Form, unit: str, indicator: str) -> Measure:
        return _read_measure(form, unit, read_name(indicator), unit_of)

    @lru_cache(REMEMBERED)
    def meaning_of(indicator: str, note: str, form: Form, measure: Measure) -> Meaning:
        return _read_meaning(indicator, note, read_name(indicator), link_of(indicator), form, measure, unit_of)

    @lru_cache(REMEMBERED)
    def timing_of(period: str, basis: str, indicator: str, dimension: str) -> Timing:
        return _read_timing(period, basis, read_name(indicator), link_of(indicator), dimension)

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
        numbers = _numbers(values, of["value"].codes, measures)
        read = [
            rows,
            _columns(places, Place),
            numbers,
            _columns(forms, Form).drop(columns=["rest", "problem"]),
            _columns(measures, Measure).drop(columns=["scale", "factor"]),
            _columns(meanings, Meaning),
            _columns(timings, Timing),
        ]
        yield ReadRows.validate(_with_withdrawals(pd.concat(read, axis="columns"), of, values, written), lazy=True)


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
    return Each(np.asarray(column.cat.codes), column.cat.categories.to_numpy(dtype=object).tolist())


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
    ones = Values(np.ones_like(values.digits), values.exponent, {}, {})
    amounts = multiply(values, codes, factors, measures.codes)
    return pd.DataFrame(
        {
            "number": to_float(multiply(values, codes, scales, measures.codes)),
            "amount": to_float(amounts),
            "exact_amount": to_column(amounts),
            "exact_step": to_column(multiply(ones, codes, factors, measures.codes)),
        }
    )


def _read_place(text: str, folder: Region, registry: Registry) -> Place:
    if not text:
        return Place(folder.code, registry.label(folder))
    try:
        region = registry.resolve_region(text, within=folder)
        return Place(region.code, registry.label(region))
    except RegionOutsideError as error:
        return Place(region_problem="region_outside", region_reason=str(error))
    except AmbiguousRegionError as error:
        return Place(region_problem="ambiguous_region", region_reason=str(error))
    except RegionError as error:
        return Place(region_problem="unknown_region", region_reason=str(error))


def _read_measure(form: Form, unit_cell: str, name: NameWords, unit_of: UnitOf) -> Measure:
    """The unit stands in its column, else in the name's brackets, else behind the number (1.2万个)."""
    is_number = not form.problem
    behind = unit_of(form.rest) if form.rest else None
    bracket = "%" if name.is_index else next((part for part in name.parts if _states_unit(unit_of(part))), "")
    text = unit_cell or bracket or (form.rest if _states_unit(behind) else "")
    stated = unit_of(text) if text else None
    unit = stated.unit if stated else None

    unit_problem = ""
    if unit is None:
        unit_problem = "unknown_unit" if text else "missing_unit"
    elif (behind and behind.unit and behind.unit != unit) or (bracket and _contradict(unit_of(bracket), stated)):
        unit_problem = "unit_conflict"

    value_problem = form.problem
    if form.rest and behind is None:
        value_problem = "not_a_number"
    elif behind and behind.unit is None and stated and stated.scale != 1:
        value_problem = "scale_twice"

    is_sound = is_number and unit is not None and not unit_problem and not value_problem
    return Measure(
        scale=(behind or stated or NO_SCALE).scale if is_sound else None,
        factor=unit.factor if unit and is_sound else None,
        base_unit=unit.unit if unit and not unit_problem else "",
        dimension=unit.dimension if unit and not unit_problem else "",
        reported_unit=text,
        value_problem=value_problem,
        unit_problem=unit_problem,
    )


def _states_unit(scaled: ScaledUnit | None) -> bool:
    """Whether there is a unit and not a numeral alone (万)."""
    return scaled is not None and scaled.unit is not None


def _contradict(bracket: ScaledUnit | None, stated: ScaledUnit | None) -> bool:
    """产值(万元) with the unit 亿元. A bracket of another dimension, as (年), is no unit."""
    if not (bracket and bracket.unit and stated and stated.unit):
        return False
    return bracket.unit.dimension == stated.unit.dimension and bracket != stated


def _read_meaning(
    text: str, note: str, name: NameWords, link: Link, form: Form, measure: Measure, unit_of: UnitOf
) -> Meaning:
    estimates = [words for words in (name.estimate, form.value_estimate) if words]
    remarks = dict.fromkeys(
        words for words in (note, *name.parts, *estimates) if words and words != measure.reported_unit
    )
    return Meaning(
        indicator_id=link.indicator_id,
        kind=link.indicator.kind if link.indicator else "",
        indicator_unit=link.indicator.unit if link.indicator else "",
        fits_indicator=_fits(text, link, measure, unit_of),
        is_known=link.is_known,
        nearest="、".join(link.nearest) or "无",
        distinction=name.distinction,
        estimate="、".join(estimates),
        remark=";".join(remarks),
    )


def _fits(text: str, link: Link, measure: Measure, unit_of: UnitOf) -> bool:
    if link.indicator is None or not measure.base_unit:
        return True
    reported, registered = unit_of(bare_unit(text, measure.base_unit)), unit_of(link.indicator.unit)
    if not (reported and reported.unit and registered and registered.unit):
        return True
    return registered.unit.dimension in (reported.unit.dimension, measure.dimension)


def _read_timing(period_cell: str, basis_cell: str, name: NameWords, link: Link, dimension: str) -> Timing:
    """From their cells and the name's words: (前三季度) beside 2020-09 is January to September, as ytd."""
    outer = read_period(period_cell)
    stated = read_basis(basis_cell) or ""
    said_by_basis = read_period_within(basis_cell, outer) if outer and basis_cell and not stated else None
    said_by_name = (read_period_within(words, outer) for words in name.periods if outer)
    inner = next(filter(None, said_by_name), said_by_basis)
    basis = _decide_basis(stated, name, inner, outer, link.indicator.kind if link.indicator else "", dimension)
    basis_problem = "unknown_basis" if basis_cell and not stated and not said_by_basis else ""

    period = inner or outer
    if period is None or outer is None:
        return Timing(None, None, basis, "unreadable_period" if period_cell else "missing_period", basis_problem)
    if period.end != outer.end and not outer.start <= period.start <= period.end <= outer.end:
        return Timing(None, None, basis, "period_conflict", basis_problem)
    if basis == "ytd" or ((stated in ("ytd", TO_DATE) or name.is_to_date) and basis in ("growth", "rate")):
        if period.start.year != period.end.year:
            return Timing(None, None, basis, "period_conflict", basis_problem)
        period = period_to_date(period)
    elif basis == "stock" and period.is_to_date:
        period = last_month(period)
    return Timing(period.start, period.end, basis, "", basis_problem)


def _decide_basis(
    stated: str, name: NameWords, inner: Period | None, outer: Period | None, kind: str, dimension: str
) -> str:
    """Method §1: the 口径 cell before the name's words before the period's; "" where none of them says it."""
    if "growth" in (stated, name.basis):
        return "growth"
    is_state = kind == "stock" and not name.is_increment
    to_date = "stock" if is_state else "ytd"  # by the end of June a stock is what it is, a flow what has come together
    basis = (
        stated
        or (name.basis if not name.is_implied else None)
        or (to_date if inner and inner.is_to_date else None)
        or name.basis
        or (to_date if outer and outer.is_to_date else "")
    )
    if basis == CUMULATIVE:  # the year's of a flow, all there are of a stock
        basis = "ytd" if kind == "flow" else "stock"
    if basis == TO_DATE:
        basis = to_date
    if not basis and kind == "stock" and name.is_increment:  # what a stock grew by is a flow
        basis = "period"
    # A share over January to June is a share, not a sum.
    is_share = kind == "rate" or dimension in SHARES
    return "rate" if basis in ("ytd", "period") and is_share else basis
