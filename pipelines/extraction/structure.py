"""How a document is divided: blocks (items and paragraphs) under headings, sentences, clauses. Offsets, no numbers."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from pipelines.extraction.target import PlanContext
from pipelines.extraction.vocabulary import PAST_HEADINGS, PAST_OPENINGS, TASK_HEADINGS

CHINESE_NUMBER = "[一二三四五六七八九十百]{1,4}"
LIST_NUMBER = re.compile(
    rf"(?P<chapter>第{CHINESE_NUMBER}[篇章节])"
    rf"|(?P<section>{CHINESE_NUMBER}、)"
    rf"|(?P<subsection>\({CHINESE_NUMBER}\)[、.]?)"
    r"|(?P<item>\d{1,3}(?:[、](?!\d)|\.(?![\d])))"
    r"|(?P<subitem>\(\d{1,3}\)|[①-⑳])"
)
LEVELS = ("chapter", "section", "subsection", "item", "subitem")
SUBSECTION, ITEM = LEVELS.index("subsection"), LEVELS.index("item")
INLINE = re.compile(
    rf"(?<=[。;;:)])\s?(?={CHINESE_NUMBER}、|\({CHINESE_NUMBER}\)|\d{{1,3}}[.、](?!\d))"
    r"|(?<=[\u4e00-\u9fff])(?=\d{1,3}\.[\u4e00-\u9fff“])"
    rf"|(?<=[。)])(?={CHINESE_NUMBER}、)"
)
LINE_START = re.compile(r"[^\n]+")
SENTENCE_END = re.compile(r"[。!?|\n①-⒛]")
CLAUSE_END = re.compile(r"\((?:[A-Za-z_][\d._]{0,4}|[^()\n。;\dA-Za-z.]){0,25}\)|(?<!\d),|,(?!\d{3}(?!\d))|[;:()]")
LONGEST_HEADING = 60
LONGEST_SENTENCE = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or that part of one which a list number opens."""

    start: int
    end: int
    label: str | None  # list number with that of the heading above: (一)1
    level: int | None  # place in LEVELS; None if no list number opens it
    line_start: int
    opens_line: bool
    text_start: int  # behind the list number
    title: str
    is_past: bool
    is_row: bool  # a line of a table


def divide(text: str, context: PlanContext) -> list[Block]:
    """The blocks of the folded text, in order, without gaps but for line ends."""
    raw = _raw_blocks(text)
    review_until = _end_of_review(text, raw, context)
    blocks = []
    path: dict[int, tuple[str, bool]] = {}
    for start, end, line_start in raw:
        found = LIST_NUMBER.match(text, start)
        level = LEVELS.index(found.lastgroup or "item") if found else None
        title = _title(text, found.end() if found else start, end)
        if level is not None and found is not None:
            path = {key: value for key, value in path.items() if key < level}
            is_past = _opens_review(title, context) and level <= 2
            path[level] = (found[0].rstrip("、. "), is_past)
        is_past = any(past for _, past in path.values()) or start < review_until
        is_past = is_past or (level is None and text.startswith(PAST_OPENINGS, start))
        text_start = found.end() if found else start
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
                is_past,
                "|" in text[start:end],
            )
        )
    return blocks


def _raw_blocks(text: str) -> list[tuple[int, int, int]]:
    blocks = []
    last_item = 0
    for line in LINE_START.finditer(text):
        start = line.start() + len(line[0]) - len(line[0].lstrip())
        cuts = [start]
        number = re.match(r"\d{1,3}(?=[.、])", text[start : start + 4])
        if number:
            last_item = int(number[0])
        for inline in INLINE.finditer(text, start + 1, line.end()):
            at = inline.end()
            item = re.match(r"\d{1,3}", text[at : at + 3])
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
    found = re.compile(r"[。\n:]").search(text, start, stop)
    return text[start : found.start() if found else stop].strip()


def _opens_review(title: str, context: PlanContext) -> bool:
    if any(word in title for word in PAST_HEADINGS + PAST_OPENINGS):
        return not any(word in title for word in ("目标", "任务"))
    year = re.match(r"((?:19|20)\d\d)年", title)
    return bool(
        context.is_work_report
        and year
        and context.plan_end
        and int(year[1]) < context.plan_end.year
        and len(title) < 20
    )


def _end_of_review(text: str, raw: list[tuple[int, int, int]], context: PlanContext) -> int:
    """A work report tells the past until the first heading that sets tasks; 0 if there is no such heading."""
    if not context.is_work_report:
        return 0
    for start, end, _ in raw:
        found = LIST_NUMBER.match(text, start)
        title = _title(text, found.end() if found else start, end)
        is_heading = (found is not None and found.lastgroup in ("chapter", "section")) or (
            end - start < 40 and not text[start:end].rstrip().endswith(("。", ":"))
        )
        if is_heading and any(word in title for word in TASK_HEADINGS) and not _opens_review(title, context):
            return start
    return 0


def _label(path: dict[int, tuple[str, bool]]) -> str | None:
    labels = [path[level][0] for level in sorted(path) if level >= 2] or [label for label, _ in path.values()]
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
    for mark in CLAUSE_END.finditer(text, start, end):
        if mark.end() - mark.start() > 1:
            continue
        clauses.append((begin, mark.start()))
        begin = mark.end()
    clauses.append((begin, end))
    return Sentence(start, end, tuple(clauses))
