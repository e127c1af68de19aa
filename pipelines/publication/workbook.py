"""Workbooks for people, by xlsxwriter: what comes from documents and files is text in a cell and nothing else."""

import math
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | Decimal | date | None

# Excel's limits, counted in UTF-16 units; https://support.microsoft.com/office/excel-specifications-and-limits
CELL_LENGTH = 32_767
SHEET_NAME_LENGTH = 31
FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was, or none at all
CUT = "…(过长,已截断)"
# What XML 1.0 cannot carry, and what Excel would call a damaged file.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
A3, A4 = 8, 9  # paper, as Excel numbers it
FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "font_scheme": "none"}
LINE_HEIGHT, TALLEST_ROW = 14.0, 409.0  # points, at that size; Excel takes no taller row


@contextmanager
def open_workbook(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """A new workbook, written on leaving.

    xlsxwriter's constant_memory saves nothing here (10,000 targets: 298 MB with it, 294 MB without), writes each text
    anew in every sheet, and leaves charts without the values that viewers draw from.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": FONT,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        yield workbook


def write_cell(sheet: Worksheet, row: int, column: int, value: Cell, style: Format) -> None:
    """Write a value as what it is: text never as formula or link, a day as a date, a number as a number."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, legible(value), style)
    elif isinstance(value, date):
        if value < FIRST_DAY:
            sheet.write_string(row, column, value.isoformat(), style)
        else:
            sheet.write_datetime(row, column, value, style)
    elif math.isfinite(value):
        sheet.write_number(row, column, float(value), style)
    else:
        sheet.write_string(row, column, str(value), style)


def link_to_sheet(sheet: Worksheet, row: int, column: int, name: str, text: str, style: Format) -> None:
    """A cell that leads to the top of another sheet of the workbook."""
    quoted = name.replace("'", "''")
    sheet.write_url(row, column, f"internal:'{quoted}'!A1", style, legible(text))


def set_page(sheet: Worksheet, paper: int) -> None:
    """Landscape on A3 or A4, as wide as the page and as long as it takes, with the sheet's name and page numbers."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&R第 &P 页,共 &N 页")


def legible(text: str) -> str:
    """The text as a cell can hold it: characters that no XML carries as �, the end of what is too long cut."""
    text = ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if utf16_length(text) <= CELL_LENGTH else cut_to(text, CELL_LENGTH - utf16_length(CUT)) + CUT


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes for a sheet, like `wanted` and none of `taken`; adds it, case folded, to `taken`.

    Excel refuses []:*?/\\, an apostrophe at either end, more than 31 characters, `History`, and the same name twice
    whatever the case.
    """
    clean = re.sub(r"[\[\]:*?/\\]", "_", ILLEGAL.sub("_", wanted))
    clean = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "-", re.sub(r"\s+", " ", clean))  # _x0041_ would be read as A
    name = cut_to(clean, SHEET_NAME_LENGTH).strip("' ") or "_"
    number = 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        mark = f"~{number}"
        name = cut_to(clean, SHEET_NAME_LENGTH - len(mark)).strip("' ") + mark
    taken.add(name.casefold())
    return name


def height_of(cells: Iterable[tuple[str, float]]) -> float:
    """Points that a row needs to show wrapped texts whole, each with the width of its column in characters.

    Excel and LibreOffice fit a row by themselves only when it is edited.
    """
    lines = max((lines_of(text, width) for text, width in cells), default=1)
    return min(TALLEST_ROW, LINE_HEIGHT * lines + 4)


def lines_of(text: str, width: float) -> int:
    """Lines of a wrapped text: a Chinese character is as wide as two digits, and indent and edges take two."""
    room = max(2.0, width - 2)
    return sum(
        max(1, math.ceil((2 * len(line) - len(line.encode("ascii", "ignore"))) / room)) for line in text.split("\n")
    )


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def cut_to(text: str, length: int) -> str:
    """The beginning of a text, at most `length` UTF-16 units long, no character halved."""
    return text.encode("utf-16-le")[: 2 * length].decode("utf-16-le", errors="ignore")


def number_format(value: Decimal) -> str:
    """Every digit of the number shown, and no point behind a whole one."""
    exponent = value.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return "#,##0." + "0" * decimals if decimals else "#,##0"
