"""Reporting periods as bureaus write them → first and last day.

Only the reading of a period's words belongs here; which basis a figure has is decided in rows/meanings.py.
"""

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

LONGEST_PERIOD = 40  # characters
CHINESE = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)} | {
    "两": 2,
    "十一": 11,
    "十二": 12,
}
ENGLISH = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}

YEAR = r"((?:19|20)\d\d)"
MONTH = r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
QUARTERS = r"([一二两三四1-4])"
MARK = r"[-/.年]"
CLOSE = r"(?:份|底|末|份底|份末)?"


@dataclass(frozen=True)
class Period:
    """First and last day. `is_to_date`: its words count from 1 January on (1—6月, 上半年, 前三季度, 6月累计)."""

    start: date
    end: date
    is_to_date: bool = False


def _months(year: str, first: str, last: str, last_year: str | None = None) -> Period:
    start = date(int(year), _number(first), 1)
    end = _month_end(int(last_year or year), _number(last))
    if end < start:
        raise ValueError("ends before it starts")
    return Period(start, end, is_to_date=start.month == 1 and start.year == end.year)


def _month(year: str, month: str) -> Period:
    return Period(date(int(year), _number(month), 1), _month_end(int(year), _number(month)))


def _quarter(year: str, quarter: str) -> Period:
    last = 3 * _number(quarter)
    return Period(date(int(year), last - 2, 1), _month_end(int(year), last))


def _day(year: str, month: str, day: str) -> Period:
    """A day at either end of a month stands for the month: spreadsheets turn 2023-06 into 2023-06-01."""
    written = date(int(year), int(month), int(day))
    last = _month_end(written.year, written.month)
    return Period(written.replace(day=1), last) if written.day in (1, last.day) else Period(written, written)


# The first rule whose pattern is all of the text, folded, reads it.
RULES: tuple[tuple[str, Callable[..., Period]], ...] = (
    (rf"{YEAR}年?(?:全年|年?度|年?末|年?底)?", lambda year: Period(date(int(year), 1, 1), date(int(year), 12, 31))),
    (rf"{YEAR}{MARK}{MONTH}月?{CLOSE}", _month),
    (rf"{YEAR}(0[1-9]|1[0-2])月?{CLOSE}", _month),
    (rf"{YEAR}{MARK}(\d\d?)[-/.月](\d\d?)日?", _day),
    (rf"{YEAR}(\d\d)(\d\d)", _day),
    (rf"{YEAR}[-年]?第?{QUARTERS}季度?{CLOSE}", _quarter),
    (rf"{YEAR}[-年]?q([1-4])", _quarter),
    (rf"{YEAR}[-年]?(?:上半年|h1){CLOSE}", lambda year: _months(year, "1", "6")),
    (rf"{YEAR}[-年]?(?:下半年|h2){CLOSE}", lambda year: _months(year, "7", "12")),
    (
        rf"{YEAR}[-年]?(?:前|1-|一-|第?一季度-第?){QUARTERS}个?季度?{CLOSE}",
        lambda year, quarters: _months(year, "1", str(3 * _number(quarters))),
    ),
    (rf"{YEAR}年?前{MONTH}个?月", lambda year, month: _months(year, "1", month)),
    (rf"{YEAR}年{MONTH}月?-{MONTH}月?{CLOSE}", _months),
    (rf"{YEAR}[-/.]?{MONTH}月?-{MONTH}月{CLOSE}", _months),
    (
        rf"{YEAR}{MARK}{MONTH}月?-{YEAR}{MARK}{MONTH}月?{CLOSE}",
        lambda year, first, last_year, last: _months(year, first, last, last_year),
    ),
    (rf"({'|'.join(ENGLISH)})[a-z]{{0,6}}[-/.]?((?:20)?\d\d)", lambda month, year: _month(f"20{year[-2:]}", month)),
)
CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
CHINESE_YEAR = re.compile(r"^(?:一九|二[〇零])[〇零一二三四五六七八九]{2}(?=年)")
SHORT_YEAR = re.compile(r"^'?(?=[0-3]\d年(?:\d|[一二三四五六七八九十]|第|前|[上下]半年))")
PART_OF_YEAR = re.compile(r"[\d一二三四五六七八九十]|半年")
COMPILED = tuple((re.compile(pattern), production) for pattern, production in RULES)


@lru_cache(maxsize=4096)
def read_period(text: str) -> Period | None:
    """The period that the text names in full, or None: 2023, 202306, 2023年6月底, 2023Q2, 2023年1—6月, 2023H1."""
    if len(text) > LONGEST_PERIOD:
        return None
    folded = _fold(text)
    to_date = re.fullmatch(r"(.+?)(?:本年|年初)?(?:累计|至今)值?", folded)
    words = to_date[1] if to_date else re.sub(r"(?:当月|当期|当季|本月|本季)值?$", "", folded)
    for pattern, production in COMPILED:
        if match := pattern.fullmatch(words):
            try:
                period = production(*match.groups())
            except ValueError:
                return None
            return period_to_date(period) if to_date else period
    return None


def read_period_within(words: str, outer: Period) -> Period | None:
    """The period that words without a year name in the year of `outer`: (前三季度) beside 2020-09."""
    return read_period(words) or read_period(f"{outer.end.year}年{words}")


def read_period_within_year(words: str, year: str) -> Period | None:
    """The period that words without a year (1—6月, 上半年, 6月末) name in a year."""
    return read_period(f"{year}年{words}") if PART_OF_YEAR.search(words) and not words.strip().isdecimal() else None


def period_to_date(period: Period) -> Period:
    """From 1 January of the year in which the period ends, to its end."""
    return Period(date(period.end.year, 1, 1), period.end, is_to_date=True)


def last_month(period: Period) -> Period:
    """The month with which the period ends."""
    return Period(period.end.replace(day=1), period.end)


def _fold(text: str) -> str:
    """Half-width, lower case, without spaces and time of day, every dash and 至 as a hyphen, the year in four digits
    (二〇一九年, 19年6月)."""
    folded = re.sub(r"[ t]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?$", "", unicodedata.normalize("NFKC", text).lower())
    folded = re.sub(r"\s|截[至止]到?", "", folded)
    folded = CHINESE_YEAR.sub(lambda found: found[0].translate(CHINESE_DIGITS), folded)
    folded = SHORT_YEAR.sub("20", folded)
    return re.sub(r"[—–―−‐‑~〜到至]+|--+", "-", folded)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else CHINESE.get(text) or ENGLISH[text]


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
