"""Peeling words off the ends of a phrase until the noun phrase is left, and the noun phrase made presentable.

What a peeled word means for the target is decided where targets are assembled.
"""

import re
from collections.abc import Container
from functools import cache

from pipelines.extraction.vocabulary import (
    BEFORE_NUMBER,
    BEGUN_WITH_TAIL,
    COMPARATORS_BEFORE,
    CORE_VERBS,
    DEPENDENT_NOUNS,
    FALLS,
    FINISHING_VERBS,
    LEVEL_VERBS,
    MANNER,
    MANNER_BEFORE_VERB,
    RISES,
    SOFT_VERBS,
)

PEELABLE = frozenset(FINISHING_VERBS | SOFT_VERBS | MANNER | MANNER_BEFORE_VERB)

# 保障 is no verb in 保障性住房, nor 服务 in 服务业.
NOUN_TAILS = frozenset("性型率度量额值力员业费权商板件器")
SERVICES = {
    "服务",
    "培训",
    "应用",
    "推广",
    "监测",
    "安置",
    "救助",
    "流转",
    "托管",
    "治理",
    "改造",
}  # nouns in names of rates
GOES_ON = {
    "建设": "用",
    "建成": "区",
    "开发": "区",
    "上市": "公",
    "调度": "中",
    "服务": "贸",
    "生产": "安",
}  # 建成区, 开发区, 上市公司
EDGE = " 、,;:。的“”\"'-"


@cache
def _lengths(words: frozenset[str], place: int) -> dict[str, tuple[int, ...]]:
    """First (place 0) or last (place -1) character → the lengths of the words with it, longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[place], set()).add(len(word))
    return {character: tuple(sorted(found, reverse=True)) for character, found in lengths.items()}


def word_at_start(text: str, words: frozenset[str]) -> str:
    """The longest of the words that begins the text, or ''."""
    for length in _lengths(words, 0).get(text[:1], ()):
        if text[:length] in words:
            return text[:length]
    return ""


def word_at_end(text: str, words: frozenset[str]) -> str:
    """The longest of the words that ends the text, or ''."""
    for length in _lengths(words, -1).get(text[-1:], ()):
        if text[-length:] in words:
            return text[-length:]
    return ""


LIST_WORD = re.compile(r"(?:[一二三四五六七八九十]{1,2}|其[一二三])是(?=[\u4e00-\u9fff])")
DURATION = re.compile(
    r"(?:用|未来)?(?:[一两二三四五]|\d)年(?:时间|内)?"
    r"|[春秋]?季?(?:开学|春节|国庆节?|中秋节?|主?汛期|雨季|供暖季|采暖[季期]|元旦)之?前"
)


def peel_start(text: str, keep: Container[str] = ()) -> tuple[str, list[str]]:
    """(rest, peeled words): words of manner and scope, soft verbs, and the finishing verb that governs the phrase.

    A verb that makes nouns too is peeled only as the first verb: 新增上市企业 leaves 上市企业.
    `keep`: phrases that are names as they stand and lose nothing.
    """
    peeled: list[str] = []
    has_verb = False
    while text:
        text = text.lstrip(" 、,;:。-的")
        if peeled and text.startswith("(") and ")" in text[:12]:
            text = text[text.index(")") + 1 :]
            has_verb = False
            continue
        if text in keep:
            break
        duration = DURATION.match(text) or LIST_WORD.match(text)
        if duration:
            text = text[duration.end() :]
            continue
        word = word_at_start(text, PEELABLE)
        rest = text[len(word) :]
        if not word or not _goes(word, rest, has_verb):
            break
        if word in FINISHING_VERBS and word not in MANNER:
            has_verb = not rest.startswith(("、", "和", "及", "或", "并"))
            rest = rest.lstrip("和及或并、") if not has_verb and word_at_start(rest[1:], FINISHING_VERBS) else rest
        peeled.append(word)
        text = rest
    return text, peeled


def _goes(word: str, rest: str, has_verb: bool) -> bool:
    """Whether a word at the start of a phrase is a verb or of manner there, and no part of a noun."""
    is_in_rate = word in SERVICES and rest.endswith("率")  # 服务站建成率
    is_noun = rest[:1] in NOUN_TAILS and rest[:2] not in BEGUN_WITH_TAIL
    if is_in_rate or (rest and (is_noun or rest[0] == GOES_ON.get(word))):
        return False
    following = word_at_start(rest, PEELABLE)
    if word in MANNER_BEFORE_VERB and word not in FINISHING_VERBS and word not in SOFT_VERBS:
        return len(following) > 1 and (following not in MANNER_BEFORE_VERB or len(following) > 2)
    if len(word) == 1:
        return rest[:1] in " 、,;:(" or len(following) > 1
    noun = rest.strip(EDGE)
    if word in FINISHING_VERBS and word not in MANNER:
        if has_verb and word not in CORE_VERBS:
            return False
        if word not in CORE_VERBS and 0 < len(noun) < 3 and noun not in ("企业", "学位", "绿地", "人才"):
            return False
    return not 0 < len(noun) < 2


def tidy(phrase: str) -> str:
    """Without spaces, stray marks and unmatched brackets or quotes at its ends."""
    phrase = phrase.replace(" ", "").strip(" 、,;:。-")
    phrase = phrase.strip("的") if len(phrase) > 2 else phrase
    if phrase.count("(") != phrase.count(")"):
        phrase = phrase.replace("(", "").replace(")", "")
    if phrase.count("“") != phrase.count("”") and phrase.count("“") % 2:
        phrase = phrase.strip("“”")
    return phrase


ENDS = frozenset(LEVEL_VERBS | COMPARATORS_BEFORE.keys() | RISES | FALLS | BEFORE_NUMBER)


def without_end(text: str) -> str:
    """Without the words at its end that say how a number binds."""
    while True:
        text = text.rstrip(" 、")
        word = word_at_end(text, ENDS)
        if not word:
            return text
        text = text[: -len(word)]


MEASURES = sorted(DEPENDENT_NOUNS, key=len, reverse=True)


def without_measure(name: str) -> str:
    """The thing alone, without the noun that says what of it is measured: 光伏装机 → 光伏."""
    for noun in MEASURES:
        if name.endswith(noun) and len(name) > len(noun) + 1:
            return name[: -len(noun)].removesuffix("播种").removesuffix("种植").removesuffix("毛").removesuffix("总")
    return name
