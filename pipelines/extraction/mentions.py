"""A number read in its clause: what stands before and behind it, how it binds, which verb governs it.

Nothing is decided here about whether it is a target; see exclusions.py and extracting.py.
"""

import re
from dataclasses import dataclass, field

from pipelines.extraction.phrases import NOUN_TAILS, PEELABLE, peel_start, tidy, word_at_end, word_at_start
from pipelines.extraction.quantities import Quantity, comparator_before
from pipelines.extraction.structure import Sentence
from pipelines.extraction.vocabulary import (
    ATTRIBUTIVE_VERBS,
    BEFORE_NUMBER,
    COMPARATORS_BEFORE,
    CORE_VERBS,
    DEPENDENT_NOUNS,
    FALLING_NOUNS,
    FALLS,
    FINISHING_VERBS,
    LEVEL_VERBS,
    LIGHT_VERBS,
    MANNER,
    NO_NOUN,
    RATE_NOUNS,
    RISES,
    RISING_NOUNS,
    SHORT_VERBS,
    SOFT_VERBS,
)

LONG_COMPARATORS = sorted((word for word in COMPARATORS_BEFORE if len(word) > 2), key=len, reverse=True)
CHANGES = RISES | FALLS
NAMING_VERBS = CORE_VERBS | LIGHT_VERBS
ADJACENT_VERBS = frozenset(FINISHING_VERBS | SOFT_VERBS | SHORT_VERBS)
PER_HEAD = ("人均", "户均", "亩均", "日均")
CONNECTORS = ("、", "/", "以及", "和", "及", "与", "或", "并")


@dataclass(slots=True)
class Mention:
    """A number in its clause. `before` and `behind`: folded text to the neighbouring numbers or clause ends."""

    quantity: Quantity
    sentence: Sentence
    clause: int
    before: str
    behind: str
    follows: str  # how it hangs on the number before in its clause: '、', '和', '' (none), or 'first'
    comparator: str = "exactly"
    level_verb: str = ""
    change: str | None = None  # up | down
    is_cumulative: bool = False
    is_annualised: bool = False
    verb: str = ""  # the verb next to the number, or the one that opens the phrase
    has_finishing_verb: bool = False
    has_soft_verb: bool = False
    noun_before: str = ""
    noun_behind: str = ""
    words: list[str] = field(default_factory=list)  # everything peeled off
    is_compared: bool = False  # with the year or plan before
    is_of_place: bool = False  # noun_before is a place, what is counted there is named before

    @property
    def is_listed(self) -> bool:
        """Whether it goes on a list: A3家、B5家."""
        return self.follows in ("、", "和")


def read_mention(mention: Mention, names: frozenset[str]) -> Mention:
    """Fill in how the number binds, its verbs and the nouns on both sides. `names`: indicators that stay whole."""
    quantity = mention.quantity
    mention.noun_behind = _noun_behind(mention.behind)
    left = _peel_end(mention, mention.before.rstrip())
    if quantity.comparator:
        mention.comparator = quantity.comparator
    _read_verb_at_end(mention, left, names)
    if mention.comparator == "exactly" and ENOUGH_BEFORE.search(mention.before):
        mention.comparator = "at_least"
    return mention


def action_of(mention: Mention) -> str | None:
    """What is done to what is counted, once read: 新建, 柔性引进; 新建、改造 where it counts both."""
    if mention.level_verb or mention.change:
        return None
    verbs = [word for word in mention.words if word in FINISHING_VERBS and word not in MANNER]
    return "、".join(dict.fromkeys(verbs)) or mention.verb or None


def _peel_end(mention: Mention, left: str) -> str:
    """Take comparators, level verbs and changes off the end of what stands before the number."""
    for _ in range(6):
        left = left.rstrip(" 、:")
        length = _read_last_word(mention, left)
        if not length:
            break
        left = left[:-length]
    is_share = mention.quantity.is_share
    left = _read_share_of_whole(mention, GOAL_AT_END.sub("", left) if is_share else left)
    if is_share and mention.change is None and left.endswith(CHANGING_NOUNS) and not left.endswith(RATES):
        mention.change = "up" if left.endswith(RISING_NOUNS) else "down"
    return left


def _read_last_word(mention: Mention, left: str) -> int:
    """Note what the word at the end says of how the number binds; its length, 0 where there is none."""
    comparator, length = comparator_before(left)
    level = word_at_end(left, LEVEL_VERBS)
    change = "" if left.endswith(RATES) else word_at_end(left, CHANGES)
    manner = word_at_end(left, BEFORE_NUMBER)
    if comparator and length >= len(level):
        mention.comparator = comparator
        if level and not left[-length:].startswith("不"):
            mention.level_verb = level
    elif left.endswith("在") and left[:-1].endswith(MEASURED_IN):  # 价格涨幅在2%左右
        mention.level_verb = mention.level_verb or "在"
        length = 1
    elif level and _reaches(mention, level, left):
        mention.level_verb = mention.level_verb or level
        length = len(level)
    elif mention.is_compared and not change and left.endswith(HIGHER_OR_LOWER):  # 比去年预算高0.2个百分点
        mention.change = "up" if left.endswith(("高", "多")) else "down"
        length = 1
    elif change and _changes(mention, change, left):
        mention.change = "up" if change in RISES else "down"
        length = len(change)
    elif manner and not left.endswith(PER_HEAD) and not _is_for(mention, level):
        mention.words.append(manner)
        length = len(manner)
    else:
        length = 0
    return length


def _reaches(mention: Mention, level: str, left: str) -> bool:
    """Whether a thing reaches the number by a level verb, which some are only behind a noun."""
    return not _is_for(mention, level) and (level not in LEVEL_OF_NOUN or _has_noun(left[: -len(level)]))


def _is_for(mention: Mention, level: str) -> bool:
    """为10万名妇女提供检查: 为 says for whom."""
    return level == "为" and bool(mention.noun_behind)


HIGHER_OR_LOWER = ("高", "多", "低", "少")
LEVEL_OF_NOUN = ("完成", "实现", "有", "是", "为", "到", "至")


def _changes(mention: Mention, change: str, left: str) -> bool:
    """Whether a word of change before the number says by how much, and is no verb of doing: 减少100家."""
    if mention.quantity.is_share:
        return mention.change is None and not _is_level_rise(mention)
    if mention.level_verb or mention.is_compared:  # 比上年增加15亿元
        return mention.is_compared
    if change == "增加" and mention.quantity.unit == "元":  # 转移支付增加15亿元
        return left.removesuffix(change).endswith(AMOUNTS_OF_MONEY) and mention.change is None
    if change in FALLS:
        is_verb_of_doing = change in FINISHING_VERBS - {"减少", "降低"} and mention.quantity.unit not in AGES
        return len(left) > len(change) + 1 and not is_verb_of_doing
    return change in ("提高", "增长", *(RISES if mention.quantity.unit in AGES else ())) and mention.change is None


AMOUNTS_OF_MONEY = ("标准", "支付", "支出", "收入", "投入", "预算", "规模")
AGES = ("岁", "周岁")  # 人均预期寿命提高1岁


def _read_share_of_whole(mention: Mention, left: str) -> str:
    """拆除面积不超过总面积的20%: the comparator stands before the whole."""
    found = OF_WHOLE.search(left) if mention.quantity.is_share and not mention.level_verb else None
    if found is None or mention.comparator != "exactly":
        return left
    mention.comparator = COMPARATORS_BEFORE.get(found[1], mention.comparator)
    return f"{left[: found.start()]}占{found[2]}比重"


GOAL_AT_END = re.compile(r"(?<=[长速幅])的?预?期?目标(?:是|为)?$")  # 经济增长预期目标


OF_WHOLE = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})({'|'.join(LONG_COMPARATORS)}|达到)([\u4e00-\u9fff]{{3,14}})的$")


RATES = "自然增长率"  # of the population: a rate, no growth
CHANGING_NOUNS = RISING_NOUNS + FALLING_NOUNS


def _is_level_rise(mention: Mention) -> bool:
    return mention.level_verb not in (
        "",
        "达到",
        "达",
        "为",
        "是",
        "保持在",
        "稳定在",
        "控制在",
        "超过",
        "突破",
        "在",
        "完成",
        "实现",
    )


def _has_noun(left: str) -> bool:
    rest = peel_start(left)[0]
    return len(rest) >= 2 and rest not in PEELABLE


MEASURED_IN = (*RISING_NOUNS, *FALLING_NOUNS, *RATE_NOUNS, "度")
ENOUGH_BEFORE = re.compile(r"(?:至少|不少于|不低于)[\u4e00-\u9fff]{0,4}$")
LIST_ENDS = ("等", "等工程", "等项目", "等任务", "等工作", "等设施")  # 公园5处、绿道20公里等工程


COMPARED_BEHIND = re.compile(r"、(?:比|较|增幅|规模)[^,]*$")  # 按3.2%安排、比去年有所下调


def _noun_behind(behind: str) -> str:
    text = behind.strip()
    if not text or text[0] in "、,;:。)-”/和及与或并" or text in LIST_ENDS:
        return ""
    text = COMPARED_BEHIND.sub("", text.lstrip("的 "))
    text = tidy(text)
    return "" if text in NO_NOUN else text


def _read_verb_at_end(mention: Mention, left: str, names: frozenset[str]) -> None:
    """Find the verb: next to the number (实施10个…), else at the front of the phrase (新增…10个)."""
    mention.is_cumulative = "累计" in left or "累计" in mention.words
    mention.is_annualised = bool(YEARLY.search(left)) or "年均" in mention.words or "每年" in mention.words
    at_end = word_at_end(left, ADJACENT_VERBS) if not mention.level_verb and mention.change is None else ""
    if mention.noun_behind and at_end:
        mention.verb = at_end
        rest = left[: -len(at_end)]
        subject, peeled = peel_start(rest, names)
        mention.words += [*peeled, at_end]
        mention.noun_before = "" if len(subject) < 3 or peeled else subject
        _count_verbs(mention, [at_end])
        if at_end in SOFT_VERBS and not mention.has_finishing_verb:
            _count_verbs(mention, [word for word in peeled if word in FINISHING_VERBS and word not in MANNER])
        mention.noun_before = ""
        return
    light = word_at_end(left, LIGHT_VERBS)
    if (
        light
        and not mention.noun_behind
        and len(left) > len(light)
        and _has_noun(left[: -len(light)])
        and left not in names
    ):
        mention.verb = light
        mention.words.append(light)
        _count_verbs(mention, [light])
        left = left[: -len(light)]
        left = left[: len(left) - len(word_at_end(left, BEFORE_NUMBER))]  # 国家级实验室再增加2家
    phrase, peeled = _phrase_of(mention, left, names)
    is_done = phrase in FINISHING_VERBS and phrase not in NAMING_VERBS and peeled  # 完成造林3万亩
    if phrase in PEELABLE and not is_done:
        phrase, peeled = "", [*peeled, phrase]
    if phrase not in names:
        phrase, inner = object_of(phrase)
        peeled = [*peeled, *inner]
    kept = word_at_start(phrase, FINISHING_VERBS)
    is_attributive = kept in ATTRIBUTIVE_VERBS and phrase.endswith(RATE_NOUNS)
    if kept and not is_attributive and len(kept) > 1 and phrase[len(kept) :][:1] not in NOUN_TAILS:
        peeled = [*peeled, kept]  # 修复湿地 stays whole and yet has its verb
    mention.words += peeled
    _count_verbs(mention, peeled)
    verbs = [word for word in peeled if word in FINISHING_VERBS]
    mention.verb = mention.verb or (verbs[-1] if verbs else "")
    mention.noun_before = phrase
    if mention.verb == "减少" and not (mention.level_verb or mention.noun_behind):
        mention.change = "down"  # 减少低收入人口2万人


def _phrase_of(mention: Mention, left: str, names: frozenset[str]) -> tuple[str, list[str]]:
    """(noun phrase, peeled words). 新建厂房光伏覆盖率 is a rate of what is new; 新增 is no verb there."""
    left = ON_GROUND.sub("", PURPOSE.sub("", left, count=1))  # 围绕重点群体开展培训
    if mention.level_verb or mention.change:
        left = WHO_BRINGS.sub("", left)
    phrase, peeled = peel_start(left, names)
    is_bound = mention.level_verb or mention.change or mention.comparator != "exactly"
    if is_bound and phrase.endswith(RATE_NOUNS) and not mention.verb:
        first = next((i for i, word in enumerate(peeled) if word in ATTRIBUTIVE_VERBS), None)
        if first is not None:
            return left[left.index(peeled[first]) :], peeled[:first]
        if HAVING.search(phrase):
            done = next((word for word in peeled if word in FINISHING_VERBS and word not in MANNER), None)
            if done and done not in CHANGES:
                return left[left.index(done) :], peeled[: peeled.index(done)]
    return phrase, peeled


HAVING = re.compile(r"的[^的]{3,}$")  # 设立夜间门诊的二级医院占比: those that have one


WHO_BRINGS = re.compile(r"^[^\d“《]{2,24}?(?:将|把)(?=[\u4e00-\u9fff]{2})")  # 担保机构要逐步将平均费率降至


INNER_VERB = re.compile("|".join(sorted((v for v in CORE_VERBS if len(v) > 1 and "(" not in v), key=len, reverse=True)))
MEANS = re.compile(r"^.{0,24}?(?:通过|采取|利用|运用).{1,60}?(?:方式|形式|手段|途径)(?:对|向|为)?")


PROMISE = re.compile("力争|争取|确保|力求|每年安排|全年安排|计划安排|安排")


PURPOSE = re.compile(
    r"(?:围绕|聚焦|针对|面向|依托|立足|利用)[^,;。]{2,24}?(?=(?:开展|建设|打造|培育|实施|举办|组织|布局|引进|新建|建成))"
)


ON_GROUND = re.compile(r"(?<=[\u4e00-\u9fff]{2})在[^,;。]{2,12}?(?:基础|水平)上?$")  # 能效在现行标准基础上


def object_of(phrase: str) -> tuple[str, list[str]]:
    """(object, [verb]) of a phrase with a subject in front, 每个县创建基础教育名校; else the phrase itself."""
    means = MEANS.match(phrase)
    if means and len(phrase) - means.end() >= 3:
        return phrase[means.end() :], []
    promise = PROMISE.search(phrase, 2)
    if promise and len(phrase) - promise.end() >= 3:
        rest, inner = peel_start(phrase[promise.end() :])
        return rest, [promise[0], *inner]
    for found in INNER_VERB.finditer(phrase, 2):
        noun = phrase[found.end() :].strip()
        subject = phrase[: found.start()]
        if (
            len(noun) >= 2
            and noun not in DEPENDENT_NOUNS
            and not (found[0] in ATTRIBUTIVE_VERBS and noun.endswith((*RATE_NOUNS, "要求")))  # 城镇新建建筑节能率
            and SUBJECT_END.search(subject)
            and noun[0] not in "率类型性的和及、等区立"
        ):
            return peel_start(phrase[found.start() :])[0], [found[0]]
    return phrase, []


SUBJECT_END = re.compile(
    r"(?:县|市|区|财政|\)|镇|村|企业|产业链|部门|单位|园区|乡镇|街道|学校|机构|集团|地区|门)(?:至少|都|均|要|新|各|再)?$"
)


YEARLY = re.compile(
    r"年均(?:增|节|提|下|降|减|上|新|引|培|完|实|复合)|年均$|每年|(?<![\d一二三四五六七八九十上今去全])年增"
)


def _count_verbs(mention: Mention, words: list[str]) -> None:
    for word in words:
        if word in FINISHING_VERBS or word in SHORT_VERBS:
            mention.has_finishing_verb = True
        if word in SOFT_VERBS:
            mention.has_soft_verb = True
