"""Rules that leave a number of the past alone: it compares, ranks, plans or describes and states no result of its own.

Each has a name; the first that holds is the reason that `explain` shows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipelines.extraction.exclusions import SIZES, SIZES_OF_PROJECTS, clause_rule
from pipelines.extraction.mentions import Mention
from pipelines.extraction.vocabulary import DURATIONS

# Rules on clauses that hold for facts as for promises.
SHARED = {"count_of_goals", "score", "assumption", "benefit", "for_each"}
COMPARED = re.compile(
    r"(?:高于|低于|高出|快于|好于|优于|超过|超出?|领先|比|较|高)(?:于)?[^,;]{0,6}(?:全国|全省|全市|全区|平均|同期|目标|预期|计划)"
    r"(?!生产总值|规模)[^,;]{0,8}$"
    r"|(?:恢复[到至]|相当于|达到|为|是)(?:(?:19|20)\d\d年|上年|去年|同期)(?:同期|全年|水平)*的$"
    r"|(?:为|是|相当于)全[国省市][^,;]{0,8}的?$"
)
OF_NATION = re.compile(r"(?:^|[,;:。])全国(?!第|重|一|首|最|先进|各地|文明|[人劳])[^,;占]{0,14}$")
OF_PLAN = re.compile(r"(?:完成|占|为)[^,;]{0,12}(?:计划|任务|目标|预算|调整预算|预期)(?:任务|数|目标)?的?$")
MEASURES = re.compile(r"(?:政策)?(?:措施|举措|政策|办法|条例|意见|制度|法规|规章|建议|提案|文件|清单|方案|标准)$")
GROUND = re.compile(r"(?:以|在|依托|利用|用好)现有的?$")
RANKED = re.compile(r"排名|位次|名次|前移|进位|赶超")
NATION = "全国"  # the place of a national document
MILESTONE = re.compile(r"(?:大关|台阶|关口)$")
UNDER_WAY = re.compile(r"(?:推进|实施中|建设中|进行|加快建设)$|正在|在建")
COMING = re.compile(r"力争|目标(?:是|为)|将(?!近)|拟|计划(?:投资|建设|新)|下一步|明年|要(?:达到|实现|完成)")

AIMED = re.compile(r"的?(?:年度|全年|预期|控制|计划)*目标")  # 控制在4.5%的目标以内


@dataclass(frozen=True, slots=True)
class FactRule:
    """Leaves a number of the past alone."""

    name: str
    holds: Callable[[Mention, str], bool]


def _is_compared(mention: Mention, before: str) -> bool:
    return mention.quantity.is_share and bool(COMPARED.search(before))


def _is_of_nation(mention: Mention, before: str) -> bool:
    return bool(OF_NATION.search(before))


def _is_share_of_plan(mention: Mention, before: str) -> bool:
    return before.endswith(("超预算", "超计划")) or (mention.quantity.is_share and OF_PLAN.search(before) is not None)


def _is_multiple(mention: Mention, before: str) -> bool:
    return mention.quantity.unit == "倍"


def _counts_measures(mention: Mention, before: str) -> bool:
    noun = mention.noun_behind or mention.noun_before
    return mention.quantity.unit in ("条", "项", "件", "批") and bool(MEASURES.search(noun))


def _is_under_way(mention: Mention, before: str) -> bool:
    return bool(UNDER_WAY.search(mention.noun_behind))


def _counts_milestones(mention: Mention, before: str) -> bool:
    """连跨3个千亿元大关: steps, which a level says."""
    return mention.quantity.unit == "个" and bool(MILESTONE.search(mention.noun_behind))


def _is_size(mention: Mention, before: str) -> bool:
    """300兆瓦压缩空气储能并网: by its size a plant is called."""
    is_sized = mention.quantity.unit in SIZES_OF_PROJECTS and bool(mention.noun_behind)
    is_done = mention.has_finishing_verb or mention.level_verb
    if mention.quantity.unit in SIZES and mention.quantity.comparator in ("at_least", "at_most"):  # 50户以上村寨
        return bool(mention.noun_behind) and not is_done
    return is_sized and not is_done and mention.comparator == "exactly"


def _is_to_come(mention: Mention, before: str) -> bool:
    return bool(COMING.search(before) or AIMED.match(mention.behind.strip()))


def _is_duration(mention: Mention, before: str) -> bool:
    unit = mention.quantity.unit
    if unit not in DURATIONS or unit in ("岁", "周岁"):
        return False
    if unit == "天" and (mention.change or before.endswith(("增加", "减少"))):
        return False
    return not (unit in ("天", "小时", "年") and (mention.level_verb or mention.noun_before.endswith(("天数", "年限"))))


def _counts_classes(mention: Mention, before: str) -> bool:
    """10类35件实事: the second number counts."""
    is_reached = mention.level_verb or mention.comparator != "exactly"
    return mention.quantity.unit in ("类", "大类") and not is_reached


def _is_rank(mention: Mention, before: str) -> bool:
    """排名上升5位"""
    return mention.quantity.unit in ("位", "名次") and RANKED.search(before) is not None


def _is_ground(mention: Mention, before: str) -> bool:
    """以现有40个网点为基础: what a task starts from."""
    return GROUND.search(before) is not None


FACT_RULES = (
    FactRule("compared_with_others", _is_compared),
    FactRule("share_of_plan", _is_share_of_plan),
    FactRule("of_nation", _is_of_nation),
    FactRule("multiple", _is_multiple),
    FactRule("span_of_time", _is_duration),
    FactRule("rank", _is_rank),
    FactRule("ground_of_task", _is_ground),
    FactRule("classes_of_counted", _counts_classes),
    FactRule("measures_issued", _counts_measures),
    FactRule("milestones_passed", _counts_milestones),
    FactRule("size_of_project", _is_size),
    FactRule("under_way", _is_under_way),
    FactRule("promised_in_review", _is_to_come),
)


def fact_rule(mention: Mention, folded: str, own: str) -> str | None:
    """Name of the first rule that leaves a number of the past alone. `own`: the document's place."""
    before = folded[mention.sentence.clauses[mention.clause][0] : mention.quantity.start]
    for rule in FACT_RULES:
        is_its_own = rule.name == "of_nation" and own == NATION
        if not is_its_own and rule.holds(mention, before):
            return rule.name
    shared = clause_rule(mention)
    return shared if shared in SHARED else None
