"""The columns of a table with figures side by side: which name a row and which hold figures, and what the words above
a figure say: period, region, basis, unit, indicator."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.actuals.files.grid import Row
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.column_words import is_period, says_figures, what_is_beside, without_mark
from pipelines.actuals.layouts.headers import FIELD_OF_HEADER, bare_header, find_columns, split_header
from pipelines.actuals.written import FIELDS
from pipelines.extraction.folding import fold

TRIED = 200  # cells of a column that are looked at
PLACE = re.compile(r"(?:[镇乡村区县市省州盟旗]|街道(?:办事处?)?|社区|园|师|团|农场|林场)$")
LABELS = frozenset({"region", "indicator", "period"})
SERIAL_HEADER = re.compile(r"序号|编号|[行栏]次|次序|(?:地区|(?:行政)?区划|指标)?代码|id|no\.?")
COLUMN_NUMBERS = re.compile(r"[甲乙丙丁]|\(?\d{1,2}\)?|栏次|行次")


@dataclass(frozen=True)
class Columns:
    """`labels`: field → places, the rightmost says it first, of places the finest; `qualifiers` are those indicators
    that name what the figure is one of (行业, 产品名称). `years` and `parts` are places of a year and a month that make
    a period together. `values`: place → the words above it, top to bottom."""

    labels: dict[str, tuple[int, ...]]
    qualifiers: tuple[int, ...]
    years: tuple[int, ...]
    parts: tuple[int, ...]
    values: dict[int, tuple[str, ...]]
    ignored: tuple[int, ...]  # serial numbers and codes
    passed: dict[int, str]  # place → what its numbers are, where they are no figures
    headers: dict[int, str]  # place → all words above it

    @property
    def is_qualified(self) -> bool:
        """Whether the rows' names say what the figure is one of, and none says what is measured."""
        return bool(self.qualifiers) and len(self.qualifiers) == len(self.labels["indicator"])


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
    found: dict[str, list[int]] = {}  # what they hold → places
    passed: dict[int, str] = {}
    for place in sorted({*paths, *range(max((len(row.cells) for row in rows), default=0))}):
        path = paths.get(place, ())
        cells = _below(place, rows)
        name = fields.get(place, "")
        if any(map(known.mapped, path)):
            role = "figures" if any(map(known.is_number, cells)) else ""
        elif name in FIELDS:
            role = _field(name, cells, has_periods_across, known)
        elif name == "region_code" or _is_serial(path, cells):
            role = "ignored"
        elif name or not cells:
            role = name
        elif what := _what_is_passed(path, cells, "indicator" in found, _lies_apart(place, paths, rows), known):
            passed[place], role = what, ""
        else:
            role = _role(cells, path, found, known)
        if role:
            found.setdefault(role, []).append(place)
    if "part_of_year" in found and not found.keys() & {"year", "period"}:  # the year is said elsewhere
        found["period"] = found["part_of_year"]
    if "qualifier" in found:
        found["indicator"] = [*found["qualifier"], *found.get("indicator", [])]
    if "region" in found:  # the coarser places before the finer ones that lie in them
        found["region"].sort(key=lambda place: known.mean_depth(set(_below(place, rows)[:TRIED])))
    return Columns(
        {name: tuple(places) for name, places in found.items() if name in FIELDS},
        tuple(found.get("qualifier", ())),
        tuple(found.get("year", ())),
        tuple(found.get("part_of_year", ())),
        {place: paths[place] for place in found.get("figures", ())},
        tuple(found.get("ignored", ())),
        passed,
        headers,
    )


def _below(place: int, rows: Sequence[Row]) -> list[str]:
    """The cells of a column that are not blank."""
    return [row.cells[place] for row in rows if place < len(row.cells) and row.cells[place]]


def _field(name: str, cells: list[str], has_periods_across: bool, known: KnownNames) -> str:
    """What a column with a known header names, where its cells say otherwise."""
    if name in ("indicator", "region") and _mostly(cells, is_period):
        return "period"
    if name == "indicator" and _mostly(cells, known.is_region):
        return "region"
    if name == "period" and has_periods_across and not any(map(is_period, cells)):  # 时间 speaks of the header's row
        return _role(cells, (), {}, known) or name
    return name


def _what_is_passed(path: tuple[str, ...], cells: list[str], has_names: bool, is_apart: bool, known: KnownNames) -> str:
    """What the numbers of a column are that holds no figures; else nothing. 任务 may head what is reported, too."""
    has_numbers = any(map(known.is_number, cells))
    if path and (has_names or has_numbers):
        return what_is_beside(path, known)
    return "表外的数" if is_apart and has_numbers else ""


def _role(cells: list[str], path: tuple[str, ...], found: dict[str, list[int]], known: KnownNames) -> str:
    """What a column without a known header holds, by its cells and by which columns were found left of it: figures,
    what names them, or notes."""
    has_numbers = any(map(known.is_number, cells))
    is_place = _mostly(cells, lambda cell: known.is_region(split_header(cell)[0]))
    if not path and not found and _mostly(cells, is_period):  # years below a blank corner
        return "period"
    if path and (has_numbers or (any(says_figures(words, known) for words in path) and not is_place)):
        return "figures"
    if has_numbers:  # under no header: rows that are shifted
        return ""
    if is_place:
        return "region"
    if "figures" in found:  # what stands right of them is a note
        return "note"
    return "period" if _mostly(cells, is_period) else _name(cells, path, found, known)


def _name(cells: list[str], path: tuple[str, ...], found: dict[str, list[int]], known: KnownNames) -> str:
    """What a column of words left of the figures names: indicators, what they are of, or places that no one knows."""
    says_indicator = sum(
        known.is_indicator(cell) or known.is_unit(split_header(without_mark(cell))[1]) for cell in cells
    )
    if says_indicator >= 0.3 * len(cells) or "指标" in "".join(path) or (not path and "region" in found):
        return "indicator"
    if path and "indicator" not in found and not any(PLACE.search(fold(cell)) for cell in cells[:TRIED]):
        return "qualifier"
    return "region" if "region" not in found else "note"


def _lies_apart(place: int, paths: dict[int, tuple[str, ...]], rows: Sequence[Row]) -> bool:
    """Whether a column stands right of the table with a blank one between: no cell can have moved there."""
    end = max((headed for headed, path in paths.items() if path), default=-1) + 1
    between = range(end, place)
    return any(all(len(row.cells) <= blank or not row.cells[blank] for row in rows) for blank in between)


def _mostly(cells: list[str], is_so: Callable[[str], bool]) -> bool:
    tried = cells[:TRIED]
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
