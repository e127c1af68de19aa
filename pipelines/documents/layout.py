"""Lines as they stand on pages → paragraphs. Knows places and sizes, in points; nothing of any file format."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

EDGE = 0.12  # of the page's height: where running heads and page numbers stand
REPEATS = 0.3  # of the pages: what recurs there on as many is a running head
FULL = 0.4  # of the page's width: no shorter line was broken for room
WRAP = 1.6  # sizes short of the right margin at which a line still counts as full
PITCH = 2.0  # sizes between two lines of one paragraph
COMMON = 0.05  # of the lines make a margin
INDENTED = 0.1  # of the lines indented: the document marks its paragraphs

DIGITS = re.compile(r"\d+")
PAGE_NUMBER = re.compile(r"[-—–－·]\d{1,4}[-—–－·]|第\d{1,4}页(?:[,，/]?共\d{1,4}页)?|\d{1,4}/\d{1,4}")
SENTENCE_END = ("。", "！", "？", "!", "?", "：", ":")
NUMBER = r"[一二三四五六七八九十\d]{1,4}"
HEADING = re.compile(rf"{NUMBER}[、.．]|[(（]{NUMBER}[)）]|第{NUMBER}[章节条]")


@dataclass(frozen=True)
class Line:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    is_spread: bool = False  # wide gaps inside: a row of a table without rules


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    lines: Sequence[Line]
    tables: Sequence[tuple[float, tuple[str, ...]]] = field(default=())  # top, rows
    is_picture: bool = False


@dataclass(frozen=True)
class _Margins:
    left: float
    right: float
    marks_paragraphs: bool


def paragraphs(pages: Sequence[Page]) -> Iterator[str]:
    """Paragraphs and table rows in reading order, without what only belongs to the pages."""
    running = _running_lines(pages)
    bodies = [[line for line in page.lines if (number, line) not in running] for number, page in enumerate(pages)]
    margins = _margins(pages, bodies)
    wrapped: list[Line] = []
    for page, body in zip(pages, bodies, strict=True):
        margin = margins[round(page.width)]
        things: list[tuple[float, Line | tuple[str, ...]]] = [(line.top, line) for line in body] + list(page.tables)
        for _, thing in sorted(things, key=lambda placed: placed[0]):
            if isinstance(thing, Line) and (not wrapped or _continues(wrapped[-1], thing, margin)):
                wrapped.append(thing)
                continue
            if wrapped:
                yield join_wrapped(line.text for line in wrapped)
            wrapped = [thing] if isinstance(thing, Line) else []
            if not isinstance(thing, Line):
                yield from thing
    if wrapped:
        yield join_wrapped(line.text for line in wrapped)


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
        for line in _edge_lines(page):
            text = "".join(line.text.split())
            if PAGE_NUMBER.fullmatch(text):
                key = "page number"
            elif DIGITS.fullmatch(text):
                key = f"counts from {int(text[:9]) - number}"
            else:
                key = DIGITS.sub("#", text)
            places[key].append((number, line))
    enough = {key: 2 if key.startswith("counts from") else max(3, REPEATS * len(pages)) for key in places}
    enough["page number"] = 1
    return {place for key, found in places.items() for place in found if len({n for n, _ in found}) >= enough[key]}


def _edge_lines(page: Page) -> Iterator[Line]:
    """The two lines nearest to the top and to the bottom, where they stand in the margins."""
    ordered = sorted(page.lines, key=lambda line: line.top)
    yield from (line for line in ordered[:2] if line.bottom < EDGE * page.height)
    yield from (line for line in ordered[-2:] if line.top > (1 - EDGE) * page.height)


def _margins(pages: Sequence[Page], bodies: Sequence[Sequence[Line]]) -> dict[int, _Margins]:
    """Margins of the text by width of page."""
    by_width: dict[int, list[Line]] = defaultdict(list)
    for page, body in zip(pages, bodies, strict=True):
        by_width[round(page.width)] += body
    return {width: _margins_of(lines, width) for width, lines in by_width.items()}


def _margins_of(lines: Sequence[Line], width: float) -> _Margins:
    if not lines:
        return _Margins(0, 0, False)
    size = Counter(round(line.size) for line in lines).most_common(1)[0][0]
    left = _outermost(sorted(line.x0 for line in lines), size)
    right = -_outermost(sorted(-line.x1 for line in lines), size)
    indented = sum(line.x0 > left + line.size for line in lines)
    return _Margins(left, max(right, left + FULL * width), indented >= INDENTED * len(lines))


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


def _continues(line: Line, following: Line, margin: _Margins) -> bool:
    """Whether the following line is the same paragraph, broken only because the line was full."""
    is_full = line.x1 >= margin.right - WRAP * line.size and not line.is_spread
    is_indented = following.x0 > margin.left + following.size
    is_close = following.top < line.bottom + PITCH * line.size  # a page's first line stands above the last one
    if not is_full or is_indented or not is_close or abs(line.size - following.size) > 0.1 * line.size:
        return False
    ends = line.text.rstrip().endswith(SENTENCE_END)
    return not ends or (margin.marks_paragraphs and not HEADING.match(following.text))
