"""Lines of a text → rows of tables: cells between bars, or one cell a line as converters leave them.

What a column holds is decided in table_columns.py.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LINE = re.compile(r"^[^\n|]*\|[^\n]*$", re.MULTILINE)
RULER = re.compile(r"\|[-:| ]+$")  # |---|---|
CAPTION = 60  # characters of a line that may belong to the table below it
CAPTION_LINES = 2
INTERRUPTION = 30  # characters between the pages of one table: 续表2

CELL_LINES = re.compile(r"(?:^[^\n|]{1,40}(?:\n+|\Z)){8,}", re.MULTILINE)  # fewer make no head with a row
HEAD_OF_COLUMN = re.compile(
    r"(?:序号|类[别型]|领域|(?:主要|核心|具体)?指标.{0,8}|项目(?:名称)?|名称|(?:计量)?单位|.{0,8}20\d\d年?.{0,8}|.{0,8}目标值?|.{0,4}现状值?|"
    r"基期值?|(?:指标)?(?:属性|性质)|备注|.{0,6}(?:责任|牵头|配合).{0,4}|年均.{0,8}|.{0,4}累计.{0,6})(?:\(.{1,8}\))?$"
)
NAMED = re.compile("指标|项目|名称")
DATED = re.compile(r"20\d\d|目标")
FIGURE = re.compile(r"[(≥≤><=约]*\d[\d.,]*[-%‰)]*.{0,4}$|[-/]{1,2}$")
PROPERTY = re.compile(r"(?:约束|预期)性?(?:指标)?$")
MOST_COLUMNS = 12
FITTING = 0.8  # of the cells below the head that must be of their column's kind


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text without space at its ends, and where that begins."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. lines: where the lines begin that it takes, one for a row with bars."""

    lines: tuple[int, ...]
    cells: tuple[Cell, ...]

    def cell(self, column: int | None, width: int) -> Cell:
        """The cell of a column. Cells that are missing in front are merged with those above: count from the end."""
        if column is not None:
            at = column + len(self.cells) - width
            if 0 <= at < len(self.cells):
                return self.cells[at]
        return Cell(self.lines[0], "")

    @property
    def texts(self) -> list[str]:
        return [cell.text for cell in self.cells]


@dataclass(slots=True)
class Table:
    """caption: the short lines above it. is_continued: little stands between it and the table before."""

    rows: list[Row]
    caption: str = ""
    is_continued: bool = False
    is_converted: bool = False  # one cell a line


def find_tables(folded: str) -> Iterator[Table]:
    """The tables of a folded text."""
    yield from _barred_tables(folded)
    yield from _converted_tables(folded)


def _barred_tables(folded: str) -> Iterator[Table]:
    """Lines with bars that follow one another."""
    if "|" not in folded:
        return
    table: Table | None = None
    last_end = 0
    for line in LINE.finditer(folded):
        between = folded[last_end : line.start()].strip()
        if table is None or between:
            if table is not None:
                yield table
            is_near = table is not None and len(between) <= INTERRUPTION and "。" not in between
            table = Table([], _caption(folded, line.start()), is_continued=is_near)
        if not RULER.match(line[0]):
            table.rows.append(Row((line.start(),), tuple(_cells(line[0], line.start()))))
        last_end = line.end()
    if table is not None:
        yield table


def _caption(folded: str, start: int) -> str:
    lines = folded[max(0, start - CAPTION * (CAPTION_LINES + 1)) : start].rstrip("\n").split("\n")[-CAPTION_LINES:]
    return "\n".join(line for line in lines if len(line) <= CAPTION and "|" not in line)


def _cells(line: str, start: int) -> Iterator[Cell]:
    parts = line.split("|")
    is_framed = len(parts) > 3 and line.startswith("|") and not parts[-1].strip()  # | a | b |, as Markdown has it
    for i, part in enumerate(parts):
        if not (is_framed and i in (0, len(parts) - 1)):
            yield Cell(start + len(part) - len(part.lstrip()), part.strip())
        start += len(part) + 1


def _converted_tables(folded: str) -> Iterator[Table]:
    """Runs of short lines that begin with the heads of columns, and repeat in their rhythm."""
    for run in CELL_LINES.finditer(folded):
        starts, cells = [], []
        for line in re.finditer(r"[^\n]+", run[0]):
            text = line[0].strip()
            if text:
                starts.append(run.start() + line.start())
                cells.append(Cell(run.start() + line.start() + len(line[0]) - len(line[0].lstrip()), text))
        yield from _tables_of_run(starts, cells)


def _tables_of_run(starts: Sequence[int], cells: Sequence[Cell]) -> Iterator[Table]:
    first = 0
    while first < len(cells):
        end = first
        while end < len(cells) and HEAD_OF_COLUMN.match(cells[end].text):
            end += 1
        heads = [cell.text for cell in cells[first:end]]
        rows: list[list[Cell]] = []
        if len(heads) > 2 and any(map(NAMED.search, heads)) and any(map(DATED.search, heads)):
            rows = _best_rows(cells, first, end)
        if rows:
            numbers = {cell.start: start for cell, start in zip(cells, starts, strict=True)}
            yield Table([_row(row, numbers) for row in rows], is_converted=True)
            last = rows[-1][-1]
            first = next(number for number, cell in enumerate(cells) if cell.start == last.start) + 1
        else:
            first = end + 1


def _row(cells: list[Cell], lines: dict[int, int]) -> Row:
    return Row(tuple(lines[cell.start] for cell in cells), tuple(cells))


def _best_rows(cells: Sequence[Cell], first: int, end: int) -> list[list[Cell]]:
    """Head and rows; the head begins where the rows below fit it best, a caption may stand before it."""
    for start in range(max(first, end - MOST_COLUMNS), end - 2):
        texts = [cell.text for cell in cells[start:end]]
        rows = list(_numbered_rows(texts, cells, end) if "序号" in texts else _even_rows(texts, cells, end))
        if rows and any(map(NAMED.search, texts)):
            return [list(cells[start:end]), *rows]
    return []


def _numbered_rows(heads: list[str], cells: Sequence[Cell], place: int) -> Iterator[list[Cell]]:
    """Rows that count up; cells before the number may be merged with those above, and are then missing."""
    serial, number = heads.index("序号"), 1
    while True:
        ahead = [cell.text for cell in cells[place : place + serial + 1]]
        if str(number) not in ahead:
            return
        missing = serial - ahead.index(str(number))
        if missing and number == 1:  # nothing stands above it to be merged with
            return
        row = list(cells[place : place + len(heads) - missing])
        if len(row) < len(heads) - missing or not _fits(heads[missing:], row):
            return
        yield row
        place, number = place + len(row), number + 1


def _even_rows(heads: list[str], cells: Sequence[Cell], place: int) -> Iterator[list[Cell]]:
    while place + len(heads) <= len(cells):
        row = list(cells[place : place + len(heads)])
        if not _fits(heads, row):
            return
        yield row
        place += len(heads)


def _fits(heads: Sequence[str], row: Sequence[Cell]) -> bool:
    """Whether the cells are of the kinds that their columns hold."""
    checks = []
    for head, cell in zip(heads, row, strict=True):
        is_figure = FIGURE.match(cell.text) is not None
        if DATED.search(head):
            checks.append(is_figure or len(cell.text) <= 12)
        elif NAMED.search(head):
            checks.append(not is_figure)
        elif "属性" in head or "性质" in head:
            checks.append(PROPERTY.match(cell.text) is not None)
    return sum(checks) >= FITTING * len(checks)
