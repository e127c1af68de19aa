"""Whether a number is a level to be reached, an increment, a cumulative count or a change.

Rules in order, each with a name; the first that holds decides.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipelines.extraction.mentions import Mention
from pipelines.extraction.target import Target
from pipelines.extraction.vocabulary import ATTRIBUTIVE_VERBS, COUNTS, DURATIONS, LEVEL_NOUNS

FLOW_VERBS = {"接待", "生产"}  # their objects are counted over a year: 接待游客2800万人次
MONEY = {"元", "美元", "欧元"}
# With these a number is a state, although they are verbs of doing.
STATE_VERBS = {"实现", "保障", "落实", "确保", "带动", "提升", "优化提升", "降低", "减少", "达到", "应用"}
DOING_WITH_LEVEL = {"完成", "实现", "超过"}
AMOUNTS = ("投资", "资金", "额", "收入", "产值", "总额", "规模", "税收", "余额", "存栏", "出栏")
PER_HEAD = re.compile(r"每(?:十|百|千|万|十万|百万|亿)|^(?:百|千|万)[人户元]|人均|户均|亩均")
ACTIONS = (
    "改造",
    "更新",
    "培训",
    "治理",
    "扩面",
    "攻关",
    "服务",
    "新建",
    "就业",
    "修复",
    "复耕",
    "复垦",
    "造林",
    "绿化",
    "种植",
    "还林",
    "还草",
    "搬迁",
    "脱贫",
    "落户",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """name: level, increment, cumulative or change; direction (up, down) of a change; the rule that said so."""

    name: str
    direction: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """`measure` None: that of the target before."""

    name: str
    measure: str | None
    holds: Callable[[Mention, str, Target | None], bool]


def _is_changed(mention: Mention, indicator: str, previous: Target | None) -> bool:
    return mention.change is not None


def _is_cumulated(mention: Mention, indicator: str, previous: Target | None) -> bool:
    return mention.is_cumulative


def _is_share(mention: Mention, indicator: str, previous: Target | None) -> bool:
    return mention.quantity.is_share or not mention.quantity.unit  # a ratio has none


def _is_otherwise(mention: Mention, indicator: str, previous: Target | None) -> bool:
    return True


def _is_newly_added(mention: Mention, indicator: str, previous: Target | None) -> bool:
    is_of_what_is_new = indicator.startswith(ATTRIBUTIVE_VERBS)  # 新增劳动力平均受教育年限
    is_new = "新增" in mention.before or "净增" in mention.before or mention.verb.startswith("新")
    return is_new and not is_of_what_is_new


def _is_listed(mention: Mention, indicator: str, previous: Target | None) -> bool:
    """绿色工厂3家、绿色园区1家: as the number before."""
    is_bare = mention.is_listed and not mention.words and not mention.level_verb
    if previous is None or previous.measure == "change":
        return False
    are_counts = mention.quantity.unit in COUNTS and previous.unit in COUNTS
    return is_bare and (are_counts or mention.quantity.unit == previous.unit)


def _is_part_of_total(mention: Mention, indicator: str, previous: Target | None) -> bool:
    """高标准农田65万亩,其中高效节水灌溉面积21万亩: as the total."""
    if previous is None or previous.measure == "change" or mention.level_verb:
        return False
    is_same_kind = (mention.quantity.unit in COUNTS) == (previous.unit in COUNTS)  # 投资320亿元,其中亿元以上项目210个
    return "其中" in mention.words and is_same_kind


def _is_amount(mention: Mention, indicator: str, previous: Target | None) -> bool:
    """完成投资50亿元, 4个县达到标准, 形成390吨/日的处置能力."""
    is_capacity = mention.verb == "形成" and indicator.endswith("能力")
    return "达到" in mention.noun_behind or mention.quantity.unit in MONEY or is_capacity


def _is_level_noun(mention: Mention, indicator: str, previous: Target | None) -> bool:
    noun = mention.noun_before or indicator
    if mention.noun_behind or not noun.endswith(LEVEL_NOUNS):
        return False
    return (
        noun.endswith(AMOUNTS)
        or mention.quantity.unit in DURATIONS
        or (mention.quantity.unit not in COUNTS and not mention.has_finishing_verb)
    )


def _is_reached(mention: Mention, indicator: str, previous: Target | None) -> bool:
    return bool(mention.level_verb) and mention.level_verb not in DOING_WITH_LEVEL


def _is_flow(mention: Mention, indicator: str, previous: Target | None) -> bool:
    return mention.verb in FLOW_VERBS


def _is_finished(mention: Mention, indicator: str, previous: Target | None) -> bool:
    return mention.has_finishing_verb and (mention.verb not in STATE_VERBS or bool(mention.noun_behind))


def _is_count(mention: Mention, indicator: str, previous: Target | None) -> bool:
    is_plain = not mention.level_verb and mention.comparator == "exactly"
    return mention.quantity.unit in COUNTS and (bool(mention.noun_behind) or is_plain)


def _is_action(mention: Mention, indicator: str, previous: Target | None) -> bool:
    noun = mention.noun_before or indicator
    return noun.startswith(ACTIONS) or noun.endswith(ACTIONS)


def _is_per_head(mention: Mention, indicator: str, previous: Target | None) -> bool:
    """每万人拥有公共交通车辆15标台."""
    return bool(PER_HEAD.search(indicator))


MEASURE_RULES = (
    MeasureRule("change_verb", "change", _is_changed),
    MeasureRule("per_head", "level", _is_per_head),
    MeasureRule("cumulative_word", "cumulative", _is_cumulated),
    MeasureRule("share", "level", _is_share),
    MeasureRule("newly_added", "increment", _is_newly_added),
    MeasureRule("listed", None, _is_listed),
    MeasureRule("part_of_total", None, _is_part_of_total),
    MeasureRule("amount", "level", _is_amount),
    MeasureRule("level_noun", "level", _is_level_noun),
    MeasureRule("level_verb", "level", _is_reached),
    MeasureRule("flow_verb", "level", _is_flow),
    MeasureRule("finishing_verb", "increment", _is_finished),
    MeasureRule("action_noun", "increment", _is_action),
    MeasureRule("count", "increment", _is_count),
    MeasureRule("otherwise", "level", _is_otherwise),
)


def measure_of(mention: Mention, indicator: str, previous: Target | None) -> Measure:
    """The measure of a number. `previous`: the target before it in its sentence."""
    rule = next(rule for rule in MEASURE_RULES if rule.holds(mention, indicator, previous))
    name = rule.measure or (previous.measure if previous else "level")
    return Measure(name, mention.change if name == "change" else None, rule.name)
