"""Numbers with their units, and the words next to them that say how they bind. What they count is found elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipelines.extraction.numerals import read_fraction, read_numeral
from pipelines.extraction.vocabulary import COMPARATORS_AFTER, COMPARATORS_BEFORE, MEASURE_WORDS, MORE_THAN
from pipelines.registry import Registry

SAME_UNIT = {
    "个百分点": "百分点",
    "平米": "平方米",
    "㎡": "平方米",
    "千米": "公里",
    "公斤": "千克",
    "度": "千瓦时",
    "kWh": "千瓦时",
}

DIGITAL = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
SCALE = r"(?:[十百千]?万亿|[十百千]?[万亿]|[百千](?![分瓦米克伏卡帕赫]))"
CHINESE = r"[零〇一二三四五六七八九十百千万亿两]"
NUMERAL = rf"{DIGITAL}(?: ?{SCALE}(?:\d{{1,4}}(?:[万千]))?)?"
NUMBER = re.compile(
    rf"(?P<fraction>\d{{1,3}}/\d{{1,3}}(?= ?(?:以上|左右|的))|[一二三四五六七八九十]{{1,3}}分之[一二三四五六七八九]|百分之{CHINESE}{{1,4}})"
    rf"|(?P<digital>{DIGITAL}(?: ?{SCALE}(?:\d{{1,4}}[万千])?)?)(?: ?(?P<unit_between>%?)(?:-{{1,2}}|至|到) ?(?P<high>{NUMERAL}))?"
    rf"|(?P<hundreds>[上数][百千][万亿]?)"
    rf"|(?P<chinese>[一二两三四五六七八九](?:至|到|-)[二三四五六七八九十]|{CHINESE}{{1,12}})"
)
APPROXIMATE = re.compile(r"(?P<low>[一二两三四五六七八九])(?P<high>[二三四五六七八九])(?P<scale>[十百千万亿]{0,2})$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it stands. start/end hold the digits, unit_end the unit, and after_end the comparator behind it."""

    start: int
    end: int
    unit_end: int
    after_end: int
    value: Decimal | None
    value_high: Decimal | None
    unit: str | None
    unit_text: str
    comparator: str | None  # said behind the number or by its form
    is_chinese: bool
    is_fraction: bool

    @property
    def is_share(self) -> bool:
        return self.unit in ("%", "‰", "百分点")


class UnitScanner:
    """Finds the longest unit at a place: the registry's units and their aliases, and the measure words."""

    def __init__(self, registry: Registry) -> None:
        self.base: dict[str, str] = {word: SAME_UNIT.get(word, word) for word in MEASURE_WORDS}
        for unit in registry.units:
            for name in (unit.unit, *unit.aliases):
                if not name.startswith(("万", "亿")) and name:
                    self.base[name] = SAME_UNIT.get(name, name) if name in MEASURE_WORDS else unit.unit
        self.base["%"] = "%"
        self.base["/10万"] = "人/10万"
        words = sorted(self.base, key=len, reverse=True)
        self.pattern = re.compile("|".join(re.escape(word) for word in words))

    def match(self, text: str, position: int) -> tuple[int, str] | None:
        """(end, base unit) of the unit that begins at the position."""
        found = self.pattern.match(text, position)
        return (found.end(), self.base[found[0]]) if found else None


@lru_cache(maxsize=8)
def unit_scanner(registry: Registry) -> UnitScanner:
    return UnitScanner(registry)


AFTER = re.compile("|".join(sorted(map(re.escape, COMPARATORS_AFTER), key=len, reverse=True)))
BEFORE = sorted(COMPARATORS_BEFORE, key=len, reverse=True)


# 城乡居民收入比缩小到1.9:1, 有效利用系数提高到0.65: numbers without a unit that are none the less measured.
RATIO_BEFORE = re.compile(r"(?:比|系数|指数|比值|容积率)[^,;。:、\d()]{0,8}(?:到|至|达|为|在|于|过|超)$")
TO_ONE = re.compile(r" ?: ?1(?!\d)")
SHARED_POINTS = re.compile(r"[、和,]\s?\d+(?:\.\d+)?个百分点")


def scan_quantities(text: str, units: UnitScanner) -> Iterator[Quantity]:
    """Every number of the folded text, in order. Numerals in characters count only with a unit behind them."""
    unit_end = 0
    for found in NUMBER.finditer(text):
        if found.start() < unit_end:  # 千 of 730万千瓦
            continue
        quantity = _read(text, found, units)
        if quantity is not None:
            unit_end = quantity.unit_end
            yield quantity


def _read(text: str, found: re.Match[str], units: UnitScanner) -> Quantity | None:
    start, end = found.span()
    value_high: Decimal | None = None
    comparator: str | None = None
    is_fraction = False
    is_chinese = found["chinese"] is not None or found["hundreds"] is not None
    if found["fraction"]:
        value, is_fraction = read_fraction(found["fraction"]), True
    elif found["hundreds"]:
        value, comparator = read_numeral(found["hundreds"].replace("上", "一").replace("数", "一")), "above"
    elif found["chinese"]:
        value, value_high = _read_chinese(found["chinese"])
    else:
        value, value_high, end = _read_range(text, found, end)
    position = end
    while position < len(text) and text[position] == " " and position < end + 2:
        position += 1
    if position < len(text) and text[position] in MORE_THAN and not is_fraction:
        position, comparator = position + 1, "above"
        scale = re.compile(r"[万亿]").match(text, position)
        if scale and value is not None:  # 10多万
            value, position = value * (10**4 if scale[0] == "万" else 10**8), position + 1
    unit_at = None if is_fraction else units.match(text, position)
    if unit_at is None and is_chinese:
        return None
    if unit_at is None and RATIO_BEFORE.search(text[max(0, start - 16) : start]):
        to_one = TO_ONE.match(text, end)
        unit_at = (to_one.end() if to_one else end), ""
    unit_end, unit = unit_at or (end, "%" if is_fraction else None)
    if is_fraction and text.startswith("%", position):
        return None
    points = SHARED_POINTS.match(text, unit_end) if unit == "个" else None
    if points:  # 提高5个和3个百分点
        unit = "百分点"
    after = AFTER.match(text, unit_end)
    return Quantity(
        start=start,
        end=end,
        unit_end=unit_end,
        after_end=after.end() if after else unit_end,
        value=value,
        value_high=value_high,
        unit=unit,
        unit_text=_unit_text(text, found, end, unit_end),
        comparator=COMPARATORS_AFTER[after[0]] if after else comparator,
        is_chinese=is_chinese,
        is_fraction=is_fraction,
    )


def _read_range(text: str, found: re.Match[str], end: int) -> tuple[Decimal | None, Decimal | None, int]:
    low = read_numeral(found["digital"])
    if found["high"] is None:
        return low, None, end
    high = read_numeral(found["high"])
    if low is None or high is None:
        return low, None, found.end("digital")
    scale = re.search(r"[十百千万亿]+$", found["high"])
    if scale and found["digital"][-1].isdigit():  # 1—2万
        low *= read_numeral(scale[0]) or 1
    if low >= high:
        return low, None, found.end("digital")
    return low, high, end


def _read_chinese(numeral: str) -> tuple[Decimal | None, Decimal | None]:
    about = APPROXIMATE.match(re.sub("[至到-]", "", numeral))
    if (
        about
        and (read_numeral(about["high"]) or 0) > (read_numeral(about["low"]) or 0)
        and (len(numeral) > 2 or read_numeral(about["high"]) == (read_numeral(about["low"]) or 0) + 1)
    ):  # 两三家
        scale = read_numeral(about["scale"]) or 1 if about["scale"] else Decimal(1)
        return (read_numeral(about["low"]) or 0) * scale, (read_numeral(about["high"]) or 0) * scale
    if numeral[0] in "百千万亿":
        return None, None
    return read_numeral(numeral), None


def _unit_text(text: str, found: re.Match[str], end: int, unit_end: int) -> str:
    """The unit with the scale that goes before it: 万千瓦."""
    scale = re.search(r"[十百千万亿]+$", text[found.start() : end])
    return ((scale[0] if scale else "") + text[end:unit_end]).replace(" ", "").lstrip("多余")


def comparator_before(text: str) -> tuple[str | None, int]:
    """(comparator, length) of the words at the end of a text that say how the number behind them binds."""
    for word in BEFORE:
        if text.endswith(word):
            return COMPARATORS_BEFORE[word], len(word)
    return None, 0
