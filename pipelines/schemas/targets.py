"""What the plans promise, who answers for it, what people decided on it, and how promises lie to each other."""

from pipelines.schemas import columns as shared
from pipelines.schemas.model import Day, Flag, Integer, Number, Table, Text, Texts, column, optional

COMPARATORS = ["at_least", "above", "at_most", "below", "about", "between", "exactly"]
MEASURES = ["level", "increment", "cumulative", "change"]
CONFLICTS = ["restated", "related_but_different", "same_year_different_value", "later_is_lower"]
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
EDITABLE_OF_FIGURES = [
    *("indicator_id", "indicator", "value", "value_high", "unit", "comparator", "basis", "annualised"),
    *("baseline_year", "period_start", "period_end", "region_code", "region", "is_expected"),
]
EDITABLE = sorted({*EDITABLE_FIELDS, *EDITABLE_OF_FIGURES})


class Targets(Table):
    """目标 | One row a promised number"""

    target_id: Text = column("目标编号", "Document and place of the number", unique=True)
    document_id: Text = column("文件编号", "Document that promises it")
    plan_region: Text = column("文件所属地区", "Region of the document; the partition")
    clause: Text = optional("条目", "Heading number it stands under")
    indicator_id: Text = column(*shared.INDICATOR_ID)
    indicator: Text = column("指标", "What is measured, understandable alone, in simplified characters")
    indicator_text: Text = column("原文指标", "The words for it where the number stands")
    value: Number = column("目标值", "Promised value in the unit; the lower end of a range")
    value_high: Number = optional("目标上限", "Upper end of a range")
    unit: Text = column(*shared.UNIT)
    unit_text: Text = column("原文单位", "Unit as the plan writes it")
    comparator: Text = column("比较", "How the value binds", isin=COMPARATORS)
    measure: Text = column(*shared.MEASURE, isin=MEASURES)
    direction: Text = optional("变化方向", "up or down, of a change", isin=["up", "down"])
    action: Text = optional("动作", "Verbs of doing with which it is promised, in simplified characters")
    annualised: Flag = column(*shared.ANNUALISED)
    baseline_year: Integer = optional("基期年", "Year compared with", in_range={"min_value": 1978, "max_value": 2100})
    baseline_value: Number = optional("基期值", "Value that it starts from by what the document says, in the unit")
    period_start: Day = optional("起始日", "First day of the period in which it is to be done")
    deadline: Day = optional(*shared.DEADLINE)
    target_year: Integer = optional(*shared.TARGET_YEAR, in_range={"min_value": 1978, "max_value": 2100})
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


class Milestones(Table):
    """时间节点 | One row a commitment without a number: a deed and its day, or all of a scope"""

    milestone_id: Text = column("节点编号", "Document and place of the words", unique=True)
    document_id: Text = column("文件编号", "Document that promises it")
    plan_region: Text = column("文件所属地区", "Region of the document; the partition")
    clause: Text = optional("条目", "Heading number it stands under")
    what: Text = column("事项", "What is to be done, without its time, in simplified characters")
    period_start: Day = optional("起始日", "First day of the period in which it is to be done")
    deadline: Day = optional(*shared.DEADLINE)
    region_code: Text = optional("区划代码", "Region in which it is to be done")
    region: Text = column("地区", "Region in which it is to be done")
    commitment: Text = column("承诺", "firm or strive", isin=["firm", "strive"])
    lead_units: Texts = column("牵头单位", "Who leads, in the order of the text")
    support_units: Texts = column("配合单位", "Who supports, in the order of the text")
    confidence: Number = column(
        "置信度", "How sure the extraction is, 0 to 1", in_range={"min_value": 0, "max_value": 1}
    )
    quote: Text = column("原文", "The clause or cell as it stands in the plan")
    quote_start: Integer = column("原文起点", "Offset of the quote", ge=0)
    quote_end: Integer = column("原文终点", "Offset after it", gt=0)
    rules: Texts = column("规则", "Names of the extraction rules that fired")


class TargetUnits(Table):
    """责任单位 | Who answers for a target; one row a unit"""

    target_id: Text = column(*shared.TARGET_ID)
    unit_name: Text = column("单位名称", "Public body")
    role: Text = column("角色", "lead or support", isin=["lead", "support"])
    position: Integer = column("次序", "Order in the text", ge=1)


class TargetsToReview(Table):
    """待复核目标 | Targets that a person should look at, with the reason"""

    target_id: Text = column(*shared.TARGET_ID)
    reason_code: Text = column(*shared.REASON_CODE)
    reason: Text = column("原因", "Why, in words")


class TargetPaths(Table):
    """目标路径 | The milestones of all plans for one region and indicator, in time order"""

    region: Text = column(*shared.REGION)
    indicator_id: Text = column(*shared.INDICATOR_ID)
    measure: Text = column("口径", "Measure", isin=MEASURES)
    unit: Text = column(*shared.UNIT)
    position: Integer = column("次序", "From 1, by deadline", ge=1)
    target_id: Text = column(*shared.TARGET_ID)
    document_id: Text = column("文件编号", "Document")
    target_year: Integer = column(*shared.TARGET_YEAR)
    deadline: Day = column(*shared.DEADLINE)
    value: Number = column("目标值", "Promised value in the unit")


class TargetConflicts(Table):
    """目标对照 | Targets beside the one that counts for the same thing: said again, in contradiction, or only alike"""

    target_id: Text = column("目标编号", "Target of the older document")
    other_target_id: Text = column("另一目标编号", "Target of the newer document, or the later milestone")
    region: Text = column(*shared.REGION)
    indicator_id: Text = column(*shared.INDICATOR_ID)
    other_indicator_id: Text = column(
        "另一指标编号", "The same, one that contains it or is contained, or one named alike"
    )
    conflict: Text = column("对照类型", "restated and related_but_different are no contradiction", isin=CONFLICTS)
    newer_document_id: Text = optional("较新文件", "Document issued later; null if dates are not known")
    followed_target_id: Text = optional("采用目标", "The target that the path follows; null where both hold")
    reason: Text = column("说明", "In Chinese words")


class Corrections(Table):
    """人工更正 | What people decided on extracted targets and figures; they have the last word"""

    target_id: Text = column("目标编号", "Target as extracted, or figure of a document: its figure_id")
    action: Text = column("操作", "accept, reject or edit", isin=["accept", "reject", "edit"])
    field: Text = optional("字段", "Column of extracted_targets or extracted_figures to edit", isin=EDITABLE)
    value: Text = optional("新值", "Its value; dates as 2025-12-31, lists with |; empty for none")
    expect: Text = column(
        "原文须含", "Words that its quote must hold, else the correction is void", str_length={"min_value": 1}
    )
    reason: Text = column("理由", "Why, and who decided it")
