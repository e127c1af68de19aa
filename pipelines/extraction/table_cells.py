"""What a cell of a table says: a number and how it binds, against which year; a name with its unit, whole or a part.

The head of the table is read in table_columns.py.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from pipelines.extraction.numerals import plain, read_numeral
from pipelines.extraction.quantities import UnitScanner, comparator_before
from pipelines.extraction.vocabulary import COMPARATORS_AFTER, LEVEL_NOUNS

VALUE = re.compile(r"(?P<low>\d+(?:,\d{3})*(?:\.\d+)?)%?(?:-{1,2}(?P<high>\d+(?:\.\d+)?))?")
LONGEST_VALUE_WORDS = 14  # characters beside the number; a longer cell is a sentence
NOTE = re.compile(r"\([^()]*[\u4e00-\u9fff][^()]*\)")
COMPARED = re.compile(
    r"(?:相?较|比|与)于?((?:19|20)\d\d)年?(?:年?[底末])?(?:相比|水平)?(?:基础上)?|(?:相?较|比)(?:上年|去年|基期)"
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d年(?:[底末])?前?")
RISES = ("增长", "提高", "增加", "上升", "提升")
FALLS = ("下降", "降低", "减少", "削减", "压减", "降幅")

UNIT_IN_BRACKET = re.compile(r"\((?P<unit>[^()]{1,14})\)$")
ENDS_AS_UNIT = re.compile(
    r"[%‰元人个家件亩吨斤米顷里瓦时次户台岁年张名处项座套所万亿度天升辆位点条场级煤碳倍卡]$|CO2e?$|[μm]?g/m[3³]$|m[23³²]$|[tTkKgG]$|Wh?$|当量$"
)
LIST_NUMBER = re.compile(
    r"^(?:\(?\d{1,2}\)?[.、]?|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|#|\*|-)+(?=[\u4e00-\u9fffA-Za-z“])"
)
OF_WHOLE = re.compile(r"^其中:?")
PLACES = re.compile(
    r"(?:全[市省县区国]|城镇|农村|城市|城区|县城|乡镇|建制镇|中心城区|主城区|市区|市辖区|县域|行政村)(?:居民)?$"
)
MEASURED = re.compile(
    r"(?:装机(?:容量|规模)?|[种播][植种]面积|建[筑设]面积|面积|发电量|产能|产量|产值|增加值|里程|总量|用电量|用水量|"
    r"消费量|排放量|减排量|供应量|保有量|[\u4e00-\u9fff]{2}率|比例|比重|占比|投资额?|收入|人数|数量|规模|能力|浓度|容量|总额|总值)$"
)
SCALE = re.compile(r"\s*(?P<scale>万亿|[十百千]?[万亿]|[十百千](?![分瓦米克伏卡])|)")
RISING = re.compile(r"(?:年均|累计|五年累计)?(?:增长|增速|增幅|提高)(?:率|幅度|比例)?(?:\(?累计\)?)?$")
FALLING = re.compile(r"(?:年均|累计|五年累计)?(?:下降|降低|降幅|减少|削减)(?:率|幅度|比例)?(?:\(?累计\)?)?$")
CARBON = re.compile(r"CO2(?:e|当量)|CO₂(?:e|当量)|二氧化碳当量")
SHARES = ("%", "百分点", "‰")
SHORTEST_NAME = 4  # characters that a part needs to be a name of its own


@dataclass(frozen=True, slots=True)
class CellValue:
    """start, end: the digits in the cell. behind: the text behind them, where a unit may stand."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    comparator: str
    behind: str
    direction: str | None
    baseline_year: int | None
    is_sum: bool  # [25]: of all years


def read_value(cell: str) -> CellValue | None:
    """The one number that a cell promises; None for a sentence, for several numbers, and for none."""
    compared = COMPARED.search(cell)
    bare = cell
    for aside in (COMPARED, YEAR, NOTE):
        bare = aside.sub(lambda found: " " * len(found[0]), bare)
    value = VALUE.search(bare)
    if value is None or VALUE.search(bare, value.end()):
        return None
    before, behind = bare[: value.start()], bare[value.end("high") if value["high"] else value.end("low") :]
    if len((before + behind).replace(" ", "")) > LONGEST_VALUE_WORDS:
        return None
    low, high = read_numeral(value["low"]), read_numeral(value["high"]) if value["high"] else None
    words = before + behind
    direction = (
        "up" if any(word in words for word in RISES) else "down" if any(word in words for word in FALLS) else None
    )
    after = next((comparator for word, comparator in COMPARATORS_AFTER.items() if word in behind), None)
    return CellValue(
        start=value.start(),
        end=value.end("high") if value["high"] else value.end("low"),
        low=low or Decimal(0),
        high=high,
        comparator="between" if high is not None else after or comparator_before(before.rstrip())[0] or "exactly",
        behind=behind,
        direction=direction,
        baseline_year=int(compared[1]) if compared and compared[1] else None,
        is_sum=before.lstrip().startswith("("),
    )


def split_name(text: str) -> tuple[str, str]:
    """(name, unit) of “地区生产总值(亿元)”."""
    text = LIST_NUMBER.sub("", text)
    found = UNIT_IN_BRACKET.search(text)
    if found and ENDS_AS_UNIT.search(found["unit"]):
        return text[: found.start()], found["unit"]
    return text, ""


def is_whole_name(name: str) -> bool:
    """Whether a part's name says by itself what is measured: 县城污水处理率, but not 风力发电."""
    return len(name) >= SHORTEST_NAME and name.endswith(LEVEL_NOUNS)


def name_part(part: str, whole: str) -> str:
    """The name of a part: 风力发电 of 可再生能源电力装机 is 风力发电装机; 农村 of 自来水普及率 is 农村自来水普及率."""
    if PLACES.match(part) and not whole.startswith(part):
        return part + whole
    measured = MEASURED.search(whole)
    return part + measured[0] if measured else f"{whole}({part})"


def unit_of(behind: str, stated: str, scanner: UnitScanner) -> tuple[Decimal, str, str]:
    """(factor, base unit, unit as written): what stands behind the number in its cell, else what is stated for all."""
    factor, base, written = _scaled_unit(behind, scanner)
    if base:
        return factor, base, written
    stated = stated.strip("() ")
    stated_factor, base, written = _scaled_unit(CARBON.sub("CO2", stated), scanner)
    if base and written == CARBON.sub("CO2", stated):
        return factor * stated_factor, base, stated
    return factor, stated, stated


def value_in(past: CellValue, unit: str, stated: str, scanner: UnitScanner) -> Decimal | None:
    """The value of a past column in the unit of the goal beside it; None where it is in another."""
    factor, own, _ = unit_of(past.behind, stated, scanner)
    return plain(past.low * factor) if own == unit and past.high is None else None


def _scaled_unit(text: str, scanner: UnitScanner) -> tuple[Decimal, str, str]:
    scale = SCALE.match(text)
    at = scale.end() if scale else 0
    factor = read_numeral("一" + scale["scale"]) if scale else None
    unit = scanner.match(text, at)
    if unit is None:
        return factor or Decimal(1), "", ""
    return factor or Decimal(1), unit[1], text[: unit[0]].strip()
