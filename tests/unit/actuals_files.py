"""Bureau files for tests: one table in every format, with merged cells and number formats."""

import csv
import io
import zipfile
from datetime import date
from html import escape
from pathlib import Path

import openpyxl
import xlwt

Area = tuple[int, int, int, int]  # top, left, bottom, right; from 1, both ends in it
Table = list[list[object]]
WORKBOOKS = (".xlsx", ".xls", ".html", ".xml")
DOCUMENTS = (".ods", ".docx")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def as_csv(rows: Table, separator: str = ",", line_end: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def write_workbook(
    path: Path, kind: str, rows: Table, merged: tuple[Area, ...] = (), formats: dict[tuple[int, int], str] | None = None
) -> Path:
    """Write the rows as a sheet of `kind` (one of WORKBOOKS or DOCUMENTS), whatever the suffix of the path.

    `formats`: row and column, from 1 → number format. Under a merged area only the first cell is written.
    """
    formats = formats or {}
    covered = {
        (row, column)
        for top, left, bottom, right in merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    cells = [
        (row, column, value)
        for row, record in enumerate(rows, start=1)
        for column, value in enumerate(record, start=1)
        if value not in ("", None) and (row, column) not in covered
    ]
    write = {
        ".xlsx": _write_xlsx,
        ".xls": _write_xls,
        ".html": _write_html,
        ".xml": _write_xml,
        ".ods": _write_ods,
        ".docx": _write_docx,
    }[kind]
    write(path, cells, merged, formats)
    return path


def _write_xlsx(path, cells, merged, formats) -> None:
    book = openpyxl.Workbook()
    for row, column, value in cells:
        cell = book.active.cell(row, column, value)
        if (row, column) in formats:
            cell.number_format = formats[row, column]
    for top, left, bottom, right in merged:
        book.active.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    with path.open("wb") as file:
        book.save(file)


def _write_xls(path, cells, merged, formats) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    areas = {(top, left): (bottom, right) for top, left, bottom, right in merged}
    for row, column, value in cells:
        style = xlwt.easyxf(num_format_str=formats.get((row, column), "General"))
        if (row, column) in areas:
            bottom, right = areas[row, column]
            sheet.write_merge(row - 1, bottom - 1, column - 1, right - 1, value, style)
        else:
            sheet.write(row - 1, column - 1, value, style)
    with path.open("wb") as file:
        book.save(file)


def _shown(value: object, number_format: str) -> str:
    if isinstance(value, date):
        return f"{value:%Y-%m}" if "d" not in number_format else f"{value:%Y-%m-%d}"
    return f"{value * 100:.10g}%" if "%" in number_format else str(value)


def _write_html(path, cells, merged, formats) -> None:
    areas = {(top, left): (bottom + 1 - top, right + 1 - left) for top, left, bottom, right in merged}
    hidden = {
        (row, column)
        for top, left, bottom, right in merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - areas.keys()
    shown = {(row, column): _shown(value, formats.get((row, column), "")) for row, column, value in cells}
    height, width = max(row for row, _ in shown), max(column for _, column in shown)
    lines = []
    for row in range(1, height + 1):
        tags = []
        for column in range(1, width + 1):
            if (row, column) not in hidden:
                rows, columns = areas.get((row, column), (1, 1))
                text = escape(shown.get((row, column), ""))
                tags.append(f"<td rowspan={rows} colspan={columns}>{text}</td>")
        lines.append(f"<tr>{''.join(tags)}</tr>")
    page = (
        f'<html><head><meta charset="gb2312"><title>x</title></head><body><table>{"".join(lines)}</table></body></html>'
    )
    path.write_bytes(page.encode("gb18030"))


def _write_xml(path, cells, merged, formats) -> None:
    areas = {(top, left): (bottom - top, right - left) for top, left, bottom, right in merged}
    rows: dict[int, list[str]] = {}
    styles = {number_format: f"s{number}" for number, number_format in enumerate(dict.fromkeys(formats.values()))}
    for row, column, value in cells:
        down, across = areas.get((row, column), (0, 0))
        kind = "DateTime" if isinstance(value, date) else "Number" if isinstance(value, int | float) else "String"
        text = f"{value:%Y-%m-%d}T00:00:00.000" if isinstance(value, date) else escape(str(value))
        style = f' ss:StyleID="{styles[formats[row, column]]}"' if (row, column) in formats else ""
        merge = f' ss:MergeAcross="{across}" ss:MergeDown="{down}"' if (row, column) in areas else ""
        cell = f'<Cell ss:Index="{column}"{style}{merge}><Data ss:Type="{kind}">{text}</Data></Cell>'
        rows.setdefault(row, []).append(cell)
    body = "".join(f'<Row ss:Index="{row}">{"".join(parts)}</Row>' for row, parts in rows.items())
    looks = "".join(
        f'<Style ss:ID="{name}"><NumberFormat ss:Format="{escape(number_format)}"/></Style>'
        for number_format, name in styles.items()
    )
    path.write_text(
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Styles>{looks}</Styles><Worksheet ss:Name="Sheet1"><Table>{body}</Table></Worksheet></Workbook>',
        encoding="utf-8",
    )


def _write_ods(path, cells, merged, formats) -> None:
    areas = {(top, left): (bottom + 1 - top, right + 1 - left) for top, left, bottom, right in merged}
    values = {(row, column): value for row, column, value in cells}
    height, width = max(row for row, _ in values), max(column for _, column in values)
    lines = []
    for row in range(1, height + 1):
        tags = []
        for column in range(1, width + 1):
            value, (down, across) = values.get((row, column), ""), areas.get((row, column), (1, 1))
            span = (
                f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'
                if down * across > 1
                else ""
            )
            kind = f'"float" office:value="{value}"' if isinstance(value, int | float) else '"string"'
            text = f"<text:p>{escape(str(value))}</text:p>" if value != "" else ""
            tags.append(f"<table:table-cell office:value-type={kind}{span}>{text}</table:table-cell>")
        lines.append(f"<table:table-row>{''.join(tags)}</table:table-row>")
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    sheet = f'<table:table table:name="Sheet1">{"".join(lines)}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
        package.writestr("META-INF/manifest.xml", "<manifest/>")


def _write_docx(path, cells, merged, formats) -> None:
    begun = {(top, left): (bottom, right) for top, left, bottom, right in merged}
    inside = {
        (row, column): (top, left, right)
        for top, left, bottom, right in merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    shown = {(row, column): _shown(value, formats.get((row, column), "")) for row, column, value in cells}
    height, width = max(row for row, _ in shown), max(column for _, column in shown)
    lines = []
    for row in range(1, height + 1):
        tags, column = [], 1
        while column <= width:
            top, left, right = inside.get((row, column), (row, column, column))
            merge = f'<w:gridSpan w:val="{right + 1 - left}"/>' if right > left else ""
            if (top, left) in begun and begun[top, left][0] > top:
                merge += '<w:vMerge w:val="restart"/>' if row == top else "<w:vMerge/>"
            text = escape(shown.get((row, column), "")) if (row, column) == (top, left) else ""
            run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
            tags.append(f"<w:tc><w:tcPr>{merge}</w:tcPr><w:p>{run}</w:p></w:tc>")
            column = right + 1
        lines.append(f"<w:tr>{''.join(tags)}</w:tr>")
    document = f'<w:document xmlns:w="{WORD}"><w:body><w:tbl>{"".join(lines)}</w:tbl></w:body></w:document>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>',
        )
        package.writestr("word/document.xml", document)
