"""The views of the published file: what a dashboard shows without writing SQL."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from attainment_worlds import build, load, open_in_memory, rows_of, world_of
from test_attainment import FLOW, PLAN, STOCK, TODAY, figure, promise

from pipelines.schemas.publication import VIEWS
from pipelines.storage.warehouse import Warehouse, read_sql


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    figures = [
        figure("2020", 267),
        figure("2024", 918),
        figure("2025年1—6月", 120, basis="ytd", indicator_id="flow"),
        figure("2025", 980),
    ]
    targets = [
        promise(1000),
        promise(100, target_id="flow", indicator_id="flow"),
        promise(5, target_id="silent", indicator_id="silent", region_code="371500"),
    ]
    with open_in_memory() as opened:
        load(opened, world_of(targets, figures, {"it": STOCK, "flow": FLOW, "silent": STOCK}, {"plan": PLAN}))
        opened.connection.execute("update statuses set name = '已完成', colour = '#00794c' where status = 'attained'")
        opened.connection.execute(
            "insert into target_units values ('t', '市财政局', 'lead', 2), ('t', '市科技局', 'lead', 1),"
            " ('t', '市税务局', 'support', 1), ('flow', '市科技局', 'lead', 1)"
        )
        build(opened, TODAY)
        for view in VIEWS:
            opened.connection.execute(f"create view {view} as {read_sql('views', view)}")
        yield opened


def shown(warehouse: Warehouse, view: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows_of(warehouse, view)]


def test_every_target_is_shown_once_with_its_latest_row(warehouse: Warehouse):
    rows = shown(warehouse, "attainment_latest", "target_id", "as_of", "status", "status_name", "lead_units")
    assert sorted(rows, key=str) == [
        ("flow", TODAY, "attained", "已完成", "市科技局"),
        ("silent", TODAY, "overdue_no_data", "overdue_no_data", None),
        ("t", TODAY, "missed", "missed", "市科技局、市财政局"),
    ]
    [(document, colour, support, reason)] = [
        row[1:]
        for row in shown(warehouse, "attainment_latest", "target_id", "document", "colour", "support_units", "reason")
        if row[0] == "t"
    ]
    assert (document, colour, support) == ("plan", None, "市税务局")
    assert "2025年末为980个" in reason


def test_a_target_without_attainment_is_shown_without_a_status(warehouse: Warehouse):
    warehouse.connection.execute("begin")
    warehouse.connection.execute("delete from attainment where target_id = 't'")
    rows = shown(warehouse, "attainment_latest", "target_id", "status", "status_name")
    warehouse.connection.execute("rollback")
    assert ("t", "undecided", "undecided") in rows


def test_scoreboards_count_targets_by_status(warehouse: Warehouse):
    counts = (
        "targets",
        "targets_with_figures",
        "with_figures_pct",
        "attained",
        "missed",
        "overdue_no_data",
        "undecided",
    )
    assert shown(warehouse, "scoreboard_by_region", "region", *counts) == [
        ("371400", 2, 2, 100.0, 1, 1, 0, 0),
        ("371500", 1, 0, 0.0, 0, 0, 1, 0),
    ]
    assert shown(warehouse, "scoreboard_by_document", "document_id", *counts) == [("plan", 3, 2, 66.7, 1, 1, 1, 0)]
    assert shown(warehouse, "scoreboard_by_unit", "unit_name", *counts) == [
        ("市科技局", 2, 2, 100.0, 1, 1, 0, 0),
        ("市财政局", 1, 1, 100.0, 0, 1, 0, 0),
    ]


@pytest.mark.parametrize("board", ["scoreboard_by_region", "scoreboard_by_document", "scoreboard_by_unit"])
def test_no_target_falls_between_the_statuses(warehouse: Warehouse, board: str):
    statuses = [row["status"] for row in rows_of(warehouse, "statuses")]
    for row in rows_of(warehouse, board):
        assert sum(row[status] for status in statuses) == row["targets"]


def test_the_curve_has_expected_and_observed_by_date(warehouse: Warehouse):
    points = [point for point in rows_of(warehouse, "schedule_curve", "date") if point["target_id"] == "t"]
    assert [(str(point["date"]), point["observed"]) for point in points] == [
        ("2024-12-31", 918),
        ("2025-06-30", 918),
        ("2025-12-31", 980),
        ("2026-11-21", 980),
    ]
    assert points[0]["expected_value"] < points[1]["expected_value"] < points[2]["expected_value"] == 1000


def test_regions_stand_beside_each_other_by_indicator_and_year_with_what_they_promised_and_reported():
    promises = [
        promise(5, target_id="a", region_code="371400", target_year=2025, deadline=date(2025, 12, 31)),
        promise(8, target_id="b", region_code="371500", target_year=2025, deadline=date(2025, 12, 31)),
        promise(6, target_id="c", region_code="370500", target_year=2025, deadline=date(2025, 12, 31)),
        promise(9, target_id="zone", region_code="370600", target_year=2025, deadline=date(2025, 12, 31)),
    ]
    figures = [figure("2025", 6), figure("2025", 7, region_code="371500", row_number=3)]
    with open_in_memory() as opened:
        load(opened, world_of(promises, figures, {"it": STOCK}, {"plan": PLAN}))
        opened.connection.execute("update indicators set is_registered = true")
        opened.connection.execute("update targets set plan_region = case target_id when 'zone' then '' else region end")
        build(opened, TODAY)
        for view in VIEWS:
            opened.connection.execute(f"create view {view} as {read_sql('views', view)}")
        columns = ("region", "year", "promised", "reported", "met", "place", "regions")
        rows = opened.connection.execute(f"select {', '.join(columns)} from scoreboard_by_indicator").fetchall()
    assert rows == [
        ("371500", 2025, 8, 7, False, 1, 3),
        ("371400", 2025, 5, 6, True, 2, 3),
        ("370500", 2025, 6, None, None, None, 3),
    ]
