"""Which indicator a name means: the words of a plan or a bureau → a registry entry, or a stable id of their own.

What belongs here is how names are compared. The names themselves are data: data/reference/indicators.csv. Which
unit, period or basis a bracket of a reported name stands for is decided where figures are read.
"""

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pipelines.reference.registry import Indicator, read_rows, split_list

LONGEST_UNIT = 24  # characters
LONGEST_NAME = 200  # characters that are compared; nothing longer is a name
REMEMBERED = 2**15  # names whose normal form is kept: the registry has thousands, and each linker asks for all
SHARES = frozenset({"%", "‰", "百分点", "倍"})  # a growth or a share can be stated of anything

ABBREVIATIONS = (
    ("规上", "规模以上"),
    ("限上", "限额以上"),
    ("gdp", "地区生产总值"),
    ("研究与试验发展(r&d)", "研发"),
    ("研究与试验发展", "研发"),
    ("r&d", "研发"),
    ("跨境电子商务", "跨境电商"),
    ("pm_", "pm"),  # an index figure as texts of pages have it
)
IGNORED = re.compile(r"[\s“”‘’\"'「」『』《》<>〈〉·、,。;:的]")
INSTALLED_CAPACITY = re.compile(r"(?:发电)?(?:总装机|装机总?)(?:容量|规模|总量)?")
SHARE = re.compile(r"(?:占比|比例|比率)$")
WHERE = r"全市|全省|全县|全区|全州|全盟|全旗|我市|我省|我县|我区|本市|本省|本县|本区"
MADE = r"累计|新增(?!就业|[^债]{0,6}债|贷款|存款|社会融资|减税)|新建|新开通|新认定|建成(?!区)|开通|完成(?!率)"
ORDINAL = r"[一二三四五六七八九十]{1,3}"
NUMBERED = re.compile(
    rf"^\s*(?:其中[:：]?|[#＃*＊]|{ORDINAL}、|[(（](?:{ORDINAL}|\d{{1,2}})[)）]|\d{{1,2}}(?:、|[.．](?!\d))|[①-⑳])"
)
LEADING = re.compile(rf"^(?:{WHERE}|{MADE})(?=..)")
GROWTH = r"(?:累计)?(?:同比|年均)?(?:增长速度|(?<!自然)增长率|(?<!自然)增长|增速|增幅|涨幅|同比)"
STATED_VALUE = r"(?:累计|当期|当月|本期|本月|期末)值"
TRAILING = re.compile(rf"(?<=..)(?:数量|总数|总量|个数|数|规模|情况|_?{STATED_VALUE}|_?{GROWTH})$")

# The English half of a bilingual name, behind its Chinese one: 常住人口 Resident Population(10 000 persons).
LATIN_HALF = re.compile(r"(?<=[\u4e00-\u9fff)）\]】%])[\s/]+[A-Za-z][A-Za-z .,'’&()/%0-9-]{4,}$")
GROWTH_INDEX = re.compile(r"\((?:以)?(?:上年|去年)(?:同期|同月|同季)?(?:度|为)?=100\)")
BRACKET = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
TIME = (
    r"\d{2,4}年|[上去全本当今]年|年[初末底]|[\d一二三四]季度|前三季|半年|\d月|[本当上]月|"
    r"截至|截止|期末|累计|同比|五.?以来"
)
PRICES = r"不变价|可比价|现价|当年价"
ESTIMATE = r"预计|初步|快报|估计|统计口径"
ROUNDING = r"约|近|超|超过|突破|达|达到|以上|左右|不足"
UNITS = Path(__file__).resolve().parents[2] / "data" / "reference" / "units.csv"
UNIT_WORDS = re.compile(r"^(?:计量)?单位:?|\s")
NUMERAL = re.compile(r"[十百千万亿]*")
PER = re.compile(r"/[^/]{1,6}$")
OTHER_UNITS = ("名", "岁", "年", "月", "天", "日")  # that a bracket names, though they count nothing in a cell
QUALIFIER = re.compile(rf"(?:{TIME}|{PRICES}|{ESTIMATE})|^(?:{ROUNDING})$")

DENOMINATORS = (
    ("/人", re.compile(r"人均|每人")),
    ("/万人", re.compile(r"每万|万人")),
    ("/千人", re.compile(r"每千|千人")),
    ("/百户", re.compile(r"每百户")),
    ("/亩", re.compile(r"亩均|每亩")),
)


@dataclass(frozen=True)
class Link:
    """What a name was found to mean. `nearest` are names to offer, where nothing knows the name."""

    indicator_id: str
    name: str
    indicator: Indicator | None  # None: not in the registry
    is_known: bool  # the registry or another name knows it
    nearest: tuple[str, ...]


def split_name(text: str) -> tuple[str, tuple[str, ...]]:
    """A reported name without the brackets that do not belong to it, and what stood in them.

    Taken out are brackets that state a time, an estimate, a price basis, a rounding or a unit:
    地区生产总值(前三季度) → 地区生产总值, 前三季度. Others are part of the name: 乡镇(街道)数, 固定资产投资(不含农户).
    So is the English half of a bilingual name taken off.
    """
    qualifiers: list[str] = []

    def take(bracket: re.Match[str]) -> str:
        inside = bracket[1].strip()
        counts = bracket.string[bracket.end() :].startswith("数")  # 卫生院(站)数: how many of either
        if not QUALIFIER.search(_fold(inside)) and (counts or not names_unit(inside)):
            return bracket[0]
        qualifiers.append(inside)
        return ""

    name = BRACKET.sub(take, LATIN_HALF.sub("", text))
    return name.strip(), tuple(qualifiers)


@lru_cache(REMEMBERED)
def names_unit(text: str) -> bool:
    """Whether the text is a unit of units.csv in any spelling, or so many of it (万千瓦), or one for each of something
    (吨/日)."""
    bare = UNIT_WORDS.sub("", unicodedata.normalize("NFKC", text[:LONGEST_UNIT]))
    bare = bare.casefold() if len(bare) > 2 else bare  # M2 is money, m2 an area
    numerals = len(NUMERAL.match(bare)[0])  # type: ignore[index]  # it matches nothing too
    counted = {bare[start:] for start in range(numerals + 1)}  # 万千瓦 is so many of 千瓦
    return not _unit_spellings().isdisjoint(counted | {PER.sub("", unit) for unit in counted})


@cache
def _unit_spellings() -> frozenset[str]:
    rows = read_rows(UNITS, "unit", "aliases")
    names = (name for row in rows for name in (row["unit"], *split_list(row["aliases"])))
    folded = [unicodedata.normalize("NFKC", name) for name in (*names, *OTHER_UNITS)]
    return frozenset((*folded, *(name.casefold() for name in folded)))


def says_growth_index(text: str) -> bool:
    """Whether a name says that it is an index of last year's figure: (上年同月=100), （上年=100）."""
    return GROWTH_INDEX.search(_fold(text)) is not None


def indicator_key(text: str) -> str:
    """The normal form in which names are compared; equal keys mean the same thing. Of a text its beginning counts.

    Off go width, case, spaces, quotes and 的, the number in a list (一、, 其中:), brackets that qualify, whose it is
    (全市), that it was made (累计, 新建) and what is said of it (数量, 规模, 增速, 累计值). On stays what makes another
    thing: 国家级, 可再生, 夏粮, 开工.
    """
    return _simplest(text[:LONGEST_NAME])


def unregistered_id(text: str) -> str:
    """A stable id for a name that the registry lacks: the same for a target and for a figure of that name."""
    return "x-" + hashlib.sha256(indicator_key(text).encode()).hexdigest()[:10]


def bare_unit(name: str, unit: str) -> str:
    """The unit without a denominator that the name says already: 每万人发明专利, 件/万人 → 件."""
    for denominator, said in DENOMINATORS:
        if unit.endswith(denominator) and said.search(name):
            return unit.removesuffix(denominator)
    return unit


class Linker:
    """Links names to the indicators of a registry (`registered`), and knows further names: those of the plans' targets.

    Raises ValueError if two indicators answer to the same name.
    """

    def __init__(self, indicators: Iterable[Indicator], other_names: Iterable[str] = ()) -> None:
        self.registered = tuple(indicators)
        self._indicators: dict[str, Indicator] = {}
        self._others: dict[str, str] = {}
        self._bigrams: dict[str, set[str]] = {}
        self._keys_with: defaultdict[str, list[str]] = defaultdict(list)
        for indicator in self.registered:
            for name in (indicator.name, *indicator.aliases):
                holder = self._indicators.setdefault(indicator_key(name), indicator)
                if holder is not indicator:
                    raise ValueError(
                        f"indicators.csv: {name} ({indicator.indicator_id}) means {holder.indicator_id} as well."
                    )
        for name in other_names:
            self._others.setdefault(indicator_key(name), split_name(name)[0])
        for key in {**self._indicators, **self._others}:
            self._bigrams[key] = _bigrams(key)
            for bigram in self._bigrams[key]:
                self._keys_with[bigram].append(key)

    def link(self, text: str, unit: str | None = None, suggests: bool = True) -> Link:
        """What `text` means. With a unit of another dimension than the indicator's it is something else.

        %, ‰, 百分点 and 倍 fit every indicator: its growth or its share. `suggests`: of a name that nothing knows, the
        nearest are given, which takes as long as all else.
        """
        key = self._key(text)
        indicator = self._indicators.get(key)
        if indicator and _fits(indicator, text, unit):
            return Link(indicator.indicator_id, indicator.name, indicator, True, ())
        is_known = key in self._others
        name = self._others.get(key) or split_name(text)[0] or text
        nearest = self.nearest(text) if suggests and not is_known else ()
        return Link(unregistered_id(text), name, None, is_known, nearest)

    def knows(self, text: str) -> bool:
        """Whether the registry or another name knows the name."""
        return self._is_known(self._key(text))

    def _is_known(self, key: str) -> bool:
        return key in self._indicators or key in self._others

    def _key(self, text: str) -> str:
        """The normal form; of an index of last year's (上年同期=100), which is a growth, that of what grew."""
        key = indicator_key(text)
        if self._is_known(key) or not says_growth_index(text):
            return key
        grown = indicator_key(re.sub("(?:同比)?指数(?:同比)?", "", split_name(text)[0], count=1))
        return grown if self._is_known(grown) else key

    def nearest(self, text: str, unit: str | None = None, count: int = 3) -> tuple[str, ...]:
        """The names that share most pairs of characters with the text (Dice's coefficient), best first; with a unit,
        those alone that may be stated in it."""
        bigrams = _bigrams(self._key(text))
        shared = Counter(other for bigram in bigrams for other in self._keys_with.get(bigram, ()))
        ranked = sorted(
            shared, key=lambda other: (-shared[other] / (len(bigrams) + len(self._bigrams[other])), len(other), other)
        )
        names = (self._name(other) for other in ranked if self._may_mean(other, unit))
        return tuple(list(dict.fromkeys(names))[:count])

    def _may_mean(self, key: str, unit: str | None) -> bool:
        """Whether what is counted in the unit may be the indicator; of a share, one that is a share."""
        indicator = self._indicators.get(key)
        if indicator is None or unit is None or not indicator.units:
            return True
        return unit in indicator.units

    def _name(self, key: str) -> str:
        return self._indicators[key].name if key in self._indicators else self._others[key]


def _fold(text: str) -> str:
    """Half-width, lower case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text[:LONGEST_NAME]).casefold())[:LONGEST_NAME]


@lru_cache(REMEMBERED)
def _simplest(key: str) -> str:
    while (shorter := _simplify(key)) != key:
        key = shorter
    return key


def _simplify(text: str) -> str:
    """One step towards the normal form."""
    key = IGNORED.sub("", _fold(split_name(NUMBERED.sub("", text[:LONGEST_NAME]))[0]))
    for short, full in ABBREVIATIONS:
        key = key.replace(short, full)
    key = re.sub(r"[()\[\]【】]", "", key)
    key = INSTALLED_CAPACITY.sub("装机", key)
    return SHARE.sub("比重", TRAILING.sub("", LEADING.sub("", key)))


def _fits(indicator: Indicator, text: str, unit: str | None) -> bool:
    return (
        unit is None
        or not indicator.units
        or unit in SHARES
        or unit in indicator.units
        or bare_unit(text, unit) in indicator.units
    )


def _bigrams(key: str) -> set[str]:
    return {key[i : i + 2] for i in range(max(1, len(key) - 1))}
