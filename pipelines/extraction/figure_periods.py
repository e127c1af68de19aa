"""At or over which past period a reported number holds: the time named before it, else the years of its part."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from pipelines.extraction.figure_measures import Basis
from pipelines.extraction.mentions import Mention
from pipelines.extraction.parts import Part
from pipelines.extraction.periods import FIVE_YEAR_PLANS, Period, PeriodIndex, current_year
from pipelines.extraction.target import PlanContext

# 1—10月, 前三季度, 上半年: what has been reached since the year's first day.
TO_DATE = re.compile(
    r"(?:(?P<year>20\d\d)年)?(?:1(?:月份?)?(?:-{1,2}|至|到)(?P<month>1[0-2]|[2-9])月|前(?P<quarters>[二三两])季度"
    r"|(?P<half>上半年)|前(?P<months>1[0-2]|[2-9])个月|(?P<first>一季度))"
)
LAST_YEAR = re.compile(r"(?<![比较与])(?:去年|上年(?!度?末?[水基同]))")
IN_SUM = re.compile(r"累计|[五三5]年(?:来)?(?:共|总|合)|合计")
PLAN_SAID = re.compile(r"(?<![较比])(?<![较比]“)“?(?P<plan>十[二三四五六]五)”?(?!时期|期间|规划|末|期末|以来|[“”])")
YEARS = {"五": 5, "5": 5, "三": 3, "3": 3}
IN_YEARS = re.compile(r"(?<![第每\d])(?P<years>[五三53])年(?:来|间)?(?:共|累计)?(?:增|提|下|降|上|减|扩|翻|新)")
QUARTERS = {"二": 6, "两": 6, "三": 9}


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, and the rule that found them. is_to_date: from 1 January to a day before the year's end."""

    first: date
    last: date
    rule: str
    is_to_date: bool = False

    @property
    def is_of_years(self) -> bool:
        return self.last.year > self.first.year


class FigurePeriods:
    """Looks up what time a number of the past is of."""

    def __init__(self, folded: str, context: PlanContext, periods: PeriodIndex) -> None:
        self.folded = folded
        self.periods = periods
        self.this_year = current_year(context)
        self.told = _told(context)
        self.is_report = context.is_work_report

    def span_of(self, mention: Mention, part: Part) -> Span | None:
        """None where nothing says a time."""
        start, at = mention.sentence.start, mention.quantity.start
        frame = self._frame(part)
        to_date = self._to_date(start, at, frame)
        if to_date:
            return to_date
        named = [period for period in self.periods.between(start, at) if self._is_told(period, mention, frame)]
        plans = list(PLAN_SAID.finditer(self.folded, start, at))
        if plans and (not named or named[-1].end < plans[-1].start()):  # “十四五”年均增长
            last = FIVE_YEAR_PLANS[plans[-1]["plan"]]
            return Span(date(last - 4, 1, 1), date(last, 12, 31), "plan_named")
        said = list(LAST_YEAR.finditer(self.folded, start, at))
        if said and self.this_year and (not named or named[-1].end < said[-1].start()):
            return _year(self.this_year - 1, "last_year_named")
        if named:
            return self._of(named[-1], frame)
        years = IN_YEARS.search(self._clause(mention)) if frame and not frame.is_of_years else None
        if frame and years:
            first = frame.last.year - YEARS[years["years"]] + 1
            return Span(date(first, 1, 1), frame.last, "years_named")
        return frame

    def _is_told(self, period: Period, mention: Mention, frame: Span | None) -> bool:
        """Whether a time is that of the number: one in its clause, or with which a clause before it begins.

        In a review of years a year that opens no sentence is of its clause alone: 2025年达到5万亿元,年均增长6%.
        """
        if not period.year or period.is_baseline or period.is_name or period.is_relative:
            return False
        begin = mention.sentence.clauses[mention.clause][0]
        opened = mention.sentence.clauses[mention.sentence.clause_at(period.start)][0]
        is_opening = not self.folded[opened : period.start].strip(" 截至止到自从在于“")
        if frame and frame.is_of_years and period.first_year is None:
            is_opening = is_opening and opened == mention.sentence.clauses[0][0]
        return period.start >= begin or (is_opening and not self.folded.startswith("的", period.end))

    def narrowed(self, span: Span, mention: Mention, basis: Basis) -> Span:
        """In a review of years the level of a yearly flow is that of the last: 产量稳定在1100万吨以上."""
        is_level = basis.rule == "yearly_flow" and mention.level_verb not in ("", "完成", "实现")
        is_bound = basis.rule == "yearly_flow" and mention.comparator in ("above", "at_least")
        if not span.is_of_years or not (is_level or is_bound) or IN_SUM.search(self._clause(mention)):
            return span
        return Span(date(span.last.year, 1, 1), span.last, span.rule)

    def baseline_year(self, mention: Mention, span: Span, basis: Basis, has_start: bool) -> int | None:
        """The year compared with: 较2020年, 由2020年的800家增至…, 五年增长 in a review of five years."""
        begin = mention.sentence.start if has_start or mention.change else mention.sentence.clauses[mention.clause][0]
        named = [period for period in self.periods.between(begin, mention.quantity.start) if period.is_baseline]
        if named and named[-1].first_year:  # 较“十三五”时期: with the sum of five years
            return None
        if named:
            return named[-1].year
        is_grown = basis.name == "growth" and not mention.is_annualised and IN_YEARS.search(self._clause(mention))
        if not span.is_of_years or not (has_start or is_grown):
            return None
        return span.first.year - (span.rule != "named")  # 2020年到2025年 begins with the year compared with

    def _clause(self, mention: Mention) -> str:
        return self.folded[mention.sentence.clauses[mention.clause][0] : mention.quantity.start]

    def _frame(self, part: Part) -> Span | None:
        """What a communique tells of; the years of the part; of a part that is to come, the year before."""
        if self.told:
            return self.told
        if part.is_to_come or part.last_year is None:
            return _year(self.this_year - 1, "year_before") if self.this_year else None
        first = part.first_year or part.last_year
        rule = "years_of_part" if self.is_report else "year_before_plan"
        return Span(date(first, 1, 1), date(part.last_year, 12, 31), rule)

    def _of(self, period: Period, frame: Span | None) -> Span | None:
        year = period.year
        if year is None:
            return frame
        last = frame.last.year if frame else year
        if period.first_year is not None:
            return Span(date(period.first_year, 1, 1), date(min(year, max(last, period.first_year)), 12, 31), "named")
        if period.is_since and period.month is None and self.folded.startswith("以来", period.end):
            return Span(date(year, 1, 1), date(max(last, year), 12, 31), "since_named")
        return Span(date(year, 1, 1), period.deadline(year), "named")

    def _to_date(self, start: int, at: int, frame: Span | None) -> Span | None:
        named = list(TO_DATE.finditer(self.folded, start, at))
        if not named:
            return None
        found = named[-1]
        year = int(found["year"]) if found["year"] else frame.last.year if frame else None
        if year is None:
            return None
        month = int(found["month"] or found["months"] or 0) or QUARTERS.get(found["quarters"] or "", 0)
        month = month or (6 if found["half"] else 3)
        last = date(year, month, calendar.monthrange(year, month)[1])
        return Span(date(year, 1, 1), last, "to_date_named", is_to_date=month < 12)


def _told(context: PlanContext) -> Span | None:
    start, end = context.plan_start, context.plan_end
    if not context.is_communique or start is None or end is None:
        return None
    return Span(start, end, "period_of_communique", is_to_date=end < date(end.year, 12, 31))


def _year(year: int, rule: str) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31), rule)
