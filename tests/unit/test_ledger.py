"""The ledger: what people read in it, and that nothing in it can act."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from attainment_worlds import build, load, open_in_memory, world_of
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ledger_rows import STATUSES, contents_of, target
from openpyxl.worksheet.worksheet import Worksheet
from test_attainment import FLOW, PLAN, STOCK, TODAY, figure, promise

from pipelines.publication.ledger import target_sheets, writing
from pipelines.publication.ledger.columns import COLUMNS, PRINTED
from pipelines.publication.ledger.contents import NO_LEAD_UNIT, read_contents
from pipelines.publication.ledger.styles import contrasting
from pipelines.publication.ledger.writing import ALL_TARGETS, write_workbook
from pipelines.publication.publishing import publish
from pipelines.publication.workbook import legible
from pipelines.reference.tables import read_reference
from pipelines.schemas.reference import Statuses, StatusRules
from pipelines.storage.data_folder import PROJECT, DataFolder

HEADS = ["序号", *(column.heading for column in COLUMNS)]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A publication of three targets in two regions, with figures, units, doubts and a conflict."""
    figures = [
        figure("2020", 267),
        figure("2024", 918),
        figure("2025年1—6月", 120, basis="ytd", indicator_id="flow"),
        figure("2025", 980),
    ]
    targets = [
        promise(1000, comparator="at_least"),
        promise(100, target_id="flow", indicator_id="flow"),
        promise(5, target_id="silent", indicator_id="silent", region_code="371500"),
    ]
    with open_in_memory() as warehouse:
        load(warehouse, world_of(targets, figures, {"it": STOCK, "flow": FLOW, "silent": STOCK}, {"plan": PLAN}))
        for model in (Statuses, StatusRules):
            file = f"{model.table()}.csv"
            warehouse.replace(model.table(), read_reference(model, PROJECT / "data" / "reference" / file))
        warehouse.connection.execute(
            "update targets set unit_text = '万' || unit, confidence = 0.7, annualised = false, commitment = 'firm',"
            " plan_region = '德州市'"
        )
        warehouse.connection.execute(
            "insert into target_units values ('t', '市财政局', 'lead', 2), ('t', '市科技局', 'lead', 1),"
            " ('t', '市税务局', 'support', 1), ('flow', '市科技局', 'lead', 1)"
        )
        warehouse.connection.execute(
            "insert into targets_to_review values ('t', 'low_confidence', '置信度70.0%'), ('t', 'unit', '单位存疑')"
        )
        build(warehouse, TODAY)
        warehouse.connection.execute(
            "insert into target_conflicts values"
            " ('t', 'flow', '德州市', 'it', 'it', 'later_is_lower', null, 't', '后一目标低于前一目标')"
        )
        return publish(warehouse, DataFolder(tmp_path_factory.mktemp("data")), TODAY)


@pytest.fixture(scope="module")
def workbook(published: dict[str, Path]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(published["ledger"])


def texts_of(sheet: Worksheet) -> set[str]:
    return {cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}


def rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows below the header of a sheet of targets, by heading."""
    return [
        dict(zip(HEADS, (cell.value for cell in row), strict=True))
        for row in sheet.iter_rows(min_row=target_sheets.FIRST_ROW + 1, max_col=len(HEADS))
    ]


def links_of(sheet: Worksheet) -> list[tuple[str, str]]:
    return [(cell.hyperlink.location, cell.value) for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def written(tmp_path: Path, *targets: dict[str, Any]) -> openpyxl.Workbook:
    write_workbook(contents_of(targets), tmp_path / "ledger.xlsx")
    return openpyxl.load_workbook(tmp_path / "ledger.xlsx")


# What people read


def test_the_overview_comes_first_then_all_targets_then_a_sheet_a_lead_unit(workbook: openpyxl.Workbook):
    assert workbook.sheetnames == ["总览", "全部目标", "市科技局(德州市)", "市财政局(德州市)", NO_LEAD_UNIT]
    shown = {name: [row["目标编号"] for row in rows_of(workbook[name])] for name in workbook.sheetnames[1:]}
    assert {name: sorted(ids) for name, ids in shown.items()} == {
        "全部目标": ["flow", "silent", "t"],
        "市科技局(德州市)": ["flow", "t"],
        "市财政局(德州市)": ["t"],
        NO_LEAD_UNIT: ["silent"],
    }
    assert shown["全部目标"] == ["t", "flow", "silent"]  # by region, the worst first


def test_a_row_says_the_promise_where_it_stands_by_which_figure_and_who_answers(workbook: openpyxl.Workbook):
    [row] = [row for row in rows_of(workbook["全部目标"]) if row["目标编号"] == "t"]
    assert row["要求"] == "达到值不低于"
    assert (row["目标值"], row["单位"], row["截止日"]) == (0.1, "万个", datetime.fromisoformat("2025-12-31"))
    assert (row["完成值"], row["完成值日期"]) == (0.098, datetime.fromisoformat("2025-12-31"))
    assert (row["状态"], row["最差状态"], row["完成率(%)"]) == ("逾期未完成", "逾期未完成", 98)
    assert "2025年末为980个" in row["计算说明"]
    assert re.fullmatch(r"2025-\S+:980,未注明来源\(.* 第\d+行\);连同另外1个数值", row["最新数据及来源"])
    assert (row["牵头单位"], row["配合单位"]) == ("市科技局、市财政局", "市税务局")
    assert (row["规划文件"], row["置信度(%)"]) == ("plan", 70)
    assert row["复核"] == "置信度70.0%;单位存疑"
    assert row["与其他规划的矛盾"] == "后一目标低于前一目标"


def test_a_value_that_rests_on_several_figures_says_so(tmp_path: Path):
    [row] = rows_of(written(tmp_path, target(figures=3))["全部目标"])
    assert row["最新数据及来源"] == "2024年11月:1396.12万千瓦,市能源局(月报.csv 第3行);连同另外2个数值"


def test_numbers_stand_in_the_plans_own_unit_with_every_digit(tmp_path: Path):
    sheet = written(tmp_path, target(observed=13_961_230.5, value_high=21_000_000.0))[ALL_TARGETS]
    [row] = rows_of(sheet)
    assert (row["目标值"], row["目标上限"], row["单位"], row["完成值"]) == (2000, 2100, "万千瓦", 1396.12305)
    formats = {cell.value: cell.number_format for cell in sheet[target_sheets.FIRST_ROW + 1]}
    assert (formats[2000], formats[1396.12305]) == ("#,##0", "#,##0.00000")
    assert row["应达值"] == 1666.6666666667  # shown to two decimals, there whole
    assert formats[1666.6666666667] == "#,##0.0#"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("截止日", "yyyy-mm-dd"), ("发布日期", "yyyy-mm-dd"), ("差距(百分点)", "+#,##0.0#;-#,##0.0#;0.0")],
)
def test_days_are_dates_and_gaps_carry_their_sign(tmp_path: Path, heading: str, kind: str):
    [cells] = written(tmp_path, target())[ALL_TARGETS].iter_rows(min_row=target_sheets.FIRST_ROW + 1)
    assert cells[HEADS.index(heading)].number_format == kind


def test_statuses_have_their_colours_and_letters_that_can_be_read_on_them(tmp_path: Path):
    sheet = written(tmp_path, *(target(target_id=status.status, status=status.status) for status in STATUSES))[
        ALL_TARGETS
    ]
    seen = {
        (row[HEADS.index("状态")].value, row[HEADS.index("状态")].fill.fgColor.rgb[2:].lower())
        for row in sheet.iter_rows(min_row=target_sheets.FIRST_ROW + 1)
    }
    assert seen == {(status.name, status.colour[1:]) for status in STATUSES}
    assert {contrasting(colour) for colour in ("#332288", "#d7191c", "#00794c")} == {"#ffffff"}
    assert {contrasting(colour) for colour in ("#f2cc0c", "#e5e5e5", "#88ccee")} == {"#000000"}


def test_targets_can_be_filtered_scrolled_under_their_header_and_printed(workbook: openpyxl.Workbook):
    for sheet in workbook.worksheets[1:]:
        last = target_sheets.FIRST_ROW + len(rows_of(sheet))
        assert sheet.auto_filter.ref == f"A2:{sheet.cell(last, len(HEADS)).coordinate}"
        assert sheet.freeze_panes == "D3"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
        assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
        assert sheet.print_title_rows == "$1:$2"
        assert sheet.print_area.endswith(f"$A$1:${sheet.cell(1, len(PRINTED) + 1).column_letter}${last}")
        assert "&P" in sheet.oddFooter.right.text
    assert workbook.worksheets[0].page_setup.paperSize == 9


def test_a_text_is_seen_whole_in_its_row(tmp_path: Path):
    sheet = written(tmp_path, target(), target(target_id="long", reason="长" * 300))[ALL_TARGETS]
    short, long = (sheet.row_dimensions[number].height for number in (3, 4))
    assert short < 100 < long < 409
    assert sheet["N4"].alignment.wrap_text


def test_the_overview_says_the_day_the_sources_and_the_rules(workbook: openpyxl.Workbook):
    said = texts_of(workbook["总览"])
    assert f"目标进度工作台账  截至 {TODAY}" in said
    assert any(text.startswith("规划文件 0 份,目标 3 个,其中待复核 1 个;报送文件") for text in said)
    assert any("attainment.duckdb" in text for text in said)
    assert any(text.startswith("30百分点:") for text in said)


@pytest.mark.parametrize(
    ("title", "view", "name"),
    [("分地区", "scoreboard_by_region", "region"), ("分牵头单位", "scoreboard_by_unit", "unit_name")],
)
def test_the_overview_counts_what_the_scoreboards_count(
    workbook: openpyxl.Workbook, published: dict[str, Path], title: str, view: str, name: str
):
    contents = read_contents(published["bi_file"], TODAY)
    codes = [status.status for status in contents.statuses]
    with duckdb.connect(str(published["bi_file"]), read_only=True) as reader:
        expected = reader.execute(
            f"select {name}, targets, targets_with_figures, with_figures_pct, {', '.join(codes)} from {view}"
        ).fetchall()
    rows = [[cell.value for cell in row] for row in workbook["总览"].iter_rows()]
    start = next(place for place, row in enumerate(rows) if row[0] == title)
    head = next(place for place in range(start, len(rows)) if rows[place][0] == "地区")
    assert rows[head][5:] == [status.name for status in contents.statuses]
    first = 0 if name == "region" else 1
    counted = [(row[first], *row[2:]) for row in rows[head + 1 : head + 1 + len(expected)]]
    assert [(row[0], row[1], row[2], round(row[3], 1), *row[4:]) for row in counted] == expected


def test_every_link_of_the_overview_leads_to_a_sheet_and_every_sheet_leads_back(workbook: openpyxl.Workbook):
    assert {place for place, _ in links_of(workbook["总览"])} == {f"'{name}'!A1" for name in workbook.sheetnames[1:]}
    assert ("'市科技局(德州市)'!A1", "市科技局") in links_of(workbook["总览"])
    for sheet in workbook.worksheets[1:]:
        assert links_of(sheet) == [("'总览'!A1", "总览")]


def test_the_overview_draws_statuses_and_where_there_are_several_the_regions(
    workbook: openpyxl.Workbook, tmp_path: Path
):
    assert len(workbook["总览"]._charts) == 2
    assert len(written(tmp_path, target())["总览"]._charts) == 1
    many = [target(target_id=str(number), region=f"第{number}区") for number in range(21)]
    assert len(written(tmp_path, *many)["总览"]._charts) == 1


def test_the_workbook_says_what_it_is(workbook: openpyxl.Workbook):
    assert workbook.properties.title == "目标进度工作台账"
    assert workbook.properties.subject == f"截至 {TODAY}"
    assert workbook.properties.creator == "对标 Duibiao"


def test_no_target_at_all_makes_a_workbook_all_the_same(tmp_path: Path):
    empty = written(tmp_path)
    assert empty.sheetnames == ["总览", ALL_TARGETS]
    assert "目标进度工作台账  截至 2024-12-31" in texts_of(empty["总览"])


# How much it holds


def test_of_too_many_units_those_with_most_targets_have_sheets_and_the_rest_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writing, "MOST_UNIT_SHEETS", 1)
    book = written(
        tmp_path,
        target(lead_unit_names=["甲局"]),
        target(target_id="2", lead_unit_names=["乙局"]),
        target(target_id="3", lead_unit_names=["乙局"]),
    )
    assert book.sheetnames == ["总览", ALL_TARGETS, "乙局(德州市)"]
    assert {"甲局", "乙局"} <= texts_of(book["总览"])
    assert any("其余 1 个请在“全部目标”中按牵头单位筛选" in text for text in texts_of(book["总览"]))


def test_a_sheet_that_would_be_too_long_says_what_it_leaves_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(target_sheets, "MOST_ROWS", 1)
    sheet = written(tmp_path, target(), target(target_id="2"))[ALL_TARGETS]
    assert len(rows_of(sheet)) == 1
    assert "只列前 1 个,其余见 attainment.duckdb" in sheet["B1"].value


# Nothing in it can act

HOSTILE = (
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "http://example.org/?q=1",
    "https://example.org",
    "mailto:a@b.example",
    "file:///etc/passwd",
    "internal:总览!A1",
    "external:c:\\a.xlsx",
    "{=1+1}",
    '=HYPERLINK("http://example.org","x")',
    "<script>alert(1)</script>",
    "_x0041_",
    "\x00\x1b\ufffe",
    "12",
    "1e5",
    "&A&P",
)
HOSTILE_FIELDS = ("region", "indicator", "unit", "unit_text", "per", "reason", "quote", "document", "latest_figure")
HOSTILE_FIELDS += ("review", "conflict", "document_number", "source_file", "clause", "lead_units", "support_units")


def assert_nothing_acts(path: Path) -> None:
    """No formula, no link that leaves the workbook, no name but those of filters and printing."""
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            content = parts.read(name).decode("utf-8")
            assert not name.startswith("xl/worksheets/") or not re.search("<f[ >/]", content)
            assert 'TargetMode="External"' not in content
            assert "externalLink" not in name
            names = set(re.findall(r'<definedName name="([^"]*)"', content))
            assert names <= {"_xlnm._FilterDatabase", "_xlnm.Print_Area", "_xlnm.Print_Titles"}


@pytest.mark.parametrize("text", HOSTILE)
def test_what_comes_from_documents_and_files_is_text_in_its_cell(tmp_path: Path, text: str):
    hostile = target(lead_unit_names=[text], plan_region=text, **dict.fromkeys(HOSTILE_FIELDS, text))
    book = written(tmp_path, hostile)
    assert_nothing_acts(tmp_path / "ledger.xlsx")
    for sheet in book.worksheets[1:]:
        [row] = sheet.iter_rows(min_row=target_sheets.FIRST_ROW + 1, max_col=len(HEADS))
        cells = dict(zip(HEADS, row, strict=True))
        for heading in (
            "地区",
            "指标",
            "单位",
            "计算说明",
            "规划原文",
            "规划文件",
            "牵头单位",
            "文号",
            "来源文件",
            "条目",
        ):
            assert (cells[heading].data_type, cells[heading].hyperlink) == ("s", None)
            assert cells[heading].value == legible(text)
            assert cells[heading].quotePrefix


any_text = st.text(min_size=1, max_size=60) | st.sampled_from(HOSTILE)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries(dict.fromkeys(HOSTILE_FIELDS, any_text)), st.lists(any_text, max_size=3, unique=True))
@example(dict.fromkeys(HOSTILE_FIELDS, "x" * 40_000), ["'"])
def test_whatever_they_say_the_workbook_opens_and_nothing_in_it_acts(
    tmp_path: Path, fields: dict[str, str], units: list[str]
):
    book = written(tmp_path, target(**fields, lead_unit_names=units))
    assert_nothing_acts(tmp_path / "ledger.xlsx")
    assert len(book.sheetnames) == 2 + max(1, len(units))
    for sheet in book.worksheets:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


# What LibreOffice makes of it


@pytest.fixture
def libreoffice(tmp_path: Path) -> Iterator[Any]:
    program = shutil.which("soffice")
    if not program or not shutil.which("localc"):
        pytest.skip("no LibreOffice Calc here (soffice, localc)")

    def convert(path: Path, to: str) -> Path:
        place = tmp_path / "converted"
        subprocess.run(
            [
                *(program, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
                *("--convert-to", to, "--outdir", str(place), str(path)),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return place / f"{path.stem}.{to}"

    yield convert


def test_libreoffice_reads_every_cell_as_it_was_written(libreoffice: Any, tmp_path: Path):
    texts = [text for text in HOSTILE if legible(text) == text]
    write_workbook(
        contents_of([target(target_id=str(n), quote=text, lead_unit_names=[text]) for n, text in enumerate(texts)]),
        tmp_path / "ledger.xlsx",
    )
    ours = openpyxl.load_workbook(tmp_path / "ledger.xlsx")
    theirs = openpyxl.load_workbook(libreoffice(tmp_path / "ledger.xlsx", "xlsx"))
    assert theirs.sheetnames == ours.sheetnames
    for sheet in ours.worksheets[1:]:
        assert rows_of(theirs[sheet.title]) == rows_of(sheet)
        assert theirs[sheet.title].auto_filter.ref == sheet.auto_filter.ref
    assert all(cell.data_type != "f" for sheet in theirs for row in sheet.iter_rows() for cell in row)
    assert date(2025, 12, 31) in {row["截止日"].date() for row in rows_of(theirs[ALL_TARGETS])}
