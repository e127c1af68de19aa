"""What the words of a reported name and of the 口径 column say beside the indicator: period, basis, unit, estimate.

Which indicator a name means is decided in linking.py.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipelines.actuals.cells.periods import Period, read_period_within
from pipelines.actuals.cells.values import ESTIMATE
from pipelines.extraction.folding import fold
from pipelines.reference.linking import says_growth_index, split_name
from pipelines.schemas.actuals import BASES

# Words that are the whole of a 口径 cell, a bracket or a part of one: method §1. 累计 alone depends on the indicator.
BASIS_WORDS = {
    "stock": "期末 年末 月末 季末 时点 存量 总量 总数 保有量 历年累计",
    "ytd": "本年累计 当年累计 年内累计 年初累计 自年初累计 年初至今 半年累计 季度累计 全年累计 累计值 累计数",
    "period": "当期 本期 当月 本月 当季 本季 当年 全年 单月 单季",
    "rate": "率 占比 比重 强度 比率 比例",
    "growth": "同比 同比增长 同比增速 同比增幅 增速 增长 增长率 增幅 涨幅",
}
BASIS_OF_WORD = {word: basis for basis, words in BASIS_WORDS.items() for word in words.split()} | {
    basis: basis for basis in BASES
}
CUMULATIVE, TO_DATE = "累计", "本期累计"  # TO_DATE heads a column: the year's of a flow, all there are of a stock
INCREMENT_NAME = re.compile(r"(?<!累计)(?:新增|净增|新建|新开)")
ANY_YEAR = Period(date(2000, 1, 1), date(2000, 12, 31))

GROWTH_NAME = re.compile(r"同比|增速|涨幅|降幅|增幅|(?<!自然)增长率|增长$")
STATED_VALUE = re.compile(r"(?:(累计)|(当期|当月|本期|本月)|(期末))值$")
TO_DATE_GROWTH = re.compile(r"累计同比|累计(?:增长|增速|增幅)")
NO_GROWTH_NAME = re.compile(r"环比|年均|年平均")  # growth, but not against the same period a year before
STOCK_NAME = re.compile(r"累计(?=[^\W\d_])|以来累计|保有量|存量|期末|年末|月末|季末")
ESTIMATE_WORDS = re.compile(rf"(?:{ESTIMATE}|初步(?:核算|统计)?数?|快报数?|以上|左右)+", re.IGNORECASE)
INDEX_BASE = re.compile(r"[^=]{0,12}=100")  # an index in per cent of its base: 上年同月=100
PART = re.compile(r"[,;、]|\s")


@dataclass(frozen=True)
class NameWords:
    """What a name says. `parts` are what its brackets hold, cut at commas; the other fields sort them.

    `basis` is a code, or 累计 where that alone is said; `is_implied` if only a word in the name says it (累计开通).
    `is_to_date` if it is a growth over the year to date (累计增长); `is_increment` if it is what was added (新增).
    `distinction` is what tells two figures of one name apart: 累计开通 and 累计建设.
    """

    name: str
    parts: tuple[str, ...]
    periods: tuple[str, ...]
    basis: str | None
    is_implied: bool
    estimate: str
    distinction: str
    is_to_date: bool = False
    is_increment: bool = False

    is_growth_index: bool = False  # an index of last year's figure: 100.4 is a growth of 0.4 %

    @property
    def is_index(self) -> bool:
        return any(INDEX_BASE.fullmatch(part) for part in self.parts)


@lru_cache(maxsize=4096)
def read_name(text: str) -> NameWords:
    """The name without the brackets that qualify it, and what they and its own words say."""
    name, qualifiers = split_name(text)
    parts = tuple(part for qualifier in qualifiers for part in PART.split(fold(qualifier)) if part)
    periods = tuple(part for part in parts if read_period_within(part, ANY_YEAR))
    estimates = tuple(part for part in parts if ESTIMATE_WORDS.fullmatch(part))
    stated = {part: read_basis(part) for part in parts}
    is_growth = GROWTH_NAME.search(fold(name)) or "growth" in stated.values()
    is_growth_index = says_growth_index(text)
    if is_growth or is_growth_index:
        is_other = NO_GROWTH_NAME.search(fold(text)) and not is_growth_index
        basis, is_implied = (None if is_other else "growth"), False
    else:
        basis, is_implied = next(filter(None, stated.values()), None) or _stated_value(fold(name)), False
        if basis is None and STOCK_NAME.search(fold(text)):
            basis, is_implied = "stock", True
    to_date = TO_DATE_GROWTH.search(fold(text)) is not None
    others = [part for part in parts if not stated[part] and part not in (*periods, *estimates)]
    is_increment = INCREMENT_NAME.search(fold(text)) is not None
    return NameWords(
        *(name, parts, periods, basis, is_implied, "、".join(estimates), "、".join(others), to_date, is_increment),
        is_growth_index,
    )


def _stated_value(name: str) -> str | None:
    """累计值, 当期值, 期末值, with which the national data site ends its names."""
    found = STATED_VALUE.search(name)
    return ("ytd", "period", "stock")[(found.lastindex or 1) - 1] if found else None


@lru_cache(maxsize=1024)
def read_basis(cell: str) -> str | None:
    """The basis that a 口径 cell states by code or word; 累计 or 本期累计 itself if that is all; None if it is no such
    word."""
    words = re.sub(r"[\s()]", "", fold(cell)).lower()
    if words in (CUMULATIVE, TO_DATE):
        return words
    return BASIS_OF_WORD.get(words) or BASIS_OF_WORD.get(re.sub(r"(?:数据|数|值)$", "", words))
