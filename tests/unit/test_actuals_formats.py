"""Formats: what a file is, its content decides; every format gives the cells that a person sees, and where."""

import zipfile
from datetime import date

import openpyxl
import pytest

from pipelines.actuals.files import workbooks
from pipelines.actuals.files.grid import read_grids
from pipelines.actuals.files.refusals import FileRefusedError
from pipelines.actuals.files.workbooks import cell_text
from tests.unit.actuals_files import WORKBOOKS, write_workbook

ROWS = [
    ["2023年主要指标"],
    [],
    ["地区", "产值", "", "占比"],
    ["", "一季度", "二季度", ""],
    ["德州市", 1.5, 2.5, 0.556],
    ["禹城市", 1234.5, "－", 0.03],
]
MERGED = ((1, 1, 1, 4), (3, 1, 4, 1), (3, 2, 3, 3), (3, 4, 4, 4))
FORMATS = {(5, 4): "0.0%", (6, 4): "0%", (6, 2): "#,##0.00"}


@pytest.mark.parametrize("kind", WORKBOOKS)
@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.csv", "a"])
def test_every_format_shows_the_same_cells_under_any_name(kind, name, tmp_path):
    (grid,), _ = read_grids(write_workbook(tmp_path / name, kind, ROWS, MERGED, FORMATS))
    title = "2023年主要指标"
    assert [(row.number, row.cells) for row in grid.rows] == [
        (1, (title, title, title, title)),
        (3, ("地区", "产值", "产值", "占比")),
        (4, ("地区", "一季度", "二季度", "占比")),
        (5, ("德州市", "1.5", "2.5", "55.6%")),
        (6, ("禹城市", "1234.5", "－", "3%")),
    ]
    assert grid.rows[1].merged == {0: (3, 1), 1: (3, 2), 2: (3, 2), 3: (3, 4)}
    assert not grid.rows[3].merged


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_a_date_is_the_month_that_it_shows(kind, tmp_path):
    rows = [["报告期"], [date(2023, 5, 1)], [date(2023, 6, 30)]]
    path = write_workbook(tmp_path / "a", kind, rows, formats={(2, 1): "yyyy\\-mm", (3, 1): "yyyy-mm-dd"})
    (grid,), _ = read_grids(path)
    # An XML spreadsheet keeps the day that its format hides.
    assert [row.cells[0] for row in grid.rows[1:]] == ["2023-05-01" if kind == ".xml" else "2023-05", "2023-06-30"]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.556, "0.0%;[Red]-0.0%", "55.6%"),
        (12345.0, '0!.0,"万"', "1.2345万"),
        (12345.0, "#,##0.0,", "12.345"),
        (12345.0, "#,##0", "12345"),
        (1.2, '0.0"万元"', "1.2万元"),
        (1.2, "0.0_ ", "1.2"),
        (1.2, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1.2"),
        (1.2, "[DBNum1]General", "1.2"),
        (date(2023, 1, 1), 'yyyy"年"', "2023"),
        (date(2023, 6, 1), 'yyyy"年"m"月"', "2023-06"),
        (date(2023, 6, 1), "mmm-yy", "2023-06"),
        (date(2023, 6, 1), "[$-804]yyyy/m/d", "2023-06-01"),
    ],
)
def test_a_cell_is_what_its_number_format_shows(value, number_format, text):
    assert cell_text(value, number_format) == text


def test_a_page_is_one_sheet_with_the_lines_around_its_table(tmp_path):
    page = (
        "<html><head><style>td{}</style><script>var a='<table>'</script></head><body>"
        "<h2>2023年<b>生产</b>总值</h2><p>单位：亿元</p><!-- x -->"
        "<table><caption>表1</caption><thead><tr><th>地区<th>数值</thead>"
        "<tr><td>德州市<td><table><tr><td>1</td></tr></table></table>注：快报<br>完</body></html>"
    )
    (tmp_path / "a.xls").write_text(page, encoding="utf-8")
    (grid,), encoding = read_grids(tmp_path / "a.xls")
    assert [row.cells for row in grid.rows] == [
        ("2023年生产总值",),
        ("单位：亿元",),
        ("表1",),
        ("地区", "数值"),
        ("德州市", "1"),
        ("注：快报",),
        ("完",),
    ]
    assert encoding == "utf-8"


def test_a_hidden_sheet_is_not_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["看得见"])
    hidden = book.create_sheet("列表")
    hidden.append(["看不见"])
    hidden.sheet_state = "veryHidden"
    book.save(tmp_path / "a.xlsx")
    grids, _ = read_grids(tmp_path / "a.xlsx")
    assert [row.cells for grid in grids for row in grid.rows] == [("看得见",)]


def rewrite(path, change):
    """The workbook with every part as `change` (name, content) gives it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_columns_outside_the_declared_dimension_are_read(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", ".xlsx", [["a", "b"], [1, 2]])
    rewrite(path, lambda name, content: content.replace(b'ref="A1:B2"', b'ref="A1"'))
    (grid,), _ = read_grids(path)
    assert [row.cells for row in grid.rows] == [("a", "b"), ("1", "2")]


def refused(path):
    with pytest.raises(FileRefusedError) as refusal:
        read_grids(path)
    assert str(refusal.value)
    return refusal.value.reason_code


LAUGHS = b'<!DOCTYPE lolz [<!ENTITY a "lol">' + b"".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(20)
)


def test_entities_are_refused_unexpanded(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", ".xlsx", ROWS)
    declaration = LAUGHS + b"]>"

    def laugh(name, content):
        start = content.find(b"<worksheet")
        return content[:start] + declaration + content[start:] if "sheet1" in name else content

    assert refused(rewrite(path, laugh)) == "hostile_xml"
    xml = write_workbook(tmp_path / "a.xml", ".xml", ROWS)
    xml.write_bytes(xml.read_bytes().replace(b"<Workbook", declaration + b"<Workbook", 1))
    assert refused(xml) == "hostile_xml"
    wide = write_workbook(tmp_path / "b.xlsx", ".xlsx", ROWS)
    text = "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>".encode("utf-16")
    assert refused(rewrite(wide, lambda name, content: text if "sheet1" in name else content)) == "hostile_xml"


@pytest.mark.parametrize("kind", [".xlsx", ".xls"])
def test_a_damaged_workbook_is_refused_wherever_it_breaks(kind, tmp_path):
    content = write_workbook(tmp_path / "a", kind, ROWS, MERGED, FORMATS).read_bytes()
    for end in range(8, len(content), 97):
        (tmp_path / "b").write_bytes(content[:end])
        try:
            read_grids(tmp_path / "b")  # a cut after the last cell loses nothing
        except FileRefusedError as refusal:
            assert refusal.reason_code in ("damaged_file", "unsupported_format")


def test_shared_strings_that_would_fill_the_memory_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_SHARED_BYTES", 100)
    assert refused(write_workbook(tmp_path / "a.xlsx", ".xlsx", ROWS)) == "file_too_large"


def test_merged_areas_without_end_fill_no_more_than_the_sheet(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", ".xlsx", [["a", "b"], ["c", "d"]], ((2, 1, 2, 2),))
    rewrite(path, lambda name, content: content.replace(b'ref="A2:B2"', b'ref="A2:XFD1048576"'))
    (grid,), _ = read_grids(path)
    assert [row.cells for row in grid.rows] == [("a", "b"), ("c", "c")]


def test_a_page_that_ends_within_its_table_is_refused(tmp_path):
    """What is cut may be short of digits, and a cell that spans two rows stand in one."""
    page = "<table><tr><th>地区<th>2019年<tr><td>德州市<td rowspan=2>823</td></tr><tr><td rows"
    (tmp_path / "a.xls").write_text(page, encoding="utf-8")
    with pytest.raises(FileRefusedError) as refused:
        read_grids(tmp_path / "a.xls")
    assert refused.value.reason_code == "cut_page"
