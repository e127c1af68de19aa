"""The columns of every table, declared here and nowhere else.

From one declaration come the pandera check, DuckDB's types and comments, Dagster's column schema and the data
dictionary. A model's name in snake_case is the table, the SQL file and the asset.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pyarrow
from pandera.dtypes import immutable
from pandera.engines import pandas_engine
from pandera.typing import Series


@pandas_engine.Engine.register_dtype
@immutable(init=True)
class DayType(pandas_engine.Date):
    """pandera's date, but each distinct day is looked at once: millions of rows have few."""

    def check(self, pandera_dtype: Any, data_container: Any = None) -> Any:
        if data_container is None:
            return super().check(pandera_dtype)
        distinct = pd.Series(data_container.unique(), dtype=object)
        is_day = np.asarray(super().check(pandera_dtype, distinct), dtype=bool)
        return data_container.isin(distinct[is_day])


Text = Series[pd.StringDtype]
Integer = Series[pd.Int64Dtype]
Number = Series[float]
Flag = Series[pd.BooleanDtype]
Day = Series[DayType]
Moment = Series[pa.Timestamp]  # UTC
Texts = Series[object]  # a list of strings

DUCKDB_TYPES = {
    Text: "VARCHAR",
    Integer: "BIGINT",
    Number: "DOUBLE",
    Flag: "BOOLEAN",
    Day: "DATE",
    Moment: "TIMESTAMP",
    Texts: "VARCHAR[]",
}

ARROW_TYPES = {
    Text: pyarrow.string(),
    Integer: pyarrow.int64(),
    Number: pyarrow.float64(),
    Flag: pyarrow.bool_(),
    Day: pyarrow.date32(),
    Moment: pyarrow.timestamp("us"),
    Texts: pyarrow.list_(pyarrow.string()),
}

COMPARATORS = ["at_least", "above", "at_most", "below", "about", "between", "exactly"]
MEASURES = ["level", "increment", "cumulative", "change"]
CONFLICTS = ["restated", "related_but_different", "same_year_different_value", "later_is_lower"]
BASES = ["stock", "ytd", "period", "rate", "growth"]
EDITABLE_FIELDS = [
    *(
        "indicator_id",
        "indicator",
        "value",
        "value_high",
        "unit",
        "comparator",
        "measure",
        "direction",
        "action",
        "annualised",
    ),
    *("baseline_year", "period_start", "deadline", "target_year", "region_code", "region", "per", "commitment"),
    *("binding", "lead_units", "support_units"),
]
ROLES = ["state", "flow", "growth"]  # what a figure is read as when it answers a target
OBSTACLES = ["region_unknown", "per_each", "period_unknown"]  # why no figure can answer a target
STATUSES = [
    "attained",
    "ahead",
    "on_schedule",
    "behind",
    "far_behind",
    "missed",
    "overdue_no_data",
    "breached",
    "no_data",
    "not_started",
]


# Of a text that is another one in every row: smaller and quicker to write than by the dictionary that DuckDB chooses.
SENTENCES = {"compression": "zstd"}


def column(zh: str, en: str, **checks: Any) -> Any:
    """A required column with its Chinese and English label."""
    return pa.Field(title=zh, description=en, **checks)


def optional(zh: str, en: str, **checks: Any) -> Any:
    """A column in which null means: not known, or not stated."""
    return pa.Field(title=zh, description=en, nullable=True, **checks)


class Table(pa.DataFrameModel):
    """Base of every model: no column more or less, types coerced."""

    class Config:
        strict = True
        coerce = True

    @classmethod
    def table(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def annotations(cls) -> dict[str, Any]:
        """Column name → annotation, in the order of declaration, inherited ones first."""
        return {
            name: kind
            for model in reversed(cls.__mro__[: cls.__mro__.index(Table)])
            for name, kind in model.__annotations__.items()
        }

    @classmethod
    def names(cls) -> list[str]:
        return list(cls.annotations())

    @classmethod
    def duckdb_types(cls) -> dict[str, str]:
        """Column name → DuckDB type, in the order of declaration."""
        return {name: DUCKDB_TYPES[annotation] for name, annotation in cls.annotations().items()}

    @classmethod
    def duckdb_columns(cls) -> str:
        """The columns as CREATE TABLE takes them: with their types and how the warehouse stores them."""
        fields = cls.to_schema().columns
        stored = {name: (field.metadata or {}).get("compression") for name, field in fields.items()}
        return ", ".join(
            f"{name} {kind}" + (f" using compression {stored[name]}" if stored[name] else "")
            for name, kind in cls.duckdb_types().items()
        )

    @classmethod
    def arrow_schema(cls) -> pyarrow.Schema:
        """Names and Arrow types, in the order of declaration."""
        return pyarrow.schema([(name, ARROW_TYPES[annotation]) for name, annotation in cls.annotations().items()])

    @classmethod
    def labels(cls) -> dict[str, tuple[str, str]]:
        """Column name → (Chinese, English)."""
        columns = cls.to_schema().columns
        return {name: (columns[name].title, columns[name].description) for name in cls.names()}


class Regions(Table):
    """行政区划 | Administrative divisions, GB/T 2260, down to county level"""

    code: Text = column("区划代码", "GB/T 2260 code", unique=True, str_matches=r"^\d{6}$")
    name: Text = column("名称", "Chinese name")
    level: Text = column("级别", "province, prefecture or county", isin=["province", "prefecture", "county"])
    parent_code: Text = optional("上级代码", "Code of the division above")
    pinyin: Text = column("拼音", "Pinyin of the name without its suffix, no tones, no spaces")


class Units(Table):
    """计量单位 | Units of measurement with their dimension"""

    unit: Text = column("单位", "Base unit", unique=True)
    dimension: Text = column("量纲", "Values convert within a dimension and never across")
    factor: Number = column("换算系数", "Value × factor is the value in the dimension's first unit", gt=0)
    aliases: Texts = column("别名", "Other spellings")


class Indicators(Table):
    """指标 | What is measured: the registry, and every name that a plan or a bureau uses and the registry lacks"""

    indicator_id: Text = column("指标编号", "Stable id; x-… where made from an unregistered name", unique=True)
    name: Text = column("指标名称", "Chinese name")
    unit: Text = optional("单位", "Base unit")
    kind: Text = optional("类型", "stock, flow or rate", isin=["stock", "flow", "rate"])
    direction: Text = optional("方向", "up: more is better; down: less is better", isin=["up", "down"])
    aliases: Texts = column("别名", "Other names")
    part_of: Texts = column("上位指标", "Indicators that contain it, as renewables contain new energy")
    is_registered: Flag = column("是否登记", "Stands in the registry")


class StatusRules(Table):
    """判定规则 | The cuts that turn a gap into a status, and a figure into one to look at"""

    rule: Text = column("规则", "Name of the setting", unique=True)
    value: Number = column("取值", "Its value")
    unit: Text = column("单位", "Percentage points, per cent or days")
    meaning: Text = column("含义", "What it decides, and where it comes from")


class Statuses(Table):
    """状态 | The statuses, with their Chinese names and colours"""

    status: Text = column("状态代码", "Status", unique=True, isin=STATUSES)
    name: Text = column("状态", "Chinese name")
    colour: Text = column("颜色", "For charts", str_matches=r"^#[0-9a-f]{6}$")
    severity: Integer = column("严重程度", "Higher is worse; decides worst_status", unique=True)
    meaning: Text = column("含义", "When a target has it, in Chinese words")


class SourceRanks(Table):
    """来源优先级 | Which source counts when two report the same figure"""

    pattern: Text = column("来源包含", "Words in the source's name", unique=True)
    rank: Integer = column("优先级", "Lower counts before higher")


class Corrections(Table):
    """人工更正 | What people decided on extracted targets; they have the last word"""

    target_id: Text = column("目标编号", "Target as extracted")
    action: Text = column("操作", "accept, reject or edit", isin=["accept", "reject", "edit"])
    field: Text = optional("字段", "Column of extracted_targets to edit", isin=EDITABLE_FIELDS)
    value: Text = optional("新值", "Its value; dates as 2025-12-31, lists with |; empty for none")
    expect: Text = column(
        "原文须含", "Words that the target's quote must hold, else the correction is void", str_length={"min_value": 1}
    )
    reason: Text = column("理由", "Why, and who decided it")


class Documents(Table):
    """规划文件 | The plans, one row a file; a file that could not be read is a row with its reason"""

    document_id: Text = column("文件编号", "Stable id, made from the file's place", unique=True)
    region_code: Text = optional("区划代码", "Region of the folder; null if the folder's name is no known region")
    region: Text = column("地区", "Region of the folder")
    title: Text = optional("标题", "Title")
    issuer: Text = optional("发文机关", "Issuing body")
    document_number: Text = optional("文号", "Document number")
    published_on: Day = optional("发布日期", "Date of issue or publication")
    plan_start: Day = optional("规划期开始", "First day of the plan's period")
    plan_end: Day = optional("规划期结束", "Last day of the plan's period")
    kind: Text = optional("文种", "plan or work_report", isin=["plan", "work_report"])
    source_file: Text = column("来源文件", "Path below documents/", unique=True)
    format: Text = optional("格式", "txt, md, html, docx or pdf")
    encoding: Text = optional("编码", "Encoding of a text file")
    sha256: Text = column("哈希", "SHA-256 of the file's bytes")
    status: Text = column("读取状态", "read or failed", isin=["read", "failed"])
    reason: Text = optional("失败原因", "Why the file could not be read")
    text: Text = optional("全文", "The text in which spans are counted")


class Targets(Table):
    """目标 | One row a promised number"""

    target_id: Text = column("目标编号", "Document and place of the number", unique=True)
    document_id: Text = column("文件编号", "Document that promises it")
    plan_region: Text = column("文件所属地区", "Region of the document; the partition")
    clause: Text = optional("条目", "Heading number it stands under")
    indicator_id: Text = column("指标编号", "Indicator")
    indicator: Text = column("指标", "What is measured, understandable alone, in simplified characters")
    indicator_text: Text = column("原文指标", "The words for it where the number stands")
    value: Number = column("目标值", "Promised value in the unit; the lower end of a range")
    value_high: Number = optional("目标上限", "Upper end of a range")
    unit: Text = column("单位", "Base unit")
    unit_text: Text = column("原文单位", "Unit as the plan writes it")
    comparator: Text = column("比较", "How the value binds", isin=COMPARATORS)
    measure: Text = column("口径", "level, increment, cumulative or change", isin=MEASURES)
    direction: Text = optional("变化方向", "up or down, of a change", isin=["up", "down"])
    action: Text = optional("动作", "Verbs of doing with which it is promised, in simplified characters")
    annualised: Flag = column("年均", "A yearly rate")
    baseline_year: Integer = optional("基期年", "Year compared with", in_range={"min_value": 1978, "max_value": 2100})
    period_start: Day = optional("起始日", "First day of the period in which it is to be done")
    deadline: Day = optional("截止日", "Last day")
    target_year: Integer = optional("目标年", "Year of the deadline", in_range={"min_value": 1978, "max_value": 2100})
    region_code: Text = optional("区划代码", "Region to which the number applies")
    region: Text = column("地区", "Region to which the number applies")
    per: Text = optional("每", "The number holds for each of these")
    commitment: Text = column("承诺", "firm or strive", isin=["firm", "strive"])
    binding: Text = optional("约束性", "binding or expected, in indicator tables", isin=["binding", "expected"])
    confidence: Number = column(
        "置信度", "How sure the extraction is, 0 to 1", in_range={"min_value": 0, "max_value": 1}
    )
    quote: Text = column("原文", "The clause around the number as it stands in the plan")
    quote_start: Integer = column("原文起点", "Offset of the quote", ge=0)
    value_start: Integer = column("数字起点", "Offset of the number's first digit", ge=0)
    value_end: Integer = column("数字终点", "Offset after its last digit", gt=0)
    rules: Texts = column("规则", "Names of the extraction rules that fired")


class ExtractedTargets(Targets):
    """抽取结果 | Targets as extracted, before people's corrections"""

    lead_units: Texts = column("牵头单位", "Who leads, in the order of the text")
    support_units: Texts = column("配合单位", "Who supports, in the order of the text")


class TargetUnits(Table):
    """责任单位 | Who answers for a target; one row a unit"""

    target_id: Text = column("目标编号", "Target")
    unit_name: Text = column("单位名称", "Public body")
    role: Text = column("角色", "lead or support", isin=["lead", "support"])
    position: Integer = column("次序", "Order in the text", ge=1)


class TargetsToReview(Table):
    """待复核目标 | Targets that a person should look at, with the reason"""

    target_id: Text = column("目标编号", "Target")
    reason_code: Text = column("原因代码", "Why, as a code")
    reason: Text = column("原因", "Why, in words")


class Submissions(Table):
    """报送文件 | One row a file that a bureau dropped"""

    submission_id: Text = column("报送编号", "From the folder's region and the file's content", unique=True)
    region_code: Text = optional("区划代码", "Region of the inbox folder")
    region: Text = column("地区", "Region of the inbox folder; the partition")
    file_name: Text = column("文件名", "Name as dropped")
    sha256: Text = column("哈希", "SHA-256 of the file's bytes")
    received_at: Moment = column("接收时间", "When it was taken, UTC")
    status: Text = column("状态", "taken or refused", isin=["taken", "refused"])
    reason_code: Text = optional("拒收代码", "Why the whole file was refused")
    reason: Text = optional("拒收原因", "Why, and what to do")
    layout: Text = optional("版式", "Layout recognised")
    encoding: Text = optional("编码", "Encoding of a text file")
    rows_read: Integer = column("读取行数", "Figures read: a row each, in cross tables a cell each", ge=0)
    rows_accepted: Integer = column("接收行数", "Rows accepted", ge=0)
    rows_rejected: Integer = column("拒绝行数", "Rows rejected", ge=0)
    rows_warned: Integer = column("警告行数", "Accepted rows with a warning", ge=0)


class RejectedRows(Table):
    """拒绝与警告 | Every row that was rejected, every warning, and what was passed over, with its reason"""

    submission_id: Text = column("报送编号", "Submission")
    sheet: Text = optional("工作表", "Sheet of a workbook; null: a text file, or all of the file")
    row_number: Integer = optional("行号", "Row as a spreadsheet shows it; null: the whole sheet or file", ge=1)
    column_number: Integer = optional("列号", "Column to look at, from 1; null: the whole row", ge=1)
    column_name: Text = optional("列名", "Header of the column")
    cell: Text = optional("单元格", "The cell's text")
    severity: Text = column(
        "程度",
        "error: row rejected; warning: row accepted; notice: no row, or nothing to read",
        isin=["error", "warning", "notice"],
    )
    reason_code: Text = column("原因代码", "Why, as a code")
    reason: Text = column("原因", "Why, and what to do")


class Figures(Table):
    """报送数值 | Accepted rows as reported, not yet linked to indicators; one without a value takes back another"""

    submission_id: Text = column("报送编号", "Submission")
    sheet: Text = optional("工作表", "Sheet of a workbook; null: a text file")
    row_number: Integer = column("行号", "Row as a spreadsheet shows it", ge=1)
    column_number: Integer = column("列号", "Column of the value, from 1", ge=1)
    indicator_text: Text = column("报送指标", "Indicator as the file names it")
    region_code: Text = column("区划代码", "Region that the figure is about")
    region: Text = column("地区", "Region that the figure is about")
    period: Text = column("报告期", "Period as the file writes it")
    period_start: Day = column("期初", "First day")
    period_end: Day = column("期末", "Last day")
    basis: Text = optional("口径", "Basis that the row states; null where the indicator decides", isin=BASES)
    value: Number = optional("数值", "Value in the base unit; null: the row takes back what was reported before")
    unit: Text = optional("单位", "Base unit; null only where there is no value")
    reported_value: Text = optional("报送数值", "The cell's text")
    reported_unit: Text = optional("报送单位", "The unit as reported")
    source: Text = optional("来源", "Source as reported")
    note: Text = optional("备注", "Note, and what the name's brackets said")
    reason: Text = optional("更正原因", "Why it corrects or takes back an earlier figure, if it does: as its row says")


class IndicatorLinks(Table):
    """指标对应 | Which indicator each reported name means"""

    indicator_text: Text = column("报送指标", "Indicator as files name it", unique=True)
    indicator_id: Text = column("指标编号", "Indicator")
    indicator: Text = column("指标", "Its name")
    is_known: Flag = column("已对应", "The registry or a target knows the name")
    nearest: Texts = column("相近指标", "Nearest names, where it is not known")


class Actuals(Table):
    """实际值 | Reported figures linked to indicators, with what was known when"""

    actual_id: Text = column("数值编号", "Submission, sheet of a workbook, row and column", unique=True)
    indicator_id: Text = column("指标编号", "Indicator")
    indicator: Text = column("指标", "Its name")
    region_code: Text = column("区划代码", "Region that the figure is about")
    region: Text = column("地区", "Region that the figure is about")
    period: Text = column("报告期", "Period as reported")
    period_start: Day = column("期初", "First day")
    period_end: Day = column("期末", "Last day")
    basis: Text = column("口径", "How the value relates to time", isin=BASES)
    value: Number = column("数值", "Value in the unit")
    unit: Text = column("单位", "Base unit")
    reported_value: Text = column("报送数值", "The cell's text")
    reported_unit: Text = optional("报送单位", "The unit as reported")
    source: Text = optional("来源", "Source as reported")
    note: Text = optional("备注", "Note")
    source_rank: Integer = column("来源优先级", "Lower counts before higher")
    submission_id: Text = column("报送编号", "Submission")
    sheet: Text = optional("工作表", "Sheet of a workbook; null: a text file")
    row_number: Integer = column("行号", "Row in the submission", ge=1)
    column_number: Integer = column("列号", "Column of the value in the submission, from 1", ge=1)
    known_from: Moment = column("知悉时间", "From when it was known, UTC")
    known_until: Moment = optional("失效时间", "When it was superseded, UTC; null if it still counts")
    superseded_by: Text = optional("被谁更正", "Submission that corrected it or took it back")
    superseded_reason: Text = optional("更正原因", "The reason that this submission gave; null if it gave none")


class Attainment(Table):
    """进度 | How far each target had come at each as-of date, and by which rule"""

    target_id: Text = column("目标编号", "Target")
    as_of: Day = column("截至日期", "The date it is seen from")
    observed: Number = optional("完成值", "Observed value in the target's unit")
    observed_on: Day = optional("完成值日期", "End of the last period that was observed")
    attainment_pct: Number = optional("完成率", "Observed against promised, per cent")
    used_pct: Number = optional("上限使用率", "Share of a limit used, per cent")
    progress_pct: Number = optional("进展率", "From the baseline to the target, per cent")
    expected_pct: Number = optional("序时进度", "Where it should be by now, per cent")
    expected_value: Number = optional("应达值", "Where it should be by now, in the unit")
    gap_points: Number = optional("差距", "Percentage points ahead of the path; negative: behind")
    status: Text = optional("状态", "Status; null: no expectation to judge it by", isin=STATUSES)
    worst_status: Text = optional("最差状态", "The worst it has been so far", isin=STATUSES)
    reason: Text = column("说明", "The calculation in Chinese words", metadata=SENTENCES)
    required_per_month: Number = optional("每月需完成", "What is missing, by month left")
    projected_value: Number = optional("预计值", "Where it is heading at the deadline")
    projected_pct: Number = optional("预计完成率", "The same in per cent")
    projected_on: Day = optional("预计达成日", "When it would be met at this pace")
    baseline_value: Number = optional("基期值", "Value at the start")
    actual_ids: Texts = column("所用数值", "Figures that it rests on")
    rule: Text = column("规则", "Which rule of the method gave it")


class TargetPaths(Table):
    """目标路径 | The milestones of all plans for one region and indicator, in time order"""

    region: Text = column("地区", "Region")
    indicator_id: Text = column("指标编号", "Indicator")
    measure: Text = column("口径", "Measure", isin=MEASURES)
    unit: Text = column("单位", "Base unit")
    position: Integer = column("次序", "From 1, by deadline", ge=1)
    target_id: Text = column("目标编号", "Target")
    document_id: Text = column("文件编号", "Document")
    target_year: Integer = column("目标年", "Year of the deadline")
    deadline: Day = column("截止日", "Last day")
    value: Number = column("目标值", "Promised value in the unit")


class TargetConflicts(Table):
    """目标对照 | Pairs of targets for one region that say the same again, contradict each other, or are only alike"""

    target_id: Text = column("目标编号", "Target of the older document")
    other_target_id: Text = column("另一目标编号", "Target of the newer document, or the later milestone")
    region: Text = column("地区", "Region")
    indicator_id: Text = column("指标编号", "Indicator")
    other_indicator_id: Text = column(
        "另一指标编号", "The same, one that contains it or is contained, or one named alike"
    )
    conflict: Text = column("对照类型", "restated and related_but_different are no contradiction", isin=CONFLICTS)
    newer_document_id: Text = optional("较新文件", "Document issued later; null if dates are not known")
    followed_target_id: Text = optional("采用目标", "The target that the path follows; null where both hold")
    reason: Text = column("说明", "In Chinese words")


class CountedActuals(Table):
    """计入数值 | Of the figures known at a time, the one that counts for its indicator, region, basis and span"""

    actual_id: Text = column("数值编号", "Figure", unique=True)
    indicator_id: Text = column("指标编号", "Indicator")
    region_code: Text = column("区划代码", "Region")
    basis: Text = column("口径", "How the value relates to time", isin=BASES)
    span_start: Day = column("区间起", "First day that it covers: 1 January for ytd, the last day for a stock")
    span_end: Day = column("区间止", "Last day that it covers")
    dimension: Text = column("量纲", "Dimension of its unit")
    base_value: Number = column("基准单位值", "Value in the dimension's first unit")


class TargetTerms(Table):
    """判定口径 | How each target is judged: kind, bound, goal and period"""

    target_id: Text = column("目标编号", "Target", unique=True)
    indicator_id: Text = column("指标编号", "Indicator")
    region_code: Text = optional("区划代码", "Region whose figures answer")
    measure: Text = column("口径", "level, increment, cumulative or change", isin=MEASURES)
    kind: Text = optional("类型", "By the registry, else by the figures", isin=["stock", "flow", "rate", "growth"])
    obstacle: Text = optional("障碍", "Why no figure can answer it", isin=OBSTACLES)
    dimension: Text = column("量纲", "Dimension of the target's unit")
    factor: Number = column("换算系数", "From the target's unit to the dimension's first", gt=0)
    figure_dimension: Text = optional("数值量纲", "Dimension of the figures that answer; null for a change in %: any")
    figure_factor: Number = column("数值换算系数", "From its unit to the first one of that dimension", gt=0)
    annualised: Flag = column("年均", "A yearly rate")
    baseline_year: Integer = optional("基期年", "Year compared with, of a change")
    plan_began_on: Day = optional("规划起始日", "Since when it is followed")
    starts_on: Day = optional("起始日", "First day of its period")
    counted_from: Day = optional("计数起始日", "First day of the flow that answers it")
    deadline: Day = optional("截止日", "Last day of its period")
    window_end: Day = optional("截止月末", "Last day whose figures belong to the deadline")
    is_flow: Flag = column("期间量", "Counted from 0 when its period begins")
    is_cap: Flag = column("上限", "A limit that may not be exceeded")
    is_pace: Flag = column("增速", "A rate to be held at every date, whatever answers")
    bound: Text = column("方向", "floor: at least; ceiling: at most", isin=["floor", "ceiling"])
    sign: Integer = column("符号", "-1 for a fall", isin=[-1, 1])
    goal_value: Number = optional("应完成值", "Promised value; a fall is negative, a yearly average times its years")
    met_from: Number = optional("达标下限", "Met from this value")
    met_to: Number = optional("达标上限", "Met up to this value")


class TargetFigures(Table):
    """目标对应数值 | Every figure of a target's indicator and region: in which role it answers, or why not"""

    target_id: Text = column("目标编号", "Target")
    actual_id: Text = column("数值编号", "Figure")
    role: Text = optional("用途", "What it is read as; null: its basis answers nothing", isin=ROLES)
    is_unit_matched: Flag = column("量纲相符", "Its unit is of the dimension asked for")
    is_eligible: Flag = column("可采用", "It can answer: read as something, unit matched, no longer span ends that day")
    span_start: Day = column("区间起", "First day that it covers")
    span_end: Day = column("区间止", "Last day that it covers")
    dimension: Text = column("量纲", "Dimension of its unit")
    base_value: Number = column("基准单位值", "Value in the dimension's first unit")
    value: Number = optional("数值", "Value in the target's unit; null where the dimensions differ")


class FlowTotals(Table):
    """期间合计 | Sums of flows from a first day on, with nothing missing in between"""

    indicator_id: Text = column("指标编号", "Indicator")
    region_code: Text = column("区划代码", "Region")
    dimension: Text = column("量纲", "Dimension")
    since: Day = column("起", "First day")
    until: Day = column("止", "Last day")
    base_value: Number = column("基准单位值", "Sum in the dimension's first unit")
    is_ytd: Flag = column("累计", "Made of year-to-date figures only")
    is_one_ytd: Flag = column("单个累计", "One year-to-date figure")
    next_reported_on: Day = optional("下期止", "End of the next flow figure of that time")
    actual_ids: Texts = column("所用数值", "Figures that it is the sum of")


class PathMilestones(Table):
    """途经里程碑 | The earlier milestones that each target's path runs through"""

    target_id: Text = column("目标编号", "Target")
    due_on: Day = column("里程碑截止日", "Last day of the earlier milestone")
    value: Number = column("里程碑值", "Its value in the target's unit")


class Comparisons(Table):
    """与基期比较 | For each target that is a change: a state or flow, and the same in the base year"""

    target_id: Text = column("目标编号", "Target")
    observed_on: Day = column("完成值日期", "Last day of the state or flow")
    stands_until: Day = optional("有效至", "Last day before a later figure leaves a gap")
    dimension: Text = column("量纲", "Dimension of the figures")
    now_value: Number = column("当期值", "State or flow, in the dimension's first unit")
    then_value: Number = column("基期基准值", "The same in the base year")
    years: Number = column("年数", "From the base year to the last day", gt=0)
    actual_ids: Texts = column("所用数值", "Figures that it rests on")


class Observations(Table):
    """观测值 | What the figures answer to each target, and from when to when that answer stands"""

    target_id: Text = column("目标编号", "Target")
    observed_on: Day = column("完成值日期", "End of the last period that was observed")
    stands_until: Day = optional("有效至", "Last day before a later figure leaves a gap")
    worth: Integer = column("优先", "Of the answers to a target that stand, the one with the greatest worth counts")
    rule: Text = column("规则", "Which rule of the method gave it")
    observed: Number = column("完成值", "In the target's unit")
    is_from_flows: Flag = column("由期间量得出", "Computed from flows")
    dimension: Text = column("量纲", "Dimension of the figures")
    now_value: Number = column("当期值", "State or flow, in the dimension's first unit")
    then_value: Number = optional("基期基准值", "The same in the base year")
    start_on: Day = optional("路径起点日", "Where the path begins, if a figure says it")
    start_value: Number = optional("路径起点值", "Value there")
    baseline_value: Number = optional("基期值", "Value at the start")
    baseline_on: Day = optional("基期数日期", "The day of the figure that says it, if it is not the latest one")
    actual_ids: Texts = column("所用数值", "Figures that it rests on")


class Standings(Table):
    """对照序时 | Where each target stands at each as-of date, and where it should stand"""

    target_id: Text = column("目标编号", "Target")
    as_of: Day = column("截至日期", "The date it is seen from")
    rule: Text = column("规则", "Which rule of the method gave it, or why nothing answers")
    observed: Number = optional("完成值", "Observed value in the target's unit")
    observed_on: Day = optional("完成值日期", "End of the last period that was observed")
    is_from_flows: Flag = optional("由期间量得出", "Computed from flows")
    dimension: Text = optional("量纲", "Dimension of the figures")
    now_value: Number = optional("当期值", "State or flow, in the dimension's first unit")
    then_value: Number = optional("基期基准值", "The same in the base year")
    has_begun: Flag = column("已开始", "Its period has begun")
    is_met: Flag = column("已达到", "The observed value meets it")
    is_held: Flag = column("保持类", "To be held rather than reached")
    is_old: Flag = column("期前数", "The latest figure is older than the period")
    is_pace: Flag = column("增速", "A rate to be held, as what answers tells it")
    is_told_through: Flag = column("到期有报送", "Something was reported through the deadline, if of no use")
    attainment_pct: Number = optional("完成率", "Observed against promised, per cent")
    used_pct: Number = optional("上限使用率", "Share of a limit used, per cent")
    progress_pct: Number = optional("进展率", "From the baseline to the target, per cent")
    expected_pct: Number = optional("序时进度", "Where it should be by now, per cent")
    expected_value: Number = optional("应达值", "Where it should be by now, in the unit")
    gap_points: Number = optional("差距", "Percentage points ahead of the path; negative: behind")
    start_value: Number = optional("路径起点值", "Where the path begins")
    line_from: Day = optional("所在段起点日", "Where the path begins, or the last milestone on it")
    line_to: Day = optional("所在段终点日", "The next milestone, or the deadline")
    line_value: Number = optional("所在段起点值", "Where this stretch begins; null on a path without milestones")
    line_goal: Number = optional("所在段终点值", "Where this stretch ends; null on a path without milestones")
    baseline_value: Number = optional("基期值", "Value at the start")
    baseline_on: Day = optional("基期数日期", "The day of the figure that says it, if it is not the latest one")
    worth: Integer = optional("优先", "The observation that counts, among those of the target; null: nothing answers")


class Judgements(Table):
    """状态判定 | The status of each target at each as-of date, before it is put into words"""

    target_id: Text = column("目标编号", "Target")
    as_of: Day = column("截至日期", "The date it is seen from")
    status: Text = optional("状态", "Status; null: no expectation to judge it by", isin=STATUSES)
    worst_status: Text = optional("最差状态", "The worst it has been so far", isin=STATUSES)


class Projections(Table):
    """预计 | Where each target is heading at each as-of date"""

    target_id: Text = column("目标编号", "Target")
    as_of: Day = column("截至日期", "The date it is seen from")
    required_per_month: Number = optional("每月需完成", "What is missing, by month left")
    projected_value: Number = optional("预计值", "Where it is heading at the deadline")
    projected_pct: Number = optional("预计完成率", "The same in per cent")
    projected_on: Day = optional("预计达成日", "When it would be met at this pace")


class Publication(Table):
    """本次发布 | The publication that this file belongs to: one row"""

    publication_id: Text = column("发布编号", "The same in all that was published together")
    published_at: Moment = column("发布时间", "When it was made, UTC")
    as_of: Day = column("截至日期", "The day that attainment is seen from")


class DataDictionary(Table):
    """数据字典 | Every table, view and macro of this file, and every column"""

    table_name: Text = column("表名", "Table, view or macro")
    kind: Text = column("种类", "table, view or macro", isin=["table", "view", "macro"])
    position: Integer = column("次序", "Order of the column; 0: the table itself", ge=0)
    column_name: Text = optional("列名", "Column; null: the table itself")
    type: Text = optional("类型", "DuckDB type of the column; parameters of a macro")
    zh: Text = column("中文说明", "What it is, in Chinese")
    en: Text = column("英文说明", "What it is, in English")


COUNTS = {
    "targets": ("目标数", "Number of targets"),
    "targets_with_figures": ("有数据目标数", "Targets that a figure answers"),
    "with_figures_pct": ("有数据占比", "Share of targets that a figure answers, per cent"),
    "attained": ("已完成", "Targets attained"),
    "ahead": ("超进度", "Targets ahead of schedule"),
    "on_schedule": ("达进度", "Targets on schedule"),
    "behind": ("欠进度", "Targets behind schedule"),
    "far_behind": ("严重滞后", "Targets far behind schedule"),
    "breached": ("突破上限", "Targets whose limit is exceeded"),
    "missed": ("逾期未完成", "Targets past their deadline and not met"),
    "overdue_no_data": ("逾期未报", "Targets past their deadline with no figure through it"),
    "no_data": ("未报送", "Targets that no figure answers"),
    "not_started": ("未到期", "Targets whose period has not begun"),
    "undecided": ("无法判断", "Targets with no expectation to judge them by"),
}
DOCUMENT = {"document": ("文件", "Title of the plan that promises it")}


@dataclass(frozen=True)
class View:
    """A view of the BI file. A column is that of the first of `tables` that has one of its name, or one of `own`."""

    description: str
    tables: tuple[type[Table], ...]
    own: dict[str, tuple[str, str]]

    def label(self, name: str) -> tuple[str, str]:
        """(Chinese, English). Raises KeyError for a column that nothing declares."""
        for labels in (self.own, *(table.labels() for table in self.tables)):
            if name in labels:
                return labels[name]
        raise KeyError(name)


# Later views may read earlier ones.
VIEWS = {
    "attainment_latest": View(
        "各目标最新进度 | One row a target, everything joined, as of the latest date",
        (Targets, Attainment, Documents),
        DOCUMENT
        | {
            "lead_units": ("牵头单位", "Who leads, with 、 between"),
            "support_units": ("配合单位", "Who supports, with 、 between"),
            "status_name": ("状态名称", "Chinese name of the status"),
            "colour": ("颜色", "Of the status, for charts"),
            "worst_status_name": ("最差状态名称", "Chinese name of the worst status so far"),
        },
    ),
    "status_counts": View(
        "各状态目标数 | Targets by status, a row a region, a lead unit or a plan; the scoreboards show its parts",
        (Targets, TargetUnits, Documents),
        COUNTS | DOCUMENT | {"holder": ("分组", "What the row counts for: region, unit or document")},
    ),
    "scoreboard_by_region": View("地区进度表 | Targets by status, a row a region", (Targets,), COUNTS),
    "scoreboard_by_unit": View("责任单位进度表 | Targets by status, a row a lead unit", (Targets, TargetUnits), COUNTS),
    "scoreboard_by_document": View(
        "文件进度表 | Targets by status, a row a plan", (Targets, Documents), COUNTS | DOCUMENT
    ),
    "schedule_curve": View(
        "序时曲线 | Target, date, expected and observed value, for charts",
        (Attainment,),
        {
            "date": ("日期", "The date it is seen from"),
            "reached_pct": ("已达百分比", "Progress, else attainment, else share of the limit used, per cent"),
        },
    ),
}

REFERENCE = (Regions, Units, StatusRules, Statuses, SourceRanks, Corrections)
PUBLISHED_ONLY = (Publication, DataDictionary)  # made at publication, in no warehouse
MODELS = [model for model in (*Table.__subclasses__(), *Targets.__subclasses__()) if model not in PUBLISHED_ONLY]
TABLES = {model.table(): model for model in MODELS}
