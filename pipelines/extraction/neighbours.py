"""Rules that leave a number alone for what stands directly around it: names, dates, list numbers, slogans.

The first that holds is the reason that `explain` shows. Rules on a number's clause stand in exclusions.py.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipelines.extraction.periods import PeriodIndex
from pipelines.extraction.quantities import Quantity
from pipelines.extraction.vocabulary import ADMINISTRATIVE, DURATIONS, TECHNICAL_UNITS


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The folded text around numbers, and what was found in it before."""

    text: str
    periods: PeriodIndex


@dataclass(frozen=True, slots=True)
class NeighbourRule:
    """Leaves a number alone for what stands directly around it."""

    name: str
    holds: Callable[[Quantity, Surroundings], bool]


TITLE_WINDOW = 80
QUOTE_WINDOW = 18


def _in_title(quantity: Quantity, around: Surroundings) -> bool:
    """《三年行动计划(2023—2025年)》"""
    window = around.text[max(0, quantity.start - TITLE_WINDOW) : quantity.start]
    if window.rfind("《") <= window.rfind("》"):
        return False
    return "》" in around.text[quantity.end : quantity.end + TITLE_WINDOW]


def _in_quotes(quantity: Quantity, around: Surroundings) -> bool:
    """“541”产业体系, “双50强”, “365暖留中心”"""
    window = around.text[max(0, quantity.start - QUOTE_WINDOW) : quantity.start]
    opened = window.rfind("“")
    if opened < 0 or opened < window.rfind("”") or any(c in window[opened:] for c in "。,;\n"):
        return False
    behind = around.text[quantity.end : quantity.end + QUOTE_WINDOW]
    closed = min((i for i in (behind.find("”"), behind.find("“")) if i >= 0), default=-1)
    return closed >= 0 and not any(c in behind[:closed] for c in "。,;\n")


YEAR = re.compile(r"\d{4}")
NAMED_YEARS = ("年度", "年代", "年版", "年第")


DAY_BEFORE = re.compile(r"\d日?(?:至|到|-|、|和)$")
HOUR_BEFORE = re.compile(r"\d时$")


def _is_date(quantity: Quantity, around: Surroundings) -> bool:
    before = around.text[max(0, quantity.start - 3) : quantity.start]
    is_day = quantity.unit_text == "日" and DAY_BEFORE.search(before)  # 4月13日至15日
    is_minute = quantity.unit_text == "分" and HOUR_BEFORE.search(before)  # 8时40分
    if is_day or is_minute:
        return True
    return (
        around.periods.covering(quantity.start, quantity.end) is not None
        or (quantity.unit == "年" and around.text[quantity.end : quantity.end + 2] in NAMED_YEARS)
        or (quantity.unit == "年" and YEAR.fullmatch(around.text, quantity.start, quantity.end) is not None)
    )


def _is_document_number(quantity: Quantity, around: Surroundings) -> bool:
    """鲁政字(2023)18号, 2023-08-26, 12345热线"""
    before, behind = (
        around.text[max(0, quantity.start - 2) : quantity.start],
        around.text[quantity.end : quantity.end + 3],
    )
    if behind.startswith("号") or (before.endswith("第") and behind.startswith(("号", "条", "款", "章"))):
        return True
    if quantity.unit is not None:
        return False
    return (behind.startswith((":", "/", "-")) and behind[1:2].isdigit()) or (
        before[-1:] in ("-", "/", ":") and before[:1].isdigit()
    )


def _is_list_number(quantity: Quantity, around: Surroundings) -> bool:
    start, text = quantity.start, around.text
    behind = text[quantity.end : quantity.end + 2]
    before = text[max(0, start - 1) : start]
    if behind[:1] in (".", "、") and not behind[1:2].isdigit() and quantity.unit is None:
        return True
    return before == "(" and behind.startswith(")")


def _is_ordinal(quantity: Quantity, around: Surroundings) -> bool:
    """第二届, 第3批, 前100项, 新36条"""
    before = around.text[max(0, quantity.start - 1) : quantity.start]
    return (
        before in ("第", "前")
        or (before == "新" and quantity.unit == "条")
        or around.text[max(0, quantity.start - 2) : quantity.start]
        in (
            "排名",
            "位居",
            "位列",
        )
    )


def _has_letters(quantity: Quantity, around: Surroundings) -> bool:
    """5G, G240线, PM2.5, 1+1+8, 6+6, 10G-PON, N+1"""
    before, behind = (
        around.text[max(0, quantity.start - 1) : quantity.start],
        around.text[quantity.end : quantity.end + 1],
    )
    if before and ((before.isascii() and before.isalpha()) or before == "+" or before == "×"):
        return True
    return behind == "+" or (behind.isascii() and behind.isalpha() and quantity.unit is None)


TECHNICAL = tuple(TECHNICAL_UNITS)


def _is_technical(quantity: Quantity, around: Surroundings) -> bool:
    """12英寸硅片, 220千伏, 10万吨级泊位, 千万千瓦级基地, 4A级景区"""
    behind = around.text[quantity.end : quantity.end + 6]
    if around.text[quantity.unit_end : quantity.unit_end + 1] in ("级", "型") and not behind.startswith("个"):
        return True
    return behind.lstrip(" ").startswith(TECHNICAL) and (
        quantity.unit is None or quantity.unit_text in ("毫米", "度角")
    )


CIRCLE = re.compile(r"[^。,;]{0,10}(?:圈|可达|直达|通达|抵达|到达|响应|服务网)")
SPAN_OF_TIME = re.compile(r"(?:期|制|行动|计划|规划|攻坚|滚动|以上学制|为期|来|一遇|任期|建设|倍增|奋斗)")


def _is_service_circle(quantity: Quantity, around: Surroundings) -> bool:
    """15分钟健康服务圈"""
    return quantity.unit in ("分钟", "小时", "公里", "米", "个小时") and bool(
        CIRCLE.match(around.text[quantity.unit_end : quantity.unit_end + 16])
    )


def _is_span_of_time(quantity: Quantity, around: Surroundings) -> bool:
    """三年行动计划, 提前2年完成, 每3年一次"""
    if quantity.unit not in DURATIONS:
        return False
    before = around.text[max(0, quantity.start - 2) : quantity.start]
    behind = around.text[quantity.unit_end : quantity.unit_end + 6]
    return bool(SPAN_OF_TIME.match(behind)) or before.endswith(
        ("提前", "连续", "每", "近", "用", "过去", "未来", "今后", "续", "延长")
    )


def _has_no_unit(quantity: Quantity, around: Surroundings) -> bool:
    return quantity.unit is None or quantity.unit in ADMINISTRATIVE


ENOUGH_BEFORE = ("至少", "不少于", "不低于", "超过", "突破", "达到")
NEWLY_BEFORE = ("新建", "新增", "建成", "引进", "培育", "开工", "改造", "扩建")
COUNTED_IN_CHARACTERS = frozenset("个家座处所户人名台套辆头件场亩公里元")


def _is_slogan(quantity: Quantity, around: Surroundings) -> bool:
    """五大功能区, 三项工程, 一个中心: a numeral in characters that no word makes a promise."""
    if not quantity.is_chinese or quantity.is_fraction:
        return False
    before = around.text[max(0, quantity.start - 3) : quantity.start]
    if quantity.comparator or quantity.value_high is not None:
        is_vague = around.text[quantity.start] == "一" and quantity.comparator != "at_least" and quantity.value < 10
        return quantity.unit in DURATIONS or is_vague
    if quantity.unit == "批" and quantity.value == 1:  # 突破一批技术
        return True
    if before.endswith(ENOUGH_BEFORE) or quantity.value >= 100:
        return False
    if quantity.value == 1 or quantity.unit not in COUNTED_IN_CHARACTERS:
        return True
    ends_phrase = around.text[quantity.unit_end : quantity.unit_end + 1] in ",。;、"  # 新建产业园区六个
    return not (before.endswith(NEWLY_BEFORE) or (ends_phrase and not before.endswith(("这", "做到", "实现"))))


def _is_no_number(quantity: Quantity, around: Surroundings) -> bool:
    """百亿级, a run of thirty digits."""
    return quantity.value.is_nan()


def _is_reckoned_on(quantity: Quantity, around: Surroundings) -> bool:
    """每10万人拥有消防员15人: what another number is reckoned on."""
    return around.text[max(0, quantity.start - 1) : quantity.start] == "每"


NEIGHBOUR_RULES = (
    NeighbourRule("name_in_title", _in_title),
    NeighbourRule("date", _is_date),
    NeighbourRule("document_number", _is_document_number),
    NeighbourRule("list_number", _is_list_number),
    NeighbourRule("name_with_digits", _has_letters),
    NeighbourRule("name_with_digits", _in_quotes),
    NeighbourRule("ordinal", _is_ordinal),
    NeighbourRule("technical_specification", _is_technical),
    NeighbourRule("for_each", _is_reckoned_on),
    NeighbourRule("no_unit", _has_no_unit),
    NeighbourRule("service_circle", _is_service_circle),
    NeighbourRule("span_of_time", _is_span_of_time),
    NeighbourRule("not_a_number", _is_no_number),
    NeighbourRule("slogan", _is_slogan),
)


def neighbour_rule(quantity: Quantity, around: Surroundings) -> str | None:
    """Name of the first rule on the number's neighbours that leaves it alone."""
    if quantity.unit == "":  # a ratio, which its noun makes one
        return None
    for rule in NEIGHBOUR_RULES:
        if rule.holds(quantity, around):
            return rule.name
    return None
