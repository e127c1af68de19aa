"""Workbooks of several sheets: each is a table of its own, and a place in the file is a place in a sheet."""

import csv
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console

from assets.receipt_on_terminal import print_receipt
from pipelines.actuals.receipts.contents import Receipt
from pipelines.actuals.receipts.page import receipt_page
from pipelines.actuals.receipts.writing import write_receipt
from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT
from tests.unit.actuals_files import Table

REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)
LINKER = Linker(REGISTRY.indicators)
DEZHOU = REGISTRY.resolve_region("德州市")
TODAY = date(2026, 11, 21)
RECEIVED = datetime.fromisoformat("2026-11-21T01:30:00")
HEADER = ["指标", "报告期", "数值", "单位"]


def workbook(path: Path, sheets: dict[str, Table], hidden: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    book.save(path)
    return path


def check(path: Path) -> CheckedFile:
    checked = check_file(path, DEZHOU, REGISTRY, LINKER, TODAY)
    assert checked.rows_read == checked.rows_accepted + checked.rows_rejected
    assert checked.rows_accepted == len(checked.figures)
    return checked


def figures(checked: CheckedFile) -> list[tuple]:
    names = ["sheet", "row_number", "column_number", "indicator_text", "region", "period_end", "value"]
    return [tuple(row) for row in checked.figures[names].itertuples(index=False)]


def faults(checked: CheckedFile) -> list[tuple]:
    rows = checked.rejected_rows.astype(object)
    rows = rows.where(rows.notna(), None)
    return [tuple(row) for row in rows[["sheet", "row_number", "severity", "reason_code"]].itertuples(index=False)]


def test_every_sheet_is_a_table_of_its_own(tmp_path):
    checked = check(
        workbook(
            tmp_path / "报送.xlsx",
            {
                "年度": [HEADER, ["5G基站", "2023", 1000, "个"]],
                "区县": [["2023年地区生产总值(亿元)"], ["地区", "数值"], ["德城区", 3], ["禹城市", 2]],
            },
        )
    )
    assert checked.layout == "template、wide"
    assert figures(checked) == [
        ("年度", 2, 3, "5G基站", "德州市", date(2023, 12, 31), 1000),
        ("区县", 3, 2, "地区生产总值(亿元)", "德城区", date(2023, 12, 31), 3e8),
        ("区县", 4, 2, "地区生产总值(亿元)", "禹城市", date(2023, 12, 31), 2e8),
    ]


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2月", "2023-02-01", "2023-02-28"),
        ("二月份", "2023-02-01", "2023-02-28"),
        ("1-2月", "2023-01-01", "2023-02-28"),
        ("一季度", "2023-01-01", "2023-03-31"),
        ("上半年", "2023-01-01", "2023-06-30"),
        ("2023年2月", "2023-02-01", "2023-02-28"),
        ("202302", "2023-02-01", "2023-02-28"),
    ],
)
@pytest.mark.parametrize(("file", "title"), [("2023年德州.xlsx", "主要经济指标"), ("德州.xlsx", "2023年主要经济指标")])
def test_a_sheet_may_be_named_by_its_period(name, first, last, file, title, tmp_path):
    rows = [[title], ["指标", "单位", "数值"], ["固定资产投资", "亿元", 5]]
    [figure] = check(workbook(tmp_path / file, {name: rows})).figures.itertuples()
    assert (str(figure.period_start), str(figure.period_end)) == (first, last)


def test_a_sheet_may_be_named_by_its_indicator_or_district(tmp_path):
    checked = check(
        workbook(
            tmp_path / "报送.xlsx",
            {
                "5G基站": [["报告期", "数值", "单位"], ["2023", 1000, "个"]],
                "禹城市": [HEADER, ["5G基站", "2023", 100, "个"]],
                "德城区": [["2023年"], ["指标", "单位", "数值"], ["5G基站", "个", 200]],
            },
        )
    )
    assert [(row[0], row[3], row[4], row[6]) for row in figures(checked)] == [
        ("5G基站", "5G基站", "德州市", 1000),
        ("禹城市", "5G基站", "禹城市", 100),
        ("德城区", "5G基站", "德城区", 200),
    ]


def test_the_unit_above_a_list_is_that_of_its_rows(tmp_path):
    rows = [["", "", "单位:万个"], ["指标", "报告期", "数值"], ["5G基站", "2023", 1]]
    assert figures(check(workbook(tmp_path / "报送.xlsx", {"年度": rows})))[0][6] == 10_000


def test_hidden_empty_and_explaining_sheets_are_passed_over_and_named(tmp_path):
    sheets = {
        "数据": [HEADER, ["5G基站", "2023", 1000, "个"]],
        "底稿": [HEADER, ["5G基站", "2022", 900, "个"]],
        "Sheet2": [],
        "填报要求": [["填报要求"], ["联系人", "李四"], ["电话", "15500000000"], ["1.", "按月报送"]],
    }
    checked = check(workbook(tmp_path / "报送.xlsx", sheets, hidden=("底稿",)))
    assert (checked.rows_read, checked.rows_accepted) == (1, 1)
    assert faults(checked) == [
        ("底稿", None, "notice", "passed_sheet"),
        ("Sheet2", None, "notice", "passed_sheet"),
        ("填报要求", None, "notice", "passed_sheet"),
    ]
    receipt = Receipt(checked, RECEIVED)
    assert receipt.verdict == "全部接收"
    page = receipt_page(receipt)
    for said in ("工作表“底稿”是隐藏的", "工作表“Sheet2”是空的", "工作表“填报要求”只有文字"):
        assert said in page


def test_the_figures_of_a_sheet_that_cannot_be_read_are_rejected_row_by_row(tmp_path):
    sheets = {
        "数据": [HEADER, ["5G基站", "2023", 1000, "个"]],
        "2月": [["什么", "多少"], ["甲", 12], ["乙", 13]],
        "没有年份": [["指标", "单位", "数值"], ["5G基站", "个", 1]],
    }
    checked = check(workbook(tmp_path / "报送.xlsx", sheets))
    assert (checked.rows_read, checked.rows_accepted) == (4, 1)
    assert faults(checked) == [
        ("2月", 2, "error", "unread_sheet"),
        ("2月", 3, "error", "unread_sheet"),
        ("没有年份", 2, "error", "missing_period"),
    ]
    assert Receipt(checked, None).verdict == "可以部分接收"


def test_a_workbook_of_hidden_sheets_is_refused_and_says_so(tmp_path):
    sheets = {"看得见": [], "数据": [HEADER, ["5G基站", "2023", 1000, "个"]]}
    checked = check(workbook(tmp_path / "报送.xlsx", sheets, hidden=("数据",)))
    assert (checked.status, checked.reason_code) == ("refused", "unknown_layout")
    assert "“数据”是隐藏的" in checked.reason


def test_the_same_figure_in_two_sheets_is_found(tmp_path):
    sheets = {
        "1月": [HEADER, ["5G基站", "2023", 1000, "个"], ["5G基站", "2022", 900, "个"]],
        "2月": [HEADER, [], ["5G基站", "2023", 1001, "个"], ["5G基站", "2022", 900, "个"]],
    }
    checked = check(workbook(tmp_path / "报送.xlsx", sheets))
    assert [row[:3] for row in figures(checked)] == [("1月", 3, 3)]
    assert faults(checked) == [
        ("1月", 2, "error", "conflicting_figures"),
        ("2月", 3, "error", "conflicting_figures"),
        ("2月", 4, "error", "duplicate_row"),
    ]
    conflict, _, repeated = checked.rejected_rows["reason"]
    assert "在工作表“1月”第 2 行、工作表“2月”第 3 行还有不同的数值" in conflict
    assert repeated.startswith("与工作表“1月”第 3 行完全相同")


def test_a_series_goes_on_from_sheet_to_sheet(tmp_path):
    sheets = {
        f"{month}月": [["2023年"], ["指标", "单位", "本年累计"], ["固定资产投资", "亿元", value]]
        for month, value in ((1, 5), (2, 10), (3, 8))
    }
    checked = check(workbook(tmp_path / "报送.xlsx", sheets))
    assert faults(checked) == [("3月", 3, "warning", "year_to_date_falls")]
    assert "小于工作表“2月”第 3 行" in checked.rejected_rows["reason"][0]


def test_receipts_name_the_sheet_only_where_there_are_several(tmp_path):
    bad = [HEADER, ["5G基站", "2023年13月", 1, "个"], ["5G基站", "2022", 900, "个"]]
    several = check(workbook(tmp_path / "several.xlsx", {"1月": [HEADER, ["5G基站", "2023", 999, "个"]], "2月": bad}))
    single = check(workbook(tmp_path / "single.xlsx", {"2月": bad, "Sheet2": []}))
    place = "工作表“2月”第 2 行 B 列"
    for checked, is_named in ((several, True), (single, False)):
        page = receipt_page(Receipt(checked, None))
        console = Console(width=200, record=True)
        print_receipt(Receipt(checked, None), console)
        assert (place in page) == is_named
        assert (place in console.export_text()) == is_named
    written = write_receipt(Receipt(several, RECEIVED), tmp_path / "receipts")
    lines = csv.DictReader(written.with_suffix(".csv").open(encoding="utf-8-sig"))
    places = [(line["outcome"], line["sheet"], line["row_number"], line["column_letter"]) for line in lines]
    assert places[1:] == [("rejected", "2月", "2", "B"), ("accepted", "1月", "2", "C"), ("accepted", "2月", "3", "C")]


def test_sheets_whose_names_look_alike_stay_apart(tmp_path):
    rows = [[HEADER, ["5G基站", str(year), 1, "个"]] for year in (2021, 2022)]
    checked = check(workbook(tmp_path / "报送.xlsx", {"数据": rows[0], "数据\u200b": rows[1]}))
    assert list(checked.figures["sheet"]) == ["数据", "数据'"]


def test_ranks_are_passed_over_and_named_once(tmp_path):
    rows = [
        ["2023年各县市区主要指标"],
        ["地区", "地区生产总值(亿元)", "全市位次", "增速(%)", "排名"],
        ["德城区", 3, 1, 5.5, 2],
        ["禹城市", 2, 2, 6.1, 1],
    ]
    checked = check(workbook(tmp_path / "报送.xlsx", {"数据": rows}))
    assert (checked.rows_read, checked.rows_accepted) == (4, 4)
    passed = checked.rejected_rows[["column_number", "column_name", "severity", "reason_code"]]
    assert list(passed.itertuples(index=False, name=None)) == [
        (3, "全市位次", "notice", "passed_column"),
        (5, "排名", "notice", "passed_column"),
    ]
    page = receipt_page(Receipt(checked, None))
    assert page.count("“排名”列是名次") == 1


def test_what_was_promised_and_its_share_stand_beside_the_figure_and_are_passed_over(tmp_path):
    rows = [
        ["指标", "单位", "2024年目标", "2024年6月底完成", "占年度目标比重(%)", "完成率"],
        ["5G基站", "个", 12000, 11800, 98.3, 98.3],
        ["高标准农田", "万亩", 50, 51, 102, 102],
    ]
    checked = check(workbook(tmp_path / "报送.xlsx", {"数据": rows}))
    assert list(checked.figures["value"]) == [11800, 510000]
    assert (checked.rows_read, checked.rows_rejected) == (2, 0)
    passed = checked.rejected_rows[["column_number", "severity", "reason_code"]]
    assert list(passed.itertuples(index=False, name=None)) == [
        (number, "notice", "passed_column") for number in (3, 5, 6)
    ]
    assert "“完成率”列是目标或完成的比例" in receipt_page(Receipt(checked, None))


def test_words_in_place_of_what_was_promised_are_no_region(tmp_path):
    rows = [["指标", "单位", "2024年任务", "2024年6月完成数"], ["高标准农田", "万亩", "见附件", 51]]
    checked = check(workbook(tmp_path / "报送.xlsx", {"数据": rows}))
    assert list(checked.figures["value"]) == [510000]


def test_macros_are_not_run_and_the_receipt_says_so(tmp_path):
    path = workbook(tmp_path / "报送.xlsm", {"数据": [HEADER, ["5G基站", "2023", 1000, "个"]]})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    checked = check(path)
    assert checked.rows_accepted == 1
    assert faults(checked) == [(None, None, "notice", "macros_not_run")]
    assert "有宏，没有运行" in receipt_page(Receipt(checked, None))
