"""A promise in Chinese words: how its value binds, what it measures, and its numbers in the plan's own unit."""

from decimal import Decimal

from pipelines.extraction.numerals import LARGE_SCALES, SMALL_SCALES, read_numeral

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
