"""How a file is laid out: its grids → the figures as written. One recogniser a layout, asked in turn of each sheet.

A recogniser returns None where the grid is laid out otherwise. What the cells mean is read later.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pipelines.actuals.cells.periods import read_period
from pipelines.actuals.cells.withdrawals import is_titled_withdrawal
from pipelines.actuals.files.grid import Grid, Row
from pipelines.actuals.files.refusals import FileRefusedError
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.crosstables import UnreadBlock, read_cross_table
from pipelines.actuals.layouts.headers import HEADER_WITHIN, find_columns
from pipelines.actuals.layouts.series import read_series
from pipelines.actuals.layouts.templates import REQUIRED, read_template
from pipelines.actuals.written import Written
from pipelines.extraction.folding import fold

# Sheets of the template workbook that hold no figures.
INSTRUCTIONS, OPTIONS = "填写说明", "选项"


CONTENTS = re.compile(r"目\s*[录次]|索\s*引|contents|index", re.IGNORECASE)
CONTENTS_WITHIN = 3  # rows
NO_FIGURE = re.compile(r"0\d+|\d{11,}")  # telephone numbers, identity numbers


@dataclass(frozen=True)
class Unread:
    """What of a file is not read: `rows` of figures in a sheet that cannot be; without rows, a sheet or column that
    holds no figures, or something of the whole file. `sheet_number`: from 1."""

    reason_code: str
    reason: str
    sheet: str = ""
    sheet_number: int = 0
    rows: tuple[Row, ...] = ()
    column_number: int | None = None
    column_name: str | None = None


@dataclass(frozen=True)
class ReadSheet:
    """The tables of a sheet, none if it is laid out otherwise, and those beside them that cannot be read; or why none
    of them can be."""

    tables: Sequence[Written] = ()
    unread: Sequence[UnreadBlock] = ()
    refusal: FileRefusedError | None = None


@dataclass(frozen=True)
class Recognised:
    """The tables of a file that have a known layout, in their order, several of a sheet if need be, and what else it
    holds."""

    tables: tuple[Written, ...]
    unread: tuple[Unread, ...] = ()

    @property
    def has_sheets(self) -> bool:
        """Whether several sheets hold figures."""
        numbers = [table.sheet_number for table in self.tables]
        return len({*numbers, *(unread.sheet_number for unread in self.unread if unread.rows)}) > 1

    @property
    def layout(self) -> str:
        return "、".join(dict.fromkeys(table.layout for table in self.tables))


def recognise(grids: list[Grid], title: str, known: KnownNames) -> Recognised:
    """The figures of every sheet that has a known layout; there may be none.

    `title`: the file's name, which may name the indicator.
    Raises FileRefusedError if no sheet has a known layout.
    """
    sheets = {number: grid for number, grid in enumerate(grids, start=1) if grid.name not in (INSTRUCTIONS, OPTIONS)}
    read = {number: _read_sheet(grid, title, known) for number, grid in sheets.items() if _is_shown(grid)}
    year = _one_year(read.values())
    for number, sheet in read.items():
        if year and sheet.refusal and sheet.refusal.reason_code == "missing_period":
            again = _with_year(_read_sheet(sheets[number], f"{title} {year}年", known), year)
            read[number] = again or sheet
    tables: list[Written] = []
    unread: list[Unread] = []
    for number, grid in sheets.items():
        sheet = read.get(number, ReadSheet())
        if sheet.refusal:
            code, reason = sheet.refusal.reason_code, f"工作表“{grid.name}”没有读取：{sheet.refusal}"
            unread.append(Unread(code, reason, grid.name, number, _with_figures(grid.rows, grid, known)))
        elif sheet.tables:
            is_withdrawal = is_titled_withdrawal(grid, title)
            *others, last = sheet.tables
            tables += [
                replace(table, sheet=grid.name, sheet_number=number, is_withdrawal=is_withdrawal)
                for table in (*others, replace(last, tail=grid.tail))
            ]
            unread += _find_unread(sheet, grid, number, known)
        else:
            unread.append(_tell_unread(grid, number, known))
    if not tables:
        refusals = (sheet.refusal for sheet in read.values() if sheet.refusal)
        raise next(refusals, None) or FileRefusedError("unknown_layout", _what_is_missing(grids))
    return Recognised(tuple(tables), tuple(unread))


def _is_shown(grid: Grid) -> bool:
    return bool(grid.rows) and not grid.is_hidden


def _read_sheet(grid: Grid, title: str, known: KnownNames) -> ReadSheet:
    try:
        table = read_template(grid, title, known) or read_series(grid, known)
        return ReadSheet((table,)) if table else ReadSheet(*read_cross_table(grid.whole(), title, known))
    except FileRefusedError as refusal:
        return ReadSheet(refusal=refusal)


def _one_year(read: Iterable[ReadSheet]) -> int | None:
    """The year that the sheets speak of, if it is the same in all that name one."""
    tables = chain.from_iterable(sheet.tables for sheet in read)
    texts = {text for table in tables for text in table.rows["period"].unique()}
    years = {period.end.year for period in map(read_period, texts) if period}
    return years.pop() if len(years) == 1 else None


def _with_year(sheet: ReadSheet, year: int) -> ReadSheet | None:
    """The sheet, where its tables name a part of the year themselves; None if one of them says nothing of time."""
    if not sheet.tables or any(f"{year}年" in set(table.rows["period"]) for table in sheet.tables):
        return None
    guess = f"这张表没有写年份，按其他工作表收作{year}年的数。如不是，请在表的上方写明“时间：…年”。"
    return replace(sheet, tables=[replace(table, guesses=(*table.guesses, guess)) for table in sheet.tables])


def _find_unread(sheet: ReadSheet, grid: Grid, number: int, known: KnownNames) -> Iterator[Unread]:
    """What of a sheet that was read is not: tables that cannot be, columns that hold no figures; and what was concluded
    of it."""
    tables = sheet.tables
    for block in sheet.unread:
        yield Unread(block.reason_code, block.reason, grid.name, number, _with_figures(block.rows, grid, known))
    for column, (header, what) in dict.fromkeys(item for table in tables for item in table.passed_columns.items()):
        reason = f"“{header}”列是{what}，不是报送的数值，没有读取。"
        yield Unread("passed_column", reason, grid.name, number, (), column, header)
    for guess in dict.fromkeys(guess for table in tables for guess in table.guesses):
        yield Unread("concluded_time", guess, grid.name, number)


def _tell_unread(grid: Grid, number: int, known: KnownNames) -> Unread:
    """Why a sheet of no known layout is not read."""
    if not _is_shown(grid):
        state = "是隐藏的" if grid.is_hidden else "是空的"
        return Unread("passed_sheet", f"工作表“{grid.name}”{state}，没有读取。", grid.name, number)
    if rows := _with_figures(grid.rows, grid, known):
        reason = f"工作表“{grid.name}”认不出表头，没有读取。表头请写明指标、报告期、数值、单位，或按模板填写。"
        return Unread("unread_sheet", reason, grid.name, number, rows)
    return Unread("passed_sheet", f"工作表“{grid.name}”只有文字，没有读取。", grid.name, number)


def _with_figures(rows: Iterable[Row], grid: Grid, known: KnownNames) -> tuple[Row, ...]:
    """The rows that hold a figure beside what names them; none of a table of contents."""
    words = {fold(grid.name), *(fold(cell) for row in grid.rows[:CONTENTS_WITHIN] for cell in row.cells)}
    if any(CONTENTS.fullmatch(word.strip()) for word in words):
        return ()
    return tuple(row for row in rows if any(_is_figure(cell, known) for cell in row.cells[1:]))


def _is_figure(cell: str, known: KnownNames) -> bool:
    return known.is_number(cell) and not known.is_region(cell) and not NO_FIGURE.fullmatch(cell)


def _what_is_missing(grids: list[Grid]) -> str:
    """The words to add, after the row that comes nearest to a header."""
    hidden = "、".join(f"“{grid.name}”" for grid in grids if grid.is_hidden)
    if hidden and not any(grid.rows for grid in grids):
        return f"工作表{hidden}是隐藏的，没有读取，其他工作表是空的。请取消隐藏后重新报送。"
    rows = [find_columns(row).keys() for grid in grids for row in grid.rows[:HEADER_WITHIN]]
    best = max(rows, key=len, default={}.keys())
    needed = "“指标”“报告期”“数值”“单位”(“地区”“口径”“来源”“备注”可选)"
    if len(best) < 2:
        return f"认不出表头。请使用模板：每行一个数，表头写明{needed}。"
    missing = "、".join(f"“{label}”" for name, label in REQUIRED.items() if name not in best)
    return f"表头缺少{missing}列。请补上；模板的表头是{needed}。"
