"""Times that a text names: by when, during what, against which year. Which number they govern is decided elsewhere."""

import calendar
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from pipelines.extraction.numerals import read_numeral
from pipelines.extraction.scanning import find_matches
from pipelines.extraction.target import PlanContext

FIVE_YEAR_PLANS = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}  # last years

PERIOD = re.compile(
    r"(?P<list>(?:(?:19|20)\d\d年?[、,和]){1,6}(?:19|20)\d\d年)"
    r"|(?P<plans>“?十[二三四五六]五”?(?:[、和及与]?“?十[二三四五六]五”?){1,3}(?:期间|时期|末|期末))"
    r"|(?P<first>(?:19|20)\d\d)年?(?:-{1,2}|至|到)?(?P<last>(?:19|20)\d\d)年"
    r"|(?P<year>(?:19|20)\d\d)年(?P<annual>度)?(?:(?P<month>\d{1,2})月(?P<day>\d{1,2}日)?|(?P<quarter>[一二三四1-4])季度|(?P<half>上半年|下半年))?"
    r"|“?(?P<plan>十[二三四五六]五)”?(?P<plan_part>末|期末|期间|时期|收官|规划期|中期|以来)"
    r"|(?P<relative>今明两年|今年|本年度?|明年|全年|年内|年底|年末|年终|当年|本年)"
    r"|(?<![\d.])(?P<only_month>1[0-2]|[1-9])月(?P<only_day>\d{1,2}日|份)?(?:底|末|中旬|上旬|下旬|初)?(?P<by>前|之前|以前)?"
    r"|(?P<only_quarter>[一二三四])季度|(?P<only_half>上半年|下半年)"
    r"|(?:未来|今后|用)?(?P<years>[一两二三四五十]|\d{1,2})(?:到[三四五六])?年(?:之?内|(?:左右)?的?时间|(?:的)?努力)"
    r"|(?<![\u4e00-\u9fff])(?:未来|今后)(?P<coming>[三四五]|[345])年"
)
# A match of PERIOD begins with one of the first set, and goes on with one of the second.
FIRST = re.compile(r"[\d“十今本明全年当一二三四五两上下未用](?=[\d年月季半来明十一二三四五六两内底末终后到])")
BASELINE_BEFORE = re.compile(r"(?:比|较|与|同|相比|相对于|对比|在|以)$")
BASELINE_AFTER = re.compile(
    r"(?:年?底|年?末)?(?:的)?(?:基础|相比|水平|为基|基数|基期|下降|增长|提高|减少|增加|分别|均|翻|累计)"
)
YEAR_OF_LIST = re.compile(r"\d{4}年?[、,和]?")
PLAN_OF_LIST = re.compile(r"“?(?P<plan>十[二三四五六]五)”?(?:[、和及与]|期间|时期|期末|末)?")
ENDS_OF_YEAR = {"年底", "年末", "年终"}
THIS_OR_NEXT = {"今年", "明年", "今明两年", "本年", "本年度"}
GONE = ("过去", "近", "这", "历时", "用了")
LONGEST_PLAN = 50  # years
MONTHS_OF_QUARTER = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """A time as it stands. year None: said relative to a year that the words before give."""

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None
    first_year: int | None = None
    is_baseline: bool = False
    is_relative: bool = False  # 今年, 全年: the year is the document's if nothing nearer says it
    is_name: bool = False  # 2022年度生态产品总值核算
    is_by: bool = False  # 到, 底: the end of a time, not all of it
    is_start: bool = False  # 自2022年起
    is_since: bool = False  # “十四五”以来, 截至2021年3月底: what has been reached, if that time is not to come

    @property
    def is_due(self) -> bool:
        """Whether a number can be due by it."""
        return not (self.is_baseline or self.is_name or self.is_start)

    def deadline(self, year: int) -> date:
        month = self.month or 12
        return date(year, month, self.day or calendar.monthrange(year, month)[1])


def scan_periods(text: str, context: PlanContext) -> list[Period]:
    """Every time of the folded text, in order."""
    return list(_read_all(text, context))


def current_year(context: PlanContext) -> int | None:
    """The year that 今年 means: the one in which it is said. A report of December sets tasks for the year after."""
    if context.is_work_report and context.plan_end:
        given = context.published_on
        return given.year if given and given.year == context.plan_end.year - 1 else context.plan_end.year
    if context.published_on:
        return context.published_on.year
    if context.plan_start:
        return context.plan_start.year
    return None


def _read_all(text: str, context: PlanContext) -> Iterator[Period]:
    for found in find_matches(FIRST, PERIOD, text):
        if found["list"]:  # 2023、2024、2025年
            for year in YEAR_OF_LIST.finditer(text, *found.span()):
                yield Period(year.start(), year.end(), int(year[0][:4]))
            continue
        if found["plans"]:  # “十四五”“十五五”期间
            for plan in PLAN_OF_LIST.finditer(text, *found.span()):
                last = FIVE_YEAR_PLANS[plan["plan"]]
                yield Period(*plan.span(), last, first_year=last - 4, is_by=found["plans"].endswith("末"))
            continue
        read = next(reader for group, reader in READERS.items() if found[group])
        period = read(found, context)
        if period is not None:
            yield period


def _before(found: re.Match[str]) -> str:
    return found.string[max(0, found.start() - 3) : found.start()]


def _behind(found: re.Match[str]) -> str:
    return found.string[found.end() : found.end() + 8]


def _span_of_years(found: re.Match[str], context: PlanContext) -> Period:
    is_name = _behind(found).startswith(("度", ")"))
    return Period(*found.span(), int(found["last"]), first_year=int(found["first"]), is_name=is_name)


def _year(found: re.Match[str], context: PlanContext) -> Period | None:
    before, behind = _before(found), _behind(found)
    year = int(found["year"])
    month = int(found["month"]) if found["month"] else _month_of_part(found["quarter"], found["half"])
    if month is not None and not 1 <= month <= 12:
        return None
    day = int(found["day"][:-1]) if found["day"] else None
    if day is not None and not 1 <= day <= calendar.monthrange(year, month or 1)[1]:
        day = None
    is_compared = bool(BASELINE_BEFORE.search(before) and BASELINE_AFTER.match(behind)) or before.endswith(("比", "较"))
    return Period(
        *found.span(),
        year,
        month,
        day,
        is_baseline=is_compared or (before.endswith(("从", "由")) and behind.startswith("的")),
        is_name=behind.startswith(("远景", "基本实现"))
        or (bool(found["annual"]) and not behind.startswith((",", "内", "目标", "实现", "完成", "新"))),
        is_by=before.endswith(("到", "至")) or behind.startswith(("底", "末", "年底", "年末")),
        is_start=behind.startswith("起"),
        is_since=before.endswith(("截至", "截止", "截止到")) or behind.startswith("以来"),
    )


def _five_year_plan(found: re.Match[str], context: PlanContext) -> Period:
    last = FIVE_YEAR_PLANS[found["plan"]]
    return Period(
        *found.span(),
        last,
        first_year=last - 4,
        is_baseline=_before(found).endswith(("比", "较", "比“", "较“")),  # 较“十三五”时期下降
        is_by=found["plan_part"] in ("末", "期末"),
        is_since=found["plan_part"] == "以来",
    )


def _relative(found: re.Match[str], context: PlanContext) -> Period | None:
    """今年 says its year; 全年 and 年底 are those of the year that is spoken of. 2025年年底 is one time, not two."""
    if found["relative"] in ENDS_OF_YEAR and _before(found).endswith("年"):
        return None
    year = current_year(context) if found["relative"] in THIS_OR_NEXT else None
    if year and found["relative"] in ("明年", "今明两年"):
        year += 1
    return Period(*found.span(), year, is_relative=True)


def _month(found: re.Match[str], context: PlanContext) -> Period:
    is_limit = found["by"] or found["only_day"] or "底" in found[0] or "末" in found[0]
    if _before(found).endswith(("年", "-", "第")) or not is_limit:
        return Period(*found.span(), None, is_name=True)
    return Period(*found.span(), None, int(found["only_month"]), is_relative=True, is_by=True)


def _part_of_year(found: re.Match[str], context: PlanContext) -> Period:
    month = _month_of_part(found["only_quarter"], found["only_half"])
    return Period(*found.span(), None, month, is_relative=True, is_by=True)


def _within_years(found: re.Match[str], context: PlanContext) -> Period | None:
    years, now = read_numeral(found["years"]), current_year(context)
    if years is None or now is None or years > LONGEST_PLAN or _before(found).endswith(GONE):
        return None
    return Period(*found.span(), now + int(years) - 1)


def _coming_years(found: re.Match[str], context: PlanContext) -> Period | None:
    """今后五年: from this year on, of a report from the year that it sets tasks for."""
    years, now = read_numeral(found["coming"]), current_year(context)
    if context.is_work_report and context.plan_end:
        now = context.plan_end.year
    return Period(*found.span(), now + int(years) - 1, first_year=now) if years and now else None


def _month_of_part(quarter: str | None, half: str | None) -> int | None:
    """The last month of a quarter or half."""
    if quarter:
        return MONTHS_OF_QUARTER[quarter]
    return {"上半年": 6, "下半年": 12}[half] if half else None


READERS: dict[str, Callable[[re.Match[str], PlanContext], Period | None]] = {
    "last": _span_of_years,
    "year": _year,
    "plan": _five_year_plan,
    "relative": _relative,
    "only_month": _month,
    "only_quarter": _part_of_year,
    "only_half": _part_of_year,
    "years": _within_years,
    "coming": _coming_years,
}


class PeriodIndex:
    """Looks up the times around a place."""

    def __init__(self, periods: list[Period]) -> None:
        self.periods = periods
        self.starts = [period.start for period in periods]

    def between(self, start: int, end: int) -> list[Period]:
        first = bisect_left(self.starts, start)
        return self.periods[first : bisect_left(self.starts, end, first)]

    def covering(self, start: int, end: int) -> Period | None:
        """The time whose words overlap [start, end)."""
        at = bisect_left(self.starts, end)
        for period in self.periods[max(0, at - 2) : at]:
            if period.start < end and start < period.end:
                return period
        return None
