"""A bureau's file → grids of text cells, each with its row number as a spreadsheet shows it.

Encodings, separators, quotes and workbooks belong here; what the cells mean does not.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines.actuals.refusals import SUPPORTED, FileRefusedError, limit
from pipelines.actuals.webtables import is_page, is_xml_spreadsheet, read_page, read_xml_spreadsheet
from pipelines.actuals.workbooks import Area, Sheet, read_xls, read_xlsx

# What a machine with 4 GB still checks. The largest file of a bureau seen so far has 35 kB.
MAX_BYTES = 32 * 2**20
MAX_ROWS = 300_000
MAX_COLUMNS = 20_000
MAX_CELLS = 5_000_000  # of a workbook, blank ones that it pads rows with included
LONGEST_QUOTED_CELL = 100  # lines; a quote that closes later was never meant to open

BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
NUL_SHARE = 0.02  # of the bytes; the sparsest UTF-16 table has more, a damaged file fewer
OLD_WORKBOOKS = (b"\xd0\xcf\x11\xe0", b"\x09\x08", b"\x09\x04\x06\0", b"\x09\x02\x06\0", b"\x09\0\x04\0")
SEPARATORS = (",", "\t", ";", "，")
TABS_IN_CELLS = re.compile(r'\t+(?="?[,;，])|(?<=[,;，])"?\t+|\t+(?="?[\r\n]*\Z)')
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")
SPACES = re.compile(r"\s+")


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
    """A sheet, or all of a text file. `name` is the sheet's, empty for a text file."""

    name: str
    rows: tuple[Row, ...]


def read_grids(path: Path) -> tuple[list[Grid], str | None]:
    """The sheets of a file that hold anything, and the encoding if it is a text file.

    What a file is, its bytes decide and not its name. Raises FileRefusedError.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise FileRefusedError(
            "file_too_large",
            f"文件有 {size / 2**20:.0f} MB,超过上限 {MAX_BYTES // 2**20} MB。请按报告期拆成几个文件后重新报送。",
        )
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK\x03\x04"):
        return _grids(read_xlsx(path)), None
    if head.startswith(OLD_WORKBOOKS):
        return _grids(read_xls(path.read_bytes())), None
    text, encoding = decode(path.read_bytes())
    if is_xml_spreadsheet(text):
        return _grids(read_xml_spreadsheet(text)), encoding
    if is_page(text):
        return _grids([read_page(text)]), encoding
    return [_grid("", _read_text(text))], encoding


def _grids(sheets: Iterable[Sheet]) -> list[Grid]:
    grids = (_fill(_grid(clean_cell(sheet.name), sheet.records), sheet.merged) for sheet in sheets)
    return [grid for grid in grids if grid.rows]


def decode(data: bytes) -> tuple[str, str]:
    """Text and name of its encoding, decided on all bytes. Raises FileRefusedError if it is no text in any."""
    for encoding in _candidates(data):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            if encoding == "utf-8" and _is_mostly_utf_8(data):
                raise FileRefusedError(
                    "damaged_text", "文件是 UTF-8 编码,但有损坏的字符。请从原表重新导出后报送。"
                ) from None
    raise FileRefusedError(
        "not_text", f"文件内容不是文本(UTF-8、GB18030/GBK、UTF-16 都不能解码);{SUPPORTED}。请另存后重新报送。"
    )


def _candidates(data: bytes) -> list[str]:
    """Encodings to try. Without a mark, UTF-16 shows by the NUL bytes of separators, digits and line ends."""
    marked = [encoding for mark, encoding in BYTE_ORDER_MARKS.items() if data.startswith(mark)]
    if marked:
        return marked
    if data.count(0) <= NUL_SHARE * len(data):
        return ["utf-8", "gb18030"]
    return sorted(["utf-16-le", "utf-16-be"], reverse=data[1::2].count(0) > data[::2].count(0))


def _is_mostly_utf_8(data: bytes) -> bool:
    """Whether nearly all that is not ASCII is whole UTF-8 characters; in GBK hardly anything is."""
    not_ascii = len(data) - len(data.decode("ascii", errors="ignore"))
    lost = len(data) - len(data.decode("utf-8", errors="ignore").encode())
    return lost < 0.1 * not_ascii


def _read_text(text: str) -> Iterator[list[str]]:
    lines = list(io.StringIO(text, newline=""))
    yield from _split_records(lines, _find_separator(lines))


def _find_separator(lines: list[str]) -> str:
    """The separator that cuts the most of the first rows into the same number of cells."""

    # Some programs put a tab into every cell, so that a spreadsheet leaves its digits alone.
    sample = [TABS_IN_CELLS.sub("", line) for line in lines[:100]]

    def regularity(separator: str) -> tuple[int, int]:
        widths = Counter(len(cells) for cells in _split_records(sample, separator) if len(cells) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(SEPARATORS, key=regularity)


def _split_records(lines: list[str], separator: str) -> Iterator[list[str]]:
    """Records as a spreadsheet shows them: a quoted cell may hold line ends.

    A quote that does not close soon, or closes in the middle of a cell, is a character like any other: its line stands
    for itself and the rows after it are not swallowed.
    """
    at = 0
    while at < len(lines):
        line = lines[at]
        if '"' not in line:
            yield line.rstrip("\r\n").split(separator)
            at += 1
            continue
        reader = csv.reader(iter(lines[at : at + LONGEST_QUOTED_CELL]), delimiter=separator, strict=True)
        try:
            cells = next(reader)
            at += reader.line_num
        except csv.Error:
            cells = line.rstrip("\r\n").split(separator)
            at += 1
        yield cells


def _grid(name: str, records: Iterable[list[str]]) -> Grid:
    """The records that are not blank, numbered and clean. Raises FileRefusedError if there is too much of them."""
    rows: list[Row] = []
    cells_seen = 0
    for number, record in enumerate(records, start=1):
        cells_seen += len(record)
        limit(len(record), MAX_COLUMNS, "too_many_columns", f"第 {number} 行的列数")
        limit(cells_seen, MAX_CELLS, "too_many_cells", "单元格(含空白)")
        cells = [clean_cell(cell) for cell in record]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append(Row(number, tuple(cells)))
            limit(len(rows), MAX_ROWS, "too_many_rows", "行数")
    return Grid(name, tuple(rows))


def _fill(grid: Grid, merged: tuple[Area, ...]) -> Grid:
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


def clean_cell(text: str) -> str:
    """A cell without characters that cannot be seen, and with line ends and runs of spaces as one space."""
    if text.isalnum():
        return text
    return SPACES.sub(" ", INVISIBLE.sub("", text)).strip()
