"""The documents of tests/reports, read without their marks. How they are marked: tests/reports/README.md."""

import re
from dataclasses import dataclass
from pathlib import Path

from pipelines.documents.describing import describe
from pipelines.extraction.target import PlanContext
from tests.corpus_lines import CITY

REPORTS = sorted((Path(__file__).parent / "reports").glob("*.txt"))
MARK = re.compile(r"⟨(?P<number>[^|⟩]*)(?:\|(?P<year>\d{4}))?⟩")


@dataclass(frozen=True)
class MarkedReport:
    """A text, what it says of itself, and for each marked number's place its year; None where it is no target."""

    text: str
    context: PlanContext
    years: dict[int, int | None]


def read_marked(path: Path) -> MarkedReport:
    marked = path.read_text(encoding="utf-8")
    years: dict[int, int | None] = {}
    text, position = "", 0
    for mark in MARK.finditer(marked):
        text += marked[position : mark.start()]
        years[len(text)] = int(mark["year"]) if mark["year"] else None
        text += mark["number"]
        position = mark.end()
    text += marked[position:]
    found = describe(text, path.stem)
    context = PlanContext(CITY, found.published_on, found.plan_start, found.plan_end, found.kind == "work_report")
    return MarkedReport(text, context, years)
