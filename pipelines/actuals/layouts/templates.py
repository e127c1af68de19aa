"""Tables with a row a figure: indicator, period and value have columns of their own, whatever their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from pipelines.actuals.cells.places import join_places
from pipelines.actuals.cells.values import is_missing
from pipelines.actuals.files.blocks import Block
from pipelines.actuals.files.grid import Grid, Row
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.column_words import read_column, what_is_beside
from pipelines.actuals.layouts.headers import BESIDE, HEADER_WITHIN, find_columns, split_header
from pipelines.actuals.layouts.titles import read_above
from pipelines.actuals.written import FIELDS, Written, write_down, write_down_block

REQUIRED = {"indicator": "指标", "period": "报告期", "value": "数值"}
TOLD = (
    "上次时间",
    "上次数值",
    "用于的目标",
    "牵头单位",
)  # columns by which the published template tells what it is for
TRIED = 200  # rows by whose cells a column without a known header is told


@dataclass(frozen=True)
class Others:
    """Columns that the template does not have. `regions`: places, the coarser first; `growths`: place → what its header
    says; `passed`: place → header, and what its numbers are."""

    regions: tuple[int, ...]
    growths: Mapping[int, Mapping[str, str]]
    passed: Mapping[int, tuple[str, str]]


def read_template(grid: Grid, title: str, known: KnownNames) -> Written | None:
    """One row a figure, below a header that names indicator, period and value. Any order, Chinese or English.

    A region or unit that has no column stands in a title, in a line of its own or in the sheet's or file's name.
    Columns of growth beside the value are figures too.
    """
    for position, header in enumerate(grid.rows[:HEADER_WITHIN]):
        columns = find_columns(header)
        if set(REQUIRED) <= columns.keys():
            below = grid.rows[position + 1 :]
            others = _find_others(header, below, columns, known)
            if others.regions:
                columns["region"] = others.regions[-1]
            place = columns["value"]
            _, unit = split_header(header.cells[place])
            around = read_above(grid.rows[:position], (grid.name, title))
            said = {"unit": unit or around.unit}
            if "region" not in columns:
                said["region"] = around.region(known)
            values = {place: said} | {growth: {**said, **words} for growth, words in others.growths.items()}
            joined = tuple(_join_region(row, others.regions) for row in below)
            written = write_down("template", header, joined, columns, values)
            rows = _with_growths(written.rows, others, place)
            rest = (_read_block(header, block, columns, said, others) for block in grid.rest)
            passed = {column + 1: what for column, what in others.passed.items()}
            return replace(written, rows=_drop_blank(rows, said), rest=rest, passed_columns=passed)
    return None


def _find_others(header: Row, rows: Sequence[Row], columns: Mapping[str, int], known: KnownNames) -> Others:
    regions = [columns["region"]] if "region" in columns else []
    growths: dict[int, Mapping[str, str]] = {}
    passed: dict[int, tuple[str, str]] = {}
    for place, text in enumerate(header.cells):
        cells = [row.cells[place] for row in rows[:TRIED] if place < len(row.cells) and row.cells[place]]
        if not text or text in TOLD or place in columns.values() or not cells:
            continue
        if sum(map(known.is_region, cells)) > len(cells) / 2:
            regions.append(place)
        elif sum(map(known.is_number, cells)) > len(cells) / 2:
            words = read_column((text,), {name: (found,) for name, found in columns.items()}, "", "", known)
            what = what_is_beside((text,), known)
            if words.is_growth and not what:
                growths[place] = {"basis": words.said["basis"], "unit": words.said.get("unit", "%")}
            else:
                passed[place] = (text, what or "表头认不出的数")
    tried = rows[:TRIED]
    regions.sort(key=lambda place: known.mean_depth({row.cells[place] for row in tried if place < len(row.cells)}))
    return Others(tuple(regions), growths, passed)


def _join_region(row: Row, regions: tuple[int, ...]) -> Row:
    """The row with the whole place in the cell of the finest."""
    if len(regions) < 2:
        return row
    cells = [*row.cells, *[""] * (max(regions) + 1 - len(row.cells))]
    cells[regions[-1]] = join_places(cells[place] for place in regions)
    return replace(row, cells=tuple(cells))


def _join_regions(columns: Sequence[Any]) -> Any:
    """The whole place of each row, of columns of categories as one, each combination of names joined once."""
    codes = columns[0].codes.astype(np.int64)
    for column in columns[1:]:
        codes = pd.factorize(codes * len(column.categories) + column.codes)[0]
    _, first, of_row = np.unique(codes, return_index=True, return_inverse=True)
    texts = [join_places(str(column[row]) for column in columns) for row in first]
    return pd.Categorical(texts).take(of_row)


def _with_growths(rows: pd.DataFrame, others: Others, value: int) -> pd.DataFrame:
    """Growth has the basis and unit of its own header, whatever the row says of its value; where either is missing, the
    other stands alone."""
    if not others.growths:
        return rows
    is_growth = rows["column_number"] != value + 1
    for name in ("basis", "unit"):
        of_column = (rows["column_number"] - 1).map({place: words[name] for place, words in others.growths.items()})
        rows[name] = rows[name].astype(object).mask(is_growth, of_column)
    is_blank = rows["value"].map(is_missing).astype(bool)
    has_growth = (is_growth & ~is_blank).groupby(rows["row_number"]).transform("any")
    return rows[~(is_blank & (is_growth | has_growth))].reset_index(drop=True)


def _read_block(
    header: Row, block: Block, columns: dict[str, int], said: Mapping[str, str], others: Others
) -> pd.DataFrame:
    """The same of a further piece of a long text."""
    if len(others.regions) > 1:
        place = others.regions[-1]
        blank: Any = pd.Categorical([""] * len(block.numbers))
        cells: list[Any] = [*block.columns, *[blank] * (place + 1 - len(block.columns))]
        cells[place] = _join_regions([cells[place] for place in others.regions if place < len(cells)])
        block = replace(block, columns=tuple(cells))
    parts = [write_down_block(header, block, columns, said)]
    for place in others.growths:
        parts.append(write_down_block(header, block, {**columns, "value": place}, said))
    rows = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    return _drop_blank(_with_growths(rows, others, columns["value"]), said)


def _drop_blank(rows: pd.DataFrame, said: Mapping[str, str]) -> pd.DataFrame:
    """Without the rows that say nothing, or nothing but a unit and what is said for all of them."""
    is_blank = np.logical_and.reduce(
        [rows[name] == "" for name in (*FIELDS, "surplus") if name not in said and name not in BESIDE]
    )
    return rows[~is_blank].reset_index(drop=True)
