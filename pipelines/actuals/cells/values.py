"""Numbers and units as cells hold them → exact values in a base unit.

Only single cells are read here; whether a value is plausible is decided in rules.py.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipelines.extraction.folding import fold
from pipelines.extraction.numerals import read_numeral
from pipelines.reference.registry import Registry, Unit

LONGEST_NUMBER = 60  # characters, with the words around it
MISSING = "- -- … …… ... / \\ 空 无 缺 缺失 暂无 na n/a null none nan"
ESTIMATE = r"(?:大约|约为|约|近|超过|超|逾|突破|预计|预估|估计|达到|达|不足|不低于|不少于|至少|[<>≥≤]=?)"
DIGITS = r"\d{1,3}(?:,\d{3}){1,9}|\d{1,3}(?: \d{3}){1,9}|\d{1,30}"
NUMBER = re.compile(
    rf"(?P<before>{ESTIMATE}{{0,3}})(?P<sign>[-+]?)(?P<digits>(?:{DIGITS})(?:\.\d{{0,30}})?|\.\d{{1,30}})"
    r"(?P<exponent>e[-+]?\d\d?)?(?P<more>[多余]?) ?(?P<rest>(?:[^\d].*?)??)(?P<after>以上|以下|左右|以内|上下|[多余])?",
    re.IGNORECASE,
)
SCALE = re.compile(r"[十百千]?(?:万亿|[万亿])|[百千]")


@dataclass(frozen=True)
class Number:
    """A number cell: `value` as its digits say, `step` one unit of its last digit, `rest` what follows (万, 万个, %).

    `estimate` holds the words that make it less than exact: 约, 超, 以上.
    """

    value: Decimal
    step: Decimal
    rest: str
    estimate: str


@dataclass(frozen=True)
class ScaledUnit:
    """A unit and what its numeral multiplies with: 万千瓦 is 10000 and 千瓦. unit None: a numeral alone (万)."""

    scale: Decimal
    unit: Unit | None


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no figure. Missing is not zero."""
    return fold(text).strip().lower() in ("", *MISSING.split())


@lru_cache(maxsize=4096)
def read_number(text: str) -> Number | None:
    """The number that the cell states, or None: 1,234.5, １２３, -2.9, 1.2万个, 55.6%, 约1.06E+04."""
    folded = fold(text).strip().lstrip("'")
    if len(folded) > LONGEST_NUMBER:
        return None
    found = NUMBER.fullmatch(folded)
    if found is None:
        return None
    value = Decimal(found["sign"] + re.sub("[, ]", "", found["digits"]) + (found["exponent"] or ""))
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    words = (found["before"], found["more"], found["after"])
    return Number(value, step, found["rest"].strip(), "".join(word for word in words if word))


def read_unit(text: str, registry: Registry) -> ScaledUnit | None:
    """The unit of a cell or bracket, or None if it is no known one: 万千瓦, 亿元, %, 单位：万人, 万."""
    for spelling in dict.fromkeys((text.strip(), _bare(text))):
        if unit := registry.unit(spelling):
            return ScaledUnit(Decimal(1), unit)
        # The shortest numeral first: 万千瓦 is 万 of 千瓦, not 万千 of 瓦.
        for end in range(1, min(len(spelling), 3) + 1):
            unit = registry.unit(spelling[end:])
            if SCALE.fullmatch(spelling[:end]) and (unit or end == len(spelling)):
                return ScaledUnit(read_numeral(f"1{spelling[:end]}") or Decimal(1), unit)
    return None


def _bare(text: str) -> str:
    """Half-width, without spaces, brackets around it and 单位:."""
    return re.sub(r"^(?:计量)?单位:?", "", re.sub(r"\s", "", fold(text)).strip("()"))
