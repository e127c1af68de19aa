"""data/reference/*.csv as frames for the warehouse, so that SQL can join units, regions and the settings."""

from pathlib import Path

import pandas as pd

from pipelines.schemas.model import Table, Texts


def read_reference(model: type[Table], path: Path) -> pd.DataFrame:
    """The columns of `model` from a reference file; lists are written with | between their items. A data folder's own
    file may be older than a column in which nothing need be said."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    fields = model.to_schema().columns
    frame = frame.assign(**{name: "" for name, field in fields.items() if field.nullable and name not in frame})
    for name, annotation in model.annotations().items():
        if annotation is Texts:
            frame[name] = frame[name].str.split("|").map(lambda items: [item for item in items if item])
        else:
            frame[name] = frame[name].replace("", None)
    return frame[model.names()]
