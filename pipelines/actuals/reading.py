"""Rows as written → rows as read: every cell with what it means, or with the code of what is wrong with it.

Nothing is judged here beyond the single row, and nothing is dropped: rules.py decides what is accepted.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import NamedTuple

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from pipelines.actuals.names import CUMULATIVE, NameWords, read_basis, read_name
from pipelines.actuals.periods import Period, period_to_date, read_period, read_period_within
from pipelines.actuals.values import ScaledUnit, is_missing, read_number, read_unit
from pipelines.actuals.written import Written
from pipelines.linking import Link, Linker, bare_unit
from pipelines.registry import AmbiguousRegionError, Region, RegionError, RegionOutsideError, Registry

SHARES = frozenset({"share", "percentage_point"})  # dimensions in which a growth or a share is stated
Text = Series[pd.StringDtype]  # "" where there is nothing
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
    surplus: Text
    is_merged: Series[bool]

    region_code: Text
    region_name: Text
    region_problem: Text
    region_reason: Text

    number: Series[float] = pa.Field(nullable=True)  # in the base unit
    amount: Series[object] = pa.Field(nullable=True)  # Decimal, in the first unit of the dimension, to compare
    step: Series[object] = pa.Field(nullable=True)  # Decimal: one unit of the last digit written, in the same unit
    base_unit: Text
    dimension: Text
    reported_unit: Text
    value_estimate: Text  # 约, 超, 以上
    value_problem: Text
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
        coerce = True


class Place(NamedTuple):
    region_code: str = ""
    region_name: str = ""
    region_problem: str = ""
    region_reason: str = ""


class Quantity(NamedTuple):
    number: float | None
    amount: Decimal | None
    step: Decimal | None
    base_unit: str
    dimension: str
    reported_unit: str
    value_estimate: str
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


def read_rows(written: Written, folder: Region, registry: Registry, linker: Linker) -> pd.DataFrame:
    """Columns of ReadRows. `folder`: the region of the inbox, which a row without a region is about."""
    rows = written.rows
    unit_of = cache(partial(read_unit, registry=registry))
    link_of = cache(linker.link)
    place_of = cache(partial(_read_place, folder=folder, registry=registry))
    names = [read_name(text) for text in rows["indicator"]]
    links = [link_of(text) for text in rows["indicator"]]
    places = [place_of(text) for text in rows["region"]]
    quantities = [
        _read_quantity(value, unit, name, unit_of)
        for value, unit, name in zip(rows["value"], rows["unit"], names, strict=True)
    ]
    meanings = [
        _read_meaning(text, note, name, link, quantity, unit_of)
        for text, note, name, link, quantity in zip(
            rows["indicator"], rows["note"], names, links, quantities, strict=True
        )
    ]
    timings = [
        _read_timing(period, basis, name, link, quantity)
        for period, basis, name, link, quantity in zip(
            rows["period"], rows["basis"], names, links, quantities, strict=True
        )
    ]
    read = [pd.DataFrame(records, index=rows.index) for records in (places, quantities, meanings, timings)]
    return ReadRows.validate(pd.concat([rows, *read], axis="columns"), lazy=True)


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


def _read_quantity(value: str, unit_cell: str, name: NameWords, unit_of: UnitOf) -> Quantity:
    """The unit stands in its column, else in the name's brackets, else behind the number (1.2万个)."""
    number = read_number(value)
    behind = unit_of(number.rest) if number and number.rest else None
    bracket = "%" if name.is_index else next((part for part in name.parts if _states_unit(unit_of(part))), "")
    text = unit_cell or bracket or (number.rest if number and _states_unit(behind) else "")
    stated = unit_of(text) if text else None
    unit = stated.unit if stated else None

    unit_problem = ""
    if unit is None:
        unit_problem = "unknown_unit" if text else "missing_unit"
    elif (behind and behind.unit and behind.unit != unit) or (bracket and _contradict(unit_of(bracket), stated)):
        unit_problem = "unit_conflict"

    value_problem = ""
    if number is None or (number.rest and behind is None):
        value_problem = "missing_value" if is_missing(value) else "not_a_number"
    elif behind and behind.unit is None and stated and stated.scale != 1:
        value_problem = "scale_twice"

    amount = step = None
    if number and unit and not unit_problem and not value_problem:
        scale = (behind or stated or NO_SCALE).scale
        amount, step = number.value * scale, number.step * scale
    return Quantity(
        number=None if amount is None else float(amount),
        amount=amount * unit.factor if unit and amount is not None else None,
        step=step * unit.factor if unit and step is not None else None,
        base_unit=unit.unit if unit and not unit_problem else "",
        dimension=unit.dimension if unit and not unit_problem else "",
        reported_unit=text,
        value_estimate=number.estimate if number else "",
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


def _read_meaning(text: str, note: str, name: NameWords, link: Link, quantity: Quantity, unit_of: UnitOf) -> Meaning:
    estimates = [words for words in (name.estimate, quantity.value_estimate) if words]
    remarks = dict.fromkeys(
        words for words in (note, *name.parts, *estimates) if words and words != quantity.reported_unit
    )
    return Meaning(
        indicator_id=link.indicator_id,
        kind=link.indicator.kind if link.indicator else "",
        indicator_unit=link.indicator.unit if link.indicator else "",
        fits_indicator=_fits(text, link, quantity, unit_of),
        is_known=link.is_known,
        nearest="、".join(link.nearest) or "无",
        distinction=name.distinction,
        estimate="、".join(estimates),
        remark=";".join(remarks),
    )


def _fits(text: str, link: Link, quantity: Quantity, unit_of: UnitOf) -> bool:
    if link.indicator is None or not quantity.base_unit:
        return True
    reported, registered = unit_of(bare_unit(text, quantity.base_unit)), unit_of(link.indicator.unit)
    if not (reported and reported.unit and registered and registered.unit):
        return True
    return registered.unit.dimension in (reported.unit.dimension, quantity.dimension)


def _read_timing(period_cell: str, basis_cell: str, name: NameWords, link: Link, quantity: Quantity) -> Timing:
    """From their cells and the name's words: (前三季度) beside 2020-09 is January to September, as ytd."""
    outer = read_period(period_cell)
    stated = read_basis(basis_cell) or ""
    said_by_basis = read_period_within(basis_cell, outer) if outer and basis_cell and not stated else None
    said_by_name = (read_period_within(words, outer) for words in name.periods if outer)
    inner = next(filter(None, said_by_name), said_by_basis)
    basis = _decide_basis(stated, name, inner, outer, link.indicator.kind if link.indicator else "", quantity.dimension)
    basis_problem = "unknown_basis" if basis_cell and not stated and not said_by_basis else ""

    period = inner or outer
    if period is None or outer is None:
        return Timing(None, None, basis, "unreadable_period" if period_cell else "missing_period", basis_problem)
    if period.end != outer.end and not outer.start <= period.start <= period.end <= outer.end:
        return Timing(None, None, basis, "period_conflict", basis_problem)
    if basis == "ytd" or ((stated == "ytd" or name.is_to_date) and basis in ("growth", "rate")):
        if period.start.year != period.end.year:
            return Timing(None, None, basis, "period_conflict", basis_problem)
        period = period_to_date(period)
    return Timing(period.start, period.end, basis, "", basis_problem)


def _decide_basis(
    stated: str, name: NameWords, inner: Period | None, outer: Period | None, kind: str, dimension: str
) -> str:
    """Method §1: the 口径 cell before the name's words before the period's; "" where none of them says it."""
    if "growth" in (stated, name.basis):
        return "growth"
    basis = (
        stated
        or (name.basis if not name.is_implied else None)
        or ("ytd" if inner and inner.is_to_date else None)
        or name.basis
        or ("ytd" if outer and outer.is_to_date else "")
    )
    if basis == CUMULATIVE:  # the year's of a flow, all there are of a stock
        basis = "ytd" if kind == "flow" else "stock"
    # A share over January to June is a share, not a sum.
    is_share = kind == "rate" or dimension in SHARES
    return "rate" if basis in ("ytd", "period") and is_share else basis
