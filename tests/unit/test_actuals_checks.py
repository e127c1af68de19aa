"""Claims about figures across files: silent on an even series, loud on the figure that a person should look at."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest
from attainment_worlds import open_in_memory

from pipelines.reference.tables import read_reference
from pipelines.schemas.reference import StatusRules
from pipelines.storage.data_folder import PROJECT
from pipelines.storage.warehouse import Warehouse


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with open_in_memory() as opened:
        opened.replace("status_rules", read_reference(StatusRules, PROJECT / "data" / "reference" / "status_rules.csv"))
        opened.connection.execute(
            "insert into units (unit, dimension, factor) values ('个', 'count', 1), ('%', 'share', 1)"
        )
        yield opened


def put(warehouse: Warehouse, *figures: dict[str, Any]) -> None:
    """Rows of actuals: month and value, the rest the same for all."""
    rows = []
    for number, given in enumerate(figures, start=2):
        end = pd.Period(given["month"], "M").end_time.date()
        basis = given.get("basis", "stock")
        rows.append(
            {
                "actual_id": f"s-{number}-4",
                "indicator_id": "it",
                "indicator": given.get("indicator", "企业"),
                "region_code": "371400",
                "region": "德州市",
                "period": given["month"],
                "period_start": end.replace(month=1, day=1) if basis == "ytd" else end.replace(day=1),
                "period_end": end,
                "basis": basis,
                "value": float(given["value"]),
                "unit": given.get("unit", "个"),
            }
        )
    frame = pd.DataFrame(rows)
    warehouse.connection.register("rows", frame)
    warehouse.connection.execute("insert into actuals by name select * from rows")
    warehouse.connection.unregister("rows")


def months(values: list[float], **same: str) -> list[dict[str, Any]]:
    return [
        {"month": f"{2023 + place // 12}-{place % 12 + 1:02}", "value": value, **same}
        for place, value in enumerate(values)
    ]


# claim → (figures that are fine, figures of which exactly one wants a look)
CASES = {
    "actuals__year_to_date_rises": (
        months([10, 21, 30, 41], basis="ytd"),
        months([10, 21, 20, 41], basis="ytd"),
    ),
    "actuals__no_power_of_ten_jumps": (
        months([100, 104, 109, 150, 290]),
        months([100, 104, 109, 110, 1120]),
    ),
    "actuals__no_outliers": (
        months([100, 103, 105, 108, 111, 113, 118, 121, 124, 128]),
        months([100, 103, 105, 108, 111, 113, 118, 121, 124, 300]),
    ),
}


@pytest.mark.parametrize("claim", CASES)
def test_a_claim_holds_on_an_even_series_and_names_the_odd_figure(claim: str, warehouse: Warehouse):
    fine, odd = CASES[claim]
    put(warehouse, *fine)
    assert warehouse.query(claim).empty
    warehouse.connection.execute("delete from actuals")
    put(warehouse, *odd)
    assert len(warehouse.query(claim)) == 1


def test_a_year_begins_anew_and_a_net_figure_may_fall(warehouse: Warehouse):
    put(warehouse, *months([10, 20, 30], basis="ytd"), {"month": "2024-01", "value": 9, "basis": "ytd"})
    put(warehouse, *months([10, 5], basis="ytd", indicator="净增企业"))
    assert warehouse.query("actuals__year_to_date_rises").empty


def test_a_year_to_date_grows_by_its_months_and_is_no_jump(warehouse: Warehouse):
    put(warehouse, *months([10 * (n + 1) for n in range(12)], basis="ytd"))
    assert warehouse.query("actuals__no_power_of_ten_jumps").empty


def test_too_few_figures_or_no_spread_have_no_outlier(warehouse: Warehouse):
    put(warehouse, *months([100, 103, 105, 300]))
    assert warehouse.query("actuals__no_outliers").empty
    warehouse.connection.execute("delete from actuals")
    put(warehouse, *months([5] * 11 + [6]))
    assert warehouse.query("actuals__no_outliers").empty


def test_a_superseded_figure_is_looked_at_no_more(warehouse: Warehouse):
    put(warehouse, *CASES["actuals__no_power_of_ten_jumps"][1])
    warehouse.connection.execute("update actuals set known_until = now() where value = 1120")
    assert warehouse.query("actuals__no_power_of_ten_jumps").empty


@pytest.mark.parametrize(
    ("as_of", "last", "owes"),
    [
        ("2026-11-24", "2026-10", False),
        ("2026-11-24", "2026-09", True),
        ("2026-11-15", "2026-09", False),  # October may still be reported
        ("2026-11-24", None, True),
    ],
)
def test_a_region_owes_the_month_whose_time_to_report_is_over(as_of, last, owes, warehouse: Warehouse):
    claim = "attainment__regions_have_reported"
    warehouse.connection.execute(
        "insert into targets (target_id, region_code, region, deadline) values ('t', '371400', '德州市', '2027-12-31')"
    )
    warehouse.connection.execute(f"insert into attainment (target_id, as_of) values ('t', '{as_of}')")
    if last:
        put(warehouse, {"month": last, "value": 1})
    found = warehouse.query(claim)
    assert list(found["region"]) == (["德州市"] if owes else [])
    if owes:
        assert pd.Timestamp(found["owed"][0]).date() == date(2026, 10, 31)


def test_a_region_whose_targets_are_due_for_good_owes_nothing(warehouse: Warehouse):
    warehouse.connection.execute(
        "insert into targets (target_id, region_code, region, deadline) values ('t', '371400', '德州市', '2025-12-31')"
    )
    warehouse.connection.execute("insert into attainment (target_id, as_of) values ('t', '2026-11-24')")
    assert warehouse.query("attainment__regions_have_reported").empty
