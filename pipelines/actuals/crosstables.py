"""Tables with figures side by side: periods, regions or indicators across, and the words around them.

The national statistics data site exports such tables, and bureaus keep their own. What neither a row nor a column says
stands in a line above the header (指标:…, 地区:…, 时间:…, 单位:…), in a title, or in the name of the sheet or file.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from pipelines.actuals.grid import Grid, Row
from pipelines.actuals.headers import HEADER_WITHIN, find_columns, split_header
from pipelines.actuals.names import read_basis
from pipelines.actuals.periods import read_period
from pipelines.actuals.refusals import FileRefusedError
from pipelines.actuals.values import is_missing
from pipelines.actuals.written import Written, write_down
from pipelines.extraction.folding import fold

KnowsRegion = Callable[[str], bool]
Across = dict[int, dict[str, str]]  # place of a value column → what its header says

LABELS = {"region", "indicator", "period"}
COLUMNS_TRIED = 20  # header cells after which it is clear whether regions stand across
LONGEST_TITLE = 80  # characters
LONGEST_REGION = 12  # characters that a title's region may have
LINE = re.compile(r"(数据库|指标|时间|地区|单位|计量单位):(.*)")
NOTE = re.compile(r"(注\d?|说明|备注|数据来源|资料来源|来源):(.*)")
TIME = r"(?:19|20)\d\d年?(?:\d\d?(?:-\d\d?)?月份?|第?[一二三四]季度|[上下]半年|前三季度)?度?"
TITLE_NOISE = re.compile(
    rf"\([^()]*\d[^()]*\)|{TIME}|各(?:区市县|县市区|区县|县区|区市|市县|[省市县区])|分(?:地区|省|市)|全[省市县区]"
    r"|(?:完成|主要)?情况|统计|一览|汇总|明细|数据|报送|报表|表|sheet\d*|[_\s-]+",
    re.IGNORECASE,
)


def read_cross_table(grid: Grid, file_title: str, knows_region: KnowsRegion) -> Written | None:
    """Figures below a header that names region, indicator or period and has another of them across.

    Raises FileRefusedError with the words to add, where nothing says what the figures measure.
    """
    for position, header in enumerate(grid.rows[:HEADER_WITHIN]):
        columns = find_columns(header)
        above, titles = _read_above(grid.rows[:position])
        titles = [*titles, grid.name, file_title]
        is_table = columns.keys() & LABELS and "value" not in columns
        across = _columns_across(header, columns, above, titles, knows_region) if is_table else {}
        if not across:
            continue
        below = grid.rows[position + 1 :]
        figures = tuple(row for row in below if not _is_note(row))
        around = {"region": above.get("地区", ""), "unit": above.get("单位", above.get("计量单位", ""))}
        around["source"] = next((note[2] for row in below if (note := _match(NOTE, row)) and "来源" in note[1]), "")
        if "indicator" not in columns and not any("indicator" in said for said in across.values()):
            around["indicator"] = above.get("指标") or _indicator_in(titles, knows_region)
        layout = "national_site" if "指标" in above or "数据库" in above else "wide"
        value_columns = {place: around | said for place, said in across.items()}
        return _tidy(write_down(layout, header, figures, columns, value_columns))
    return None


def _columns_across(
    header: Row, columns: dict[str, int], above: dict[str, str], titles: list[str], knows_region: KnowsRegion
) -> Across:
    """The value columns: headers that are periods; else, beside a column of periods, regions or indicators; else
    indicators beside a column of regions, if a line above says the period."""
    others = {place: cell for place, cell in enumerate(header.cells) if cell and place not in columns.values()}
    periods = {place: {"period": cell} for place, cell in others.items() if read_period(cell)}
    if periods and "period" not in columns:
        return periods
    names = {place: split_header(cell) for place, cell in others.items() if split_header(cell)[0]}
    if "period" in columns and "indicator" not in columns:
        tried = [name for name, _ in names.values()][:COLUMNS_TRIED]
        if "region" not in columns and sum(map(knows_region, tried)) > len(tried) / 2:
            return {place: {"region": name, "unit": unit} for place, (name, unit) in names.items()}
        return {place: {"indicator": others[place]} for place in names}
    if "region" in columns and "indicator" not in columns and (period := _period_in([above.get("时间", ""), *titles])):
        return {place: {"indicator": others[place], "period": period} for place in names}
    return {}


def _read_above(rows: Iterable[Row]) -> tuple[dict[str, str], list[str]]:
    """The lines above the header that name what they say (指标:…), and the titles."""
    lines: dict[str, str] = {}
    titles: list[str] = []
    for row in rows:
        cells = [fold(cell[:LONGEST_TITLE]) for cell in row.cells if cell]
        found = [line for cell in cells if (line := LINE.fullmatch(cell))]
        lines |= {line[1]: line[2].strip() for line in found}
        if not found:
            titles.append(cells[0])
    return lines, titles


def _indicator_in(titles: Iterable[str], knows_region: KnowsRegion) -> str:
    """What the first title that says anything measures, without time and place."""
    for title in titles:
        words = TITLE_NOISE.sub("", fold(title[:LONGEST_TITLE]))
        place = max((cut for cut in range(2, LONGEST_REGION) if knows_region(words[:cut])), default=0)
        words = words[place:].lstrip("的")
        if re.search(r"[^\W\d_]{2}", split_header(words)[0]):
            return words
    raise FileRefusedError(
        "missing_indicator",
        "表里没有写是什么指标。请在表的上方加一行“指标:名称(单位)”,如“指标:地区生产总值(亿元)”,或写在标题、工作表名里。",
    )


def _period_in(texts: Iterable[str]) -> str:
    """The first period that a line names."""
    found = (time[0] for text in texts for time in re.finditer(TIME, fold(text[:LONGEST_TITLE])))
    return next((time for time in found if read_period(time)), "")


def _is_note(row: Row) -> bool:
    return _match(NOTE, row) is not None


def _match(pattern: re.Pattern[str], row: Row) -> re.Match[str] | None:
    """The pattern in the row's first cell that is not blank."""
    return pattern.match(fold(next(cell for cell in row.cells if cell)))


def _tidy(written: Written) -> Written:
    """Without the blanks, which are no figures here; a note that states the basis (半年累计数) states it."""
    rows = written.rows[~written.rows["value"].map(is_missing).astype(bool)].reset_index(drop=True)
    says_basis = (rows["basis"] == "") & rows["note"].map(lambda note: read_basis(note) is not None).astype(bool)
    rows = rows.assign(basis=rows["basis"].mask(says_basis, rows["note"]))
    if "region" in written.headers:  # a row without a name is a total or a merged cell, not the folder's region
        rows = rows.assign(region=rows["region"].mask(rows["region"] == "", "(空白)"))
    return replace(written, rows=rows)
