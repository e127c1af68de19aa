"""People have the last word: data/reference/corrections.csv accepts, rejects or edits extracted targets.

A correction holds only while its `expect` stands in the target's quote, so that it can never hit another number once
the plan has changed; the check targets__corrections_hold names those that no longer do.
"""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

import pandas as pd

from pipelines.schemas.model import Day, Flag, Integer, Number, Texts
from pipelines.schemas.targets import ExtractedTargets


class CorrectionError(ValueError):
    """A correction whose value cannot be read as its field's type."""


def apply_corrections(extracted: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Targets after correction: rejected ones gone, edits made, confidence 1 for all that a person has decided.

    `extracted` has the columns of ExtractedTargets, `corrections` those of Corrections. Raises CorrectionError.
    """
    targets = {row["target_id"]: row for row in _rows(extracted)}
    for correction in _rows(corrections):
        target = targets.get(correction["target_id"])
        if target is None or correction["expect"] not in target["quote"]:
            continue
        if correction["action"] == "reject":
            del targets[correction["target_id"]]
            continue
        if correction["action"] == "edit":
            target[correction["field"]] = _read_value(correction)
        target["confidence"] = 1.0
        target["rules"] = [*target["rules"], f"correction_{correction['action']}"]
    return pd.DataFrame(list(targets.values()), columns=ExtractedTargets.names())


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], frame.to_dict("records"))


def _read_value(correction: dict[str, Any]) -> Any:
    text, kind = correction["value"], ExtractedTargets.annotations()[correction["field"]]
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
