"""Tables, which readers give as lines with “ | ” between cells: indicator tables, and columns that name units.

Each cell of a target year is one target. Tables of tasks are text; only their column of responsible units is read here.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pipelines.extraction.agencies import AgencyGroup, read_units
from pipelines.extraction.folding import fold
from pipelines.extraction.numerals import read_numeral
from pipelines.extraction.phrases import tidy
from pipelines.extraction.quantities import BEFORE, COMPARATORS_AFTER, COMPARATORS_BEFORE, UnitScanner
from pipelines.extraction.target import PlanContext, ResponsibleUnit, Target

LINE = re.compile(r"^[^\n|]*\|[^\n]*$", re.MULTILINE)
YEAR = re.compile(r"(20\d\d)(?!\d)")
VALUE = re.compile(r"(?P<low>\d+(?:,\d{3})*(?:\.\d+)?)(?:-{1,2}(?P<high>\d+(?:\.\d+)?))?")
UNIT_IN_BRACKET = re.compile(r"\((?P<unit>[^()]{1,12})\)$")
NAME_HEADS = ("指标", "名称", "项目", "内容")
PAST_HEADS = ("实际", "完成", "现状", "基期", "基数", "基础值", "当前")
TARGET_HEADS = ("目标", "规划", "预期", "计划")
RISING = ("增长", "增速", "增幅", "提高", "增长率")
FALLING = ("下降", "降低", "降幅", "减少", "下降率", "削减", "降低率")
BINDING = {"约束": "binding", "预期": "expected"}
LIST_NUMBER = re.compile(
    r"^(?:\(?\d{1,2}\)?[.、]?|其中:?|[一二三四五六七八九十]{1,3}、|#|\*|-)+(?=[\u4e00-\u9fffA-Za-z“])"
)
SCALES = {
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10**4,
    "亿": 10**8,
    "万亿": 10**12,
    "百万": 10**6,
    "十万": 10**5,
    "千万": 10**7,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text without space at its ends, where that begins, and where its line does."""

    start: int
    text: str
    line_start: int


@dataclass(slots=True)
class Columns:
    """Which column says what."""

    width: int
    name: int
    unit: int | None = None
    kind: int | None = None
    lead: int | None = None
    past: int | None = None
    baseline_year: int | None = None
    growth: int | None = None
    targets: dict[int, int] = field(default_factory=dict)  # column → year


@dataclass(slots=True)
class Tables:
    """Targets of all tables of a text, the lines of indicator tables, and the units that task tables name."""

    targets: list[Target] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)  # offsets at which the lines of indicator tables begin
    units: list[AgencyGroup] = field(default_factory=list)


def read_tables(text: str, folded: str, context: PlanContext, scanner: UnitScanner) -> Tables:
    """Every table of a text."""
    tables = Tables()
    if "|" not in folded:
        return tables
    for rows in _runs(folded):
        columns = None
        for row in rows:
            found = _columns(row, context)
            columns = found or columns
            if columns is None:
                continue
            if columns.targets:
                tables.rows.add(row[0].line_start)
            if found is None and columns.targets:
                tables.targets += _targets(text, row, columns, context, scanner)
            elif found is None and columns.lead is not None:
                tables.units += _units(row, columns)
    return tables


def _runs(folded: str) -> list[list[list[Cell]]]:
    """Tables as rows of cells: lines with bars that follow one another."""
    runs: list[list[list[Cell]]] = []
    last_end = -10
    for line in LINE.finditer(folded):
        if folded[last_end : line.start()].strip(" \n") or line.start() - last_end > 3:
            runs.append([])
        runs[-1].append(_cells(line[0], line.start()))
        last_end = line.end()
    return runs


def _cells(line: str, start: int) -> list[Cell]:
    cells = []
    position = start
    for part in line.split("|"):
        cells.append(Cell(position + len(part) - len(part.lstrip()), part.strip(), start))
        position += len(part) + 1
    return cells


def _columns(row: list[Cell], context: PlanContext) -> Columns | None:
    """The columns, if the row is the head of an indicator table or of a table of tasks."""
    heads = [cell.text.replace(" ", "") for cell in row]
    if any(len(head) > 24 for head in heads) or len(heads) < 2:
        return None
    years = {i: int(found[1]) for i, head in enumerate(heads) if (found := YEAR.search(head))}
    names = [i for i, head in enumerate(heads) if any(word in head for word in NAME_HEADS) and i not in years]
    leads = [i for i, head in enumerate(heads) if re.search(r"(?:责任|牵头|主管|实施)(?:单位|部门|处室)", head)]
    if (not names and not leads) or not (years or leads):
        return None
    best = (
        [i for i in names if "指标" in heads[i] and not re.search(r"属性|性质|类[别型]|类$", heads[i])] or names or [0]
    )
    columns = Columns(width=len(heads), name=best[0], lead=leads[0] if leads else None)
    for i, head in enumerate(heads):
        if "单位" in head and i not in leads:
            columns.unit = i
        elif re.search(r"属性|性质|类型", head):
            columns.kind = i
        elif re.search(r"年均|累计|增速|增长", head) and not (i in years and "年均" not in head):
            columns.growth = i
            years.pop(i, None)
    for i, year in years.items():
        if _is_past(heads[i], year, list(years.values()), context):
            columns.past, columns.baseline_year = i, year
        else:
            columns.targets[i] = year
    return columns if columns.targets or leads else None


def _is_past(head: str, year: int, years: list[int], context: PlanContext) -> bool:
    if any(word in head for word in TARGET_HEADS):
        return False
    if any(word in head for word in PAST_HEADS):
        return True
    if context.plan_start:
        return year < context.plan_start.year
    if context.published_on:
        return year < context.published_on.year
    return len(years) > 1 and year == min(years)


def _units(row: list[Cell], columns: Columns) -> list[AgencyGroup]:
    if columns.lead is None or columns.lead >= len(row):
        return []
    cell = row[columns.lead]
    units = read_units(cell.text if "单位:" in cell.text else f"责任单位:{cell.text}")
    return [AgencyGroup(cell.start, cell.start + len(cell.text), units)] if units else []


def _targets(text: str, row: list[Cell], columns: Columns, context: PlanContext, scanner: UnitScanner) -> list[Target]:
    """The targets of one row. A row with cells missing in front, merged with those above, is read from its end."""
    shift = len(row) - columns.width

    def cell(column: int | None) -> Cell | None:
        if column is None or not 0 <= column + shift < len(row):
            return None
        return row[column + shift]

    named = cell(columns.name)
    if named is None or not named.text:
        return []
    name, bracket_unit = _split_name(named.text)
    unit_cell = cell(columns.unit)
    stated = unit_cell.text if unit_cell and unit_cell.text not in ("", "-", "/") else bracket_unit
    kind_cell = cell(columns.kind)
    binding = next((value for word, value in BINDING.items() if kind_cell and word in kind_cell.text), None)
    lead_cell = cell(columns.lead)
    units = read_units(f"责任单位:{lead_cell.text}") if lead_cell and lead_cell.text else ()
    past = cell(columns.past)
    baseline_year = columns.baseline_year if past and VALUE.search(past.text) else None
    found = []
    years = dict(columns.targets)
    wanted = [(column, year, False) for column, year in years.items()]
    goals = [cell(column) for column in years]
    if columns.growth is not None and not any(goal and VALUE.search(goal.text) for goal in goals) and years:
        wanted.append((columns.growth, max(years.values()), True))
    for column, year, is_growth in wanted:
        goal = cell(column)
        value = goal and VALUE.search(goal.text)
        if goal and value and _is_plain(goal.text, value):
            found.append(
                _target(
                    text,
                    goal,
                    value,
                    year,
                    name,
                    "%" if is_growth else stated,
                    is_growth,
                    binding,
                    baseline_year,
                    units,
                    context,
                    scanner,
                )
            )
    return [target for target in found if target is not None]


def _split_name(text: str) -> tuple[str, str]:
    """(name, unit) of “地区生产总值(亿元)”."""
    text = LIST_NUMBER.sub("", text)
    found = UNIT_IN_BRACKET.search(text)
    if found and re.search(
        r"[%‰元人个家件亩吨斤米顷里瓦时次户台岁年张名处项座套所万亿度天升公里辆位点条场]|级",
        found["unit"][-3:] + found["unit"][:1],
    ):
        return text[: found.start()], found["unit"]
    return text, ""


def _is_plain(text: str, value: re.Match[str]) -> bool:
    """Whether a cell is a number with a comparison or unit, and no sentence."""
    return len(text) - (value.end() - value.start()) <= 10


def _target(
    text: str,
    cell: Cell,
    value: re.Match[str],
    year: int,
    name: str,
    stated: str,
    is_growth: bool,
    binding: str | None,
    baseline_year: int | None,
    units: tuple[ResponsibleUnit, ...],
    context: PlanContext,
    scanner: UnitScanner,
) -> Target | None:
    low, high = read_numeral(value["low"]), read_numeral(value["high"]) if value["high"] else None
    if low is None:
        return None
    factor, unit, unit_text, behind = _unit_of(cell.text[value.end() :], stated, scanner)
    comparator = _comparator(cell.text[: value.start()], behind)
    measure, direction, name = _measure(name, cell.text, unit, is_growth)
    start = cell.start + value.start()
    end = cell.start + value.end()
    return Target(
        value_start=start,
        value_end=end,
        quote=text[cell.start : cell.start + len(cell.text)],
        quote_start=cell.start,
        clause=None,
        indicator=tidy(fold(name)),
        value=low * factor,
        value_high=high * factor if high is not None else None,
        unit=unit,
        unit_text=unit_text,
        comparator="between" if high is not None else comparator,
        measure=measure,
        direction=direction,
        annualised=is_growth or "年均" in name,
        baseline_year=baseline_year,
        period_start=context.plan_start if context.plan_start and context.plan_start.year <= year else None,
        deadline=date(year, 12, 31),
        target_year=year,
        region=context.region,
        per=None,
        commitment="firm",
        binding=binding,
        confidence=0.9 if unit else 0.6,
        rules=("table_cell", f"table_{measure}"),
        units=units,
    )


def _unit_of(behind: str, stated: str, scanner: UnitScanner) -> tuple[Decimal, str, str, str]:
    """(factor, base unit, unit as written, what stands behind it in the cell)."""
    scale = re.match(r"\s*(万亿|[十百千]?[万亿]|)", behind)
    factor = Decimal(SCALES.get(scale[1], 1)) if scale else Decimal(1)
    at = scale.end() if scale else 0
    unit = scanner.match(behind, at)
    if unit:
        return factor, unit[1], behind[: unit[0]].strip(), behind[unit[0] :]
    stated = stated.strip("()[] ")
    scale = re.match(r"(万亿|[十百千]?[万亿]|[百千](?![分瓦米克伏])|)", stated)
    stated_scale = scale[1] if scale else ""
    unit = scanner.match(stated, len(stated_scale))
    base = unit[1] if unit and unit[0] == len(stated) else stated[len(stated_scale) :]
    return factor * SCALES.get(stated_scale, 1), base, stated, behind


def _comparator(before: str, behind: str) -> str:
    for word, comparator in COMPARATORS_AFTER.items():
        if word in behind:
            return comparator
    for word in BEFORE:
        if before.rstrip().endswith(word):
            return COMPARATORS_BEFORE[word]
    return "exactly"


def _measure(name: str, cell: str, unit: str, is_growth: bool) -> tuple[str, str | None, str]:
    """(measure, direction, name without the word that says so)."""
    if unit in ("%", "百分点", "‰"):
        bare = re.sub(r"\(?(?:年均|累计|五年累计|总量)\)?$", "", name)
        for words, direction in ((RISING, "up"), (FALLING, "down")):
            if (
                bare.endswith(words)
                or any(word in cell for word in words)
                or any(f"年均{word}" in name or f"累计{word}" in name for word in words)
            ):
                stripped = re.sub(r"(?:年均|累计|五年累计)?(?:" + "|".join(words) + r")(?:率|幅度)?$", "", bare)
                return "change", direction, stripped or name
        if is_growth:
            return "change", "up", name
    if "累计" in name:
        return "cumulative", None, name.replace("(累计)", "").replace("累计", "")
    return ("increment" if "新增" in name else "level"), None, name
