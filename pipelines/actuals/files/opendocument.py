"""Spreadsheets of OpenDocument (.ods), as WPS and LibreOffice write them → the cells of their visible sheets, as a
person sees them.

Read here and not by calamine, which gives 0.556 for a cell of 55.6 %, or odfpy, which builds a tree of the whole part.
"""

import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from pipelines.actuals.files.protection import ENCRYPTED
from pipelines.actuals.files.records import MAX_COLUMNS
from pipelines.actuals.files.refusals import FileRefusedError, limit
from pipelines.actuals.files.workbooks import (
    HOSTILE_XML,
    MAX_EXCEL_ROW,
    MAX_SHARED_BYTES,
    MAX_SHEETS,
    Area,
    Sheet,
    count_areas,
    hidden_sheet,
    refusing_damage,
)
from pipelines.storage.markup_bounds import MAX_NODES, count_nodes

KIND = b"application/vnd.oasis.opendocument.spreadsheet"
CONTENT = "content.xml"
OFFICE, TABLE, TEXT, STYLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text", "style")
)
NOTE, SPACES = f"{OFFICE}annotation", (f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break")
NUMBERS = ("float", "percentage", "currency")
LEFT_OUT = (0, 3, 4, 6, 8)  # digits that a format leaves out: none, or those of thousands, 万, millions, 亿
NUMBER_SHOWN = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
YEAR = re.compile(r"(?:19|20)\d\d")


def is_open_document(archive: zipfile.ZipFile) -> bool:
    """Whether it is a spreadsheet of OpenDocument; encrypted or not."""
    names = archive.namelist()
    return CONTENT in names and "mimetype" in names and archive.read("mimetype").strip().startswith(KIND)


def read_ods(archive: zipfile.ZipFile) -> Iterator[Sheet]:
    """The sheets of an .ods. Raises FileRefusedError."""
    with refusing_damage():
        if archive.getinfo(CONTENT).file_size > MAX_SHARED_BYTES:
            most = MAX_SHARED_BYTES // 2**20
            raise FileRefusedError("file_too_large", f"表格解压后超过上限 {most} MB。请拆分后重新报送。")
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise FileRefusedError(*ENCRYPTED)
        content = archive.read(CONTENT)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise FileRefusedError(*HOSTILE_XML)
        limit(count_nodes(content), MAX_NODES, "too_much_markup", "表格的标记和属性")
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        hidden = {
            style.get(f"{STYLE}name")
            for style in root.iter(f"{STYLE}style")
            if any(kind.get(f"{TABLE}display") == "false" for kind in style.iter(f"{STYLE}table-properties"))
        }
        tables = root.findall(f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table")
        limit(len(tables), MAX_SHEETS, "too_many_sheets", "工作表数")
        for table in tables:
            name = table.get(f"{TABLE}name") or ""
            if table.get(f"{TABLE}style-name") in hidden:
                yield hidden_sheet(name)
                continue
            merged: list[Area] = []
            yield Sheet(name, _records(table, merged), merged)


def _records(table: etree._Element, merged: list[Area]) -> Iterator[list[str]]:
    """The texts of every row; blank ones at the end, which may be a million, are left out."""
    areas, number, blank = count_areas(), 0, 0
    for row in table.iter(f"{TABLE}table-row"):
        times = _count(row, "number-rows-repeated")
        record = list[str]()
        spans: list[tuple[int, int, int]] = []
        for cell in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            text, repeated = _text(cell), _count(cell, "number-columns-repeated")
            width, height = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
            if width > 1 or height > 1:
                spans.append((len(record) + 1, width, height))
            if not text and repeated > MAX_COLUMNS:  # to the right end of the sheet
                continue
            limit(len(record) + repeated, MAX_COLUMNS, "too_many_columns", f"第 {number + 1} 行的列数")
            record += [text] * repeated
        while record and not record[-1]:
            record.pop()
        if not record:
            blank += times
            continue
        limit(number + blank + times, MAX_EXCEL_ROW, "too_many_rows", "行数")
        yield from ([] for _ in range(blank))
        number, blank = number + blank, 0
        for _ in range(times):
            number += 1
            for left, width, height in spans:
                areas.add()
                merged.append(Area(number, left, number + height - 1, left + width - 1))
            yield record


def _count(element: etree._Element, name: str) -> int:
    text = element.get(f"{TABLE}{name}") or "1"
    return max(int(text), 1) if re.fullmatch(r"\d{1,9}", text) else 1


def _text(cell: etree._Element) -> str:
    """What is shown of a cell: of a number all its digits, with % and the words behind it."""
    kind, value = cell.get(f"{OFFICE}value-type"), cell.get(f"{OFFICE}value")
    shown = " ".join("".join(_texts(paragraph)) for paragraph in cell.iterchildren(f"{TEXT}p")).strip()
    if kind in NUMBERS and value is not None:
        return _number_text(value, shown, kind == "percentage")
    if kind == "date" and not YEAR.search(shown):
        return (cell.get(f"{OFFICE}date-value") or "").split("T")[0]
    if not shown and kind is None and cell.get(f"{TABLE}formula"):
        return f"={cell.get(f'{TABLE}formula')}"
    return shown


def _texts(element: etree._Element) -> Iterator[str]:
    """The words of a paragraph without the notes that hang on it."""
    yield element.text or ""
    for child in element:
        if child.tag in SPACES:
            yield " "
        elif child.tag != NOTE:
            yield from _texts(child)
        yield child.tail or ""


def _number_text(value: str, shown: str, is_share: bool) -> str:
    """The number with all its digits, in the size in which it is shown; as it is shown, where that is no number."""
    try:
        return _sized_number(Decimal(f"{float(value):.15g}"), shown, is_share)
    except (ValueError, ArithmeticError):  # no number, or one of a million digits
        return shown


def _sized_number(number: Decimal, shown: str, is_share: bool) -> str:
    if not number.is_finite():
        return shown
    if is_share:
        return f"{(number * 100).normalize():f}%"
    found = NUMBER_SHOWN.search(shown)
    if not found:
        return f"{number:f}"
    seen = Decimal(found[0].replace(",", ""))
    step = Decimal(1).scaleb(int(seen.as_tuple().exponent))
    for digits in LEFT_OUT:
        if abs(abs(number.scaleb(-digits)) - abs(seen)) <= step / 2:
            return f"{number.scaleb(-digits).normalize():f}{shown[found.end() :].strip()}"
    return shown
