"""What the words above a column of figures say: period, region, basis, unit, indicator; and which columns beside the
figures hold none of them.
"""

import re
from dataclasses import dataclass

from pipelines.actuals.cells.names import NO_GROWTH_NAME, TO_DATE, read_basis
from pipelines.actuals.cells.periods import read_period, read_period_within_year
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.headers import FIELD_OF_HEADER, bare_header, split_header
from pipelines.extraction.folding import fold

# Columns of numbers that are no figures, by the end of their header or all of it.
RANK = re.compile(r"(?:位次|排名|名次|位序|排序|排位)(?:变化|升降)?$")
AIM = r"(?:全年|年度|年初|当年|本年|省定|市定)*(?:目标|计划|任务){1,2}[数值量额]?"
PROMISE = re.compile(
    rf"(?:序时|时序)进度|(?:(?:19|20)\d\d年?)?{AIM}|(?:{AIM})?(?:完成|实现)(?:率|比例|进度|百分[比率])|[完占达][成到]?{AIM}的?(?:比[例重]|进度|百分比)?"
)
LAST_YEAR = r"(?:上年|去年)(?:同期|同月|同季|度)?"
DONE = r"(?:止|累计|完成|实际|实绩|发生)*"
# What stands beside the figures and is none of this period's, by all words above it.
OF_LAST_YEAR = re.compile(rf"{LAST_YEAR}{DONE}(?:基数|数据|数额?|[值额量]|绝对[值量数额])?|(?:基期|基数)[数值]?")
GROWTH_OF_LAST_YEAR = re.compile(
    rf"{LAST_YEAR}{DONE}(?:同比)?(?:增长(?:率|速度|幅度)?|增[速幅]|涨幅|增减)(?:幅度?|率)?%?"
)
DIFFERENCE = re.compile(
    rf"(?:[比较与]?{LAST_YEAR}|[比较]|同比)(?:净增|增减|增加|增长|减少)(?:额|量|数额?|值)|增减[额量值数]|净增[额量]"
)
COMPARED = re.compile(rf"[比较与]{LAST_YEAR}(?:相比)?[±%]*")
FOOTNOTE_MARK = re.compile(r"(?<=[)）])(?:[a-z]|[①-⑳*※#†‡]|\d)+$")
SHARES = ("%", "‰", "百分点", "个百分点")
BRACKET = re.compile(r"\(([^()]*)\)")
MONTH_WORDS = re.compile(r"^(?:本|当)月(?:完成|实际|实绩|发生|止?数)?(?:值|额|量|数)?$")
TO_DATE_WORDS = re.compile(
    r"^(?:1月?[-~至到]?本月(?:止?累计)?|(?:本月|本期|截至本月|自?年初)?[至到]?(?:本月)?止?累计|本年累计|年初至今)"
    r"(?:完成|实际|实绩|发生)?[值额量数]?$"
)
GROWTH_WORDS = re.compile(
    r"^(?:(?:比|较)?(?:上年|去年)(?:同期|同月)?|同比|累计|本月|当月|\d{1,2}月|1-\d{1,2}月|±)*"
    r"(?:增长(?:率|速度)?|增速|增幅|涨幅|增减|±|同比)(?:率|幅度)?[%±]*$|^[±%]+$"
)
AMOUNT_WORDS = re.compile(r"(?:绝对[值量数额]|总量|数量|数额|金额|完成[值量数额]?|实际(?:完成)?[值量数]?|实绩|合计数)?")
YEAR_WORDS = re.compile(r"^全年(?:完成|实际|累计)?[值额量数]?$")  # of a flow the year's sum, of a stock its last state
UNSAID = "(没有写明是几月)"
UNCLEAR = "(没有写明是本月还是累计)"


@dataclass(frozen=True)
class ColumnWords:
    """What the words above a column of figures say: `said` field by field, `suffix` to go behind a row's indicator."""

    said: dict[str, str]
    suffix: str = ""
    name: str = ""  # of the indicator, without what a suffix says of its growth
    is_growth: bool = False
    is_timed: bool = False  # its words say over which time it is: 本月, 累计, a period
    is_month: bool = False  # of the month alone, whichever that is
    is_dated: bool = False  # they name the period themselves


def read_column(
    path: tuple[str, ...], labels: dict[str, tuple[int, ...]], title_period: str, year: str, known: KnownNames
) -> ColumnWords:
    """`title_period` and `year` are those of the words around the table, for a column that names part of a year."""
    said: dict[str, str] = {}
    names: list[str] = []
    is_month = is_to_date = is_growth = is_of_year = False
    year = _year_above(path) or year
    for text in path:
        words = fold(without_mark(text)).strip()
        unit = next(filter(known.is_unit, BRACKET.findall(words)), "")
        words, period = _take_period(words.replace(f"({unit})", ""), year)
        period = said.get("period", period) if _is_year(period) else period  # 1-6月 below or above 2026年 is the finer
        said |= {name: found for name, found in (("unit", unit), ("period", period)) if found}
        bare = re.sub(r"\s", "", words)
        if FIELD_OF_HEADER.get(bare) == "value" or AMOUNT_WORDS.fullmatch(bare):
            continue
        is_compared = COMPARED.fullmatch(bare) and (unit in SHARES or bare.endswith("%"))
        growth = bool(GROWTH_WORDS.fullmatch(bare) or is_compared) and not NO_GROWTH_NAME.search(bare)
        if growth or MONTH_WORDS.fullmatch(bare) or TO_DATE_WORDS.fullmatch(bare):
            is_growth |= growth
            is_month |= bool(re.search("[本当]月", bare)) and "累计" not in bare
            is_to_date |= "累计" in bare or bool(TO_DATE_WORDS.fullmatch(bare))
            is_of_year |= bool(re.search("[本当]年|年初|^1", bare))
            if bare.endswith("%"):
                said.setdefault("unit", "%")
        elif YEAR_WORDS.fullmatch(bare):
            said["basis"] = TO_DATE
        elif read_basis(bare):
            said["basis"] = bare
        elif "region" not in labels and known.is_region(bare) and not known.is_indicator(bare):
            said["region"] = bare
        else:
            names.append(words)
    is_dated = "period" in said
    times = {"is_timed": is_month or is_to_date or is_dated, "is_month": is_month, "is_dated": is_dated}
    if is_growth or is_month or is_to_date:
        # A growth over the year to date is not one of the month: its name says growth, its basis the time.
        to_date = TO_DATE if not is_growth and not is_of_year else "本年累计"
        said["basis"] = to_date if is_to_date else "同比" if is_growth else "当期"
    if "period" not in labels and "period" not in said:
        said["period"] = _period_of_basis(title_period, is_month and not is_to_date, is_to_date)
    suffix = "同比增速" if is_growth and is_to_date else ""
    if not names:
        return ColumnWords(said, suffix, "", is_growth, **times)
    name = names[-1] if known.is_indicator(names[-1]) else "".join(names)
    if "indicator" in labels:
        return ColumnWords(said, name + suffix, name, is_growth, **times)
    return ColumnWords(said | {"indicator": name + suffix}, "", name, is_growth, **times)


def _year_above(path: tuple[str, ...]) -> str:
    """The one year that stands by itself above a column; nothing where there is none, or several."""
    years = {str(period.end.year) for text in path if (period := read_period(text)) and _is_year(text)}
    return years.pop() if len(years) == 1 else ""


def _is_year(text: str) -> bool:
    period = read_period(text)
    return period is not None and period == read_period(str(period.end.year))


def _take_period(words: str, year: str) -> tuple[str, str]:
    """The words without the period at their beginning, and it: 2023年1-6月累计, 6月末."""
    if read_period(words):
        return "", words
    for end in range(len(words), 1, -1):
        start = words[:end]
        if start[-1].isdecimal() and end < len(words) and words[end].isdecimal():
            continue
        if read_period(start) and not start.isdecimal():
            return words[end:].strip(), start
        if year and not start.isdecimal() and read_period_within_year(start, year):
            return words[end:].strip(), f"{year}年{start}"
    return words, ""


def _period_of_basis(title_period: str, is_month: bool, is_to_date: bool) -> str:
    """The title's period; of a column for the month alone, its last month; of one to date, the year up to there."""
    period = read_period(title_period) if title_period else None
    if period is None or not (is_month or is_to_date):
        return title_period
    first = "1-" if is_to_date and period.end.month > 1 else ""
    return f"{period.end.year}年{first}{period.end.month}月"


def without_mark(cell: str) -> str:
    """A cell without the mark of a footnote behind its bracket."""
    return FOOTNOTE_MARK.sub("", cell)


def what_is_beside(path: tuple[str, ...], known: KnownNames) -> str:
    """What the numbers below these words are, where they are no figures of the period: ranks, promises and shares of
    them, last year's figures or growth, differences; else nothing."""
    last = bare_header(path[-1])
    if RANK.search(last):
        return "名次"
    if PROMISE.fullmatch(last):
        return "目标或完成的比例"
    parts = [_without_unit(text, known) for text in path]
    words = "".join(_take_period(text, "2000")[0] for text, _ in parts)
    if GROWTH_OF_LAST_YEAR.fullmatch(words):
        return "上年的增速"
    if OF_LAST_YEAR.fullmatch(words):
        return "上年的数"
    units = [unit for _, unit in parts if unit]
    is_compared = GROWTH_WORDS.fullmatch(words) or COMPARED.fullmatch(words)
    if DIFFERENCE.fullmatch(words) or (is_compared and units and units[-1] not in SHARES):
        return "与上年之差"
    return ""


def _without_unit(text: str, known: KnownNames) -> tuple[str, str]:
    """Folded words without spaces and without the unit in their brackets; and the unit."""
    words = fold(without_mark(text)).strip()
    unit = next(filter(known.is_unit, BRACKET.findall(words)), "")
    return re.sub(r"\s", "", words.replace(f"({unit})", "")), unit


def says_figures(words: str, known: KnownNames) -> bool:
    """Whether words above a column say that figures stand in it, whatever does: a period, a unit, 累计, 增长."""
    name, bracket = split_header(without_mark(words))
    bare = re.sub(r"\s", "", fold(name))
    patterns = (GROWTH_WORDS, MONTH_WORDS, TO_DATE_WORDS, YEAR_WORDS, AMOUNT_WORDS)
    return is_period(words) or known.is_unit(bracket) or any(pattern.fullmatch(bare) for pattern in patterns)


def is_period(cell: str) -> bool:
    """Whether a cell is a period, or one of a year that is said elsewhere (6月, 上半年)."""
    return read_period(cell) is not None or (not cell.isdecimal() and read_period_within_year(cell, "2000") is not None)
