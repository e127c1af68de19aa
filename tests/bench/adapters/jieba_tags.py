"""jieba's part-of-speech tags: a numeral (m) with the numerals and measure words (m, q) or the percent sign behind it.

A year or a day is a numeral with a measure word too; they are left out in its favour.
"""

import re
from itertools import takewhile

import jieba
from clock import Found, answer
from jieba import posseg

NUMERAL = re.compile(r"[\d.]+$")
DATE = re.compile(r"[年月日号时]")

jieba.initialize()


def find(text: str) -> list[Found]:
    words = [(word.word, word.flag) for word in posseg.cut(text)]
    found, start = [], 0
    for i, (word, _) in enumerate(words):
        if NUMERAL.match(word):
            behind = words[i + 1 : i + 6]
            unit = "".join(follower for follower, _ in takewhile(lambda pair: pair[1] in ("m", "q"), behind))
            unit = unit or (behind[0][0] if behind and behind[0][0] in "%％" else "")
            if unit and not DATE.match(unit):
                found.append((start, start + len(word) + len(unit), unit))
        start += len(word)
    return found


answer(find)
