"""What makes a reported row an error or a doubt: one rule a reason, each a vectorised condition on rows.

Errors of a row alone come first, then those of rows against each other and against what is on record, then warnings;
each stage sees only the rows
that the stage before left, so that no bad row takes a good one with it. Rules on a row alone see ReadRows; those on
rows against each other see what sql/rows found. New rules belong here, reading of cells does not.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from pipelines.actuals.rows.meanings import SHARES
from pipelines.actuals.written import FIELDS

Rows = pd.DataFrame
Condition = Callable[[Rows], "pd.Series[bool]"]

CELLS = {*FIELDS, "surplus", "previous_value", "previous_period", "recorded_period"}  # what bureaus wrote, however long
GROWTHS_OF_INDICES = (-50, 100)  # per cent; an index of last year lies between 50 and 200
LONGEST_CELL = 60  # characters of a cell that a reason quotes

# Words of what may be below zero, of shares, and of shares that may be above 100 %.
MAY_BE_NEGATIVE = "增减|增长|增速|涨跌|变动|变化|净|差额|差值|顺差|逆差|利润|盈亏|损益|结余|气温|温度|贡献|拉动"
SHARES_BY_NAME = "占比|比重|覆盖率|达标率|合格率|城镇化率|失业率"
MAY_EXCEED_100 = "增长|增值|指数|产销|普及率|负债率|完成率|自给率|利润率|回报率|收益率|周转|抚养比|杠杆率|置换率|入学率"


@dataclass(frozen=True)
class Rule:
    """`is_broken` gives True for the rows at fault. `field` is the column to look at, empty for the whole row;
    `reason` says in Chinese what to do, with columns of the row in braces."""

    reason_code: str
    field: str
    reason: str
    is_broken: Condition


def _found_at_reading(reason_code: str, field: str, problem: str, reason: str) -> Rule:
    return Rule(reason_code, field, reason, lambda rows: rows[problem] == reason_code)


def is_growth(rows: Rows) -> "pd.Series[bool]":
    return (rows["basis_code"] == "growth") | (rows["dimension"] == "percentage_point")


def _is_negative(rows: Rows) -> "pd.Series[bool]":
    may_be = is_growth(rows) | rows["indicator"].str.contains(MAY_BE_NEGATIVE) | (rows["dimension"] == "temperature")
    return (rows["number"] < 0) & ~may_be


def _is_above_100(rows: Rows) -> "pd.Series[bool]":
    is_share = (rows["kind"] == "rate") | rows["indicator"].str.contains(SHARES_BY_NAME)
    may_be = is_growth(rows) | rows["indicator"].str.contains(MAY_EXCEED_100)
    return (rows["dimension"] == "share") & is_share & ~may_be & (rows["amount"] > 100)


def _is_no_sum(rows: Rows) -> "pd.Series[bool]":
    """The year to date is off by more than rounding explains: half a step of each of the three."""
    names = ["amount", "amount_before", "amount_of_month", "step", "step_before", "step_of_month"]
    exact = rows[names].map(Decimal).astype(object)
    gap = (exact["amount"] - exact["amount_before"] - exact["amount_of_month"]).abs()
    return gap > (exact["step"] + exact["step_before"] + exact["step_of_month"]) / 2


ROW_ERRORS = (
    Rule(
        "surplus_cells",
        "",
        "本行比表头多出“{surplus}”，各列已错位。数里有逗号时请给单元格加英文引号，或去掉千分位逗号。",
        lambda rows: rows["surplus"] != "",
    ),
    Rule(
        "cut_line",
        "value",
        "文件末尾没有换行，最后一行又比上一行少几格，或有引号没有合上，“{value}”可能不完整。请从原表重新导出后报送。",
        lambda rows: rows["ending"] == "short",
    ),
    Rule("missing_indicator", "indicator", "没有写指标名称。请补上。", lambda rows: rows["indicator"] == ""),
    _found_at_reading("missing_region", "region", "region_problem", "{region_reason}"),
    _found_at_reading("unknown_region", "region", "region_problem", "{region_reason}"),
    _found_at_reading("ambiguous_region", "region", "region_problem", "{region_reason}"),
    _found_at_reading("part_of_region", "region", "region_problem", "{region_reason}"),
    _found_at_reading("region_outside", "region", "region_problem", "{region_reason}"),
    _found_at_reading(
        "missing_period", "period", "period_problem", "没有写报告期。请写成 2023、2023-06、2023Q2 或 2023年1—6月。"
    ),
    _found_at_reading(
        "unreadable_period",
        "period",
        "period_problem",
        "认不出报告期“{period}”。请写成 2023、2023-06、2023Q2 或 2023年1—6月，并带四位年份。",
    ),
    _found_at_reading(
        "period_conflict",
        "period",
        "period_problem",
        "报告期“{period}”与指标名称“{indicator}”、口径“{basis}”所说的时间不一致。请改成同一时间。",
    ),
    Rule(
        "future_period",
        "period",
        "报告期“{period}”还没有开始。请核对年份和月份。",
        lambda rows: rows["period_start"] > rows["today"],
    ),
    Rule(
        "merged_value",
        "value",
        "“{value}”写在合并单元格里，盖住几行或几列，不知各是多少。请取消合并，每格填一个数。",
        lambda rows: rows["is_merged"],
    ),
    _found_at_reading(
        "missing_value", "value", "value_problem", "没有数值。请补上；没有数据的行可以删去(不会当作 0)。"
    ),
    _found_at_reading(
        "not_a_number", "value", "value_problem", "“{value}”不是一个数。请只写数字，单位写在单位列，说明写在备注列。"
    ),
    _found_at_reading(
        "scale_twice",
        "value",
        "value_problem",
        "数值“{value}”和单位“{reported_unit}”都带万(亿)，不知是否重复。请只在一处写。",
    ),
    _found_at_reading("missing_unit", "unit", "unit_problem", "没有写单位。请补上，如 个、万千瓦、亿元、%。"),
    _found_at_reading(
        "unknown_unit", "unit", "unit_problem", "不认识单位“{unit}”。请用通用写法，如 个、万千瓦、亿元、%。"
    ),
    _found_at_reading(
        "unit_conflict",
        "unit",
        "unit_problem",
        "单位“{unit}”与数值“{value}”或指标名称“{indicator}”里写的单位不一致。请改成同一个。",
    ),
    Rule(
        "unit_dimension",
        "unit",
        "单位“{reported_unit}”与登记的单位“{indicator_unit}”不能换算。请核对；如是增速，请在指标或口径里写明“同比”。",
        lambda rows: ~rows["fits_indicator"] & ~is_growth(rows),
    ),
    Rule(
        "growth_unit",
        "unit",
        "“{indicator}”是增速，单位应为 % 或百分点，不是“{reported_unit}”。请核对指标、口径和单位。",
        lambda rows: (rows["basis_code"] == "growth") & (rows["dimension"] != "") & ~rows["dimension"].isin(SHARES),
    ),
    Rule(
        "not_an_index",
        "value",
        "“{indicator}”是以 100 为基数的指数，“{value}”不像。请核对；如是增速，请在口径里写“同比”，并去掉“=100”。",
        lambda rows: rows["is_growth_index"] & ~rows["number"].between(*GROWTHS_OF_INDICES),
    ),
    Rule("negative_value", "value", "“{indicator}”不会小于 0，报的是“{value}”。请核对正负号。", _is_negative),
    Rule("share_above_100", "value", "“{indicator}”不会超过 100%，报的是“{value}”。请核对数值和单位。", _is_above_100),
)

TWIN_ERRORS = (
    Rule(
        "conflicting_figures",
        "value",
        "同一指标、地区、报告期、口径和来源在{twins}还有不同的数值，都没有接收。请只留正确的一行。",
        lambda rows: rows["twin_values"] > 1,
    ),
    Rule(
        "duplicate_row",
        "value",
        "与{first_twin}完全相同，那一行已处理，本行不再重复计入。",
        lambda rows: (rows["twin_values"] == 1) & rows["is_again"] & ~rows["is_rounded"],
    ),
    Rule(
        "rounded_twin",
        "value",
        "“{value}”与{first_twin}是同一个数，只是位数少，已按位数多的收下，本行不再重复计入。",
        lambda rows: (rows["twin_values"] == 1) & rows["is_rounded"],
    ),
)

RECORD_ERRORS = (
    Rule(
        "nothing_to_take_back",
        "value",
        "在案的数里没有“{indicator}”{period}的这一个，没有可撤回的。请按原来报送的写法核对指标、地区、报告期、口径和来源"
        "{on_record}。",
        lambda rows: ~rows["is_found"],
    ),
    Rule(
        "another_on_record",
        "value",
        "要撤回的是“{value}”，在案的已是 {on_record}，没有撤回。请核对；确要撤回在案的数，数值请写“撤回”。",
        lambda rows: rows["is_found"] & ~rows["is_same"],
    ),
)

ROW_WARNINGS = (
    Rule(
        "unknown_indicator",
        "indicator",
        "登记指标和规划目标里都没有“{indicator}”，数值已收下，名称登记后自动对应。相近的名称：{nearest}。",
        lambda rows: ~rows["is_known"],
    ),
    Rule(
        "concluded_region",
        "region",
        "“{region}”：{region_reason}。如不是，请写带上级地区的全称。",
        lambda rows: (rows["region_reason"] != "") & (rows["region_problem"] == ""),
    ),
    Rule(
        "period_not_over",
        "period",
        "报告期“{period}”到 {today} 还没有结束，到期之前不计入进度。请确认是全期的数。",
        lambda rows: (
            (rows["period_start"] <= rows["today"]) & (rows["period_end"] > rows["today"]) & ~rows["is_withdrawal"]
        ),
    ),
    Rule(
        "unknown_basis",
        "basis",
        "不认识口径“{basis}”，由指标决定。可写 期末、本年累计、当期、占比、同比。",
        lambda rows: rows["basis_problem"] != "",
    ),
    Rule(
        "open_line",
        "value",
        "文件末尾没有换行，最后一行可能不完整。请核对“{value}”和这一行的其他格是不是写全了。",
        lambda rows: rows["ending"] == "open",
    ),
    Rule(
        "estimated_value",
        "value",
        "数值带“{estimate}”，按约数收下。有确数后请再报送。",
        lambda rows: rows["estimate"] != "",
    ),
)

JUMP_WARNINGS = (
    Rule(
        "year_to_date_falls",
        "value",
        "本年累计数“{value}”小于{previous_row}({previous_period})的“{previous_value}”。请核对是否当期数。",
        lambda rows: rows["falls"] & ~rows["indicator"].str.contains(MAY_BE_NEGATIVE),
    ),
    Rule(
        "power_of_ten",
        "value",
        "“{value}”约为{previous_row}({previous_period})“{previous_value}”的 10 的 {decades} 次方倍。"
        "请核对是否漏写或多写了万、亿。",
        lambda rows: rows["decades"] != 0,
    ),
)

SUM_WARNINGS = (
    Rule(
        "months_do_not_add_up",
        "value",
        "本年累计数“{value}”不等于{parts}。请核对。",
        _is_no_sum,
    ),
)

RECORD_WARNINGS = (
    Rule(
        "other_source",
        "value",
        "在案的还有 {recorded_value}（{recorded_source}），本行{own_source}，不代替那个数，两个都保留。"
        "要更正那个数，请写同样的来源。",
        lambda rows: rows["is_other_figure"],
    ),
    Rule(
        "far_from_record",
        "value",
        "“{value}”约为在案的 {recorded_value}（{recorded_period}）的 10 的 {decades} 次方倍。"
        "请核对是否漏写或多写了万、亿。",
        lambda rows: rows["decades"] != 0,
    ),
    Rule(
        "share_for_percent",
        "value",
        "“{value}”约为在案的 {recorded_value}（{recorded_period}）的百分之一，疑把百分数写成了小数。请核对。",
        lambda rows: rows["is_fraction"],
    ),
)

ERRORS = (*ROW_ERRORS, *TWIN_ERRORS, *RECORD_ERRORS)
WARNINGS = (*ROW_WARNINGS, *JUMP_WARNINGS, *SUM_WARNINGS, *RECORD_WARNINGS)


def find_offences(rules: Sequence[Rule], rows: Rows) -> pd.DataFrame:
    """What breaks the rules, once for each rule broken: the value's row_number, column_number and value_column, and
    field, cell, severity, reason_code, reason, and the rule's rank among all. The index is that of the rows."""
    broken = [(rule, rows[is_broken]) for rule in rules if (is_broken := rule.is_broken(rows)).any()]
    return pd.concat([_offences(rule, at_fault) for rule, at_fault in broken or [(rules[0], rows.head(0))]])


def _offences(rule: Rule, rows: Rows) -> pd.DataFrame:
    words = rows[re.findall(r"{(\w+)}", rule.reason)].astype(str)
    words = words.assign(**{name: words[name].map(_quote) for name in words if name in CELLS})
    return rows[["row_number", "column_number", "value_column"]].assign(
        field=rule.field,
        cell=rows[rule.field] if rule.field else rows["surplus"],
        severity="error" if rule in ERRORS else "warning",
        reason_code=rule.reason_code,
        reason=[rule.reason.format_map(record) for record in words.to_dict("records")],
        rank=(*ERRORS, *WARNINGS).index(rule),
    )


def _quote(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else cell[:LONGEST_CELL] + "…"
