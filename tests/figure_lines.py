"""The corpus of figures: text → what a document states as reached, in the project's own words, with invented places.

A file under tests/corpus/figures holds sentences of one kind of document, which its name says. The lines below a
sentence that are indented are its figures, in order: value with comparison as for targets, unit (- for none),
indicator, basis, then what differs from the ordinary: from=first day and to=last day (else those of the file),
annualised, base=year, in=region, expected. A sentence without such lines holds no figure. ⏎ stands for the end of a
line.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from pipelines.extraction.extracting import Reading, read_document
from pipelines.extraction.figure import Figure
from pipelines.extraction.target import PlanContext
from tests.corpus_lines import CITY, CONTEXT, CORPUS, SIGNS, corpus_registry

REPORT = PlanContext(CITY, date(2026, 1, 18), date(2026, 1, 1), date(2026, 12, 31), is_work_report=True)
COMMUNIQUE = PlanContext(CITY, date(2026, 3, 18), date(2025, 1, 1), date(2025, 12, 31), is_communique=True)
REVIEW = "一、2025年工作回顾\n{}\n二、2026年工作安排\n今年主要预期目标是:地区生产总值增长5%。\n"
TERM = "一、过去五年工作回顾\n{}\n二、2026年工作安排\n今年主要预期目标是:地区生产总值增长5%。\n"
YEAR, YEARS = (date(2025, 1, 1), date(2025, 12, 31)), (date(2021, 1, 1), date(2025, 12, 31))


@dataclass(frozen=True)
class Kind:
    """The document that a file's sentences stand in, and the days that it tells of."""

    context: PlanContext
    frame: str
    days: tuple[date, date]


KINDS = {
    "last_year": Kind(REPORT, REVIEW, YEAR),
    "left_alone": Kind(REPORT, REVIEW, YEAR),
    "five_years": Kind(REPORT, TERM, YEARS),
    "communique": Kind(COMMUNIQUE, "{}\n", YEAR),
    "plans": Kind(CONTEXT, "{}\n", (date(2020, 1, 1), date(2020, 12, 31))),
}


@dataclass(frozen=True)
class FigureLine:
    """A sentence and the figures to be found in it, written as in the file."""

    kind: str
    text: str
    figures: tuple[str, ...]


@cache
def read_lines(kind: str) -> tuple[FigureLine, ...]:
    lines: list[FigureLine] = []
    for raw in (CORPUS / "figures" / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        if raw.startswith("    "):
            lines[-1] = replace(lines[-1], figures=(*lines[-1].figures, " ".join(raw.split())))
        elif raw and not raw.startswith("#"):
            lines.append(FigureLine(kind, raw.replace("⏎", "\n"), ()))
    return tuple(lines)


def read_line(line: FigureLine) -> Reading:
    kind = KINDS[line.kind]
    return read_document(kind.frame.format(line.text), kind.context, corpus_registry())


def write_figure(figure: Figure, kind: str) -> str:
    """A figure in the corpus' notation."""
    first, last = KINDS[kind].days
    value = SIGNS.get(figure.comparator, "") + f"{figure.value.normalize():f}"
    if figure.value_high is not None:
        value = f"{figure.value.normalize():f}..{figure.value_high.normalize():f}"
    words = [value, figure.unit or "-", figure.indicator, figure.basis]
    words += [f"from={figure.period_start}"] * (figure.period_start not in (None, first))
    words += [f"to={figure.period_end}"] * (figure.period_end != last)
    words += ["annualised"] * figure.annualised
    words += [f"base={figure.baseline_year}"] * (figure.baseline_year is not None)
    words += [f"in={figure.region}"] * (figure.region != CITY)
    words += ["expected"] * figure.is_expected
    return " ".join(words)
