"""How pages are set: margins, leading, indents, in points, measured on the lines of each page and frame."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.documents.lines import Line

SENTENCE_END = ("。", "！", "？", "!", "?", "：", ":")
ITEM_END = ("；", ";")

FULL = 0.4  # of the page's width: no shorter line was broken for room
WRAP = 1.6  # sizes short of the right margin at which a line still counts as full
PITCH = 2.4  # sizes between baselines where no leading can be measured
COMMON = 0.05  # of the lines make a margin
FLUSH = 0.6  # of the size that the ends of full lines may be apart
OWN_LINES = 3  # full lines that make the margins of a page its own
INDENTED = 0.1  # of the lines indented: the document marks its paragraphs
SAME_SIZE = 0.1  # of the size


@dataclass(frozen=True, slots=True)
class Setting:
    """How the text around a line is set. pitch: from baseline to baseline, in sizes. indent: where paragraphs begin."""

    left: float
    right: float
    pitch: float
    indent: float
    marks_paragraphs: bool


class Settings:
    """How each page, and each frame on it, is set; and the text's usual size."""

    def __init__(self, widths: Sequence[float], bodies: Sequence[Sequence[Line]]) -> None:
        sizes: Counter[float] = Counter()
        by_width: dict[int, list[list[Line]]] = defaultdict(list)
        for width, body in zip(widths, bodies, strict=True):
            by_width[round(width)].append([line for line in body if line.box is None])
            for line in body:
                sizes[round(line.size, 1)] += len(line.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 0.0
        usual = {width: _usual(found, width) for width, found in by_width.items()}
        self.usual = [usual[round(width)] for width in widths]
        self.own: dict[tuple[int, int | None], Setting] = {}
        for number, body in enumerate(bodies):
            by_box: dict[int | None, list[Line]] = defaultdict(list)
            for line in body:
                by_box[line.box].append(line)
            for box, inside in by_box.items():
                self.own[number, box] = _own(inside, self.usual[number] if box is None else _usual([inside], 0))

    def of(self, page: int, line: Line) -> Setting:
        return self.own.get((page, line.box), self.usual[page])


def _usual(bodies: Sequence[Sequence[Line]], width: float) -> Setting:
    """The setting of all pages of a width, or of a frame (width 0)."""
    lines = [line for body in bodies for line in body]
    if not lines:
        return Setting(0, 0, PITCH, 0, False)
    size = Counter(round(line.size) for line in lines).most_common(1)[0][0]
    left = _outermost(sorted(line.x0 for line in lines), size)
    right = -_outermost(sorted(-line.x1 for line in lines), size) if width else max(line.x1 for line in lines)
    indented = [round(line.x0) for line in lines if line.x0 > left + line.size]
    indent = Counter(indented).most_common(1)[0][0] if indented else left
    marks = len(indented) >= INDENTED * len(lines)
    return Setting(left, max(right, left + FULL * width), _pitch(bodies) or PITCH, indent, marks)


def _own(lines: Sequence[Line], usual: Setting) -> Setting:
    """The setting of one page: its own margins where enough full lines show them, its own leading."""
    usual = replace(usual, pitch=_pitch([lines]) or usual.pitch)
    unfinished = [not line.text.endswith(SENTENCE_END + ITEM_END) and not line.is_spread for line in lines]
    ends = sorted(-line.x1 for line, goes_on in zip(lines, unfinished, strict=True) if goes_on)
    flush = FLUSH * lines[0].size
    right = next((-end for i, end in enumerate(ends) if bisect_right(ends, end + flush) - i >= OWN_LINES), None)
    if right is None:
        return usual
    starts = sorted(
        after.x0
        for (line, after), goes_on in zip(pairwise(lines), unfinished, strict=False)
        if goes_on and line.x1 >= right - WRAP * line.size and after.size == line.size
    )
    left = _outermost(starts, lines[0].size) if len(starts) >= OWN_LINES else usual.left
    return replace(usual, left=left, right=right, indent=usual.indent + left - usual.left)


def _pitch(bodies: Sequence[Sequence[Line]]) -> float | None:
    """The most common distance between baselines of a page, in sizes; None where too few lines tell."""
    pitches: Counter[float] = Counter()
    for body in bodies:
        for line, after in pairwise(sorted(body, key=lambda line: line.base)):
            distance = (after.base - line.base) / max(line.size, 1)
            if abs(after.size - line.size) <= SAME_SIZE * line.size and 0.9 <= distance <= 4:
                pitches[round(distance, 1)] += 1
    pitch, count = pitches.most_common(1)[0] if pitches else (0.0, 0)
    return pitch if count >= OWN_LINES else None


def _outermost(ascending: Sequence[float], size: float) -> float:
    """The first place at which enough lines begin, within one size, to make it a margin."""
    enough = max(2, COMMON * len(ascending))
    end = 0
    for start, place in enumerate(ascending):
        while end < len(ascending) and ascending[end] <= place + size:
            end += 1
        if end - start >= enough:
            return place
    return ascending[0]
