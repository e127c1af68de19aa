"""Every claim of sql/checks on these tables holds on a good warehouse, and is seen to fail on a bad row."""

from collections.abc import Iterator
from datetime import date

import pytest
from attainment_worlds import build, load, open_in_memory, world_of
from test_attainment import FLOW, LATER, PLAN, STOCK, TODAY, figure, promise

from pipelines.storage.warehouse import Warehouse

# claim → the statement that makes a good warehouse a bad one.
BAD_ROWS = {
    "actuals__every_figure_is_there": "delete from actuals where row_number = 3",
    "actuals__ids_are_unique": "insert into actuals select * from actuals limit 1",
    "actuals__known_before_superseded": "update actuals set known_until = known_from, superseded_by = 'second'",
    "actuals__sources_agree": "update actuals set value = value + 1 where source = '德州日报'",
    "attainment__attained_flows_stay_attained": (
        "update attainment set status = 'behind' where target_id = 'flow' and as_of = '2026-11-21'"
    ),
    "attainment__every_target_has_a_latest_row": "delete from attainment where target_id = 't'",
    "attainment__lateness_follows_the_deadline": (
        "update attainment set status = 'missed' where target_id = 't' and as_of = '2025-06-30'"
    ),
    "attainment__no_data_is_no_zero": (
        "update attainment set attainment_pct = 0 where target_id = 'silent' and as_of = '2025-06-30'"
    ),
    "attainment__one_row_a_target_and_date": "insert into attainment select * from attainment limit 1",
    "attainment__rests_on_no_later_figure": (
        "update actuals set period_end = '2026-12-31' where indicator_id = 'it' and period_end = '2025-06-30'"
    ),
    "attainment__rests_on_no_superseded_figure": (
        "update actuals set known_until = '2026-07-01', superseded_by = 'second' where period_end = '2025-06-30'"
    ),
    "status_rules__every_cut_is_set": "delete from status_rules where rule = 'behind_points'",
    "submissions__accepted_rows_are_figures": "update submissions set rows_accepted = rows_accepted + 1",
    "submissions__rows_add_up": "update submissions set rows_rejected = 1",
    "target_figures__units_match": (
        "update target_figures set is_unit_matched = false where target_id = 't' and span_end = '2025-06-30'"
    ),
    "target_units__refer_to_targets": "insert into target_units values ('gone', '市科技局', 'lead', 1)",
    "targets__ids_are_unique": "insert into targets select * from targets limit 1",
    "targets__period_runs_forward": "update targets set period_start = '2027-01-01' where target_id = 't'",
    "targets__range_is_ordered": "update targets set value_high = value - 1 where target_id = 't'",
}


@pytest.fixture(scope="module")
def module_warehouse() -> Iterator[Warehouse]:
    """Targets of every kind, a correction, two sources that agree."""
    figures = [
        figure("2020", 267, row_number=2),
        figure("2025-06", 900, row_number=3, source="德州市统计局"),
        figure("2025-06", 900, row_number=4, source="德州日报"),
        figure("2025", 980, row_number=5),
        figure("2025", 1005, row_number=2, submission_id="second", received_at=LATER),
        figure("2025年1—6月", 120, basis="ytd", indicator_id="flow", row_number=6),
        figure("2025", 190, basis="ytd", indicator_id="flow", row_number=7),
    ]
    targets = [
        promise(1000),
        promise(100, target_id="flow", indicator_id="flow"),
        promise(5, target_id="silent", indicator_id="silent"),
        promise(2, target_id="range", comparator="between", value_high=3),
    ]
    with open_in_memory() as warehouse:
        load(warehouse, world_of(targets, figures, {"it": STOCK, "flow": FLOW, "silent": STOCK}, {"plan": PLAN}))
        warehouse.connection.execute(
            "update submissions set rows_read = n, rows_accepted = n, rows_rejected = 0"
            " from (select submission_id as id, count(*) as n from figures group by all) where submission_id = id"
        )
        warehouse.connection.execute("insert into target_units values ('t', '市科技局', 'lead', 1)")
        build(warehouse, TODAY)
        yield warehouse


@pytest.fixture
def warehouse(module_warehouse: Warehouse) -> Iterator[Warehouse]:
    """What a test does to it is undone."""
    module_warehouse.connection.execute("begin")
    yield module_warehouse
    module_warehouse.connection.execute("rollback")


def test_the_good_warehouse_has_what_the_claims_are_about(warehouse: Warehouse):
    seen = warehouse.select("select target_id, as_of, status from attainment").itertuples(index=False)
    statuses = {(target, as_of.date() if hasattr(as_of, "date") else as_of): status for target, as_of, status in seen}
    assert statuses["flow", date(2025, 6, 30)] == "attained"
    assert statuses["silent", TODAY] == "overdue_no_data"
    assert warehouse.select("select * from actuals where known_until is not null").shape[0] == 1


@pytest.mark.parametrize("claim", BAD_ROWS)
def test_a_claim_holds_on_good_rows_and_fails_on_a_bad_one(warehouse: Warehouse, claim: str):
    assert warehouse.query(claim).empty
    warehouse.connection.execute(BAD_ROWS[claim])
    assert not warehouse.query(claim).empty
