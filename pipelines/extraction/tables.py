"""Tables, which readers give as lines with “ | ” between cells: indicator tables, and columns that name units.

Each cell of a target year is one target. A table of tasks is text; only its column of responsible units is read here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pipelines.extraction.agencies import AgencyGroup, read_units
from pipelines.extraction.numerals import plain, read_numeral
from pipelines.extraction.phrases import tidy
from pipelines.extraction.quantities import UnitScanner, comparator_before
from pipelines.extraction.table_columns import Columns, is_lower_head, may_be_upper_head, read_columns
from pipelines.extraction.target import PlanContext, ResponsibleUnit, Target
from pipelines.extraction.vocabulary import COMPARATORS_AFTER, LEVEL_NOUNS

LINE = re.compile(r"^[^\n|]*\|[^\n]*$", re.MULTILINE)
RULER = re.compile(r"\|[-:| ]+$")  # |---|---|
VALUE = re.compile(r"(?P<low>\d+(?:,\d{3})*(?:\.\d+)?)(?:-{1,2}(?P<high>\d+(?:\.\d+)?))?")
LONGEST_VALUE_WORDS = 10  # characters beside the number; a longer cell is a sentence
UNIT_IN_BRACKET = re.compile(r"\((?P<unit>[^()]{1,12})\)$")
ENDS_AS_UNIT = re.compile(r"[%‰元人个家件亩吨斤米顷里瓦时次户台岁年张名处项座套所万亿度天升辆位点条场级煤碳]$")
SCALE = re.compile(r"\s*(?P<scale>万亿|[十百千]?[万亿]|[十百千](?![分瓦米克伏卡])|)")
LIST_NUMBER = re.compile(
    r"^(?:\(?\d{1,2}\)?[.、]?|其中:?|[一二三四五六七八九十]{1,3}、|#|\*|-)+(?=[\u4e00-\u9fffA-Za-z“])"
)
RISING = re.compile(r"(?:年均|累计|五年累计)?(?:增长|增速|增幅|提高)(?:率|幅度)?(?:\(?累计\)?)?$")
FALLING = re.compile(r"(?:年均|累计|五年累计)?(?:下降|降低|降幅|减少|削减)(?:率|幅度)?(?:\(?累计\)?)?$")
BINDING = {"约束": "binding", "预期": "expected"}
EMPTY = ("", "-", "--", "/")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text without space at its ends, and where that begins."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table. line_start: where the line begins."""

    line_start: int
    cells: tuple[Cell, ...]

    def cell(self, column: int | None, columns: Columns) -> Cell:
        """The cell of a column. Cells that are missing in front are merged with those above: count from the end."""
        if column is not None:
            at = column + len(self.cells) - columns.width
            if 0 <= at < len(self.cells):
                return self.cells[at]
        return Cell(self.line_start, "")

    @property
    def texts(self) -> list[str]:
        return [cell.text for cell in self.cells]


@dataclass(slots=True)
class Tables:
    """Targets of all tables of a text, the lines of indicator tables, and the units that task tables name."""

    targets: list[Target] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)  # offsets at which lines begin
    units: list[AgencyGroup] = field(default_factory=list)


def read_tables(text: str, folded: str, context: PlanContext, scanner: UnitScanner) -> Tables:
    """Every table of a text."""
    tables = Tables()
    if "|" not in folded:
        return tables
    for rows in _tables(folded):
        columns, upper = None, None
        for row in rows:
            found = _columns_of_two_rows(upper, row, context) or read_columns(row.texts, context)
            upper = row if may_be_upper_head(row.texts) else None
            columns = found or columns
            if columns is None:
                continue
            if columns.years:
                tables.rows.add(row.line_start)
            if found is None and columns.years:
                tables.targets += _targets(text, row, columns, context, scanner)
            elif found is None:
                tables.units += _units(row.cell(columns.lead, columns))
    return tables


def _tables(folded: str) -> list[list[Row]]:
    """Lines with bars that follow one another, as rows."""
    tables: list[list[Row]] = []
    last_end: int | None = None
    for line in LINE.finditer(folded):
        if last_end is None or folded[last_end : line.start()].strip(" ") != "\n":
            tables.append([])
        if not RULER.match(line[0]):
            tables[-1].append(Row(line.start(), tuple(_cells(line[0], line.start()))))
        last_end = line.end()
    return tables


def _cells(line: str, start: int) -> Iterator[Cell]:
    parts = line.split("|")
    is_framed = len(parts) > 3 and line.startswith("|") and not parts[-1].strip()  # | a | b |, as Markdown has it
    for i, part in enumerate(parts):
        if not (is_framed and i in (0, len(parts) - 1)):
            yield Cell(start + len(part) - len(part.lstrip()), part.strip())
        start += len(part) + 1


def _columns_of_two_rows(upper: Row | None, lower: Row, context: PlanContext) -> Columns | None:
    if upper is None or len(upper.cells) != len(lower.cells) or not is_lower_head(lower.texts):
        return None
    return read_columns([above + below for above, below in zip(upper.texts, lower.texts, strict=True)], context)


def _units(cell: Cell) -> list[AgencyGroup]:
    units = _responsible(cell)
    return [AgencyGroup(cell.start, cell.end, units)] if units else []


def _responsible(cell: Cell) -> tuple[ResponsibleUnit, ...]:
    return read_units(cell.text if ":" in cell.text else f"责任单位:{cell.text}") if cell.text else ()


def _targets(text: str, row: Row, columns: Columns, context: PlanContext, scanner: UnitScanner) -> Iterator[Target]:
    """The targets of one row: a cell of each target year; where all are empty, that of yearly growth or of the sum."""
    name, stated_with_name = _split_name(row.cell(columns.name, columns).text)
    if not name:
        return
    part, _ = _split_name(row.cell(columns.part, columns).text)
    name = name if part in (*EMPTY, name) else f"{name}({part})"
    unit_cell = row.cell(columns.unit, columns).text
    stated = stated_with_name if unit_cell in EMPTY else unit_cell
    goals = [(row.cell(column, columns), year) for column, year in columns.years.items()]
    is_growth = False
    if columns.growth is not None and not any(VALUE.search(goal.text) for goal, _ in goals):
        growth = row.cell(columns.growth, columns)
        is_growth = not growth.text.startswith("(")
        goals = [(growth, max(columns.years.values()))]
    for goal, year in goals:
        value = VALUE.search(goal.text)
        if value and len(goal.text) - len(value[0]) <= LONGEST_VALUE_WORDS:
            yield _target(text, row, columns, goal, value, year, name, stated, is_growth, context, scanner)


def _target(
    text: str,
    row: Row,
    columns: Columns,
    goal: Cell,
    value: re.Match[str],
    year: int,
    name: str,
    stated: str,
    is_growth: bool,
    context: PlanContext,
    scanner: UnitScanner,
) -> Target:
    factor, unit, unit_text = _unit(goal.text[value.end() :], "%" if is_growth else stated, scanner)
    measure, direction, name = _measure(name, goal.text, unit, is_growth)
    if goal.text.startswith("(") and measure != "change":  # [25]: the sum of all years
        measure = "cumulative"
    has_baseline = VALUE.search(row.cell(columns.past, columns).text) is not None
    high = read_numeral(value["high"]) if value["high"] else None
    kind = row.cell(columns.kind, columns).text
    line_end = row.cells[-1].end
    return Target(
        value_start=goal.start + value.start(),
        value_end=goal.start + value.end(),
        quote=text[row.cells[0].start : line_end],
        quote_start=row.cells[0].start,
        clause=None,
        indicator=tidy(name),
        value=plain((read_numeral(value["low"]) or Decimal(0)) * factor),
        value_high=plain(high * factor) if high is not None else None,
        unit=unit,
        unit_text=unit_text,
        comparator="between" if high is not None else _comparator(goal.text, value),
        measure=measure,
        direction=direction,
        action=None,
        annualised=measure == "change" and (is_growth or "年均" in row.cell(columns.name, columns).text + goal.text),
        baseline_year=columns.baseline_year if has_baseline else None,
        period_start=context.plan_start if context.plan_start and context.plan_start.year <= year else None,
        deadline=date(year, 12, 31),
        target_year=year,
        region=context.region,
        per=None,
        commitment="firm",
        binding=next((value for word, value in BINDING.items() if word in kind), None),
        confidence=0.9 if unit in scanner.base else 0.6,
        rules=("table_cell", f"table_{measure}"),
        units=_responsible(row.cell(columns.lead, columns)),
    )


def _split_name(text: str) -> tuple[str, str]:
    """(name, unit) of “地区生产总值(亿元)”."""
    text = LIST_NUMBER.sub("", text)
    found = UNIT_IN_BRACKET.search(text)
    if found and ENDS_AS_UNIT.search(found["unit"]):
        return text[: found.start()], found["unit"]
    return text, ""


def _unit(behind: str, stated: str, scanner: UnitScanner) -> tuple[Decimal, str, str]:
    """(factor, base unit, unit as written): what stands behind the number in its cell, else what is stated for all."""
    factor, base, written = _scaled_unit(behind, scanner)
    if base:
        return factor, base, written
    stated = stated.strip("() ")
    stated_factor, base, written = _scaled_unit(stated, scanner)
    if base and written == stated:
        return factor * stated_factor, base, written
    return factor, stated, stated


def _scaled_unit(text: str, scanner: UnitScanner) -> tuple[Decimal, str, str]:
    scale = SCALE.match(text)
    at = scale.end() if scale else 0
    factor = read_numeral("一" + scale["scale"]) if scale else None
    unit = scanner.match(text, at)
    if unit is None:
        return factor or Decimal(1), "", ""
    return factor or Decimal(1), unit[1], text[: unit[0]].strip()


def _comparator(cell: str, value: re.Match[str]) -> str:
    behind, before = cell[value.end() :], cell[: value.start()].rstrip()
    after = next((comparator for word, comparator in COMPARATORS_AFTER.items() if word in behind), None)
    return after or comparator_before(before)[0] or "exactly"


def _measure(name: str, cell: str, unit: str, is_growth: bool) -> tuple[str, str | None, str]:
    """(measure, direction, name without the word that says so)."""
    if unit in ("%", "百分点", "‰"):
        for words, direction in ((RISING, "up"), (FALLING, "down")):
            found = words.search(name)
            if found or words.search(cell.strip("0123456789.%() 左右以上")):
                return "change", direction, name[: found.start()] if found and found.start() else name
        if is_growth:
            return "change", "up", name
    if "累计" in name:
        return "cumulative", None, name.replace("(累计)", "").replace("累计", "")
    return ("increment" if "新增" in name and not name.endswith(LEVEL_NOUNS) else "level"), None, name
