"""What a row's cells mean, read once for each distinct text or combination of texts: place, measure, indicator, time.

A …_problem holds a reason code, or nothing.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pipelines.actuals.cells.names import CUMULATIVE, TO_DATE, NameWords, read_basis
from pipelines.actuals.cells.periods import Period, last_month, period_to_date, read_period, read_period_within
from pipelines.actuals.cells.places import is_own, is_part, is_sum
from pipelines.actuals.cells.values import ScaledUnit
from pipelines.reference.linking import Link, bare_unit
from pipelines.reference.registry import AmbiguousRegionError, Region, RegionError, RegionOutsideError, Registry

SHARES = frozenset({"share", "percentage_point"})  # dimensions in which a growth or a share is stated
FEWEST_OF_LEVEL, MOSTLY = 5, 0.9  # of a table's regions, that say of which level the others are
NO_SCALE = ScaledUnit(Decimal(1), None)
UnitOf = Callable[[str], ScaledUnit | None]
NearestOf = Callable[[str, str | None], tuple[str, ...]]


class Place(NamedTuple):
    region_code: str = ""
    region_name: str = ""
    region_problem: str = ""
    region_reason: str = ""
    candidates: tuple[str, ...] = ()  # codes of the regions that share the name


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
    is_growth_index: bool = False  # 100 is to be taken off


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


def read_place(text: str, folder: Region, registry: Registry, suggests: bool = True) -> Place:
    """The region that a cell names, in the folder's region; the folder's own where it says nothing."""
    if not text and folder.level == "shared":
        reason = f"“{folder.name}”里的文件，每一行都要写明是哪个地区的数。请加一列“地区”，或在表的上方加一行“地区：…”。"
        return Place(region_problem="missing_region", region_reason=reason)
    if not text:
        return Place(folder.code, registry.label(folder))
    try:
        region = registry.resolve_region(text, None if folder.level == "shared" else folder, suggests)
        return Place(region.code, registry.label(region))
    except RegionError as error:
        shared = error.candidates if isinstance(error, AmbiguousRegionError) else ()
        return Place(
            region_problem=_region_problem(error, text),
            region_reason=_region_reason(error, text, folder),
            candidates=tuple(region.code for region in shared),
        )


def settle_by_level(places: list[Place], registry: Registry) -> list[Place]:
    """The places of a table, those whose name several regions share taken for the one of the level of nearly all the
    others: 河北 among provinces is 河北省. What was concluded stands in region_reason."""
    levels = Counter(region.level for place in places if (region := registry.region(place.region_code)))
    level, count = next(iter(levels.most_common(1)), ("", 0))
    if count < FEWEST_OF_LEVEL or count < MOSTLY * levels.total():
        return places
    return [_settled(place, level, registry) for place in places]


def _settled(place: Place, level: str, registry: Registry) -> Place:
    regions = [region for code in place.candidates if (region := registry.region(code)) and region.level == level]
    if len(regions) != 1:
        return place
    label = registry.label(regions[0])
    return Place(regions[0].code, label, "", f"同名的地区不止一处，按表里其他地区的级别收作{label}")


def _region_problem(error: RegionError, text: str) -> str:
    if isinstance(error, RegionOutsideError):
        return "region_outside"
    if isinstance(error, AmbiguousRegionError):
        return "ambiguous_region"
    return "part_of_region" if is_part(text) else "unknown_region"


def _region_reason(error: RegionError, text: str, folder: Region) -> str:
    if is_own(text):
        return f"“{text}”没有说是哪里。请写地区的全称或六位区划代码。"
    if is_sum(text):
        return f"“{text}”是几个地区之和，不是一个地区，没有收作任何一个地区的数。"
    if _region_problem(error, text) == "part_of_region":
        return f"“{text}”只是一个地区的一部分，没有收作{folder.name}的数。要报整个地区的数，请写地区的全称。"
    return str(error)


def read_measure(form: Form, unit_cell: str, name: NameWords, unit_of: UnitOf) -> Measure:
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
        is_growth_index=name.is_growth_index,
    )


def _states_unit(scaled: ScaledUnit | None) -> bool:
    """Whether there is a unit and not a numeral alone (万)."""
    return scaled is not None and scaled.unit is not None


def _contradict(bracket: ScaledUnit | None, stated: ScaledUnit | None) -> bool:
    """产值(万元) with the unit 亿元. A bracket of another dimension, as (年), is no unit."""
    if not (bracket and bracket.unit and stated and stated.unit):
        return False
    return bracket.unit.dimension == stated.unit.dimension and bracket != stated


def read_meaning(
    text: str,
    note: str,
    name: NameWords,
    link: Link,
    form: Form,
    measure: Measure,
    unit_of: UnitOf,
    nearest_of: NearestOf,
) -> Meaning:
    estimates = [words for words in (name.estimate, form.value_estimate) if words]
    kind_of_unit = None if name.basis == "growth" else measure.base_unit or None  # of anything there is a growth
    remarks = dict.fromkeys(
        words for words in (note, *name.parts, *estimates) if words and words != measure.reported_unit
    )
    return Meaning(
        indicator_id=link.indicator_id,
        kind=link.indicator.kind if link.indicator else "",
        indicator_unit=link.indicator.unit if link.indicator else "",
        fits_indicator=_fits(text, link, measure, unit_of),
        is_known=link.is_known,
        nearest="" if link.is_known else "、".join(nearest_of(text, kind_of_unit)) or "无",
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


def read_timing(period_cell: str, basis_cell: str, name: NameWords, link: Link, dimension: str) -> Timing:
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
