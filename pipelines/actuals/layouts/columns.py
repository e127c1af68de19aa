"""The columns of a table with figures side by side: which name a row and which hold figures, and what the words above
a figure say: period, region, basis, unit, indicator."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.actuals.files.grid import Row
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.column_words import PROMISE, RANK, is_period, says_figures, without_mark
from pipelines.actuals.layouts.headers import FIELD_OF_HEADER, bare_header, find_columns, split_header
from pipelines.actuals.written import FIELDS
from pipelines.extraction.folding import fold

LABELS = frozenset({"region", "indicator", "period"})
SERIAL_HEADER = re.compile(r"序号|编号|[行栏]次|次序|(?:地区|(?:行政)?区划|指标)?代码|id|no\.?")
COLUMN_NUMBERS = re.compile(r"[甲乙丙丁]|\(?\d{1,2}\)?|栏次|行次")


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
            or (any(says_figures(words, known) for words in path) and not _mostly(cells, known.is_region))
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
