"""Formats beside Excel's own: OpenDocument, Word, JSON and XML of portals, pages, workbooks that are only protected."""

import json
import time
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from pipelines.actuals.files.grid import read_grids
from pipelines.actuals.files.refusals import FileRefusedError

ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:automatic-styles>'
    '<style:style style:name="gone"><style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    "</office:document-content>"
)

MOST_SECONDS = 5  # of processor, for what takes one; as a square it takes twenty


def rows_of(path: Path) -> list[list[str]]:
    return [list(row.cells) for grid in read_grids(path)[0] for row in grid.rows]


def write(tmp_path: Path, text: str, name: str = "数据.json") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def write_ods(tmp_path: Path, tables: str, manifest: str = "<manifest/>") -> Path:
    path = tmp_path / "表.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", ODS.format(tables=tables))
        package.writestr("META-INF/manifest.xml", manifest)
    return path


def ods_cell(shown: str, kind: str = "string", value: str = "", more: str = "") -> str:
    number = f' office:value="{value}"' if value else ""
    return (
        f'<table:table-cell office:value-type="{kind}"{number} {more}><text:p>{shown}</text:p></table:table-cell>'
        if shown or more
        else "<table:table-cell/>"
    )


@pytest.mark.parametrize(
    ("shown", "kind", "value", "read"),
    [
        ("55.6%", "percentage", "0.5563", "55.63%"),
        ("12.3", "float", "12.345", "12.345"),
        ("1.2万元", "float", "12000", "1.2万元"),
        ("3,489.5亿元", "float", "3489.5", "3489.5亿元"),
        ("-7.6", "float", "-7.6", "-7.6"),
        ("0.3", "float", "0.30000000000000004", "0.3"),
        ("￥12.00", "currency", "12", "12"),
        ("7", "float", "NaN", "7"),
        ("7%", "percentage", "INF", "7%"),
        pytest.param("9" * 1_000_001, "float", "7", "9" * 1_000_001, id="a million digits"),
    ],
)
def test_a_number_of_an_ods_is_what_is_shown_with_all_its_digits(tmp_path, shown, kind, value, read):
    row = f"<table:table-row>{ods_cell('数值')}{ods_cell(shown, kind, value)}</table:table-row>"
    assert rows_of(write_ods(tmp_path, f'<table:table table:name="a">{row}</table:table>')) == [["数值", read]]


def test_rows_and_cells_of_an_ods_stand_where_a_spreadsheet_shows_them(tmp_path):
    wide = ods_cell("2024年", more='table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
    table = (
        '<table:table table:name="a"><table:table-row>'
        f"{ods_cell('指标')}{wide}</table:table-row>"
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        f"<table:table-row>{ods_cell('甲')}"
        '<table:table-cell office:value-type="float" office:value="7" table:number-columns-repeated="2">'
        "<text:p>7</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    [grid] = read_grids(write_ods(tmp_path, table))[0]
    assert [(row.number, row.cells) for row in grid.rows] == [
        (1, ("指标", "2024年", "2024年")),
        (4, ("甲", "7", "7")),
    ]


def test_a_hidden_sheet_of_an_ods_is_not_read_and_an_encrypted_one_is_refused(tmp_path):
    row = f"<table:table-row>{ods_cell('甲')}</table:table-row>"
    tables = f'<table:table table:name="a" table:style-name="gone">{row}</table:table>'
    assert [grid.is_hidden for grid in read_grids(write_ods(tmp_path, tables))[0]] == [True]
    with pytest.raises(FileRefusedError) as refused:
        read_grids(write_ods(tmp_path, tables, "<manifest><encryption-data/></manifest>"))
    assert refused.value.reason_code == "password_needed"


def test_the_tables_of_a_docx_are_rows_with_merged_cells_filled(tmp_path):
    document = docx.Document()
    document.add_paragraph("2024年主要指标")
    table = document.add_table(3, 3)
    for place, text in enumerate(["指标", "增加值", "增速", "甲", "1", "2", "甲", "3", "4"]):
        table.cell(place // 3, place % 3).text = text
    table.cell(1, 0).merge(table.cell(2, 0)).text = "甲"
    document.save(tmp_path / "表.docx")
    assert rows_of(tmp_path / "表.docx") == [
        ["2024年主要指标"],
        ["指标", "增加值", "增速"],
        ["甲", "1", "2"],
        ["甲", "3", "4"],
    ]


def test_a_docx_without_a_table_is_refused_as_one(tmp_path):
    document = docx.Document()
    document.add_paragraph("今年以来，全县经济稳中向好。")
    document.save(tmp_path / "文.docx")
    with pytest.raises(FileRefusedError, match="没有表格"):
        read_grids(tmp_path / "文.docx")


RECORDS = [{"地区": "甲县", "数值": 1.50}, {"地区": "乙县", "数值": 2}]
DATA = {
    "an_array_of_records": (json.dumps(RECORDS), [["地区", "数值"], ["甲县", "1.5"], ["乙县", "2"]]),
    "digits_stay_as_they_are": ('[{"数值": 1.50}, {"数值": 12345678901234567890.10}]', None),
    "inside_an_answer": (
        json.dumps({"code": 200, "msg": "成功", "data": {"total": 2, "单位": "亿元", "list": RECORDS}}),
        [["单位：亿元"], ["地区", "数值"], ["甲县", "1.5"], ["乙县", "2"]],
    ),
    "an_array_a_place_keeps_the_place": (
        json.dumps({"甲县": [{"年份": 2023, "产量": 1}], "乙县": [{"年份": 2023, "产量": 2}]}),
        [["", "年份", "产量"], ["甲县", "2023", "1"], ["乙县", "2023", "2"]],
    ),
    "records_in_records": (
        json.dumps([{"地区": "甲县", "各年": [{"年份": 2023, "产量": 1}, {"年份": 2024, "产量": 3}]}]),
        [["地区", "年份", "产量"], ["甲县", "2023", "1"], ["甲县", "2024", "3"]],
    ),
    "objects_in_records": (
        json.dumps([{"region": {"code": "371400", "name": "甲市"}, "value": 1}]),
        [["region_code", "region_name", "value"], ["371400", "甲市", "1"]],
    ),
    "rows_below_names": (
        json.dumps([["地区", "2023年"], ["甲县", 5]]),
        [["地区", "2023年"], ["甲县", "5"]],
    ),
    "lines": (
        '{"地区": "甲县", "产量": 1}\n{"地区": "乙县", "产量": null}\n',
        [["地区", "产量"], ["甲县", "1"], ["乙县"]],
    ),
    "xml_elements": (
        '<?xml version="1.0"?><data><row><地区>甲县</地区><产量>1</产量></row>'
        "<row><地区>乙县</地区><产量>2</产量></row></data>",
        [["地区", "产量"], ["甲县", "1"], ["乙县", "2"]],
    ),
    "xml_attributes_within_series": (
        '<Set><Series 地区="甲县"><Obs 年份="2023" 产量="1"/><Obs 年份="2024" 产量="2"/></Series>'
        '<Series 地区="乙县"><Obs 年份="2023" 产量="3"/><Obs 年份="2024" 产量="4"/></Series></Set>',
        [
            ["地区", "年份", "产量"],
            ["甲县", "2023", "1"],
            ["甲县", "2024", "2"],
            ["乙县", "2023", "3"],
            ["乙县", "2024", "4"],
        ],
    ),
    "xml_fields_named_by_an_attribute": (
        '<root><record><field name="地区">甲县</field><field name="产量">1</field></record>'
        '<record><field name="地区">乙县</field><field name="产量">2</field></record></root>',
        [["地区", "产量"], ["甲县", "1"], ["乙县", "2"]],
    ),
}


@pytest.mark.parametrize("name", DATA)
def test_records_of_a_portal_are_rows(name, tmp_path):
    text, rows = DATA[name]
    expected = rows or [["数值"], ["1.50"], ["12345678901234567890.10"]]
    assert rows_of(write(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("text", "reason_code"),
    [
        ('[{"地区": "甲县", "数值"', "damaged_data"),
        ("<data><row><地区>甲县</地区></row>", "damaged_data"),
        ('[{"数值": 1, "数值": 2}]', "duplicate_column"),
        ('["甲", "乙"]', "no_records"),
        ("[" * 100_000, "damaged_data"),
        (f'[{{"数值": 1, "备注": {"[" * 700}1{"]" * 700}}}]', "damaged_data"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a><b>1</b><b>2</b></a>', "hostile_xml"),
        ("<html><body><p>第一季度经济运行平稳</p></body></html>", "no_table"),
    ],
)
def test_data_that_cannot_be_read_is_refused_for_what_it_is(text, reason_code, tmp_path):
    with pytest.raises(FileRefusedError) as refused:
        read_grids(write(tmp_path, text))
    assert refused.value.reason_code == reason_code


def test_a_record_of_many_fields_takes_no_time_that_grows_with_their_square(tmp_path):
    fields = {f"字段{number}": number for number in range(19_000)}
    beside = {f"说明{number}": "甲" for number in range(40_000)}
    again = json.dumps(beside)[:-1] + ', "又": 1, "又": 2}'
    began = time.process_time()
    with pytest.raises(FileRefusedError, match="又"):
        read_grids(write(tmp_path, again))
    assert rows_of(write(tmp_path, json.dumps({**beside, "data": [fields]})))[-1][:2] == ["0", "1"]
    many = {**beside, **{f"组{number}": {"数值": []} for number in range(40_000)}}
    with pytest.raises(FileRefusedError, match="没有找到成列的记录"):
        read_grids(write(tmp_path, json.dumps(many)))
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.parametrize("opening", ["<!--", "<script ", "<script>x</", "<style>"])
def test_a_page_of_many_openings_that_nothing_closes_is_one_that_was_cut(opening, tmp_path):
    began = time.process_time()
    with pytest.raises(FileRefusedError) as refused:
        read_grids(write(tmp_path, f"<html><body><table><tr><td>1</td></tr>{opening * 30_000}</table></body></html>"))
    assert refused.value.reason_code == "cut_page"
    assert time.process_time() - began < MOST_SECONDS


def test_a_table_of_a_page_is_found_inside_tables_that_only_lay_it_out(tmp_path):
    inner = "<table><tr><td>地区</td><td>产量</td></tr><tr><td>甲县</td><td>1</td></tr></table>"
    page = f"<html><body><table><tr><td>首页</td><td>{inner}</td></tr></table></body></html>"
    assert rows_of(write(tmp_path, page, "页.html")) == [["首页"], ["地区", "产量"], ["甲县", "1"]]


@pytest.mark.parametrize(
    ("head", "named"),
    [(b"%PDF-1.7", "PDF"), (b"Rar!\x1a\x07", "RAR"), (b"\x89PNG\r\n", "图片"), (b"<stata_dta>", "Stata")],
)
def test_what_is_not_read_is_refused_by_name(head, named, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(head + bytes(range(256)))
    with pytest.raises(FileRefusedError, match=named) as refused:
        read_grids(tmp_path / "a.xlsx")
    assert refused.value.reason_code == "unsupported_format"


def test_a_package_that_holds_no_table_is_refused_by_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr("xl/workbook.bin", "")
    with pytest.raises(FileRefusedError, match="xlsb"):
        read_grids(tmp_path / "a.zip")


@pytest.mark.parametrize(("password", "is_read"), [("VelvetSweatshop", True), ("geheim", False)])
def test_a_workbook_that_is_only_write_protected_is_read(password, is_read, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["地区", "产量"])
    plain = BytesIO()
    book.save(plain)
    with (tmp_path / "a.xlsx").open("wb") as file:
        OOXMLFile(plain).encrypt(password, file)
    if is_read:
        assert rows_of(tmp_path / "a.xlsx") == [["地区", "产量"]]
        return
    with pytest.raises(FileRefusedError) as refused:
        read_grids(tmp_path / "a.xlsx")
    assert refused.value.reason_code == "password_needed"
