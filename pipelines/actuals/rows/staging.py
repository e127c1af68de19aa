"""The rows of one file while it is checked: pieces on disk, compared with each other as sets, never all in memory."""

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from pipelines.storage.warehouse import read_sql

MEMORY = "512MB"  # beyond it, sets of rows are worked on by way of the disk
PIECE = 100_000  # rows


class Staging:
    """Tables of one file's rows, each in pieces: those added, and what the SELECTs of sql/rows make of them.

    `folder`: where the pieces lie until `close`, or until nothing refers to them any more; the system's for temporary
    files if None. Sent to another process it is a copy there that may add to the tables; the folder stays whose it was.
    """

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix="rows-", dir=folder))
        self._files: dict[str, list[str]] = {}
        self._remove = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(self.folder / "spill")})

    def __getstate__(self) -> dict[str, Any]:
        return {"folder": self.folder, "_files": self._files}

    def take_over(self, copy: "Staging") -> None:
        """Hold the pieces that a copy was given in another process."""
        self._files = copy._files

    def begin(self, table: str, schema: pa.Schema) -> None:
        """Start an empty table."""
        self._files[table] = []
        self._write(table, schema.empty_table())

    def add(self, table: str, frame: pd.DataFrame) -> None:
        """Add a piece of rows to a table that was begun."""
        schema = parquet.read_schema(self._files[table][0])
        self._write(table, pa.Table.from_pandas(frame, schema, preserve_index=False))

    def _write(self, table: str, rows: pa.Table) -> None:
        place = self.folder / f"{table}-{len(self._files[table])}.parquet"
        parquet.write_table(rows, place, compression="lz4")
        self._files[table].append(str(place))

    def show(self, *tables: str) -> None:
        """Let SELECTs read the tables as they are now."""
        for table in tables:
            self.connection.read_parquet(self._files[table]).create_view(table, replace=True)

    def define(self, table: str) -> None:
        """Let SELECTs read what sql/rows/<table>.sql gives."""
        self.connection.execute(f"create or replace view {table} as {read_sql('rows', table)}")

    def pieces(self, name: str, **params: Any) -> Iterator[pd.DataFrame]:
        """The rows that sql/rows/<name>.sql gives, in pieces that are not empty."""
        yield from (pa.Table.from_batches([rows]).to_pandas() for rows in self.read(name, **params) if rows.num_rows)

    def read(self, name: str, **params: Any) -> pa.RecordBatchReader:
        """The same as Arrow's record batches."""
        return self.connection.sql(read_sql("rows", name), params=params or None).to_arrow_reader(PIECE)

    def count(self, table: str) -> int:
        """Rows of what was shown or defined."""
        return int(self.connection.execute(f"select count(*) from {table}").fetchall()[0][0])

    def close(self) -> None:
        """Free disk and memory. Nothing can be read any more."""
        if "connection" in self.__dict__:
            self.connection.close()
        self._remove()
