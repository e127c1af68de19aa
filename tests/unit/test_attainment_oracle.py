"""The SQL against the oracle: every column of every row, over worlds that hypothesis draws."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from attainment_oracle import Indicator, Plan, World, as_judged, assess, conflicts, count_figures, vintages
from attainment_worlds import FAR_FUTURE, SUBMISSIONS, build, load, open_in_memory, rows_of, world_of, worlds
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_attainment import promise

from pipelines.storage.warehouse import Warehouse

TODAYS = [date(2026, 11, 21), date(2024, 12, 31), date(2024, 2, 29), date(2022, 8, 10)]
KNOWN_AT = [FAR_FUTURE, SUBMISSIONS["s2"]]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with open_in_memory() as opened:
        yield opened


def is_same(found: Any, expected: Any) -> bool:
    if isinstance(found, float) and isinstance(expected, int | float):
        return math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-5)
    if isinstance(found, list):
        return sorted(found) == sorted(expected)
    return bool(found == expected)


WORLDS = given(world=worlds(), today=st.sampled_from(TODAYS), known_at=st.sampled_from(KNOWN_AT))


def drawing(count: int) -> settings:
    """A failing world is not made smaller, which takes minutes: the message holds the one target and its figures."""
    return settings(
        max_examples=count,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@drawing(13)
@WORLDS
def test_sql_and_oracle_agree_on_520_targets(warehouse: Warehouse, world: World, today: date, known_at: datetime):
    compare_columns(warehouse, world, today, known_at)


@pytest.mark.long
@drawing(500)
@WORLDS
def test_sql_and_oracle_agree_on_20_000_targets(warehouse: Warehouse, world: World, today: date, known_at: datetime):
    compare_columns(warehouse, world, today, known_at)


@st.composite
def crowds(draw: st.DrawFn) -> World:
    """Few things and days, promised by many: plans of several years and of none, kin, other work, hopes, limits."""
    indicators = {
        "科技成果": Indicator("个", "stock", "up"),
        "高校院所科技成果": Indicator("个", "stock", "up"),
        "装机": Indicator("个", "stock", "up", ("科技成果",)),
        "flow": Indicator("个", "flow", "up"),
    }
    days = st.sampled_from([None, date(2020, 1, 1), date(2021, 1, 1)])
    plans = {name: Plan(draw(days)) for name in ("a", "b", "c", "d")}
    promised = st.builds(
        promise,
        st.sampled_from([80, 90, 100]),
        st.sampled_from(["2025-12-31", "2026-12-31", "2027-12-31"]),
        st.sampled_from(["level", "level", "cumulative", "increment"]),
        indicator_id=st.sampled_from(["科技成果", "科技成果", *indicators]),
        document_id=st.sampled_from([*plans]),
        action=st.sampled_from([None, "新建", "改造"]),
        commitment=st.sampled_from(["firm", "strive"]),
        quote=st.sampled_from(["一句", "又一句"]),
        comparator=st.sampled_from(["at_least", "at_least", "at_most"]),
    )
    drawn = draw(st.lists(promised, min_size=3, max_size=20))
    return world_of([replace(one, target_id=f"t{n:02}") for n, one in enumerate(drawn)], [], indicators, plans)


@drawing(15)
@given(world=crowds())
def test_sql_and_oracle_put_the_same_promises_beside_each_other(warehouse: Warehouse, world: World):
    load(warehouse, world)
    build(
        warehouse, TODAYS[0], tables=("actuals", "counted_actuals", "target_terms", "target_paths", "target_conflicts")
    )
    check_conflicts(warehouse, world, FAR_FUTURE)


def compare_columns(warehouse: Warehouse, world: World, today: date, known_at: datetime) -> None:
    """Every column of every row of what a day knew, but for the words."""
    load(warehouse, world)
    build(warehouse, today, known_at)
    check_vintages(warehouse, world)
    check_conflicts(warehouse, world, known_at)
    expected = assess(world, today, known_at)
    found = {(row["target_id"], row["as_of"]): row for row in rows_of(warehouse, "attainment")}
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        differing = {column: (found[key][column], value) for column, value in row.items()}
        differing = {column: pair for column, pair in differing.items() if not is_same(*pair)}
        assert not differing, f"{key}: found and expected {differing}\n{explain(world, key[0])}"
        assert found[key]["reason"].endswith("。")
    check_what_was_known(warehouse, known_at)


def check_what_was_known(warehouse: Warehouse, known_at: datetime) -> None:
    """No row as known on a day rests on a figure that came later or was superseded by then."""
    unknown = warehouse.connection.execute(
        """
        select actuals.actual_id
        from (select distinct unnest(actual_ids) as actual_id from attainment) as used
        inner join actuals on used.actual_id = actuals.actual_id
        where known_from > $known_at or known_until <= $known_at
        """,
        {"known_at": known_at},
    )
    assert unknown.fetchall() == []


def check_vintages(warehouse: Warehouse, world: World) -> None:
    columns = ("basis", "source_rank", "known_from", "known_until", "superseded_by", "superseded_reason")
    found = {row["actual_id"]: tuple(row[column] for column in columns) for row in rows_of(warehouse, "actuals")}
    assert found == {
        vintage.figure.actual_id: (
            vintage.basis,
            vintage.rank,
            vintage.known_from,
            vintage.known_until,
            vintage.superseded_by,
            vintage.superseded_reason,
        )
        for vintage in vintages(world)
    }


def check_conflicts(warehouse: Warehouse, world: World, known_at: datetime) -> None:
    columns = ("target_id", "other_target_id", "conflict", "newer_document_id", "followed_target_id")
    found = {tuple(row[column] for column in columns) for row in rows_of(warehouse, "target_conflicts")}
    assert found == {
        tuple(pair[column] for column in columns)
        for pair in conflicts(as_judged(world, count_figures(world, known_at)))
    }


def explain(world: World, target_id: str) -> str:
    promise = next(promise for promise in world.promises if promise.target_id == target_id)
    figures = [figure for figure in world.figures if figure.indicator_id == promise.indicator_id]
    return "\n".join(str(one) for one in [promise, *figures])
