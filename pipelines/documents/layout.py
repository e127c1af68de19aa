"""Lines as they stand on pages → paragraphs. Knows places and sizes, in points; nothing of any file format.

What joins two lines is what the page shows: the margins and the leading measured on it, and that a word which cannot
be broken moved down whole.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.documents.aligned_tables import rows_of_tables
from pipelines.documents.lines import Line
from pipelines.documents.tables import BAR

EDGE = 0.12  # of the page's height: where running heads and page numbers stand
EDGE_OF_MARKS = 0.2  # of the page's height: where page numbers with dashes stand, — 12 —
REPEATS = 0.3  # of the pages: what recurs there on as many is a running head
FULL = 0.4  # of the page's width: no shorter line was broken for room
WRAP = 1.6  # sizes short of the right margin at which a line still counts as full
LONGEST_HEAD = 14.0  # sizes that a word may have which moved down whole
PITCH = 2.4  # sizes between baselines where no leading can be measured
SAME_PITCH = 1.4  # times the leading: farther apart are two paragraphs
COMMON = 0.05  # of the lines make a margin
FLUSH = 0.6  # of the size that the ends of full lines may be apart
OWN_LINES = 3  # full lines that make the margins of a page its own
INDENTED = 0.1  # of the lines indented: the document marks its paragraphs
SAME_SIZE = 0.1  # of the size
NOTE_SIZE = 0.9  # of the text's size: no larger line is a footnote

DIGITS = re.compile(r"\d+")
PAGE_MARK = re.compile(r"[-—–－·─]+\d{1,4}[-—–－·─]+|第\d{1,4}页(?:[,，/]?共\d{1,4}页)?|\d{1,4}/\d{1,4}")
SENTENCE_END = ("。", "！", "？", "!", "?", "：", ":")
ITEM_END = ("；", ";")
NUMBER = r"[一二三四五六七八九十\d]{1,4}"
HEADING = re.compile(rf"{NUMBER}(?:、|[.．](?!\d))|[(（]{NUMBER}[)）]|第{NUMBER}[篇章节条]|[①-⑳●○■◆▲★]|专栏|附件")
LEADER = r"[.．·•…‥⋯・]{3,}"
ENTRY = re.compile(rf"(?:{LEADER}|[·…‥⋯]) ?[(（]?\d{{1,4}}[)）]?$")  # a line of the contents
NOTE = re.compile(r"[①-⑳\[［*※¹²³⁴⁵⁶⁷⁸⁹]|[(（]?\d{1,2}[)）.、\s]?(?![\d年])|注[：:\d]")
CUT_NUMBER = re.compile(r"\d$")
REST_OF_NUMBER = re.compile(r"[\d.．%％‰年月日万亿个]")


@dataclass(frozen=True)
class Page:
    """Lines outside tables, and the rows of tables with the place at which each table begins."""

    width: float
    height: float
    lines: Sequence[Line]
    tables: Sequence[tuple[float, tuple[str, ...]]] = field(default=())  # top, rows
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class _Setting:
    """How the text around a line is set. pitch: from baseline to baseline, in sizes."""

    left: float
    right: float
    pitch: float
    marks_paragraphs: bool


_Thing = tuple[Line | tuple[str, ...], _Setting | None]


def paragraphs(pages: Sequence[Page]) -> Iterator[str]:
    """Paragraphs and table rows in reading order, without what only belongs to the pages.

    Footnotes follow the paragraph that is open where their page ends.
    """
    running = _running_lines(pages)
    bodies = [[line for line in page.lines if (number, line) not in running] for number, page in enumerate(pages)]
    settings = _Settings(pages, bodies)
    open_lines: list[Line] = []
    notes: list[_Thing] = []
    for number, (page, body) in enumerate(zip(pages, bodies, strict=True)):
        text, foot = _split_notes(body, settings.size)
        aligned = rows_of_tables(text)
        things: list[tuple[float, Line | tuple[str, ...]]] = [(line.top, line) for line in text] + list(page.tables)
        things = [(place, _as_row(thing) if thing in aligned else thing) for place, thing in things]
        is_first = True
        for _, thing in sorted(things, key=lambda placed: placed[0]):
            if isinstance(thing, Line) and open_lines:
                setting = settings.of(number, thing)
                if _continues(open_lines[-1], thing, setting, is_over_page=is_first):
                    open_lines.append(thing)
                    is_first = False
                    continue
            is_first = False
            yield from _closed(open_lines)
            yield from _joined(notes)
            open_lines, notes = ([thing], []) if isinstance(thing, Line) else ([], [])
            if not isinstance(thing, Line):
                yield from thing
        notes += [(line, settings.of(number, line)) for line in foot]
    yield from _closed(open_lines)
    yield from _joined(notes)


def _as_row(line: Line | tuple[str, ...]) -> Line | tuple[str, ...]:
    return (BAR.join(piece.text for piece in line.cells),) if isinstance(line, Line) else line


def _joined(things: Sequence[_Thing]) -> Iterator[str]:
    """Paragraphs of lines that stand by themselves."""
    open_lines: list[Line] = []
    for line, setting in things:
        if not isinstance(line, Line) or setting is None:
            continue
        if open_lines and not NOTE.match(line.text) and _continues(open_lines[-1], line, setting, is_over_page=False):
            open_lines.append(line)
        else:
            yield from _closed(open_lines)
            open_lines = [line]
    yield from _closed(open_lines)


def _closed(lines: Sequence[Line]) -> Iterator[str]:
    if lines:
        yield join_wrapped(line.text for line in lines)


def join_wrapped(lines: Iterable[str]) -> str:
    """One text out of lines that were only broken for room: a space stays between Latin words alone."""
    joined = ""
    for line in lines:
        is_latin = joined[-1:].isascii() and joined[-1:].isalpha() and line[:1].isascii() and line[:1].isalpha()
        joined += f" {line}" if is_latin else line
    return joined


def join_cell(lines: Sequence[str]) -> str:
    """Like `join_wrapped`, with a space where a line of a cell was broken before it was full."""
    widths = [sum(1 if character.isascii() else 2 for character in line) for line in lines]
    ends = [" " if width < max(widths) - 2 else "" for width in widths]
    return join_wrapped(line + end for line, end in zip(lines, ends, strict=True))


def _running_lines(pages: Sequence[Page]) -> set[tuple[int, Line]]:
    """(page, line) of page numbers, and of lines that recur at the pages' edges with nothing but digits changed."""
    places: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for line, is_far_out in _edge_lines(page):
            text = "".join(line.text.split())
            if PAGE_MARK.fullmatch(text):
                key = "page mark"
            elif not is_far_out:
                continue
            elif DIGITS.fullmatch(text):
                key = f"counts from {int(text[:9]) - number}"
            else:
                key = DIGITS.sub("#", text)
            places[key].append((number, line))
    enough = {key: 2 if key.startswith("counts from") else max(3, REPEATS * len(pages)) for key in places}
    enough["page mark"] = 1
    return {place for key, found in places.items() for place in found if len({n for n, _ in found}) >= enough[key]}


def _edge_lines(page: Page) -> Iterator[tuple[Line, bool]]:
    """The two lines nearest to the top and to the bottom, and whether they stand in the margins."""
    ordered = sorted(page.lines, key=lambda line: line.top)
    for line in ordered[:2]:
        if line.bottom < EDGE_OF_MARKS * page.height:
            yield line, line.bottom < EDGE * page.height
    for line in ordered[-2:]:
        if line.top > (1 - EDGE_OF_MARKS) * page.height:
            yield line, line.top > (1 - EDGE) * page.height


def _split_notes(body: Sequence[Line], size: float) -> tuple[list[Line], list[Line]]:
    """(text, footnotes): small lines below all others, the first with a note's mark."""
    ordered = sorted(body, key=lambda line: line.top)
    first = len(ordered)
    while first and ordered[first - 1].size <= NOTE_SIZE * size and ordered[first - 1].box is None:
        first -= 1
    while first < len(ordered) and not NOTE.match(ordered[first].text):
        first += 1
    return (ordered[:first], ordered[first:]) if first else (ordered, [])


class _Settings:
    """How each page, and each frame on it, is set; and the text's usual size."""

    def __init__(self, pages: Sequence[Page], bodies: Sequence[Sequence[Line]]) -> None:
        lines = [line for body in bodies for line in body]
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 0.0
        self.usual: dict[int, _Setting] = {}
        self.own: dict[tuple[int, int | None], _Setting] = {}
        by_width: dict[int, list[list[Line]]] = defaultdict(list)
        for page, body in zip(pages, bodies, strict=True):
            by_width[round(page.width)].append([line for line in body if line.box is None])
        usual = {width: _usual(found, width) for width, found in by_width.items()}
        for number, (page, body) in enumerate(zip(pages, bodies, strict=True)):
            self.usual[number] = usual[round(page.width)]
            for box in {line.box for line in body}:
                inside = [line for line in body if line.box == box]
                fallback = usual[round(page.width)] if box is None else _usual([inside], 0)
                self.own[number, box] = _own(inside, fallback)

    def of(self, page: int, line: Line) -> _Setting:
        return self.own.get((page, line.box), self.usual[page])


def _usual(bodies: Sequence[Sequence[Line]], width: float) -> _Setting:
    """The setting of all pages of a width, or of a frame (width 0)."""
    lines = [line for body in bodies for line in body]
    if not lines:
        return _Setting(0, 0, PITCH, False)
    size = Counter(round(line.size) for line in lines).most_common(1)[0][0]
    left = _outermost(sorted(line.x0 for line in lines), size)
    right = -_outermost(sorted(-line.x1 for line in lines), size) if width else max(line.x1 for line in lines)
    indented = sum(line.x0 > left + line.size for line in lines)
    marks = indented >= INDENTED * len(lines)
    return _Setting(left, max(right, left + FULL * width), _pitch(bodies) or PITCH, marks)


def _own(lines: Sequence[Line], usual: _Setting) -> _Setting:
    """The setting of one page: its own margins where enough full lines show them, its own leading."""
    pitch = _pitch([lines]) or usual.pitch
    running_on = [line for line in lines if not line.text.endswith(SENTENCE_END + ITEM_END) and not line.is_spread]
    ends = sorted(-line.x1 for line in running_on)
    for place, line in zip(ends, sorted(running_on, key=lambda line: -line.x1), strict=True):
        if sum(place <= end <= place + FLUSH * line.size for end in ends) >= OWN_LINES:
            right = -place
            break
    else:
        return _Setting(usual.left, usual.right, pitch, usual.marks_paragraphs)
    starts = [
        after.x0
        for line, after in pairwise(lines)
        if line in running_on and line.x1 >= right - WRAP * line.size and after.size == line.size
    ]
    left = _outermost(sorted(starts), lines[0].size) if len(starts) >= OWN_LINES else usual.left
    return _Setting(left, right, pitch, usual.marks_paragraphs)


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


def _continues(line: Line, following: Line, setting: _Setting, is_over_page: bool) -> bool:
    """Whether the following line is the same paragraph, broken only because the line was full."""
    if ENTRY.search(line.text) or (line.box is None) != (following.box is None):
        return False
    if ENTRY.search(following.text) and _is_rest_of_entry(line, following):
        return True
    is_alike = not (line.is_spread or following.is_spread) and abs(line.size - following.size) <= SAME_SIZE * line.size
    is_close = is_over_page or 0 < following.base - line.base <= SAME_PITCH * setting.pitch * line.size
    return is_alike and is_close and (_cuts_number(line, following, setting) or _was_full(line, following, setting))


def _cuts_number(line: Line, following: Line, setting: _Setting) -> bool:
    """Whether the end of the line is the middle of a number, or parts it from its unit."""
    is_long = setting.right - line.x1 <= FULL * setting.right
    return is_long and bool(CUT_NUMBER.search(line.text) and REST_OF_NUMBER.match(following.text))


def _was_full(line: Line, following: Line, setting: _Setting) -> bool:
    """Whether the next word had no room on the line, and the following line does not begin something new."""
    room = max(WRAP * line.size, min(following.head, LONGEST_HEAD * line.size) + 0.5 * line.size)
    if line.x1 < setting.right - room:
        return False
    ends = line.text.endswith(SENTENCE_END)
    if following.x0 > setting.left + following.size:
        return not ends and _hangs(line, following)
    if (ends or line.text.endswith(ITEM_END)) and HEADING.match(following.text):
        return False
    return not ends or setting.marks_paragraphs


def _is_rest_of_entry(line: Line, following: Line) -> bool:
    """Whether an entry of the contents took two lines: 加快建设综合 / 交通体系……12."""
    is_near = abs(line.size - following.size) <= SAME_SIZE * line.size and not line.is_spread
    return is_near and not HEADING.match(following.text) and HEADING.match(line.text) is not None


def _hangs(line: Line, following: Line) -> bool:
    """Whether a sentence goes on in a paragraph that is indented as a whole."""
    is_alike = abs(line.x0 - following.x0) <= FLUSH * line.size
    is_unfinished = any(mark in line.text for mark in "，。；、") and not HEADING.match(following.text)
    return is_alike and is_unfinished and not line.text.endswith(ITEM_END)
