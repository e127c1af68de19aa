"""What the bureaus sent: their files, the rows taken and rejected; and all figures, linked to indicators."""

from pipelines.schemas import columns as shared
from pipelines.schemas.model import Day, Flag, Integer, Moment, Number, Table, Text, column, optional

BASES = ["stock", "ytd", "period", "rate", "growth"]


class Submissions(Table):
    """报送文件 | One row a file that a bureau dropped"""

    submission_id: Text = column("报送编号", "From the folder's region and the file's content", unique=True)
    region_code: Text = optional("区划代码", "Region of the inbox folder")
    region: Text = column("地区", "Region of the inbox folder; the partition")
    file_name: Text = column("文件名", "Name as dropped")
    sha256: Text = column(*shared.SHA256)
    received_at: Moment = column("接收时间", "When it was taken, UTC")
    status: Text = column("状态", "taken or refused", isin=["taken", "refused"])
    reason_code: Text = optional("拒收代码", "Why the whole file was refused")
    reason: Text = optional("拒收原因", "Why, and what to do")
    layout: Text = optional("版式", "Layout recognised")
    encoding: Text = optional(*shared.ENCODING)
    rows_read: Integer = column("读取行数", "Figures read: a row each, in cross tables a cell each", ge=0)
    rows_accepted: Integer = column("接收行数", "Rows accepted", ge=0)
    rows_rejected: Integer = column("拒绝行数", "Rows rejected", ge=0)
    rows_warned: Integer = column("警告行数", "Accepted rows with a warning", ge=0)


class RejectedRows(Table):
    """拒绝与警告 | Every row that was rejected, every warning, and what was passed over, with its reason"""

    submission_id: Text = column(*shared.SUBMISSION_ID)
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
    reason_code: Text = column(*shared.REASON_CODE)
    reason: Text = column("原因", "Why, and what to do")


class Figures(Table):
    """报送数值 | Accepted rows as reported, not yet linked to indicators; one without a value takes back another"""

    submission_id: Text = column(*shared.SUBMISSION_ID)
    sheet: Text = optional(*shared.SHEET)
    row_number: Integer = column("行号", "Row as a spreadsheet shows it", ge=1)
    column_number: Integer = column("列号", "Column of the value, from 1", ge=1)
    indicator_text: Text = column("报送指标", "Indicator as the file names it")
    region_code: Text = column(*shared.FIGURE_REGION_CODE)
    region: Text = column(*shared.FIGURE_REGION)
    period: Text = column("报告期", "Period as the file writes it")
    period_start: Day = column(*shared.PERIOD_START)
    period_end: Day = column(*shared.PERIOD_END)
    basis: Text = optional("口径", "Basis that the row states; null where the indicator decides", isin=BASES)
    value: Number = optional("数值", "Value in the base unit; null: the row takes back what was reported before")
    unit: Text = optional("单位", "Base unit; null only where there is no value")
    reported_value: Text = optional(*shared.REPORTED_VALUE)
    reported_unit: Text = optional(*shared.REPORTED_UNIT)
    source: Text = optional(*shared.SOURCE)
    note: Text = optional("备注", "Note, and what the name's brackets said")
    reason: Text = optional("更正原因", "Why it corrects or takes back an earlier figure, if it does: as its row says")


class Actuals(Table):
    """实际值 | Figures of files and documents linked to indicators, with what was known when"""

    actual_id: Text = column("数值编号", "Submission, sheet, row and column; or the document's figure", unique=True)
    indicator_id: Text = column(*shared.INDICATOR_ID)
    indicator: Text = column(*shared.INDICATOR)
    region_code: Text = column(*shared.FIGURE_REGION_CODE)
    region: Text = column(*shared.FIGURE_REGION)
    period: Text = column("报告期", "Period as reported")
    period_start: Day = column(*shared.PERIOD_START)
    period_end: Day = column(*shared.PERIOD_END)
    basis: Text = column(*shared.BASIS, isin=BASES)
    value: Number = column("数值", "Value in the unit")
    unit: Text = column(*shared.UNIT)
    reported_value: Text = column("报送数值", "The number as it stands in the cell or sentence")
    reported_unit: Text = optional(*shared.REPORTED_UNIT)
    source: Text = optional("来源", "Source as reported; of a document its issuer, title and day of issue")
    note: Text = optional("备注", "Note")
    source_rank: Integer = column("来源优先级", "Lower counts before higher")
    submission_id: Text = optional("报送编号", "Submission; null where a document states it")
    sheet: Text = optional(*shared.SHEET)
    row_number: Integer = optional("行号", "Row in the submission", ge=1)
    column_number: Integer = optional("列号", "Column of the value in the submission, from 1", ge=1)
    document_id: Text = optional(*shared.FIGURE_DOCUMENT)
    figure_id: Text = optional(*shared.FIGURE_ID)
    quote: Text = optional(*shared.FIGURE_QUOTE)
    issued_on: Day = optional(*shared.ISSUED_ON)
    comparator: Text = optional(*shared.FIGURE_COMPARATOR)
    annualised: Flag = optional("年均", "A yearly average; null where a bureau's file gave it")
    is_expected: Flag = optional("预计数", "Stated as expected; null where a bureau's file gave it")
    known_from: Moment = column("知悉时间", "From when it was known, UTC")
    known_until: Moment = optional("失效时间", "When it was superseded, UTC; null if it still counts")
    superseded_by: Text = optional("被谁更正", "Submission that corrected it or took it back, or the document")
    superseded_reason: Text = optional("更正原因", "The reason, if one was given")
