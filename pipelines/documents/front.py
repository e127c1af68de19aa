"""The first lines of a document, as they stand and folded. What they mean is decided in titles.py and imprint.py."""

import re
from dataclasses import dataclass
from functools import cached_property

from pipelines.extraction.folding import fold

LINES = 400
CHARACTERS = 40_000
LINE_LENGTH = 400  # of a longer line, which is prose, only the beginning is looked at

MARKUP = " \t\u3000\xa0#>*_|"
BREADCRUMB = re.compile(r"[»›>→]")
SITE_NAME = re.compile(r"[-_|][^-_|《》]{2,20}(?:网|网站|门户|平台)$")
SITE_ENDS = ("网", "網", "站", "户", "戶", "台", "臺")
LONGEST_LABEL = 12  # characters
MASKED_GOVERNMENT = re.compile(r"\*(?=府)")  # forums mask the 政 of 政府
ZEROS = "○◯"
BARE_LABEL = re.compile(r"(?:发文|成文|发布|公布|印发|公开|制定|信息|更新|文|标|名|来|日)[\u4e00-\u9fff ]{1,8}[:|]")
SPACED = re.compile(r"\S(?: +\S){2,}")  # 实 施 方 案


@dataclass(frozen=True)
class Line:
    """A line without Markdown signs, breadcrumbs and the site's name, single spaces between words."""

    text: str

    @cached_property
    def folded(self) -> str:
        """Of the same length as the text."""
        return fold_closely(self.text)

    @cached_property
    def close(self) -> str:
        """Folded, without spaces."""
        return self.folded.replace(" ", "")


@dataclass(frozen=True)
class Label:
    """A label with the pattern of its value. Looked for by its names first: patterns are slow on prose."""

    names: tuple[str, ...]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, *names: str, value: str) -> "Label":
        return cls(names, re.compile(label(*names) + value))

    def search(self, line: Line) -> re.Match[str] | None:
        return self.pattern.search(line.folded) if any(name in line.close for name in self.names) else None


def front_lines(text: str) -> list[Line]:
    """The document's first lines, empty ones left out; a label stands on one line with its value."""
    found: list[Line] = []
    for raw in text[:CHARACTERS].split("\n"):
        line = read_line(raw)
        if found and _is_bare_label(found[-1]) and not _is_bare_label(line):
            found[-1] = Line(found[-1].text + line.text)
        elif line.text:
            found.append(line)
    return found[:LINES]


def _is_bare_label(line: Line) -> bool:
    return len(line.text) <= LONGEST_LABEL and BARE_LABEL.fullmatch(line.folded) is not None


def read_line(raw: str) -> Line:
    text = raw[:LINE_LENGTH].strip(MARKUP)
    if len(text) < LINE_LENGTH:
        text = BREADCRUMB.split(text)[-1].strip(MARKUP)
        site = SITE_NAME.search(fold(text)) if text.endswith(SITE_ENDS) else None
        text = text[: site.start()].strip(MARKUP) if site else text
    text = " ".join(text.split())
    return Line(text.replace(" ", "") if SPACED.fullmatch(text) else text)


def fold_closely(text: str) -> str:
    """Folded, of the same length, with the characters that forums mask and the zeros of Chinese dates."""
    for zero in ZEROS:
        text = text.replace(zero, "〇")
    return MASKED_GOVERNMENT.sub("政", fold(text))


def label(*names: str) -> str:
    """Pattern of a label in a folded line, up to its value: 发文机关:, 发 文 机 关 | and (发文机关)."""
    spaced = "|".join(" {0,4}".join(name) for name in names)
    return rf"(?<![\u4e00-\u9fff])(?:{spaced}) ?[):|][:| ]{{0,4}}"
