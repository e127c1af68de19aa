"""attainment_as_known(DATE): what would have been computed on that day, no more and no less."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from attainment_oracle import Figure, Indicator, Promise, World, assess
from attainment_worlds import build, load, open_in_memory, rows_of, world_of, worlds
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.attainment.chain import imports, steps
from pipelines.publication.as_known import as_known_statements
from pipelines.schemas.tables import PUBLISHED
from pipelines.storage.warehouse import Warehouse

DAYS = [date(2026, 11, 21), date(2024, 3, 1), date(2024, 2, 29), date(2022, 8, 10)]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with open_in_memory() as opened:
        for statement in as_known_statements():
            opened.connection.execute(statement)
        yield opened


def end_of(day: date) -> datetime:
    return datetime.combine(day, datetime.max.time())


def test_the_published_file_holds_all_that_the_macro_reads():
    made = steps("attainment", frozenset({"actuals"}))
    assert {table for step in made for table in imports(step)} - set(made) <= set(PUBLISHED)


@settings(
    max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(world=worlds(), day=st.sampled_from(DAYS))
def test_it_is_what_was_computed_that_day(warehouse: Warehouse, world: World, day: date):
    load(warehouse, world)
    build(warehouse, day, end_of(day))
    as_known = rows_of(warehouse, f"attainment_as_known(date '{day}')", "target_id, as_of")
    built = rows_of(warehouse, "attainment", "target_id, as_of")
    assert [row["reason"] for row in as_known] == [row["reason"] for row in built]
    expected = assess(world, day, end_of(day))
    assert {
        (row["target_id"], row["as_of"]): (row["rule"], row["status"], row["worst_status"]) for row in as_known
    } == {key: (row["rule"], row["status"], row["worst_status"]) for key, row in expected.items()}


def figure(submission_id: str, received: str, period: str, value: float) -> Figure:
    end = date.fromisoformat(period)
    at = datetime.fromisoformat(received)
    return Figure(submission_id, 2, at, "it", "371400", date(end.year, 1, 1), end, "ytd", value, "个")


def test_late_and_corrected_figures_change_the_past_only_as_known_afterwards(warehouse: Warehouse):
    target = Promise("t", "plan", "it", 100, "个", "level", deadline=date(2024, 12, 31), period_start=date(2024, 1, 1))
    figures = [
        figure("first", "2024-07-10T09:00", "2024-06-30", 60),
        figure("corrected", "2024-07-20T15:30", "2024-06-30", 30),
        figure("late", "2025-03-01T08:00", "2024-12-31", 100),
    ]
    load(warehouse, world_of([target], figures, {"it": Indicator("个", "flow", "up")}))
    warehouse.build("actuals")

    def june_as_known(day: str) -> list[float | None]:
        rows = rows_of(warehouse, f"attainment_as_known(date '{day}')", "as_of")
        return [row["observed"] for row in rows if row["as_of"] == date(2024, 6, 30)]

    def status_as_known(day: str) -> str:
        return str(rows_of(warehouse, f"attainment_as_known(date '{day}')", "as_of")[-1]["status"])

    assert june_as_known("2024-07-09") == []  # not yet a date that anything was reported for
    assert june_as_known("2024-07-10") == [60]
    assert june_as_known("2024-07-19") == [60]
    assert june_as_known("2024-07-20") == [30]
    assert status_as_known("2025-02-28") == "overdue_no_data"
    assert status_as_known("2025-03-01") == "attained"
