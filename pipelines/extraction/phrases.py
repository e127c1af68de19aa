"""Peeling words off the ends of a phrase until the noun phrase is left, and the noun phrase made presentable.

What a peeled word means for the target is decided where targets are assembled.
"""

import re
from collections.abc import Container

LONGEST_WORD = 6
# 保障 is no verb in 保障性住房, nor 服务 in 服务业.
NOUN_TAILS = frozenset("性型率度量额值力员业费权商板件器")
EDGE = " 、,;:。的“”\"'-"


def word_at_start(text: str, words: Container[str]) -> str:
    """The longest of the words that begins the text, or ''."""
    for length in range(min(LONGEST_WORD, len(text)), 0, -1):
        if text[:length] in words:
            return text[:length]
    return ""


def word_at_end(text: str, words: Container[str]) -> str:
    """The longest of the words that ends the text, or ''."""
    for length in range(min(LONGEST_WORD, len(text)), 0, -1):
        if text[-length:] in words:
            return text[-length:]
    return ""


def peel_start(text: str, words: Container[str], keep: Container[str] = ()) -> tuple[str, list[str]]:
    """(rest, peeled words). A single character goes only where another word or a mark follows it.

    `keep`: phrases that are names as they stand and lose nothing.
    """
    peeled: list[str] = []
    while text:
        text = text.lstrip(" 、,;:。-的")
        if text.startswith("(") and ")" in text[:12]:
            text = text[text.index(")") + 1 :]
            continue
        if text in keep:
            break
        word = word_at_start(text, words)
        rest = text[len(word) :]
        if not word or (rest[:1] in NOUN_TAILS and rest):
            break
        if len(word) == 1 and not (rest[:1] in " 、,;:(" or len(word_at_start(rest, words)) > 1):
            break
        if len(word) > 1 and 0 < len(rest.strip(EDGE)) < 2:
            break
        peeled.append(word)
        text = rest
    return text, peeled


UNFINISHED = re.compile(r"(?:任务目标|目标任务|年度任务|建设任务|任务|目标|的|等)$")


def tidy(phrase: str) -> str:
    """Without spaces, stray marks and unmatched brackets or quotes at its ends."""
    phrase = phrase.replace(" ", "").strip(" 、,;:。-")
    phrase = phrase.strip("的") if len(phrase) > 2 else phrase
    if phrase.count("(") != phrase.count(")"):
        phrase = phrase.replace("(", "").replace(")", "")
    if phrase.count("“") != phrase.count("”") and phrase.count("“") % 2:
        phrase = phrase.strip("“”")
    return phrase
