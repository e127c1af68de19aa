"""Things that a clause names side by side and gives a number each: 甲、乙产量分别达到3万吨、5万吨."""

import re

from pipelines.extraction.phrases import peel_start, tidy, without_end, without_measure
from pipelines.extraction.places import PlaceScanner
from pipelines.extraction.vocabulary import COLLECTIVES, DEPENDENT_NOUNS, LEVEL_NOUNS

LONGEST_TAIL = 12  # characters
LONGEST_COMMON = 8
LONGEST_PART = 3
LONGEST_BETWEEN = 4
JOINT = re.compile(r"、|和|与|以及|(?<!以)及(?!其|相关)")
COMPARED = re.compile(r"(?:比|较)(?:20\d\d年|“?十[二三四五六]五”?(?:时期|期)?|上年|去年)(?:底|末)?")
COMPARED_WITH = re.compile(r"(?:较|比|与)(?:20\d\d年|“?十[二三四五六]五|上年|去年|全国|全省).*$")
UP_TO_YEAR = re.compile(r"^.*?(?:20\d\d年|今年|全年|十[二三四五六]五”?(?:时期|期间))(?:底|末)?(?:前)?")
MONEY_THRESHOLD = re.compile(r"[超过]?(?:\d[\d.]{0,8})?[一二三四五六七八九十百千万亿]{1,6}元")
PER_OUTPUT = re.compile(r"(?:万元|单位)(?:国内生产总值|地区生产总值|生产总值|GDP|(?:规模以上)?工业增加值)")
CONSUMED = re.compile(r"(?:能耗|水耗|电耗|用水量?|能源消耗|二氧化碳排放|碳排放)(?!强度)")
FELT = re.compile(r"(?:安全感|获得感|幸福感)$")
MEETING = re.compile(r"(?:达到|符合|满足|通过|接入|纳入|参加)[^达]*的(?:比例|比重|占比)$")
STEP = re.compile(r"种植|收获|播种|收集|转运|处理|加工|运输|养殖|采收|插秧|存栏|出栏")
STEP_AT_END = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})(?:{STEP.pattern})$")
TAILS = (
    *DEPENDENT_NOUNS,
    *("生产总值", "案件", "案件数", "整合", "改造", "治理", "整治", "修复"),
    *("排放总量", "排放量", "减排量", "人均可支配收入", "货运量", "客运量", "吞吐量", "使用量"),
)


def parallel_names(left: str, count: int, rest_is_bare: bool, names: frozenset[str], places: PlaceScanner) -> list[str]:
    """A name for each of `count` numbers of a clause, in order; none where the clause does not name so many things.

    `left`: the clause before its first number. `rest_is_bare`: the other numbers have no nouns of their own, so that
    分别 may be missing: 甲、乙增长5%、6%.
    """
    listed, mark, tail = left.rpartition("分别")
    if not mark:
        if not rest_is_bare:
            return []
        listed, tail = without_end(left), ""
    if listed.lstrip().startswith(places.starts) and len(places.named_in(listed)) == count:
        return [tidy(peel_start(without_end(tail), names)[0])] * count  # 云岭县、白溪市分别新建公园2处、1处
    listed = UP_TO_YEAR.sub("", COMPARED_WITH.sub("", listed))
    listed, _ = peel_start(without_end(listed).lstrip("把将"), names)
    things = _things(listed, count)
    if len(things) != count:
        return []
    shared, _ = peel_start(without_end(COMPARED.sub("", tail)))
    shared = tidy(without_end(shared))
    return [_whole(thing, things, shared) + shared for thing in things]


def _whole(own: str, things: list[str], shared: str) -> str:
    """A thing with what its neighbours say of it. `shared`: what stands behind 分别 is said of all."""
    first, last = things[0], things[-1]
    per_output = PER_OUTPUT.match(first)
    if per_output and own != first and CONSUMED.match(own):  # 单位生产总值用水量、能耗
        return per_output[0] + own
    step, step_of_last = STEP_AT_END.search(first), STEP.match(last)
    if step and step_of_last and len(last) > step_of_last.end():  # 花生种植、收获机械化率
        return first[: step.start()] + last if own == last else own + last[step_of_last.end() :]
    felt = FELT.search(first)
    if felt and own in DEPENDENT_NOUNS:  # 群众安全感、满意度
        return first[: felt.start()] + own
    if felt and own == first:
        return own
    if own in DEPENDENT_NOUNS and own != first:
        own = without_measure(first) + own
    if own != last and not shared and not own.endswith((*LEVEL_NOUNS, *DEPENDENT_NOUNS)):
        own += _shared_tail(own, last)
    return own


def _things(phrase: str, count: int) -> list[str]:
    """The things that a phrase names, if they are so many: joined by 、 and 和, or in one word: 城乡居民收入."""
    things = [tidy(part) for part in JOINT.split(phrase) if part.strip()]
    if len(things) == count:
        return things
    for word, members in COLLECTIVES.items():
        at = phrase.find(word)
        if at >= 0 and len(members) == count:
            return [tidy(phrase[:at] + member + phrase[at + len(word) :]) for member in members]
    return things


def _shared_tail(own: str, last: str) -> str:
    """What one of several things leaves unsaid, since the last says it: 养老保险、医疗保险参保率 → 参保率."""
    reached = MEETING.search(last, 2)
    if reached:  # 图书馆、文化馆达到三级标准的比例
        return last[reached.start() :]
    for length in range(min(LONGEST_COMMON, len(own)), 0, -1):
        at = last.find(own[-length:])
        if at > 0 and (length > 1 or own[-1] in "业产"):
            return last[at + length :]
    for length in range(min(LONGEST_COMMON, len(last)), 1, -1):  # 基本养老、基本医疗保险参保率
        at = own.rfind(last[:length])
        rest = len(own) - at - length
        if at >= 0 and 0 < rest <= LONGEST_PART and len(last) > length + rest + 1:
            return last[length + rest :]
    tail = max((tail for tail in TAILS if last.endswith(tail)), key=len, default="")
    splits_a_word = len(last) - len(own) == len(tail) + 1  # 原煤、天然气产量
    is_other_thing = tail and len(last) - len(own) - len(tail) > LONGEST_BETWEEN  # 氨氮、挥发性有机物重点工程减排量
    if len(own) <= 3 and 2 < len(last) - len(own) <= LONGEST_TAIL and not splits_a_word and not is_other_thing:
        return last[len(own) :]
    return tail
