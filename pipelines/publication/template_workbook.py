"""A template as a workbook to fill in: what to fill is yellow and open, what is given is grey and locked."""

from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipelines.actuals.cells.periods import Period
from pipelines.actuals.layouts.recognising import INSTRUCTIONS, OPTIONS
from pipelines.actuals.receipts.contents import dates_in_words

WIDTHS = {"指标": 30, "地区": 13, "报告期": 16, "数值": 14, "单位": 11, "口径": 11, "来源": 20, "备注": 20}
WIDTHS |= {"上次时间": 16, "上次数值": 12, "用于的目标": 52, "牵头单位": 24}
TO_FILL = ("数值", "来源", "备注")
GIVEN = ("指标", "上次时间", "上次数值", "用于的目标", "牵头单位")  # locked; the rest is open, but filled in already
SPARE_ROWS = 200  # below the given ones, for figures that no target asks for
FONT = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#C9D1D6"}
MAY = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True, "select_locked_cells": True}


def write_workbook(
    rows: pd.DataFrame,
    region: str,
    period: Period,
    choices: dict[str, list[str]],
    units: list[list[str]],
    place: Path,
) -> None:
    """`rows`: the columns of a template. `choices`: column → what it offers; `units`: what 单位 offers in each row."""
    with xlsxwriter.Workbook(str(place), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("填报")
        _write_rows(book, sheet, rows)
        _add_choices(book, sheet, rows, choices, units)
        _write_instructions(book, book.worksheets()[1], region, period, len(rows))
        book.set_properties({"title": f"{region} {dates_in_words(period.start, period.end)} 报送模板"})


def _write_rows(book: Workbook, sheet: Worksheet, rows: pd.DataFrame) -> None:
    head = book.add_format(FONT | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#2F5D50"})
    given = book.add_format(FONT | {"bg_color": "#F1F3F4", "text_wrap": True})
    offered = book.add_format(FONT | {"locked": False})
    to_fill = book.add_format(FONT | {"locked": False, "bg_color": "#FFF8DC"})
    value = book.add_format(FONT | {"locked": False, "bg_color": "#FFF8DC", "align": "right"})
    last = len(rows) + SPARE_ROWS
    for place, name in enumerate(rows.columns):
        sheet.set_column(place, place, WIDTHS[name])
        sheet.write_string(0, place, name, head)
        cell = value if name == "数值" else to_fill if name in TO_FILL else given if name in GIVEN else offered
        for line, text in enumerate(rows[name], start=1):
            sheet.write_string(line, place, text, cell) if text else sheet.write_blank(line, place, None, cell)
        for line in range(len(rows) + 1, last + 1):
            sheet.write_blank(line, place, None, cell if name in TO_FILL else offered)
    sheet.set_default_row(18)
    sheet.set_row(0, 24)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(rows.columns) - 1)
    sheet.protect("", MAY)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, len(rows), len(rows.columns) - 1)
    sheet.set_selection(1, list(rows.columns).index("数值"), 1, list(rows.columns).index("数值"))


def _add_choices(
    book: Workbook, sheet: Worksheet, rows: pd.DataFrame, choices: dict[str, list[str]], units: list[list[str]]
) -> None:
    """Drop-down lists. Another entry is asked about and not forbidden: the receipt says whether it is understood."""
    book.add_worksheet(INSTRUCTIONS)
    options = book.add_worksheet(OPTIONS)
    options.hide()
    columns, last = list(rows.columns), len(rows) + SPARE_ROWS
    ask = {"validate": "list", "error_type": "warning", "error_title": "不在可选项里", "error_message": "仍要这样填吗?"}
    for place, (name, items) in enumerate(choices.items()):
        options.write_column(0, place, items)
        letter = "ABCDEFGH"[place]
        source = f"='{OPTIONS}'!${letter}$1:${letter}${len(items)}"
        column = columns.index(name)
        sheet.data_validation(1, column, last, column, ask | {"source": source})
    column = columns.index("单位")
    for line, items in enumerate(units, start=1):
        sheet.data_validation(line, column, line, column, ask | {"source": items})
    value = columns.index("数值")
    hint = {"validate": "any", "input_title": "数值", "input_message": "只写数字;没有数就空着,不要写 0。"}
    sheet.data_validation(1, value, len(rows), value, hint)


def _write_instructions(book: Workbook, sheet: Worksheet, region: str, period: Period, rows: int) -> None:
    title = book.add_format({"font_name": "微软雅黑", "font_size": 16, "bold": True})
    text = book.add_format({"font_name": "微软雅黑", "font_size": 11, "text_wrap": True, "valign": "top"})
    lines = [
        f"“填报”表里是{region}各项目标还需要的 {rows} 个数。",
        "1. 在黄色的“数值”列填数。没有数就空着：空着的行算作未报，不会当作 0，也不影响其他行。",
        "2. 报告期、单位、口径已按目标填好；实际口径不同，可以从下拉列表里改，或直接写。",
        "3. 来源写发布单位或文件名；需要说明的写在备注里。"
        "要撤回报错的数，照原来的写法另报一行，数值写“撤回”，备注写原因。",
        "4. 表里没有的指标，接着写在下面的空行里，或另交一个文件，版式不限。",
        "5. 保存后把文件放进收件夹 actuals/inbox/ 下本地区的文件夹。"
        "回执会写明接收了哪些行、哪些行要改、推动了哪些目标。",
        "灰色的列只供参考，已锁定（没有密码）：指标、上次报送的时间和数值，以及这个数用于哪些目标。",
        "用于的目标以“基期数”“时限数”“缺报的数”开头的，要的是报告期那一列写明的较早的数：没有它，目标算不出进度。",
    ]
    sheet.set_column(0, 0, 92)
    sheet.write_string(0, 0, f"{region} · {dates_in_words(period.start, period.end)} · 报送模板", title)
    for line, words in enumerate(lines, start=2):
        sheet.write_string(line, 0, words, text)
        sheet.set_row(line, 34 if len(words) > 50 else 20)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
