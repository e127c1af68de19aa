"""Taking figures back: by which words, which figures, what a receipt says, and what is known before and after."""

import csv
import io
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.actuals.cells.withdrawals import (
    is_titled_withdrawal,
    note_says_withdrawal,
    reason_beside,
    says_withdrawal,
)
from pipelines.actuals.files.grid import Grid, Row
from pipelines.actuals.taking import take_inbox
from pipelines.reference.indicators import link_figures, list_indicators
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.reference.tables import read_reference
from pipelines.schemas.reference import SourceRanks, Units
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.region_folders import find_region_folders
from pipelines.storage.warehouse import Warehouse, open_warehouse

REFERENCE = DataFolder(Path("nowhere")).reference
REGISTRY = load_registry(REFERENCE)
LINKER = Linker(REGISTRY.indicators)
HEADER = "指标,报告期,数值,单位,口径,来源,备注\n"
FIGURE = "5G基站,2024年12月,1.2,万个,期末,市工信局,\n"


@pytest.mark.parametrize(
    "cell",
    [
        "撤回",
        "已作废",
        "撤销",
        "删除(重复统计)",
        "取消",
        "此数撤回",
        "申请撤回",
        "撤回:口径有误",
        "Withdrawn",
        "作废。",
    ],
)
def test_words_in_a_value_or_status_take_a_figure_back(cell: str):
    assert says_withdrawal(cell)


@pytest.mark.parametrize(
    "cell", ["", "1200", "正常", "未撤回", "不作废", "取消农业税", "撤县设区", "撤回专利申请", "数据", "已"]
)
def test_other_words_do_not(cell: str):
    assert not says_withdrawal(cell)


@pytest.mark.parametrize(
    "note", ["撤回", "作废:重复统计", "该数据已删除", "取消上报数据", "口径有误,撤回", "申请撤销此数"]
)
def test_notes_that_take_a_figure_back(note: str):
    assert note_says_withdrawal(note)


@pytest.mark.parametrize("note", ["已撤销", "取消", "删除重复企业后的数", "2021年撤销济阳县", "含作废发票", "取消考核"])
def test_notes_that_speak_of_something_else(note: str):
    assert not note_says_withdrawal(note)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("撤回:口径有误", "口径有误"), ("作废（重复统计）", "重复统计"), ("撤回", ""), ("初步核实", "初步核实")],
)
def test_the_reason_is_what_stands_beside(cell: str, reason: str):
    assert reason_beside(cell) == reason


@pytest.mark.parametrize(
    ("title", "is_said"),
    [
        ("德州市6月数据撤回", True),
        ("撤回", True),
        ("关于撤回2026年6月5G基站数据的函", True),
        ("德州市2026年6月（作废）", True),
        ("撤回_德州市公开数据", True),
        ("专利申请撤回", False),
        ("作废发票数量", False),
        ("撤回专利申请数", False),
        ("德州市公开数据", False),
    ],
)
def test_titles_of_whole_files(title: str, is_said: bool):
    above = Grid("", (Row(1, (title,)), Row(2, ("指标", "数值"))))
    below = Grid("", (Row(1, ("指标", "数值")), Row(2, (title,))))
    assert is_titled_withdrawal(above, "") is is_said
    assert is_titled_withdrawal(below, title) is is_said
    assert not is_titled_withdrawal(below, "")


# ---- files


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


@pytest.fixture
def warehouse(data: DataFolder):
    with open_warehouse(data.warehouse) as opened:
        for model, name in ((Units, "units.csv"), (SourceRanks, "source_ranks.csv")):
            opened.replace(model.table(), read_reference(model, REFERENCE(name)))
        yield opened


class Bureau:
    """Drops files, one a look, and knows what the warehouse then says."""

    def __init__(self, data: DataFolder, warehouse: Warehouse) -> None:
        self.data, self.warehouse, self.minutes = data, warehouse, 0

    def drop(self, name: str, *rows: str, header: str = HEADER) -> Path:
        path = self.data.inbox / "dezhou" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(header + "".join(rows), encoding="utf-8")
        self.minutes += 1
        os.utime(path, (1_700_000_000 + 60 * self.minutes,) * 2)
        return path

    def take(self) -> list[Any]:
        folders = find_region_folders(self.data, REGISTRY)["德州市"]
        return take_inbox(folders, self.data, REGISTRY, LINKER, self.warehouse, date(2026, 11, 21))

    def report(self, name: str, *rows: str, header: str = HEADER) -> Any:
        self.drop(name, *rows, header=header)
        [taken] = self.take()
        return taken

    def vintages(self) -> list[tuple[Any, ...]]:
        """Value, whether it counts, the file that superseded it, the reason; in the order of time."""
        names = list(self.warehouse.select("select distinct indicator_text from figures")["indicator_text"])
        links = link_figures(names, LINKER)
        self.warehouse.replace("indicator_links", links)
        named = links.rename(columns={"indicator": "name"}).assign(unit=None)
        self.warehouse.replace("indicators", list_indicators(REGISTRY.indicators, named))
        self.warehouse.build("actuals")
        assert self.warehouse.query("actuals__every_figure_is_there").empty
        assert self.warehouse.query("actuals__known_before_superseded").empty
        assert self.warehouse.query("submissions__accepted_rows_are_figures").empty
        assert self.warehouse.query("submissions__rows_add_up").empty
        return self.warehouse.connection.execute(
            "select value, known_until is null, later.file_name, superseded_reason from actuals"
            " left join submissions as later on superseded_by = later.submission_id"
            " order by known_from, actuals.row_number, actuals.column_number"
        ).fetchall()

    def reasons(self) -> list[tuple[str, str]]:
        return self.warehouse.connection.execute(
            "select reason_code, reason from rejected_rows order by all"
        ).fetchall()

    def receipt(self, name: str, ending: str = "html") -> str:
        return (self.data.receipts / "德州市" / f"{name}.receipt.{ending}").read_text(encoding="utf-8-sig")


@pytest.fixture
def bureau(data: DataFolder, warehouse: Warehouse) -> Bureau:
    return Bureau(data, warehouse)


def test_a_correction_keeps_the_old_figure_and_the_reason(bureau: Bureau):
    bureau.report("a.csv", FIGURE)
    bureau.report("b.csv", FIGURE.replace("1.2", "1.3").replace(",\n", ",漏报两个镇\n"))
    assert bureau.vintages() == [(12000, False, "b.csv", "漏报两个镇"), (13000, True, None, None)]


def test_a_column_of_reasons_comes_before_the_note(bureau: Bureau):
    bureau.report("a.csv", FIGURE)
    rows = "5G基站,2024年12月,1.3,万个,期末,市工信局,快报,漏报两个镇,修订\n"
    bureau.report("b.csv", rows, header="指标,报告期,数值,单位,口径,来源,备注,更正原因,修订说明\n")
    assert bureau.vintages()[0] == (12000, False, "b.csv", "漏报两个镇")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("5G基站,2024年12月,撤回,,期末,市工信局,\n", None),
        ("5G基站,2024年12月,作废(重复统计),个,期末,市工信局,\n", "重复统计"),
        ("5G基站,2024年12月,12000,个,期末,市工信局,撤回:重复统计\n", "重复统计"),
        ("5G基站,2024年12月,,,期末,市工信局,撤回:重复统计\n", "重复统计"),
        ("5g基站数,2024-12,撤回,,存量,市工信局,重复统计\n", "重复统计"),
    ],
)
def test_a_row_takes_a_figure_back(bureau: Bureau, row: str, reason: str | None):
    bureau.report("a.csv", FIGURE)
    taken = bureau.report("b.csv", row)
    assert (taken.status, taken.rows_accepted, taken.rows_rejected) == ("taken", 1, 0)
    assert bureau.vintages() == [(12000, False, "b.csv", reason)]


def test_a_status_column_takes_a_figure_back(bureau: Bureau):
    header = "指标,报告期,数值,单位,口径,来源,状态,更正原因\n"
    first = ["5G基站,2024年12月,1.2,万个,期末,市工信局,正常,\n", "5G基站,2023年12月,1.1,万个,期末,市工信局,正常,\n"]
    bureau.report("a.csv", *first, header=header)
    bureau.report("b.csv", first[0].replace("正常,", "已作废,重复统计"), first[1], header=header)
    assert bureau.vintages() == [
        (12000, False, "b.csv", "重复统计"),
        (11000, True, None, None),
        (11000, True, None, None),
    ]


def test_a_whole_file_takes_back_what_it_lists(bureau: Bureau):
    bureau.report("6月.csv", FIGURE, FIGURE.replace("2024", "2023").replace("1.2", "1.1"))
    bureau.drop("6月数据撤回.csv", FIGURE, FIGURE.replace("2024", "2023").replace("1.2", "1.1"))  # the same content
    [taken] = bureau.take()
    assert (taken.rows_accepted, taken.rows_rejected) == (2, 0)
    assert [counts for _, counts, *_ in bureau.vintages()] == [False, False]


def test_a_cross_table_may_take_one_of_its_figures_back(bureau: Bureau):
    header = "单位:万个\n指标,2023年12月,2024年12月\n"
    bureau.report("a.csv", "5G基站,1.1,1.2\n", header=header)
    bureau.report("b.csv", "5G基站,1.1,撤回\n", header=header)
    assert [(value, counts) for value, counts, *_ in bureau.vintages()] == [
        (11000, True),
        (12000, False),
        (11000, True),
    ]


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        ("5G基站,2024年12月,撤回,,期末,市统计局,\n", "1.2万个（期末，来源 市工信局）"),  # another source
        ("5G基站,2024年12月,撤回,,期末,,\n", "1.2万个（期末，来源 市工信局）"),
        ("5G基站,2024年12月,撤回,,同比,市工信局,\n", "1.2万个（期末，来源 市工信局）"),
        ("5G基站,2023年12月,撤回,,期末,市工信局,\n", "来源。"),
        ("充电桩,2024年12月,撤回,,期末,市工信局,\n", "来源。"),
    ],
)
def test_what_finds_nothing_is_rejected_and_told_what_is_there(bureau: Bureau, row: str, hint: str):
    bureau.report("a.csv", FIGURE)
    taken = bureau.report("b.csv", row)
    assert (taken.rows_accepted, taken.rows_rejected) == (0, 1)
    [(code, reason)] = bureau.reasons()
    assert code == "nothing_to_take_back"
    assert hint in reason
    assert bureau.vintages() == [(12000, True, None, None)]


def test_a_value_must_be_the_one_on_record(bureau: Bureau):
    bureau.report("a.csv", FIGURE)
    bureau.report("b.csv", FIGURE.replace("1.2", "1.3"))
    bureau.report("c.csv", FIGURE.replace(",\n", ",撤回\n"))
    [(code, reason)] = bureau.reasons()
    assert code == "another_on_record"
    assert "“1.2”" in reason
    assert "1.3万个" in reason
    assert [(value, counts) for value, counts, *_ in bureau.vintages()] == [(12000, False), (13000, True)]


def test_one_file_takes_back_and_reports_anew(bureau: Bureau):
    bureau.report("a.csv", FIGURE)
    taken = bureau.report("b.csv", FIGURE.replace(",\n", ",撤回\n"), FIGURE.replace("1.2", "1.3"))
    assert (taken.rows_accepted, taken.rows_rejected) == (2, 0)
    assert [(value, counts) for value, counts, *_ in bureau.vintages()] == [(12000, False), (13000, True)]


def test_what_is_reported_again_counts_and_may_be_taken_back_again(bureau: Bureau):
    withdrawal = "5G基站,2024年12月,撤回,,期末,市工信局,\n"
    bureau.report("a.csv", FIGURE)
    bureau.report("b.csv", withdrawal)
    bureau.report("c.csv", FIGURE, "\n")
    assert bureau.vintages() == [(12000, False, "b.csv", None), (12000, True, None, None)]
    bureau.report("d.csv", withdrawal.replace(",\n", ",仍然有误\n"))
    assert bureau.vintages() == [(12000, False, "b.csv", None), (12000, False, "d.csv", "仍然有误")]


def test_taking_back_twice_finds_nothing(bureau: Bureau):
    bureau.report("a.csv", FIGURE)
    bureau.report("b.csv", "5G基站,2024年12月,撤回,,期末,市工信局,\n")
    taken = bureau.report("c.csv", "5G基站,2024年12月,撤回,,期末,市工信局,再次\n")
    assert (taken.rows_accepted, taken.rows_rejected) == (0, 1)


def test_a_withdrawal_that_came_too_early_can_be_dropped_again(bureau: Bureau):
    row = "5G基站,2024年12月,撤回,,期末,市工信局,\n"
    assert bureau.report("b.csv", row).rows_accepted == 0
    bureau.report("a.csv", FIGURE)
    taken = bureau.report("b.csv", row)
    assert (taken.status, taken.rows_accepted, taken.rows_rejected) == ("taken", 1, 0)
    assert bureau.vintages() == [(12000, False, "b.csv", None)]


def test_the_same_file_again_gives_the_same_receipt_and_changes_nothing(bureau: Bureau):
    row = "5G基站,2024年12月,撤回,,期末,市工信局,\n"
    bureau.report("a.csv", FIGURE)
    bureau.report("b.csv", row)
    first, before = bureau.receipt("b.csv", "csv"), bureau.vintages()
    taken = bureau.report("b.csv", row)
    assert (taken.status, taken.rows_accepted, taken.rows_rejected) == ("repeated", 1, 0)
    assert bureau.vintages() == before
    assert "taken_back" in first
    assert "taken_back" in bureau.receipt("b.csv", "csv")


def test_two_sources_are_two_figures_and_only_one_is_taken_back(bureau: Bureau):
    bureau.report("a.csv", FIGURE, FIGURE.replace("市工信局", "省通信管理局"))
    bureau.report("b.csv", "5G基站,2024年12月,撤回,,期末,省通信管理局,\n")
    assert [counts for _, counts, *_ in bureau.vintages()] == [True, False]


def test_files_of_one_look_are_taken_in_the_order_in_which_they_were_written(bureau: Bureau):
    bureau.drop("z.csv", FIGURE)
    bureau.drop("a.csv", "5G基站,2024年12月,撤回,,期末,市工信局,\n")
    assert [taken.file_name for taken in bureau.take()] == ["z.csv", "a.csv"]
    assert bureau.vintages() == [(12000, False, "a.csv", None)]


def test_no_oddities_are_seen_in_what_is_taken_back(bureau: Bureau):
    months = [
        f"地区生产总值,2024年1—{month}月,{value},亿元,本年累计,市统计局,{note}\n"
        for month, value, note in ((3, 900, ""), (6, 100, ""))
    ]
    bureau.report("a.csv", *months)
    taken = bureau.report("b.csv", months[0], months[1].replace(",\n", ",撤回\n"))
    assert (taken.rows_accepted, taken.rows_rejected) == (2, 0)
    assert [code for code, _ in bureau.reasons()] == ["year_to_date_falls"]  # of the first file alone


def test_the_receipt_says_how_many_figures_are_taken_back(bureau: Bureau):
    bureau.report("a.csv", FIGURE, FIGURE.replace("2024", "2023"))
    bureau.report("b.csv", "5G基站,2024年12月,撤回,,期末,市工信局,=1\n", FIGURE.replace("2024", "2022"))
    assert "读到 2 行，全部接收；其中 1 行撤回原来报送的数，那些数不再计入。" in bureau.receipt("b.csv")
    assert "撤回，不再计入" in bureau.receipt("b.csv")
    lines = [*csv.DictReader(io.StringIO(bureau.receipt("b.csv", "csv")))]
    assert [line["outcome"] for line in lines] == ["file", "taken_back", "accepted"]
    assert lines[1]["reason"] == "'=1"


def test_a_record_that_cannot_be_read_is_no_fault_of_the_file(bureau: Bureau, monkeypatch):
    bureau.report("a.csv", FIGURE)
    path = bureau.drop("b.csv", "5G基站,2024年12月,撤回,,期末,市工信局,\n")
    with monkeypatch.context() as broken:
        broken.setattr("pipelines.actuals.rows.on_record.read_sql", lambda *_: "select * from nowhere")
        assert [taken.status for taken in bureau.take()] == ["left"]
    assert path.exists()
    assert [taken.status for taken in bureau.take()] == ["taken"]
    assert bureau.vintages() == [(12000, False, "b.csv", None)]
