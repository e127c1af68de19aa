"""A text without the spaces and line ends that stand inside its sentences, and where its characters stood before.

Which lines are headings, items or rows is decided elsewhere; here only whether a line goes on in the next one.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from pipelines.extraction.vocabulary import DEPENDENT_NOUNS, FINISHING_VERBS, LEVEL_VERBS, MEASURE_WORDS, PREPOSITIONS

WIDE = "\u3400-\u9fff%‰℃,、。;:()“”《》≥≤"
# 到 2035 年, 1 250 000吨, 国 家; but not 市水利局 市财政局, nor columns that stand wide apart.
THOUSANDS = r"(?=\d{3}(?!\d))"
LETTER = r"[^\W\d_表图件栏]"
INNER_SPACES = re.compile(  # every alternative begins with the space itself, which is found fast
    rf" (?<=[{WIDE}] )(?<![局委办部院会府心司行厅] )(?=[{WIDE}])"
    rf"| (?<=[{WIDE}] )(?=[\d<>])| (?<=[\d.] )(?=[{WIDE}])"
    rf"|  (?<=[{WIDE}]  )(?=[\d<>])|  (?<=[\d.]  )(?=[{WIDE}])"
    rf"| (?<={LETTER}\d ){THOUSANDS}| (?<={LETTER}\d\d ){THOUSANDS}| (?<={LETTER}\d\d\d ){THOUSANDS}"
    rf"| (?<={LETTER} \d ){THOUSANDS}| (?<={LETTER} \d\d ){THOUSANDS}| (?<={LETTER} \d\d\d ){THOUSANDS}"
    rf"| (?<= \d{{3}} ){THOUSANDS}"
)
LINE = re.compile(r"[^\n]+")
OPENS_ITEM = re.compile(
    r"(?:第?[一二三四五六七八九十百]{1,4}(?:[篇章节、]|[是要]|项|方面)|\([一二三四五六七八九十\d]{1,4}\)|\d{1,3}(?:\.(?!\d)|、)"
    r"|[①-⒛❶-❿◆◇●○■□★☆※•·*>-]|专栏|附[件表录]|[表图]\s?\d)"
)
ENDS_SENTENCE = re.compile(r"[。!?;:…][”)》]?$")
DIGIT = re.compile(r"\d")
IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
GOES_ON_FROM_NUMBER = re.compile(r"[年月日%‰个家座处项万亿千百亩吨户人元米公平立家辆张所]")
REACHING = tuple(LEVEL_VERBS)
STRADDLING = frozenset(
    word
    for word in {*DEPENDENT_NOUNS, *FINISHING_VERBS, *LEVEL_VERBS, *MEASURE_WORDS}
    if len(word) > 1 and "(" not in word
)
LONGEST_STRADDLING = 6  # characters
LONGEST_PARAGRAPH = 40  # lines
NARROWEST = 24  # columns, a Chinese character taking two; shorter lines are cells or headings
FEWEST_FULL = 6  # lines of one width that show at which the text was broken
SHORTEST_SENTENCE = 4  # characters
OPEN_WINDOW = 120  # characters behind an open bracket in which a line end is of no account


class Line(NamedTuple):
    start: int
    text: str
    words: str  # without the spaces around them


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """`text` and `folded` have one character for another. `cuts`: places in them behind which characters are lost;
    `lost`: how many up to there, in all."""

    text: str
    folded: str
    cuts: tuple[int, ...]
    lost: tuple[int, ...]

    def origin(self, place: int) -> int:
        """Where a character of `text` stood in the text as it was."""
        i = bisect_right(self.cuts, place)
        return place + (self.lost[i - 1] if i else 0)


def unwrap(text: str, folded: str) -> Unwrapped:
    """`folded`: the text in half-width punctuation, of the same length. Time grows with the length."""
    spans = sorted([*(found.span() for found in INNER_SPACES.finditer(folded)), *_broken_ends(folded)])
    if not spans:
        return Unwrapped(text, folded, (), ())
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), len(text)]
    lost = tuple(accumulate(end - start for start, end in spans))
    cuts = tuple(start - gone for (start, _), gone in zip(spans, (0, *lost), strict=False))
    kept = list(zip(starts, ends, strict=True))
    return Unwrapped("".join(text[a:b] for a, b in kept), "".join(folded[a:b] for a, b in kept), cuts, lost)


def _broken_ends(folded: str) -> Iterator[tuple[int, int]]:
    """Line ends inside sentences, each with the spaces around it."""
    if "\n" not in folded.strip():
        return
    lines = [Line(found.start(), found[0], found[0].strip()) for found in LINE.finditer(folded)]
    runs = [run for run in _runs(lines) if len(run) > 1]
    width = _width_of_page(lines) if runs else None
    for run in runs:
        is_whole = ENDS_SENTENCE.search(run[-1].words[-2:]) is not None and len(run) <= LONGEST_PARAGRAPH
        for line, following in pairwise(run):
            if _continues(line.words, following.words, is_whole, width):
                yield (
                    line.start + len(line.text.rstrip()),
                    following.start + len(following.text) - len(following.text.lstrip()),
                )


def _runs(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines of which each could go on in the next."""
    run: list[Line] = []
    for line in lines:
        if run and not _can_go_on(run[-1], line):
            yield run
            run = []
        run.append(line)
    yield run


def _can_go_on(line: Line, following: Line) -> bool:
    is_next = following.start == line.start + len(line.text) + 1
    is_text = bool(line.words and following.words) and "|" not in line.text and "|" not in following.text
    opens_paragraph = following.text.startswith("  ") and not line.text.startswith("  ")
    return (
        is_next
        and is_text
        and not opens_paragraph
        and not ENDS_SENTENCE.search(line.words[-2:])
        and not OPENS_ITEM.match(following.words)
    )


def _continues(line: str, following: str, is_whole: bool, width: int | None) -> bool:
    """Whether a line that could go on in the next one does. `is_whole`: their paragraph comes to a sentence's end."""
    if line.endswith((",", "、")) or _is_in_bracket(line, following):
        return True
    if line[-1].isdigit() and IDEOGRAPH.search(line) and GOES_ON_FROM_NUMBER.match(following):
        return True
    if following[0].isdigit() and line.endswith(REACHING) and len(line) > SHORTEST_SENTENCE:
        return True
    if not is_whole:
        return False
    is_prose = "," in line and DIGIT.search(line) is not None  # headings have commas, and numbers, but seldom both
    return is_prose or _is_broken_word(line, following) or (width is not None and _width(line) >= width)


def _is_in_bracket(line: str, following: str) -> bool:
    opened = line.rfind("(")
    return opened > line.rfind(")") and len(line) - opened < OPEN_WINDOW and ")" in following[:OPEN_WINDOW]


def _is_broken_word(line: str, following: str) -> bool:
    """比|例, 覆盖|率, 达|到; a word of form at the end of a line wants another behind it."""
    if line.endswith(PREPOSITIONS) and not line.endswith(DEPENDENT_NOUNS):
        return True
    return any(
        line[-left:] + following[:right] in STRADDLING
        for left in range(1, LONGEST_STRADDLING)
        for right in range(1, LONGEST_STRADDLING - left + 1)
    )


def _width(line: str) -> int:
    """Columns: a character of three bytes takes two, and so did the marks that folding made half as wide."""
    return (len(line) + len(line.encode())) // 2 + sum(map(line.count, ",;:()%"))


def _width_of_page(lines: list[Line]) -> int | None:
    """The least width of a full line where the text was broken by width: many lines are as wide as the widest, none
    is wider. None where lines end as their author ended them."""
    widths = Counter(_width(line.words) for line in lines if "|" not in line.text)
    widest = max(widths, default=0)
    full = sum(count for width, count in widths.items() if width > widest - 4)
    is_broken = widest >= NARROWEST and full >= FEWEST_FULL and full * 4 >= sum(widths.values())
    return widest - 3 if is_broken else None
