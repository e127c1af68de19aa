"""Tables that programs save as .xls and that are no workbooks: HTML pages, and XML spreadsheets of Excel 2003.

Rows are where Excel shows them when it opens the file.
"""

import re
from collections.abc import Iterator

from lxml import etree, html

from pipelines.actuals.files.records import MAX_COLUMNS
from pipelines.actuals.files.refusals import DAMAGED, NO_TABLE, FileRefusedError, limit
from pipelines.actuals.files.workbooks import (
    HOSTILE_XML,
    MAX_SHEETS,
    Area,
    Sheet,
    cell_text,
    count_areas,
    hidden_sheet,
)
from pipelines.storage.markup_bounds import find_excess

MAX_EXCEL_ROW = 1_048_576
OFFICE = "{urn:schemas-microsoft-com:office:spreadsheet}"
UNSEEN = ("head", "script", "style", "template", "noscript", "xml")
BLOCKS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "br", "caption", "center", "table", "tr", "td", "th")
# One that nothing ends reaches to the end of the page; else each of many would be looked for to there.
NO_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL)
CUT = ("cut_page", "网页里的表格没有结束（缺 </table>），文件可能不完整。请从原表重新导出后报送。")
PAGE = re.compile(r"<(?:!doctype html|html|head|body|table|div|meta)[\s>]", re.IGNORECASE)
XML_SPREADSHEET = re.compile(r"<(?:\w+:)?Workbook\b[^>]{0,2000}urn:schemas-microsoft-com:office:spreadsheet")


def is_page(text: str) -> bool:
    """Whether the text is HTML."""
    return text.lstrip("\ufeff \t\r\n").startswith("<") and bool(PAGE.search(text, 0, 4096))


def is_xml_spreadsheet(text: str) -> bool:
    return XML_SPREADSHEET.search(text, 0, 8192) is not None


def read_page(text: str) -> Sheet:
    """All of a page as one sheet: a line of text is a row of one cell, a table's rows are rows.

    Raises FileRefusedError if the page holds no table that can be read, or ends within one: where it was cut, a number
    may be short, and a cell stand for rows that are not there.
    """
    _refuse_excess(text)
    markup = NO_MARKUP.sub("", text.lower())
    if "<table" not in markup:
        code, reason = NO_TABLE
        raise FileRefusedError(code, reason.format(what="网页"))
    if markup.count("<table") > markup.count("</table"):
        raise FileRefusedError(*CUT)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise FileRefusedError(*DAMAGED) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise FileRefusedError(*DAMAGED)
    etree.strip_elements(root, *UNSEEN, with_tail=False)
    merged: list[Area] = []
    return Sheet("", _page_records(root.find("body") if root.find("body") is not None else root, merged), merged)


def _refuse_excess(text: str) -> None:
    if excess := find_excess(text):
        raise FileRefusedError("too_much_markup", f"文件里的{excess}。请在 Excel 中打开并另存为 .xlsx 后重新报送。")


def _page_records(body: html.HtmlElement, merged: list[Area]) -> Iterator[list[str]]:
    number = 0
    for part in _parts(body):
        for record in [[part]] if isinstance(part, str) else _table_records(part, number, merged):
            number += 1
            yield record


def _parts(body: html.HtmlElement) -> Iterator[html.HtmlElement | str]:
    """Tables, and the lines of text around them; a table that only lays out others is no table."""
    line: list[str] = []

    def closed() -> Iterator[str]:
        words = " ".join("".join(line).split())
        line.clear()
        if words:
            yield words

    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element.tag == "table" and not _lays_out(element):
                yield from closed()
                yield element
                walk.skip_subtree()
                continue
            if element.tag in BLOCKS:
                yield from closed()
            line.append(element.text or "")
        else:
            if element.tag in BLOCKS:
                yield from closed()
            if element is not body:
                line.append(element.tail or "")
    yield from closed()


def _lays_out(table: html.HtmlElement) -> bool:
    """Whether most of its rows are those of tables in it."""
    rows = [next(row.iterancestors("table")) is table for row in table.iter("tr")]
    return rows.count(False) > rows.count(True)


def _table_records(table: html.HtmlElement, number: int, merged: list[Area]) -> Iterator[list[str]]:
    """The rows of a table, every cell at its place beside and below those that span. `number`: of the row before."""
    for caption in table.iterchildren("caption"):
        number += 1
        yield [" ".join(caption.text_content().split())]
    areas, covered = count_areas(), dict[int, int]()  # column → last row that a cell above covers
    for row in (row for row in table.iter("tr") if next(row.iterancestors("table")) is table):
        number += 1
        record = list[str]()
        for cell in row.iterchildren("td", "th"):
            while covered.get(len(record) + 1, 0) >= number:
                record.append("")
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            left = len(record) + 1
            limit(left + width, MAX_COLUMNS, "too_many_columns", f"第 {number} 行的列数")
            record += [" ".join(cell.text_content().split()), *[""] * (width - 1)]
            if width > 1 or height > 1:
                areas.add()
                merged.append(Area(number, left, number + height - 1, left + width - 1))
                covered |= dict.fromkeys(range(left, left + width), number + height - 1)
        yield record


def _span(cell: html.HtmlElement, name: str) -> int:
    text = (cell.get(name) or "").strip()
    return min(max(1, int(text)), MAX_COLUMNS) if re.fullmatch(r"\d{1,9}", text) else 1


def read_xml_spreadsheet(text: str) -> Iterator[Sheet]:
    """The sheets of an XML spreadsheet of Excel 2003. Raises FileRefusedError."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FileRefusedError(*HOSTILE_XML)
    _refuse_excess(text)
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileRefusedError(*DAMAGED) from error
    formats = {
        style.get(f"{OFFICE}ID"): number_format.get(f"{OFFICE}Format") or ""
        for style in root.iter(f"{OFFICE}Style")
        for number_format in style.iterchildren(f"{OFFICE}NumberFormat")
    }
    sheets = list(root.iter(f"{OFFICE}Worksheet"))
    limit(len(sheets), MAX_SHEETS, "too_many_sheets", "工作表数")
    for sheet in sheets:
        state = sheet.findtext(".//{urn:schemas-microsoft-com:office:excel}Visible")
        is_visible = state in (None, "SheetVisible")
        yield _xml_sheet(sheet, formats) if is_visible else hidden_sheet(sheet.get(f"{OFFICE}Name") or "")


def _xml_sheet(sheet: etree._Element, formats: dict[str | None, str]) -> Sheet:
    merged: list[Area] = []
    return Sheet(sheet.get(f"{OFFICE}Name") or "", _xml_records(sheet, formats, merged), merged)


def _xml_records(sheet: etree._Element, formats: dict[str | None, str], merged: list[Area]) -> Iterator[list[str]]:
    areas, covered, last = count_areas(), dict[int, int](), 0
    for row in sheet.iterfind(f"./{OFFICE}Table/{OFFICE}Row"):
        number = _number(row, "Index") or last + 1
        limit(number, MAX_EXCEL_ROW, "too_many_rows", "行数")
        yield from ([] for _ in range(number - 1 - last))
        last = max(number, last + 1)
        record = list[str]()
        for cell in row.iterfind(f"./{OFFICE}Cell"):
            left = _number(cell, "Index") or len(record) + 1
            while not _number(cell, "Index") and covered.get(left, 0) >= number:
                left += 1
            right, bottom = left + _number(cell, "MergeAcross"), number + _number(cell, "MergeDown")
            limit(right, MAX_COLUMNS, "too_many_columns", f"第 {number} 行的列数")
            record += [""] * (left - 1 - len(record))
            record += [_xml_text(cell, formats), *[""] * (right - left)]
            if right > left or bottom > number:
                areas.add()
                merged.append(Area(number, left, bottom, right))
                covered |= dict.fromkeys(range(left, right + 1), bottom)
        yield record


def _number(element: etree._Element, name: str) -> int:
    text = element.get(f"{OFFICE}{name}") or ""
    return int(text) if re.fullmatch(r"\d{1,9}", text) else 0


def _xml_text(cell: etree._Element, formats: dict[str | None, str]) -> str:
    data = cell.find(f"{OFFICE}Data")
    if data is None:
        return ""
    text = "".join(map(str, data.itertext()))
    number_format = formats.get(cell.get(f"{OFFICE}StyleID"), "")
    if data.get(f"{OFFICE}Type") == "Number":
        try:
            return cell_text(float(text), "0%" if number_format == "Percent" else number_format)
        except ValueError:
            return text
    return text.split("T")[0] if data.get(f"{OFFICE}Type") == "DateTime" else text
