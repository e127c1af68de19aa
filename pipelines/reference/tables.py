"""data/reference/*.csv as frames for the warehouse, so that SQL can join units, regions and the settings."""

from pathlib import Path
from typing import Any

import pandas as pd
from pandera.errors import SchemaErrors

from pipelines.reference.files import ReferenceFileError, Row, read_rows, split_list
from pipelines.schemas.model import Table, Texts

HEADER = 1  # rows above the first


def read_reference(model: type[Table], path: Path) -> pd.DataFrame:
    """The columns of `model` from a reference file; lists are written with | between their items.

    Raises ReferenceFileError with the row, the column and what may stand there; OSError.
    """
    frame = to_frame(model, list(read_rows(path, *model.names())))
    try:
        return model.conform(frame)
    except SchemaErrors as errors:
        raise ReferenceFileError(f"{path}, {_first_fault(model, errors)}") from None


def to_frame(model: type[Table], rows: list[Row]) -> pd.DataFrame:
    """The rows as `model` declares its columns; an empty cell is none, and of a list no item."""
    cells = {
        name: [[*split_list(row[name])] if annotation is Texts else row[name] or None for row in rows]
        for name, annotation in model.annotations().items()
    }
    return pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in cells.items()})


def what_may_stand(model: type[Table], column: str) -> str:
    """What a column may hold, in words: one of a, b, c; a number; not empty."""
    declared = model.to_schema().columns[column]
    for check in declared.checks:
        if check.name == "isin":
            return f"one of {', '.join(map(str, check.statistics['allowed_values']))}"
    kind = {"float64": "a number", "Int64": "a whole number", "boolean": "true or false", "date": "a day as 2025-12-31"}
    further = [
        f"{check.name.replace('_', ' ')} {'–'.join(map(str, check.statistics.values()))}" for check in declared.checks
    ]
    return " and ".join([kind.get(str(declared.dtype), "text"), *further])


def _first_fault(model: type[Table], errors: SchemaErrors) -> str:
    """Of the first fault, the row as a spreadsheet counts it, the column, and what to do."""
    cases: list[dict[str, Any]] = errors.failure_cases.to_dict("records")
    case = next((case for case in cases if pd.notna(case["index"])), cases[0])
    place = f"row {int(case['index']) + 1 + HEADER}, " if pd.notna(case["index"]) else ""
    if case["check"] == "not_nullable":
        return f"{place}column {case['column']}: it is empty. Write {what_may_stand(model, case['column'])}."
    if case["check"] == "field_uniqueness":
        return (
            f"{place}column {case['column']}: {case['failure_case']!r} stands there twice. Leave one of the rows out."
        )
    may = what_may_stand(model, case["column"])
    return f"{place}column {case['column']}: {case['failure_case']!r} cannot stand there. Write {may}."
