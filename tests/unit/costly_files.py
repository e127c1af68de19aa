"""Small files that cost a careless reader gigabytes or minutes. Not a test."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from document_files import docx_of

from tests.unit.actuals_files import write_workbook

HEADER = ["指标", "报告期", "数值", "单位", "来源"]
ROW = ["地区生产总值", "2023年", "3800", "亿元", "统计局"]
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
OFFICE = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
LINES = f"{','.join(HEADER)}\n{','.join(ROW)}\n"


def with_parts(path: Path, parts: Mapping[str, str]) -> Path:
    """The package with these parts instead of, or beside, its own."""
    with zipfile.ZipFile(path) as archive:
        own = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**own, **parts}.items():
            archive.writestr(name, content)
    return path


def million_commas(folder: Path, count: int) -> Path:
    path = folder / "报送.csv"
    path.write_text(LINES + f"{','.join(ROW)}\n" * 10_000 + "," * count + "\n", encoding="utf-8")
    return path


def ragged_lines(folder: Path, count: int) -> Path:
    """A line of ten thousand cells among many of one."""
    path = folder / "报送.csv"
    lines = f"{','.join(ROW)}\n" * 20_000 + "1\n" * count
    path.write_text(LINES + lines + "," * 10_000 + "\n" + "1\n" * count, encoding="utf-8")
    return path


def empty_tags(folder: Path, count: int) -> Path:
    path = folder / "报送.xls"
    path.write_text(f"<html><body>{'<b>' * count}<table><tr><td>1</table></body></html>", encoding="utf-8")
    return path


def wide_spans(folder: Path, rows: int) -> Path:
    path = folder / "报送.xls"
    path.write_text(f"<html><table>{'<tr><td colspan=19998>x</td></tr>' * rows}</table></html>", encoding="utf-8")
    return path


def far_cells(folder: Path, rows: int) -> Path:
    path = folder / "报送.xls"
    cells = '<Row><Cell ss:Index="19999"><Data ss:Type="String">x</Data></Cell></Row>' * rows
    book = (
        f'<?xml version="1.0"?><Workbook {OFFICE}><Worksheet ss:Name="a"><Table>{cells}</Table></Worksheet></Workbook>'
    )
    path.write_text(book, encoding="utf-8")
    return path


def far_rows(folder: Path, sheets: int) -> Path:
    path = folder / "报送.xls"
    sheet = '<Worksheet ss:Name="{}"><Table><Row ss:Index="1048576"><Cell/></Row></Table></Worksheet>'
    sheets = "".join(sheet.format(number) for number in range(sheets))
    path.write_text(f'<?xml version="1.0"?><Workbook {OFFICE}>{sheets}</Workbook>', encoding="utf-8")
    return path


def workbook(folder: Path) -> Path:
    return write_workbook(folder / "报送.xlsx", ".xlsx", [HEADER, ROW])


def foreign_elements(folder: Path, count: int) -> Path:
    """Elements with an attribute that no sheet has."""
    row = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    return with_parts(workbook(folder), {"xl/worksheets/sheet1.xml": SHEET.format('<a b=""/>' * count + row)})


def empty_texts(folder: Path, count: int) -> Path:
    path, name = workbook(folder), "sharedStrings"
    texts = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{"<si/>" * count}</sst>'
    kind = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{name}+xml"
    with zipfile.ZipFile(path) as archive:
        types = archive.read("[Content_Types].xml").decode()
    if name not in types:
        types = types.replace("</Types>", f'<Override PartName="/xl/{name}.xml" ContentType="{kind}"/></Types>')
    return with_parts(path, {f"xl/{name}.xml": texts, "[Content_Types].xml": types})


def last_rows(folder: Path, sheets: int) -> Path:
    cell = '<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    path = folder / "报送.xlsx"
    book = openpyxl.Workbook()
    for _ in range(sheets - 1):
        book.create_sheet()
    book.save(path)
    return with_parts(path, {f"xl/worksheets/sheet{n}.xml": SHEET.format(cell) for n in range(1, sheets + 1)})


def word_cells(folder: Path, count: int) -> Path:
    path = folder / "规划.docx"
    path.write_bytes(docx_of("规划"))
    table = f"<w:tbl><w:tr>{'<w:tc/>' * count}</w:tr></w:tbl>"
    return with_parts(path, {"word/document.xml": WORD.format(table)})


def many_attributes(folder: Path, count: int) -> Path:
    path = folder / "报送.xls"
    attributes = " ".join(f"a{number}" for number in range(count))
    path.write_text(
        f"<html><body><p {attributes}>x</p><table><tr><td>1</td></tr></table></body></html>", encoding="utf-8"
    )
    return path


def numbers(folder: Path, count: int) -> Path:
    path = folder / "规划.txt"
    path.write_text("到2025年，" + "12345 " * count, encoding="utf-8")
    return path
