"""A bureau's file → grids of text cells, each with its row number as a spreadsheet shows it.

Encodings, separators, quotes and workbooks belong here; what the cells mean does not.
"""

import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import IO

from pipelines.actuals.files.blocks import (
    FIRST_PIECE,
    PIECE,
    Block,
    clean_cell,
    cut_at_line_ends,
    read_blocks,
)
from pipelines.actuals.files.datasets import is_json, is_xml, read_json, read_xml_records
from pipelines.actuals.files.kinds import (
    OLD_WORKBOOKS,
    ZIP,
    name_of_beginning,
    name_of_old_package,
    name_of_package,
    refuse_by_name,
)
from pipelines.actuals.files.opendocument import is_open_document, read_ods
from pipelines.actuals.files.records import MAX_COLUMNS, find_separator, split_lines, split_records
from pipelines.actuals.files.refusals import Counter, FileRefusedError, limit
from pipelines.actuals.files.texts import find_encoding, read_last_lines, read_text
from pipelines.actuals.files.webtables import is_page, is_xml_spreadsheet, read_page, read_xml_spreadsheet
from pipelines.actuals.files.wordtables import read_word_tables
from pipelines.actuals.files.workbooks import Area, Sheet, read_xls, read_xlsx, refusing_damage
from pipelines.storage.open_files import open_itself

# What a machine with 4 GB still checks. The largest file of a bureau seen so far has 35 kB.
MAX_TEXT_BYTES = 2**30  # read in bounded pieces
MAX_BYTES = 32 * 2**20  # of what is read whole: workbooks and pages
MAX_ROWS = 300_000
MAX_CELLS = 5_000_000  # of all sheets, with the blank ones that pad rows; a blank row counts as one


@dataclass(frozen=True)
class Row:
    """One row that is not blank. `number` counts from 1 as a spreadsheet does, blank rows included.

    What merged cells show stands in every cell that they cover; `merged`: place of such a cell → the first of its area.
    """

    number: int
    cells: tuple[str, ...]
    merged: Mapping[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """A sheet, or all of a text file. `name` is the sheet's and no other sheet's, empty for a text file.

    `rows` are all of them; of a long text the first, and `rest` reads on, once. A hidden sheet is not read.
    """

    name: str
    rows: tuple[Row, ...]
    rest: Iterable[Block] = ()
    is_hidden: bool = False
    tail: "Tail | None" = None

    def whole(self) -> "Grid":
        """With all rows at hand. Raises FileRefusedError if there are too many of them to hold at once."""
        rows, cells_seen = [*self.rows], _count_cells()
        for block in self.rest:
            cells_seen.add(len(block.columns) * len(block.numbers))
            rows += [Row(number, cells) for number, cells in block.records()]
            limit(len(rows), MAX_ROWS, "too_many_rows", "行数")
        return Grid(self.name, tuple(rows), tail=self.tail)


@dataclass(frozen=True)
class Tail:
    """The last line of a text that does not end with a line end: `column` and `cell` of its last cell, from 1.
    `is_short`: it has fewer cells than the line before. `is_torn`: a quote that opens a cell never closes, so that its
    number may lie about in pieces."""

    column: int
    cell: str
    is_short: bool
    is_torn: bool


def read_grids(path: Path) -> tuple[list[Grid], str | None]:
    """The sheets of a file, and the encoding if it is a text file.

    What a file is, its bytes decide and not its name. Raises FileRefusedError.
    """
    with open_itself(path) as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(16)
        is_package = head.startswith((ZIP, *OLD_WORKBOOKS))
        _refuse_above(MAX_BYTES if is_package else MAX_TEXT_BYTES, size)
        if is_package:
            return _grids(_read_package(file) if head.startswith(ZIP) else _read_old_package(head + file.read())), None
        if name := name_of_beginning(head):
            raise refuse_by_name(name)
        encoding = find_encoding(file)
    chunks = read_text(path, encoding)
    first = next(chunks, "")
    if first.lstrip("\ufeff \t\r\n").startswith("<") or is_json(first):
        _refuse_above(MAX_BYTES, size)
        if sheets := _read_markup(first + "".join(chunks)):
            return _grids(sheets), encoding
        chunks = read_text(path, encoding)
        first = ""
    return [_read_table(chain([first], chunks), read_last_lines(path, encoding))], encoding


def _read_package(file: IO[bytes]) -> Iterable[Sheet]:
    with refusing_damage(), zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        is_ods = is_open_document(archive)
        if is_ods:
            return [*read_ods(archive)]
        if not names & {"xl/workbook.xml", "word/document.xml"}:
            raise refuse_by_name(name_of_package(archive))
    file.seek(0)
    return read_xlsx(file) if "xl/workbook.xml" in names else [read_word_tables(file.read())]


def _read_old_package(content: bytes) -> Iterable[Sheet]:
    if name := name_of_old_package(content):
        raise refuse_by_name(name)
    return read_xls(content)


def _read_markup(text: str) -> Iterable[Sheet]:
    """The sheets of a page, XML or JSON; none where the text only begins like one."""
    if is_json(text):
        return read_json(text)
    if is_xml_spreadsheet(text):
        return read_xml_spreadsheet(text)
    if is_page(text):
        return [read_page(text)]
    return read_xml_records(text) if is_xml(text) else ()


def refuse_too_large(path: Path) -> None:
    """Before a byte of it is read: an empty file of terabytes is made in no time. Raises FileRefusedError, OSError."""
    _refuse_above(MAX_TEXT_BYTES, path.lstat().st_size)


def _refuse_above(most: int, size: int) -> None:
    if size > most:
        raise FileRefusedError(
            "file_too_large",
            f"文件有 {size / 2**20:.0f} MB，超过上限 {most // 2**20} MB。请按报告期拆成几个文件后重新报送。",
        )


def _read_table(text: Iterable[str], last_lines: list[str]) -> Grid:
    """The first piece as rows, the others as blocks."""
    pieces = cut_at_line_ends(text, FIRST_PIECE, PIECE)
    first = next(pieces, "")
    second = next(pieces, None)
    lines = split_lines(first)
    separator = find_separator(lines)
    records, unread = split_records(lines, separator, more=second is not None)
    grid = replace(_grid("", records, _count_cells()), tail=_tail(last_lines, separator))
    if second is None:
        return grid
    rest = chain(["".join(unread) + second], pieces)
    return replace(grid, rest=read_blocks(rest, separator, first_number=len(records) + 1))


def _tail(last_lines: list[str], separator: str) -> Tail | None:
    records, _ = split_records(last_lines, separator)
    if len(records) < 2 or last_lines[-1].endswith(("\n", "\r")):
        return None
    before, last = records[-2:]
    is_torn = any(cell.lstrip().startswith('"') for cell in last)
    return Tail(len(last), clean_cell(last[-1]), len(last) < len(before), is_torn)


def _grids(sheets: Iterable[Sheet]) -> list[Grid]:
    grids: dict[str, Grid] = {}
    cells_seen = _count_cells()
    for sheet in sheets:
        name = clean_cell(sheet.name)
        while name in grids:
            name += "'"
        grids[name] = replace(_fill(_grid(name, sheet.records, cells_seen), sheet.merged), is_hidden=sheet.is_hidden)
    return list(grids.values())


def _count_cells() -> Counter:
    return Counter(MAX_CELLS, "too_many_cells", "单元格(含空白)")


def _grid(name: str, records: Iterable[list[str]], cells_seen: Counter) -> Grid:
    """The records that are not blank, numbered and clean. Raises FileRefusedError if there is too much of them."""
    rows: list[Row] = []
    for number, record in enumerate(records, start=1):
        cells_seen.add(len(record) or 1)
        limit(len(record), MAX_COLUMNS, "too_many_columns", f"第 {number} 行的列数")
        cells = [clean_cell(cell) for cell in record]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append(Row(number, tuple(cells)))
            limit(len(rows), MAX_ROWS, "too_many_rows", "行数")
    return Grid(name, tuple(rows))


def _fill(grid: Grid, merged: Sequence[Area]) -> Grid:
    """With what a merged area shows in every cell that it covers, in rows that hold anything else or begin it."""
    rows = {row.number: list(row.cells) for row in grid.rows}
    widest = max(map(len, rows.values()), default=0)
    places: dict[int, dict[int, tuple[int, int]]] = {}
    filled = 0
    for area in merged:
        first = rows.get(area.top, [])
        text = first[area.left - 1] if area.left <= len(first) else ""
        if not text or (area.top, area.left) == (area.bottom, area.right):
            continue
        right = min(area.right, widest)
        numbers = range(area.top, area.bottom + 1)
        for number in numbers if len(numbers) < len(rows) else sorted(rows):
            if number not in rows or number not in numbers:
                continue
            filled += right + 1 - area.left
            limit(filled, MAX_CELLS, "too_many_cells", "合并单元格盖住的格")
            cells = rows[number]
            cells.extend([""] * (right - len(cells)))
            cells[area.left - 1 : right] = [text] * (right + 1 - area.left)
            places.setdefault(number, {}).update(dict.fromkeys(range(area.left - 1, right), (area.top, area.left)))
    return replace(
        grid,
        rows=tuple(Row(number, tuple(cells), places.get(number, {})) for number, cells in rows.items()),
    )
