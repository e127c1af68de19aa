"""How a file is laid out: a grid → the figures as written. One recogniser a layout, asked in turn.

A recogniser returns None where the grid is laid out otherwise. What the cells mean is read later.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from pipelines.actuals.crosstables import read_cross_table
from pipelines.actuals.grid import Grid
from pipelines.actuals.headers import FIELDS, HEADER_WITHIN, find_columns, split_header
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.refusals import FileRefusedError
from pipelines.actuals.written import Written, write_down, write_down_block

# Sheets of the template workbook that hold no figures.
INSTRUCTIONS, OPTIONS = "填写说明", "选项"
REQUIRED = {"indicator": "指标", "period": "报告期", "value": "数值"}


def recognise(grids: list[Grid], title: str, known: KnownNames) -> Written:
    """The figures of the one sheet that has a known layout; there may be none.

    `title`: the file's name, which may name the indicator.
    Raises FileRefusedError if no sheet has a known layout, or several have.
    """
    recognised: list[Written] = []
    unread: list[str] = []
    for grid in grids:
        if grid.name in (INSTRUCTIONS, OPTIONS):
            continue
        written = read_template(grid) or read_cross_table(grid.whole(), title, known)
        if written is None:
            unread.append(grid.name)
        else:
            recognised.append(written)
    if not recognised:
        raise FileRefusedError("unknown_layout", _what_is_missing(grids))
    if len(recognised) > 1:
        raise FileRefusedError(
            "several_sheets", "工作簿有几个工作表都含数据,行号会混淆。请把每个工作表另存为一个文件后分别报送。"
        )
    return replace(recognised[0], unread_sheets=tuple(unread))


def read_template(grid: Grid) -> Written | None:
    """One row a figure, below a header that names indicator, period and value. Any order, Chinese or English."""
    for position, header in enumerate(grid.rows[:HEADER_WITHIN]):
        columns = find_columns(header)
        if set(REQUIRED) <= columns.keys():
            place = columns["value"]
            _, unit = split_header(header.cells[place])
            written = write_down("template", header, grid.rows[position + 1 :], columns, {place: {"unit": unit}})
            rest = (_drop_blank(write_down_block(header, block, columns, unit)) for block in grid.rest)
            return replace(written, rows=_drop_blank(written.rows), rest=rest)
    return None


def _drop_blank(rows: pd.DataFrame) -> pd.DataFrame:
    """Without the rows that say nothing, or nothing but a unit."""
    is_blank = np.logical_and.reduce([rows[name] == "" for name in (*FIELDS, "surplus") if name != "unit"])
    return rows[~is_blank].reset_index(drop=True)


def _what_is_missing(grids: list[Grid]) -> str:
    """The words to add, after the row that comes nearest to a header."""
    rows = [find_columns(row).keys() for grid in grids for row in grid.rows[:HEADER_WITHIN]]
    best = max(rows, key=len, default={}.keys())
    needed = "“指标”“报告期”“数值”“单位”(“地区”“口径”“来源”“备注”可选)"
    if len(best) < 2:
        return f"认不出表头。请使用模板:每行一个数,表头写明{needed}。"
    missing = "、".join(f"“{label}”" for name, label in REQUIRED.items() if name not in best)
    return f"表头缺少{missing}列。请补上;模板的表头是{needed}。"
