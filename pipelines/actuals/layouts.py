"""A grid → rows as written, one a figure: where the indicator, region, period, value and unit of each stand.

A layout is a recogniser: it returns the rows, or None where the grid is laid out otherwise. Cells are not read here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from pipelines.actuals.grid import FileRefusedError, Grid, Row
from pipelines.extraction.folding import fold

HEADER_WITHIN = 30  # rows that are not blank; titles may stand above the header
FIELDS = ("indicator", "region", "period", "value", "unit", "basis", "source", "note")
REQUIRED = {"indicator": "指标", "period": "报告期", "value": "数值"}
HEADERS = {
    "indicator": "指标 指标名称 指标名 统计指标 项目 项目名称 indicator indicator_name",
    "region": "地区 地区名称 区域 行政区划 行政区 区县 县区 县市区 市县 地市 城市 region region_name area district",
    "region_code": "地区代码 区划代码 行政区划代码 region_code",
    "period": "报告期 时间 日期 期别 时期 期间 统计时间 报告时间 数据时间 统计期 数据期 所属期 period date time",
    "year": "年份 年度 年 year",
    "part_of_year": "月份 月 月度 季度 month quarter",
    "value": "数值 数据 值 数据值 指标值 统计值 本期值 完成值 实际值 实际数 实际完成 value actual data",
    "unit": "单位 计量单位 数据单位 unit units",
    "basis": "口径 统计口径 数据口径 指标口径 basis",
    "source": "来源 数据来源 资料来源 出处 source data_source",
    "note": "备注 说明 注 附注 注释 note notes remark remarks comment",
}
FIELD_OF_HEADER = {header: name for name, headers in HEADERS.items() for header in headers.split()}


@dataclass(frozen=True)
class Written:
    """Figures as the file writes them.

    `rows` has a row a figure and the text columns FIELDS, `surplus` (cells beyond the header), `row_number`,
    and `value_column` (the header above the value). `headers` names the column of each field that has one of its own.
    """

    layout: str
    rows: pd.DataFrame
    headers: dict[str, str] = field(default_factory=dict)


def read_template(grid: Grid) -> Written | None:
    """One row a figure, below a header that names indicator, period and value. Any order, Chinese or English."""
    found = next(
        (
            (position, columns)
            for position, row in enumerate(grid.rows[:HEADER_WITHIN])
            if set(REQUIRED) <= (columns := _columns(row)).keys()
        ),
        None,
    )
    if found is None:
        return None
    position, columns = found
    header = grid.rows[position].cells
    below = grid.rows[position + 1 :]
    rows = pd.DataFrame({name: _cells(below, columns.get(name)) for name in FIELDS}, dtype=object)
    rows["surplus"] = [" ".join(filter(None, row.cells[len(header) :])) for row in below]
    rows["row_number"] = [row.number for row in below]
    rows["value_column"] = header[columns["value"]]
    if unit := _bracket(header[columns["value"]]):
        rows["unit"] = rows["unit"].mask(rows["unit"] == "", unit)
    is_blank = (rows[[*FIELDS, "surplus"]] == "").all(axis="columns")
    headers = {name: header[place] for name, place in columns.items()}
    return Written("template", rows[~is_blank].reset_index(drop=True), headers)


LAYOUTS: tuple[Callable[[Grid], Written | None], ...] = (read_template,)


def recognise(grids: list[Grid]) -> Written:
    """The rows of the one sheet that has a known layout. Raises FileRefusedError if none has, or several."""
    recognised = [written for grid in grids if (written := _first_layout(grid)) is not None]
    if not recognised:
        raise FileRefusedError("unknown_layout", _what_is_missing(grids))
    if len(recognised) > 1:
        raise FileRefusedError(
            "several_sheets", "工作簿有几个工作表都含数据,行号会混淆。请把每个工作表另存为一个文件后分别报送。"
        )
    if recognised[0].rows.empty:
        raise FileRefusedError("no_rows", "表头下面没有数据行。请填写数据后重新报送。")
    return recognised[0]


def _first_layout(grid: Grid) -> Written | None:
    return next((written for layout in LAYOUTS if (written := layout(grid)) is not None), None)


def _columns(row: Row) -> dict[str, int]:
    """Field → place of its column, if the row is a header. Raises FileRefusedError if it names one field twice."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        name = FIELD_OF_HEADER.get(re.sub(r"\(.*\)|[\s:*]", "", fold(cell).lower()))
        if name in columns and len(columns) > 1:
            raise FileRefusedError(
                "duplicate_column",
                f"第 {row.number} 行表头的“{row.cells[columns[name]]}”与“{cell}”重复,不知以哪列为准。请只保留一列。",
            )
        if name is not None:
            columns[name] = place
    if "region_code" in columns:
        columns.setdefault("region", columns["region_code"])
    if "year" in columns and "period" not in columns:
        if "part_of_year" in columns:
            raise FileRefusedError("split_period", "年份和月份(季度)分在两列。请合成一列“报告期”,如 2023-06、2023Q2。")
        columns["period"] = columns["year"]
    return columns


def _cells(rows: tuple[Row, ...], place: int | None) -> list[str]:
    if place is None:
        return [""] * len(rows)
    return [row.cells[place] if place < len(row.cells) else "" for row in rows]


def _bracket(header: str) -> str:
    """What stands in the header's bracket: 数值（万元）."""
    found = re.search(r"\(([^()]*)\)", fold(header))
    return found[1] if found else ""


def _what_is_missing(grids: list[Grid]) -> str:
    """The words to add, after the row that comes nearest to a header."""
    rows = [set(_columns(row)) & set(FIELDS) for grid in grids for row in grid.rows[:HEADER_WITHIN]]
    best = max(rows, key=len, default=set())
    needed = "“指标”“报告期”“数值”“单位”(“地区”“口径”“来源”“备注”可选)"
    if len(best) < 2:
        return f"认不出表头。请使用模板:每行一个数,表头写明{needed}。"
    missing = "、".join(f"“{label}”" for name, label in REQUIRED.items() if name not in best)
    return f"表头缺少{missing}列。请补上;模板的表头是{needed}。"
