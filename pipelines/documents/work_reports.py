"""A government's work report: told by its title or by how it speaks, and which year it sets tasks for.

It may lack its title, or carry a speaker's line, a caption or a newspaper's head in front. What it says of the past
and of the time to come is told apart in extraction.
"""

import re
from collections.abc import Sequence
from datetime import date

from pipelines.documents.front import Line, fold_closely
from pipelines.documents.titles import Title
from pipelines.extraction.periods import FIVE_YEAR_PLANS

TITLED = re.compile(r"政府工作报告(?!》?[^《》]{0,40}(?:分工|任务|方案|通知|意见|清单|计划|解读))")
SPEECH = re.compile(
    r"代表[^。\n]{0,16}(?:政府|国务院|管委会)[^。\n]{0,12}(?:向|作)[^。\n]{0,40}(?:报告[^。\n]{0,16}工作|工作报告)"
)
SPOKEN_WITHIN = 4_000  # characters
GREETING = re.compile(r"各位代表|同志们")
OWN_LINE = re.compile(r"(?!.*(?:落实|贯彻|关于|学习|解读))[^,。;:]{0,20}政府工作报告(?=$|\(|-)")
GIVEN = re.compile(r"各位代表|届.{0,30}会议上?|[省市县区州旗]长[\u4e00-\u9fff]{2,4}$")
FIRST_LINES, NEAR = 20, 6

YEAR = r"((?:19|20)\d\d)年"
SETS_TASKS = re.compile(
    rf"^[^\n。;]{{0,24}}{YEAR}(?![^\n]*(?:回顾|总结|情况|成[就绩效]))[^\n。;,]{{0,14}}"
    r"(?:安排|重点|任务|目标|部署|打算|要求|举措|计划|建议|思路)[^\n。;]{0,16}$",
    re.MULTILINE,
)
IN_PLAN = re.compile(r"今年是[^。\n]{0,20}(?P<plan>十[二三四五六]五)[^。\n]{0,12}(?P<place>开局|收官)")
REVIEWS = re.compile(rf"^[^\n。;]{{0,16}}{YEAR}[^\n。;,]{{0,14}}(?:回顾|总结|工作情况)[^\n。;]{{0,12}}$", re.MULTILINE)


def is_work_report(text: str, lines: Sequence[Line], title: Title) -> bool:
    """Whether the title or a line of its own says so, or the text speaks as one who reports a government's work."""
    if TITLED.search(title.folded) or _own_line(lines):
        return True
    return SPEECH.search(fold_closely(text[:SPOKEN_WITHIN])) is not None


def find_report_title(lines: Sequence[Line], titles: Sequence[Title], file_stem: str) -> Title:
    """The first title that names the report, else the line that does, else the file's name."""
    titled = next((title for title in titles if TITLED.search(title.folded)), None)
    return titled or _own_line(lines) or Title(file_stem, fold_closely(file_stem))


def _own_line(lines: Sequence[Line]) -> Title | None:
    """The line in front of the greeting that names the report, up to where the day or the speaker follows."""
    for number, line in enumerate(lines[:FIRST_LINES]):
        if GREETING.match(line.close):
            return None
        found = OWN_LINE.match(line.close)
        if found and any(GIVEN.search(behind.close) for behind in lines[number : number + NEAR]):
            return Title(found[0], found[0], number + 1)
    return None


def year_of_report(text: str, title: Title, reported_on: date | None) -> int | None:
    """The year that the report sets tasks for: its headings name it, else its title, its day, its
    place in a five-year plan, the year reviewed."""
    folded = fold_closely(text).replace(" ", "")
    years = [int(found[1]) for found in SETS_TASKS.finditer(folded)]
    if reported_on:
        years = [year for year in years if year in (reported_on.year, reported_on.year + 1)]
    if years:
        return max(years)
    titled = re.search(YEAR, title.folded)
    if titled:
        return int(titled[1])
    if reported_on:
        return reported_on.year
    placed = IN_PLAN.search(folded)
    if placed:
        last = FIVE_YEAR_PLANS[placed["plan"]]
        return last if placed["place"] == "收官" else last - 4
    reviewed = [int(found[1]) for found in REVIEWS.finditer(folded)]
    return max(reviewed) + 1 if reviewed else None
