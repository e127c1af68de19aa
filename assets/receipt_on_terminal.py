"""A receipt as the command line shows it."""

from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from assets.terminal import cell
from pipelines.actuals.receipts.contents import (
    Receipt,
    basis_in_words,
    dates_in_words,
    percentage,
    reason_name,
    records,
    sentence,
    shorten,
    understood,
)

ROWS_SHOWN = 100  # of each list; the page and the table have more
WIDTHS = {"位置": 14, "表头": 9, "单元格": 10}  # at least: so that a heading breaks between words
CELLS_SHOWN = 3  # of one reason


def print_receipt(receipt: Receipt, console: Console) -> None:
    """What became of the file, the rows at fault, the targets that move, and how each accepted figure is understood."""
    checked = receipt.checked
    good = checked.status == "taken" and not receipt.rows_at_fault
    console.print(f"{checked.file_name} · {checked.region.name}", style="bold")
    console.print(f"{receipt.verdict}：{receipt.outcome}", style="green" if good else "red")
    if receipt.regions:
        console.print(receipt.regions)
    _print_faults(receipt.errors, "不能接收的行", receipt, console)
    _print_faults(receipt.warnings, "可以接收，请核对", receipt, console)
    _print_faults(receipt.unfilled, "没有填数的行", receipt, console)
    for notice in receipt.notices["reason"][:ROWS_SHOWN]:
        console.print(notice)
    if receipt.mapping:
        console.print("列名对照表：写明单位，存为 actuals/mapping.csv，再报一次", style="bold")
        console.print(receipt.mapping)
    _print_targets(receipt, console)
    _print_figures(receipt, console)


def _print_faults(faults: pd.DataFrame, title: str, receipt: Receipt, console: Console) -> None:
    table = _table(title, "位置", "表头", "单元格", "原因和办法")
    for fault in records(faults.head(ROWS_SHOWN)):
        cells = " ".join(shorten(cell) for cell in fault["cells_named"][:CELLS_SHOWN])
        more = f" 等 {fault['different_cells']:,} 种" if fault["different_cells"] > CELLS_SHOWN else ""
        reason = f"{reason_name(fault['reason_code'])}：{sentence(fault)}"
        _add(table, receipt.places(fault), fault["column_name"], cells + more, reason)
    _print(table, len(faults), console)


def _print_targets(receipt: Receipt, console: Console) -> None:
    targets = receipt.targets
    table = _table("推动的目标", "目标", "地区", "之前", "之后", "怎样算的")
    for row in records(targets.head(ROWS_SHOWN)):
        before = f"{row['status_name_before']} {percentage(row['pct_before'])}"
        after = f"{row['status_name_after']} {percentage(row['pct_after'])}"
        _add(table, row["quote"], row["region"], before, after, row["reason"])
    _print(table, len(targets), console)


def _print_figures(receipt: Receipt, console: Console) -> None:
    figures = receipt.checked.first_figures(ROWS_SHOWN)
    kinds = {link["indicator_text"]: link["kind"] for link in records(receipt.links)}
    table = _table("接收的数值", "位置", "指标", "地区", "时间", "口径", "换算为")
    for row in records(figures):
        _add(
            table,
            receipt.place(row),
            shorten(row["indicator_text"]),
            row["region"],
            dates_in_words(row["period_start"], row["period_end"]),
            basis_in_words(row["basis"], kinds.get(row["indicator_text"])),
            understood(row),
        )
    _print(table, receipt.checked.rows_accepted, console)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", min_width=WIDTHS.get(column))
    return table


def _add(table: Table, *cells: Any) -> None:
    """A row as plain text: nothing from a file is markup."""
    table.add_row(*("" if pd.isna(content) else cell(content) for content in cells))


def _print(table: Table, rows: int, console: Console) -> None:
    if rows:
        console.print(table, soft_wrap=False)
    if rows > ROWS_SHOWN:
        console.print(f"共 {rows:,} 行，这里列出前 {ROWS_SHOWN} 行；用 --html 看更多。")
