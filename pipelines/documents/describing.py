"""What a document is: title, issuer, number, date of issue, period, kind. Nothing of its targets."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipelines.documents.front import fold_closely, front_lines
from pipelines.documents.imprint import find_issue_date, find_issuer, find_number
from pipelines.documents.periods import STATED_WITHIN, Period, period_of_title, period_stated, year_of
from pipelines.documents.titles import Title, find_titles

Kind = Literal["plan", "work_report"]
WORK_REPORT = re.compile(r"政府工作报告(?!》?[^《》]{0,40}(?:分工|任务|方案|通知|意见|清单|计划|解读))")


@dataclass(frozen=True)
class Description:
    """What a document says of itself; None where it does not say it."""

    title: str
    issuer: str | None
    document_number: str | None
    published_on: date | None
    plan_start: date | None
    plan_end: date | None
    kind: Kind


def describe(text: str, file_stem: str) -> Description:
    """What the text says of itself. The file's name serves as title where the text has none."""
    lines = front_lines(text)
    titles = find_titles(text, lines, file_stem)
    kind: Kind = "work_report" if WORK_REPORT.search(titles[0].folded) else "plan"
    published_on = find_issue_date(text, lines)
    plan_start, plan_end = _period(text, titles, published_on if kind == "work_report" else None)
    return Description(
        title=titles[0].text,
        issuer=find_issuer(text, lines, titles),
        document_number=find_number(text, lines),
        published_on=published_on,
        plan_start=plan_start,
        plan_end=plan_end,
        kind=kind,
    )


def _period(text: str, titles: list[Title], reported_on: date | None) -> Period:
    """From the title, the same title as it stands elsewhere, the text; a work report's from its day."""
    own = titles[0].folded
    same = [title.folded for title in titles if own in title.folded or title.folded in own]
    stated = period_stated(fold_closely(text[:STATED_WITHIN]).replace(" ", ""))
    periods = [*map(period_of_title, same), stated, year_of(reported_on)]
    return next((period for period in periods if period[1]), (None, None))
