"""A regular expression with a public list of measure words, those that jieba's dictionary tags q, and with %."""

import re
from importlib.util import find_spec
from pathlib import Path

from clock import Found, answer

JIEBA = find_spec("jieba")
assert JIEBA is not None and JIEBA.origin is not None
DICTIONARY = Path(JIEBA.origin).parent / "dict.txt"  # lines of word, frequency, tag
entries = [line.split() for line in DICTIONARY.read_text(encoding="utf-8").splitlines()]
words = sorted({entry[0] for entry in entries if entry[-1] == "q"} | {"%", "％"}, key=len, reverse=True)
QUANTITY = re.compile(rf"\d+(?:\.\d+)?([十百千万亿]*(?:{'|'.join(map(re.escape, words))}))")


def find(text: str) -> list[Found]:
    return [(*match.span(), match[1]) for match in QUANTITY.finditer(text)]


answer(find)
