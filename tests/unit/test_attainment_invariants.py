"""What must not move attainment does not, in worlds that hypothesis draws."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from attainment_oracle import Figure, Indicator, World
from attainment_worlds import build, load, open_in_memory, worlds
from hypothesis import given
from test_chain import assert_same_rows, in_a_few_worlds

from pipelines.storage.warehouse import Warehouse

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with open_in_memory() as opened:
        yield opened


def attainment_of(warehouse: Warehouse, world: World) -> pd.DataFrame:
    load(warehouse, world)
    build(warehouse, TODAY)
    return warehouse.select("select * from attainment")


@in_a_few_worlds
@given(world=worlds())
def test_a_figure_of_something_else_or_from_elsewhere_changes_nothing(warehouse: Warehouse, world: World):
    """On a date that is looked at anyway: a new date is a new row of every target of the region."""
    some = world.figures[0]

    def unrelated(number: int, **more: str) -> Figure:
        return replace(some, submission_id=f"unrelated{number}", basis="stock", value=4711.0, unit="个", **more)

    figures = [*world.figures, unrelated(1, indicator_id="else"), unrelated(2, region_code="110000")]
    richer = replace(world, figures=figures, indicators=world.indicators | {"else": Indicator("个", "stock", "up")})
    assert_same_rows(attainment_of(warehouse, richer), attainment_of(warehouse, world))


@in_a_few_worlds
@given(world=worlds())
def test_the_order_of_files_rows_and_targets_changes_nothing(warehouse: Warehouse, world: World):
    turned = replace(world, figures=world.figures[::-1], promises=world.promises[::-1])
    assert_same_rows(attainment_of(warehouse, turned), attainment_of(warehouse, world))


@in_a_few_worlds
@given(world=worlds())
def test_computing_again_on_a_later_day_leaves_earlier_dates_alone(warehouse: Warehouse, world: World):
    """With the same figures; only the row of the day of the run itself is new."""
    earlier = attainment_of(warehouse, world)
    build(warehouse, date(2026, 12, 21))
    later = warehouse.select("select * from attainment")
    is_kept = later["as_of"].isin(earlier["as_of"]) & (later["as_of"] < pd.Timestamp(TODAY))
    assert_same_rows(later[is_kept], earlier[earlier["as_of"] < pd.Timestamp(TODAY)])
