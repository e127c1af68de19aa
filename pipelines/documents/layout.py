"""Lines as they stand on pages → paragraphs. Knows places and sizes, in points; nothing of any file format.

What joins two lines is what the page shows: the margins and the leading measured on it, and that a word which cannot
be broken moved down whole.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.documents.aligned_tables import rows_of_tables
from pipelines.documents.lines import Line
from pipelines.documents.margins import FLUSH, FULL, ITEM_END, SAME_SIZE, SENTENCE_END, WRAP, Setting, Settings
from pipelines.documents.tables import BAR

EDGE = 0.12  # of the page's height: where running heads and page numbers stand
EDGE_OF_MARKS = 0.2  # of the page's height: where page numbers with dashes stand, — 12 —
REPEATS = 0.3  # of the pages: what recurs there on as many is a running head
LONGEST_HEAD = 14.0  # sizes that a word may have which moved down whole
SAME_PITCH = 1.4  # times the leading: farther apart are two paragraphs
NOTE_SIZE = 0.9  # of the text's size: no larger line is a footnote

DIGITS = re.compile(r"\d+")
PAGE_MARK = re.compile(r"[-—–－·─]+\d{1,4}[-—–－·─]+|第\d{1,4}页(?:[,，/]?共\d{1,4}页)?|\d{1,4}/\d{1,4}")
NUMBER = r"[一二三四五六七八九十\d]{1,4}"
HEADING = re.compile(
    rf"{NUMBER}(?:、|[.．](?!\d))|[(（]{NUMBER}[)）]|第{NUMBER}[篇章节条]|[①-⑳●○■◆▲★•\uf020-\uf0ff]|专栏|附件"
)
LEADER = r"[.．·•…‥⋯・]{3,}"
ENTRY = re.compile(rf"(?:{LEADER}|[·…‥⋯]) ?[(（]?\d{{1,4}}[)）]?$")  # a line of the contents
NOTE = re.compile(r"[①-⑳\[［*※¹²³⁴⁵⁶⁷⁸⁹]|[(（]?\d{1,2}[)）.、\s]?(?![\d年])|注[：:\d]")
NO_BEGINNING = re.compile(r"[，。；：、！？）》”％%]")
CUT_NUMBER = re.compile(r"\d$")
REST_OF_NUMBER = re.compile(r"[\d.．%％‰年月日万亿个]")
WANTS_NUMBER = re.compile(r"(?:达|到|至|为|是|于|超|过|破|约|近|加|长|降|低|高|少|增|成)$")
GOES_ON = ("，", "、", "——")


@dataclass(frozen=True)
class Page:
    """Lines outside tables, and the rows of tables with the place at which each table begins.

    A column of a sheet is a page of its own.
    """

    width: float
    height: float
    lines: Sequence[Line]
    tables: Sequence[tuple[float, tuple[str, ...]]] = field(default=())  # top, rows
    is_picture: bool = False
    sheet: int | None = None  # number of the sheet of paper; None: that of the page


_Thing = tuple[Line | tuple[str, ...], Setting | None]


def paragraphs(pages: Sequence[Page]) -> Iterator[str]:
    """Paragraphs and table rows in reading order, without what only belongs to the pages.

    Footnotes follow the paragraph that is open where their page ends.
    """
    running = _running_lines(pages)
    bodies = [[line for line in page.lines if (number, line) not in running] for number, page in enumerate(pages)]
    settings = Settings([page.width for page in pages], bodies)
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
                if _continues(open_lines, thing, setting, is_over_page=is_first):
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
        if open_lines and not NOTE.match(line.text) and _continues(open_lines, line, setting, is_over_page=False):
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
    places: dict[str, list[tuple[int, int, Line]]] = defaultdict(list)
    sheets = [number if page.sheet is None else page.sheet for number, page in enumerate(pages)]
    for number, (page, sheet) in enumerate(zip(pages, sheets, strict=True)):
        for line, is_far_out in _edge_lines(page):
            text = "".join(line.text.split())
            if PAGE_MARK.fullmatch(text):
                key = "page mark"
            elif not is_far_out:
                continue
            elif DIGITS.fullmatch(text):
                key = f"counts from {int(text[:9]) - sheet}"
            else:
                key = DIGITS.sub("#", text)
            places[key].append((sheet, number, line))
    most = max(3, REPEATS * len(set(sheets)))
    enough = {key: 2 if key.startswith("counts from") else most for key in places}
    enough["page mark"] = 1
    return {
        (number, line)
        for key, found in places.items()
        for _, number, line in found
        if len({sheet for sheet, _, _ in found}) >= enough[key]
    }


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


def _continues(opened: Sequence[Line], following: Line, setting: Setting, is_over_page: bool) -> bool:
    """Whether the following line belongs to the paragraph of the lines, broken only because the last was full."""
    line = opened[-1]
    is_elsewhere = (line.box is None) != (following.box is None) if is_over_page else line.box != following.box
    if ENTRY.search(line.text) or is_elsewhere:
        return False
    if ENTRY.search(following.text) and _is_rest_of_entry(line, following):
        return True
    is_alike = not (line.is_spread or following.is_spread) and abs(line.size - following.size) <= SAME_SIZE * line.size
    is_close = is_over_page or 0 < following.base - line.base <= SAME_PITCH * setting.pitch * line.size
    if not is_alike or not is_close:
        return False
    return NO_BEGINNING.match(following.text) is not None or (
        _cannot_end(line, following, setting) or _was_full(opened, following, setting)
    )


def _cannot_end(line: Line, following: Line, setting: Setting) -> bool:
    """Whether the end of the line parts a number, or stands before one that it wants, or is a comma."""
    is_long = setting.right - line.x1 <= FULL * setting.right
    is_cut = CUT_NUMBER.search(line.text) and REST_OF_NUMBER.match(following.text)
    wants = WANTS_NUMBER.search(line.text) and following.text[0].isdigit()
    goes_on = line.text.endswith(GOES_ON) and following.x0 <= setting.left + following.size
    return is_long and not HEADING.match(following.text) and bool(is_cut or wants or goes_on)


def _was_full(opened: Sequence[Line], following: Line, setting: Setting) -> bool:
    """Whether the next word had no room on the line, and the following line does not begin something new."""
    line = opened[-1]
    room = max(WRAP * line.size, min(following.head, LONGEST_HEAD * line.size) + 0.5 * line.size)
    if line.x1 < setting.right - room:
        return False
    ends = line.text.endswith(SENTENCE_END)
    if following.x0 > setting.left + following.size:
        return not ends and _hangs(opened, following, setting)
    if (ends or line.text.endswith(ITEM_END)) and HEADING.match(following.text):
        return False
    return not ends or setting.marks_paragraphs


def _is_rest_of_entry(line: Line, following: Line) -> bool:
    """Whether an entry of the contents took two lines: 加快建设综合 / 交通体系……12."""
    is_near = abs(line.size - following.size) <= SAME_SIZE * line.size and not line.is_spread
    return is_near and not HEADING.match(following.text) and HEADING.match(line.text) is not None


def _hangs(opened: Sequence[Line], following: Line, setting: Setting) -> bool:
    """Whether a sentence goes on in lines that are indented too: below a list's mark, or a passage set in.

    Two lines that begin where paragraphs do are two paragraphs, the first a heading that fills its line.
    """
    line = opened[-1]
    deeper = following.x0 - line.x0
    is_set_in = len(opened) > 1 or abs(following.x0 - setting.indent) > FLUSH * line.size
    is_same_text = line.fonts[1] == following.fonts[0] or 0 in (line.fonts[1], following.fonts[0])
    is_below = abs(deeper) <= FLUSH * line.size and is_set_in and is_same_text
    is_hanging = len(opened) == 1 and 0 < deeper <= 4 * line.size
    is_unfinished = any(mark in line.text for mark in "，。；、") and not line.text.endswith(ITEM_END)
    return (is_below or is_hanging) and is_unfinished and not HEADING.match(following.text)
