"""Tables with figures side by side: periods, regions, indicators or bases across, and the words around them.

The national statistics data site exports such tables, and bureaus keep their own. A sheet may hold several of them, one
below the other, each with its own header. What neither a row nor a column says stands in a line above the header
(指标:…, 地区:…, 时间:…, 单位:…), in a title, in a row of words between the figures, or in the sheet's or file's name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipelines.actuals.cells.names import TO_DATE, read_basis
from pipelines.actuals.cells.periods import Period, read_period, read_period_within_year
from pipelines.actuals.cells.places import join_places
from pipelines.actuals.cells.values import is_missing, read_number
from pipelines.actuals.files.grid import Grid, Row
from pipelines.actuals.files.refusals import FileRefusedError
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.blocks import Block, find_blocks, has_figure
from pipelines.actuals.layouts.column_words import SHARES, UNCLEAR, UNSAID, ColumnWords, read_column, without_mark
from pipelines.actuals.layouts.columns import LABELS, Columns, find_columns_across, is_column_numbers
from pipelines.actuals.layouts.headers import split_header
from pipelines.actuals.layouts.titles import Surroundings, is_note, period_in, read_above, read_text_row, source_of
from pipelines.actuals.written import Written, write_down
from pipelines.extraction.folding import fold

YEARS_TO_DATE = ("本年累计", TO_DATE)
UNKNOWN_BLOCK = ("unknown_block", "认不出表头，没有读取。请把它单独存成一个文件，或按模板填写后报送。")
BLANK_REGION = "(空白)"


@dataclass(frozen=True)
class UnreadBlock:
    """A table of a sheet that cannot be read, by the row of its header. `refusal`: why; None: nothing names its
    columns."""

    number: int
    rows: tuple[Row, ...]
    refusal: FileRefusedError | None

    @property
    def reason_code(self) -> str:
        return self.refusal.reason_code if self.refusal else UNKNOWN_BLOCK[0]

    @property
    def reason(self) -> str:
        return f"第 {self.number} 行起的表{f'没有读取：{self.refusal}' if self.refusal else UNKNOWN_BLOCK[1]}"


def read_cross_table(grid: Grid, file_title: str, known: KnownNames) -> tuple[list[Written], list[UnreadBlock]]:
    """Figures below headers that name region, indicator or period and have another of them across, a table each header,
    and the tables beside them that cannot be read; neither where the grid is laid out otherwise.

    Raises FileRefusedError with the words to add, where no table says what its figures measure, or when.
    """
    tables: list[Written] = []
    unread: list[UnreadBlock] = []
    before: Surroundings | None = None
    for block in find_blocks(grid.rows, known):
        around = read_above(block.above, (grid.name, file_title), before)
        before, written, refusal = around, None, None
        try:
            written = _read_block(block, around, known)
        except FileRefusedError as error:
            refusal = error
        if written is None:
            unread.append(UnreadBlock(block.header[0].number, block.rows, refusal))
        else:
            tables.append(written)
    if not tables:
        if refusal := next((block.refusal for block in unread if block.refusal), None):
            raise refusal
        return [], []
    return tables, unread


def _read_block(block: Block, around: Surroundings, known: KnownNames) -> Written | None:
    header = tuple(row for row in block.header if not is_column_numbers(row))
    figures = [row for row in block.rows if not (is_note(row) and not has_figure(row, known))]
    columns = find_columns_across(header, [row for row in figures if not _is_words(row)], known)
    if not columns.values or not (columns.labels.keys() & LABELS or columns.years):
        return None
    written = [
        _write_segment(header, rows, columns, said, known) for said, rows in _segments(figures, columns, around, known)
    ]
    rows = pd.concat([part.rows for part in written], ignore_index=True) if written else None
    if rows is None or rows.empty:
        return None
    rows["source"] = rows["source"].mask(rows["source"] == "", source_of(block.rows))
    passed = {place + 1: (columns.headers.get(place, "(无表头)"), what) for place, what in columns.passed.items()}
    layout = "national_site" if around.is_export else "wide"
    guesses = (around.guess,) if around.guess and rows["period"].eq(around.period()).any() else ()
    return replace(written[0], layout=layout, rows=rows, passed_columns=passed, guesses=guesses)


def _is_words(row: Row) -> bool:
    """A title or section between the figures: one text, which merged cells may repeat."""
    cells = {cell for cell in row.cells if cell}
    return len(cells) == 1 and read_number(next(iter(cells))) is None


def _segments(
    rows: Sequence[Row], columns: Columns, around: Surroundings, known: KnownNames
) -> Iterator[tuple[dict[str, str], list[Row]]]:
    """The rows with figures, and what is said above them: a row of words changes it for those below."""
    said = {"region": around.region(known), "unit": around.unit}
    said |= {"indicator": _corner(columns, known) or around.indicator(known)}
    said |= {"year": around.year(), "period": around.period(), "section": "", "scope": around.scope}
    part: list[Row] = []
    for row in rows:
        if not _is_words(row):
            part.append(row)
            continue
        changed = _said_between(row, said, known)
        if changed and part:
            yield said, part
            part = []
        said = said | changed
    if part:
        yield said, part


def _corner(columns: Columns, known: KnownNames) -> str:
    """The indicator, where it heads the column of regions or periods: 地区生产总值(亿元) above 德州市."""
    headers = (
        columns.headers.get(place, "") for name in ("region", "period") for place in columns.labels.get(name, ())
    )
    return next((text for text in headers if known.is_indicator(text) or known.is_unit(split_header(text)[1])), "")


def _said_between(row: Row, said: dict[str, str], known: KnownNames) -> dict[str, str]:
    """What a row of words says of the rows below it: a region, a year, a time of their own, an indicator or a unit."""
    lines, title = read_text_row(row)
    unit = lines.get("单位") or lines.get("计量单位")
    if unit:
        return {"unit": unit}
    name, bracket = split_header(title)
    period = read_period(title)
    if period:
        return {"period": title, "year": str(period.end.year)}
    time = period_in(title)
    section = {"section": time or UNSAID} if time or said["section"] else {}  # whether a time holds on, nothing says
    if known.is_region(name):
        return {"region": name} | section
    if said["indicator"] and (known.is_indicator(title) or known.is_unit(bracket)):
        return {"indicator": title} | section
    return section


def _write_segment(
    header: Sequence[Row], rows: list[Row], columns: Columns, said: dict[str, str], known: KnownNames
) -> Written:
    labels = columns.labels
    above = _words_above(columns, said, known)
    if "indicator" not in labels and not all(words.said["indicator"] for words in above.values()):
        raise FileRefusedError(
            "missing_indicator",
            "表里没有写是什么指标。请在表的上方加一行“指标：名称(单位)”，如“指标：地区生产总值(亿元)”，或写在标题、工作表名里。",
        )
    if not (labels.keys() & {"period"} or columns.years) and not any(
        words.said.get("period") for words in above.values()
    ):
        raise FileRefusedError(
            "missing_period", "表里没有写报告期。请加一列“报告期”，或在表的上方加一行“时间：2023年1—6月”，再重新报送。"
        )
    top, places = _single_places(header, columns)
    written = write_down(
        "wide",
        top,
        tuple(_resolved(rows, columns, places, said["year"])),
        places,
        {place: words.said for place, words in above.items()},
    )
    figures = written.rows[~written.rows["value"].map(is_missing).astype(bool)].reset_index(drop=True)
    place = figures["column_number"] - 1
    if "unit" not in labels:  # what a row's name says counts before what its column says, but for shares of it
        amounts = [place for place, words in above.items() if words.said.get("unit") not in SHARES]
        says_unit = (
            figures["indicator"].map(lambda name: known.is_unit(split_header(without_mark(name))[1])).astype(bool)
        )
        figures["unit"] = figures["unit"].mask(place.isin(amounts) & says_unit, "")
    figures["indicator"] += place.map({place: words.suffix for place, words in above.items()})
    # The unit of a row is that of its amounts, not of its growth.
    units = {place: words.said.get("unit", "") for place, words in above.items()}
    shares = [place for place, words in above.items() if words.is_growth or units[place] in SHARES]
    is_share = place.isin(shares) & ~figures["unit"].isin(SHARES)
    figures["unit"] = figures["unit"].mask(is_share, place.map(units).astype(object))
    says_basis = (figures["basis"] == "") & figures["note"].map(lambda note: read_basis(note) is not None).astype(bool)
    figures["basis"] = figures["basis"].mask(says_basis, figures["note"])
    if "region" in labels:  # a row without a name is a total or a merged cell, not the folder's region
        figures["region"] = figures["region"].mask(figures["region"] == "", BLANK_REGION)
    if said["scope"]:
        figures["region"] = (figures["region"] + " " + said["scope"]).str.strip()
    return replace(written, rows=figures)


def _words_above(columns: Columns, said: dict[str, str], known: KnownNames) -> dict[int, ColumnWords]:
    """What is said above each column, with what is said above the table where the column says nothing."""
    labels = columns.labels
    above = {
        place: read_column(known.in_words(path), labels, said["period"], said["year"], known)
        for place, path in columns.values.items()
    }
    said_bases = {words.said.get("basis") for words in above.values()}
    of_years = [words.said.get("period", "") for words in above.values() if words.said.get("basis") in YEARS_TO_DATE]
    has_month_and_year = "当期" in said_bases and bool(of_years)
    indicator = said["indicator"]
    if "period" not in labels:
        _say_month(list(above.values()), said)
    for place, words in above.items():
        if words.is_growth and not words.is_timed and has_month_and_year and "period" not in labels:
            words.said["period"] = UNCLEAR
        elif words.is_growth and not words.is_timed and of_years and "period" not in labels:
            words.said["period"] = of_years[0]  # beside years to date alone, a growth is that of the year to date
        if "indicator" not in labels:  # a growth without a name is that of the column before
            indicator = words.said.get("indicator") or (indicator if words.is_growth else said["indicator"])
            words.said["indicator"] = indicator
        elif columns.is_qualified:  # 食品制造业 below 行业: its 增加值, or what the title says is measured
            indicator = words.name or (indicator if words.is_growth else said["indicator"])
            above[place] = words = replace(words, suffix=indicator + words.suffix.removeprefix(words.name))
        if "region" not in labels:
            words.said.setdefault("region", said["region"])
        words.said.setdefault("unit", _unit_for(words.is_growth, said["unit"], known))
    return above


def _say_month(above: list[ColumnWords], said: dict[str, str]) -> None:
    """Which month 本月 is, where the words around the table name a year at most: the last of the one time to date that
    another column names. A section's own time comes before that of its columns."""
    around = read_period(said["period"]) if said["period"] else None
    if (around is None or _is_year(around)) and any(words.is_month and not words.is_dated for words in above):
        dated = (read_period(words.said.get("period", "")) for words in above if words.is_dated)
        ends = {period.end for period in dated if period and period.is_to_date and not _is_year(period)}
        end = ends.pop() if len(ends) == 1 else None
        for words in above:
            if words.is_timed and not words.is_dated:
                first = "" if words.is_month or not end or end.month == 1 else "1-"
                words.said["period"] = f"{end.year}年{first}{end.month}月" if end else UNSAID
    for words in above:
        if said["section"]:
            words.said["period"] = _time_of_section(words.said.get("period", ""), said["section"])


def _time_of_section(period: str, section: str) -> str:
    """The time that a section says, in the year of its column; unclear if the column speaks of another kind of time."""
    outer = read_period(period) if period else None
    inner = read_period(section) or (read_period_within_year(section, str(outer.end.year)) if outer else None)
    is_other = outer and (outer.end.year != inner.end.year if inner else True)
    if inner is None or is_other or (outer and not _is_year(outer) and inner.is_to_date != outer.is_to_date):
        return UNSAID
    return section if read_period(section) else f"{inner.end.year}年{section}"


def _is_year(period: Period) -> bool:
    return (period.end.year, period.start.month, period.end.month) == (period.start.year, 1, 12)


def _unit_for(is_growth: bool, around: str, known: KnownNames) -> str:
    """The unit above the table, where it is one for this column: 单位:亿元、% has one for amounts, one for growth."""
    units = [unit for unit in re.split(r"[,、;/和\s]", fold(around)) if known.is_unit(unit)]
    shares = [unit for unit in units if unit in SHARES]
    if is_growth:
        return shares[0] if shares else ""
    if known.is_unit(around) or not units:
        return around
    amounts = [unit for unit in units if unit not in shares]
    return amounts[0] if len(amounts) == 1 else ""


def _single_places(header: Sequence[Row], columns: Columns) -> tuple[Row, dict[str, int]]:
    """The header as one row, every column that is read under some words, and one place a field."""
    places = {name: found[-1] for name, found in columns.labels.items()}
    if columns.years and "period" not in places:
        places["period"] = columns.years[0]
    read = {place for found in columns.labels.values() for place in found} | {*columns.ignored, *columns.passed}
    width = max([len(columns.headers), *(place + 1 for place in read)], default=0)
    cells = [columns.headers.get(place, "") or ("(无表头)" if place in read else "") for place in range(width)]
    return Row(header[-1].number, tuple(cells)), places


def _resolved(rows: list[Row], columns: Columns, places: dict[str, int], year: str) -> Iterator[Row]:
    """The rows with what several columns say of one field in one place, and with the year that is understood."""
    carried = ""
    for row in rows:
        cells = [*row.cells, *[""] * (max([*places.values(), *columns.years], default=0) + 1 - len(row.cells))]

        def cell(place: int, cells: list[str] = cells) -> str:
            return cells[place] if place < len(cells) else ""

        for name, found in columns.labels.items():
            said = [text for text in dict.fromkeys(cell(place) for place in found) if text]
            if name == "indicator":
                qualifiers = [cell(place) for place in columns.qualifiers]
                said = [without_mark(text) for text in said if text not in qualifiers]
                cells[places[name]] = "".join([*filter(None, qualifiers), *said[-1:]])
            elif name == "region" and len(found) > 1:
                cells[places[name]] = join_places(said)
            elif len(found) > 1:
                cells[places[name]] = ";".join(said) if name == "note" else said[-1] if said else ""
        if columns.years and "period" in places:
            carried = cell(columns.years[0]) or (carried if columns.parts else "")
            part = cell(columns.parts[0]) if columns.parts else ""
            cells[places["period"]] = _joined_period(carried, part)
        elif "period" in places:
            part = cell(places["period"])
            if columns.parts and part.isdecimal():
                part += "季度" if "季" in columns.headers[columns.parts[0]] else "月"
            cells[places["period"]] = _with_year(part, year)
        yield replace(row, cells=tuple(cells))


def _joined_period(year: str, part: str) -> str:
    if not part or not year:
        return (part and f"({year}){part}") or year
    bare = re.sub("年度?$", "", year.strip())
    return f"{bare}年{part}月" if part.isdecimal() else f"{bare}年{part}"


def _with_year(cell: str, year: str) -> str:
    """A period cell with the year of the title, where it has none: 6月 under 2023年…."""
    if not cell or not year or cell.isdecimal() or read_period(cell) or not read_period_within_year(cell, year):
        return cell
    return f"{year}年{cell}"
