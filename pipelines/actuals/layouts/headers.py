"""The words of a header row: which field each column holds, in Chinese and English."""

import re

from pipelines.actuals.files.grid import Row
from pipelines.actuals.files.refusals import FileRefusedError
from pipelines.actuals.written import FIELDS
from pipelines.extraction.folding import fold

HEADERS = {
    "indicator": "指标 指标名称 指标名 统计指标 项目 项目名称 indicator indicator_name",
    "region": "地区 地区名称 区域 行政区划 行政区 区县 县区 县市区 市县 地市 城市 县 区 市 县市 各县市区 各区县 "
    "region region_name area district",
    "region_code": "地区代码 区划代码 行政区划代码 region_code",
    "period": "报告期 时间 日期 期别 时期 期间 统计时间 报告时间 数据时间 统计期 数据期 所属期 period date time",
    "year": "年份 年度 年 year",
    "part_of_year": "月份 月 月度 季度 month quarter",
    "value": "数值 数据 值 数据值 指标值 统计值 本期值 完成值 实际值 实际数 实际完成 实际完成值 value actual data",
    "unit": "单位 计量单位 数据单位 unit units",
    "basis": "口径 统计口径 数据口径 指标口径 basis",
    "source": "来源 数据来源 资料来源 出处 source data_source",
    "note": "备注 说明 注 附注 注释 note notes remark remarks comment",
    "action": "操作 操作类型 处理方式 状态 数据状态 数值状态 action status",
    "reason": "更正原因 更正说明 更正理由 修订原因 修订说明 修改原因 修改说明 变更原因 调整原因 撤回原因 撤回说明 "
    "作废原因 correction_reason reason",
}
BESIDE = ("action", "reason")  # of several such columns the first is read, where any other field may stand only once
FIELD_OF_HEADER = {header: name for name, headers in HEADERS.items() for header in headers.split()}
LONGEST_HEADER = 60  # characters; nothing longer names a field
HEADER_WITHIN = 30  # rows that are not blank; titles may stand above the header


def find_columns(row: Row, keep_years: bool = False) -> dict[str, int]:
    """Field → place of its column, as far as the row's cells name fields; year and part_of_year too if they are kept.

    Raises FileRefusedError if two columns are the same field, .
    """
    columns: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        name = FIELD_OF_HEADER.get(bare_header(cell))
        if name in columns and name in (*BESIDE, "region"):  # 市 and 县 beside each other name one place together
            continue
        if name in columns and len(columns) > 1:
            raise FileRefusedError(
                "duplicate_column",
                f"第 {row.number} 行表头的“{row.cells[columns[name]]}”与“{cell}”重复，不知以哪列为准。请只保留一列。",
            )
        if name is not None:
            columns[name] = place
    if "region_code" in columns:
        columns.setdefault("region", columns["region_code"])
    if keep_years:
        return columns
    if "year" in columns and "period" not in columns:
        if "part_of_year" in columns:  # two columns that make a period together
            return {}
        columns["period"] = columns["year"]
    return {name: place for name, place in columns.items() if name in FIELDS}


def split_header(header: str) -> tuple[str, str]:
    """A header and what stands in its last bracket: 环翠区（亿元）, 数值(万元)."""
    found = re.fullmatch(r"([^()]*)\(([^()]*)\)", fold(header[:LONGEST_HEADER]).strip())
    return (found[1].strip(), found[2].strip()) if found else (header, "")


def bare_header(cell: str) -> str:
    """A header as it is looked up: folded, without spaces, colons, asterisks and its last bracket."""
    return re.sub(r"[\s:*]", "", split_header(fold(cell[:LONGEST_HEADER]).lower())[0])
