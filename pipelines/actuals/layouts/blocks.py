"""Where the tables of a sheet begin and end: rows that name columns, and the rows of figures below them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.actuals.cells.periods import read_period
from pipelines.actuals.cells.values import is_missing
from pipelines.actuals.files.grid import Row
from pipelines.actuals.files.refusals import FileRefusedError
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.column_words import is_period, says_figures
from pipelines.actuals.layouts.columns import LABELS, is_column_numbers
from pipelines.actuals.layouts.headers import HEADER_WITHIN, find_columns, split_header
from pipelines.actuals.layouts.titles import LINE, is_note
from pipelines.extraction.folding import fold

HEADER_ROWS = 3  # of one header, at most
ROWS_TRIED = 20  # below a row that may be a header, for the first with a number


@dataclass(frozen=True)
class Block:
    """One table of a sheet. `above` are the rows between the table before and its header."""

    above: tuple[Row, ...]
    header: tuple[Row, ...]
    rows: tuple[Row, ...]


def find_blocks(rows: Sequence[Row], known: KnownNames) -> Iterator[Block]:
    """A header, and the rows down to the next one. Words between the last figures and a header belong to the latter."""
    heads = list(_heads(rows, known))
    ends = [*(start for start, _ in heads), len(rows)][1:]
    after = 0  # where what stands above the next header begins
    for (start, end), stop in zip(heads, ends, strict=True):
        body = rows[end:stop]
        last = max((place for place, row in enumerate(body) if has_figure(row, known)), default=-1) + 1
        if not last and not any(is_period(cell) for row in rows[start:end] for cell in row.cells[1:]):
            continue
        while last < len(body) and _may_be_figures(body[last], body[last - 1] if last else rows[end - 1], known):
            last += 1
        if not last:
            continue
        yield Block(tuple(rows[after:start]), tuple(rows[start:end]), tuple(body if stop == len(rows) else body[:last]))
        after = end + last


def _may_be_figures(row: Row, before: Row, known: KnownNames) -> bool:
    """Whether a row right below figures is one of them whose cells are no numbers, and no title of the next table."""
    first, others = row.cells[0], {cell for cell in row.cells[1:] if cell}
    is_named = bool(first) and (known.is_region(first) or known.is_indicator(first) or read_period(first) is not None)
    return is_named and bool(others - {first}) and row.number == before.number + 1 and not _labels(row)


def _heads(rows: Sequence[Row], known: KnownNames) -> Iterator[tuple[int, int]]:
    """Where headers begin and end. The first stands near the top."""
    place, found = 0, False
    while place < len(rows) and (found or place < HEADER_WITHIN):
        if _is_head(rows, place, known, is_first=not found):
            end = _head_end(rows, place, known)
            yield place, end
            place, found = end, True
        else:
            place += 1


def _is_head(rows: Sequence[Row], place: int, known: KnownNames, is_first: bool) -> bool:
    """Whether a row without figures names columns: by a field's name, by periods or regions across, or by standing
    right above rows of figures, if it is the first to name any."""
    row = rows[place]
    cells = [cell for cell in row.cells if cell]
    is_one_text = len(set(cells)) < 2 and bool(row.cells[0])
    is_said = is_note(row) or any(LINE.match(fold(cell)) for cell in cells)
    if is_one_text or is_said or any(known.is_number(cell) and not read_period(cell) for cell in cells):
        return False
    corner, others = row.cells[0], [cell for cell in row.cells[1:] if cell]
    if _labels(row):
        return True
    if corner and (read_period(corner) or known.is_region(corner)):  # a row of figures that are missing
        return False
    periods = [cell for cell in others if is_period(cell)]
    years = [cell for cell in periods if cell.isdecimal() or known.is_number(cell)]
    if years or len(periods) > len(others) / 2:
        # Figures that look like years, or 1987.03 like a month, have a name in front of them.
        is_header = not years or (_is_sequence(years) and (is_first or not corner))
        return len(periods) > len(others) / 2 and is_header
    regions = sum(known.is_region(split_header(cell)[0]) for cell in others)
    names_figures = bool(corner and others) and all(says_figures(cell, known) for cell in others)
    if names_figures or (regions > 1 and regions > len(others) / 2):
        return True
    return is_first and bool(others) and _starts_figures(rows, place, known)


def _labels(row: Row) -> set[str]:
    try:
        names = find_columns(row, keep_years=True)
        return {"period" if name in ("year", "part_of_year") else name for name in names} & LABELS
    except FileRefusedError:
        return set(LABELS)


def _is_sequence(numbers: list[str]) -> bool:
    """2019, 2018, 2017, or different months: a header, and no row of figures that look like years."""
    starts = [period.start for number in numbers if (period := read_period(number))]
    if any(number.isdecimal() and len(number) == 4 for number in numbers):
        steps = {b.year - a.year for a, b in pairwise(starts)}
        return len(steps) == 1 and steps != {0}
    return all(a != b for a, b in pairwise(starts))


def _starts_figures(rows: Sequence[Row], place: int, known: KnownNames) -> bool:
    """Whether the rows right below begin with regions, periods or indicators, and the first with a number has it under
    a header."""
    headed = {column for column, cell in enumerate(rows[place].cells) if cell and column}
    for row in rows[place + 1 : place + 1 + ROWS_TRIED]:
        first = row.cells[0]
        if not first or not (read_period(first) or known.is_region(first) or known.is_indicator(first)):
            return False
        if has_figure(row, known):
            return any(column in headed and known.is_number(cell) for column, cell in enumerate(row.cells))
    return False


def _head_end(rows: Sequence[Row], place: int, known: KnownNames) -> int:
    """Rows without figures whose first cell is blank, as above, or a field's name, belong to the header; so does one
    that counts the columns."""
    first, end = rows[place].cells[0], place + 1
    while end < len(rows) and end - place < HEADER_ROWS:
        row = rows[end]
        corner = row.cells[0]
        is_more = not corner or corner == first or (not first and bool(_labels(row)))
        cells = {cell for cell in row.cells if cell}
        if not is_more or len(cells) < 2 or any(known.is_number(cell) and not read_period(cell) for cell in cells):
            break
        if all(is_missing(cell) or cell == corner for cell in cells):
            break
        end += 1
    if end < len(rows) and is_column_numbers(rows[end]):
        end += 1
    return end


def has_figure(row: Row, known: KnownNames) -> bool:
    """Whether anything right of the row's name is a number, also one that looks like a month, as 199307 does."""
    return any(known.is_number(cell) or cell.isdecimal() for cell in row.cells[1:])
