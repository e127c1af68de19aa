"""What a document is: title, issuer, number, date of issue, period, kind. Nothing of its targets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipelines.documents.front import Line, fold_closely, front_lines
from pipelines.documents.imprint import find_issue_date, find_issuer, find_number
from pipelines.documents.periods import (
    STATED_WITHIN,
    Period,
    period_of_title,
    period_stated,
    period_told,
    year_as_period,
)
from pipelines.documents.titles import Title, find_titles
from pipelines.documents.work_reports import find_report_title, is_work_report, year_of_report

Kind = Literal["plan", "work_report", "plan_report", "communique"]

# 2024年国民经济和社会发展计划执行情况与2025年计划草案的报告: what was promised and reached, then what is promised.
PLAN_REPORT = re.compile(r"计划[^《》]{0,8}执行情况[^《》]{0,30}(?:计划|草案|安排|打算)")
# 统计公报, 环境状况公报, 前三季度经济运行情况: what was reached, and nothing else.
COMMUNIQUE = re.compile(
    r"(?:统计|状况|环境|资源|普查|人口|经济|核算)[^《》]{0,12}公报(?:\([^()]*\))?$|经济运行(?:情况|概况|简况)(?:\([^()]*\))?$"
)


@dataclass(frozen=True)
class Description:
    """What a document says of itself; None where it does not say it."""

    title: str
    issuer: str | None
    document_number: str | None
    published_on: date | None
    plan_start: date | None
    plan_end: date | None  # of a communique the period that it tells of
    kind: Kind


def describe(text: str, file_stem: str) -> Description:
    """What the text says of itself. The file's name serves as title where the text has none."""
    lines = front_lines(text)
    titles = find_titles(text, lines, file_stem)
    published_on = find_issue_date(text, lines)
    kind = _kind_of(text, lines, titles[0])
    if kind == "communique":
        plan_start, plan_end = period_told(titles[0].folded)
    elif kind == "work_report":
        titles = [find_report_title(lines, titles, file_stem)]
        plan_start, plan_end = year_as_period(year_of_report(text, titles[0], published_on))
    else:
        plan_start, plan_end = _period(text, titles)
    return Description(
        title=titles[0].text,
        issuer=find_issuer(text, lines, titles),
        document_number=find_number(text, lines),
        published_on=published_on,
        plan_start=plan_start,
        plan_end=plan_end,
        kind=kind,
    )


def _kind_of(text: str, lines: Sequence[Line], title: Title) -> Kind:
    if is_work_report(text, lines, title):
        return "work_report"
    if PLAN_REPORT.search(title.folded):
        return "plan_report"
    return "communique" if COMMUNIQUE.search(title.folded) else "plan"


def _period(text: str, titles: list[Title]) -> Period:
    """From the title, the same title as it stands elsewhere, the text."""
    own = titles[0].folded
    same = [title.folded for title in titles if own in title.folded or title.folded in own]
    stated = period_stated(fold_closely(text[:STATED_WITHIN]).replace(" ", ""))
    return next((period for period in (*map(period_of_title, same), stated) if period[1]), (None, None))
