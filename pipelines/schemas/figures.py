"""What the documents report: figures that they state, which of them a person should see, and what was known when."""

from pipelines.schemas import columns as shared
from pipelines.schemas.actuals import BASES
from pipelines.schemas.model import Day, Flag, Integer, Moment, Number, Table, Text, Texts, column, optional
from pipelines.schemas.targets import COMPARATORS


class DocumentFigures(Table):
    """文中数值 | One row a number by which a document states what has been reached"""

    figure_id: Text = column("文中数值编号", "Document and place of the number", unique=True)
    document_id: Text = column("文件编号", "Document that states it")
    plan_region: Text = column("文件所属地区", "Region of the document; the partition")
    clause: Text = optional("条目", "Nearest heading, or the first words of the paragraph")
    indicator_id: Text = column(*shared.INDICATOR_ID)
    indicator: Text = column("指标", "What was measured, understandable alone, in simplified characters")
    indicator_text: Text = column("原文指标", "The words for it where the number stands")
    value: Number = column("数值", "In the unit; a growth that is a fall is negative; the lower end of a range")
    value_high: Number = optional("数值上限", "Upper end of a range")
    unit: Text = column(*shared.UNIT)
    unit_text: Text = column("原文单位", "Unit as the document writes it")
    comparator: Text = column("比较", "How the words bound the value", isin=COMPARATORS)
    basis: Text = column(*shared.BASIS, isin=BASES)
    annualised: Flag = column(*shared.ANNUALISED)
    baseline_year: Integer = optional(
        "基期年", "Year compared with; null: the one before", in_range={"min_value": 1949, "max_value": 2100}
    )
    period_start: Day = optional("期初", "First day; a stock and a rate have none")
    period_end: Day = column(*shared.PERIOD_END)
    region_code: Text = optional(*shared.FIGURE_REGION_CODE)
    region: Text = column(*shared.FIGURE_REGION)
    is_expected: Flag = column(*shared.IS_EXPECTED)
    confidence: Number = column(
        "置信度", "How sure the extraction is, 0 to 1", in_range={"min_value": 0, "max_value": 1}
    )
    quote: Text = column("原文", "The clause around the number as it stands in the document")
    quote_start: Integer = column("原文起点", "Offset of the quote", ge=0)
    value_start: Integer = column("数字起点", "Offset of the number's first digit", ge=0)
    value_end: Integer = column("数字终点", "Offset after its last digit", gt=0)
    rules: Texts = column("规则", "Names of the extraction rules that fired")
    note: Text = optional("备注", "In what the value differs from the words")


class ExtractedFigures(DocumentFigures):
    """抽取数值 | Reported figures as extracted, before people's corrections"""


class FiguresToReview(Table):
    """待复核数值 | Documents' figures that do not count until a person has accepted them, with the reason"""

    figure_id: Text = column(*shared.FIGURE_ID)
    reason_code: Text = column(*shared.REASON_CODE)
    reason: Text = column("原因", "Why, in words")


class FigureVintages(Table):
    """文中数值留痕 | Every figure of a document that has ever counted, and from when to when; never made anew"""

    actual_id: Text = column("数值编号", "The figure; where it has counted before, with how often", unique=True)
    figure_id: Text = column(*shared.FIGURE_ID)
    document_id: Text = column(*shared.FIGURE_DOCUMENT)
    plan_region: Text = column("文件所属地区", "Region of the document; the partition")
    indicator_id: Text = column(*shared.INDICATOR_ID)
    indicator: Text = column(*shared.INDICATOR)
    region_code: Text = column(*shared.FIGURE_REGION_CODE)
    region: Text = column(*shared.FIGURE_REGION)
    period: Text = column("报告期", "Period in words")
    period_start: Day = column(*shared.PERIOD_START)
    period_end: Day = column(*shared.PERIOD_END)
    basis: Text = column(*shared.BASIS, isin=BASES)
    annualised: Flag = column(*shared.ANNUALISED)
    value: Number = column("数值", "Value in the unit")
    unit: Text = column(*shared.UNIT)
    comparator: Text = column(*shared.FIGURE_COMPARATOR, isin=COMPARATORS)
    is_expected: Flag = column(*shared.IS_EXPECTED)
    reported_value: Text = column(*shared.REPORTED_VALUE)
    reported_unit: Text = optional(*shared.REPORTED_UNIT)
    source: Text = column(*shared.SOURCE)
    issued_on: Day = optional(*shared.ISSUED_ON)
    note: Text = optional("备注", "In what the value differs from the words")
    quote: Text = column(*shared.FIGURE_QUOTE)
    known_from: Moment = column("知悉时间", "When it was taken in, UTC")
    known_until: Moment = optional("失效时间", "When the document no longer said it, UTC; null if it still does")
    superseded_reason: Text = optional("失效原因", "Why it no longer counts")
