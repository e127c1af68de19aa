"""The figures of a file as it writes them: what a layout gives, and what the reading of cells takes."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipelines.actuals.grid import Row
from pipelines.actuals.headers import FIELDS
from pipelines.actuals.values import read_number


@dataclass(frozen=True)
class Written:
    """`rows` has a row a figure: the text columns FIELDS, row_number and column_number of the value's cell, the header
    above it (value_column), numbers that stand under no header (surplus), and whether merged cells make one number
    stand for several figures (is_merged).

    `headers` and `places`: field → header and column number, for fields that have a column of their own.
    `unread_sheets` of a workbook hold something, but in no known layout.
    """

    layout: str
    rows: pd.DataFrame
    headers: dict[str, str]
    places: dict[str, int]
    unread_sheets: tuple[str, ...] = ()


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


def _cells(rows: tuple[Row, ...], place: int | None) -> list[str]:
    return ["" if place is None else _cell(row, place) for row in rows]


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""
