"""The ledger's first sheet: what it rests on, targets by status, by region and by lead unit, with charts."""

from collections.abc import Sequence
from itertools import repeat

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format

from pipelines.publication.ledger.contents import Contents, Group
from pipelines.publication.ledger.styles import LINE, Styles
from pipelines.publication.workbook import A4, Cell, link_to_sheet, set_page, write_cell

NAME, TITLE = "总览", "目标进度工作台账"
GROUP_HEADS = ("地区", "牵头单位", "目标数", "有数值", "有数值(%)")  # then a column a status
WIDTHS = (14, 34, 9, 9, 10)
STATUS_WIDTH = 9
MOST_REGIONS_DRAWN = 20  # more bars than this nobody tells apart
ROW_HEIGHT = 18  # points
COUNT = '#,##0;-#,##0;"–"'


class Overview:
    """Written from top to bottom, one block after the other."""

    def __init__(self, workbook: Workbook, styles: Styles, contents: Contents) -> None:
        self.workbook, self.styles, self.contents = workbook, styles, contents
        self.sheet = workbook.add_worksheet(NAME)
        self.row = 0

    def write(self, all_targets: str, unit_sheets: Sequence[str | None]) -> None:
        """`all_targets`: the sheet of all targets; `unit_sheets`: that of each lead unit, None where it has none."""
        contents = self.contents
        for place, width in enumerate((*WIDTHS, *repeat(STATUS_WIDTH, len(contents.statuses)))):
            self.sheet.set_column(place, place, width)
        self.sheet.set_default_row(ROW_HEIGHT)
        self.sheet.hide_gridlines(2)
        set_page(self.sheet, A4)

        self.write_sources()
        link_to_sheet(
            self.sheet, self.row, 0, all_targets, f"全部目标 {len(contents.targets):,} 个", self.styles.link()
        )
        self.row += 2
        statuses = self.row + 1
        self.write_statuses()
        self.write_heading("分地区")
        regions = self.row + 1
        self.write_groups(contents.regions, [None] * len(contents.regions))
        self.write_heading("分牵头单位")
        self.write_line("一个目标有几个牵头单位的,在每个单位各计一次。" + self.left_out(all_targets, unit_sheets))
        if contents.units:
            self.sheet.autofilter(self.row, 0, self.row + len(contents.units), self.last_column)
        self.write_groups(contents.units, unit_sheets)
        self.write_heading("判定规则")
        for rule in contents.rules:
            self.write_line(f"{rule.value:g}{rule.unit}:{rule.meaning}")
        self.draw(statuses, regions)

    @property
    def last_column(self) -> int:
        return len(GROUP_HEADS) + len(self.contents.statuses) - 1

    def write_sources(self) -> None:
        found = self.contents.summary
        self.sheet.set_row(0, 30)
        self.write_row((f"{TITLE}  截至 {self.contents.as_of}", self.styles.title(18)))
        self.write_line(
            f"规划文件 {found.documents_read:,} 份,目标 {found.targets:,} 个,其中待复核 {found.targets_to_review:,} 个;"
            f"报送文件 {found.files_taken:,} 份,接收 {found.rows_accepted:,} 行,拒绝 {found.rows_rejected:,} 行。"
        )
        self.write_line("数据与同时发布的 attainment.duckdb 一致。每次运行重新生成本表,请勿在表内填写。")

    def left_out(self, all_targets: str, unit_sheets: Sequence[str | None]) -> str:
        missing = sum(sheet is None for sheet in unit_sheets)
        with_sheets = len(unit_sheets) - missing
        return (
            f"目标最多的 {with_sheets} 个单位各有一张表;其余 {missing:,} 个请在“{all_targets}”中按牵头单位筛选。"
            if missing
            else ""
        )

    def write_statuses(self) -> None:
        """Every status with its meaning, how many targets have it, and their share."""
        everything = Group("", "", self.contents.targets)
        counts = everything.counts()
        self.write_row(*((head, self.styles.head()) for head in ("状态", "含义", "目标数", "占比(%)")))
        for status in self.contents.statuses:
            self.write_row(
                self.styles.cell("status", status.status),
                (status.meaning, self.styles.boxed_text()),
                self.count(counts[status.status]),
                self.share(counts[status.status], len(everything.rows)),
            )

    def write_groups(self, groups: Sequence[Group], sheets: Sequence[str | None]) -> None:
        """A row a group: targets, those with any figure, and how many have each status."""
        statuses = self.contents.statuses
        self.write_row(
            *((head, self.styles.head()) for head in GROUP_HEADS),
            *((status.name, self.styles.head(status.colour)) for status in statuses),
        )
        for group, sheet in zip(groups, sheets, strict=True):
            counts = group.counts()
            self.write_row(
                (group.region, self.styles.boxed_text()),
                (group.unit, self.styles.boxed_text()),
                self.count(len(group.rows)),
                self.count(group.with_figures()),
                self.share(group.with_figures(), len(group.rows)),
                *(self.count(counts[status.status]) for status in statuses),
            )
            if sheet:
                link_to_sheet(self.sheet, self.row - 1, 1, sheet, group.unit, self.styles.boxed_link())

    def draw(self, statuses: int, regions: int) -> None:
        """Charts of the first two tables, beside the first; both tables are given by their first row of figures."""
        overall = self.workbook.add_chart({"type": "bar"})
        end = statuses + len(self.contents.statuses) - 1
        overall.add_series(
            {
                "categories": [NAME, statuses, 0, end, 0],
                "values": [NAME, statuses, 2, end, 2],
                "points": [
                    {"fill": {"color": status.colour}, "border": {"color": LINE}} for status in self.contents.statuses
                ],
                "data_labels": {"value": True},
                "gap": 40,
            }
        )
        self.place(overall, "各状态目标数", statuses - 1, len(GROUP_HEADS), legend=False)
        if not 1 < len(self.contents.regions) <= MOST_REGIONS_DRAWN:
            return
        by_region = self.workbook.add_chart({"type": "bar", "subtype": "percent_stacked"})
        end = regions + len(self.contents.regions) - 1
        for place, status in enumerate(self.contents.statuses, len(GROUP_HEADS)):
            by_region.add_series(
                {
                    "name": [NAME, regions - 1, place],
                    "categories": [NAME, regions, 0, end, 0],
                    "values": [NAME, regions, place, end, place],
                    "fill": {"color": status.colour},
                    "border": {"color": LINE, "width": 0.5},
                    "gap": 40,
                }
            )
        self.place(by_region, "各地区目标状态(%)", statuses - 1, len(GROUP_HEADS) + 6, legend=True)

    def place(self, chart: Chart, title: str, row: int, column: int, legend: bool) -> None:
        chart.set_title({"name": title, "name_font": {"size": 11, "bold": True}})
        chart.set_legend({"position": "right"} if legend else {"none": True})
        chart.set_y_axis({"reverse": True, "line": {"none": True}})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_size({"width": 410, "height": ROW_HEIGHT * 4 // 3 * (len(self.contents.statuses) + 1)})
        self.sheet.insert_chart(row, column, chart, {"x_offset": 8, "object_position": 3})

    def write_row(self, *cells: tuple[Cell, Format]) -> None:
        for place, (value, style) in enumerate(cells):
            write_cell(self.sheet, self.row, place, value, style)
        self.row += 1

    def write_line(self, text: str) -> None:
        self.write_row((text, self.styles.plain()))

    def write_heading(self, text: str) -> None:
        self.row += 1
        self.write_row((text, self.styles.title(13)))

    def count(self, number: int) -> tuple[Cell, Format]:
        return number, self.styles.boxed(num_format=COUNT, align="right")

    def share(self, part: int, whole: int) -> tuple[Cell, Format]:
        return (100 * part / whole if whole else None), self.styles.boxed(num_format="0.0")
