"""The rival of the benchmark: pandas finds what the SQL finds for level targets, and the comparison sees where not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from attainment_oracle import Figure, Promise, World
from attainment_worlds import FAR_FUTURE, INDICATORS, SUBMISSIONS, build, load, open_in_memory, world_of, worlds
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.storage.warehouse import Warehouse
from tests.bench.attainment_in_pandas import attain_levels
from tests.bench.large_world import AS_OF, KNOWN_AT, fill
from tests.bench.levels_beside_pandas import differences, leave_levels, read_frames


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with open_in_memory() as opened:
        yield opened


@pytest.fixture(scope="module")
def two_regions() -> Iterator[Warehouse]:
    with open_in_memory() as opened:
        fill(opened, 2)
        leave_levels(opened)
        build(opened, AS_OF, KNOWN_AT)
        yield opened


@pytest.fixture
def found(two_regions: Warehouse) -> pd.DataFrame:
    return attain_levels(read_frames(two_regions), AS_OF, KNOWN_AT)


def compare(warehouse: Warehouse, found: pd.DataFrame, place: Path) -> list[tuple[str, str, list[str]]]:
    found.to_parquet(place / "found.parquet")
    return differences(warehouse, place / "found.parquet")


def test_both_find_the_same_of_the_world_of_the_benchmark(two_regions: Warehouse, found: pd.DataFrame, tmp_path: Path):
    assert len(found) == two_regions.rows("attainment") > 1500
    assert compare(two_regions, found, tmp_path) == []


def test_a_row_that_differs_is_named_with_its_columns(two_regions: Warehouse, found: pd.DataFrame, tmp_path: Path):
    row = (found["target_id"] == "t0-0") & (found["as_of"] == "2023-01-31")
    found.loc[row, "status"] = "no_data"
    found.loc[row, "observed"] += 1.5e-6
    found.loc[row, "used_pct"] = 1
    assert compare(two_regions, found, tmp_path) == [("t0-0", "2023-01-31", ["status", "observed", "used_pct"])]


def test_numbers_may_be_rounded_to_the_next_millionth(two_regions: Warehouse, found: pd.DataFrame, tmp_path: Path):
    found["gap_points"] = (found["gap_points"] + 1e-6).round(6)
    assert found["gap_points"].count() > 500
    assert compare(two_regions, found, tmp_path) == []


def test_rows_too_few_and_rows_too_many_are_named(two_regions: Warehouse, found: pd.DataFrame, tmp_path: Path):
    is_day = found["as_of"] == "2023-01-31"
    lacking = found[~(is_day & (found["target_id"] == "t0-0"))]
    again = found[is_day & (found["target_id"] == "t1-0")]
    named = compare(two_regions, pd.concat([lacking, again]), tmp_path)
    assert [(target, columns[0]) for target, _, columns in named] == [("t0-0", "in both"), *[("t1-0", "once")] * 2]


WORLDS = given(
    world=worlds(60),
    as_of=st.sampled_from([AS_OF, date(2024, 2, 29)]),
    known_at=st.sampled_from([FAR_FUTURE, SUBMISSIONS["s2"]]),
)


def drawing(count: int) -> settings:
    return settings(max_examples=count, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@drawing(6)
@WORLDS
def test_both_find_the_same_of_gaps_corrections_sources_and_units(
    warehouse: Warehouse, tmp_path: Path, world: World, as_of: date, known_at: datetime
):
    agree_on(warehouse, tmp_path, world, as_of, known_at)


@pytest.mark.long
@drawing(300)
@WORLDS
def test_both_find_the_same_of_300_worlds(
    warehouse: Warehouse, tmp_path: Path, world: World, as_of: date, known_at: datetime
):
    agree_on(warehouse, tmp_path, world, as_of, known_at)


@pytest.mark.parametrize(("basis", "observed"), [("ytd", 30.0), ("period", None)])
def test_a_year_to_date_stands_after_a_gap_and_a_sum_of_periods_does_not(
    warehouse: Warehouse, tmp_path: Path, basis: str, observed: float | None
):
    first = Figure("s0", 2, SUBMISSIONS["s0"], "output", "371400", date(2025, 1, 1), date(2025, 3, 31), basis, 30, "个")
    may = replace(first, row_number=3, period_start=date(2025, 5, 1), period_end=date(2025, 5, 31), basis="period")
    promise = Promise("t", "plan", "output", 100, "个", "level", target_year=2025)
    agree_on(warehouse, tmp_path, world_of([promise], [first, may], INDICATORS), AS_OF, FAR_FUTURE)
    found = attain_levels(read_frames(warehouse), AS_OF, FAR_FUTURE).set_index("as_of")["observed"]
    assert found["2025-03-31"] == 30
    assert found.astype(object).where(found.notna(), None)["2025-05-31"] == observed


def agree_on(warehouse: Warehouse, place: Path, world: World, as_of: date, known_at: datetime) -> None:
    load(warehouse, replace(world, promises=levels(world.promises)))
    build(warehouse, as_of, known_at)
    found = attain_levels(read_frames(warehouse), as_of, known_at)
    assert compare(warehouse, found, place) == []


def levels(promises: list[Promise]) -> list[Promise]:
    """Each as a level in units of its indicator; one for each indicator and region, so that no path has milestones."""
    kept: dict[tuple[str, str | None], Promise] = {}
    for promise in promises:
        indicator = INDICATORS[promise.indicator_id]
        if indicator.kind is None or (promise.unit in ("%", "百分点")) != (indicator.unit == "%"):
            continue
        level = replace(
            promise, measure="level", direction=None, annualised=False, baseline_year=None, action=None, falls=False
        )
        if promise.unit == "百分点":
            level = replace(level, unit="%")
        kept.setdefault((promise.indicator_id, promise.region_code), level)
    return list(kept.values())
