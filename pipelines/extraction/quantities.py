"""Numbers with their units, and the words next to them that say how they bind. What they count is found elsewhere."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from pipelines.extraction.numerals import LARGE_SCALES, plain, read_fraction, read_numeral
from pipelines.extraction.phrases import word_at_end
from pipelines.extraction.scanning import find_matches
from pipelines.extraction.vocabulary import COMPARATORS_AFTER, COMPARATORS_BEFORE, MEASURE_WORDS, MORE_THAN
from pipelines.reference.registry import Registry

SAME_UNIT = {"人民币": "元", "标准床位": "床位", "场(次)": "场次"}  # measure words that units.csv does not list

DIGITAL = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
SCALE = r"(?:[十百千]?万亿|[十百千]?[万亿]|[百千](?![分瓦米克伏卡帕赫]))"
CHINESE = r"[零〇一二三四五六七八九十百千万亿两]"
NUMERAL = rf"{DIGITAL}(?: ?{SCALE}(?:\d{{1,4}}[万千])?)?"
FRACTION = (
    r"\d{1,3}/\d{1,3}(?= ?(?:以上|左右|的))|[一二三四五六七八九十]{1,3}分之[一二三四五六七八九]"
    rf"|百分之{CHINESE}{{1,5}}(?:点{CHINESE}{{1,3}})?"
    r"|(?:一半|半数)(?=以上|左右)|(?<=超过|达到|至少)(?:一半|半数)"
    r"|[一二三四五六七八九]成(?=以上|左右|以下|以内|的)"
    r"|(?<=翻)[一两二三]番"
)
NUMBER = re.compile(
    rf"(?P<fraction>{FRACTION})"
    rf"|(?P<digital>{NUMERAL})(?: ?[%元]?(?:-{{1,2}}|至|到) ?(?P<high>{NUMERAL}))?"
    r"|(?P<vague>(?<![以线])[上数](?:[十百千][万亿]?|[万亿])(?!分))"
    r"|(?P<chinese>[一二两三四五六七八九](?:至|到|-)[二三四五六七八九十]"
    rf"|{CHINESE}{{1,6}}点[零〇一二三四五六七八九]{{1,3}}[万亿]{{0,2}}|{CHINESE}{{1,12}})"
)
FIRST = re.compile(r"[\d零〇一二三四五六七八九十百千万亿两半上数]")  # with which a match of NUMBER begins
APPROXIMATE = re.compile(
    r"(?P<low>[一二两三四五六七八九])(?P<to>[至到-]?)(?P<high>[二两三四五六七八九十])(?P<scale>[十百千万亿]{0,3})$"
)
SCALE_AT_END = re.compile(r"[十百千万亿]+$")
SCALE_AFTER_MORE = re.compile(r"[万亿]")
UNREADABLE = Decimal("NaN")
BARE_SCALES = "百千万亿"
REACHED_BEFORE = (
    "突破",
    "超过",
    "达到",
    "迈上",
    "迈过",
    "跨越",
    "跨上",
    "跃上",
    "站上",
    "冲刺",
    "将近",
    "接近",
    "近",
    "逾",
)


class Value(NamedTuple):
    """What a numeral says. end: behind its last character."""

    low: Decimal
    high: Decimal | None
    end: int
    comparator: str | None = None


class Quantity(NamedTuple):
    """A number as it stands. start/end hold the digits, unit_end the unit, and after_end the comparator behind it."""

    start: int
    end: int
    unit_end: int
    after_end: int
    value: Decimal  # NaN where the characters are no number: 百亿级
    value_high: Decimal | None
    unit: str | None
    unit_text: str
    comparator: str | None  # said behind the number or by its form
    is_chinese: bool
    is_fraction: bool

    @property
    def is_share(self) -> bool:
        return self.unit in ("%", "‰", "百分点")


# A unit is none where another word goes on: 8部门, 14亿人口, 3条例.
NOT_BEFORE = {
    unit: f"(?![{characters}])"
    for unit, characters in {
        "部": "门委队分属",
        "人": "口才制",
        "条": "例件",
        "类": "别型",
        "支": "持撑",
        "片": "区",
        "位": "居于列次",
        "站": "式",
        "度": "假",
        "点": "对多",
        "分": "钟别之",
        "家": "庭园",
        "期": "间",
        "面": "向对",
        "发": "展电生布放行动病改挥现明育票射廊达文",
    }.items()
}


def _limit(unit: str) -> str:
    """What may not stand behind a unit: a word goes on, or Latin letters do."""
    return NOT_BEFORE.get(unit, "(?![A-Za-z])" if unit[-1].isascii() and unit[-1].isalpha() else "")


class UnitScanner:
    """Finds the longest unit at a place: the registry's units and their aliases, and the measure words."""

    def __init__(self, registry: Registry) -> None:
        self.base: dict[str, str] = {word: SAME_UNIT.get(word, word) for word in MEASURE_WORDS}
        for unit in registry.units:
            for name in (unit.unit, *unit.aliases):
                if not name.startswith(("万", "亿")) and name:
                    self.base[name] = unit.unit
        self.base["%"] = "%"
        self.base["/10万"] = "人/10万"
        words = sorted(self.base, key=len, reverse=True)
        self.pattern = re.compile("|".join(re.escape(word) + _limit(word) for word in words))
        self.first = frozenset(word[0] for word in words).union(MORE_THAN, " ")
        plain = "|".join(re.escape(word) for word in words if "/" not in word and "(" not in word)
        self.alternative = re.compile(rf"\((?:{plain})\)")
        self.divisor = re.compile(rf"/(?:{SCALE})?({plain}|日)")

    def may_begin(self, text: str, position: int) -> bool:
        """Whether the character at the position begins a unit, or one is left out behind 万 and 亿."""
        character = text[position : position + 1]
        return character in self.first or text[position - 1] in "万亿"

    def match(self, text: str, position: int) -> tuple[int, str] | None:
        """(end, base unit) of the unit that begins at the position: 台 of 台(件), 克/千克 of 克/公斤."""
        found = self.pattern.match(text, position)
        if found is None:
            return None
        end, base = found.end(), self.base[found[0]]
        if text.startswith("(", end):
            alternative = self.alternative.match(text, end)
            return (alternative.end() if alternative else end), base
        divisor = self.divisor.match(text, end) if text.startswith("/", end) else None
        if divisor is None:
            return end, base
        scale = text[end + 1 : divisor.start(1)]
        return divisor.end(), f"{base}/{scale}{self.base.get(divisor[1], divisor[1])}"


AFTER = re.compile(rf"(?:\(含\))?({'|'.join(sorted(map(re.escape, COMPARATORS_AFTER), key=len, reverse=True))})")
RATIO_WINDOW = 16  # characters before a number in which its noun stands
# 城乡居民收入比缩小到1.9:1, 有效利用系数提高到0.65: numbers without a unit that are none the less measured.
RATIO_BEFORE = re.compile(
    r"(?:比|系数|指数|比值|容积率|效率|死亡率|PUE|\(PUE\))值?(?:[由从]\d[\d.]{0,5}(?::1)?)?[^,;。:、\d()]{0,8}(?:到|至|达|为|在|于|过|超|破)$"
    r"|(?:收入比|收入倍差|倍差|利用系数|基尼系数|死亡率)$"
)
# 人口增加到50万左右: the noun says what is counted.
COUNTED_BEFORE = re.compile(
    r"(人次|人口|人数|户数|客流量?|在校生(?:规模)?|从业人员|用户)[^,;。:、\d()]{0,6}(?:到|至|达|为|在|于|过|超|破|增)$"
)
# 1.2万以上农民工, 减少低收入人口2万以上: whom it counts says the noun next to it.
PEOPLE = r"(?:人口|群众|居民|劳动力|农民工|毕业生|职工|学生|老年人|残疾人|妇女|儿童|游客|患者)"
PEOPLE_BEFORE = re.compile(rf"{PEOPLE}(?:减少|增加)?$")
PEOPLE_BEHIND = re.compile(rf"(?:以上|左右)?[\u4e00-\u9fff]{{0,6}}?{PEOPLE}(?!大|规模)")
SCALES_OF_PEOPLE = ("万", "亿", *MORE_THAN)
SHARE_BEFORE = re.compile(  # 劣Ⅴ类水体比例为0, 发生率由12%降至0
    r"(?:比例|比率|比重|占比|率)(?:[由从]\d[\d.]{0,5}%)?[^,;。:、\d()]{0,6}(?:到|至|达|为|在|于)$"
)
COUNTED_UNITS = {
    "人次": "人次",
    "人口": "人",
    "人数": "人",
    "户数": "户",
    "客流": "人次",
    "在校": "人",
    "从业": "人",
    "用户": "户",
}
ENDS_PHRASE = re.compile(r"(?:左右|以上|以内|以下)?(?:[,;。、)\n|]|$)")
TO_ONE = re.compile(r" ?: ?1(?!\d)")
# 提高5个和3个百分点
SHARED_POINTS = re.compile(r"[、和,]\s?\d+(?:\.\d+)?个百分点")


def scan_quantities(text: str, units: UnitScanner) -> Iterator[Quantity]:
    """Every number of the folded text, in order. Numerals in characters count only with a unit behind them."""
    unit_end = 0
    for found in find_matches(FIRST, NUMBER, text):
        if found.start() < unit_end or (found["chinese"] and not units.may_begin(text, found.end())):
            continue  # 千 of 730万千瓦; 一 of 进一步
        quantity = _read(text, found, units)
        if quantity is not None:
            unit_end = quantity.unit_end
            yield quantity


def _read(text: str, found: re.Match[str], units: UnitScanner) -> Quantity | None:
    start = found.start()
    value = _value(found)
    is_fraction = found["fraction"] is not None
    is_chinese = found["chinese"] is not None or found["vague"] is not None
    low, comparator, position = value.low, value.comparator, value.end
    if text.startswith(" ", position):
        position += 1
    if text.startswith(MORE_THAN, position) and not is_fraction:
        position, comparator = position + 1, "above"
        scale = SCALE_AFTER_MORE.match(text, position)
        if scale:  # 10多万
            low, position = low * LARGE_SCALES[scale[0]], position + 1
    unit_at = (value.end, "%") if is_fraction else _unit_at(text, start, position, units)
    if unit_at is None and is_chinese:
        return None
    unit_end, unit = unit_at or (value.end, None)
    after = AFTER.match(text, unit_end)
    return Quantity(
        start=start,
        end=value.end,
        unit_end=unit_end,
        after_end=after.end() if after else unit_end,
        value=plain(low),
        value_high=None if value.high is None else plain(value.high),
        unit=unit,
        unit_text=_unit_text(text, start, value.end, unit_end),
        comparator=COMPARATORS_AFTER[after[1]] if after else comparator,
        is_chinese=is_chinese,
        is_fraction=is_fraction,
    )


def _unit_at(text: str, start: int, position: int, units: UnitScanner) -> tuple[int, str] | None:
    """(end, base unit) of the unit behind a numeral, or of that which its noun gives it."""
    found = units.match(text, position)
    if found is None:
        return _unit_of_noun(text, start, position)
    if found[1] == "个" and SHARED_POINTS.match(text, found[0]):
        return found[0], "百分点"
    return found


def _unit_of_noun(text: str, start: int, position: int) -> tuple[int, str] | None:
    """(end, base unit) where only the noun says what is counted; the unit '' of a ratio."""
    before = text[max(0, start - RATIO_WINDOW) : start]
    if text[position - 1] in SCALES_OF_PEOPLE:
        ends = ENDS_PHRASE.match(text, position)
        counted = COUNTED_BEFORE.search(before) if ends else None
        if counted:
            return position, COUNTED_UNITS[counted[1][:2]]
        if (ends and PEOPLE_BEFORE.search(before)) or PEOPLE_BEHIND.match(text, position):
            return position, "人"
    if text[start:position] == "0" and SHARE_BEFORE.search(before):
        return position, "%"
    if not RATIO_BEFORE.search(before):
        return None
    to_one = TO_ONE.match(text, position)
    return (to_one.end() if to_one else position), ""


def _value(found: re.Match[str]) -> Value:
    end = found.end()
    if found["fraction"]:
        return Value(read_fraction(found["fraction"]) or UNREADABLE, None, end)
    if found["vague"]:  # 上百, 数千
        return Value(read_numeral("一" + found["vague"][1:]) or UNREADABLE, None, end, "above")
    if found["chinese"]:
        is_bare = (found["chinese"][0] in BARE_SCALES and not _is_reached(found)) or _is_per_head(found)
        return Value(UNREADABLE, None, end) if is_bare else _chinese_value(found["chinese"], end)
    low = _readable(found["digital"])
    if found["high"] is None:
        return Value(low, None, end)
    high = _readable(found["high"])
    scale = SCALE_AT_END.search(found["high"])
    if scale and found["digital"][-1].isdigit():  # 1—2万
        low *= _scale(scale[0])
    if low.is_finite() and high.is_finite() and low < high:
        return Value(low, high, end)
    return Value(_readable(found["digital"]), None, found.end("digital"))


def _is_reached(found: re.Match[str]) -> bool:
    """突破百亿元, 近千家: a scale alone is a number where something reaches it, and a name else: 百亿级."""
    return found.string[max(0, found.start() - 2) : found.start()].endswith(REACHED_BEFORE)


def _is_per_head(found: re.Match[str]) -> bool:
    """就业人员十万人死亡率."""
    return found["chinese"] == "十万" and found.string[: found.start()].endswith(("每", "人员", "人口"))


@cache
def _scale(word: str) -> Decimal:
    """What 百, 万, 百万 multiply by; 1 without a word."""
    return _readable("一" + word)


def _chinese_value(numeral: str, end: int) -> Value:
    about = APPROXIMATE.match(numeral)
    if about:
        low, high = _readable(about["low"]), _readable(about["high"])
        if low < high if about["to"] else high == low + 1 < 10:  # 三至五, 两三, 三四十
            scale = _scale(about["scale"])
            return Value(low * scale, high * scale, end)
    return Value(_readable("一" * (numeral[0] in BARE_SCALES) + numeral), None, end)


def _readable(numeral: str) -> Decimal:
    value = read_numeral(numeral)
    return UNREADABLE if value is None else value


def _unit_text(text: str, start: int, end: int, unit_end: int) -> str:
    """The unit with the scale that goes before it: 万千瓦."""
    scale = None if text[end - 1].isdigit() else SCALE_AT_END.search(text[start:end])
    return ((scale[0] if scale else "") + text[end:unit_end]).replace(" ", "").lstrip("".join(MORE_THAN))


COMPARING = frozenset(COMPARATORS_BEFORE)
ENDS_IN_ABOUT = ("节约", "签约", "集约", "履约", "解约", "预约", "公约", "契约")


def comparator_before(text: str) -> tuple[str | None, int]:
    """(comparator, length) of the words at the end of a text that say how the number behind them binds."""
    word = word_at_end(text, COMPARING)
    if word == "约" and text.endswith(ENDS_IN_ABOUT):
        return None, 0
    return COMPARATORS_BEFORE.get(word), len(word)
