"""Numbers that follow one another in a clause: where one phrase ends and the next begins, and what they share."""

import re

from pipelines.extraction.mentions import CONNECTORS, INNER_VERB, Mention
from pipelines.extraction.phrases import word_at_end
from pipelines.extraction.vocabulary import COMPARATORS_BEFORE, COUNTS, FALLS, LEVEL_VERBS, RISES

EACH_WITH_VERB = re.compile(r"各[\u4e00-\u9fff]{1,4}$")  # 134个镇街各建1处
REACHING = frozenset(LEVEL_VERBS | COMPARATORS_BEFORE.keys() | RISES | FALLS)
LAST_OF_SET = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:以及|和|及|与)(?=[\u4e00-\u9fff]{2,16}等$)"
)  # 14条A项目和云岭等4个
BROUGHT_ABOUT = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:增加|带动|拉动|实现|完成|新增)(?:产值|投资|营收|税收|收入|销售|消费|就业)$"
)
SHORTEST_OBJECT = 3  # characters
INSIDE_BRACKETS = re.compile(r"\([^()]{0,30}\)")
START_VALUE = re.compile(
    r"(?:现行|目前|原有)\d[\d.]{0,12}[^,;。\d]?的(?=[^,;。\d]{1,8}(?:增|提|扩|升|降|减|下|上|缩|压|调)[^,;。\d]{0,3}[到至为])|"
    r"[由从](?:的|人均|每[人亩户月年天]{1,2}每?[月年天]?|(?!业|事)[\u4e00-\u9fff]{2,5}|20\d\d年的?)?\d[\d.]{0,12}[^,;。\d]{0,8}?(?=(?:增|提|扩|升|降|减|下|上|缩|压|发)[^,;。\d]{0,3}[到至为])"
)


def cut_between(text: str, start: int, stop: int) -> tuple[int, int, str]:
    """(end of the first number's phrase, start of the second's, what joins them: 、, 和 or '').

    `start`: behind the first number and its unit. `stop`: the second number.
    """
    between = INSIDE_BRACKETS.sub(lambda found: "-" * len(found[0]), text[start:stop]).rstrip()
    end, begin, joint = _at_connector(between) or _at_verb(between) or (None, None, "")
    return (stop if end is None else start + end), (stop if begin is None else start + begin), joint


def _at_connector(between: str) -> tuple[int, int | None, str] | None:
    """5家、B3家; 18条A和66条B; 5家A、B10家. None as the second's start: its number itself."""
    for connector in CONNECTORS:
        joint = "、" if connector in "、/" else "和"
        if between.startswith(connector):
            return 0, len(connector), joint
        if between.endswith(connector):
            return len(between) - len(connector), None, joint
    last = LAST_OF_SET.search(between)
    if last:
        return last.start(), last.end(), "和"
    at = between.rfind("、")
    if at > max(0, between.rfind("和"), between.rfind("及")):
        return at, at + 1, "、"
    return None


def _at_verb(between: str) -> tuple[None, int, str] | None:
    """Without a connector the words between belong to the first number, and to the second from its verb on."""
    if word_at_end(between, REACHING) or EACH_WITH_VERB.search(between):  # 10条产业链年营收突破2000亿元
        return None, 0, ""
    brought = BROUGHT_ABOUT.search(between)
    if brought:  # 20个新投产项目增加产值5亿元
        return None, brought.start(), ""
    verbs = list(INNER_VERB.finditer(between, 2))
    if verbs and len(between) - verbs[-1].end() >= SHORTEST_OBJECT:  # 10所高校共建研究院20家
        return None, verbs[-1].start(), ""
    return None


COMPARED = re.compile(
    r"(?:[比较与](?:上(?:年(?:同期|初|末|底|度)?|同期|末|底|月|季度)?|去年(?:同期|底|末)?|前年|年初|年末|年底|(?:上年|去年)(?:预算|决算|实际|预计|执行|完成)数?|“?十[一二三四]五”?(?:期?末|时期|期间)?))"
    r"(?:相比)?(?:按可比口径|按可比价格)?(?:名义|实际)?(?=增|减|下|上|提|降|回|扩|缩|多|少|净|高|低|翻|要|再)"
)


FEAT = re.compile(r"按[\u4e00-\u9fff]{2,8}(?:计算|口径)(?=增|下|提)|(?:实现)?(?:零|历史性|重大|新)的?突破[、,]")


def without_comparison(before: str) -> str:
    """Without the year before with which a change compares, 比上年增长 → 增长, and what a number only crowns."""
    return FEAT.sub("", COMPARED.sub("", before))


def without_start_value(before: str) -> str:
    """Without the value from which a number grew: 企业由800家增加到 → 企业增加到."""
    return START_VALUE.sub("", before)


def share_comparator(mentions: list[Mention], folded: str) -> None:
    """分别达到98%和96%以上: what closes a list that 分别 governs holds for all of it, unless one has its own."""
    for clause in {mention.clause for mention in mentions}:
        group = [mention for mention in mentions if mention.clause == clause]
        *others, last = group
        governed = folded.rfind("分别", last.sentence.clauses[clause][0], group[0].quantity.start) >= 0
        is_plain = all(other.comparator == "exactly" and other.quantity.value_high is None for other in others)
        has_one_unit = len({mention.quantity.unit for mention in group}) == 1
        if others and governed and is_plain and has_one_unit and last.quantity.comparator:
            for other in others:
                other.comparator = last.comparator


def _raises(mention: Mention, last: Mention) -> bool:
    """增长5%,力争达到6%: the same growth, more of it."""
    is_bare = mention.level_verb and not (mention.noun_before or mention.noun_behind)
    return bool(is_bare) and mention.quantity.is_share and last.quantity.is_share and mention.change is None


MORE_OR_LESS = {"增加": "up", "减少": "down"}  # 棚户区改造5800套,增加1100套: than the year before


def _differs(mention: Mention, last: Mention) -> bool:
    is_next = mention.clause == last.clause + 1 and not (mention.noun_before or mention.noun_behind)
    return is_next and mention.before.strip() in MORE_OR_LESS and mention.quantity.unit == last.quantity.unit


def inherit_verb(mention: Mention, accepted: list[Mention]) -> None:
    """A number of a list without a verb of its own takes that of the number before: 新增A30家、B1万张."""
    if accepted and _raises(mention, accepted[-1]):
        mention.change = accepted[-1].change
    if accepted and "其中" in mention.words and mention.quantity.unit == accepted[-1].quantity.unit:
        mention.is_annualised = mention.is_annualised or accepted[-1].is_annualised
    if accepted and _differs(mention, accepted[-1]):
        mention.change = MORE_OR_LESS[mention.before.strip()]
    if not accepted or mention.has_finishing_verb or mention.has_soft_verb or mention.level_verb or mention.change:
        return
    last = accepted[-1]
    is_in_list = mention.is_listed and last.clause == mention.clause
    are_counts = mention.quantity.unit in COUNTS and last.quantity.unit in COUNTS
    is_same_length = mention.quantity.unit == last.quantity.unit == "公里"  # 新建道路26公里,供热管网40公里
    is_in_next_clause = last.clause + 1 == mention.clause and (are_counts or is_same_length) and not mention.words
    is_same_again = mention.quantity.unit == last.quantity.unit and not (mention.noun_before or mention.noun_behind)
    if not (is_in_list or is_in_next_clause or is_same_again):  # 30万亩(2022年10万亩,2023年20万亩)
        return
    mention.verb = last.verb
    mention.has_finishing_verb = last.has_finishing_verb
    mention.is_annualised = mention.is_annualised or (is_in_list and last.is_annualised)
    mention.is_cumulative = mention.is_cumulative or last.is_cumulative
    if not mention.noun_before and not mention.noun_behind:
        if last.quantity.comparator is None and mention.quantity.comparator is None:  # 分别不低于500万元、200万元
            mention.comparator = last.comparator
        mention.level_verb, mention.change = last.level_verb, last.change
    elif is_in_list and last.change and mention.quantity.is_share:
        mention.change = last.change
    elif is_in_list and not last.has_finishing_verb:
        mention.level_verb = last.level_verb
