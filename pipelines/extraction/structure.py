"""How a document is divided: blocks (items and paragraphs) under headings, sentences, clauses. Offsets, no numbers."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.extraction.scanning import find_matches

CHINESE_NUMBER = "[一二三四五六七八九十百]{1,4}"
LIST_NUMBER = re.compile(
    rf"(?P<chapter>第{CHINESE_NUMBER}[篇章])"
    rf"|(?P<division>第{CHINESE_NUMBER}节)"
    rf"|(?P<section>{CHINESE_NUMBER}、)"
    rf"|(?P<subsection>\({CHINESE_NUMBER}\)[、.]?)"
    r"|(?P<item>\d{1,3}(?:[、](?!\d)|\.(?![\d])))"
    r"|(?P<subitem>\(\d{1,3}\)|[①-⑳])"
)
LEVELS = ("chapter", "division", "section", "subsection", "item", "subitem")
SUBSECTION, ITEM = LEVELS.index("subsection"), LEVELS.index("item")
INLINE = re.compile(
    rf"(?<=[。;;:)])\s?(?={CHINESE_NUMBER}、|\({CHINESE_NUMBER}\)|\d{{1,3}}[.、](?!\d))"
    r"|(?<=[\u4e00-\u9fff])(?=\d{1,3}\.[\u4e00-\u9fff“])"
    rf"|(?<=[。)])(?={CHINESE_NUMBER}、)"
)
ITEM_NUMBER = re.compile(r"\d{1,3}(?=[.、])")
SHORT_NUMBER = re.compile(r"\d{1,3}")
LINE_START = re.compile(r"[^\n]+")
TITLE_END = re.compile(r"[。\n:]")
SENTENCE_END = re.compile(r"[。!?|\n①-⒛]")
CLAUSE_END = re.compile(r"\((?:[A-Za-z_][\d._]{0,4}|[^()\n。;\dA-Za-z.]){0,25}\)|(?<!\d),|,(?!\d{3}(?!\d))|[;:()]")
FIRST_INLINE = re.compile(r"[\s一二三四五六七八九十百(\d]")  # what stands where a match of INLINE begins
CLAUSE_MARK = re.compile("[(),;:]")  # with which a match of CLAUSE_END begins
LONGEST_HEADING = 60
LONGEST_HEADING_LINE = 40
LONGEST_LABEL = 10
NO_HEADING = re.compile(r"[。;!?|]|[,、:]$|^[-—]{1,2}")
LONGEST_SENTENCE = 1_000  # characters


class Block(NamedTuple):
    """A paragraph, or that part of one which a list number opens."""

    start: int
    end: int
    label: str | None  # list number with that of the heading above: (一)1
    level: int | None  # place in LEVELS; None if no list number opens it
    line_start: int
    opens_line: bool
    text_start: int  # behind the list number
    title: str
    is_title_alone: bool  # a line that may be a heading and holds nothing else
    is_row: bool  # a line of a table


def divide(text: str) -> list[Block]:
    """The blocks of the folded text, in order, without gaps but for line ends."""
    blocks = []
    path: dict[int, str] = {}
    for start, end, line_start in _raw_blocks(text):
        found = LIST_NUMBER.match(text, start)
        level = LEVELS.index(found.lastgroup or "item") if found else None
        text_start = found.end() if found else start
        text_start += len(text[text_start:end]) - len(text[text_start:end].lstrip())
        title = _title(text, text_start, end)
        if level is not None and found is not None:
            path = {key: value for key, value in path.items() if key < level}
            path[level] = found[0].rstrip("、. ")
        blocks.append(
            Block(
                start,
                end,
                _label(path),
                level,
                line_start,
                start - line_start < 8,
                text_start,
                title,
                _is_title_alone(text, start, end),
                "|" in text[start:end],
            )
        )
    return blocks


def _is_title_alone(text: str, start: int, end: int) -> bool:
    line = text[start:end].rstrip()
    line = line.removesuffix(":") if len(line) <= LONGEST_LABEL else line  # 名词解释:
    at_line_end = end == len(text) or text[end] == "\n"
    return at_line_end and 2 <= len(line) <= LONGEST_HEADING_LINE and not NO_HEADING.search(line)


def _raw_blocks(text: str) -> list[tuple[int, int, int]]:
    blocks = []
    last_item = 0
    for line in LINE_START.finditer(text):
        start = line.start() + len(line[0]) - len(line[0].lstrip())
        cuts = [start]
        number = ITEM_NUMBER.match(text, start)
        if number:
            last_item = int(number[0])
        for inline in find_matches(FIRST_INLINE, INLINE, text, start + 1, line.end()):
            at = inline.end()
            item = SHORT_NUMBER.match(text, at)
            if item:
                if int(item[0]) not in (last_item + 1, 1):
                    continue
                last_item = int(item[0])
            if at > cuts[-1]:
                cuts.append(at)
        ends = [*cuts[1:], line.end()]
        blocks += [(cut, end, line.start()) for cut, end in zip(cuts, ends, strict=True) if cut < end]
    return blocks


def _title(text: str, start: int, end: int) -> str:
    stop = min(end, start + LONGEST_HEADING)
    found = TITLE_END.search(text, start, stop)
    return text[start : found.start() if found else stop].strip()


def _label(path: dict[int, str]) -> str | None:
    labels = [path[level] for level in sorted(path) if level >= SUBSECTION] or list(path.values())
    return "".join(labels) or None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where its clauses begin and end."""

    start: int
    end: int
    clauses: tuple[tuple[int, int], ...]

    def clause_at(self, position: int) -> int:
        return max(0, bisect_right([start for start, _ in self.clauses], position) - 1)


def sentence_bounds(text: str, block_start: int, block_end: int, cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sentences of a block. `cuts`: spans in it, such as brackets of units, that end a sentence and belong to none."""
    marks = sorted(
        [(found.start(), found.end()) for found in SENTENCE_END.finditer(text, block_start, block_end)] + cuts
    )
    bounds, start = [], block_start
    for mark_start, mark_end in marks:
        if mark_start > start:
            bounds += _in_pieces(text, start, mark_start)
        start = max(start, mark_end)
    if start < block_end:
        bounds += _in_pieces(text, start, block_end)
    return bounds


def _in_pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence without end, in pieces that end with a clause: keeps the work in proportion to the length."""
    pieces = []
    while end - start > LONGEST_SENTENCE:
        limit = start + LONGEST_SENTENCE
        cut = max(text.rfind(mark, start, limit) for mark in ";,、") + 1 or limit
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]


def split_clauses(text: str, start: int, end: int) -> Sentence:
    """The clauses of a sentence: between commas, semicolons, colons and long brackets."""
    clauses, begin = [], start
    for mark in find_matches(CLAUSE_MARK, CLAUSE_END, text, start, end):
        if mark.end() - mark.start() > 1:
            continue
        clauses.append((begin, mark.start()))
        begin = mark.end()
    clauses.append((begin, end))
    return Sentence(start, end, tuple(clauses))
