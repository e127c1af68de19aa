"""The first lines of a document, as they stand and folded. What they mean is decided in titles.py and imprint.py."""

import re
from dataclasses import dataclass

from pipelines.extraction.folding import fold

LINES = 400
CHARACTERS = 40_000
LINE_LENGTH = 400  # of a longer line, which is prose, only the beginning is looked at

MARKUP = " \t\u3000\xa0#>*_|"
BREADCRUMB = re.compile(r"[»›>→]")
SITE_NAME = re.compile(r"[-_|][^-_|《》]{2,20}(?:网|网站|门户|平台)$")
MASKED_GOVERNMENT = re.compile(r"\*(?=府)")  # forums mask the 政 of 政府
ZEROS = str.maketrans("○◯", "〇〇")
BARE_LABEL = re.compile(r"(?:发文|成文|发布|公布|印发|公开|制定|信息|更新|文|标|名|来|日)[\u4e00-\u9fff ]{1,8}[:|]")
SPACED = re.compile(r"\S(?: +\S){2,}")  # 实 施 方 案


@dataclass(frozen=True)
class Line:
    """A line without Markdown signs, breadcrumbs and the site's name, single spaces between words."""

    text: str

    @property
    def folded(self) -> str:
        """Of the same length as the text."""
        return fold_closely(self.text)

    @property
    def close(self) -> str:
        """Folded, without spaces."""
        return self.folded.replace(" ", "")


def front_lines(text: str) -> list[Line]:
    """The document's first lines, empty ones left out; a label stands on one line with its value."""
    found: list[Line] = []
    for raw in text[:CHARACTERS].split("\n"):
        line = read_line(raw)
        if found and BARE_LABEL.fullmatch(found[-1].folded) and not BARE_LABEL.fullmatch(line.folded):
            found[-1] = Line(found[-1].text + line.text)
        elif line.text:
            found.append(line)
    return found[:LINES]


def read_line(raw: str) -> Line:
    text = raw[:LINE_LENGTH].strip(MARKUP)
    if len(text) < LINE_LENGTH:
        text = BREADCRUMB.split(text)[-1].strip(MARKUP)
        site = SITE_NAME.search(fold(text))
        text = text[: site.start()].strip(MARKUP) if site else text
    text = " ".join(text.split())
    return Line(text.replace(" ", "") if SPACED.fullmatch(text) else text)


def fold_closely(text: str) -> str:
    """Folded, of the same length, with the characters that forums mask and the zeros of Chinese dates."""
    return MASKED_GOVERNMENT.sub("政", fold(text).translate(ZEROS))


def label(*names: str) -> str:
    """Pattern of a label in a folded line, up to its value: 发文机关:, 发 文 机 关 | and (发文机关)."""
    spaced = "|".join(" {0,4}".join(name) for name in names)
    return rf"(?<![\u4e00-\u9fff])(?:{spaced}) ?[):|][:| ]{{0,4}}"
