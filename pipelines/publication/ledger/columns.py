"""The columns of the ledger's sheets of targets: heading, width, kind, and what stands in a target's cell."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from pipelines.publication.ledger.contents import Row
from pipelines.publication.ledger.styles import Kind
from pipelines.publication.wording import COMPARATORS, measure_in_words, unit_of_the_plan
from pipelines.publication.workbook import Cell


@dataclass(frozen=True)
class Column:
    heading: str
    width: int  # characters
    kind: Kind
    cell: Callable[[Row], Cell]


def named(name: str) -> Callable[[Row], Cell]:
    return lambda row: row[name]


def in_unit_of_the_plan(name: str) -> Callable[[Row], Cell]:
    """A value as many of the plan's own unit (亿元) as it is of the base unit, exactly."""

    def cell(row: Row) -> Cell:
        if row[name] is None:
            return None
        return Decimal(repr(row[name])) / unit_of_the_plan(row["unit"], row["unit_text"])[1]

    return cell


def requirement(row: Row) -> Cell:
    words = measure_in_words(row["measure"], row["direction"], row["baseline_year"], row["annualised"])
    each = f"({row['per']})" if row["per"] else ""
    return f"{words}{COMPARATORS[row['comparator']]}{each}"


def commitment(row: Row) -> Cell:
    words = ("约束性" if row["binding"] == "binding" else "预期性") if row["binding"] else ""
    return "、".join(word for word in (words, "力争" if row["commitment"] == "strive" else "") if word) or None


def alerts(row: Row) -> Cell:
    """What is said beside the status, never in it."""
    words = ("数据过时" if row["is_stale"] else "", "预计完不成" if row["projected_to_miss"] else "")
    return "、".join(word for word in words if word) or None


TOLD_BY = {"file": "报送文件", "document": "文件原文"}


def latest_figure(row: Row) -> Cell:
    if row["latest_figure"] is None:
        return None
    others = f";连同另外{row['figures'] - 1}个数值" if row["figures"] > 1 else ""
    return f"{row['latest_figure']}{others}"


# What is read and printed.
PRINTED = (
    Column("地区", 9, "text", named("region")),
    Column("指标", 20, "text", named("indicator")),
    Column("要求", 12, "text", requirement),
    Column("目标值", 11, "quantity", in_unit_of_the_plan("value")),
    Column("目标上限", 9, "quantity", in_unit_of_the_plan("value_high")),
    Column("单位", 8, "text", lambda row: unit_of_the_plan(row["unit"], row["unit_text"])[0]),
    Column("截止日", 11, "day", named("deadline")),
    Column("状态", 10, "status", named("status")),
    Column("完成值", 11, "quantity", in_unit_of_the_plan("observed")),
    Column("完成值日期", 11, "day", named("observed_on")),
    Column("完成率(%)", 9, "share", named("attainment_pct")),
    Column("差距(百分点)", 9, "points", named("gap_points")),
    Column("计算说明", 48, "text", named("reason")),
    Column("补报建议", 32, "text", named("what_to_send")),
    Column("牵头单位", 18, "text", named("lead_units")),
    Column("最新数据及来源", 32, "text", latest_figure),
    Column("数据出处", 9, "text", lambda row: TOLD_BY.get(row["told_by"])),
    Column("规划原文", 30, "text", named("quote")),
    Column("规划文件", 26, "text", named("document")),
    Column("复核", 16, "text", named("review")),
)
# What is there for those who look closer.
DETAILS = (
    Column("最差状态", 10, "status", named("worst_status")),
    Column("配合单位", 24, "text", named("support_units")),
    Column("条目", 9, "text", named("clause")),
    Column("承诺性质", 9, "text", commitment),
    Column("与其他规划的矛盾", 60, "text", named("conflict")),
    Column("基期值", 11, "quantity", in_unit_of_the_plan("baseline_value")),
    Column("进展率(%)", 9, "share", named("progress_pct")),
    Column("数据距今(天)", 9, "quantity", named("figure_age_days")),
    Column("提示", 12, "text", alerts),
    Column("数据当日序时进度(%)", 9, "share", named("due_pct")),
    Column("数据当日应达值", 11, "estimate", in_unit_of_the_plan("due_value")),
    Column("序时进度(%)", 9, "share", named("expected_pct")),
    Column("应达值", 11, "estimate", in_unit_of_the_plan("expected_value")),
    Column("上限使用率(%)", 9, "used", named("used_pct")),
    Column("每月需完成", 11, "estimate", in_unit_of_the_plan("required_per_month")),
    Column("预计值", 11, "estimate", in_unit_of_the_plan("projected_value")),
    Column("预计完成率(%)", 9, "share", named("projected_pct")),
    Column("预计达成日", 11, "day", named("projected_on")),
    Column("置信度(%)", 9, "estimate", lambda row: Decimal(repr(row["confidence"])) * 100),
    Column("文号", 16, "text", named("document_number")),
    Column("发布日期", 11, "day", named("published_on")),
    Column("来源文件", 30, "text", named("source_file")),
    Column("目标编号", 20, "text", named("target_id")),
)
COLUMNS = PRINTED + DETAILS
