"""People have the last word: data/reference/corrections.csv accepts, rejects or edits what was extracted.

A correction holds only while its `expect` stands in the quote, so that it can never hit another number once the
document has changed; the check targets__corrections_hold names those that no longer do.
"""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

import pandas as pd

from pipelines.schemas.figures import ExtractedFigures
from pipelines.schemas.model import Day, Flag, Integer, Number, Texts
from pipelines.schemas.targets import ExtractedTargets


class CorrectionError(ValueError):
    """A correction of a field that there is not, or whose value cannot be read as its field's type."""


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


def _read_value(correction: dict[str, Any], model: type[ExtractedTargets | ExtractedFigures]) -> Any:
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
