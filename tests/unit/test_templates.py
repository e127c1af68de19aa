"""Templates: what a region's targets still need; what is filled in is taken, what is left blank is no mistake."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import duckdb
import openpyxl
import pandas as pd
import pytest
from attainment_worlds import DERIVED, build
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.actuals.receipts.contents import Receipt
from pipelines.actuals.receipts.page import receipt_page
from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.publication import templates
from pipelines.publication.bi_file import write_bi_file
from pipelines.publication.edition import Edition
from pipelines.publication.templates import COLUMNS, last_month, write_templates
from pipelines.reference.indicators import list_indicators
from pipelines.reference.linking import Linker, unregistered_id
from pipelines.reference.registry import load_registry
from pipelines.reference.tables import read_reference
from pipelines.schemas.reference import Regions, Statuses, StatusRules, Units
from pipelines.storage.data_folder import PROJECT
from pipelines.storage.warehouse import Warehouse, open_warehouse

REFERENCE = PROJECT / "data" / "reference"
REGISTRY = load_registry(lambda name: REFERENCE / name)
DEZHOU = REGISTRY.resolve_region("德州市")
TODAY = date(2026, 11, 24)
UNREGISTERED = {"在建乡村驿站": "座", "招商项目到位资金": "元", "企业电子印章应用率": "%", "驿站服务人次增速": "%"}
MEASURES = ("level", "increment", "cumulative", "change")


def promised() -> list[dict[str, object]]:
    """A target of each measure for every registered indicator, and for some that the registry lacks."""
    named = [(indicator.indicator_id, indicator.name, indicator.unit) for indicator in REGISTRY.indicators]
    named += [(unregistered_id(name), name, unit) for name, unit in UNREGISTERED.items()]
    return [
        {
            "target_id": f"{indicator_id}-{measure}",
            "document_id": "plan",
            "plan_region": "德州市",
            "region": "德州市",
            "region_code": "371400",
            "indicator_id": indicator_id,
            "indicator": name,
            "value": 50_000.0 if unit != "%" else 50.0,
            "unit": "%" if measure == "change" else unit,
            "measure": measure,
            "comparator": "at_least",
            "direction": "up" if measure == "change" else None,
            "annualised": False,
            "deadline": date(2026, 12, 31),
            "quote": f"{name}目标",
        }
        for indicator_id, name, unit in named
        for measure in MEASURES
    ]


def put(warehouse: Warehouse, table: str, rows: list[dict[str, object]]) -> None:
    frame = pd.DataFrame(rows)
    warehouse.connection.register("rows", frame)
    warehouse.connection.execute(f"insert into {table} by name select * from rows")
    warehouse.connection.unregister("rows")


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edition]:
    folder = tmp_path_factory.mktemp("published")
    targets = promised()
    with open_warehouse(folder / "warehouse.duckdb") as warehouse:
        for model in (Regions, Units, Statuses, StatusRules):
            warehouse.replace(model.table(), read_reference(model, REFERENCE / f"{model.table()}.csv"))
        named = pd.DataFrame(targets).rename(columns={"indicator": "name"})[["indicator_id", "name", "unit"]]
        warehouse.replace("indicators", list_indicators(REGISTRY.indicators, named))
        put(
            warehouse,
            "documents",
            [
                {"document_id": "plan", "region": "德州市", "region_code": "371400", "title": "规划"}
                | {"published_on": date(2026, 1, 10)}
            ],
        )
        put(warehouse, "targets", targets)
        reported = {"period": "2026-09", "period_start": date(2026, 9, 1), "period_end": date(2026, 9, 30)}
        same = {"actual_id": "a-2-4", "indicator_id": "base_stations_5g", "indicator": "5G基站", "region": "德州市"}
        last = {"region_code": "371400", "basis": "stock", "value": 12_300.0, "unit": "个"}
        put(warehouse, "actuals", [reported | same | last | {"reported_value": "1.23", "reported_unit": "万个"}])
        build(warehouse, TODAY, tables=[table for table in DERIVED if table != "actuals"])
        found = Edition(folder, warehouse, TODAY, datetime.now(UTC).replace(tzinfo=None), None)
        write_bi_file(found)
        write_templates(found)
        yield found


@pytest.fixture(scope="module")
def rows(edition: Edition) -> pd.DataFrame:
    place = edition.folder / "templates" / "德州市" / "2026-10.csv"
    return pd.read_csv(place, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def check(rows: pd.DataFrame, place: Path) -> CheckedFile:
    rows.to_csv(place, index=False, encoding="utf-8-sig")
    return check_file(place, DEZHOU, REGISTRY, Linker(REGISTRY.indicators, list(UNREGISTERED)), TODAY)


def test_the_period_is_the_month_that_ended_last():
    assert last_month(date(2026, 11, 24)).start == date(2026, 10, 1)
    assert last_month(date(2026, 1, 1)).end == date(2025, 12, 31)


def test_a_template_asks_for_every_open_indicator_once_a_basis(rows: pd.DataFrame):
    assert list(rows.columns) == COLUMNS
    assert set(rows["指标"]) == {*UNREGISTERED, *(indicator.name for indicator in REGISTRY.indicators)}
    assert not rows.duplicated(["指标", "地区", "报告期", "口径", "单位"]).any()
    product = rows[rows["指标"] == "地区生产总值"].set_index("口径")
    assert list(product.loc[["本年累计", "同比"], "报告期"]) == ["2026年1—10月"] * 2
    assert list(product.loc[["本年累计", "同比"], "单位"]) == ["万元", "%"]


def test_the_last_reported_figure_stands_beside_in_its_own_unit(rows: pd.DataFrame):
    row, before = rows[(rows["指标"] == "5G基站") & (rows["口径"] == "期末")].to_dict("records")
    assert (row["上次时间"], row["上次数值"], row["单位"]) == ("2026年9月", "1.23", "万个")
    assert (row["报告期"], before["报告期"]) == ("2026年10月", "2025年12月")
    assert before["用于的目标"] == "基期数：5G基站目标"


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), form=st.sampled_from(["{:.2f}", "{:.0f}", "{:,.1f}", " {:.3f} "]))
def test_a_filled_template_is_always_taken(rows: pd.DataFrame, tmp_path: Path, seed: int, form: str):
    numbers = Random(seed)
    values = [form.format(numbers.uniform(0.5, 99)) for _ in range(len(rows))]
    checked = check(rows.assign(数值=values, 来源="市统计局"), tmp_path / "报送.csv")
    faults = checked.rejected_rows
    assert list(faults[faults["severity"] == "error"]["reason"].unique()) == []
    assert (checked.rows_read, checked.rows_accepted) == (len(rows), len(rows))


def test_rows_left_blank_are_counted_as_not_filled_in_and_do_no_harm(rows: pd.DataFrame, tmp_path: Path):
    few = rows.head(20).assign(数值=["5"] * 12 + [""] * 8)
    receipt = Receipt(check(few, tmp_path / "报送.csv"), datetime.fromisoformat("2026-11-24"))
    assert (receipt.checked.rows_read, receipt.checked.rows_accepted, receipt.rows_unfilled) == (20, 12, 8)
    assert receipt.verdict == "全部接收"
    assert receipt.outcome.startswith("读到 20 行，填了的 12 行全部接收；8 行没有填数")
    page = receipt_page(receipt)
    assert "没有填数的行" in page
    assert "没有接收的行" not in page


def test_the_workbook_offers_what_may_be_chosen_and_its_figures_are_taken(edition: Edition, tmp_path: Path):
    place = edition.folder / "templates" / "德州市" / "2026-10.xlsx"
    book = openpyxl.load_workbook(place)
    assert book.sheetnames == ["填报", "填写说明", "选项"]
    assert book["选项"].sheet_state == "hidden"
    sheet = book["填报"]
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert any("本年累计" in str(cell.value) for cell in book["选项"]["B"])
    assert len(lists) >= 3
    assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)
    column = COLUMNS.index("数值") + 1
    for line in range(2, 12):
        sheet.cell(line, column).value = line * 1.5
    book.save(tmp_path / "报送.xlsx")
    checked = check_file(
        tmp_path / "报送.xlsx", DEZHOU, REGISTRY, Linker(REGISTRY.indicators, list(UNREGISTERED)), TODAY
    )
    assert checked.rows_accepted == 10
    assert set(checked.rejected_rows["reason_code"]) <= {"missing_value", "power_of_ten"}


def test_a_region_without_open_targets_has_no_template(edition: Edition):
    with duckdb.connect(str(edition.bi_file), read_only=True) as published:
        assert published.execute("select count(distinct region) from documents").fetchall() == [(1,)]
    assert [path.name for path in (edition.folder / "templates").glob("[!.]*")] == ["德州市"]


def test_only_templates_that_changed_are_written_anew(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    later = Edition(tmp_path, edition.warehouse, TODAY, edition.published_at, edition.folder)
    (tmp_path / "attainment.duckdb").symlink_to(edition.bi_file)
    drawn: list[str] = []
    real = templates.write_workbook
    monkeypatch.setattr(templates, "write_workbook", lambda *given: (drawn.append(given[1]), real(*given)))
    write_templates(later)
    assert drawn == []
    for name in ("2026-10.csv", "2026-10.xlsx"):
        place = Path("templates", "德州市", name)
        assert (tmp_path / place).read_bytes() == (edition.folder / place).read_bytes()
    shutil.rmtree(tmp_path / "templates")
    monkeypatch.setattr(templates, "_program", lambda: b"another")
    write_templates(later)
    assert drawn == ["德州市"]
    shutil.rmtree(tmp_path / "templates")
    write_templates(replace(later, previous=tmp_path / "none"))
    assert drawn == ["德州市", "德州市"]
