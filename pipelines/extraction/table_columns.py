"""The head of a table: which column names the indicator, its unit, its kind, who answers, and what each goal is of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipelines.extraction.periods import FIVE_YEAR_PLANS
from pipelines.extraction.target import PlanContext

YEAR = re.compile(r"(20\d\d)(?!\d)")
YEAR_OF_PLAN = re.compile(r"(十[二三四五六]五)(?:”)?(?:时期|期间|规划)?(?:末|期末|目标|预期|规划|年均|累计|$)")
YEAR_ALONE = re.compile(r"20\d\d年")
FIGURE = re.compile(r"[≥≤><(]*[\d.,]+[%)]*$")
NAME_HEADS = ("指标", "名称", "项目", "内容")
NO_NAME_HEAD = re.compile(r"属性|性质|类[别型]|类$|^(?:计量)?单位")
UNIT_HEAD = re.compile(r"^(?:计量|指标)?单位(?:\(.*\))?$")
KIND_HEAD = re.compile(r"属性|性质|类型")
LEAD_HEAD = re.compile(r"(?:责任|牵头|主管|实施|负责)(?:单位|部门|处室)")
DEADLINE_HEAD = re.compile(r"完成(?:时限|时间|期限)|时限|时间节点")
SUPPORT_HEAD = re.compile(r"(?:配合|参与|协助|协同|协办|参加)(?:单位|部门|处室)")
GROWTH_HEAD = re.compile(r"年均|增速|增长|增幅")
SUM_HEAD = re.compile(r"累计|合计")
PAST_HEADS = ("实际", "完成", "现状", "基期", "基数", "基础值", "当前", "情况", "实现", "达到值", "末值")
PAST_TABLE = re.compile(
    r"(?:完成|实现|执行|达标|落实)(?:情况|值|率|程度)|是否(?:完成|达标)|实际(?:完成|值)|^实现$|^完成$"
)
RESULT_HEAD = re.compile(r"^(?:实际)?(?:完成|实现|达到)(?:值|数|情况)?(?:\(.*\))?$|实际|绝对[值数量]")
MEASURED_HEAD = re.compile(r"产量|产值|增加值|营业收入|销量|面积|零售额|投资额")
TARGET_HEADS = ("目标", "规划", "预期", "计划")
UNIT_OF_HEAD = re.compile(r"\((?:单位:)?([^()]{1,10})\)$")
NO_UNIT = re.compile(r"目标|预期|现状|约束|规划|累计|年|值$")
NO_GOAL_HEAD = re.compile(r"任务|内容|措施|举措|要求|事项|名称|时限")
OF_GOALS = re.compile(r"20\d\d|目标|规划|预期|计划|现状|实际|累计|年均|增[长速幅]|单位|属性")
FINER_NAME = re.compile(r"[二三四]级|具体|明细|分项")
LONGEST_HEAD = 24  # characters

Role = Literal["level", "growth", "sum"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What the cells of a column are: levels of a year, growth, or the sum of all years. is_yearly: 年均."""

    year: int
    role: Role = "level"
    unit: str = ""
    is_yearly: bool = False
    measured: str = ""  # what the head says is told of the thing that a row names: 产量


@dataclass(slots=True)
class Columns:
    """Places of columns. `part`: a second column of names, for the parts of a thing.

    `goals`: the columns of goals. `results`: those of what was reached, by their years. `growth`: 年均增速 or 年均/累计
    of all years. `is_past`: the table reports what has been reached, and has no goals.
    """

    width: int
    name: int
    part: int | None = None
    unit: int | None = None
    kind: int | None = None
    lead: int | None = None
    support: int | None = None
    deadline: int | None = None
    past: int | None = None
    baseline_year: int | None = None
    growth: int | None = None
    is_growth_or_sum: bool = False  # 年均/累计: which of them, the cell says
    is_yearly: bool = False  # 年均增速
    goals: dict[int, Goal] = field(default_factory=dict)
    results: dict[int, Goal] = field(default_factory=dict)
    is_past: bool = False


def read_columns(cells: Sequence[str], context: PlanContext, caption: str = "") -> Columns | None:
    """The columns, if the row is the head of an indicator table or of a table of tasks. `caption`: the lines above."""
    heads = [cell.replace(" ", "") for cell in cells]
    if len(heads) < 2 or any(len(head) > LONGEST_HEAD for head in heads) or any(map(FIGURE.match, heads)):
        return None
    years = _years(heads, context)
    leads = [i for i, head in enumerate(heads) if LEAD_HEAD.search(head)]
    supports = [i for i, head in enumerate(heads) if SUPPORT_HEAD.search(head)] + leads[1:]
    names = [i for i, head in enumerate(heads) if i not in years and any(word in head for word in NAME_HEADS)]
    reports = [i for i, head in enumerate(heads) if PAST_TABLE.search(head)]
    if not names and years and not heads[0]:
        names = [0]
    tells = context.is_communique and any(GROWTH_HEAD.search(head) or _unit_of_head(head) for head in heads)
    if not (names or leads) or not (years or leads or tells or (reports and _has_goal_head(heads))):
        return None
    best = [i for i in names if "指标" in heads[i] and not NO_NAME_HEAD.search(heads[i])] or names or [0]
    finer = [i for i in best if FINER_NAME.search(heads[i])]
    columns = Columns(
        width=len(heads),
        name=(finer[-1:] or best)[0],
        lead=leads[0] if leads else None,
        support=supports[0] if supports else None,
    )
    if columns.name + 1 in names and heads[columns.name + 1] == heads[columns.name]:
        columns.part = columns.name + 1
    for i, head in enumerate(heads):
        if UNIT_HEAD.search(head):
            columns.unit = i
        elif KIND_HEAD.search(head):
            columns.kind = i
        elif DEADLINE_HEAD.search(head):
            columns.deadline = i
    if names:
        _read_goals(columns, heads, years, bool(reports), context)
    if context.plan_start is None and PAST_TABLE.search(caption.replace("\n", " ")):
        issued = context.published_on.year if context.published_on else max(years.values(), default=0)
        columns.goals = {i: goal for i, goal in columns.goals.items() if goal.year > issued}
    columns.is_past = not (columns.goals or leads)
    if columns.is_past:
        _read_results(columns, heads, _year_told(years, caption, context))
    return columns


def _year_told(years: dict[int, int], caption: str, context: PlanContext) -> int | None:
    """The year that a table of results tells of where its column does not say it."""
    if context.is_communique and context.plan_end:
        return context.plan_end.year
    named = [int(found[1]) for found in YEAR.finditer(caption)]
    return max([*years.values(), *named], default=None)


def _read_results(columns: Columns, heads: list[str], year: int | None) -> None:
    """What was reached where the head names no year, 实际完成, 产量(万吨); and its growth: 比上年增长(%)."""
    if year is None:
        return
    others = {columns.unit, columns.kind, columns.deadline, columns.name, columns.part, *columns.results}
    for i, head in enumerate(heads):
        if i in others or any(word in head for word in TARGET_HEADS):
            continue
        unit = _unit_of_head(head)
        if GROWTH_HEAD.search(head) and "年均" not in head and not SUM_HEAD.search(head):
            columns.results[i] = Goal(year, "growth", unit)
        elif RESULT_HEAD.search(head) or (unit and not YEAR.search(head)):
            measured = MEASURED_HEAD.match(head)
            columns.results[i] = Goal(year, "level", unit, measured=measured[0] if measured else "")


def _read_goals(columns: Columns, heads: list[str], years: dict[int, int], reports: bool, context: PlanContext) -> None:
    """The columns of goals, of growth, and of the past."""
    others = {columns.unit, columns.kind, columns.lead, columns.support, columns.deadline, columns.name, columns.part}
    plain = [year for i, year in years.items() if not GROWTH_HEAD.search(heads[i])]
    for i, head in enumerate(heads):
        if i in others:
            continue
        is_growth, is_sum = GROWTH_HEAD.search(head) is not None, SUM_HEAD.search(head) is not None
        if i in years and not (is_growth and years[i] not in plain and len(plain) > 0 and "年均" in head):
            year = years[i]
            role: Role = "growth" if is_growth else "sum" if is_sum else "level"
            column = Goal(year, role, _unit_of_head(head), "年均" in head)
            if _is_past(head, year, list(years.values()), reports, context):
                if not is_growth and (columns.baseline_year or 0) <= year:
                    columns.past, columns.baseline_year = i, year
                if not any(word in head for word in TARGET_HEADS):
                    columns.results[i] = column
            else:
                columns.goals[i] = column
        elif is_growth or is_sum:
            columns.growth, columns.is_growth_or_sum, columns.is_yearly = i, is_sum, "年均" in head


def _has_goal_head(heads: list[str]) -> bool:
    return any(head.endswith(TARGET_HEADS) or head.startswith(TARGET_HEADS) for head in heads)


def join_heads(upper: Sequence[str], lower: Sequence[str]) -> list[str] | None:
    """The head of two rows as one: names above, years below, or years above and what is told of each below."""
    if len(upper) != len(lower) or not may_be_upper_head(upper):
        return None
    above, below = ([text.replace(" ", "") for text in row] for row in (upper, lower))
    if any(map(FIGURE.match, below)) or any(len(head) > LONGEST_HEAD for head in below):
        return None
    repeats = any(text and text == head for text, head in zip(below, above, strict=True))
    if not repeats and not any(map(YEAR_ALONE.match, below)):
        return None
    if any(text and text != head and not OF_GOALS.search(text) for text, head in zip(below, above, strict=True)):
        return None
    return [head if text == head else head + text for text, head in zip(below, above, strict=True)]


def may_be_upper_head(cells: Sequence[str]) -> bool:
    """Whether the row may be the upper half of a head in two rows."""
    heads = [cell.replace(" ", "") for cell in cells]
    has_name = any(word in head for head in heads for word in NAME_HEADS)
    return has_name and all(len(head) <= LONGEST_HEAD for head in heads) and not any(map(FIGURE.match, heads))


def _years(heads: list[str], context: PlanContext) -> dict[int, int]:
    """Column → year. A column of goals without a year is that of the plan's end, if no other column has a year.

    In a table that also reports how far goals have been reached, such a column is none of this plan's.
    """
    years = {i: int(found[1]) for i, head in enumerate(heads) if (found := YEAR.search(head))}
    for i, head in enumerate(heads):
        plan = YEAR_OF_PLAN.search(head)
        if i not in years and plan and len(head) <= 14:
            years[i] = FIVE_YEAR_PLANS[plan[1]]
    if years or context.plan_end is None or any(map(PAST_TABLE.search, heads)):
        return years
    goals = [i for i, head in enumerate(heads) if head.startswith(TARGET_HEADS) and not NO_GOAL_HEAD.search(head)]
    return {goals[0]: context.plan_end.year} if len(goals) == 1 else {}


def _is_past(head: str, year: int, years: list[int], reports: bool, context: PlanContext) -> bool:
    """Whether the cells of a year tell what was."""
    if context.plan_start and year < context.plan_start.year:
        return True
    if any(word in head for word in TARGET_HEADS):
        return reports and context.plan_start is None and year == max(years)
    if any(word in head for word in PAST_HEADS):
        return True
    if context.published_on:
        return year < context.published_on.year
    return context.plan_start is None and len(years) > 1 and year == min(years)


def _unit_of_head(head: str) -> str:
    found = UNIT_OF_HEAD.search(head)
    return found[1] if found and not NO_UNIT.search(found[1]) else ""
