"""The SQL against the oracle: every column of every row, over worlds that hypothesis draws."""

import math
import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from attainment_oracle import World, assess, conflicts, vintages
from attainment_worlds import DERIVED, build, load, rows_of, worlds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.warehouse import Warehouse, open_warehouse

RUNS = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 20  # of 40 targets each
TODAYS = [date(2026, 11, 21), date(2024, 2, 29), date(2022, 8, 10)]
KNOWN_AT = [datetime(2999, 1, 1), datetime(2023, 1, 1)]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with open_warehouse(tmp_path_factory.mktemp("oracle") / "warehouse.duckdb") as opened:
        yield opened


def is_same(found: Any, expected: Any) -> bool:
    if isinstance(found, float) and isinstance(expected, int | float):
        return math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-5)
    if isinstance(found, list):
        return sorted(found) == sorted(expected)
    return bool(found == expected)


@settings(max_examples=RUNS, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), today=st.sampled_from(TODAYS), known_at=st.sampled_from(KNOWN_AT))
def test_sql_and_oracle_agree_on_every_column(warehouse: Warehouse, world: World, today: date, known_at: datetime):
    load(warehouse, world)
    build(warehouse, today, known_at)
    expected = assess(world, today, known_at)
    found = {(row["target_id"], row["as_of"]): row for row in rows_of(warehouse, "attainment")}
    assert found.keys() == expected.keys()
    differing = [
        (key, column, found[key][column], value)
        for key, row in expected.items()
        for column, value in row.items()
        if not is_same(found[key][column], value)
    ]
    assert differing == [], explain(world, differing[0][0][0])
    assert all(row["reason"].endswith("。") for row in found.values())


def explain(world: World, target_id: str) -> str:
    promise = next(promise for promise in world.promises if promise.target_id == target_id)
    return "\n".join(
        str(one) for one in [promise, *(f for f in world.figures if f.indicator_id == promise.indicator_id)]
    )
