"""Worlds for the tests of attainment: put into a warehouse, built, and drawn by hypothesis. No expectations here."""

import calendar
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from attainment_oracle import Figure, Indicator, Plan, Promise, World
from hypothesis import strategies as st

from pipelines.schemas.tables import TABLES
from pipelines.storage.warehouse import Warehouse, open_warehouse, parameters, read_sql

CUTS = {"ahead_points": 10.0, "behind_points": 10.0, "far_behind_points": 30.0, "about_tolerance_pct": 5.0}
CUTS |= {"reporting_grace_days": 20.0, "lone_figure_days": 366.0}
CHECKS = {"jump_tolerance": 0.2, "outlier_score": 3.5, "outlier_figures": 8.0}
SEVERITIES = {
    "not_started": 0,
    "no_data": 1,
    "undecided": 2,
    "unusable": 3,
    "attained": 4,
    "ahead": 5,
    "on_schedule": 6,
    "attained_unconfirmed": 7,
    "behind": 8,
    "far_behind": 9,
    "attained_late": 10,
    "overdue_no_data": 11,
    "missed": 12,
    "breached": 13,
}
UNITS = {
    "个": ("count", 1.0),
    "亩": ("area", 1.0),
    "公顷": ("area", 15.0),
    "千瓦": ("power", 1.0),
    "%": ("share", 1.0),
    "‰": ("share", 0.1),
    "百分点": ("percentage_point", 1.0),
}
RANKS = {"统计局": 20, "日报": 70, "*": 90}
FAR_FUTURE = datetime.fromisoformat("2999-01-01")
# In the order in which one reads the other.
DERIVED = (
    "actuals",
    "counted_actuals",
    "target_terms",
    "target_paths",
    "target_conflicts",
    "path_milestones",
    "target_figures",
    "flow_totals",
    "comparisons",
    "observations",
    "standings",
    "projections",
    "judgements",
    "attainment",
    "needed_figures",
)


@contextmanager
def open_in_memory() -> Iterator[Warehouse]:
    """A warehouse without a file and without parallelism: small worlds are built in a fraction of the time."""
    with open_warehouse(Path(":memory:")) as warehouse:
        warehouse.connection.execute("set threads = 1")
        yield warehouse


def world_of(
    promises: Iterable[Promise],
    figures: Iterable[Figure],
    indicators: dict[str, Indicator],
    plans: dict[str, Plan] | None = None,
) -> World:
    return World(list(promises), plans or {"plan": Plan()}, indicators, UNITS, list(figures), RANKS, CUTS, SEVERITIES)


def load(warehouse: Warehouse, world: World) -> None:
    """Put a world into the tables that the SQL reads, in place of what they held."""
    submissions = {figure.submission_id: figure.received_at for figure in world.figures}
    _fill(warehouse, "units", [{"unit": u, "dimension": d, "factor": f} for u, (d, f) in world.units.items()])
    _fill(
        warehouse, "status_rules", [{"rule": rule, "value": value} for rule, value in {**world.cuts, **CHECKS}.items()]
    )
    _fill(warehouse, "statuses", [{"status": s, "name": s, "severity": n} for s, n in world.severities.items()])
    _fill(warehouse, "source_ranks", [{"pattern": pattern, "rank": rank} for pattern, rank in world.ranks.items()])
    _fill(
        warehouse,
        "indicators",
        [
            {"indicator_id": key, "name": key, **asdict(indicator), "part_of": list(indicator.part_of)}
            for key, indicator in world.indicators.items()
        ],
    )
    _fill(
        warehouse,
        "indicator_links",
        [{"indicator_text": key, "indicator_id": key, "indicator": key} for key in world.indicators],
    )
    _fill(
        warehouse,
        "documents",
        [{"document_id": key, "title": key, **asdict(plan)} for key, plan in world.plans.items()],
    )
    _fill(
        warehouse,
        "targets",
        [_as_target(one) for one in world.promises],
    )
    _fill(
        warehouse,
        "submissions",
        [{"submission_id": key, "received_at": at, "status": "taken"} for key, at in submissions.items()],
    )
    _fill(
        warehouse,
        "figures",
        [
            {
                **{key: value for key, value in asdict(figure).items() if key not in ("received_at", "indicator_id")},
                "column_number": 1,
                "indicator_text": figure.indicator_id,
                "region": figure.region_code,
                "period": f"{figure.period_start}—{figure.period_end}",
                "reported_value": None if figure.value is None else str(figure.value),
            }
            for figure in world.figures
        ],
    )


def _as_target(promise: Promise) -> dict[str, Any]:
    row = {"region": promise.region_code or "某区", "indicator": promise.indicator_id, **asdict(promise)}
    return row | {"rules": ["falls_to"] if row.pop("falls") else []}


def _fill(warehouse: Warehouse, table: str, rows: list[dict[str, Any]]) -> None:
    warehouse.connection.execute(f"delete from {table}")
    if not rows:
        return
    types = TABLES[table].duckdb_types()
    frame = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in rows[0]})
    columns = ", ".join(f"cast({name} as {types[name]}) as {name}" for name in frame.columns)
    warehouse.connection.register("rows_to_insert", frame.astype(str).where(frame.notna(), None))
    warehouse.connection.execute(f"insert into {table} by name select {columns} from rows_to_insert")
    warehouse.connection.unregister("rows_to_insert")


def build(warehouse: Warehouse, as_of: date, known_at: datetime = FAR_FUTURE, tables: Iterable[str] = DERIVED) -> None:
    given = {"as_of": as_of, "known_at": known_at}
    for table in tables:
        wanted = parameters(read_sql("tables", table))
        warehouse.build(table, **{name: value for name, value in given.items() if name in wanted})


def rows_of(warehouse: Warehouse, table: str, order: str = "all") -> list[dict[str, Any]]:
    result = warehouse.connection.execute(f"select * from {table} order by {order}")
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


# ---- drawing worlds

SUBMISSIONS = {f"s{n}": datetime.fromisoformat(f"{2020 + 2 * n}-03-01") for n in range(4)}
INDICATORS = {
    "stock": Indicator("个", "stock", "up", part_of=("unknown",)),
    "area": Indicator("亩", "stock", None, part_of=("other",)),
    "lost share": Indicator("%", "rate", "down"),  # a name that ends in that of another
    "share": Indicator("%", "rate", "up"),
    "output": Indicator("个", "flow", "up"),
    "use": Indicator("个", "flow", "down"),
    "unknown": Indicator(None, None, None),
    "other": Indicator("亩", None, None),
}
REGIONS = ("371400", "371500")


def spans(scheme: str, year: int) -> list[tuple[date, date]]:
    """The periods of a year in which a bureau reports by a scheme."""
    length = {"months": 1, "quarters": 3, "halves": 6, "year": 12, "to_date": 1, "december": 1}[scheme]
    ends = [date(year, month, calendar.monthrange(year, month)[1]) for month in range(length, 13, length)]
    if scheme == "december":
        ends = ends[-1:]
    first = 1 if scheme == "to_date" else None
    return [(date(year, first or end.month - length + 1, 1), end) for end in ends]


# How a kind of indicator is reported: basis, and the ways of reporting that go with it.
WAYS = {
    "stock": [("stock", "year"), ("stock", "quarters"), (None, "year"), ("period", "months"), ("growth", "year")],
    "rate": [("rate", "year"), (None, "quarters"), ("ytd", "to_date"), ("growth", "year")],
    "flow": [
        ("ytd", "to_date"),
        ("ytd", "december"),
        ("period", "months"),
        ("period", "quarters"),
        (None, "year"),
        ("stock", "year"),
        ("growth", "to_date"),
        ("growth", "quarters"),
    ],
    None: [
        ("stock", "year"),
        (None, "halves"),
        ("ytd", "to_date"),
        ("period", "months"),
        ("rate", "year"),
        ("growth", "year"),
    ],
}
ACTIONS = [None, None, "新增", "新建", "建成", "新开工", "改造提升", "新建、改造提升", "柔性引进"]
VALUES = [0, 1, 2.5, 10, 20, 48.3, 95, 100, 104, 120, -5]
UNITS_OF = {"亩": ["亩", "亩", "公顷", "亩", "没有登记的单位"], "%": ["%", "%", "%", "‰"], "个": ["个"] * 8 + ["亩"]}


@st.composite
def series(draw: st.DrawFn, indicator_id: str) -> list[dict[str, Any]]:
    """Figures of one indicator: one way of reporting over some years, with a gap or two."""
    basis, scheme = draw(st.sampled_from(WAYS[INDICATORS[indicator_id].kind]))
    first = draw(st.sampled_from([2020, 2021, 2023, 2018, 2016]))
    years = draw(st.sampled_from([9, 6, 4, 2] if scheme in ("year", "december") else [1, 2, 4, 6]))
    periods = [period for year in range(first, min(first + years, 2026)) for period in spans(scheme, year)]
    gaps = draw(st.sampled_from([(), (), (), (0,), (1,), (3,), (5, 14)]))
    start, step = draw(st.sampled_from(VALUES)), draw(st.sampled_from([12, 3, 1, 0.1, 0, -1, -7.5]))
    own = INDICATORS[indicator_id].unit or "个"
    row = {
        "submission_id": draw(st.sampled_from(sorted(SUBMISSIONS))),
        "indicator_id": indicator_id,
        "region_code": draw(st.sampled_from([REGIONS[0]] * 5 + [REGIONS[1]])),
        "basis": basis,
        "unit": draw(st.sampled_from(["%", "%", "百分点"] if basis == "growth" else UNITS_OF[own])),
        "source": draw(st.sampled_from([None, None, "市统计局", "德州日报"])),
    }
    return [
        row
        | {
            "period_start": first_day,
            "period_end": last_day,
            "value": round(start + step * (last_day.month if basis == "ytd" else number), 3),
        }
        for number, (first_day, last_day) in enumerate(periods)
        if number not in gaps
    ]


@st.composite
def promises(draw: st.DrawFn, target_id: str) -> Promise:
    indicator_id = draw(st.sampled_from(sorted(INDICATORS)))
    own = INDICATORS[indicator_id].unit or "个"
    measure = draw(st.sampled_from(["level", "level", "increment", "increment", "cumulative", "change", "change"]))
    units = [own] * 7 + ["公顷", "%", "没有登记的单位"]
    comparator = draw(
        st.sampled_from(["exactly", "exactly", "at_least", "above", "at_most", "below", "about", "between"])
    )
    value = draw(st.sampled_from([*VALUES, 5, 13.5, 110, 150, 400]))
    year = draw(st.sampled_from([2025, 2023, 2022, 2020, 2021, 2024, 2026, 2027, None]))
    deadline = None
    if year:
        ends = [date(year, 6, 30), date(year, 11, 15), date(year, 2, 28 + calendar.isleap(year)), None]
        deadline = draw(st.sampled_from([date(year, 12, 31)] * 6 + ends))
    days = ["2021-01-01", "2020-07-01", "2023-01-01", "2022-02-16", "2025-01-01", "2020-12-31"]
    start = draw(st.sampled_from([None, *map(date.fromisoformat, days)]))
    is_change = measure == "change"
    return Promise(
        target_id=target_id,
        document_id=draw(st.sampled_from(sorted(PLANS))),
        indicator_id=indicator_id,
        value=value,
        unit=draw(st.sampled_from(["%", "%", "百分点", own] if is_change else units)),
        measure=measure,
        comparator=comparator,
        value_high=draw(st.sampled_from([value + 1, value + 50, None])) if comparator == "between" else None,
        direction=draw(st.sampled_from(["up", "down", None])) if is_change else None,
        annualised=draw(st.sampled_from([False, False, True])),
        baseline_year=draw(st.sampled_from([None, 2018, 2020, 2022, 2024])) if is_change else None,
        period_start=start if not (start and deadline and start > deadline) else None,
        deadline=deadline,
        target_year=year,
        region_code=draw(st.sampled_from([REGIONS[0]] * 12 + [REGIONS[1], None])),
        per=draw(st.sampled_from([None] * 20 + ["县"])),
        action=draw(st.sampled_from(ACTIONS)) if measure in ("increment", "cumulative") else None,
        commitment=draw(st.sampled_from(["firm", "firm", "strive"])),
        quote=draw(st.sampled_from(["原文", "另一句"])),
        falls=draw(st.sampled_from([False, False, True])) if not is_change else False,
    )


PLANS = {
    "five_years": Plan(date(2021, 4, 12), date(2021, 1, 1)),
    "published": Plan(date(2020, 12, 31), None),
    "three_years": Plan(date(2023, 5, 3), date(2023, 1, 1)),
    "undated": Plan(),
}


@st.composite
def worlds(draw: st.DrawFn, size: int = 40) -> World:
    rows = [
        row
        for indicator_id in sorted(INDICATORS)
        for one in draw(st.lists(series(indicator_id), min_size=2, max_size=4))
        for row in one
    ]
    values = st.sampled_from([*VALUES, "the same", "taken back", "taken back"])
    for index, value in draw(st.lists(st.tuples(st.integers(0, 2000), values), max_size=8)):
        row = rows[index % len(rows)]
        said = {"the same": row["value"], "taken back": None}.get(value, value)
        later, reason = draw(st.sampled_from(sorted(SUBMISSIONS))), draw(st.sampled_from([None, None, "核实", "笔误"]))
        rows.append(row | {"submission_id": later, "value": said, "reason": reason})
    figures = [
        Figure(row_number=number, received_at=SUBMISSIONS[row["submission_id"]], **row)
        for number, row in enumerate(rows, start=2)
    ]
    return world_of([draw(promises(f"t{number:02d}")) for number in range(size)], figures, INDICATORS, PLANS)
