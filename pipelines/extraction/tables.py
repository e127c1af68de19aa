"""Tables: each cell of a goal is one target, each of what has been reached one figure. A table of tasks is text, of
which only the columns that name units are read here.

Rows are found in table_rows.py, heads read in table_columns.py, single cells in table_cells.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from pipelines.extraction.agencies import AgencyGroup, read_units
from pipelines.extraction.figure import Figure
from pipelines.extraction.numerals import plain
from pipelines.extraction.periods import scan_periods
from pipelines.extraction.phrases import tidy
from pipelines.extraction.quantities import UnitScanner
from pipelines.extraction.table_cells import (
    FALLING,
    OF_WHOLE,
    RISING,
    SHARES,
    CellValue,
    is_whole_name,
    name_part,
    read_value,
    split_name,
    unit_of,
    value_in,
)
from pipelines.extraction.table_columns import Columns, Goal, Role, join_heads, may_be_upper_head, read_columns
from pipelines.extraction.table_figures import read_results
from pipelines.extraction.table_rows import Cell, Row, Table, find_tables
from pipelines.extraction.target import PlanContext, ResponsibleUnit, Target
from pipelines.extraction.vocabulary import LEVEL_NOUNS

UNIT_OF_TABLE = re.compile(r"单位:\s?(?P<unit>[^\s()|,;。]{1,12})")
BINDING = {"约束": "binding", "预期": "expected"}
DOING = re.compile(r"(?:建成|新建|培育|打造|引进|创建|举办|实施)(?![区率度面成])(?=[\u4e00-\u9fff]{2})")
WITHOUT_UNIT = ("系数", "指数", "比", "等级")
EMPTY = ("", "-", "--", "/")


@dataclass(slots=True)
class Tables:
    """Targets and figures of all tables of a text, the lines of tables of indicators, and the units that task tables
    name."""

    targets: list[Target] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)  # offsets at which lines begin
    units: list[AgencyGroup] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Indicator:
    """What a row is about. label: its name as it stands, with 年均 and 累计. unit: as stated for the row."""

    name: str
    label: str
    unit: str


def read_tables(text: str, folded: str, context: PlanContext, scanner: UnitScanner) -> Tables:
    """Every table of a text. `folded`: the text in half-width punctuation, of the same length."""
    tables = Tables()
    reader = _TableReader(text, context, scanner, tables)
    for table in find_tables(folded):
        reader.read(table)
    return tables


class _TableReader:
    """What is known of the table that is read: its columns, and the thing whose parts the rows may name."""

    def __init__(self, text: str, context: PlanContext, scanner: UnitScanner, tables: Tables) -> None:
        self.text = text
        self.context = context
        self.scanner = scanner
        self.tables = tables
        self.columns: Columns | None = None
        self.whole: _Indicator | None = None
        self.in_parts = False
        self.unit = ""

    def read(self, table: Table) -> None:
        goes_on = table.is_continued and self.columns is not None and len(table.rows[0].cells) == self.columns.width
        if not goes_on:
            self.columns = None
        stated = UNIT_OF_TABLE.search(table.caption)
        self.unit = stated["unit"] if stated else self.unit if goes_on else ""
        self.whole, self.in_parts = None, False
        upper: list[str] | None = None
        for row in table.rows:
            joined = join_heads(upper, row.texts) if upper else None
            found = read_columns(joined, self.context, table.caption) if joined else None
            found = found or read_columns(row.texts, self.context, table.caption)
            upper = (joined or row.texts) if may_be_upper_head(row.texts) else None
            self.columns = found or self.columns
            if self.columns is not None:
                self._read_row(row, self.columns, is_head=found is not None)

    def _read_row(self, row: Row, columns: Columns, is_head: bool) -> None:
        if columns.goals or columns.is_past:
            self.tables.rows.update(row.lines)
        if is_head:
            return
        indicator = self._indicator(row, columns) if columns.goals or columns.results else None
        if indicator and columns.results:
            unit = indicator.unit
            results = read_results(row, columns, indicator.name, unit, self.text, self.context, self.scanner)
            self.tables.figures += results
        if columns.is_past:
            return
        if columns.goals:
            self.tables.targets += self._targets(row, columns, indicator) if indicator else ()
            return
        units = _units(row, columns)
        for column in (columns.lead, columns.support):  # both govern the row, and neither is text
            cell = row.cell(column, columns.width)
            self.tables.units += [AgencyGroup(cell.start, cell.end, units)] if units and cell.text else []

    def _targets(self, row: Row, columns: Columns, indicator: _Indicator) -> Iterator[Target]:
        """The targets of one row: a cell of each goal; where all are empty, that of yearly growth or of the sum."""
        goals = [(row.cell(column, columns.width), goal) for column, goal in columns.goals.items()]
        values = [(cell, goal, value) for cell, goal in goals if (value := read_value(cell.text))]
        if columns.growth is not None:
            cell = row.cell(columns.growth, columns.width)
            growth = read_value(cell.text)
            last = max(goal.year for goal in columns.goals.values())
            if growth and not (values and (columns.is_growth_or_sum or growth.is_sum)):
                role: Role = "sum" if growth.is_sum else "growth"
                values.append((cell, Goal(last, role, is_yearly=columns.is_yearly and not growth.is_sum), growth))
        for cell, goal, value in values:
            yield self._target(row, columns, indicator, cell, goal, value)

    def _indicator(self, row: Row, columns: Columns) -> _Indicator | None:
        """The row's indicator: its own name, or that of a part together with what it is a part of."""
        label = row.cell(columns.name, columns.width).text
        name, unit = split_name(label)
        is_part = OF_WHOLE.match(name) is not None
        name = OF_WHOLE.sub("", name)
        part, unit_of_part = split_name(row.cell(columns.part, columns.width).text)
        if part not in (*EMPTY, name):
            name = part if is_part or is_whole_name(part) else f"{name}({part})"
        unit_cell = row.cell(columns.unit, columns.width).text
        unit = ((unit_of_part or unit) if unit_cell in EMPTY else unit_cell) or self.unit
        if not name:
            return None
        self.in_parts = is_part or self.in_parts
        if self.whole and self.in_parts and not is_whole_name(name) and (is_part or unit == self.whole.unit):
            return _Indicator(name_part(name, self.whole.name), label, unit)
        if not is_part:
            self.whole, self.in_parts = _Indicator(name, label, unit), False
        return _Indicator(name, label, unit)

    def _target(
        self, row: Row, columns: Columns, indicator: _Indicator, cell: Cell, goal: Goal, value: CellValue
    ) -> Target:
        is_growth = goal.role == "growth"
        stated = (goal.unit or "%") if is_growth else goal.unit or indicator.unit
        factor, unit, unit_text = unit_of(value.behind, stated, self.scanner)
        measure, direction, name = _measure(indicator.name, unit, goal, value)
        deadline = self._due(row, columns, goal)
        past = read_value(row.cell(columns.past, columns.width).text)
        kind = row.cell(columns.kind, columns.width).text
        start = self.context.plan_start
        return Target(
            value_start=cell.start + value.start,
            value_end=cell.start + value.end,
            quote=self.text[row.cells[0].start : row.cells[-1].end],
            quote_start=row.cells[0].start,
            clause=None,
            indicator=tidy(name),
            value=plain(value.low * factor),
            value_high=None if value.high is None else plain(value.high * factor),
            unit=unit,
            unit_text=unit_text,
            comparator=value.comparator,
            measure=measure,
            direction=direction,
            action=None,
            annualised=measure == "change" and (goal.is_yearly or "年均" in indicator.label + cell.text),
            baseline_year=value.baseline_year or (columns.baseline_year if past else None),
            baseline_value=value_in(past, unit, stated, self.scanner)
            if past and measure in ("level", "increment")
            else None,
            period_start=start if start and start.year <= deadline.year else None,
            deadline=deadline,
            target_year=deadline.year,
            region=self.context.region,
            per=None,
            commitment="firm",
            binding=next((value for word, value in BINDING.items() if word in kind), None),
            confidence=0.9 if unit in self.scanner.base or (not unit and name.endswith(WITHOUT_UNIT)) else 0.6,
            rules=("table_cell", f"table_{measure}"),
            units=_units(row, columns),
        )

    def _due(self, row: Row, columns: Columns, goal: Goal) -> date:
        """The end of the goal's year; a row's own time where the goal is only the plan's."""
        plan_end = self.context.plan_end
        if columns.deadline is not None and plan_end and plan_end.year == goal.year:
            for period in scan_periods(row.cell(columns.deadline, columns.width).text, self.context):
                if period.year and period.is_due:
                    return period.deadline(period.year)
        return date(goal.year, 12, 31)


def _units(row: Row, columns: Columns) -> tuple[ResponsibleUnit, ...]:
    """Those who answer for a row, then those who support them."""
    cells = (
        (row.cell(columns.lead, columns.width), "责任单位"),
        (row.cell(columns.support, columns.width), "配合单位"),
    )
    named = [cell.text if ":" in cell.text else f"{role}:{cell.text}" for cell, role in cells if cell.text]
    return tuple(unit for text in named for unit in read_units(text))


def _measure(name: str, unit: str, goal: Goal, value: CellValue) -> tuple[str, str | None, str]:
    """(measure, direction, name without the word that says so)."""
    if unit in SHARES:
        for words, direction in ((RISING, "up"), (FALLING, "down")):
            found = words.search(name)
            if found:
                return "change", direction, name[: found.start()] if found.start() else name
        if value.direction or goal.role == "growth":
            return "change", value.direction or "up", name
    elif value.direction and value.baseline_year:
        return "change", value.direction, name
    done = DOING.match(name)
    if done and unit not in SHARES:
        return "increment", None, name[done.end() :]
    if value.is_sum or goal.role == "sum" or "累计" in name:
        return "cumulative", None, name.replace("(累计)", "").replace("累计", "")
    return ("increment" if "新增" in name and not name.endswith(LEVEL_NOUNS) else "level"), None, name
