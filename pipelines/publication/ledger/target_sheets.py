"""Sheets of targets: a row each, to filter on screen and to print on A3."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from pipelines.publication.ledger.columns import COLUMNS, PRINTED
from pipelines.publication.ledger.contents import Row
from pipelines.publication.ledger.styles import SECOND_HEAD, Styles
from pipelines.publication.workbook import A3, Cell, height_of, link_to_sheet, set_page, write_cell

FIRST_ROW = 2  # below the title and the header
FROZEN_COLUMNS = 3  # number, region, indicator
MOST_ROWS = 1_000_000  # a sheet ends at 1,048,576


@dataclass(frozen=True)
class TargetRow:
    """A target ready to be written: height in points, and the cells that hold anything, by column."""

    height: float
    cells: Sequence[tuple[int, Cell, Format]]


def prepare(target: Row, styles: Styles) -> TargetRow:
    values = [(place, column, column.cell(target)) for place, column in enumerate(COLUMNS, 1)]
    return TargetRow(
        height_of((value, column.width) for _, column, value in values if isinstance(value, str)),
        [
            (place, *styles.cell(column.kind, value))
            for place, column, value in values
            if value is not None or column.kind == "status"
        ],
    )


def write_targets(
    workbook: Workbook, styles: Styles, name: str, title: str, targets: Sequence[TargetRow], overview: str
) -> None:
    """Title with the way back to the overview, header with filters, targets numbered from 1."""
    sheet = workbook.add_worksheet(name)
    shown = targets[:MOST_ROWS]
    last_row = FIRST_ROW + max(len(shown), 1) - 1
    sheet.set_column(0, 0, 6)
    for place, column in enumerate(COLUMNS, 1):
        sheet.set_column(place, place, column.width)
    set_page(sheet, A3)
    sheet.hide_gridlines(0)  # printed as well: empty cells are not written, and have no borders of their own
    sheet.print_area(0, 0, last_row, len(PRINTED))
    sheet.repeat_rows(0, FIRST_ROW - 1)
    sheet.freeze_panes(FIRST_ROW, FROZEN_COLUMNS)
    sheet.autofilter(FIRST_ROW - 1, 0, last_row, len(COLUMNS))
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})  # 条目 3 is a text

    sheet.set_row(0, 24)
    link_to_sheet(sheet, 0, 0, overview, overview, styles.link())
    left_out = f"(只列前 {MOST_ROWS:,} 个,其余见 attainment.duckdb)" if len(targets) > MOST_ROWS else ""
    write_cell(sheet, 0, 1, title + left_out, styles.title(13))
    sheet.set_row(1, 32)
    write_cell(sheet, 1, 0, "序号", styles.head())
    for place, column in enumerate(COLUMNS, 1):
        write_cell(sheet, 1, place, column.heading, styles.head() if column in PRINTED else styles.head(SECOND_HEAD))
    numbered = styles.plain(align="center")
    for number, target in enumerate(shown, 1):
        here = FIRST_ROW + number - 1
        sheet.set_row(here, target.height)
        write_cell(sheet, here, 0, number, numbered)
        for place, value, style in target.cells:
            write_cell(sheet, here, place, value, style)
