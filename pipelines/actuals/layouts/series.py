"""Time series as databases export them: a column a series, with rows above that name its indicator, region, frequency
and unit, and a row a date below."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from pipelines.actuals.cells.names import read_basis
from pipelines.actuals.cells.periods import read_period
from pipelines.actuals.cells.values import is_missing
from pipelines.actuals.files.grid import Grid, Row
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.headers import FIELD_OF_HEADER, bare_header
from pipelines.actuals.written import Written, write_down
from pipelines.extraction.folding import fold

HEAD_WITHIN = 20  # rows that may name what each series is
FREQUENCIES = {"频度", "频率", "frequency", "freq"}
NAMED = {"region", "unit", "frequency", "source"}  # one of them beside the indicator makes rows of series
YEARLY, QUARTERLY = re.compile(r"年度?|annual(?:ly)?|yearly|[ay]", re.I), re.compile(r"季度?|quarterly|q", re.I)
PARTS = re.compile(r"[_:：]")
GROWTH_TO_DATE = re.compile(r"(?:本年)?累计同比(?:增长(?:率|速度)?|增[速幅])?")
GROWTH = re.compile(r"(?:当期|当月|当季|本期)?同比(?:增长(?:率|速度)?|增[速幅])?")
FREQUENCY_IN_NAME = re.compile(r"[年季月日周旬]度?")


def read_series(grid: Grid, known: KnownNames) -> Written | None:
    """A figure for each series and date; None where the grid is laid out otherwise."""
    named: dict[str, Row] = {}
    below = 0
    for place, row in enumerate(grid.rows[:HEAD_WITHIN]):
        if read_period(row.cells[0]):
            break
        named.setdefault(_field(row.cells[0]), row)
        below = place + 1
    has_dates = below < len(grid.rows) and read_period(grid.rows[below].cells[0])
    if "indicator" not in named or not named.keys() & NAMED or not has_dates:
        return None
    header = named["indicator"]
    dated = tuple(row for row in grid.whole().rows[below:] if read_period(row.cells[0]))
    said = {
        place: _read_series_head({name: _cell(row, place) for name, row in named.items()}, known)
        for place in range(1, len(header.cells))
        if header.cells[place]
    }
    written = write_down("series", header, dated, {"period": 0}, said)
    figures = written.rows[~written.rows["value"].map(is_missing).astype(bool)].reset_index(drop=True)
    frequencies = {place: _cell(named["frequency"], place) if "frequency" in named else "" for place in said}
    return replace(written, rows=_with_periods(figures, frequencies))


def _field(cell: str) -> str:
    bare = bare_header(cell)
    return "frequency" if bare in FREQUENCIES else FIELD_OF_HEADER.get(bare, "")


def _read_series_head(cells: Mapping[str, str], known: KnownNames) -> dict[str, str]:
    """What the cells above a series say, and what the parts of its name do: 山东:GDP:累计同比."""
    said = {name: cells.get(name, "") for name in ("region", "unit", "source")}
    names: list[str] = []
    for part in filter(None, PARTS.split(cells["indicator"])):
        words = re.sub(r"\s", "", fold(part))
        if GROWTH_TO_DATE.fullmatch(words):
            said["basis"] = "本年累计"
            names.append("同比增速")  # its name says growth, its basis the time
        elif GROWTH.fullmatch(words):
            said["basis"] = "同比"
        elif names and read_basis(words):
            said["basis"] = words
        elif names and FREQUENCY_IN_NAME.fullmatch(words):
            continue
        elif not said["region"] and known.is_region(words) and not known.is_indicator(words):
            said["region"] = words
        else:
            names.append(part.strip())
    return said | {"indicator": "".join(names)}


def _with_periods(figures: pd.DataFrame, frequencies: Mapping[int, str]) -> pd.DataFrame:
    """The dates as the periods that they end, by the frequency of their series: 2024-03 of quarters is the first."""
    of_row = (figures["column_number"] - 1).map(frequencies)
    pairs = pd.Series(list(zip(figures["period"], of_row, strict=True)), index=figures.index, dtype=object)
    distinct = {pair: _period_ending(*pair) for pair in set(pairs)}
    return figures.assign(period=pairs.map(distinct))


def _period_ending(date: str, frequency: str) -> str:
    period = read_period(date)
    if period is None:
        return date
    if YEARLY.fullmatch(frequency.strip()):
        return f"{period.end.year}年"
    if QUARTERLY.fullmatch(frequency.strip()) and period.start.month == period.end.month and period.end.month % 3 == 0:
        return f"{period.end.year}年第{'一二三四'[period.end.month // 3 - 1]}季度"
    return date


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""
