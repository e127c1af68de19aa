"""The period that a plan is made for: from its title, or from where its text states it.

The deadlines of single targets are found by extraction, not here.
"""

import calendar
import re
from datetime import date

from pipelines.extraction.numerals import read_numeral

YEAR = r"(?<![\d.])((?:19|20)\d\d)"
LONGEST = 30  # years
STATED_WITHIN = 40_000  # characters

CHINESE_YEAR = re.compile(r"(?<![〇零一二三四五六七八九十])[一二][〇零九][〇零一二三四五六七八九]{2}(?=年|-|至|到|度)")
RANGE = re.compile(rf"{YEAR}年?(?:\d{{1,2}}月)?(?:-{{1,2}}|至|到){YEAR}(?!\d)")
LOST_DASH = re.compile(rf"{YEAR}((?:19|20)\d\d)年")
SINGLE = re.compile(rf"(?P<until>到|至|面向|迈向)?(?<!\d-){YEAR}年度?(?P<after>.{{0,4}})")
MILESTONE = re.compile(r"[\u4e00-\u9fff”](20[2-9][05])(?:》|\(.*\))*$")  # 教育现代化2035
NO_PERIOD = re.compile(r"修订|修正|版|本\)|远景|\d|[-/.]\d|月|第\d|以来")
FIVE_YEAR_PLAN = re.compile(r"十([一二三四五六七八九])五|第(十[一二三四五六七八九])个五年")
TOLD = re.compile(
    rf"{YEAR}年(?:(?P<part>上半年|前三季度|[一1]季度)|1(?:月份?)?(?:-{{1,2}}|至|到)(?P<month>1[0-2]|[2-9])月)?"
)
MONTHS_TOLD = {"上半年": 6, "前三季度": 9, "一季度": 3, "1季度": 3}
STATED = re.compile(
    rf"(?:规划|实施|计划|行动|工作|方案)(?:期限?|时限|周期|年限|期间)(?:\S{{0,4}}?)[为是:自]{YEAR}年?(?:\d{{1,2}}月)?(?:-{{1,2}}|至|到){YEAR}年"
)

Period = tuple[date | None, date | None]  # first and last day; None where not said


def period_of_title(folded: str) -> Period:
    """First and last day that a title names: 2023-2025年, 2023年, “十四五”; (None, None) if it names none."""
    title = CHINESE_YEAR.sub(_in_digits, folded)
    for pattern in (RANGE, LOST_DASH):
        for found in pattern.finditer(title):
            if 0 < int(found[2]) - int(found[1]) <= LONGEST:
                return _years(int(found[1]), int(found[2]))
    milestone = MILESTONE.search(title)
    if milestone:
        return None, date(int(milestone[1]), 12, 31)
    for found in reversed(list(SINGLE.finditer(title))):  # 2023年执行情况与2024年计划 plans 2024
        if NO_PERIOD.match(found["after"]):
            continue
        if found["until"] or found["after"].startswith(("前", "底前", "之前")):
            return None, date(int(found[2]), 12, 31)
        return _years(int(found[2]), int(found[2]))
    plan = FIVE_YEAR_PLAN.search(title)
    if plan:
        number = read_numeral(f"十{plan[1]}" if plan[1] else plan[2])
        last = 1955 + 5 * int(number or 0)
        return _years(last - 4, last)
    return None, None


def period_told(folded: str) -> Period:
    """First and last day that the title of a communique tells of: a year, 上半年, 前三季度, 1-10月."""
    found = TOLD.search(CHINESE_YEAR.sub(_in_digits, folded))
    if found is None:
        return period_of_title(folded)
    year = int(found[1])
    month = int(found["month"]) if found["month"] else MONTHS_TOLD.get(found["part"] or "", 12)
    return date(year, 1, 1), date(year, month, calendar.monthrange(year, month)[1])


def period_stated(folded: str) -> Period:
    """First and last day where the text says 规划期限为2021-2025年 or the like."""
    found = STATED.search(folded, 0, STATED_WITHIN)
    if found and 0 <= int(found[2]) - int(found[1]) <= LONGEST:
        return _years(int(found[1]), int(found[2]))
    return None, None


def year_as_period(year: int | None) -> Period:
    return _years(year, year) if year else (None, None)


def _years(first: int, last: int) -> Period:
    return date(first, 1, 1), date(last, 12, 31)


def _in_digits(year: re.Match[str]) -> str:
    return f"{read_numeral(year[0]) or year[0]}"
