"""Whether a number is a level to be reached, an increment, a cumulative count or a change."""

from pipelines.extraction.mentions import Mention
from pipelines.extraction.target import Target
from pipelines.extraction.vocabulary import COUNTS, LEVEL_NOUNS

NOT_INCREMENTAL = {"实现", "保障", "落实", "确保", "带动", "提升", "优化提升", "降低", "减少", "达到", "应用"}
AMOUNTS = ("投资", "资金", "额", "收入", "产值", "总额", "规模", "税收", "余额")


def measure_of(mention: Mention, indicator: str, previous: Target | None) -> tuple[str, str | None, str]:
    """(measure, direction, name of the rule)."""
    if mention.change:
        return "change", mention.change, "change_verb"
    if mention.is_cumulative:
        return "cumulative", None, "cumulative_word"
    if mention.quantity.is_share:
        return "level", None, "share"
    if "新增" in mention.before or "净增" in mention.before or mention.verb.startswith("新"):
        return "increment", None, "newly_added"
    is_listed = mention.follows in ("、", "和") and not mention.words and not mention.level_verb
    if is_listed and previous is not None and previous.measure != "change" and mention.quantity.unit in COUNTS:
        return previous.measure, None, "listed"
    if "其中" in mention.words and not mention.level_verb and previous is not None and previous.measure:
        return previous.measure, None, "part_of_total"
    if "达到" in mention.noun_behind or (mention.quantity.unit in ("元", "美元") and not mention.noun_behind):
        return "level", None, "reached"
    noun = mention.noun_before or indicator
    is_level_noun = noun.endswith(LEVEL_NOUNS) and not mention.noun_behind
    if is_level_noun and (noun.endswith(AMOUNTS) or (mention.quantity.unit not in COUNTS and not mention.has_finishing_verb)):
        return "level", None, "level_noun"
    if mention.level_verb and mention.level_verb not in ("完成", "实现", "超过"):
        return "level", None, "level_verb"
    if mention.has_finishing_verb and (mention.verb not in NOT_INCREMENTAL or mention.noun_behind):
        return "increment", None, "finishing_verb"
    if mention.noun_behind and mention.quantity.unit in COUNTS:
        return "increment", None, "count_of_finished"
    if any(noun.endswith(verb) or noun.startswith(verb) for verb in ("改造", "更新", "培训", "治理", "扩面", "攻关", "服务", "新建", "就业")):
        return "increment", None, "action_noun"
    if not mention.level_verb and mention.comparator == "exactly" and mention.quantity.unit in COUNTS:
        return "increment", None, "count_of_finished"
    return "level", None, "reached"
