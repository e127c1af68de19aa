"""A row of a table → figures: a cell of each column that tells what has been reached (table_columns.py)."""

from collections.abc import Iterator
from datetime import date

from pipelines.extraction.figure import Figure
from pipelines.extraction.figure_measures import PER_UNIT, SHARES_OF, STOCKS, YEARLY_FLOW
from pipelines.extraction.numerals import plain
from pipelines.extraction.phrases import tidy
from pipelines.extraction.quantities import UnitScanner
from pipelines.extraction.table_cells import FALLING, RISING, SHARES, CellValue, read_value, unit_of
from pipelines.extraction.table_columns import Columns, Goal
from pipelines.extraction.table_rows import Cell, Row
from pipelines.extraction.target import PlanContext

CERTAIN, GUESSED = 0.9, 0.6
NEWLY = ("新增", "新建", "当年")


def read_results(
    row: Row, columns: Columns, name: str, unit: str, text: str, context: PlanContext, scanner: UnitScanner
) -> Iterator[Figure]:
    """The figures of a row. `name`, `unit`: its indicator's, as stated for the row."""
    measured = next((result.measured for result in columns.results.values() if result.measured), "")
    name = name if name.endswith(measured) else name + measured  # 水泥 in a table of 产量
    for column, result in columns.results.items():
        cell = row.cell(column, columns.width)
        value = read_value(cell.text)
        if value is not None:
            yield _figure(row, name, unit, cell, value, result, text, context, scanner)


def _figure(
    row: Row,
    name: str,
    unit: str,
    cell: Cell,
    value: CellValue,
    result: Goal,
    text: str,
    context: PlanContext,
    scanner: UnitScanner,
) -> Figure:
    stated = (result.unit or "%") if result.role == "growth" else result.unit or unit
    factor, base, written = unit_of(value.behind, stated, scanner)
    basis, thing, is_fall, is_certain = _basis(name, base, result, value)
    sign = -1 if is_fall or cell.text[: value.start].strip() == "-" else 1
    bounds = sorted(plain(number * factor * sign) for number in (value.low, value.high) if number is not None)
    last = context.plan_end if context.is_communique else None
    ended = last if last and last.year == result.year else date(result.year, 12, 31)
    return Figure(
        value_start=cell.start + value.start,
        value_end=cell.start + value.end,
        quote=text[row.cells[0].start : row.cells[-1].end],
        quote_start=row.cells[0].start,
        clause=None,
        indicator=tidy(thing),
        value=bounds[0],
        value_high=bounds[1] if len(bounds) > 1 else None,
        unit=base,
        unit_text=written,
        comparator=value.comparator,
        basis="ytd" if basis == "period" and ended < date(ended.year, 12, 31) else basis,
        annualised=False,
        baseline_year=value.baseline_year,
        period_start=None if basis in ("stock", "rate") else date(result.year, 1, 1),
        period_end=ended,
        region=context.region,
        is_expected=False,
        confidence=CERTAIN if is_certain and (base in scanner.base or basis == "rate") else GUESSED,
        rules=("table_result", f"table_{basis}"),
        note=None,
    )


def _basis(name: str, unit: str, result: Goal, value: CellValue) -> tuple[str, str, bool, bool]:
    """(basis, name without the word that says so, whether it is a fall, whether the words say it)."""
    if result.role == "growth":
        return "growth", name, value.direction == "down", True
    changes = [
        (found, is_fall) for words, is_fall in ((RISING, False), (FALLING, True)) if (found := words.search(name))
    ]
    if changes and not name.endswith("自然增长率"):
        found, is_fall = changes[0]
        thing = name[: found.start()] or name
        if unit in SHARES:  # of one year or of five, the head does not say
            return "growth", thing, is_fall, False
        name = thing  # 排放量下降比例, but for the year compared with 53254吨
    if not unit or unit in SHARES or PER_UNIT.match(name) or SHARES_OF.search(name) or "/" in unit:
        return "rate", name, False, bool(unit) or SHARES_OF.search(name) is not None
    if result.role == "sum" or value.is_sum or "累计" in name:
        return "stock", name.replace("(累计)", "").replace("累计", ""), False, False
    if YEARLY_FLOW.search(name) or name.startswith(NEWLY):
        return "period", name, False, True
    return "stock", name, False, STOCKS.search(name) is not None
