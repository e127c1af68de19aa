"""One spelling for every character, one character for one, so that offsets stay those of the original text.

Full-width letters and digits, brackets, dashes, spaces and traditional characters are folded here. Nothing that would
change the text's length belongs here.
"""

import re
from functools import cache

from opencc import OpenCC

PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys("—–―－−‐‑‒─~～〜﹣", "-"),
        **dict.fromkeys("（〔［【﹙﹝[{｛", "("),
        **dict.fromkeys("）〕］】﹚﹞]}｝", ")"),
        **dict.fromkeys("《〈『「", "《"),
        **dict.fromkeys("》〉』」", "》"),
        **dict.fromkeys('“＂"〝', "“"),
        **dict.fromkeys("”〞", "”"),
        **dict.fromkeys("\u3000\u00a0\u2002\u2003\u2009\u200b\ufeff\t\v\f", " "),
        **dict.fromkeys("\r\u2028\u2029\u0085", "\n"),
        **dict.fromkeys("·•∙・", "·"),
        "｡": "。",
        "､": "、",
        "﹪": "%",
        **dict.fromkeys("∶︰﹕", ":"),
        "≧": "≥",
        "≦": "≤",
        "㎡": "㎡",
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "（）－～［］｛｝＂"},
    }
)

YEAR_IN_CHARACTERS = re.compile("[一二][〇九][〇一二三四五六七八九]{2}(?=年)")  # 二〇三五年
DIGITS = {ord(character): str(digit) for digit, character in enumerate("〇一二三四五六七八九")}
PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010fffd]")
# Points of fonts that gazettes are set in: between digits, and behind the number that opens a line.
PRIVATE_POINT = re.compile(
    rf"(?<=[0-9０-９]){PRIVATE.pattern}(?=[0-9０-９])|(?:(?<=^[0-9０-９])|(?<=^[0-9０-９]{{2}})){PRIVATE.pattern}", re.M
)
SYMBOL_BULLET = re.compile(r"^(\s*)[\uf020-\uf0ff](?=\s?[\u4e00-\u9fff“《])", re.M)
SYMBOL_SIGN = re.compile(r"[\uf0b3\uf0a3](?=\s?\d)|\uf06d(?=[gm])")
SYMBOLS = {"\uf0b3": "≥", "\uf0a3": "≤", "\uf06d": "μ"}  # of the font Symbol
FOUNDER_MARKS = {"\U001001b0": ".", "\U00100170": "·", "\U001001ba": "…"}  # as Founder's fonts place them

FIRST_IDEOGRAPH, LAST_IDEOGRAPH = 0x4E00, 0x9FFF


@cache
def simplified_characters() -> dict[int, str]:
    """Traditional character → simplified one, for those that are not the same."""
    converter = OpenCC("t2s")
    ideographs = [chr(code) for code in range(FIRST_IDEOGRAPH, LAST_IDEOGRAPH + 1)]
    converted = converter.convert("\n".join(ideographs)).split("\n")
    return {ord(old): new for old, new in zip(ideographs, converted, strict=True) if old != new and len(new) == 1}


@cache
def folded_characters() -> dict[str, str]:
    """Every character that is folded → what it becomes, which is not folded further."""
    folds: dict[int, str] = {**simplified_characters(), **PUNCTUATION}
    return {chr(code): folds.get(ord(new), new) for code, new in folds.items() if chr(code) != new}


@cache
def folded_pattern() -> re.Pattern[str]:
    """Finds every character that is folded."""
    return re.compile(f"[{re.escape(''.join(folded_characters()))}]")


def fold(text: str) -> str:
    """The text in half-width punctuation and simplified characters, of the same length.

    A text has few different characters that change, so one pass for each is ten times as fast as str.translate.
    """
    text = without_private_marks(text)
    folds = folded_characters()
    for character in set(folded_pattern().findall(text)):
        text = text.replace(character, folds[character])
    return YEAR_IN_CHARACTERS.sub(lambda year: year[0].translate(DIGITS), text) if "〇" in text else text


def without_private_marks(text: str) -> str:
    """The text with the points and dots of gazettes' own fonts as what they look like, of the same length."""
    if PRIVATE.search(text):
        text = SYMBOL_BULLET.sub(r"\1•", PRIVATE_POINT.sub(".", text))
        text = SYMBOL_SIGN.sub(lambda sign: SYMBOLS[sign[0]], text)
        for mark, meant in FOUNDER_MARKS.items():
            text = text.replace(mark, meant)
    return text
