"""The receipt: one sentence, every fault where a spreadsheet shows it, every figure and the targets that it moves."""

import csv
import io
import re
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from attainment_worlds import load, open_in_memory, world_of
from lxml import html
from rich.console import Console
from test_attainment import PLAN, STOCK, figure, promise

from assets.receipt_on_terminal import print_receipt
from pipelines.actuals.receipts.contents import (
    Receipt,
    basis_in_words,
    column_letter,
    dates_in_words,
    local_time,
    number,
    place_in_file,
    sentence,
)
from pipelines.actuals.receipts.effects import effects_of_file, link_names
from pipelines.actuals.receipts.page import FAULTS_SHOWN, FIGURES_SHOWN, receipt_page
from pipelines.actuals.receipts.table import COLUMNS
from pipelines.actuals.receipts.trial import try_file
from pipelines.actuals.receipts.writing import write_receipt
from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.actuals.rows.rules import ERRORS, WARNINGS
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT, DataFolder

REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)
LINKER = Linker(REGISTRY.indicators)
DEZHOU = REGISTRY.resolve_region("德州市")
TODAY = date(2026, 11, 21)
RECEIVED = datetime.fromisoformat("2026-11-21T01:30:00")
HEADER = "指标,地区,报告期,数值,单位,来源"
GOOD = "5G基站,德州市,2024-06,1.2,万个,工信局"
BAD = "5G基站,德州市,2024年13月,1,个,工信局"
DOUBTFUL = "高新技术企业,德州市,2024,约1200,家,科技局"


def check(folder: Path, *lines: str, name: str = "报送.csv") -> CheckedFile:
    path = folder / name
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return check_file(path, DEZHOU, REGISTRY, LINKER, TODAY)


def lines_of(checked: CheckedFile, folder: Path) -> list[dict[str, str]]:
    place = write_receipt(Receipt(checked, RECEIVED), folder).with_name(f"{checked.file_name}.receipt.csv")
    assert place.read_bytes().startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(place.read_text(encoding="utf-8-sig"))))
    assert table[0] == COLUMNS
    assert {len(line) for line in table} == {len(COLUMNS)}
    return [dict(zip(COLUMNS, line, strict=True)) for line in table[1:]]


def text_of(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().split())


@pytest.mark.parametrize(
    ("lines", "verdict", "said"),
    [
        ([GOOD], "全部接收", "读到 1 行，全部接收。"),
        ([GOOD, BAD], "部分接收", "接收 1 行；1 行不能接收，改好后重新报送即可，其余的不必再报。"),
        ([BAD], "未接收", "没有一行接收，请按下面的说明改好后重新报送。"),
        ([GOOD, DOUBTFUL], "全部接收", "全部接收；接收的行中有 1 行请核对。"),
    ],
)
def test_one_sentence_says_what_became_of_the_file(lines, verdict, said, tmp_path):
    receipt = Receipt(check(tmp_path, *lines), RECEIVED)
    assert receipt.verdict == verdict
    assert receipt.outcome.endswith(said)


def test_a_file_that_is_only_checked_is_said_to_be_acceptable_and_not_accepted(tmp_path):
    receipt = Receipt(check(tmp_path, GOOD), None)
    assert receipt.verdict == "可以全部接收"
    assert "全部可以接收" in receipt.outcome
    assert "检查结果" in receipt_page(receipt)


def test_a_file_taken_before_is_said_to_count_once(tmp_path):
    receipt = Receipt(check(tmp_path, GOOD), RECEIVED, is_repeated=True)
    assert receipt.outcome.startswith("内容与 2026-11-21 09:30 接收的文件相同，不重复计入。")


def test_a_refused_file_is_told_why_in_the_sentence(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"\xff\xff\xff")
    checked = check_file(tmp_path / "x.csv", DEZHOU, REGISTRY, LINKER, TODAY)
    [line] = lines_of(checked, tmp_path / "receipts")
    assert (line["outcome"], line["reason_code"]) == ("file", "not_text")
    assert "GB18030" in line["reason"]
    assert "GB18030" in text_of(receipt_page(Receipt(checked, RECEIVED)))
    console = Console(width=200, record=True)
    print_receipt(Receipt(checked, None), console)
    assert "整个文件不能接收。文件内容不是文本" in console.export_text()


def test_the_table_has_a_line_for_the_file_each_fault_and_each_figure(tmp_path):
    lines = lines_of(check(tmp_path, GOOD, BAD, DOUBTFUL), tmp_path / "receipts")
    place = ("outcome", "row_number", "column_letter", "cell", "reason_code")
    assert [tuple(line[name] for name in place) for line in lines] == [
        ("file", "", "", "报送.csv", "taken"),
        ("rejected", "3", "C", "2024年13月", "unreadable_period"),
        ("warned", "4", "D", "约1200", "estimated_value"),
        ("accepted", "2", "D", "1.2", ""),
        ("accepted", "4", "D", "约1200", ""),
    ]
    figure_line = lines[3]
    assert (figure_line["value"], figure_line["unit"], figure_line["period_end"]) == ("12000.0", "个", "2024-06-30")


def test_the_page_names_row_and_column_as_a_spreadsheet_shows_them(tmp_path):
    words = text_of(receipt_page(Receipt(check(tmp_path, GOOD, BAD), RECEIVED)))
    assert re.search(r"第 3 行 C 列\s*报告期\s*2024年13月\s*报告期认不出", words)
    assert "1.2 万个12,000 个" in words.replace("\n", "")


def test_a_receipt_lies_there_whole_and_alone(tmp_path):
    write_receipt(Receipt(check(tmp_path, GOOD), RECEIVED), tmp_path / "receipts")
    names = sorted(path.name for path in (tmp_path / "receipts").iterdir())
    assert names == ["报送.csv.receipt.csv", "报送.csv.receipt.html"]


# What a file holds is never acted on


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "＝1+1", "  =1"])
def test_no_cell_of_the_table_acts_as_a_formula(cell, tmp_path):
    quoted = '"' + cell.replace('"', '""') + '"'
    lines = lines_of(check(tmp_path, ",".join([quoted] * 6)), tmp_path / "receipts")
    assert len(lines) >= 2
    for line in lines:
        shown = [text.lstrip() for text in line.values()]
        assert not [text for text in shown if text.startswith(("=", "+", "-", "@", "＝"))]


def test_the_page_shows_what_a_cell_holds_and_runs_none_of_it(tmp_path):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    checked = check(
        tmp_path, f"{evil},德州市,2024,1,个,{evil}", f"5G基站,德州市,2024,{evil},个,", f"x,{evil},2024,1,个,"
    )
    page = receipt_page(Receipt(checked, RECEIVED))
    tree = html.fromstring(page)
    assert evil in text_of(page)
    assert not tree.xpath("//script | //img | //@onerror | //link | //iframe")
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)


def test_long_cells_and_long_lists_are_cut_on_the_page_and_whole_lists_are_in_the_table(tmp_path):
    bad = [f"5G基站,德州市,2024年13月,{n},个," for n in range(FAULTS_SHOWN + 50)]
    good = [f"5G基站,德州市,{1980 + n // 12}-{n % 12 + 1:02},{n + 1},个," for n in range(FIGURES_SHOWN + 20)]
    checked = check(tmp_path, f"{'很' * 5000},德州市,2024,很,个,", *bad, *good)
    page = receipt_page(Receipt(checked, RECEIVED))
    assert len(page) < 800_000
    assert re.search(r"第 3–352 行 C 列\s*报告期\s*2024年13月\s*报告期认不出", text_of(page))
    lines = lines_of(checked, tmp_path / "receipts")
    assert sum(line["outcome"] == "rejected" for line in lines) == FAULTS_SHOWN + 51
    assert max(len(cell) for line in lines for cell in line.values()) < 400


def test_a_hundred_thousand_rejected_rows_make_a_short_receipt(tmp_path):
    periods = ("2024年13月", "去年", "2099年")
    checked = check(tmp_path, GOOD, *(f"5G基站,德州市,{periods[n % 3]},{n},个,工信局" for n in range(100_000)))
    assert checked.rows_rejected == 100_000
    receipt = Receipt(checked, RECEIVED)
    assert len(receipt_page(receipt)) < 20_000
    console = Console(width=200, record=True)
    print_receipt(receipt, console)
    shown = console.export_text()
    assert len(shown.splitlines()) < 40
    assert "共 66,667 处" in shown
    assert not {"rejected_rows", "figures"} & checked.__dict__.keys()  # never all of them in memory


def test_one_reason_is_said_once_with_its_rows_columns_and_cells(tmp_path):
    regions = ["济南市", "青岛市", "济南市", "淄博市", "枣庄市"]
    outside = [f"5G基站,{region},2024,1,个," for region in regions]
    receipt = Receipt(check(tmp_path, *outside[:3], GOOD, *outside[3:], "5G基站,德州市,去年,1,个,"), RECEIVED)
    [fault, single] = receipt.errors.to_dict("records")
    assert receipt.places(fault) == "第 2–4、6–7 行 B 列"
    assert [*fault["cells_named"][:2]] == ["济南市", "青岛市"]
    assert sentence(fault).startswith("共 5 处，如：“济南市”")
    assert receipt.places(single) == "第 8 行 C 列"
    words = text_of(receipt_page(receipt))
    assert words.count("不是本地区") == 1
    assert "济南市 青岛市 淄博市 等 4 种" in words


def test_few_places_are_told_one_by_one(tmp_path):
    faults = Receipt(check(tmp_path, BAD, BAD.replace("13月", "14月"), BAD), RECEIVED).errors
    assert list(faults["rows_named"]) == ["2、4", "3"]


def test_many_gaps_between_rows_are_cut(tmp_path):
    lines = [line for n in range(30) for line in (GOOD.replace("1.2", f"{n}"), BAD)]
    receipt = Receipt(check(tmp_path, *lines), RECEIVED)
    [fault] = receipt.errors[receipt.errors["reason_code"] == "unreadable_period"].to_dict("records")
    assert receipt.places(fault) == "第 3、5、7、9、11、13、15、17 行等(共 30 行) C 列"


# Words


@pytest.mark.parametrize(
    ("column", "letter"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (None, None)]
)
def test_columns_have_a_spreadsheets_letters(column, letter):
    assert column_letter(column) == letter


def test_a_place_without_a_column_is_the_row():
    assert place_in_file(7, None) == "第 7 行"
    assert place_in_file(7, 28) == "第 7 行 AB 列"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2023-06-01", "2023-06-30", "2023年6月"),
        ("2023-01-01", "2023-06-30", "2023年1—6月"),
        ("2023-01-01", "2023-12-31", "2023年"),
        ("2022-07-01", "2023-06-30", "2022-07-01 至 2023-06-30"),
        ("2023-06-15", "2023-06-15", "2023-06-15 至 2023-06-15"),
    ],
)
def test_periods_in_words(start, end, words):
    assert dates_in_words(date.fromisoformat(start), date.fromisoformat(end)) == words


@pytest.mark.parametrize(
    ("basis", "kind", "words"),
    [("ytd", "stock", "本年累计"), (None, "flow", "当期数"), (None, "rate", "比率"), (None, None, "期末数")],
)
def test_a_basis_that_the_row_does_not_state_is_that_of_the_indicator(basis, kind, words):
    assert basis_in_words(basis, kind) == words


def test_numbers_and_times():
    assert (number(12000.0), number(0.5), number(1e12), number(-2.25)) == (
        "12,000",
        "0.5",
        "1,000,000,000,000",
        "-2.25",
    )
    assert local_time(datetime.fromisoformat("2026-11-21T20:00:00")) == "2026-11-22 04:00"


@pytest.mark.parametrize("rule", [*ERRORS, *WARNINGS], ids=lambda rule: rule.reason_code)
def test_reasons_have_the_punctuation_of_chinese_print(rule):
    assert not re.search("[\u3400-\u9fff”][,;:]|[,;:][\u3400-\u9fff“]", rule.reason)


# Which targets move


@pytest.fixture(scope="module")
def world():
    """A target of 13,000 base stations by the end of 2025, and 4,000 reported before."""
    stations = {"indicator_id": "base_stations_5g", "region_code": "371400"}
    figures = [figure("2023", 4000, **stations)]
    targets = [promise(13_000, target_id="stations", **stations), promise(5, target_id="else", indicator_id="it")]
    with open_in_memory() as warehouse:
        load(warehouse, world_of(targets, figures, {"base_stations_5g": STOCK, "it": STOCK}, {"plan": PLAN}))
        warehouse.connection.execute("update targets set quote = '5G基站达到1.3万个'")
        warehouse.connection.execute("update statuses set colour = '#00794c'")
        yield warehouse


def receipt_in(world, checked: CheckedFile) -> Receipt:
    links = link_names(checked, LINKER)
    effects = effects_of_file(world, checked, links, LINKER.registered, TODAY, RECEIVED)
    return Receipt(checked, RECEIVED, links=links, effects=effects)


def test_a_figure_moves_its_target_and_the_receipt_says_from_where_to_where(world, tmp_path):
    checked = check(tmp_path, GOOD, "5G基站,德州市,2023-12,4001,个,工信局", DOUBTFUL)
    receipt = receipt_in(world, checked)
    [target] = receipt.targets.to_dict("records")
    assert target["target_id"] == "stations"
    assert target["pct_before"] == pytest.approx(100 * 4000 / 13_000)
    assert target["pct_after"] == pytest.approx(100 * 12_000 / 13_000)
    assert f"{checked.submission_id}-2-4" in target["actual_ids"]
    page = receipt_page(receipt)
    assert re.search(r"30\.8%\s*→.*92\.3%", text_of(page))
    [row] = html.fromstring(page).xpath("//tr[td[contains(., '第 2 行 D 列')]]")
    assert row.xpath(".//a/@href") == ["#t1"]
    write_receipt(receipt, tmp_path / "receipts")
    table = pd.read_csv(tmp_path / "receipts" / "报送.csv.receipt.csv")
    moved = table[table["outcome"] == "moved"]
    assert set(moved["target_id"]) == {"stations"}
    assert moved["pct_after"].iloc[0] == pytest.approx(92.3, abs=0.1)


def test_a_figure_that_is_taken_back_leaves_its_target_without_one(world, tmp_path):
    checked = check(tmp_path, "5G基站,德州市,2023,撤回,,")
    receipt = receipt_in(world, checked)
    [target] = receipt.targets.to_dict("records")
    assert (target["target_id"], list(target["actual_ids"])) == ("stations", [])
    assert target["pct_before"] == pytest.approx(100 * 4000 / 13_000)
    assert pd.isna(target["pct_after"])
    assert receipt.outcome == "读到 1 行，全部接收；其中 1 行撤回原来报送的数，那些数不再计入。"
    assert re.search(r"30\.8%\s*→\s*overdue_no_data", text_of(receipt_page(receipt)))


def test_an_older_figure_moves_nothing_and_the_receipt_says_so(world, tmp_path):
    checked = check(tmp_path, "5G基站,德州市,2022-06,100,个,工信局")
    receipt = receipt_in(world, checked)
    assert receipt.targets.empty
    page = text_of(receipt_page(receipt))
    assert "不改变任何目标" in page
    assert re.search(r"没有推动的目标.*已有更近的数（2023-12-31）", page)
    write_receipt(receipt, tmp_path / "receipts")
    table = pd.read_csv(tmp_path / "receipts" / "报送.csv.receipt.csv")
    [stays] = table[table["outcome"] == "unmoved"].to_dict("records")
    assert (stays["target_id"], stays["reason"]) == ("stations", "已有更近的数（2023-12-31）")


def test_a_receipt_says_which_figure_on_record_a_row_corrects_and_which_it_does_not(world, tmp_path):
    """A correction without a source changes nothing, and not in silence."""

    def said(row: str) -> str:
        receipt = receipt_in(world, check(tmp_path, row))
        [words] = receipt.effects.on_record.values()
        assert words in text_of(receipt_page(receipt))
        return str(words)

    assert said("5G基站,德州市,2023,4100,个,") == "更正在案的 4000（没有写来源）"
    assert said("5G基站,德州市,2023,4000,个,") == "与在案的 4000（没有写来源） 相同，仍以那一个为准"
    assert said("5G基站,德州市,2023,4100,个,市统计局") == (
        "与在案的 4000（没有写来源） 来源不同，两数都保留，按来源等级以本数为准"
    )
    world.connection.execute("update figures set source = '市统计局'")
    without = said("5G基站,德州市,2023,4100,个,")
    world.connection.execute("update figures set source = null")
    assert without == ("没有写来源，不更正在案的 4000（来源：市统计局），仍以那一个为准；要更正请写上同一来源")


def test_a_name_that_nothing_knows_is_listed_with_the_nearest(world, tmp_path):
    checked = check(tmp_path, "新能源装机容量占地,德州市,2024,1,个,")
    words = text_of(receipt_page(receipt_in(world, checked)))
    assert re.search("还没有对应的指标，相近的有：.*新能源", words)


def test_more_figures_than_a_receipt_follows_are_said_to_be_left_to_publication(world, tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.actuals.receipts.effects.MOST_FIGURES", 1)
    checked = check(tmp_path, GOOD, "5G基站,德州市,2023-12,4001,个,工信局")
    receipt = receipt_in(world, checked)
    assert receipt.effects is not None and not receipt.effects.is_complete
    assert "见下次发布" in text_of(receipt_page(receipt))


def test_before_anything_is_published_a_receipt_knows_what_names_mean_and_moves_nothing(tmp_path):
    check(tmp_path, "地区生产总值,德州市,2024,3800,亿元,统计局")
    receipt = try_file(tmp_path / "报送.csv", DEZHOU, DataFolder(tmp_path / "data"), REGISTRY, TODAY)
    assert receipt.effects is None
    page = text_of(receipt_page(receipt))
    assert re.search(r"2024年\s*当期数\s*3800 亿元", page)
    assert "不改变任何目标" not in page
