"""How a file is laid out: its grids → the figures as written. One recogniser a layout, asked in turn of each sheet.

A recogniser returns None where the grid is laid out otherwise. What the cells mean is read later.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipelines.actuals.cells.withdrawals import is_titled_withdrawal
from pipelines.actuals.files.grid import Grid, Row
from pipelines.actuals.files.refusals import FileRefusedError
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.crosstables import read_cross_table
from pipelines.actuals.layouts.headers import BESIDE, HEADER_WITHIN, find_columns, split_header
from pipelines.actuals.layouts.titles import read_above
from pipelines.actuals.written import FIELDS, Written, write_down, write_down_block

# Sheets of the template workbook that hold no figures.
INSTRUCTIONS, OPTIONS = "填写说明", "选项"
REQUIRED = {"indicator": "指标", "period": "报告期", "value": "数值"}


NO_FIGURE = re.compile(r"0\d+|\d{11,}")  # telephone numbers, identity numbers


@dataclass(frozen=True)
class Unread:
    """What of a file is not read: `rows` of figures in a sheet that cannot be; without rows, a sheet or column that
    holds no figures, or something of the whole file. `sheet_number`: from 1."""

    reason_code: str
    reason: str
    sheet: str = ""
    sheet_number: int = 0
    rows: tuple[Row, ...] = ()
    column_number: int | None = None
    column_name: str | None = None


@dataclass(frozen=True)
class Recognised:
    """The tables of a file that have a known layout, in their order, several of a sheet if need be, and what else it
    holds."""

    tables: tuple[Written, ...]
    unread: tuple[Unread, ...] = ()

    @property
    def has_sheets(self) -> bool:
        """Whether several sheets hold figures."""
        numbers = [table.sheet_number for table in self.tables]
        return len({*numbers, *(unread.sheet_number for unread in self.unread if unread.rows)}) > 1

    @property
    def layout(self) -> str:
        return "、".join(dict.fromkeys(table.layout for table in self.tables))


def recognise(grids: list[Grid], title: str, known: KnownNames) -> Recognised:
    """The figures of every sheet that has a known layout; there may be none.

    `title`: the file's name, which may name the indicator.
    Raises FileRefusedError if no sheet has a known layout.
    """
    tables: list[Written] = []
    unread: list[Unread] = []
    refusals: list[FileRefusedError] = []
    for number, grid in enumerate(grids, start=1):
        if grid.name in (INSTRUCTIONS, OPTIONS):
            continue
        if grid.is_hidden or not grid.rows:
            state = "是隐藏的" if grid.is_hidden else "是空的"
            unread.append(Unread("passed_sheet", f"工作表“{grid.name}”{state}，没有读取。", grid.name, number))
            continue
        try:
            template = read_template(grid, title, known)
            found = [template] if template else read_cross_table(grid.whole(), title, known)
        except FileRefusedError as refusal:
            refusals.append(refusal)
            reason = f"工作表“{grid.name}”没有读取：{refusal}"
            unread.append(Unread(refusal.reason_code, reason, grid.name, number, _with_figures(grid, known)))
            continue
        if found:
            is_withdrawal = is_titled_withdrawal(grid, title)
            found[-1] = replace(found[-1], tail=grid.tail)
            tables += [
                replace(table, sheet=grid.name, sheet_number=number, is_withdrawal=is_withdrawal) for table in found
            ]
            passed = dict.fromkeys(column for table in found for column in table.passed_columns.items())
            for column, (header, what) in passed:
                reason = f"“{header}”列是{what}，不是报送的数值，没有读取。"
                unread.append(Unread("passed_column", reason, grid.name, number, (), column, header))
        elif rows := _with_figures(grid, known):
            reason = f"工作表“{grid.name}”认不出表头，没有读取。表头请写明指标、报告期、数值、单位，或按模板填写。"
            unread.append(Unread("unread_sheet", reason, grid.name, number, rows))
        else:
            reason = f"工作表“{grid.name}”只有文字，没有读取。"
            unread.append(Unread("passed_sheet", reason, grid.name, number))
    if not tables:
        raise next(iter(refusals), None) or FileRefusedError("unknown_layout", _what_is_missing(grids))
    return Recognised(tuple(tables), tuple(unread))


def _with_figures(grid: Grid, known: KnownNames) -> tuple[Row, ...]:
    """The rows that hold a figure beside what names them."""
    return tuple(row for row in grid.rows if any(_is_figure(cell, known) for cell in row.cells[1:]))


def _is_figure(cell: str, known: KnownNames) -> bool:
    return known.is_number(cell) and not known.is_region(cell) and not NO_FIGURE.fullmatch(cell)


def read_template(grid: Grid, title: str, known: KnownNames) -> Written | None:
    """One row a figure, below a header that names indicator, period and value. Any order, Chinese or English.

    A region or unit that has no column stands in a title, in a line of its own or in the sheet's or file's name.
    """
    for position, header in enumerate(grid.rows[:HEADER_WITHIN]):
        columns = find_columns(header)
        if set(REQUIRED) <= columns.keys():
            place = columns["value"]
            _, unit = split_header(header.cells[place])
            around = read_above(grid.rows[:position], (grid.name, title))
            said = {"unit": unit or around.unit}
            if "region" not in columns:
                said["region"] = around.region(known)
            written = write_down("template", header, grid.rows[position + 1 :], columns, {place: said})
            rest = (_drop_blank(write_down_block(header, block, columns, said), said) for block in grid.rest)
            return replace(written, rows=_drop_blank(written.rows, said), rest=rest)
    return None


def _drop_blank(rows: pd.DataFrame, said: Mapping[str, str]) -> pd.DataFrame:
    """Without the rows that say nothing, or nothing but a unit and what is said for all of them."""
    is_blank = np.logical_and.reduce(
        [rows[name] == "" for name in (*FIELDS, "surplus") if name not in said and name not in BESIDE]
    )
    return rows[~is_blank].reset_index(drop=True)


def _what_is_missing(grids: list[Grid]) -> str:
    """The words to add, after the row that comes nearest to a header."""
    hidden = "、".join(f"“{grid.name}”" for grid in grids if grid.is_hidden)
    if hidden and not any(grid.rows for grid in grids):
        return f"工作表{hidden}是隐藏的，没有读取，其他工作表是空的。请取消隐藏后重新报送。"
    rows = [find_columns(row).keys() for grid in grids for row in grid.rows[:HEADER_WITHIN]]
    best = max(rows, key=len, default={}.keys())
    needed = "“指标”“报告期”“数值”“单位”(“地区”“口径”“来源”“备注”可选)"
    if len(best) < 2:
        return f"认不出表头。请使用模板：每行一个数，表头写明{needed}。"
    missing = "、".join(f"“{label}”" for name, label in REQUIRED.items() if name not in best)
    return f"表头缺少{missing}列。请补上；模板的表头是{needed}。"
