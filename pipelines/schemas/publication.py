"""What the published file says of itself, and its views."""

from dataclasses import dataclass

from pipelines.schemas.attainment import Attainment, NeededFigures
from pipelines.schemas.documents import Documents
from pipelines.schemas.model import Day, Integer, Moment, Table, Text, column, optional
from pipelines.schemas.targets import Targets, TargetUnits


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
    "told_by_documents": ("出自文件", "Of these, targets whose latest figure the text of a document states"),
    "with_figures_pct": ("有数据占比", "Share of targets that a figure answers, per cent"),
    "attained": ("已完成", "Targets attained"),
    "attained_late": ("逾期后达到", "Targets met only after their deadline"),
    "attained_unconfirmed": ("已达到，时点待核", "Targets met after their deadline, perhaps in time"),
    "ahead": ("超进度", "Targets ahead of schedule"),
    "on_schedule": ("达进度", "Targets on schedule"),
    "behind": ("欠进度", "Targets behind schedule"),
    "far_behind": ("严重滞后", "Targets far behind schedule"),
    "breached": ("突破上限", "Targets whose limit is exceeded"),
    "missed": ("逾期未完成", "Targets past their deadline and not met"),
    "overdue_no_data": ("逾期未报", "Targets past their deadline with no figure through it"),
    "unusable": ("已报不能用", "Targets whose figures cannot answer them"),
    "undecided": ("无法判断", "Targets without a path to judge them by, and not met"),
    "no_data": ("未报送", "Targets for which nothing is reported"),
    "not_started": ("未到期", "Targets whose period has not begun"),
    "stale": ("数据过时", "Targets whose latest figure is older than its own reporting rhythm"),
    "projected_to_miss": ("预计完不成", "Targets ahead or on schedule that are heading for less"),
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
            "figure_document_id": ("数值所在文件编号", "Document that states the latest figure; null: a file gave it"),
            "figure_document": ("数值所在文件", "Its title"),
            "figure_quote": ("数值原文", "Its sentence, beside that of the promise"),
        },
    ),
    "figures_to_send": View(
        "待补数据 | What to send so that a target can be judged: a sentence, and the first row to fill in",
        (Targets, Attainment, NeededFigures),
        {
            "lead_units": ("牵头单位", "Who leads, with 、 between"),
            "status_name": ("状态名称", "Chinese name of the status"),
            "figures": ("数值个数", "Figures to send; 0: the plan or the target has to be looked at"),
            "what_to_send": ("补报建议", "What to send, in one sentence"),
            "period": ("报告期", "Of the first of them"),
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
    "scoreboard_by_indicator": View(
        "指标进度表 | What regions promised of an indicator for a year, what was reported, whether it was met",
        (Targets, Attainment),
        {
            "indicator": ("指标", "Name in the registry"),
            "year": ("目标年", "Year for which it was promised"),
            "promised": ("目标值", "Promised value in the unit; the lower end of a range"),
            "promised_high": ("目标上限", "Upper end of a range"),
            "reported": ("完成值", "What was reported for that time"),
            "reported_on": ("完成值日期", "End of the period reported"),
            "met": ("是否完成", "Null: not told yet"),
            "place": ("名次", "From the highest reported value on"),
            "regions": ("地区数", "Regions that promised it"),
            "status_name": ("状态名称", "Chinese name of the status"),
        },
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
