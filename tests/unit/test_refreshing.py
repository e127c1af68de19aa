"""Refreshing by region: after any change the same as computing everything, and no more than what changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from attainment_oracle import Figure, Promise, World
from attainment_worlds import DERIVED, INDICATORS, PLANS, build, load, open_in_memory, world_of, worlds
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.attainment.chain import imports
from pipelines.attainment.refreshing import CONTENTS, REFERENCE, refresh_step
from pipelines.schemas.tables import TABLES
from pipelines.storage.warehouse import Warehouse

AS_OF = date(2026, 11, 21)
KNOWN_AT = datetime.fromisoformat("2026-11-21")
REGIONS = [f"37{number}00" for number in range(6)]
STEPS = [table for table in DERIVED if table != "actuals"]


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with open_in_memory() as opened:
        yield opened


def refresh(warehouse: Warehouse, as_of: date = AS_OF, known_at: datetime = KNOWN_AT) -> dict[str, int]:
    warehouse.build("actuals")
    return {table: refresh_step(warehouse, table, as_of, known_at) for table in STEPS}


def spread(world: World) -> World:
    """The same targets and figures in more regions, so that most of them can stay as they are."""
    place = {promise.target_id: REGIONS[n % 6] for n, promise in enumerate(world.promises)}
    promises = [replace(one, region_code=one.region_code and place[one.target_id]) for one in world.promises]
    figures = [replace(one, region_code=REGIONS[one.row_number % 6]) for one in world.figures]
    return replace(world, promises=promises, figures=figures)


def assert_equals_full(warehouse: Warehouse, as_of: date = AS_OF, known_at: datetime = KNOWN_AT) -> None:
    found = {table: sorted_rows(warehouse, table) for table in STEPS}
    build(warehouse, as_of, known_at)
    for table in STEPS:
        pd.testing.assert_frame_equal(found[table], sorted_rows(warehouse, table), rtol=1e-9, obj=table)


def sorted_rows(warehouse: Warehouse, table: str) -> pd.DataFrame:
    lists = [name for name, kind in TABLES[table].duckdb_types().items() if kind.endswith("[]")]
    listed = ", ".join(f"list_sort({name}) as {name}" for name in lists)
    return warehouse.select(f"select * {f'replace ({listed})' if lists else ''} from {table} order by all")


CHANGES = ("value", "gone figure", "more figures", "moved target", "gone target", "plan", "indicator", "cut", "day")


def changed(world: World, change: str, n: int) -> World:
    figures, promises = list(world.figures), list(world.promises)
    f, p = n % len(figures), n % len(promises)
    match change:
        case "value":
            figures[f] = replace(figures[f], value=figures[f].value + 3)
        case "gone figure":
            del figures[f]
        case "more figures":
            figures.append(
                replace(figures[f], submission_id="new", received_at=datetime.fromisoformat("2026-01-01"), value=77)
            )
        case "moved target":
            promises[p] = replace(promises[p], region_code=REGIONS[n % 5])
        case "gone target":
            del promises[p]
        case "plan":
            plans = world.plans | {"undated": replace(world.plans["undated"], plan_start=date(2022, 1, n % 28 + 1))}
            return replace(world, plans=plans)
        case "indicator":
            area = replace(world.indicators["area"], direction="down")
            return replace(world, indicators=world.indicators | {"area": area})
        case "cut":
            return replace(world, cuts=world.cuts | {"behind_points": 10.0 + n % 7})
    return replace(world, figures=figures, promises=promises)


def test_every_table_that_a_step_reads_is_looked_at_for_change():
    assert {read for step in STEPS for read in imports(step)} <= {*STEPS, *CONTENTS, *REFERENCE}


@settings(
    max_examples=3, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(
    world=worlds(), changes=st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 999)), min_size=2, max_size=4)
)
def test_a_refresh_equals_the_full_computation(warehouse: Warehouse, world: World, changes: list[tuple[str, int]]):
    world, as_of = spread(world), AS_OF
    load(warehouse, world)
    refresh(warehouse)
    for change, n in changes:
        world = changed(world, change, n)
        as_of += timedelta(days=change == "day")
        load(warehouse, world)
        refresh(warehouse, as_of)
    assert_equals_full(warehouse, as_of)


def small_world() -> World:
    """In each of six regions a target of a yearly flow and a figure of it."""
    promises = [
        Promise(f"t{n}", "five_years", "output", 100, "个", "level", deadline=date(2024, 12, 31), region_code=region)
        for n, region in enumerate(REGIONS)
    ]
    figures = [
        Figure(
            f"s{n}",
            2,
            datetime.fromisoformat("2025-01-01"),
            "output",
            region,
            date(2024, 1, 1),
            date(2024, 12, 31),
            "ytd",
            80 + n,
            "个",
        )
        for n, region in enumerate(REGIONS)
    ]
    return world_of(promises, figures, INDICATORS, PLANS)


def test_only_the_changed_region_is_computed(warehouse: Warehouse):
    world = small_world()
    load(warehouse, world)
    assert refresh(warehouse)["attainment"] == 6
    assert set(refresh(warehouse).values()) == {0}
    load(warehouse, changed(world, "value", 2))
    assert set(refresh(warehouse).values()) <= {0, 1}
    assert_equals_full(warehouse)


def test_another_day_computes_what_asks_for_the_day(warehouse: Warehouse):
    load(warehouse, small_world())
    refresh(warehouse)
    made = refresh(warehouse, AS_OF + timedelta(days=1))
    assert made["observations"] == 0
    assert made["attainment"] == 6
    assert_equals_full(warehouse, AS_OF + timedelta(days=1))


def test_a_figure_counts_once_it_is_known(warehouse: Warehouse):
    world = small_world()
    later = replace(world.figures[0], submission_id="later", received_at=datetime.fromisoformat("2027-05-01"), value=99)
    load(warehouse, replace(world, figures=[*world.figures, later]))
    refresh(warehouse)
    refresh(warehouse, known_at=datetime.fromisoformat("2027-06-01"))
    assert_equals_full(warehouse, known_at=datetime.fromisoformat("2027-06-01"))


@pytest.mark.parametrize("fails_at", ["counted_actuals", "target_figures", "standings", "attainment"])
def test_a_step_that_fails_leaves_nothing_stale(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, fails_at: str):
    world = small_world()
    load(warehouse, world)
    refresh(warehouse)
    load(warehouse, changed(world, "value", 0))
    warehouse.build("actuals")

    def fail(_: Warehouse, table: str) -> None:
        raise RuntimeError(f"{table} broke off")

    for table in STEPS:
        if table != fails_at:
            refresh_step(warehouse, table, AS_OF, KNOWN_AT)
            continue
        with monkeypatch.context() as patched, pytest.raises(RuntimeError, match="broke off"):
            patched.setattr("pipelines.attainment.refreshing._record", fail)
            refresh_step(warehouse, table, AS_OF, KNOWN_AT)
        break
    # What comes next is another change, and a step taken out of its turn.
    load(warehouse, changed(world, "value", 3))
    refresh_step(warehouse, "attainment", AS_OF, KNOWN_AT)
    refresh(warehouse)
    assert_equals_full(warehouse)
