"""Pages set in two columns, as gazettes are → a page for each column, in reading order. Places are in points."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipelines.documents.pages import Box, Glyph, PrintedPage
from pipelines.documents.ruled_tables import find_tables

LEVEL = 0.15  # of the size that baselines of one row may be apart
WORD = 0.9  # sizes: a wider gap parts two columns, or more than two
MIDDLE = (0.35, 0.65)  # of the text's width: where the gutter between two columns runs
CROSSED = 0.15  # of the rows that may cross the gutter: titles, tables
FEWEST_ROWS = 8  # in each column
FULL_ROWS = 0.4  # of a column's rows that reach its right margin: what is set in columns is prose, and no table
NARROWEST = 8.0  # sizes of a column
NEAR = 2.0  # sizes short of the margin at which a row counts as full


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Characters of one row without a wide gap."""

    x0: float
    x1: float
    base: float
    size: float


def split_columns(printed: PrintedPage) -> list[PrintedPage]:
    """The page itself, or its columns with what stands across them, each as a page whose left edge is its own."""
    stretches = _stretches(printed.glyphs)
    gutter = _gutter(stretches)
    if gutter is None:
        return [printed]
    left, right = gutter
    bands = [(line.base - line.size, line.base) for line in stretches if line.x1 > left + 1 and line.x0 < right - 1]
    bands += [
        (table.box.top, table.box.bottom)
        for table in find_tables(printed.rules)
        if table.box.x0 < left and table.box.x1 > right
    ]
    offset = min(line.x0 for line in stretches if line.x0 >= right - 1) - min(line.x0 for line in stretches)
    return _parts(printed, (left + right) / 2, offset, _merged(bands))


def _stretches(glyphs: Iterable[Glyph]) -> list[_Stretch]:
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.base):
        if rows and glyph.base - rows[-1][0].base <= LEVEL * glyph.size:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    found: list[_Stretch] = []
    for row in rows:
        row.sort(key=lambda glyph: glyph.x0)
        start = row[0].x0
        for glyph, after in zip(row, [*row[1:], None], strict=True):
            if after is None or after.x0 - glyph.x1 > WORD * glyph.size:
                found.append(_Stretch(start, glyph.x1, glyph.base, glyph.size))
                start = after.x0 if after else 0.0
    return found


def _gutter(stretches: Sequence[_Stretch]) -> tuple[float, float] | None:
    """Where the empty strip between two columns of prose begins and ends."""
    if len(stretches) < 2 * FEWEST_ROWS:
        return None
    first, last = min(line.x0 for line in stretches), max(line.x1 for line in stretches)
    begin, end = (round(first + share * (last - first)) for share in MIDDLE)
    crossing = [0] * (end - begin + 1)
    for line in stretches:
        for place in range(max(begin, int(line.x0)), min(end, int(line.x1)) + 1):
            crossing[place - begin] += 1
    most = CROSSED * len(stretches)
    runs: list[list[int]] = [[]]
    for place, count in enumerate(crossing, begin):
        if count <= most:
            runs[-1].append(place)
        elif runs[-1]:
            runs.append([])
    widest = max(runs, key=len)
    size = sorted(line.size for line in stretches)[len(stretches) // 2]
    if len(widest) < size / 2:
        return None
    gutter = float(widest[0]), float(widest[-1])
    sides = (
        [line for line in stretches if line.x1 <= gutter[0] + 1],
        [line for line in stretches if line.x0 >= gutter[1] - 1],
    )
    are_full = all(_is_prose(side, size) for side in sides)
    return gutter if are_full else None


def _is_prose(side: Sequence[_Stretch], size: float) -> bool:
    """Whether a side has rows enough, is wide enough, and its rows reach its margin as those of prose do."""
    if len(side) < FEWEST_ROWS:
        return False
    margin = max(line.x1 for line in side)
    if margin - min(line.x0 for line in side) < NARROWEST * size:
        return False
    return sum(line.x1 >= margin - NEAR * size for line in side) >= FULL_ROWS * len(side)


def _merged(bands: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for top, bottom in sorted(bands):
        if merged and top <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(merged[-1][1], bottom)
        else:
            merged.append((top, bottom))
    return merged


def _parts(
    printed: PrintedPage, middle: float, offset: float, bands: Sequence[tuple[float, float]]
) -> list[PrintedPage]:
    """Columns above the first band, the band, columns below it, and so on. `offset`: of the right column."""
    tops = [top for top, _ in bands]

    def part_of(x: float, y: float) -> tuple[int, int]:
        """(number of the zone or band, number of its column)"""
        band = bisect_right(tops, y) - 1
        if band >= 0 and y <= bands[band][1] + 1:
            return 2 * band + 1, 0
        return 2 * band + 2, int(x > middle)

    parts: dict[tuple[int, int], PrintedPage] = {}
    for glyph in printed.glyphs:
        place = part_of((glyph.x0 + glyph.x1) / 2, glyph.base - glyph.size / 3)
        parts.setdefault(place, PrintedPage(printed.width, printed.height)).glyphs.append(glyph)
    for place, part in parts.items():
        part.rules = [rule for rule in printed.rules if part_of((rule.x0 + rule.x1) / 2, rule.top) == place]
        part.boxes = [
            box for box in printed.boxes if part_of((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2) == place
        ]
        if place[0] % 2 == 0:
            _move(part, offset if place[1] else 0.0, middle)
    ordered = [parts[place] for place in sorted(parts)]
    ordered[0].asides = printed.asides
    return ordered


def _move(part: PrintedPage, left: float, width: float) -> None:
    """Make a column a page of its own: both are then set between the same margins."""
    part.width = width
    part.glyphs = [replace(glyph, x0=glyph.x0 - left, x1=glyph.x1 - left) for glyph in part.glyphs]
    part.rules = [Box(rule.x0 - left, rule.top, rule.x1 - left, rule.bottom) for rule in part.rules]
    part.boxes = [Box(box.x0 - left, box.top, box.x1 - left, box.bottom) for box in part.boxes]
