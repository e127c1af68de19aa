"""By when a number is due: the time nearest before it, what is carried over, else the period of its part or plan."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.extraction.mentions import Mention
from pipelines.extraction.parts import Part, Parts
from pipelines.extraction.periods import Period, PeriodIndex, current_year
from pipelines.extraction.phrases import word_at_end
from pipelines.extraction.quantities import Quantity
from pipelines.extraction.structure import SUBSECTION, Block
from pipelines.extraction.target import PlanContext
from pipelines.extraction.vocabulary import LEVEL_VERBS, STRIVING

BEHIND_PERIOD = re.compile(r"年?(?:底|末)?(?:之前|以前|前|期间|起|内)?(?:的)?(?:基础上)?")
SETS_TIME = re.compile(r"工作|目标|任务|安排")
LEADING_IN = (*STRIVING, "确保", "计划", "预计")
LISTS_GOALS = ("-", "完成时限", "其中")
ALL_OF_PLACE = re.compile(r"(?:^|[,;:、(])(?:[全本我]?[省市县区州旗])?(?:力争|争取|确保|计划)?[到至]?$")
TELLS = re.compile(r"截至|截止|目前|现在|近年来|近[两三五]年|过去的?[一三五]年|这[三五]年|[一三五]年来|[^,]{2,12}以来")
TURNS = re.compile(r"力争|争取|确保|将(?!近)|目标|下一步|计划(?!单列)")
BUILT_BY = re.compile(
    r"(?:底|末)?(?:之前|以前|前)?(?:建成|投产|投运|出厂|注册|登记|交付|竣工)的"
)  # 2000年底前建成的小区
BREAK = re.compile(r"[。;\n]")
NEAR = 120  # characters before 6月底前 in which its year may stand


@dataclass(frozen=True, slots=True)
class Due:
    """The period of a target, the rule that found it, and where the text names it."""

    start: date | None
    deadline: date | None
    rule: str
    named_at: int | None = None

    @property
    def year(self) -> int | None:
        return self.deadline.year if self.deadline else None


class Deadlines:
    """Walks with the reader through the document and remembers the times named on the way."""

    def __init__(
        self,
        folded: str,
        context: PlanContext,
        periods: PeriodIndex,
        parts: Parts,
        quantities: Sequence[Quantity],
    ) -> None:
        self.folded = folded
        self.context = context
        self.periods = periods
        self.parts = parts
        self.part: Part = parts.at(0)
        self.numbers = [quantity.start for quantity in quantities if quantity.unit]
        self.this_year = current_year(context)
        self.of_headings: dict[int, Period] = {}  # level → time
        self.of_paragraph: Period | None = None

    @property
    def carried(self) -> Period | None:
        return self.of_paragraph or (self.of_headings[max(self.of_headings)] if self.of_headings else None)

    def enter(self, block: Block) -> None:
        """A heading sets the time for what stands under it; a new paragraph forgets the one before.

        In a report the times of chapters and sections are those of its parts, since one heading may join two.
        """
        self.enter_part(self.parts.at(block.start))
        is_of_part = self.context.is_work_report and block.level is not None and block.level < SUBSECTION
        if block.level is not None and block.level <= SUBSECTION:
            self.of_paragraph = None
            self.of_headings = {level: period for level, period in self.of_headings.items() if level < block.level}
            if SETS_TIME.search(block.title) and not is_of_part:
                self._head(block.level, self._last_year(block.text_start, block.text_start + len(block.title)))
        elif block.level is not None or not self.folded.startswith(LISTS_GOALS, block.start):
            self.of_paragraph = None
        if block.level is None and self.folded[block.start : block.end].rstrip().endswith(":"):
            self._head(SUBSECTION, self._last_year(block.start, block.end))

    def enter_part(self, part: Part) -> None:
        """What was named for other years of a report is forgotten."""
        spoken_of, before = (part.first_year, part.last_year), (self.part.first_year, self.part.last_year)
        if self.context.is_work_report and spoken_of != before:
            self.of_paragraph = None
            self.of_headings = {}
        self.part = part

    def _head(self, level: int, period: Period | None) -> None:
        if period:
            self.of_headings[level] = period

    def leave_sentence(self, start: int, end: int) -> None:
        """A time that opens a clause frames what follows; one inside a clause, X县2023年底前完成…, is of that alone.

        In a report the part frames it, and only a time with which a sentence begins goes beyond that.
        """
        named = self._named(start, end)
        if not named:
            return
        framing = [period for period in named if self._opens_clause(start, period.start)]
        if self.context.is_work_report:
            framing = [period for period in framing if not self.folded[start : period.start].strip("到至在自从于 ")]
        self.of_paragraph = framing[-1] if framing else self.of_paragraph

    def _last_year(self, start: int, end: int) -> Period | None:
        named = self._named(start, end)
        return named[-1] if named else None

    def _opens_clause(self, start: int, at: int) -> bool:
        before = self.folded[start:at].rstrip("到至在自从于 ")
        return not before or not before[-1].isalnum() or before.endswith(LEADING_IN)

    def _named(self, start: int, end: int) -> list[Period]:
        return [period for period in self.periods.between(start, end) if period.is_due and period.year]

    def dues(self, mention: Mention, block: Block) -> list[Due]:
        """By when the number is due: one time, or each of those that 分别 shares one number out to."""
        each: Sequence[Period | None] = self._each_of_several(mention) or [self.period_of(mention, block)]
        dues = [self.due_in(period, mention.sentence.start) for period in each]
        return list({due.deadline: due for due in dues}.values())  # a day that is named twice is one

    def due_in(self, period: Period | None, since: int) -> Due:
        """What is due in a time; where none is named, in that of the part or plan. `since`: its sentence's start."""
        year = period.year or self._year_near(period) if period else None
        if (period is None or year is None) and self.context.is_work_report and self.part.is_to_come:
            first, last = self.part.first_year, self.part.last_year
            if first and last:
                return Due(date(first, 1, 1), date(last, 12, 31), "period_of_part")
        if period is None or year is None:
            return Due(self.context.plan_start, self.context.plan_end, "period_of_plan")
        rule = "period_named" if period.start >= since else "period_carried_over"
        return Due(self._start(period, year), period.deadline(year), rule, period.start)

    def is_past(self, mention: Mention, block: Block) -> bool:
        """Whether the number is that of a year before the plan, or has been reached since some time."""
        if self._is_told(mention):
            return True
        period = self.period_of(mention, block)
        if period is None and mention.comparator == "exactly" and "同比" in mention.before:
            return not (self.context.is_work_report and self.part.is_to_come)
        if period and period.is_since and self.this_year:
            has_begun = (period.first_year or period.year or self.this_year) <= self.this_year
            return has_begun and (period.first_year is not None or (period.year or 0) <= self.this_year)
        first = self.context.plan_start.year if self.context.plan_start else self.this_year
        return bool(period and period.year and first and period.year < first and not period.is_relative)

    def _is_told(self, mention: Mention) -> bool:
        """截至2020年底 or 目前, with which a sentence begins, tells of all of it up to what is to come."""
        start, at = mention.sentence.start, mention.quantity.start
        told = TELLS.match(self.folded, start, at)
        if not told or TURNS.search(self.folded, told.end(), at):
            return False
        return not any(period.is_due and not period.is_since for period in self.periods.between(told.end(), at))

    def _start(self, period: Period, year: int) -> date | None:
        if period.first_year:
            return date(period.first_year, 1, 1)
        plan_start = self.context.plan_start
        if period.is_by and period.month is None:
            return plan_start if plan_start and plan_start.year <= year else None
        return date(year, 1, 1)

    def period_of(self, mention: Mention, block: Block) -> Period | None:
        """The nearest time before the number in its sentence, else behind it in its clause, else what is carried."""
        sentence, number = mention.sentence, mention.quantity
        begin = sentence.clauses[mention.clause][0]
        before = [
            period
            for period in self.periods.between(sentence.start, number.start)
            if period.is_due
            and not BUILT_BY.match(self.folded, period.end)
            and (period.start >= begin or self._reaches_on(sentence.start, period))
        ]
        if before:
            return self._respective(mention, before) or before[-1]
        stop = block.end if block.is_row else sentence.clauses[mention.clause][1]  # 完成时限 may be a column
        behind = [period for period in self.periods.between(number.end, stop) if period.is_due]
        return behind[0] if behind else self.carried

    def _reaches_on(self, start: int, period: Period) -> bool:
        """温泉小镇4月底前具备条件: a month by which something else is to be ready is of that clause alone."""
        if period.month is None or period.first_year is not None:
            return True
        return self._opens_clause(start, period.start) or bool(ALL_OF_PLACE.search(self.folded[start : period.start]))

    def _respective(self, mention: Mention, named: list[Period]) -> Period | None:
        """2023、2024年分别新增500张、600张: the first number has the first year."""
        years, numbers = self._shared_out(mention, named)
        if len(years) != len(numbers) or len(years) < 2:
            return None
        return years[numbers.index(mention.quantity.start)]

    def _each_of_several(self, mention: Mention) -> list[Period]:
        """“十四五”“十五五”期间分别新增40万千瓦: one number for every time."""
        named = self.periods.between(mention.sentence.clauses[mention.clause][0], mention.quantity.start)
        years, numbers = self._shared_out(mention, [period for period in named if period.is_due])
        return years if len(numbers) == 1 < len(years) else []

    def _shared_out(self, mention: Mention, named: list[Period]) -> tuple[list[Period], list[int]]:
        """(times before 分别, numbers behind it) in the clause of a number that stands behind it."""
        begin, stop = mention.sentence.clauses[mention.clause]
        at = self.folded.find("分别", begin, mention.quantity.start)
        if at < 0:
            return [], []
        numbers = self.numbers[bisect_left(self.numbers, at) : bisect_left(self.numbers, stop)]
        return [period for period in named if period.end <= at], numbers if mention.quantity.start in numbers else []

    def _year_near(self, period: Period) -> int | None:
        """The year of 6月底前 or 全年: one to come by which its sentence is due, what is carried, else the last named
        shortly before, else the plan's or this."""
        near = self._last_year(max(0, period.start - NEAR), period.start)
        is_of_sentence = near is not None and not BREAK.search(self.folded, near.end, period.start)
        if near and is_of_sentence and near.is_by and near.year and near.year > (self.this_year or near.year):
            return near.year  # 到2027年,人口达到50万,全年游客突破300万
        if self.context.is_work_report and self.part.last_year == self.part.first_year:
            return self.part.last_year
        if self.carried and self.carried.year:
            return self.carried.year
        if near and "\n" not in self.folded[near.end : period.start]:
            return near.year
        plan_start, plan_end = self.context.plan_start, self.context.plan_end
        if plan_start and plan_end and plan_start.year == plan_end.year:
            return plan_end.year
        return self.this_year

    def baseline_year(self, mention: Mention) -> int | None:
        """2020 of 较2020年下降12%; a change may have it in a clause before."""
        begin = mention.sentence.start if mention.change else mention.sentence.clauses[mention.clause][0]
        named = [period for period in self.periods.between(begin, mention.quantity.start) if period.is_baseline]
        if not named:
            return None
        since = self.periods.between(named[-1].end, mention.quantity.start)  # 比2020年翻一番,“十四五”时期年均增长7%
        return None if mention.change and any(period.is_due for period in since) else named[-1].year

    def without_periods(self, start: int, end: int) -> str:
        """The text with times taken out, with 到 before and 底 behind."""
        parts, position = [], start
        for period in self.periods.between(start, end):
            if period.is_name or period.end > end:
                continue
            cut = period.start
            while cut > position and self.folded[cut - 1] in "到至比较自":
                if len(word_at_end(self.folded[position:cut], LEVEL_VERBS)) > 1:  # 增加到2025年的1万个
                    break
                cut -= 1
            parts.append(self.folded[position:cut])
            position = period.end
            tail = BEHIND_PERIOD.match(self.folded, position, end)
            position = tail.end() if tail else position
        parts.append(self.folded[position:end])
        return "".join(parts)
