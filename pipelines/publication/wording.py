"""A promise in Chinese words: how its value binds, what it measures, its part, its numbers in the plan's own unit."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.extraction.numerals import LARGE_SCALES, SMALL_SCALES, read_numeral
from pipelines.extraction.parts import Part

COMPARATORS = {
    "at_least": "不低于",
    "above": "超过",
    "at_most": "不超过",
    "below": "低于",
    "about": "约",
    "between": "介于",
    "exactly": "",
}
MEASURES = {"level": "达到值", "increment": "新增量", "cumulative": "累计值", "change": "变化幅度"}
DIRECTIONS = {"up": "上升", "down": "下降"}
PARTS = {
    "front": "文首",
    "review": "回顾",
    "present": "现状与问题",
    "goals": "目标",
    "tasks": "任务",
    "annex": "附列任务",
    "glossary": "名词解释",
}


# How an official text binds a value: what stands before the verb's object, and behind it.
BOUNDS = {
    "at_least": ("达到", "以上"),
    "above": ("超过", ""),
    "at_most": ("控制在", "以内"),
    "below": ("低于", ""),
    "about": ("达到", "左右"),
    "between": ("达到", ""),
    "exactly": ("达到", ""),
}
DOINGS = {"increment": "新增", "cumulative": "累计"}
SUREST = 0.99


def part_in_words(part: Part) -> str:
    """Which part of a document, and over which years: 回顾(2021—2025年), 任务(2026年), 回顾(截至2020年)."""
    if part.last_year is None:
        return PARTS[part.kind]
    first = "截至" if part.first_year is None else f"{part.first_year}—" * (part.first_year != part.last_year)
    return f"{PARTS[part.kind]}({first}{part.last_year}年)"


def reasons_in_words(part: Part, text: str) -> str:
    """The words of the text that say so, its headings named as such, and how sure that is."""
    reasons = []
    for each in part.evidence:
        words = " ".join(text[each.start : each.end].split())
        reasons.append(f"标题“{words}”" if each.name.startswith("heading") else f"“{words}”")
    said = "、".join(dict.fromkeys(reasons)) or "前文"
    return f"依据:{said};把握{min(part.confidence, SUREST):.0%}"


def measure_in_words(measure: str, direction: str | None, baseline_year: int | None, annualised: bool) -> str:
    """What the number measures: 新增量, 累计值, 较2020年上升, 年均上升."""
    words = DIRECTIONS[direction] if direction else MEASURES[measure]
    words = f"较{baseline_year}年{words}" if baseline_year else words
    return f"年均{words}" if annualised else words


def unit_of_the_plan(unit: str, unit_text: str) -> tuple[str, Decimal]:
    """The unit in which the plan writes the number, and how many base units it is: ("亿元", 10^8).

    A plan's spelling of the unit that is no multiple of it (個百分點) gives the base unit and 1.
    """
    scale = unit_text.removesuffix(unit)
    if not unit_text.endswith(unit) or not set(scale) <= {*SMALL_SCALES, *LARGE_SCALES}:
        return unit, Decimal(1)
    return unit_text, read_numeral(f"1{scale}") or Decimal(1)


def amount_in_words(value: float, unit: str, unit_text: str) -> str:
    """A value of the base unit in the unit of the plan, with at most four decimals: 330万千瓦, 5.5%."""
    name, factor = unit_of_the_plan(unit, unit_text)
    amount = round(Decimal(repr(value)) / factor, 4) + 0  # no -0
    return f"{amount:.4f}".rstrip("0").rstrip(".") + name


def scaled_amount(value: float, unit: str) -> str:
    """A value of the base unit as people say its size: 330万千瓦, 1.2亿元, 5.5%."""
    scale = next((scale for scale, size in (("亿", 1e8), ("万", 1e4)) if abs(value) >= size), "")
    return amount_in_words(value, unit, scale + unit)


def promise_in_words(row: Mapping[str, Any]) -> str:
    """What a row of targets promises, by when, as an official text would say it: 到2025年底新增12个以上."""
    amounts = [
        amount_in_words(row[name], row["unit"], row["unit_text"])
        for name in ("value", "value_high")
        if row[name] is not None
    ]
    before, behind = BOUNDS[row["comparator"]]
    if row["direction"]:
        before = measure_in_words(row["measure"], row["direction"], row["baseline_year"], row["annualised"])
        before += COMPARATORS["above"] if row["comparator"] == "above" else ""
    elif row["measure"] in DOINGS:
        before = DOINGS[row["measure"]] + (before if before in ("超过", "低于", "控制在") else "")
    each = f"({row['per']})" if row["per"] else ""
    return f"{due_in_words(row['deadline'])}{before}{'—'.join(amounts)}{behind}{each}"


def due_in_words(deadline: date | None) -> str:
    """到2025年底, 到2026年6月30日; empty where the plan does not say by when."""
    if deadline is None:
        return ""
    return f"到{deadline.year}年底" if (deadline.month, deadline.day) == (12, 31) else f"到{day_in_words(deadline)}"


def day_in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
