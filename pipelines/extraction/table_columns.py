"""The head of a table: which column names the indicator, its unit, its kind, who answers, and which year each is of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.extraction.target import PlanContext

YEAR = re.compile(r"(20\d\d)(?!\d)")
YEAR_ALONE = re.compile(r"20\d\d年")
FIGURE = re.compile(r"[\d.,]+$")
NAME_HEADS = ("指标", "名称", "项目", "内容")
NO_NAME_HEAD = re.compile(r"属性|性质|类[别型]|类$|单位")
KIND_HEAD = re.compile(r"属性|性质|类型")
LEAD_HEAD = re.compile(r"(?:责任|牵头|主管|实施)(?:单位|部门|处室)")
GROWTH_HEAD = re.compile(r"年均|累计|增速|增长")
PAST_HEADS = ("实际", "完成", "现状", "基期", "基数", "基础值", "当前")
TARGET_HEADS = ("目标", "规划", "预期", "计划")
LONGEST_HEAD = 24  # characters


@dataclass(slots=True)
class Columns:
    """Places of columns. `part`: a second column of names, for the parts of a thing. `growth`: 年均增速 or 累计.

    `years`: target columns and the year of each.
    """

    width: int
    name: int
    part: int | None = None
    unit: int | None = None
    kind: int | None = None
    lead: int | None = None
    past: int | None = None
    baseline_year: int | None = None
    growth: int | None = None
    years: dict[int, int] = field(default_factory=dict)


def read_columns(cells: Sequence[str], context: PlanContext) -> Columns | None:
    """The columns, if the row is the head of an indicator table or of a table of tasks."""
    heads = [cell.replace(" ", "") for cell in cells]
    if len(heads) < 2 or any(len(head) > LONGEST_HEAD for head in heads):
        return None
    years = _years(heads, context)
    leads = [i for i, head in enumerate(heads) if LEAD_HEAD.search(head)]
    names = [i for i, head in enumerate(heads) if i not in years and any(word in head for word in NAME_HEADS)]
    if not (names or leads) or not (years or leads):
        return None
    best = [i for i in names if "指标" in heads[i] and not NO_NAME_HEAD.search(heads[i])] or names or [0]
    columns = Columns(width=len(heads), name=best[0], lead=leads[0] if leads else None)
    if columns.name + 1 in names and heads[columns.name + 1] == heads[columns.name]:
        columns.part = columns.name + 1
    for i, head in enumerate(heads):
        if "单位" in head and i not in leads:
            columns.unit = i
        elif KIND_HEAD.search(head):
            columns.kind = i
        elif GROWTH_HEAD.search(head) and (i not in years or "年均" in head):
            columns.growth = i
            years.pop(i, None)
    for i, year in years.items():
        if _is_past(heads[i], year, list(years.values()), context):
            columns.past, columns.baseline_year = i, year
        else:
            columns.years[i] = year
    return columns if columns.years or leads else None


def may_be_upper_head(cells: Sequence[str]) -> bool:
    """Whether the row may be the upper half of a head in two rows: names above, years below."""
    heads = [cell.replace(" ", "") for cell in cells]
    return any("指标" in head for head in heads) and all(len(head) <= LONGEST_HEAD for head in heads)


def is_lower_head(cells: Sequence[str]) -> bool:
    """Whether the row may be the lower half: years, and no figures."""
    return any(YEAR_ALONE.match(cell) for cell in cells) and not any(FIGURE.match(cell) for cell in cells)


def _years(heads: list[str], context: PlanContext) -> dict[int, int]:
    """Column → year. A column of goals without a year is that of the plan's end, if no other column has a year."""
    years = {i: int(found[1]) for i, head in enumerate(heads) if (found := YEAR.search(head))}
    if years or context.plan_end is None:
        return years
    goals = [i for i, head in enumerate(heads) if head.startswith(TARGET_HEADS)]
    return {goals[0]: context.plan_end.year} if len(goals) == 1 else {}


def _is_past(head: str, year: int, years: list[int], context: PlanContext) -> bool:
    if any(word in head for word in TARGET_HEADS):
        return False
    if any(word in head for word in PAST_HEADS):
        return True
    if context.plan_start:
        return year < context.plan_start.year
    if context.published_on:
        return year < context.published_on.year
    return len(years) > 1 and year == min(years)
