"""A table of any document → lines of text: one a row, cells parted by bars, each row readable alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BAR = " | "
LAYOUT_CELL = 2000  # characters: what is longer is no cell but a column of a page
REPEATED_TEXT = 200  # characters: a merged cell that is longer stands once
REPEATED_COLUMNS = 200
REPEATED_IN_ALL = 10  # times the table's own text, so that spans cannot blow it up


@dataclass(frozen=True)
class Cell:
    """A cell where it begins. `text` may hold line ends; None: merged with the cell above."""

    text: str | None
    columns: int = 1
    rows: int = 1
    has_table: bool = False


def table_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Lines of the table. One that only lays out a page gives the lines of its cells, one after the other."""
    cells = [cell for row in rows for cell in row]
    if any(cell.has_table or len(cell.text or "") > LAYOUT_CELL for cell in cells):
        for cell in cells:
            yield from _lines(cell)
        return
    for own, row in zip(rows, _filled(rows), strict=True):
        if len(own) == 1 and len(set(row)) == 1:  # one cell across the table: a heading, or text in a frame
            yield from _lines(own[0])
        elif any(row):
            yield BAR.join(row)


def _lines(cell: Cell) -> list[str]:
    return [line for line in (cell.text or "").split("\n") if line.strip()]


def _one_line(cell: Cell) -> str:
    return " ".join(line.strip() for line in _lines(cell))


def _filled(rows: Sequence[Sequence[Cell]]) -> Iterator[list[str]]:
    """Rows with merged cells repeated in every place that they cover."""
    budget = 10_000 + REPEATED_IN_ALL * sum(len(cell.text or "") for row in rows for cell in row)
    hanging: dict[int, tuple[int, str]] = {}  # column → last row that a cell from above covers, its text
    above: list[str] = []
    for number, row in enumerate(rows):
        filled: list[str] = []
        waiting = list(reversed(row))
        while waiting or hanging.get(len(filled), (-1, ""))[0] >= number:
            column = len(filled)
            last_row, text = hanging.get(column, (-1, ""))
            if last_row >= number:
                filled.append(text)
                budget -= len(text) + len(BAR)
                continue
            cell = waiting.pop()
            text = _one_line(cell) if cell.text is not None else "".join(above[column : column + 1])
            width = min(cell.columns, REPEATED_COLUMNS) if budget > 0 else 1
            repeated = text if len(text) <= REPEATED_TEXT else ""
            filled += [text] + [repeated] * (width - 1)
            budget -= (len(repeated) + len(BAR)) * (width - 1)
            if cell.rows > 1 and budget > 0:
                hanging.update(dict.fromkeys(range(column, column + width), (number + cell.rows - 1, repeated)))
        above = filled
        if budget <= 0:
            hanging.clear()
        yield filled
