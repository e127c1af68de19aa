"""Rules that leave a number alone, each with a name. The first that holds is the reason that `explain` shows.

Rules by which a number only defines another stand in DEFINING_RULES, rules on the clause read around it in
CLAUSE_RULES; those on what stands directly around it in neighbours.py.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.extraction.mentions import Mention
from pipelines.extraction.phrases import word_at_end
from pipelines.extraction.quantities import Quantity
from pipelines.extraction.vocabulary import (
    COMPARATORS_BEFORE,
    COUNTS,
    DURATIONS,
    FINISHING_PREDICATES,
    FINISHING_VERBS,
    LEVEL_VERBS,
    PAST_WORDS,
    SUBSIDY_WORDS,
)


@dataclass(frozen=True, slots=True)
class ClauseRule:
    """Leaves a number alone for what its clause says."""

    name: str
    holds: Callable[[Mention], bool]


class Neighbourhood(NamedTuple):
    """A number between the numbers next to it in its clause, before it is read as a mention."""

    quantity: Quantity
    clause_before: str  # from the clause's beginning
    before: str  # from the number before it in its clause, or the clause's beginning
    behind: str  # to the number behind it, or the clause's end
    clause_behind: str  # to the clause's end
    counted_before: bool  # a count stands before it in the same phrase
    counted_behind: bool  # a number stands behind it in the same phrase
    counted: Quantity | None  # the last number of the clause that was kept
    since_counted: str  # from that number


@dataclass(frozen=True, slots=True)
class DefiningRule:
    """Leaves a number alone that only says where another starts from, or which things it counts."""

    name: str
    holds: Callable[[Neighbourhood], bool]


THRESHOLD_BEFORE = (
    "过",
    "超",
    "超过",
    "达",
    "达到",
    "不到",
    "不足",
    "在",
    "投资",
    "总投资",
    "年产",
    "年产值",
    "年收入",
    "面积",
    "人口",
    "额",
    "收入",
    "规模",
    "注册资本",
    "占地",
    "能力",
    "库容",
    "容量",
    "产能",
    "装机",
    "日处理",
    "年处理",
    "日加工",
    "年加工",
    "日供水",
)
SIZES = frozenset(("头", "只", "羽", "张", "床", "人", "户", "间", "台", "株"))  # by which farms and houses are classed
CLASSES = frozenset(("类", "等"))
SIZE_OF_COUNTED = re.compile(r"[^的]{0,4}的[\u4e00-\u9fff]{3,}")
COMPARING = frozenset(COMPARATORS_BEFORE)
IN_BRACKETS = re.compile(r"\([^()]{0,30}\)")
JOINED = re.compile(r"[、和及与]")


FROM = re.compile(
    r"[由从](?:(?:19|20)\d\d年(?:底|末)?)?(?:人均|每人每[年月]|每[人亩户月年天]|(?!业|事)[\u4e00-\u9fff]{2,5})?的?$"
)
CHANGED = re.compile(r"的[\u4e00-\u9fff]{1,8}?(?:增|提|升|降|减|调|压)[\u4e00-\u9fff]{0,2}(?:到|至|为)")
GROWN = re.compile(r"(?:的)?(?:增|提|扩|升|降|减|下|上|缩|压|发展)[\u4e00-\u9fff]{0,2}(?:到|至|为)")
LIST_OF_PROJECTS = re.compile(r"[\u4e00-\u9fff].*等(?:重[点大])?(?:项目|工程)(?:建设)?$")
SIZES_OF_PROJECTS = frozenset(("千瓦", "兆瓦", "吉瓦", "千瓦时", "吨", "立方米"))


def _is_start_value(near: Neighbourhood) -> bool:
    """由800家增加到1200家, 现行16%的税率降至13%: where it starts from."""
    starts = FROM.search(near.clause_before) and GROWN.match(near.behind.strip())
    holds_now = near.clause_before.endswith(("现行", "目前", "原有")) and CHANGED.match(near.behind)
    return bool(starts or holds_now)


def _is_threshold(near: Neighbourhood) -> bool:
    """投资5000万元以上的项目, 2—3岁幼儿: which things another number, or none, counts."""
    quantity, noun, left = near.quantity, near.behind.lstrip(), near.before.rstrip()
    if noun.startswith("、过") and left.endswith("过"):  # 过50亿元、过100亿元的企业
        return True
    is_limit = quantity.unit == "元" and quantity.comparator in ("at_least", "at_most")
    if is_limit and near.clause_behind[:1].isdigit():  # 其中10亿元以上6个
        return True
    if not noun or noun[0] in "、,;。:)/和及与并”":
        return False
    is_class = quantity.after_end - quantity.unit_end >= len("及以上") and noun[0] != "-"  # 30万千瓦及以上热电厂
    if is_class or quantity.is_share:
        return is_class
    if quantity.unit in ("岁", "周岁"):
        return not left.endswith(("达到", "提高到", "为"))
    return _classes_counted(near) if quantity.unit in COUNTS else _bounds_counted(near)


def _classes_counted(near: Neighbourhood) -> bool:
    """50头以上家庭牧场300个; 三类以上支队; 废纸等9种资源利用量达到450万吨; 1所80个托位的机构."""
    quantity, noun, left = near.quantity, near.behind.lstrip(), near.before.rstrip()
    is_size = quantity.comparator in ("at_least", "at_most") and quantity.unit in SIZES and near.counted_behind
    is_class = quantity.unit in CLASSES and (quantity.comparator is not None or _names_classes(near))
    is_enumerated = left.endswith("等") and near.counted_behind
    is_bound = noun.startswith("的") and left.endswith(("超过", "不少于", "多于"))  # 货车超过10辆的企业
    is_size_of_counted = near.counted_before and SIZE_OF_COUNTED.match(noun) is not None
    return noun.startswith("范围") or is_size or is_class or is_enumerated or is_size_of_counted or is_bound


def _names_classes(near: Neighbourhood) -> bool:
    """四五类危桥32座."""
    return near.quantity.is_chinese and near.quantity.value_high is not None and near.counted_behind


def _bounds_counted(near: Neighbourhood) -> bool:
    """投资5000万元以上的项目, 500米覆盖率达到100%; but not 形成年产50万吨的加工能力."""
    quantity, noun, left = near.quantity, near.behind.lstrip(), near.before.rstrip()
    is_bounded = quantity.comparator in ("at_least", "at_most") or left.endswith(("过", "超", "超过", "以上"))
    is_upper_bound = quantity.comparator == "at_most"  # 不再新建35蒸吨/小时以下的锅炉
    follows_verb = word_at_end(left, FINISHING_VERBS) != "" and not is_upper_bound
    forms_capacity = noun.endswith(("能力", "产能", "规模")) and "形成" in near.clause_before
    return (
        noun.startswith(("范围", "标准", "部分"))
        or (
            noun.startswith("的")
            and left.endswith(THRESHOLD_BEFORE)
            and not left.endswith("总规模")
            and not forms_capacity
        )
        or (is_bounded and (near.counted_before or near.counted_behind or not follows_verb))
        or (near.counted_behind and not quantity.comparator and not follows_verb)
    )


def _defines_counted(near: Neighbourhood) -> bool:
    """100个以上的村收入突破50万元, 1/3的县建有不少于1处设施: which things the number before it counts."""
    counted = near.counted
    if counted is None or not (counted.is_share or counted.comparator):
        return False
    bare = IN_BRACKETS.sub("", near.since_counted).rstrip()
    if not bare or JOINED.search(bare):
        return False
    return bool(word_at_end(bare, LEVEL_VERBS) or word_at_end(bare, COMPARING)) and len(bare) > 3


def _names_project(near: Neighbourhood) -> bool:
    """建设云岭50万千瓦风电、白溪20万千瓦光伏等项目: the size of a project that is called by it."""
    return near.quantity.unit in SIZES_OF_PROJECTS and bool(LIST_OF_PROJECTS.match(near.clause_behind))


def _is_condition(near: Neighbourhood) -> bool:
    """入围企业为2家的,采取议价方式: in which case something is done."""
    return near.clause_behind.strip() == "的"


HOW_OFTEN = re.compile(r"每[\d两三四五六]{1,2}个?[年月]")


def _says_how_often(near: Neighbourhood) -> bool:
    """每5年修订1次."""
    return near.quantity.unit == "次" and HOW_OFTEN.search(near.clause_before) is not None


DEFINING_RULES = (
    DefiningRule("condition", _is_condition),
    DefiningRule("how_often", _says_how_often),
    DefiningRule("start_value", _is_start_value),
    DefiningRule("qualifier_threshold", _is_threshold),
    DefiningRule("qualifier_threshold", _defines_counted),
    DefiningRule("named_project", _names_project),
)


def defining_rule(near: Neighbourhood) -> str | None:
    """Name of the first rule by which a number only defines another."""
    for rule in DEFINING_RULES:
        if rule.holds(near):
            return rule.name
    return None


FOR_EACH_BEFORE = re.compile(r"每(?:新增|引进|建成|完成|培育|认定)?$")
FOR_EACH_BEHIND = re.compile(r"[\u4e00-\u9fff]{1,6}各[\u4e00-\u9fff]{0,4}$")


def _is_each(mention: Mention) -> bool:
    """在134个镇街各建1处, 每新增1家奖励50万元: what another number is counted by."""
    return bool(FOR_EACH_BEFORE.search(mention.before.rstrip()) or FOR_EACH_BEHIND.match(mention.behind.strip()))


PAST_WORD = re.compile("|".join(PAST_WORDS))
PRESENT_LEVEL = re.compile(r"[比较]去年|在?现有[\u4e00-\u9fff]{0,6}(?:水平|基础|标准)上?")  # what a rise starts from


def _is_past(mention: Mention) -> bool:
    before = PRESENT_LEVEL.sub("", mention.before)
    return PAST_WORD.search(before) is not None


RATE_PAID = re.compile(r"(?:补助|补贴|救助|奖扶|抚恤|低保|供养)[\u4e00-\u9fff]{0,4}(?:标准|水平)$")


PAID = re.compile("|".join(word for word in SUBSIDY_WORDS if word != "最高"))


def _is_subsidy(mention: Mention) -> bool:
    """补助最高500万元, 给予30%的补贴: what an instrument pays. A total to be raised is said to reach or exceed."""
    if mention.quantity.unit not in ("元", "%", "美元"):
        return False
    if (mention.change or mention.level_verb) and RATE_PAID.search(mention.noun_before):
        return False
    if PAID.search(mention.noun_behind) or mention.noun_behind.startswith("政策"):
        return True
    if "最高" in mention.before:
        return True
    if mention.level_verb or mention.comparator in ("at_least", "above"):
        return "给予" in mention.before
    return PAID.search(mention.before) is not None


PAID_EACH = re.compile(r"每(?:人|户|家|亩|名|个|头|只|台)(?:每[年月天次])?(?:不少于|不低于|不超过)?$")


ALLOWED = re.compile(
    r"(?<![许认])可(?:以|按|自主)?(?:降|提|放宽|延长|下浮|上浮|申请|享受|减免)[\u4e00-\u9fff]{0,3}(?:到|至|为)?$"
)


def _is_allowed(mention: Mention) -> bool:
    """各县可降至16%: what may be done."""
    return ALLOWED.search(mention.before.rstrip()) is not None


def _is_paid_to_each(mention: Mention) -> bool:
    """资助学生2000名,每人5000元."""
    return mention.quantity.unit == "元" and bool(PAID_EACH.match(mention.before.strip()))


GUIDING = frozenset(("指导", "督促", "引导", "鼓励", "协调", "跟踪", "服务好"))
REFERRED_TO = re.compile(r"(?:其他|其余|上述|这|该|原有|现有)$")
BUILT_BY_THEM = re.compile(r"(?<!项目)(?<!工程)建设(?!和|及|与|用地|进度|任务)[\u4e00-\u9fff“]{3,}")
DONE_TO_THEM = re.compile(
    r"(?:开展|进行|实施|接种|体检|筛查|检查|发放|配备|配送|办理|购买|安装|免费)[\u4e00-\u9fff“]{2,}"
)
GET_DONE = re.compile("|".join(FINISHING_PREDICATES))
DONE_FOR = re.compile(r"[对为](?:全[市县省区])?$")  # 对500个村开展整治
QUALITIES = ("水平", "能力", "质量", "作用", "功能", "优势", "力度", "成果")


def _is_existing_set(mention: Mention) -> bool:
    """加快5个国家级试点县建设, 与其他6市, 抓好A、B等14个试点: what there is already, referred to."""
    noun, left = mention.noun_behind, mention.before.rstrip()
    is_sum = mention.quantity.unit == "元" and not left.endswith("上述")
    if mention.quantity.is_share or is_sum or not noun:
        return False
    if mention.level_verb.endswith(("到", "至")):  # 试点扩大到100个县
        return False
    is_enumerated = left.endswith("等")
    is_described = left.endswith("的") and bool(mention.words) and mention.words[0] in GUIDING  # 指导纳入试点的2家
    if REFERRED_TO.search(left) or is_described or (is_enumerated and mention.has_soft_verb):
        return True
    is_compared = mention.comparator != "exactly"
    gets_done = bool(GET_DONE.search(noun)) or bool(BUILT_BY_THEM.search(noun))
    gets_done = gets_done or (bool(DONE_FOR.search(left)) and bool(DONE_TO_THEM.search(noun)))
    is_count = mention.quantity.unit in COUNTS and mention.verb != "形成"  # 形成390吨/日的处置能力 counts no things
    if is_count and noun.endswith(QUALITIES) and not is_compared and not gets_done:
        return True
    if mention.has_finishing_verb or mention.is_listed or is_compared:
        return False
    return not gets_done


def _is_bare_duration(mention: Mention) -> bool:
    """三到五年的目标: a length of time is promised only where it is to be reached or kept below."""
    if mention.quantity.unit not in DURATIONS:
        return False
    if mention.noun_behind and mention.quantity.unit not in ("天",):
        return True
    return not (mention.comparator != "exactly" or mention.level_verb or mention.change) or not (
        mention.noun_before or mention.is_listed
    )


RECKONED = re.compile(r"(?:的(?:标准|比例|口径))?来?(?:计算?(?!划)|测算|折算|估算|推算)")
CARRIES = re.compile(r"的?(?:增速|增长速度|速度|增幅|增长)[^,]{0,4}(?:可以|能够|就能|足以|足够)")


def _is_assumption(mention: Mention) -> bool:
    """按服务人口80万人测算: what a figure is reckoned with."""
    return bool(re.search(r"[以按][^,]*$", mention.before) and RECKONED.match(mention.behind.strip()))


COME_ANYWAY = re.compile(
    r"(?:^|[年国省市县])(?:应届)?高校毕业生(?:人数|总数|规模)?(?:预计|将)?(?:高?达到?|超过|突破|有|为)?$"
)


def _is_rationale(mention: Mention) -> bool:
    """7%左右的增速就能够带动充分就业, 今年高校毕业生达8万人: why a goal is set so, no second goal."""
    return bool(CARRIES.match(mention.behind.strip()) or COME_ANYWAY.search(mention.before.rstrip()))


OUTCOME = re.compile(
    r"相当于|折合|等同于|(?:^|预计|年|后)可(?:实现|新增|带动|创造|提供|安排|解决|吸纳|增加|形成|满足|达|年)"
)


def _is_benefit(mention: Mention) -> bool:
    """相当于植树1600万棵, 建成后可带动就业500人: what a promise comes to, in other things."""
    return OUTCOME.search(mention.before.lstrip()) is not None


STATED = re.compile(
    r"(?:阅读|浏览|点击|访问|评论)(?:次数|量|数)?:?$|^(?:共有?|含|包括|涉及|下设|设|全文|总共有?|合计|占地|位于|[东西南北]{0,2}距)"
)


def _has_no_promise(mention: Mention) -> bool:
    """涉及学校50所, 下设4个科室: a count that describes."""
    if mention.noun_behind or mention.is_listed or mention.change or mention.level_verb:
        return False
    if mention.comparator != "exactly" or mention.has_finishing_verb or mention.has_soft_verb:
        return False
    return bool(STATED.search(mention.before.strip())) or (not mention.noun_before and not mention.words)


GOALS = ("方面", "指标", "主要目标", "预期目标", "具体目标")
SCORED = re.compile(r"(?:加|扣|计|得|减|评)$")


def _counts_goals(mention: Mention) -> bool:
    """设置主要指标23项, 提出6项指标: how many are promised, no promise."""
    things = mention.noun_behind or mention.behind.strip() or mention.noun_before
    return mention.quantity.unit in COUNTS and things.endswith(GOALS)


def _is_score(mention: Mention) -> bool:
    """分别加0.3分、0.2分: what is done or left undone is worth in an assessment."""
    if mention.quantity.unit != "分":
        return False
    return bool(SCORED.search(mention.before.strip())) or (mention.is_listed and not mention.noun_before)


CLAUSE_RULES = (
    ClauseRule("count_of_goals", _counts_goals),
    ClauseRule("score", _is_score),
    ClauseRule("past_fact", _is_past),
    ClauseRule("assumption", _is_assumption),
    ClauseRule("rationale", _is_rationale),
    ClauseRule("benefit", _is_benefit),
    ClauseRule("for_each", _is_each),
    ClauseRule("allowed", _is_allowed),
    ClauseRule("subsidy", _is_subsidy),
    ClauseRule("subsidy", _is_paid_to_each),
    ClauseRule("span_of_time", _is_bare_duration),
    ClauseRule("existing_set", _is_existing_set),
    ClauseRule("no_promise", _has_no_promise),
)


def clause_rule(mention: Mention) -> str | None:
    """Name of the first rule on the clause that leaves the number alone."""
    for rule in CLAUSE_RULES:
        if rule.holds(mention):
            return rule.name
    return None
