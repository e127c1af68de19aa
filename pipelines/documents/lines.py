"""Characters on a page → lines of text: index figures put in their place, spaces where the page shows a gap.

Places and sizes are in points. Which lines make a paragraph is decided in layout.py.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from pipelines.documents.pages import Box, Glyph
from pipelines.documents.raised import raise_figures

LEVEL = 0.15  # of the size that baselines of one line may be apart
RAISED = 0.75  # of the size that an index may stand above its line
LOWERED = 0.45  # of the size that an index may stand below it
INDEX = 0.8  # of the line's size: no larger character is an index
OWN_PART = 0.5  # of a character's width in which no other of its line begins: boxes of stand-in fonts overlap
BESIDE = 0.8  # of the size: an index stands no further from its line's characters
OVERPRINTED = 0.12  # of the size: the same character as near as this is printed twice, to look bold
WIDE_GAP, MIXED_GAP, LATIN_GAP = 0.42, 0.45, 0.18  # of the size: a space between Chinese, beside it, between letters
EVEN = 0.3  # of the size that gaps may differ where a line is set wide
SPREAD = 2.0  # sizes: a wider gap parts the cells of a table without rules
SPECK = 0.3  # of the size: no larger mark is more than a point or a comma

STRIPE = 2.0  # sizes: no higher background of one line parts it from the lines around

WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…·《》]")
UNBREAKABLE = re.compile(
    r"[（(“《【]*(?:[0-9０-９A-Za-z.,%％‰/+~～\-－—：:〔〕\[\]]+(?:[年月日个]|[万亿]?[\u4e00-\u9fff](?![\u4e00-\u9fff]))?|.)"
    r"[，。；：、！？）》”…]*"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line between wide gaps."""

    text: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. base: its baseline. head: width of what cannot be broken at its beginning, such as a number.

    is_spread: wide gaps inside: a row of a table without rules, whose cells are `cells`. box: number of the frame that
    it stands in. fonts: of its first and last Chinese character.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    is_spread: bool = False
    head: float = 0.0
    fonts: tuple[int, int] = (0, 0)
    box: int | None = None
    cells: tuple["Piece", ...] = ()

    @property
    def base(self) -> float:
        return self.bottom


@dataclass(slots=True)
class _Row:
    """Characters with one baseline, and those that belong to them: lowered ones, raised ones."""

    base: float
    size: float
    glyphs: list[Glyph]
    raised: set[int] = field(default_factory=set)  # ids of glyphs


def read_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines, from the top down."""
    return [_line(row) for row in _joined(_rows(glyphs))]


def _rows(glyphs: Iterable[Glyph]) -> list[_Row]:
    rows: list[_Row] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.base):
        row = rows[-1] if rows else None
        if row and glyph.base - row.base <= LEVEL * max(glyph.size, row.size):
            row.glyphs.append(glyph)
            row.size = max(row.size, glyph.size)
        else:
            rows.append(_Row(glyph.base, glyph.size, [glyph]))
    for row in rows:
        row.size = Counter(glyph.size for glyph in row.glyphs).most_common(1)[0][0]
    return rows


def _joined(rows: list[_Row]) -> list[_Row]:
    """The rows, those of index figures, and of characters set a little off, joined to the rows beside them."""
    largest = max((row.size for row in rows), default=0)
    order = sorted(range(len(rows)), key=lambda number: (rows[number].size, len(rows[number].glyphs)))
    gone: set[int] = set()
    for number in order:
        row = rows[number]
        near = [other for other in range(max(0, number - 6), min(len(rows), number + 7)) if other not in gone]
        hosts = [rows[other] for other in near if other != number and _takes(rows[other], row)]
        if hosts and row.size <= largest:
            host = min(hosts, key=lambda other: abs(other.base - row.base))
            if row.base < host.base - LEVEL * host.size and row.size <= INDEX * host.size:
                host.raised.update(map(id, row.glyphs))
            host.raised |= row.raised
            host.glyphs += row.glyphs
            gone.add(number)
    return [row for number, row in enumerate(rows) if number not in gone]


def _takes(host: _Row, row: _Row) -> bool:
    """Whether a row fits beside the characters of another: as its index figures, or as its own, a little off."""
    if (len(host.glyphs), host.size) < (len(row.glyphs), row.size):
        return False
    below = row.base - host.base
    is_index = row.size <= INDEX * host.size and -RAISED * host.size <= below <= LOWERED * host.size
    is_off = abs(below) <= LOWERED * min(host.size, row.size)
    if not is_index and not is_off:
        return False
    for glyph in row.glyphs:
        own = glyph.x0 + OWN_PART * (glyph.x1 - glyph.x0)
        if any(glyph.x0 < other.x0 + OWN_PART * (other.x1 - other.x0) and other.x0 < own for other in host.glyphs):
            return False
        others = [other for other in (*host.glyphs, *row.glyphs) if other is not glyph]
        reach = BESIDE * host.size
        if not is_off and not any(-reach <= glyph.x0 - other.x1 <= reach for other in others):
            return False
    return True


def _line(row: _Row) -> Line:
    glyphs = _in_order(row)
    spacing = _spacing(glyphs, row.size)
    text, numbers, breaks = _text(glyphs, row, spacing)
    found = UNBREAKABLE.match(text)
    head = glyphs[numbers[found.end() - 1] if found else 0]
    x0, x1 = glyphs[0].x0, max(glyph.x1 for glyph in glyphs)
    return Line(
        text=text,
        x0=x0,
        x1=x1,
        top=row.base - row.size,
        bottom=row.base,
        size=row.size,
        is_spread=bool(breaks),
        head=head.x1 - x0,
        fonts=_fonts(glyphs),
        cells=tuple(_pieces(text, numbers, breaks, glyphs)) if breaks else (),
    )


def _fonts(glyphs: Sequence[Glyph]) -> tuple[int, int]:
    wide = [glyph.font for glyph in glyphs if "\u4e00" <= glyph.text <= "\u9fff"]
    return (wide[0], wide[-1]) if wide else (0, 0)


def _pieces(text: str, numbers: list[int], breaks: list[int], glyphs: Sequence[Glyph]) -> Iterator[Piece]:
    for start, end in pairwise([0, *breaks, len(text)]):
        inside = [glyphs[number] for number in numbers[start:end]]
        yield Piece(text[start:end].strip(), glyphs[numbers[start + bool(start)]].x0, max(g.x1 for g in inside))


def _in_order(row: _Row) -> list[Glyph]:
    """From left to right, those that are printed twice once."""
    kept: list[Glyph] = []
    for glyph in sorted(row.glyphs, key=lambda glyph: glyph.x0):
        again = any(
            glyph.text == other.text and abs(glyph.x0 - other.x0) <= OVERPRINTED * glyph.size for other in kept[-2:]
        )
        if not again:
            kept.append(glyph)
    return kept


def _spacing(glyphs: Sequence[Glyph], size: float) -> float:
    """The gap between all characters of a line that is set wide: 目　录. Zero for all others."""
    gaps = [right.x0 - left.x1 for left, right in pairwise(glyphs)]
    if not gaps:
        return 0.0
    usual = median(gaps)
    is_even = max(gaps) - min(gaps) <= EVEN * size and usual <= SPREAD * size
    return max(0.0, usual if is_even or usual < WIDE_GAP * size else 0.0)


def _text(glyphs: Sequence[Glyph], row: _Row, spacing: float) -> tuple[str, list[int], list[int]]:
    """The text, for each of its characters the number of its glyph, and the places of the wide gaps."""
    pieces: list[str] = []
    numbers: list[int] = []
    breaks: list[int] = []
    for number, glyph in enumerate(glyphs):
        before = glyphs[number - 1] if number else None
        if before is not None:
            gap = glyph.x0 - before.x1 - spacing
            if gap > SPREAD * row.size:
                breaks.append(len(numbers))
            if gap > _space(before.text, glyph.text) * row.size:
                pieces.append(" ")
                numbers.append(number)
        text = glyph.text
        if glyph.ink is not None:
            text = _private(glyph, before)
        if id(glyph) in row.raised:
            goes_on = before is not None and id(before) in row.raised and pieces[-1].isascii()
            text = text if goes_on else raise_figures(text, pieces[-1] if pieces else "")
        pieces.append(text)
        numbers += [number] * len(text)
    return "".join(pieces), numbers, breaks


def _space(left: str, right: str) -> float:
    """Sizes of the gap between two characters from which it is a space."""
    wide = (WIDE.match(left) is not None) + (WIDE.match(right) is not None)
    return (LATIN_GAP, MIXED_GAP, WIDE_GAP)[wide]


def _private(glyph: Glyph, before: Glyph | None) -> str:
    """The mark that a font's own character looks like: a speck is a point, a comma, or a dot at half height."""
    ink, size = glyph.ink, glyph.size
    if ink is None or ink.x1 - ink.x0 > SPECK * size or ink.bottom - ink.top > 2 * SPECK * size:
        return glyph.text
    middle = glyph.base - (ink.top + ink.bottom) / 2
    is_after_digit = before is not None and before.text.isdigit()
    if middle > 0.25 * size:
        return "." if is_after_digit and middle < 0.3 * size else "·"
    if ink.bottom > glyph.base + 0.08 * size:
        return "，"
    return "." if is_after_digit else "。"


def lines_in(lines: Sequence[Line], boxes: Sequence[tuple[int, Box]]) -> Iterator[Line]:
    """The lines, each with the number of the smallest box that holds its middle. A stripe behind one line is no box."""
    ordered = sorted(boxes, key=lambda box: (box[1].x1 - box[1].x0) * (box[1].bottom - box[1].top))
    numbers = [_box_of(line, ordered) for line in lines]
    held = Counter(numbers)
    heights = {number: box.bottom - box.top for number, box in boxes}
    for line, number in zip(lines, numbers, strict=True):
        is_stripe = number is not None and held[number] == 1 and heights[number] <= STRIPE * line.size
        yield line if number is None or is_stripe else replace(line, box=number)


def _box_of(line: Line, boxes: Iterable[tuple[int, Box]]) -> int | None:
    x, y = (line.x0 + line.x1) / 2, (line.top + line.bottom) / 2
    return next((number for number, box in boxes if box.holds(x, y)), None)
