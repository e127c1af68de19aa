"""One publication while it is being written: what every part of it is given."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipelines.storage.warehouse import Warehouse


@dataclass(frozen=True)
class Edition:
    """`folder`: where the parts are written; others see it as `published/` once all of them are.

    The BI file is the first part; the others read it, or the same tables of the warehouse.
    """

    folder: Path
    warehouse: Warehouse
    as_of: date
    published_at: datetime  # UTC, without zone
    previous: Path | None  # the folder of the publication that this one replaces

    @property
    def id(self) -> str:
        return self.folder.name.removeprefix(".")

    @property
    def bi_file(self) -> Path:
        return self.folder / "attainment.duckdb"

    @property
    def publications(self) -> Path:
        """The folder that holds this publication and those before it."""
        return self.folder.parent
