"""The plans as read."""

from pipelines.schemas import columns as shared
from pipelines.schemas.model import Day, Table, Text, column, optional


class Documents(Table):
    """规划文件 | The plans, one row a file; a file that could not be read is a row with its reason"""

    document_id: Text = column("文件编号", "Stable id, made from the file's place", unique=True)
    region_code: Text = optional("区划代码", "Region of the folder; null if the folder's name is no known region")
    region: Text = column("地区", "Region of the folder")
    other_region: Text = optional("文中地区", "Region that title and issuer name, where the folder's is none of them")
    title: Text = optional("标题", "Title")
    issuer: Text = optional("发文机关", "Issuing body")
    document_number: Text = optional("文号", "Document number")
    published_on: Day = optional("发布日期", "Date of issue or publication")
    plan_start: Day = optional("规划期开始", "First day of the plan's period")
    plan_end: Day = optional("规划期结束", "Last day of the plan's period")
    kind: Text = optional(
        "文种",
        "plan, work_report, plan_report (results and plan of a year), or communique (of statistics)",
        isin=["plan", "work_report", "plan_report", "communique"],
    )
    source_file: Text = column("来源文件", "Path below documents/", unique=True)
    format: Text = optional(
        "格式", "txt, md, html, mht, docx, doc, rtf, wordml, pdf, ofd, or scan: text recognised in pictures"
    )
    encoding: Text = optional(*shared.ENCODING)
    sha256: Text = optional(shared.SHA256[0], f"{shared.SHA256[1]}; null: the file cannot be opened")
    status: Text = column("读取状态", "read or failed", isin=["read", "failed"])
    reason: Text = optional("失败原因", "Why the file could not be read")
    text: Text = optional("全文", "The text in which spans are counted")
