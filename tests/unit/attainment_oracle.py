"""The method a second time: plain, slow Python from docs/method.md, one target and one date at a time.

Nothing here knows the SQL. Tests build the same world in the warehouse and compare every column.
"""

import calendar
import math
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

DAY = timedelta(days=1)
INFINITY = math.inf


@dataclass(frozen=True)
class Figure:
    """One accepted row of one file."""

    submission_id: str
    row_number: int
    received_at: datetime
    indicator_id: str
    region_code: str
    period_start: date
    period_end: date
    basis: str | None
    value: float | None  # None: takes back what was reported before
    unit: str
    source: str | None = None
    reason: str | None = None

    @property
    def actual_id(self) -> str:
        return f"{self.submission_id}-{self.row_number}-1"


@dataclass(frozen=True)
class Indicator:
    unit: str | None = None
    kind: str | None = None
    direction: str | None = None
    part_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    published_on: date | None = None
    plan_start: date | None = None


@dataclass(frozen=True)
class Promise:
    """The columns of a target that its attainment depends on."""

    target_id: str
    document_id: str
    indicator_id: str
    value: float
    unit: str
    measure: str
    comparator: str = "exactly"
    value_high: float | None = None
    direction: str | None = None
    annualised: bool = False
    baseline_year: int | None = None
    period_start: date | None = None
    deadline: date | None = None
    target_year: int | None = None
    region_code: str | None = "371400"
    per: str | None = None
    action: str | None = None
    commitment: str = "firm"
    quote: str = "原文"
    falls: bool = False  # the words before the number fall: 下降到, 控制在


@dataclass(frozen=True)
class World:
    promises: list[Promise]
    plans: dict[str, Plan]
    indicators: dict[str, Indicator]
    units: dict[str, tuple[str, float]]
    figures: list[Figure]
    ranks: dict[str, int]
    cuts: dict[str, float]
    severities: dict[str, int]


@dataclass(frozen=True)
class Vintage:
    """A figure with its basis and the time in which it is known."""

    figure: Figure
    basis: str
    rank: int
    dimension: str
    base_value: float
    known_from: datetime
    known_until: datetime | None
    superseded_by: str | None
    superseded_reason: str | None


@dataclass(frozen=True)
class Counted:
    """The figure that counts for its span, in its dimension's first unit."""

    actual_id: str
    indicator_id: str
    region_code: str
    basis: str
    start: date
    end: date
    dimension: str
    base_value: float


@dataclass
class Terms:
    """How a promise is judged."""

    promise: Promise
    kind: str | None
    indicator: Indicator
    starts_on: date | None
    deadline: date | None
    baseline_year: int | None
    dimension: str
    factor: float
    figure_dimension: str | None  # None: any, for ratios
    figure_factor: float
    bound: str
    sign: int
    goal: float | None
    met_from: float
    met_to: float
    is_flow: bool
    is_cap: bool
    is_pace: bool

    @property
    def window_end(self) -> date:
        return month_end(self.deadline) if self.deadline else date.max

    @property
    def must_end(self) -> bool:
        """Attained only by the last figure; later ones do not count."""
        return self.is_cap or self.is_pace or (self.is_flow and self.met_to < INFINITY)

    @property
    def may_be_late(self) -> bool:
        """A state or running total is looked at after its deadline too; a rate or flow then answers another time."""
        is_state = self.promise.measure in ("level", "cumulative") and not self.is_flow and self.kind != "rate"
        return is_state and not self.is_cap and not self.is_pace

    @property
    def last_day(self) -> date:
        """Last day whose figures can answer."""
        return date.max if self.may_be_late else self.window_end

    @property
    def is_limit(self) -> bool:
        """Broken by what exceeds it: also 0, where it was at 0 already."""
        is_none = self.promise.measure != "change" and self.goal == 0 and self.bound == "ceiling"
        return self.is_cap or is_none

    @property
    def towards(self) -> int:
        return self.sign if self.bound == "floor" else -self.sign

    def is_met(self, observed: float) -> bool:
        return self.met_from <= observed <= self.met_to


@dataclass
class Answer:
    """What was observed, and from where it counts."""

    rule: str
    observed: float | None = None
    observed_on: date | None = None
    actual_ids: list[str] = field(default_factory=list)
    start_on: date | None = None
    start_value: float | None = None
    baseline_value: float | None = None
    underlying: float | None = None  # the state or flow that a change or difference was computed from
    base: float | None = None
    is_from_flows: bool = False


# ---- time


def days_in_month(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def month_end(day: date) -> date:
    return day.replace(day=days_in_month(day))


def position(day: date) -> float:
    """Months since year 0, the current one in its days."""
    return 12 * day.year + day.month + day.day / days_in_month(day)


def new_year(year: int) -> date:
    return date(year, 1, 1)


def year_end(year: int) -> date:
    return date(year, 12, 31)


def same_month(day: date, year: int) -> date:
    """The same day in another year; a month's last day is its last day there."""
    if day == month_end(day):
        return month_end(date(year, day.month, 1))
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def a_year_before(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, calendar.monthrange(day.year - 1, day.month)[1]))


def a_year_after(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, calendar.monthrange(day.year + 1, day.month)[1]))


# ---- §6, §1: which figures count


def vintages(world: World) -> list[Vintage]:
    def key(figure: Figure) -> tuple[Any, ...]:
        return (
            figure.indicator_id,
            figure.region_code,
            figure.period_start,
            figure.period_end,
            basis_of(figure, world),
            figure.source,
        )

    found = []
    for figure in world.figures:
        if figure.value is None:  # takes back others, and is none itself
            continue
        dimension, base_value = measured(figure, world)
        corrections = [
            other
            for other in world.figures
            if key(other) == key(figure)
            and other.received_at > figure.received_at
            and (other.value is None or measured(other, world) != measured(figure, world))
        ]
        correction = min(
            corrections,
            key=lambda other: (other.received_at, other.submission_id, other.reason is None, other.row_number),
            default=None,
        )
        found.append(
            Vintage(
                figure,
                basis_of(figure, world),
                rank_of(figure, world),
                dimension,
                base_value,
                figure.received_at,
                correction.received_at if correction else None,
                correction.submission_id if correction else None,
                correction.reason if correction else None,
            )
        )
    return found


def measured(figure: Figure, world: World) -> tuple[str, float]:
    dimension, factor = unit_of(figure.unit, world)
    return dimension, figure.value * factor


def basis_of(figure: Figure, world: World) -> str:
    kind = world.indicators[figure.indicator_id].kind
    if kind == "rate" and figure.basis != "growth":
        return "rate"
    return figure.basis or {"stock": "stock", "rate": "rate", "flow": "period"}.get(kind or "", "stock")


def rank_of(figure: Figure, world: World) -> int:
    named = [rank for pattern, rank in world.ranks.items() if pattern == "*" or pattern in (figure.source or "")]
    return min(named, default=max(world.ranks.values(), default=0) + 1)


def count_figures(world: World, known_at: datetime) -> list[Counted]:
    told: dict[tuple[Any, ...], list[Vintage]] = {}
    for vintage in vintages(world):
        if vintage.known_from <= known_at and (vintage.known_until is None or vintage.known_until > known_at):
            figure = vintage.figure
            start = {"ytd": new_year(figure.period_end.year), "stock": figure.period_end}.get(
                vintage.basis, figure.period_start
            )
            key = (figure.indicator_id, figure.region_code, vintage.basis, start, figure.period_end, vintage.dimension)
            told.setdefault(key, []).append(vintage)
    counted = []
    for (indicator_id, region_code, basis, start, end, _), versions in told.items():
        first_told: dict[tuple[Any, ...], Vintage] = {}
        for version in sorted(versions, key=lambda v: (v.known_from, v.figure.submission_id, v.figure.row_number)):
            figure = version.figure
            same = (figure.source, figure.period_start, version.dimension, version.base_value)
            first_told.setdefault(same, version)
        best = max(
            first_told.values(),
            key=lambda v: (-v.rank, v.known_from, v.figure.submission_id, v.figure.row_number),
        )
        counted.append(
            Counted(
                best.figure.actual_id, indicator_id, region_code, basis, start, end, best.dimension, best.base_value
            )
        )
    return counted


# ---- §1, §2: terms


def as_judged(world: World, counted: list[Counted]) -> World:
    """With increments for what a plan adds up from its own first day on: 三年累计新建8500个."""

    def judged(promise: Promise) -> Promise:
        verbs = (promise.action or "").split("、")
        is_new = any(verb.startswith(("新", "净增")) for verb in verbs)
        is_summed = promise.measure == "cumulative" and promise.period_start is not None and is_new
        if is_summed and kind_of(promise, world, counted) != "flow":
            return replace(promise, measure="increment")
        return promise

    return replace(world, promises=[judged(promise) for promise in world.promises])


def unit_of(unit: str, world: World) -> tuple[str, float]:
    return world.units.get(unit, (unit, 1.0))


def read_terms(promise: Promise, world: World, counted: list[Counted]) -> Terms:
    indicator = world.indicators[promise.indicator_id]
    dimension, factor = unit_of(promise.unit, world)
    kind = kind_of(promise, world, counted)
    is_yearly_flow = promise.measure == "level" and kind == "flow"
    deadline = due_on(promise)
    starts_on, baseline_year = period_of(promise, world.plans[promise.document_id], deadline, is_yearly_flow)
    bound, sign = bound_of(promise, indicator), -1 if is_fall(promise) else 1
    goal, met_from, met_to = goal_and_band(promise, world, bound, sign, starts_on, deadline)
    figure_dimension, figure_factor = dimension, factor
    if promise.measure == "change" and dimension == "share":
        figure_dimension, figure_factor = None, 1.0
    elif promise.measure == "change" and dimension == "percentage_point":
        figure_dimension = "share"
    is_flow = promise.measure == "increment" or is_yearly_flow
    return Terms(
        promise=promise,
        kind=kind,
        indicator=indicator,
        starts_on=starts_on,
        deadline=deadline,
        baseline_year=baseline_year,
        dimension=dimension,
        factor=factor,
        figure_dimension=figure_dimension,
        figure_factor=figure_factor,
        bound=bound,
        sign=sign,
        goal=goal,
        met_from=met_from,
        met_to=met_to,
        is_flow=is_flow,
        is_cap=promise.comparator in ("at_most", "below") or (bound == "ceiling" and is_flow),
        is_pace=(promise.measure == "level" and kind == "growth")
        or (promise.measure == "change" and promise.annualised)
        or (is_yearly_change(promise, deadline, baseline_year) and kind not in ("stock", "rate")),
    )


def kind_of(promise: Promise, world: World, counted: list[Counted]) -> str | None:
    indicator = world.indicators[promise.indicator_id]
    is_share = unit_of(promise.unit, world)[0] == "share"
    is_of_share = indicator.unit is None or unit_of(indicator.unit, world)[0] == "share"
    if promise.measure == "level" and is_share and not is_of_share:
        return "growth"
    if indicator.kind:
        return indicator.kind
    series = (promise.indicator_id, promise.region_code)
    bases = {figure.basis for figure in counted if (figure.indicator_id, figure.region_code) == series}
    kinds = {"stock": "stock", "rate": "rate", "ytd": "flow", "period": "flow", "growth": "growth"}
    return next((kind for basis, kind in kinds.items() if basis in bases), None)


def due_on(promise: Promise) -> date | None:
    return promise.deadline or (year_end(promise.target_year) if promise.target_year else None)


def is_yearly_change(promise: Promise, deadline: date | None, baseline_year: int | None) -> bool:
    return promise.measure == "change" and deadline is not None and baseline_year == deadline.year - 1


def is_fall(promise: Promise) -> bool:
    return promise.measure == "change" and promise.direction == "down"


def period_of(
    promise: Promise, plan: Plan, deadline: date | None, is_yearly_flow: bool
) -> tuple[date | None, int | None]:
    """First day, and the base year of a change."""
    began = promise.period_start or plan.plan_start
    if began is None and plan.published_on:
        began = new_year(plan.published_on.year)
    if is_yearly_flow:
        return (new_year(deadline.year) if deadline else None), None
    if promise.measure != "change":
        return began, None
    years = [promise.baseline_year, began.year - 1 if began else None, deadline.year - 1 if deadline else None]
    base = next((year for year in years if year is not None), None)
    return (began or (new_year(base + 1) if base is not None else None)), base


def bound_of(promise: Promise, indicator: Indicator) -> str:
    if promise.comparator in ("at_most", "below"):
        return "ceiling"
    if promise.comparator in ("at_least", "above"):
        return "floor"
    if is_fall(promise):
        return "floor"
    if promise.falls and promise.measure != "change":
        return "ceiling"
    is_zero = promise.measure != "change" and promise.value == 0 and promise.value_high is None
    return "ceiling" if is_zero or indicator.direction == "down" else "floor"


def goal_and_band(
    promise: Promise, world: World, bound: str, sign: int, starts_on: date | None, deadline: date | None
) -> tuple[float | None, float, float]:
    """What is promised, and from where to where it is met; a band that nothing meets where it cannot be said."""
    years = 1.0
    if promise.measure == "increment" and promise.annualised:
        if starts_on is None or deadline is None:
            return None, INFINITY, -INFINITY
        years = (position(deadline) - position(starts_on - DAY)) / 12
    low = promise.value * years
    high = low if promise.value_high is None else promise.value_high * years
    tolerance = abs(low) * world.cuts["about_tolerance_pct"] / 100
    if promise.comparator == "about":
        band = (low - tolerance, low + tolerance)
    elif promise.comparator == "between" and promise.value_high is not None:
        band = (min(low, high), max(low, high))
    else:
        band = (low, INFINITY) if bound == "floor" else (-INFINITY, low)
    goal = high if promise.comparator == "between" and bound == "ceiling" else low
    met_from, met_to = sorted(round(sign * end, 6) if math.isfinite(end) else sign * end for end in band)
    return round(sign * goal, 6), met_from, met_to


# ---- §1: what was observed


@dataclass
class Reports:
    """The figures of one promise's indicator and region that end by a date, each in the role it can play."""

    terms: Terms
    figures: list[Counted]

    def role(self, figure: Counted) -> str | None:
        terms, measure = self.terms, self.terms.promise.measure
        if figure.basis in ("ytd", "period"):
            return "flow"
        if figure.basis == "growth":
            if "flow" in (terms.indicator.kind, terms.kind) and figure.start != new_year(figure.end.year):
                return None
            return "state" if measure == "level" and terms.kind == "growth" else "growth"
        if measure == "level" and terms.kind == "growth":
            return None
        return "state" if figure.basis == ("rate" if terms.kind == "rate" else "stock") else None

    def fits(self, figure: Counted) -> bool:
        if self.role(figure) == "growth":
            return figure.dimension == self.terms.dimension
        return self.terms.figure_dimension in (None, figure.dimension)

    def playing(self, role: str) -> list[Counted]:
        return [figure for figure in self.figures if self.role(figure) == role and self.fits(figure)]

    def at_ends(self, role: str, dimension: str | None = None) -> dict[date, Counted]:
        """The state or growth at each day, in one dimension; of several spans that end on it, the longest."""
        playing = [figure for figure in self.playing(role) if dimension in (None, figure.dimension)]
        return {figure.end: figure for figure in sorted(playing, key=lambda f: f.start, reverse=True)}

    def states(self, dimension: str | None = None) -> dict[date, Counted]:
        return self.at_ends("state", dimension)

    def flows(self, dimension: str) -> list[Counted]:
        return [figure for figure in self.playing("flow") if figure.dimension == dimension]

    def total(self, since: date, until: date, dimension: str) -> "Total | None":
        """The flow of a time, if nothing is missing."""
        flows = self.flows(dimension)
        pieces = [
            Piece(f.start, f.end, 0 if f.basis == "ytd" else 1, f.base_value, [f.actual_id])
            for f in flows
            if f.start >= since
        ]
        to_date = {f.end: f for f in flows if f.basis == "ytd"}
        if since != new_year(since.year) and since - DAY in to_date:
            before = to_date[since - DAY]
            pieces += [
                Piece(since, f.end, 2, f.base_value - before.base_value, [before.actual_id, f.actual_id])
                for f in to_date.values()
                if f.end >= since and f.end.year == since.year
            ]
        chain = last_pieces(pieces, since, until)
        if not chain:
            return None
        return Total(
            sum(piece.base_value for piece in chain),
            until,
            [actual_id for piece in chain for actual_id in piece.actual_ids],
            is_ytd=all(piece.order != 1 for piece in chain),
            is_one_ytd=[piece.order for piece in chain] == [0],
        )

    def ends(self, since: date, last: date, dimension: str) -> list[date]:
        """Last days of the flow figures that are of a time."""
        return [
            f.end
            for f in self.flows(dimension)
            if since <= f.end <= last and (f.start >= since or (f.basis == "ytd" and f.end.year == since.year))
        ]

    def complete(self, since: date, last: date, dimension: str) -> "Total | None":
        """The flow up to the last figure of the time, if nothing before is missing."""
        ends = self.ends(since, last, dimension)
        return self.total(since, max(ends), dimension) if ends else None


@dataclass(frozen=True)
class Piece:
    start: date
    end: date
    order: int  # 0 ytd, 1 period, 2 ytd less the ytd before
    base_value: float
    actual_ids: list[str]


@dataclass(frozen=True)
class Total:
    base_value: float
    until: date
    actual_ids: list[str]
    is_ytd: bool
    is_one_ytd: bool


def last_pieces(pieces: list[Piece], since: date, until: date) -> list[Piece] | None:
    """The longest span that ends on the day, and so on back to the start; None if that leaves a gap."""
    if until == since - DAY:
        return []
    ending = [piece for piece in pieces if piece.end == until]
    if not ending:
        return None
    longest = min(ending, key=lambda piece: (piece.start, piece.order))
    before = last_pieces(pieces, since, longest.start - DAY)
    return None if before is None else [*before, longest]


def gather_reports(terms: Terms, counted: list[Counted], t: date) -> Reports:
    series = (terms.promise.indicator_id, terms.promise.region_code)
    return Reports(terms, [f for f in counted if (f.indicator_id, f.region_code) == series and f.end <= t])


def why_unanswerable(terms: Terms) -> str | None:
    if terms.promise.region_code is None:
        return "region_unknown"
    if terms.promise.per is not None and terms.kind != "rate":
        return "per_each"
    if (terms.is_flow and terms.starts_on is None) or (
        terms.promise.measure == "change" and terms.baseline_year is None
    ):
        return "period_unknown"
    return None


def observe(terms: Terms, world: World, reports: Reports) -> Answer:
    if reason := why_unanswerable(terms):
        return Answer(reason)
    observers = {
        "level": observe_yearly_flow if terms.is_flow else observe_level,
        "increment": observe_increment,
        "cumulative": observe_cumulative,
        "change": observe_change,
    }
    return observers[terms.promise.measure](terms, reports, world) or Answer(why_nothing_answers(terms, reports))


def convert(terms: Terms, base_value: float) -> float:
    return round(base_value / terms.figure_factor, 6)


def observe_level(terms: Terms, reports: Reports, world: World) -> Answer | None:
    return latest_state(terms, reports, f"level_{terms.kind}")


def observe_yearly_flow(terms: Terms, reports: Reports, world: World) -> Answer | None:
    assert terms.starts_on and terms.figure_dimension
    total = reports.complete(terms.starts_on, terms.window_end, terms.figure_dimension)
    if total is None:
        ends = sorted(reports.ends(terms.starts_on, terms.window_end, terms.figure_dimension), reverse=True)
        totals = [reports.total(terms.starts_on, end, terms.figure_dimension) for end in ends]
        total = next((one for one in totals if one and one.is_one_ytd), None)
    return flow_answer(terms, total, "flow", terms.starts_on) if total else None


def flow_answer(terms: Terms, total: Total, name: str, since: date) -> Answer:
    return Answer(
        f"{name}_{'ytd' if total.is_ytd else 'period_sum'}",
        convert(terms, total.base_value),
        total.until,
        total.actual_ids,
        start_on=since - DAY,
        start_value=0.0,
        is_from_flows=True,
    )


def observe_increment(terms: Terms, reports: Reports, world: World) -> Answer | None:
    since = terms.starts_on
    assert since and terms.figure_dimension
    if total := reports.complete(since, terms.window_end, terms.figure_dimension):
        return flow_answer(terms, total, "increment", since)
    states = reports.states()
    at_start = [day for day in states if a_year_before(since) <= day <= since]
    later = [day for day in states if since < day <= terms.window_end]
    if not at_start or not later:
        return None
    first, last = states[max(at_start)], states[max(later)]
    return Answer(
        "increment_stock_difference",
        round((last.base_value - first.base_value) / terms.figure_factor, 6),
        last.end,
        [first.actual_id, last.actual_id],
        baseline_value=convert(terms, first.base_value),
    )


def observe_cumulative(terms: Terms, reports: Reports, world: World) -> Answer | None:
    assert terms.figure_dimension
    if answer := latest_state(terms, reports, "cumulative_stock"):
        return answer
    since = first_counted_from(terms, world)
    total = reports.complete(since, terms.last_day, terms.figure_dimension) if since else None
    return flow_answer(terms, total, "cumulative", since) if total and since else None


def first_counted_from(terms: Terms, world: World) -> date | None:
    """Where the first plan that counts a cumulative began."""
    series = (terms.promise.indicator_id, terms.promise.region_code)
    began = [
        read_terms(other, world, []).starts_on
        for other in world.promises
        if other.measure == "cumulative" and (other.indicator_id, other.region_code) == series
    ]
    return min((day for day in began if day), default=None)


def latest_state(terms: Terms, reports: Reports, rule: str) -> Answer | None:
    states = reports.states()
    days = [day for day in states if day <= terms.last_day]
    if not days:
        return None
    kept = [
        day
        for day in days
        if terms.deadline
        and terms.deadline <= day <= terms.window_end
        and terms.is_met(convert(terms, states[day].base_value))
    ]
    latest = states[max(kept or days)]
    answer = Answer(rule, convert(terms, latest.base_value), latest.end, [latest.actual_id])
    before = [day for day in states if terms.starts_on and day <= min(terms.starts_on, latest.end)]
    if before and terms.starts_on:
        first = states[max(before)]
        answer.start_on = terms.starts_on - DAY
        answer.start_value = answer.baseline_value = convert(terms, first.base_value)
        answer.actual_ids = list(dict.fromkeys([first.actual_id, latest.actual_id]))
    return answer


def observe_change(terms: Terms, reports: Reports, world: World) -> Answer | None:
    year = terms.baseline_year
    assert year is not None
    growths = [
        Answer("change_growth", round(figure.base_value / terms.factor, 6), day, [figure.actual_id])
        for day, figure in reports.at_ends("growth").items()
        if day.year == year + 1 and day <= terms.window_end
    ]
    computed = compare_flows(terms, reports, year) if terms.kind == "flow" else compare_states(terms, reports, year)

    def in_order(answer: Answer) -> tuple[int, bool, date]:
        assert answer.observed_on
        return answer.observed_on.year, answer.rule == "change_growth", answer.observed_on

    return max(growths + computed, key=in_order, default=None)


def compare_states(terms: Terms, reports: Reports, year: int) -> list[Answer]:
    answers = []
    for dimension in sorted({figure.dimension for figure in reports.playing("state")}):
        states = reports.states(dimension)
        base = states.get(year_end(year))
        for day, state in states.items():
            if base and year_end(year) < day <= terms.window_end:
                years = (position(day) - position(year_end(year))) / 12
                ids = [base.actual_id, state.actual_id]
                answers.append(change_answer(terms, state.base_value, base.base_value, years, day, ids))
    return [answer for answer in answers if answer]


def compare_flows(terms: Terms, reports: Reports, year: int, latest_only: bool = True) -> list[Answer]:
    answers = []
    for dimension in sorted({figure.dimension for figure in reports.playing("flow")}):
        for day in set(reports.ends(new_year(year + 1), terms.window_end, dimension)):
            last = min(year_end(day.year), terms.window_end)
            now = reports.total(new_year(day.year), day, dimension)
            then = reports.total(new_year(year), same_month(day, year), dimension)
            is_latest = day == max(reports.ends(new_year(day.year), last, dimension), default=None)
            if now and then and (is_latest or now.is_one_ytd or not latest_only):
                ids = [*then.actual_ids, *now.actual_ids]
                years = day.year - year
                answers.append(change_answer(terms, now.base_value, then.base_value, years, day, ids))
    return [answer for answer in answers if answer]


def change_answer(
    terms: Terms, now: float, then: float, years: float, day: date, actual_ids: list[str]
) -> Answer | None:
    observed = changed(terms, now, then, years)
    if observed is None:
        return None
    return Answer(
        "change_index" if terms.figure_dimension is None else "change_difference",
        observed,
        day,
        actual_ids,
        baseline_value=round(then / terms.figure_factor, 6),
        underlying=now,
        base=then,
        is_from_flows=terms.kind == "flow",
    )


def changed(terms: Terms, now: float, then: float, years: float) -> float | None:
    if terms.figure_dimension is not None:
        difference = (now - then) / terms.factor
        return round(difference / years if terms.promise.annualised else difference, 6)
    if then <= 0 or (terms.promise.annualised and now < 0):
        return None
    ratio = (now / then) ** (1 / years) if terms.promise.annualised else now / then
    return round((ratio - 1) * 100 / terms.factor, 6)


def reported_for_its_time(terms: Terms, reports: Reports) -> list[Counted]:
    """Whatever was reported for the time that counts, of use or not."""
    measure = terms.promise.measure
    first, last = date.min, terms.last_day
    if terms.is_flow:
        assert terms.starts_on
        first = terms.starts_on
    elif measure == "change":
        assert terms.baseline_year is not None
        first = new_year(terms.baseline_year + 1)
    return [figure for figure in reports.figures if first <= figure.end <= last]


def is_reported_through(terms: Terms, reports: Reports) -> bool:
    return any(terms.deadline and figure.end >= terms.deadline for figure in reported_for_its_time(terms, reports))


def why_nothing_answers(terms: Terms, reports: Reports) -> str:
    measure = terms.promise.measure
    states_or_flows = {"flow" if terms.kind == "flow" else "state"}
    of_use = {
        "level": {"flow" if terms.is_flow else "state"},
        "increment": {"flow", "state"},
        "cumulative": {"flow", "state"},
        "change": {"growth"} | states_or_flows,
    }[measure]
    reported = reported_for_its_time(terms, reports)
    useful = [figure for figure in reported if reports.role(figure) in of_use]
    fitting = [figure for figure in useful if reports.fits(figure)]
    if not reported:
        return "not_reported"
    if not useful:
        return "basis_unmatched"
    if not fitting:
        return "unit_unmatched"
    has_flows = any(reports.role(figure) == "flow" for figure in fitting)
    return "flow_incomplete" if has_flows and measure != "change" else "baseline_missing"


# ---- §7: plans against plans


def on_paths(world: World) -> list[Promise]:
    return [one for one in world.promises if one.per is None and one.region_code and due_on(one)]


def due(promise: Promise) -> date:
    day = due_on(promise)
    assert day
    return day


def path_of(promise: Promise, world: World) -> tuple[Any, ...]:
    dimension = unit_of(promise.unit, world)[0]
    return promise.region_code, promise.indicator_id, path_measure(promise, world), dimension


def path_measure(promise: Promise, world: World) -> str:
    """Running totals are levels, and so is what a plan adds first towards its running total."""
    if promise.measure == "cumulative":
        return "level" if is_running_total(promise, world) else "cumulative"
    if promise.measure != "increment" or promise.period_start is not None or promise.annualised:
        return promise.measure
    is_first_addition = any(
        is_running_total(other, world)
        and (other.document_id, other.region_code, other.indicator_id)
        == (promise.document_id, promise.region_code, promise.indicator_id)
        and unit_of(other.unit, world)[0] == unit_of(promise.unit, world)[0]
        and due(promise) < due(other)
        and in_first_unit(promise.value, promise, world) < in_first_unit(other.value, other, world)
        for other in on_paths(world)
    )
    return "level" if is_first_addition else "increment"


def is_running_total(promise: Promise, world: World) -> bool:
    return promise.measure == "cumulative" and world.indicators[promise.indicator_id].kind != "flow"


def in_first_unit(value: float, promise: Promise, world: World) -> float:
    return round(value * unit_of(promise.unit, world)[1], 6)


def conflicts(world: World) -> list[dict[str, Any]]:
    """Promises beside the one that counts, as in target_conflicts: they say the same again, contradict it or are only
    alike."""
    listed = on_paths(world)
    things: dict[tuple[Any, ...], list[Promise]] = {}
    for one in listed:
        things.setdefault(thing_of(one, world), []).append(one)
    counting = [counting_of(alike, world) for alike in things.values()]
    beside = [(one, beside_counting(one, alike, world)) for alike in things.values() for one in alike]
    beside += [(one, other) for one in counting for other in counting if due(one) == due(other)]
    beside += [(one, other) for one in listed if (other := made_void_by(one, counting, world))]
    pairs = {(a.target_id, b.target_id): (a, b) for one, other in beside for a, b in ((one, other), (other, one))}
    found = [compare(a, b, world) for a, b in pairs.values() if a is not b]
    return [pair for pair in found if pair]


def thing_of(promise: Promise, world: World) -> tuple[Any, ...]:
    """What two promises agree in that can be held against each other for one day."""
    measure, bound = path_measure(promise, world), bound_of(promise, world.indicators[promise.indicator_id])
    work = frozenset(work_of(promise)) if measure == "increment" else None
    return *path_of(promise, world), bound, due(promise), sense_of(promise, measure), work


def strictest(alike: list[Promise], world: World) -> Promise:
    is_floor = bound_of(alike[0], world.indicators[alike[0].indicator_id]) == "floor"
    return (max if is_floor else min)(alike, key=lambda one: (in_first_unit(one.value, one, world), one.target_id))


def newest_of(alike: list[Promise], world: World) -> Promise | None:
    dated = [one for one in alike if issued_on(one, world)]
    last = max((day for one in dated if (day := issued_on(one, world))), default=None)
    return strictest([one for one in dated if issued_on(one, world) == last], world) if dated else None


def counting_of(alike: list[Promise], world: World) -> Promise:
    newest = newest_of(alike, world)
    return strictest([one for one in alike if one is newest or not issued_on(one, world)], world)


def beside_counting(one: Promise, alike: list[Promise], world: World) -> Promise:
    """The promise that counts; but a stricter one of an older document was void before one without a date counted."""
    counting, newest = counting_of(alike, world), newest_of(alike, world)
    is_void_before = issued_on(one, world) and not issued_on(counting, world)
    if newest and is_void_before and strictest([one, counting], world) is one:
        return newest
    return counting


def made_void_by(one: Promise, counting: list[Promise], world: World) -> Promise | None:
    """What counts on another day and is followed instead: of the newest document, then the lowest."""
    pairs = [(other, compare(*sorted((one, other), key=due), world)) for other in counting if due(other) != due(one)]
    followed = [other for other, pair in pairs if pair and pair["followed_target_id"] == other.target_id]

    def order(other: Promise) -> tuple[Any, ...]:
        return (
            issued_on(other, world) or date.min,
            -in_first_unit(other.value, other, world),
            due(other),
            other.target_id,
        )

    return max(followed, key=order, default=None)


def issued_on(promise: Promise, world: World) -> date | None:
    plan = world.plans[promise.document_id]
    return plan.published_on or plan.plan_start


def compare(a: Promise, b: Promise, world: World) -> dict[str, Any] | None:
    kinship, newer = kinship_of(a.indicator_id, b.indicator_id, world), newer_of(a, b, world)
    bounds = {bound_of(one, world.indicators[one.indicator_id]) for one in (a, b)}
    lines = [path_of(one, world) for one in (a, b)]
    if kinship is None or len(bounds) > 1 or lines[0][::2] != lines[1][::2] or lines[0][3] != lines[1][3]:
        return None
    values = [
        [in_first_unit(number, one, world) for number in (one.value, one.value_high) if number is not None]
        for one in (a, b)
    ]
    measure = lines[0][2]
    if measure == "change" and kinship == "part":  # a part may grow by more than its whole
        return None
    if due(a) == due(b) and sense_of(a, measure) == sense_of(b, measure):
        is_listed_the_other_way = newer is a or (newer is None and a.target_id > b.target_id)
        conflict = None if is_listed_the_other_way else compare_on_one_day(a, b, kinship, values, measure)
        if conflict is None:
            return None
        is_second_stricter = (values[1][0], b.target_id) > (values[0][0], a.target_id)
        followed = newer or (b if is_second_stricter == (bounds == {"floor"}) else a)
    elif kinship == "same" and due(a) < due(b) and measure in ("level", "cumulative") and bounds == {"floor"}:
        if not values[1][0] < values[0][0]:
            return None
        conflict, followed = "later_is_lower", newer or b
    else:
        return None
    return {
        "target_id": a.target_id,
        "other_target_id": b.target_id,
        "conflict": conflict,
        "newer_document_id": newer.document_id if newer else None,
        "followed_target_id": None if conflict == "related_but_different" else followed.target_id,
    }


def compare_on_one_day(a: Promise, b: Promise, kinship: str, values: list[Any], measure: str) -> str | None:
    is_one_value = values[0] == values[1]
    if is_one_value:
        is_again = kinship == "same" or (kinship == "named alike" and a.document_id != b.document_id)
        return "restated" if is_again else None
    is_goal_and_hope = a.quote == b.quote and a.commitment != b.commitment
    is_other_work = measure == "increment" and work_of(a) != work_of(b)
    if kinship != "same" or is_other_work or is_goal_and_hope:
        return "related_but_different"
    return "same_year_different_value"


def kinship_of(one: str, other: str, world: World) -> str | None:
    """Of two indicators; in these worlds the id is the name."""
    if one == other:
        return "same"
    if other in world.indicators[one].part_of or one in world.indicators[other].part_of:
        return "part"
    short, long = sorted((one, other), key=len)
    return "named alike" if long.endswith(short) and len(short) >= 4 else None


def work_of(promise: Promise) -> set[str]:
    """What is done to the thing, apart from making it: began, signed, lent by others, made better, or both."""
    words = {
        "开工": "begin",
        "动工": "begin",
        "签约": "sign",
        "柔性": "lend",
        **dict.fromkeys(("改", "扩", "提升", "整治", "修复", "更新"), "better"),
    }
    action = promise.action or ""
    work = {meaning for word, meaning in words.items() if word in action}
    return work | ({"new"} if "better" in work and "新建" in action else set())


def sense_of(promise: Promise, measure: str) -> tuple[Any, ...]:
    """What has to agree before two numbers for one day can disagree."""
    if measure == "increment":
        return promise.period_start, promise.annualised
    if measure == "change":
        return promise.direction, promise.baseline_year, promise.annualised
    return ()


def newer_of(a: Promise, b: Promise, world: World) -> Promise | None:
    issued = [issued_on(one, world) for one in (a, b)]
    if a.document_id == b.document_id or issued[0] is None or issued[1] is None or issued[0] == issued[1]:
        return None
    return a if issued[0] > issued[1] else b


def milestones(terms: Terms, world: World, passed_over: set[str]) -> dict[date, float]:
    """Due day → value in the promise's unit, of the region's earlier promises that fall short of this one."""
    listed = on_paths(world)
    if terms.is_flow or terms.promise.measure == "change" or terms.promise not in listed or terms.goal is None:
        return {}
    found: dict[date, float] = {}
    for other in listed:
        if path_of(other, world) == path_of(terms.promise, world) and other.target_id not in passed_over:
            value = round(in_first_unit(other.value, other, world) / terms.factor, 6)
            falls_short = value < terms.goal if terms.bound == "floor" else value > terms.goal
            if due(other) < due(terms.promise) and falls_short:
                found[due(other)] = max(found.get(due(other), -INFINITY), value)
    return found


# ---- §2 to §5: one row


def as_of_dates(promise: Promise, world: World, counted: list[Counted], today: date) -> list[date]:
    plan = world.plans[promise.document_id]
    began = plan.plan_start or plan.published_on or promise.period_start or date(1, 1, 1)
    ends = {
        f.end
        for f in counted
        if promise.region_code is not None and f.region_code == promise.region_code and began <= f.end <= today
    }
    return sorted(ends | {today})


def assess(world: World, today: date, known_at: datetime) -> dict[tuple[str, date], dict[str, Any]]:
    counted = count_figures(world, known_at)
    world = as_judged(world, counted)
    passed_over = {
        one
        for pair in conflicts(world)
        for one in (pair["target_id"], pair["other_target_id"])
        if pair["followed_target_id"] not in (one, None) and pair["conflict"] != "restated"
    }
    rows = {}
    for promise in world.promises:
        terms = read_terms(promise, world, counted)
        stones = milestones(terms, world, passed_over)
        worst: str | None = None
        for t in as_of_dates(promise, world, counted, today):
            row = assess_one(terms, world, counted, stones, t)
            if row["status"] and (worst is None or world.severities[row["status"]] > world.severities[worst]):
                worst = row["status"]
            rows[promise.target_id, t] = row | {"worst_status": worst}
    return rows


def percent_of(terms: Terms, value: float, progress: float | None) -> tuple[float | None, float | None]:
    """attainment_pct and used_pct of a value."""
    goal = terms.goal
    if goal is None:
        return None, None
    if terms.is_flow and terms.bound == "ceiling":
        return None, (value / goal * 100 if goal > 0 else None)
    if goal == 0:
        return (progress if terms.promise.measure != "change" else None), None
    if terms.bound == "floor":
        return (value / goal * 100 if goal * terms.sign > 0 else None), None
    return (goal / value * 100 if value * terms.sign > 0 and goal * terms.sign > 0 else None), None


def assess_one(
    terms: Terms, world: World, counted: list[Counted], stones: dict[date, float], t: date
) -> dict[str, Any]:
    reports = gather_reports(terms, counted, t)
    has_begun = terms.starts_on is None or t >= terms.starts_on
    answer = observe(terms, world, reports) if has_begun else Answer(why_unanswerable(terms) or "not_reported")
    if answer.rule == "change_growth" and is_yearly_change(terms.promise, terms.deadline, terms.baseline_year):
        terms = replace(terms, is_pace=True)  # a state may grow on a line through the year, its 同比 is a rate
    goal, deadline, observed = terms.goal, terms.deadline, answer.observed

    start_on, start_value, baseline = start_of(terms, answer, stones)
    path = {
        day: value
        for day, value in stones.items()
        if start_on and day > start_on and start_value is not None and goal is not None
        if min(start_value, goal) < value < max(start_value, goal)
    }

    is_held = terms.is_pace
    if not terms.is_flow and goal is not None:
        is_held |= terms.is_met(start_value) if start_value is not None else terms.is_cap
    is_met = observed is not None and goal is not None and terms.is_met(observed)
    is_old = answer.observed_on is not None and terms.starts_on is not None and answer.observed_on < terms.starts_on
    is_old &= not (is_met and not terms.must_end)

    progress = attainment = used = None
    if observed is not None:
        if goal is not None and start_value is not None and not (terms.is_flow or is_held or is_old):
            progress = (observed - start_value) / (goal - start_value) * 100
        attainment, used = percent_of(terms, observed, progress)

    def expected_on(day: date) -> tuple[float | None, float | None]:
        """Value and per cent of the way."""
        if not has_begun or deadline is None or goal is None:
            return None, None
        if is_held:
            return goal, 100.0
        if start_on is None or start_value is None or day < start_on:
            return None, None
        points = {start_on: start_value, **path, deadline: goal}
        value = goal if day >= deadline else on_line(points, day)
        return value, ((value - start_value) / (goal - start_value) * 100 if goal != start_value else None)

    expected_value, expected_pct = expected_on(t)
    due_value = due_pct = gap = None
    if observed is not None and answer.observed_on is not None and not is_old:
        is_of_period = terms.starts_on is None or answer.observed_on >= terms.starts_on
        due_value, due_pct = expected_on(answer.observed_on if is_of_period else t)
    if due_pct is not None:
        gap = gap_of(terms, is_held, due_pct, attainment, used, progress)
    status = judge(terms, world, counted, reports, answer, t, is_met, is_old, is_held, gap, has_begun)
    age = (t - answer.observed_on).days if answer.observed_on else None

    row = {
        "observed": observed,
        "observed_on": answer.observed_on,
        "attainment_pct": attainment,
        "used_pct": used,
        "progress_pct": progress,
        "expected_pct": expected_pct,
        "expected_value": expected_value,
        "due_value": due_value,
        "due_pct": due_pct,
        "gap_points": gap,
        "status": status,
        "figure_age_days": age,
        "is_stale": age is not None and is_stale(terms, world, reports, answer, age),
        "baseline_value": baseline,
        "actual_ids": answer.actual_ids,
        "rule": answer.rule,
    }
    row |= look_ahead(terms, reports, answer, t, is_met, start_value, is_held, has_begun)
    projected = row["projected_value"]
    is_short = projected is not None and not terms.is_met(projected)
    return row | {"projected_to_miss": status in ("ahead", "on_schedule") and is_short}


def is_stale(terms: Terms, world: World, reports: Reports, answer: Answer, age: int) -> bool:
    """Older than the time between this answer and the one before, and a grace; nothing is due after the deadline."""
    assert answer.observed_on
    if terms.deadline and answer.observed_on >= terms.deadline:
        return False
    before = [day for day in days_of_answers(terms, world, reports, answer.rule) if day < answer.observed_on]
    rhythm = (answer.observed_on - max(before)).days if before else world.cuts["lone_figure_days"]
    return age > rhythm + world.cuts["reporting_grace_days"]


def days_of_answers(terms: Terms, world: World, reports: Reports, rule: str) -> list[date]:
    """The days for which there is an answer in the way of a rule."""
    if rule.startswith("level_") or rule == "cumulative_stock":
        return [day for day in reports.states() if day <= terms.last_day]
    if rule == "increment_stock_difference":
        assert terms.starts_on
        return [day for day in reports.states() if terms.starts_on < day <= terms.window_end]
    if rule == "change_growth":
        year = (terms.baseline_year or 0) + 1
        return [day for day in reports.at_ends("growth") if day.year == year and day <= terms.window_end]
    if rule.startswith("change_"):
        assert terms.baseline_year
        if terms.kind != "flow":
            compared = compare_states(terms, reports, terms.baseline_year)
        else:
            compared = compare_flows(terms, reports, terms.baseline_year, latest_only=False)
        return [answer.observed_on for answer in compared if answer.observed_on]
    since = first_counted_from(terms, world) if rule.startswith("cumulative") else terms.starts_on
    assert since and terms.figure_dimension
    ends = reports.ends(since, terms.last_day, terms.figure_dimension)
    return [day for day in ends if reports.total(since, day, terms.figure_dimension)]


def start_of(terms: Terms, answer: Answer, stones: dict[date, float]) -> tuple[date | None, float | None, float | None]:
    """Day and value where the path begins, and the baseline."""
    if terms.is_flow and terms.starts_on:
        return terms.starts_on - DAY, 0.0, answer.baseline_value
    if terms.promise.measure == "change" and terms.baseline_year is not None:
        return year_end(terms.baseline_year), 0.0, answer.baseline_value
    if answer.start_on is not None or not stones:
        return answer.start_on, answer.start_value, answer.baseline_value
    due_before = [day for day in stones if terms.starts_on and day <= terms.starts_on]
    first = max(due_before, default=min(stones))
    return first, stones[first], stones[first]


def gap_of(
    terms: Terms,
    is_held: bool,
    expected: float,
    attainment: float | None,
    used: float | None,
    progress: float | None,
) -> float | None:
    if terms.is_flow and terms.bound == "ceiling":
        return None if used is None else round(expected - used, 6)
    reached = attainment if terms.is_flow or is_held else progress
    return None if reached is None else round(reached - expected, 6)


def on_line(points: dict[date, float], t: date) -> float:
    """The value on the straight line between the points around a day."""
    day = max(one for one in points if one <= t)
    following = min(one for one in points if one > t)
    return points[day] + (points[following] - points[day]) * ((t - day).days / (following - day).days)


def judge(
    terms: Terms,
    world: World,
    counted: list[Counted],
    reports: Reports,
    answer: Answer,
    t: date,
    is_met: bool,
    is_old: bool,
    is_held: bool,
    gap: float | None,
    has_begun: bool,
) -> str:
    """The first line that holds."""
    is_over = terms.deadline is not None and t > terms.deadline
    is_through = terms.deadline is not None and answer.observed_on is not None and answer.observed_on >= terms.deadline
    is_missing = answer.observed is None
    is_after = terms.may_be_late and answer.observed_on is not None and answer.observed_on > terms.window_end
    reason = why_unanswerable(terms)
    is_expected = reason is None and not is_reported_through(terms, reports)
    is_reported = bool(reports.figures if reason else reported_for_its_time(terms, reports))
    is_broken = terms.is_limit and answer.observed is not None and beyond(terms, answer.observed)
    lines = [
        (not has_begun, "not_started"),
        (is_missing and is_over and is_expected, "overdue_no_data"),
        (is_missing and not is_reported, "no_data"),
        (is_missing and reason == "period_unknown", "undecided"),
        (is_missing, "unusable"),
        (is_met and is_after, in_time(terms, world, counted) if is_after else ""),
        (is_met and (is_through or not terms.must_end), "attained"),
        (is_old, "overdue_no_data" if is_over else "no_data"),
        (is_broken and (terms.is_flow or (is_held and (is_through or not is_over))), "breached"),
        (is_through, "missed"),
        (is_over, "overdue_no_data"),
        (terms.must_end and is_met and (is_held or gap is None), "on_schedule"),
        (gap is None, "undecided"),
        (gap is not None and gap >= world.cuts["ahead_points"], "ahead"),
        (gap is not None and gap > -world.cuts["behind_points"], "on_schedule"),
        (gap is not None and gap >= -world.cuts["far_behind_points"], "behind"),
        (True, "far_behind"),
    ]
    return next(status for holds, status in lines if holds)


def in_time(terms: Terms, world: World, counted: list[Counted]) -> str:
    """What a promise that a later figure meets was at its deadline, by what answered when its month ended."""
    if why_unanswerable(terms) or terms.deadline is None:
        return "attained"
    then = observe(terms, world, gather_reports(terms, counted, terms.window_end))
    if then.observed is not None and terms.is_met(then.observed):
        return "attained"
    is_told = then.observed_on is not None and then.observed_on >= terms.deadline
    return "attained_late" if is_told else "attained_unconfirmed"


def beyond(terms: Terms, observed: float) -> bool:
    """On the forbidden side of a ceiling."""
    if terms.goal is None:
        return False
    return observed > terms.met_to if terms.sign > 0 else observed < terms.met_from


# ---- §5: where it is heading


def look_ahead(
    terms: Terms,
    reports: Reports,
    answer: Answer,
    t: date,
    is_met: bool,
    start_value: float | None,
    is_held: bool,
    has_begun: bool,
) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(("required_per_month", "projected_value", "projected_pct", "projected_on"))
    deadline, goal, observed = terms.deadline, terms.goal, answer.observed
    if deadline is None or goal is None or t >= deadline:
        return row
    is_used_up = terms.is_flow and terms.bound == "ceiling"
    missing = 0.0 if observed is None or is_met else goal - observed
    if missing * terms.towards > 0 and has_begun and not terms.is_pace and not is_used_up:
        row["required_per_month"] = missing / (position(deadline) - position(t))
    projected = None if why_unanswerable(terms) else project(terms, reports, answer, t, deadline)
    if projected is None:
        return row
    projected = row["projected_value"] = round(projected, 6)
    progress = None
    if start_value is not None and not (terms.is_flow or is_held):
        progress = (projected - start_value) / (goal - start_value) * 100
    attainment, used = percent_of(terms, projected, progress)
    row["projected_pct"] = used if is_used_up else attainment
    if observed is not None and answer.observed_on and missing * terms.towards > 0:
        gained = projected - observed
        if gained * terms.towards > 0:
            days = math.ceil(round(missing / gained * (deadline - answer.observed_on).days, 6))
            met_on = answer.observed_on + timedelta(days=days) if days <= 36525 else None
            is_too_late = met_on and terms.promise.measure == "level" and terms.is_flow and met_on > deadline
            row["projected_on"] = None if is_too_late else met_on
    return row


def project(terms: Terms, reports: Reports, answer: Answer, t: date, deadline: date) -> float | None:
    measure, observed = terms.promise.measure, answer.observed
    dimension = terms.figure_dimension
    if measure == "level" and terms.is_flow and observed is None:
        assert terms.starts_on and dimension
        return carry_total(reports, dimension, t.year, deadline, terms) if t < terms.starts_on else None
    if observed is None or answer.observed_on is None:
        return None
    if measure == "change":
        keeps_its_rate = terms.is_pace and not terms.promise.annualised
        return observed if keeps_its_rate else project_change(terms, reports, answer)
    is_within_a_year = terms.starts_on and deadline < a_year_after(terms.starts_on)
    if terms.is_flow and is_within_a_year:
        return keep_pace(terms, reports, answer)
    assert dimension
    ahead = (position(deadline) - position(answer.observed_on)) / 12
    if answer.is_from_flows:
        run = last_run(annual_totals(reports, dimension), answer.observed_on.year, 5)
        return None if run is None else observed + sum(run[1]) / len(run[1]) / terms.figure_factor * ahead
    change = mean_change(reports, answer, dimension)
    return None if change is None else observed + change / terms.figure_factor * ahead


def keep_pace(terms: Terms, reports: Reports, answer: Answer) -> float | None:
    since, deadline, until = terms.starts_on, terms.deadline, answer.observed_on
    assert since and deadline and until and terms.figure_dimension and answer.observed is not None
    if until > deadline:
        return None
    share = ((until - since).days + 1) / ((deadline - since).days + 1)
    if answer.is_from_flows and since == new_year(since.year):
        parts = wholes = 0.0
        for year in range(1970, since.year):
            part = reports.total(new_year(year), same_month(until, year), terms.figure_dimension)
            whole = reports.total(new_year(year), same_month(deadline, year), terms.figure_dimension)
            if part and whole:
                parts, wholes = parts + part.base_value, wholes + whole.base_value
        if parts > 0 and wholes > 0:
            share = parts / wholes
    return answer.observed / share


def annual_totals(reports: Reports, dimension: str) -> dict[int, float]:
    years = {figure.end.year for figure in reports.flows(dimension)}
    totals = {year: reports.total(new_year(year), year_end(year), dimension) for year in years}
    return {year: total.base_value for year, total in totals.items() if total}


def last_run(points: dict[int, float], year: int, most: int) -> tuple[int, list[float]] | None:
    """The latest consecutive years, at least four and at most so many, the last of them this year or the one before."""
    if not points or max(points) < year - 1:
        return None
    last, values = max(points), []
    for back in range(most):
        if last - back not in points:
            break
        values.insert(0, points[last - back])
    return (last, values) if len(values) >= 4 else None


def mean_step(values: list[float]) -> float:
    return (values[-1] - values[0]) / (len(values) - 1)


def carry_total(reports: Reports, dimension: str, year: int, deadline: date, terms: Terms) -> float | None:
    run = last_run(annual_totals(reports, dimension), year, 6)
    if run is None or deadline != year_end(deadline.year):
        return None
    return (run[1][-1] + mean_step(run[1]) * (deadline.year - run[0])) / terms.figure_factor


def mean_change(reports: Reports, answer: Answer, dimension: str) -> float | None:
    """Of the states at the ends of years, in base units a year."""
    assert answer.observed_on
    ends = {
        day.year: state.base_value
        for day, state in reports.states(dimension).items()
        if day == year_end(day.year) and day <= answer.observed_on
    }
    run = last_run(ends, answer.observed_on.year, 6)
    return None if run is None else mean_step(run[1])


def project_change(terms: Terms, reports: Reports, answer: Answer) -> float | None:
    deadline, year, day = terms.deadline, terms.baseline_year, answer.observed_on
    if answer.base is None or answer.underlying is None or year is None or deadline is None or day is None:
        return None
    dimension = next(f.dimension for f in reports.figures if f.actual_id in answer.actual_ids)
    if answer.is_from_flows:
        totals = annual_totals(reports, dimension)
        run = last_run(totals, day.year, 6)
        if run is None or year not in totals or deadline != year_end(deadline.year):
            return None
        carried = run[1][-1] + mean_step(run[1]) * (deadline.year - run[0])
        return changed(terms, carried, totals[year], deadline.year - year)
    change = mean_change(reports, answer, dimension)
    if change is None:
        return None
    carried = answer.underlying + change * (position(deadline) - position(day)) / 12
    return changed(terms, carried, answer.base, (position(deadline) - position(year_end(year))) / 12)
