"""The columns of a table with figures side by side: which name a row and which hold figures, and what the words above
a figure say: period, region, basis, unit, indicator."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.actuals.cells.names import NO_GROWTH_NAME, TO_DATE, read_basis
from pipelines.actuals.cells.periods import read_period, read_period_within_year
from pipelines.actuals.files.grid import Row
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.headers import FIELD_OF_HEADER, bare_header, find_columns, split_header
from pipelines.actuals.written import FIELDS
from pipelines.extraction.folding import fold

LABELS = frozenset({"region", "indicator", "period"})
SERIAL_HEADER = re.compile(r"序号|编号|[行栏]次|次序|(?:地区|(?:行政)?区划|指标)?代码|id|no\.?")
# Columns of numbers that are no figures, by the end of their header or all of it.
RANK = re.compile(r"(?:位次|排名|名次|位序|排序|排位)(?:变化|升降)?$")
AIM = r"(?:全年|年度|年初|当年|本年|省定|市定)*(?:目标|计划|任务){1,2}[数值量额]?"
PROMISE = re.compile(
    rf"(?:(?:19|20)\d\d年?)?{AIM}|(?:{AIM})?(?:完成|实现)(?:率|比例|进度|百分[比率])|[完占达][成到]?{AIM}的?(?:比[例重]|进度|百分比)?"
)
FOOTNOTE_MARK = re.compile(r"(?<=[)）])(?:[a-z]|[①-⑳*※#†‡]|\d)+$")
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
COLUMN_NUMBERS = re.compile(r"[甲乙丙丁]|\(?\d{1,2}\)?|栏次|行次")
UNCLEAR = "(没有写明是本月还是累计)"


@dataclass(frozen=True)
class Columns:
    """`labels`: field → places, the rightmost says it first; `years` and `parts` are places of a year and a month that
    make a period together. `values`: place → the words above it, top to bottom."""

    labels: dict[str, tuple[int, ...]]
    years: tuple[int, ...]
    parts: tuple[int, ...]
    values: dict[int, tuple[str, ...]]
    ignored: tuple[int, ...]  # serial numbers and codes
    passed: dict[int, str]  # place → what its numbers are, where they are no figures
    headers: dict[int, str]  # place → all words above it


def header_paths(header: Sequence[Row]) -> dict[int, tuple[str, ...]]:
    """Place → the different words above it. In a row above another, what stands at the left holds on to the right."""
    width = max(len(row.cells) for row in header)
    paths: dict[int, list[str]] = {place: [] for place in range(width)}
    for depth, row in enumerate(header):
        is_last = depth == len(header) - 1
        before = ""
        for place in range(width):
            cell = row.cells[place] if place < len(row.cells) else ""
            below = [other.cells[place] if place < len(other.cells) else "" for other in header[depth + 1 :]]
            if not cell and before and not is_last and any(below) and not FIELD_OF_HEADER.get(bare_header(before)):
                cell = before
            elif cell:
                before = cell
            if cell and cell not in paths[place]:
                paths[place].append(cell)
    return {place: tuple(path) for place, path in paths.items()}


def find_columns_across(header: Sequence[Row], rows: Sequence[Row], known: KnownNames) -> Columns:
    """What each column holds, by its header and by the cells below it. Raises FileRefusedError for two columns of one
    field."""
    paths = header_paths(header)
    headers = {place: " ".join(path) for place, path in paths.items()}
    named = find_columns(Row(header[0].number, tuple(headers.values())), keep_years=True)
    fields = {place: name for name, place in named.items() if name != "value"}
    has_periods_across = _mostly([text for place, text in headers.items() if text and place not in fields], is_period)
    labels: dict[str, list[int]] = {}
    values: dict[int, tuple[str, ...]] = {}
    years, parts, ignored, passed = list[int](), list[int](), list[int](), dict[int, str]()
    for place in sorted({*paths, *range(max((len(row.cells) for row in rows), default=0))}):
        path = paths.get(place, ())
        cells = [row.cells[place] for row in rows if place < len(row.cells) and row.cells[place]]
        name = fields.get(place, "")
        if name == "year":
            years.append(place)
        elif name == "part_of_year":
            parts.append(place)
        elif name in FIELDS:
            labels.setdefault(_field(name, cells, has_periods_across, known), []).append(place)
        elif name == "region_code" or _is_serial(path, cells):
            ignored.append(place)
        elif not cells:
            continue
        elif path and RANK.search(bare_header(path[-1])):
            passed[place] = "名次"
        elif (
            path
            and PROMISE.fullmatch(bare_header(path[-1]))
            and ("indicator" in labels or any(map(known.is_number, cells)))  # else 任务 may head what is reported
        ):
            passed[place] = "目标或完成的比例"
        elif path and (
            any(map(known.is_number, cells))
            or (any(_says_figures(words, known) for words in path) and not _mostly(cells, known.is_region))
        ):
            values[place] = path
        elif role := _role(cells, path, labels, not values, known):
            labels.setdefault(role, []).append(place)
    if parts and not years and "period" not in labels:  # the year is said elsewhere
        labels["period"] = parts
    return Columns(
        {name: tuple(places) for name, places in labels.items()},
        tuple(years),
        tuple(parts),
        values,
        tuple(ignored),
        passed,
        headers,
    )


def _field(name: str, cells: list[str], has_periods_across: bool, known: KnownNames) -> str:
    """What a column with a known header names, where its cells say otherwise."""
    if name in ("indicator", "region") and _mostly(cells, is_period):
        return "period"
    if name == "indicator" and _mostly(cells, known.is_region):
        return "region"
    if name == "period" and has_periods_across and not any(map(is_period, cells)):  # 时间 speaks of the header's row
        return _role(cells, (), {}, True, known) or name
    return name


def _role(
    cells: list[str], path: tuple[str, ...], labels: dict[str, list[int]], is_left: bool, known: KnownNames
) -> str:
    """What a column of words without a known header names; what stands right of the figures is a note."""
    if any(known.is_number(cell) for cell in cells):  # numbers under no header: rows that are shifted
        return ""
    if not is_left:
        return "note"
    if _mostly(cells, is_period):
        return "period"
    if _mostly(cells, lambda cell: known.is_region(split_header(cell)[0])):
        return "region" if "region" not in labels else "note"
    says_indicator = sum(
        known.is_indicator(cell) or known.is_unit(split_header(without_mark(cell))[1]) for cell in cells
    )
    if says_indicator >= 0.3 * len(cells) or "指标" in "".join(path) or (not path and "region" in labels):
        return "indicator"
    return "region" if "region" not in labels else "note"


def _mostly(cells: list[str], is_so: Callable[[str], bool]) -> bool:
    tried = cells[:200]
    return bool(tried) and sum(map(is_so, tried)) > len(tried) / 2


def _says_figures(words: str, known: KnownNames) -> bool:
    """Whether words above a column say that figures stand in it, whatever does: a period, a unit, 累计, 增长."""
    name, bracket = split_header(without_mark(words))
    bare = re.sub(r"\s", "", fold(name))
    patterns = (GROWTH_WORDS, MONTH_WORDS, TO_DATE_WORDS, YEAR_WORDS, AMOUNT_WORDS)
    return is_period(words) or known.is_unit(bracket) or any(pattern.fullmatch(bare) for pattern in patterns)


def is_period(cell: str) -> bool:
    """Whether a cell is a period, or one of a year that is said elsewhere (6月, 上半年)."""
    return read_period(cell) is not None or (not cell.isdecimal() and read_period_within_year(cell, "2000") is not None)


def _is_serial(path: tuple[str, ...], cells: list[str]) -> bool:
    """Serial numbers or codes, by the header; without one, 1, 2, 3 …"""
    if path:
        return SERIAL_HEADER.fullmatch(bare_header("".join(path))) is not None
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 8]
    return (
        len(numbers) == len(cells) > 0
        and numbers[0] == 1
        and all(after - before == 1 for before, after in pairwise(numbers))
    )


def is_column_numbers(row: Row) -> bool:
    """The row below a header that counts its columns: 甲 乙 1 2 3."""
    cells = [cell for cell in row.cells if cell]
    numbers = [cell.strip("()（）") for cell in cells if re.search(r"\d", cell)]
    return (
        len(numbers) > 1
        and all(COLUMN_NUMBERS.fullmatch(fold(cell)) for cell in cells)
        and all(number.isdecimal() for number in numbers)
        and [int(number) for number in numbers] == list(range(int(numbers[0]), int(numbers[0]) + len(numbers)))
        and int(numbers[0]) in (1, 2)
        and (len(cells) > len(numbers) or not row.cells[0])
    )


@dataclass(frozen=True)
class ColumnWords:
    """What the words above a column of figures say: `said` field by field, `suffix` to go behind a row's indicator."""

    said: dict[str, str]
    suffix: str = ""
    is_growth: bool = False
    is_timed: bool = False  # its words say over which time it is: 本月, 累计, a period


def read_column(
    path: tuple[str, ...], labels: dict[str, tuple[int, ...]], title_period: str, year: str, known: KnownNames
) -> ColumnWords:
    """`title_period` and `year` are those of the words around the table, for a column that names part of a year."""
    said: dict[str, str] = {}
    names: list[str] = []
    is_month = is_to_date = is_growth = is_of_year = False
    for text in path:
        words = fold(without_mark(text)).strip()
        unit = next(filter(known.is_unit, BRACKET.findall(words)), "")
        words, period = _take_period(words.replace(f"({unit})", ""), year)
        said |= {name: found for name, found in (("unit", unit), ("period", period)) if found}
        bare = re.sub(r"\s", "", words)
        if FIELD_OF_HEADER.get(bare) == "value" or AMOUNT_WORDS.fullmatch(bare):
            continue
        growth = bool(GROWTH_WORDS.fullmatch(bare)) and not NO_GROWTH_NAME.search(bare)
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
    is_timed = is_month or is_to_date or "period" in said
    if is_growth or is_month or is_to_date:
        # A growth over the year to date is not one of the month: its name says growth, its basis the time.
        to_date = TO_DATE if not is_growth and not is_of_year else "本年累计"
        said["basis"] = to_date if is_to_date else "同比" if is_growth else "当期"
    if "period" not in labels and "period" not in said:
        said["period"] = _period_of_basis(title_period, is_month and not is_to_date, is_to_date)
    suffix = "同比增速" if is_growth and is_to_date else ""
    if not names:
        return ColumnWords(said, suffix, is_growth, is_timed)
    name = names[-1] if known.is_indicator(names[-1]) else "".join(names)
    if "indicator" in labels:
        return ColumnWords(said, name + suffix, is_growth, is_timed)
    return ColumnWords(said | {"indicator": name + suffix}, "", is_growth, is_timed)


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
