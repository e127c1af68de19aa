"""Where things lie in a data folder. Paths only: nothing here reads a file or the environment."""

from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class DataFolder:
    """One data folder; see the layout in CONTRIBUTING.md. What it lacks under reference/ is the project's own."""

    root: Path

    @property
    def documents(self) -> Path:
        return self.root / "documents"

    @property
    def inbox(self) -> Path:
        return self.root / "actuals" / "inbox"

    @property
    def mapping(self) -> Path:
        """What columns mean whose header is a code; there need be none."""
        return self.root / "actuals" / "mapping.csv"

    @property
    def archive(self) -> Path:
        return self.root / "actuals" / "archive"

    @property
    def receipts(self) -> Path:
        return self.root / "actuals" / "receipts"

    @property
    def scratch(self) -> Path:
        """What a file's rows are held in while it is taken; nothing in it outlasts the run."""
        return self.root / ".scratch"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """A link to the publication that counts."""
        return self.root / "published"

    @property
    def publications(self) -> Path:
        """The last few publications, whole; names that begin with a dot are being written."""
        return self.root / ".publications"

    @property
    def state(self) -> Path:
        """Dagster's run history for this folder."""
        return self.root / ".dagster"

    @property
    def turn(self) -> Path:
        """What a run holds while it works, and whoever else needs that nothing is written."""
        return self.state / "turn.lock"

    def reference(self, file_name: str) -> Path:
        own = self.root / "reference" / file_name
        return own if own.exists() else PROJECT / "data" / "reference" / file_name
