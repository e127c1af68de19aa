"""The figures of a file as it writes them: what a layout gives, and what the reading of cells takes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from pipelines.actuals.cells.values import read_number
from pipelines.actuals.files.blocks import Block
from pipelines.actuals.files.grid import Row, Tail

FIELDS = ("indicator", "region", "period", "value", "unit", "basis", "source", "note", "action", "reason")
CUT_UNSEEN = ("indicator", "region", "period", "basis")  # a part of it, or nothing, may be read as something else


@dataclass(frozen=True)
class Written:
    """`rows` has a row a figure: the text columns FIELDS, row_number and column_number of the value's cell, the header
    above it (value_column), numbers that stand under no header (surplus), and whether merged cells make one number
    stand for several figures (is_merged).

    `headers` and `places`: field → header and column number, for fields that have a column of their own.
    `guesses`: what was concluded of the table rather than read, each a sentence for its receipt.
    `passed_columns`: number of columns whose numbers are no figures → header, and what they are.
    `sheet`: its name, empty for a text file, and its number from 1. `rest`: the further rows of a long text, in pieces;
    read once. `tail`: of a text that may be cut. `is_withdrawal`: a title says that all of it is taken back.
    """

    layout: str
    rows: pd.DataFrame
    headers: dict[str, str]
    places: dict[str, int]
    passed_columns: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    guesses: tuple[str, ...] = ()
    sheet: str = ""
    sheet_number: int = 1
    rest: Iterable[pd.DataFrame] = ()
    is_withdrawal: bool = False
    tail: Tail | None = None

    def pieces(self) -> Iterator[pd.DataFrame]:
        """The rows, with whether a figure stands where the text may be cut: `ending` is open, short or nothing."""
        pieces = chain([self.rows], self.rest)
        piece = next(pieces)
        for following in pieces:
            yield piece.assign(ending=_constant("", len(piece)))
            piece = following
        yield piece.assign(ending=self._ending(piece))

    def _ending(self, rows: pd.DataFrame) -> "pd.Series[str] | pd.Categorical[Any]":
        if self.tail is None or rows.empty:
            return _constant("", len(rows))
        is_last = rows["row_number"] == rows["row_number"].max()
        if self.tail.is_torn:
            return is_last.map({True: "short", False: ""})
        ends = (rows["column_number"] == self.tail.column) & (rows["value"] == self.tail.cell)
        for name in FIELDS if self.tail.is_short else CUT_UNSEEN:
            ends |= (rows[name] == self.tail.cell) & (self.places.get(name) == self.tail.column)
        if self.tail.is_short:  # a row that lacks no more than its note or source is none the worse
            is_lacking = any(self.places.get(name, 0) >= self.tail.column for name in (*CUT_UNSEEN, "unit"))
            ends &= is_lacking | (rows["column_number"] >= self.tail.column)
        return (is_last & ends).map({True: "short" if self.tail.is_short else "open", False: ""})


def write_down(
    layout: str,
    header: Row,
    below: tuple[Row, ...],
    columns: Mapping[str, int],
    value_columns: Mapping[int, Mapping[str, str]],
) -> Written:
    """A figure for each row below the header and each value column.

    `columns`: field → place. `value_columns`: place → what is so for the whole column, where a row does not say it.
    """
    of_row = pd.DataFrame({name: _cells(below, columns.get(name)) for name in FIELDS}, dtype=object)
    # What stands under no header is a note if it is words, and a shifted row if it is a number.
    headed = {place for place, cell in enumerate(header.cells) if cell}
    strays = [[cell for place, cell in enumerate(row.cells) if cell and place not in headed] for row in below]
    of_row["surplus"] = [" ".join(filter(read_number, cells)) for cells in strays]
    of_row["note"] = [
        ";".join(filter(None, [note, *(cell for cell in cells if not read_number(cell))]))
        for note, cells in zip(of_row["note"], strays, strict=True)
    ]
    of_row["row_number"] = [row.number for row in below]
    rows = of_row.loc[of_row.index.repeat(len(value_columns))].reset_index(drop=True)
    rows["value"] = [_cell(row, place) for row in below for place in value_columns]
    rows["column_number"] = [place + 1 for place in value_columns] * len(below)
    rows["value_column"] = [header.cells[place] for place in value_columns] * len(below)
    area = pd.Series([row.merged.get(place) for row in below for place in value_columns], dtype=object)
    is_number = rows["value"].map(lambda cell: read_number(cell) is not None).astype(bool)
    rows["is_merged"] = is_number & area.notna() & area.duplicated(keep=False)
    for name in {name for said in value_columns.values() for name in said}:
        of_column = pd.Series([said.get(name, "") for said in value_columns.values()] * len(below), dtype=object)
        rows[name] = rows[name].mask(rows[name] == "", of_column)
    headers = {name: header.cells[place] for name, place in columns.items()}
    return Written(layout, rows, headers, {name: place + 1 for name, place in columns.items()})


def write_down_block(header: Row, block: Block, columns: Mapping[str, int], said: Mapping[str, str]) -> pd.DataFrame:
    """The rows of a block, one figure each; what is `said` for all, where a row does not say it. Distinct texts stay
    held once."""
    headed = {place for place, cell in enumerate(header.cells) if cell}
    value = columns["value"]
    if any((block.columns[place] != "").any() for place in range(len(block.columns)) if place not in headed):
        below = tuple(Row(number, cells) for number, cells in block.records())
        return write_down("", header, below, columns, {value: said}).rows

    def column(place: int | None) -> "pd.Categorical[Any]":
        if place is None or place >= len(block.columns):
            return _constant("", len(block.numbers))
        return block.columns[place]

    rows = pd.DataFrame({name: column(columns.get(name)) for name in FIELDS})
    for name, text in said.items():
        if text:
            rows[name] = rows[name].astype(object).mask(rows[name] == "", text)
    return rows.assign(
        surplus=_constant("", len(rows)),
        row_number=block.numbers,
        column_number=value + 1,
        value_column=_constant(header.cells[value], len(rows)),
        is_merged=False,  # a text file merges nothing
    )


def _constant(text: str, length: int) -> "pd.Categorical[Any]":
    return pd.Categorical.from_codes(np.zeros(length, np.int8), pd.Index([text]))


def _cells(rows: tuple[Row, ...], place: int | None) -> list[str]:
    return ["" if place is None else _cell(row, place) for row in rows]


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""
