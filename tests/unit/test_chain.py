"""The chain of SELECTs as one: the same attainment as step by step, also for figures that are not stored yet."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from attainment_oracle import World
from attainment_worlds import SUBMISSIONS, build, load, open_in_memory, worlds
from hypothesis import HealthCheck, Phase, given, settings

from pipelines.attainment.chain import compose, imports, steps
from pipelines.attainment.movements import attainment_before_and_after
from pipelines.storage.warehouse import Warehouse

AS_OF = date(2026, 11, 21)
KNOWN_AT = datetime.fromisoformat("2026-11-21")
in_a_few_worlds = settings(
    max_examples=3, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with open_in_memory() as opened:
        yield opened


def assert_same_rows(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Whatever their order; sums may differ in their last digits."""
    key = [name for name in ("target_id", "as_of") if name in expected]
    found, expected = (frame.sort_values(key, ignore_index=True) for frame in (found, expected))
    pd.testing.assert_frame_equal(found, expected, check_like=True, check_dtype=False, rtol=1e-9)


def test_the_steps_come_after_what_they_read():
    order = steps("attainment", frozenset({"actuals"}))
    assert order[-1] == "attainment"
    assert "actuals" not in order
    for place, step in enumerate(order):
        assert set(imports(step)).intersection(order) <= set(order[:place])


def test_what_only_a_given_table_rests_on_is_no_step():
    assert "counted_actuals" not in steps("observations", frozenset({"target_terms", "target_figures", "flow_totals"}))


@in_a_few_worlds
@given(world=worlds())
def test_one_select_gives_what_the_steps_give(warehouse: Warehouse, world: World):
    load(warehouse, world)
    build(warehouse, AS_OF, KNOWN_AT)
    composed = warehouse.select(compose("attainment", given=["actuals"]), as_of=AS_OF, known_at=KNOWN_AT)
    assert_same_rows(composed, warehouse.select("select * from attainment"))


@in_a_few_worlds
@given(world=worlds())
def test_a_file_moves_targets_as_a_run_with_it_would(warehouse: Warehouse, world: World):
    last = max(figure.submission_id for figure in world.figures)
    columns = "target_id, observed, status, worst_status, reason, projected_value, actual_ids"
    latest = f"select {columns} from attainment where as_of = $as_of"
    expected = {}
    for moment, kept in (
        ("before", [figure for figure in world.figures if figure.submission_id != last]),
        ("after", world.figures),
    ):
        load(warehouse, replace(world, figures=kept))
        build(warehouse, AS_OF, SUBMISSIONS[last])
        expected[moment] = warehouse.select(latest, as_of=AS_OF)
    figures = warehouse.select("select * from figures where submission_id = $last", last=last)
    links, indicators = (warehouse.select(f"select * from {table}") for table in ("indicator_links", "indicators"))

    without = [figure for figure in world.figures if figure.submission_id != last]
    for stored in (world.figures, without):  # in the warehouse already, and not yet
        load(warehouse, replace(world, figures=stored))
        warehouse.connection.execute("delete from indicators")  # as before the first run: those given serve
        moved = attainment_before_and_after(warehouse, figures, links, indicators, AS_OF, SUBMISSIONS[last]).targets
        for moment, rows in expected.items():
            found = moved.rename(columns={f"{name}_{moment}": name for name in rows})[list(rows)]
            assert_same_rows(found, rows[rows["target_id"].isin(found["target_id"])])
        about = {(figure.region_code, figure.indicator_id) for figure in world.figures if figure.submission_id == last}
        assert set(moved["target_id"]) == {
            promise.target_id for promise in world.promises if (promise.region_code, promise.indicator_id) in about
        }


def test_no_figures_move_nothing(warehouse: Warehouse):
    none = [
        warehouse.select(f"select * from {table} where false") for table in ("figures", "indicator_links", "indicators")
    ]
    assert attainment_before_and_after(warehouse, *none, AS_OF, KNOWN_AT).targets.empty
