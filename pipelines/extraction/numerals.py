"""Numerals in digits and in Chinese characters, read exactly. No units and no words around them."""

import re
from decimal import Decimal

DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2, "俩": 2, "廿": 20}
SMALL_SCALES = {"十": 10, "百": 100, "千": 1_000}
LARGE_SCALES = {"万": 10**4, "亿": 10**8}
HALF = ("一半", "半数")
POINT = re.compile(r"([零〇一二三四五六七八九十百千两]+)点([零〇一二三四五六七八九]+)([百千万亿]*)")
LONGEST = 24  # characters; a longer run of digits is an account number or noise

TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[零〇一二三四五六七八九两俩廿十百千万亿]")


def read_numeral(text: str) -> Decimal | None:
    """The value of 1.3万, 1,100万, 25万6千, 一万五千亿, 二十, 三点五亿; None if it is no numeral."""
    text = text.replace(" ", "")
    if not text or len(text) > LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return Decimal(text)
    if len(text) > 1 and all(c in DIGITS for c in text):  # 二〇二五
        return Decimal("".join(str(DIGITS[c]) for c in text))
    point = POINT.fullmatch(text) if "点" in text else None
    return _read_decimal(point) if point else _read_scaled(text)


def _read_decimal(point: re.Match[str]) -> Decimal | None:
    """三点五亿"""
    whole, scale = read_numeral(point[1]), read_numeral("一" + point[3])
    parts = "".join(str(DIGITS[character]) for character in point[2])
    return None if whole is None or scale is None else (whole + Decimal(f"0.{parts}")) * scale


def _read_scaled(text: str) -> Decimal | None:
    """25万6千, 一万五千亿"""
    total = section = Decimal(0)
    number: Decimal | None = None
    position = 0
    for token in TOKEN.finditer(text):
        if token.start() != position:
            return None
        position, word = token.end(), token[0]
        if word in SMALL_SCALES:
            section += (Decimal(1) if number is None else number) * SMALL_SCALES[word]
            number = None
        elif word == "万":
            total += (section + (number or 0)) * LARGE_SCALES[word]
            section, number = Decimal(0), None
        elif word == "亿":
            total = (total + section + (number or 0)) * LARGE_SCALES[word]
            section, number = Decimal(0), None
        else:
            number = Decimal(DIGITS[word]) if word in DIGITS else Decimal(word.replace(",", ""))
    if position != len(text):
        return None
    return total + section + (number or 0)


def plain(value: Decimal) -> Decimal:
    """The same number without zeros behind its point and without an exponent: 2117000000.00 → 2117000000."""
    if value.as_tuple().exponent == 0:
        return value
    written = f"{value:f}"
    return Decimal(written.rstrip("0").rstrip(".")) if "." in written else Decimal(written)


def read_fraction(text: str) -> Decimal | None:
    """1/3, 三分之一, 百分之六十, 六成, 半数 and the rise of 两番, in per cent, to two decimals; None if none."""
    if text in HALF:
        return Decimal(50)
    if text.endswith("成"):
        return Decimal(DIGITS[text[0]] * 10)
    if text.endswith("番"):
        return Decimal((2 ** DIGITS[text[0]] - 1) * 100)
    if "分之" in text:
        bottom, _, top = text.partition("分之")
    else:
        top, _, bottom = text.partition("/")
    numerator, denominator = read_numeral(top), read_numeral(bottom)
    if numerator is None or not denominator:
        return None
    return round(numerator / denominator * 100, 2).normalize()
