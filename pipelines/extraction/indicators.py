"""What a number measures: the noun phrase around it, completed from its neighbours in a list or from the topic."""

import re
from dataclasses import dataclass
from itertools import groupby

from pipelines.extraction.actors import done_with_them
from pipelines.extraction.mentions import Mention, object_of
from pipelines.extraction.parallels import MONEY_THRESHOLD, parallel_names
from pipelines.extraction.phrases import peel_start, tidy, without_measure, word_at_end
from pipelines.extraction.places import PlaceScanner, is_share_of_place
from pipelines.extraction.structure import Sentence
from pipelines.extraction.vocabulary import (
    COMPARATORS_BEFORE,
    CORE_VERBS,
    COUNTS,
    DEPENDENT_NOUNS,
    FALLS,
    FINISHING_PREDICATES,
    FINISHING_VERBS,
    LEVEL_NOUNS,
    LEVEL_VERBS,
    MANNER,
    RATE_NOUNS,
    RISES,
)

REACHING = frozenset(LEVEL_VERBS | COMPARATORS_BEFORE.keys())

ALTERATIONS = {
    "改造",
    "改造提升",
    "提升改造",
    "更新改造",
    "整治",
    "修复",
    "更新",
    "清理整治",
    "改造升级",
    "升级改造",
    "康复救助",
}
GENERIC = {"项目", "工程", "任务", "重点项目", "重点工程", "企业", "建设项目", "续建项目", "在建项目", "事项"}
TRAILING = re.compile(
    r"(?:的)?(?:年度)?(?:建设|工作)?(?:任务目标|目标任务|任务)$|(?:的)?目标$|(?:全部|主体)?(?:建成投用|建成|完工|竣工)$|的?(?:数量|总数)$"
)
LEVELS = re.compile(r"^(?:(?:国家|省|市|县|镇|乡|村)(?:、(?:省|市|县|村))*级?|\dA级|[一二三四五]星级)(?:以上)?$")
OWN_LEVEL = re.compile(r"^(?:(?:国家|省|市|县|镇|乡|村)级|(?:国家|\d)?A级)(?:以上)?")
RATIO = re.compile(r"(.{2,8}?(?:比例|比率|标准))(?:建设|配建|配置|配备|安排|预留|建)(.{2,})$")
THRESHOLD = re.compile(r"(?:不少于|至少|不低于)\d+(?:\.\d+)?[\u4e00-\u9fff]")  # 建有不少于1处设施
ENUMERATED = re.compile(r".{3,}等(?=[^、等级]{4,}$)")  # 云岭至白溪快速路等重大项目
EACH_DIVISION = re.compile(r"^(?:每个|各)(?:县|市|区|乡镇|镇|街道|村)(?:\([^()]{1,8}\))?(?=[\u4e00-\u9fff]{4})")
NAMED_BY_VERB = {"造林", "植树", "绿化", "抚育", "复垦"}  # what is done says what is counted
SIZE = re.compile(r"^\d[\d.-]{0,10}[\u4e00-\u9fff]{1,4}的")  # 80-150个托位的机构
SET = re.compile(r"^\d{1,6}[种类项个家座处](?=[\u4e00-\u9fff]{3})")  # 9种再生资源
DIGIT = re.compile(r"\d")
WORKING = ("日处理", "年处理", "日加工", "年加工")
NARROWING = ("规上", "规模以上", "限上", "城镇", "农村", "进")
FILLER = re.compile(
    r"^(?:国家|省|市|上级)下达的?|^实现对|原则上|^年均(?!.*度$)|^但(?=[\u4e00-\u9fff]{3})"
    r"|^(?:再|还|也)?为(?=[\u4e00-\u9fff]{2,16}(?:减税|减负|减轻|降低|节约|节省|让利))"
)
GROUND = re.compile(r"^(?:在|通过|依托|围绕).{1,20}?(?:方面|领域|基础上)")
AIM_BEHIND = re.compile(r"[、,](?=[^、]{0,3}(?:打造|推动|促进|提升|实现|确保))")
DOING_BEHIND = re.compile(r"(?:(?:建设|改造|投入|工作)?力度|建设|工作|工程)$")
NUMBER_AT_END = re.compile(r"\d[\d.]*[万亿]?[\u4e00-\u9fff]{0,2}(?:以上|左右)?$")
NEW = re.compile(r"^(?:新增|新建)(?!.*率$)(?=[\u4e00-\u9fff]{4})")
IMPROVED_BEHIND = re.compile(
    r"(?:稳步|持续|不断|明显|显著|大幅|进一步|全面|有效)(?:提升|提高|增强|改善|扩大|增长|回升)$|加快(?:发展|建设|增长|集聚)$"
)
RESOLVED_BEHIND = re.compile(r"(?<=[\u4e00-\u9fff]{2})要[^素闻塞道件].*$")  # 开发区要争先进位
RAISING = re.compile(r"^(?:提高|降低|扩大)(?=[\u4e00-\u9fff]{3})")
PROVISOS = ("前提下", "情况下", "条件下", "基础上", "同时")
AREA = re.compile(r"[\u4e00-\u9fff]{2,6}(?:地区|流域|城市群|片区)")
SHARE_OF = re.compile(r"[\u4e00-\u9fff]{2,}占[\u4e00-\u9fff]{2,}$")
TIME_BEFORE = re.compile(r"(?:到|至|自)?(?:20)?\d+(?:年|月)")
REACHED_BEHIND = re.compile(r"(?:突破|达到).{0,12}$")
LONGEST_NAME = 40  # characters
SHORTEST_PLAIN = 4  # characters; a shorter name is a part of one
LONGEST_THING = 20  # characters
DONE = re.compile(r"完成(?=[\u4e00-\u9fff]{2})")


@dataclass(frozen=True, slots=True)
class IndicatorMemory:
    """What a phrase can be completed from."""

    text: str
    sentence: Sentence
    names: frozenset[str]
    places: PlaceScanner

    def clause(self, i: int) -> str:
        start, end = self.sentence.clauses[i]
        return self.text[start:end]

    def topic(self) -> str:
        """The bare noun that opens the sentence: 高速公路,开工…"""
        if len(self.sentence.clauses) < 2:
            return ""
        first = self.clause(0).strip()
        rest, peeled = peel_start(first)
        rest = rest.removesuffix("方面").removesuffix("领域")
        return rest if 2 <= len(rest) <= 6 and not peeled and not DIGIT.search(rest) else ""


def name_indicators(mentions: list[Mention], memory: IndicatorMemory) -> list[str]:
    """The indicator of each number of a sentence, in order; '' where none can be made out."""
    names: list[str] = []
    whole, is_part = "", False
    parallel = [name for _, group in groupby(mentions, _clause_of) for name in _names_of_clause(list(group), memory)]
    for i, mention in enumerate(mentions):
        last = names[-1] if names else ""
        name = parallel[i] or _name(mention, last, mentions[i - 1] if i else None, memory)
        is_bare = len(mention.before.strip()) < SHORTEST_PLAIN and not mention.quantity.is_share
        if i and is_bare and name == last and mention.quantity.unit != mentions[i - 1].quantity.unit:
            name = _counted_before(mention, mentions[:i], names) or name
        elif last and mention.quantity.is_share and AREA.fullmatch(name):  # 利用率达到25%,云岭地区达到35%
            name += last
        starts_part = "其中" in mention.words
        is_part = starts_part or (is_part and (mention.is_listed or is_share_of_place(mention)))
        whole = last if starts_part else whole
        mention.is_of_place = (
            bool(whole)
            and is_part
            and mention.quantity.unit == mentions[0].quantity.unit
            and is_share_of_place(mention)
        )
        if mention.is_of_place:
            names.append(whole)
            continue
        names.append(_part_of(whole, name, mention) if is_part else name)
    return _with_shared_ability(names, mentions)


ABILITY = re.compile(r"([\u4e00-\u9fff]{1,10})的([\u4e00-\u9fff]{0,4}(?:能力|产能))")


def _with_shared_ability(names: list[str], mentions: list[Mention]) -> list[str]:
    """形成50发火箭、600颗卫星的制造能力: the ability is that for each."""
    for i, (name, mention) in enumerate(zip(names, mentions, strict=True)):
        able = ABILITY.fullmatch(name) if mention.verb == "形成" else None
        if able:
            names[i] = able[1] + able[2]
            if i and mention.is_listed and mentions[i - 1].verb == "形成":
                names[i - 1] += able[2]
    return names


def _counted_before(mention: Mention, earlier: list[Mention], names: list[str]) -> str:
    """建成泵站6座,灌溉10万亩,再建成4座: what the last number with this unit counts; '' without one."""
    same = [name for other, name in zip(earlier, names, strict=True) if other.quantity.unit == mention.quantity.unit]
    return same[-1] if same else ""


def _clause_of(mention: Mention) -> int:
    return mention.clause


def _names_of_clause(group: list[Mention], memory: IndicatorMemory) -> list[str]:
    """A name for each number where the clause names as many things; else ''."""
    start = memory.sentence.clauses[group[0].clause][0]
    left = memory.text[start : group[0].quantity.start]
    rest_is_bare = not any(mention.noun_before or mention.noun_behind for mention in group[1:])
    names = parallel_names(left, len(group), rest_is_bare, memory.names, memory.places) if len(group) > 1 else []
    return names or [""] * len(group)


def _part_of(whole: str, name: str, mention: Mention) -> str:
    """装机容量800万千瓦,其中光伏500万千瓦: the part is measured as the whole is."""
    if mention.quantity.unit in COUNTS or name.endswith((*LEVEL_NOUNS, *DEPENDENT_NOUNS)):
        return name
    return name + max((noun for noun in DEPENDENT_NOUNS if whole.endswith(noun)), key=len, default="")


def _name(mention: Mention, previous: str, previous_mention: Mention | None, memory: IndicatorMemory) -> str:
    before, behind = _cleaned(mention.noun_before), _shortened(mention.noun_behind)
    if behind.startswith(FINISHING_PREDICATES) and not before and not behind.startswith(("改造", "建立", "升级")):
        before = previous or from_clause_before(mention, memory)
    done = done_with_them(before, behind, mention.quantity.is_share)
    before, behind = ("", done) if done else (before, behind)
    name = _joined(before, behind, mention.quantity.is_share, memory) if behind else before
    if mention.quantity.is_share and SHARE_OF.fullmatch(name) and not name.endswith(RATE_NOUNS):
        return tidy(name + "比重")
    name = tidy(TRAILING.sub("", name) or name)
    name = "" if name in RISES or name in FALLS else name + "能力" * name.endswith(WORKING)
    if not name or name in ("总", "均", "分别", "年均", "基本", "人均"):
        return _named_elsewhere(mention, previous, previous_mention, memory)
    if LEVELS.match(name) and previous:
        return name + OWN_LEVEL.sub("", previous)
    if (
        previous
        and "其中" not in mention.words
        and (
            not mention.has_finishing_verb
            or behind[:2] in GENERIC
            or name.replace("完成", "") in DEPENDENT_NOUNS
            or not mention.words
        )
    ):
        name = _with_shared_head(name, previous, mention.is_listed, memory)
    if not previous:
        name = _with_place(name, mention, memory)
    if len(name) < SHORTEST_PLAIN:
        name = _as_said_before(name, mention, memory)
    name = _with_alteration(name, mention)
    if name in GENERIC:
        topic = memory.topic()
        name = topic + name if topic else name
    elif name in DEPENDENT_NOUNS and not previous:
        name = (from_clause_before(mention, memory) or _from_clause_behind(mention, memory)) + name
    return name


def _named_elsewhere(mention: Mention, previous: str, previous_mention: Mention | None, memory: IndicatorMemory) -> str:
    """The name of a number without a noun: what its verb names, else the number or a clause before."""
    if mention.verb in NAMED_BY_VERB:
        return mention.verb
    anew = _said_since(mention, previous_mention, memory)
    if anew:
        return anew
    if previous and previous_mention is not None:
        return _continued(mention, previous)
    verb = mention.words[-1] if mention.words else ""
    is_name = verb in FINISHING_VERBS and verb not in CORE_VERBS
    return from_clause_before(mention, memory) or (verb if is_name else "")


def _with_alteration(name: str, mention: Mention) -> str:
    """改造提升农田85万亩 measures 农田改造提升: the thing alone would be another indicator."""
    verb = mention.verb.removeprefix("新")
    is_only_verb = sum(word in FINISHING_VERBS and word not in MANNER for word in mention.words) < 2
    if is_only_verb and verb in ALTERATIONS and not mention.noun_behind and verb not in name and len(name) >= 4:
        return name + verb
    return name


def _with_place(name: str, mention: Mention, memory: IndicatorMemory) -> str:
    """What the clause before says of the same thing: 推动云岭博物馆群建设,12个博物馆主体建成."""
    if not mention.clause or len(name) < 3:
        return name
    phrase, _ = peel_start(memory.clause(mention.clause - 1).strip(), memory.names)
    if name.startswith("达到") and not mention.noun_behind:
        subject = re.split(r"全部|达到|均", phrase)[0]
        return tidy(subject) + name if 2 <= len(subject) <= 16 else name
    at = phrase.find(name[:3])
    return phrase[:at] + name if at > 0 and phrase[:at] in memory.places.names else name


def _as_said_before(name: str, mention: Mention, memory: IndicatorMemory) -> str:
    """推进地质灾害避险搬迁,完成2万人搬迁任务: the clause before says it whole."""
    if not mention.clause or not name:
        return name
    phrase, _ = peel_start(memory.clause(mention.clause - 1).strip(), memory.names)
    is_whole = phrase.endswith(name) and len(name) < len(phrase) < LONGEST_THING and not DIGIT.search(phrase)
    return tidy(phrase) if is_whole else name


def _cleaned(phrase: str) -> str:
    enumerated = ENUMERATED.match(phrase)
    if enumerated and phrase[enumerated.end() :] not in GENERIC:
        phrase = SET.sub("", phrase[enumerated.end() :])
    phrase = FILLER.sub("", phrase)
    phrase = EACH_DIVISION.sub("", phrase)
    phrase = GROUND.sub("", phrase)
    return tidy(phrase[1:] if phrase.startswith(("将", "把", "使")) else phrase)


def _shortened(phrase: str) -> str:
    phrase = NEW.sub("", SIZE.sub("", THRESHOLD.sub("", phrase)))
    ratio = RATIO.match(phrase)
    if ratio:
        return ratio[2] + ratio[1]
    phrase = AIM_BEHIND.split(phrase)[0]
    reached = word_at_end(phrase, REACHING)
    if reached:  # 10条产业链年营收突破2000亿元
        phrase = without_measure(phrase[: -len(reached)])
    return DONE.sub("", phrase)


def _joined(before: str, behind: str, is_share: bool, memory: IndicatorMemory) -> str:
    if before.endswith("等"):
        if behind in GENERIC:
            topic = memory.topic()
            return topic + behind if topic else before + behind
        return behind
    is_bare = before.startswith(("每个", "每家", "各")) or before.endswith(("和", "及", "与"))
    if is_bare or ("、" in before and len(behind) >= 4 and not is_share):
        return behind
    if before in DEPENDENT_NOUNS:  # 总规模50亿元的基金
        return behind + before
    return before + behind


def _continued(mention: Mention, previous: str) -> str:
    """A number with a bare verb before it counts what the last one counted: 新增上市企业4家、挂牌50家."""
    verb = mention.words[-1] if mention.words and not mention.level_verb else ""
    return verb + previous[-2:] if verb in ("挂牌", "上市", "开工", "竣工", "投产") and len(previous) > 2 else previous


def _said_since(mention: Mention, previous: Mention | None, memory: IndicatorMemory) -> str:
    """推动厂房屋顶安装光伏,到2025年安装1吉瓦: behind a semicolon the clause between names the thing anew."""
    if previous is None or mention.clause - previous.clause < 2:
        return ""
    end = memory.sentence.clauses[previous.clause][1]
    between = memory.clause(mention.clause - 1)
    is_anew = memory.text[end : end + 1] in ";;" and len(between) > SHORTEST_PLAIN and not DIGIT.search(between)
    return from_clause_before(mention, memory) if is_anew else ""


def from_clause_before(mention: Mention, memory: IndicatorMemory) -> str:
    """The thing named in the clause before: 推动示范村建设,2023年完成38个."""
    for i in range(mention.clause - 1, max(-1, mention.clause - 3), -1):
        phrase, _ = peel_start(memory.clause(i).strip(), memory.names)
        phrase, _ = object_of(SET.sub("", RAISING.sub("", phrase)))
        phrase = tidy(DOING_BEHIND.sub("", NUMBER_AT_END.sub("", phrase)))
        if len(phrase) >= 2 and not TIME_BEFORE.match(phrase) and not phrase.endswith(PROVISOS):
            phrase = RESOLVED_BEHIND.sub("", phrase)
            return IMPROVED_BEHIND.sub("", REACHED_BEHIND.sub("", phrase))[:LONGEST_NAME]
    return ""


def _from_clause_behind(mention: Mention, memory: IndicatorMemory) -> str:
    """投资280万元,完成校舍建设: what the money is spent on."""
    if mention.clause + 1 >= len(memory.sentence.clauses):
        return ""
    thing, verbs = peel_start(memory.clause(mention.clause + 1).strip(), memory.names)
    return tidy(thing) if verbs and not DIGIT.search(thing) and 2 < len(thing) < LONGEST_THING else ""


def _with_shared_head(name: str, previous: str, is_listed: bool, memory: IndicatorMemory) -> str:
    """A list shares what stands before its first thing: 农业示范县5家、示范主体50家.

    Between clauses two characters in common are not enough: 高新技术企业 says nothing of 技术合同成交额.
    """
    dependent = name.replace("完成", "")
    if dependent in DEPENDENT_NOUNS or name.startswith("占"):
        thing = without_measure(previous)
        is_measured = thing in memory.names and (thing.isascii() or thing.endswith(LEVEL_NOUNS))  # GDP增长6%,税收增长5%
        is_thing = dependent == "床位" and is_listed  # 新增学位1.2万个、床位2000张
        is_same = thing == "电力" and "电" in dependent
        return dependent if is_measured or is_thing or is_same else thing + dependent
    if MONEY_THRESHOLD.match(name):  # 年产值超100亿元企业3家,超50亿元企业5家
        threshold = MONEY_THRESHOLD.search(previous)
        return previous[: threshold.start()] + name if threshold else name
    at = previous.find(name[:2])
    narrows = previous[: max(at, 0)].endswith(NARROWING) and name in memory.names
    is_whole = name == previous or narrows  # 规上服务业企业300家,服务业增加值90亿元
    if at <= 0 or len(name) < 2 or is_whole or previous[at - 1] in "一二三四五六七八九十":  # 五百亿级, 百亿级
        return name
    if is_listed or previous[at - 1] == "”" or (name[:2] in GENERIC) or previous[at : at + 3] == name[:3]:
        is_threshold = not is_listed and previous[:at].endswith(("以上", "以下", "的", "占"))  # 亿元以上工业项目
        return name if is_threshold else previous[:at] + name
    return name
