"""People have the last word: data/reference/corrections.csv accepts, rejects or edits what was extracted.

A correction holds only while its `expect` stands in the quote, so that it can never hit another number once the
document has changed; the check targets__corrections_hold names those that no longer do.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, cast

import pandas as pd

from pipelines.reference.files import ReferenceFileError, Row, read_rows
from pipelines.reference.tables import to_frame, what_may_stand
from pipelines.schemas.figures import ExtractedFigures
from pipelines.schemas.model import Day, Flag, Integer, Number, Texts
from pipelines.schemas.targets import EDITABLE_FIELDS, EDITABLE_OF_FIGURES, Corrections, ExtractedTargets

ACTIONS = ("accept", "reject", "edit")
OF_FIGURE = re.compile(r"-f\d+(?:-\d+)?$")  # how the id of a document's figure ends


class CorrectionError(ValueError):
    """A correction of a field that there is not, or whose value cannot be read as its field's type."""


def read_corrections(path: Path) -> tuple[pd.DataFrame, list[str]]:
    """The corrections of a file that can be applied, columns of Corrections; and what is wrong with each other row,
    with its place and what to do. One bad row costs none of its neighbours.

    Raises ReferenceFileError where the file cannot be parted into rows; OSError.
    """
    rows = list(read_rows(path, *Corrections.names()))
    faults = {row.number: fault for row in rows if (fault := _fault(row))}
    sound = to_frame(Corrections, [row for row in rows if row.number not in faults])
    return Corrections.conform(sound), [str(fault) for fault in faults.values()]


def _fault(row: Row) -> ReferenceFileError | None:
    for column in ("target_id", "expect", "reason"):
        if not row[column]:
            return row.fault(column, "it is empty. See data/reference/README.md for what stands there.")
    if row["action"] not in ACTIONS:
        return row.fault("action", f"{row['action']!r} is no action. Write {', '.join(ACTIONS)}.")
    if row["action"] != "edit":
        return None
    is_figure = OF_FIGURE.search(row["target_id"]) is not None
    model, editable = (ExtractedFigures, EDITABLE_OF_FIGURES) if is_figure else (ExtractedTargets, EDITABLE_FIELDS)
    if row["field"] not in editable:
        return row.fault("field", f"{row['field']!r} cannot be edited. Write one of {', '.join(editable)}.")
    if _is_value(row, model):
        return None
    return row.fault("value", f"{row['value']!r} cannot stand there. Write {what_may_stand(model, row['field'])}.")


def _is_value(row: Row, model: type[ExtractedTargets | ExtractedFigures]) -> bool:
    """Whether the new value can be read, and is one that the field may have."""
    declared = model.to_schema().columns[row["field"]]
    try:
        value = _read_value({**row.cells, "value": row["value"] or None}, model)
    except CorrectionError:
        return False
    if value is None:
        return bool(declared.nullable)
    return all(check(pd.Series([value], dtype=object)).check_passed for check in declared.checks)


def apply_corrections(
    extracted: pd.DataFrame,
    corrections: pd.DataFrame,
    model: type[ExtractedTargets | ExtractedFigures] = ExtractedTargets,
) -> pd.DataFrame:
    """What was extracted after correction: rejected rows gone, edits made, confidence 1 for all that a person has
    decided.

    `extracted` has the columns of `model`, whose first is the id, `corrections` those of Corrections. Raises
    CorrectionError.
    """
    key = model.names()[0]
    rows = {row[key]: row for row in _rows(extracted)}
    for correction in _rows(corrections):
        row = rows.get(correction["target_id"])
        if row is None or correction["expect"] not in row["quote"]:
            continue
        if correction["action"] == "reject":
            del rows[correction["target_id"]]
            continue
        if correction["action"] == "edit":
            row[correction["field"]] = _read_value(correction, model)
        row["confidence"] = 1.0
        row["rules"] = [*row["rules"], f"correction_{correction['action']}"]
    return pd.DataFrame(list(rows.values()), columns=model.names())


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], frame.to_dict("records"))


def _read_value(correction: Mapping[str, Any], model: type[ExtractedTargets | ExtractedFigures]) -> Any:
    text, kind = correction["value"], model.annotations().get(correction["field"])
    if kind is None:
        raise CorrectionError(
            f"corrections.csv: {correction['target_id']}: {correction['field']} is no field of {model.table()}"
        )
    if pd.isna(text):
        return [] if kind is Texts else None
    readers: dict[Any, Any] = {
        Number: lambda: float(Decimal(text)),
        Integer: lambda: int(text),
        Day: lambda: date.fromisoformat(text),
        Flag: lambda: {"true": True, "false": False}[text.lower()],
        Texts: lambda: text.split("|"),
    }
    try:
        return readers.get(kind, lambda: text)()
    except (InvalidOperation, ValueError, KeyError) as error:
        raise CorrectionError(
            f"corrections.csv: {correction['target_id']}: {text!r} is no value of {correction['field']}"
        ) from error
