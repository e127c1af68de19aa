"""The warehouse: one DuckDB file, one writer, and the only reader of sql/."""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.schemas.model import Table
from pipelines.schemas.tables import KEPT, RENAMED, TABLES
from pipelines.storage.data_folder import PROJECT
from pipelines.storage.full_disk import disk_full, is_disk_full

SQL = PROJECT / "sql"
VECTORS = 50  # of 2048 rows, in a piece


class WarehouseNewerError(RuntimeError):
    """The warehouse holds what this program does not know and no run could make again."""


class WarehouseHeldError(RuntimeError):
    """Another process has the warehouse open, and kept it for longer than this one would wait."""


@cache
def read_sql(folder: str, name: str) -> str:
    """The one SELECT in sql/<folder>/<name>.sql. A step that it imports from sql/steps stands in it."""
    sql = (SQL / folder / f"{name}.sql").read_text(encoding="utf-8").strip().rstrip(";")
    return IMPORTED.sub(_with_step, sql)


def _with_step(imported: re.Match[str]) -> str:
    step = imported[1]
    is_step = (SQL / "steps" / f"{step}.sql").exists()
    return f"{step} as (\n{read_sql('steps', step)}\n)" if is_step else imported[0]


IMPORTED = re.compile(r"(\w+) as \(\s*select \* from \1\s*\)")
IMPORT = re.compile(rf"{IMPORTED.pattern},\s*")


@cache
def read_step(table: str) -> str:
    """The SELECT of sql/tables/<table>.sql without its import CTEs: each name then means the table itself, which is
    scanned for the columns that are asked for, where a CTE read twice would be copied whole.
    """
    return IMPORT.sub("", read_sql("tables", table))


def parameters(sql: str) -> set[str]:
    """Names of the $named parameters of a SELECT."""
    return set(re.findall(r"\$(\w+)", sql))


class Warehouse:
    """Reads and writes on one open connection; made by `open_warehouse`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._in_transaction = False

    def select(self, sql: str, **params: Any) -> pd.DataFrame:
        return self.connection.execute(sql, params or None).df()

    def pieces(self, sql: str) -> Iterator[pd.DataFrame]:
        """The same in pieces of some 100,000 rows, at least one. To be read to the end before anything else is."""
        result = self.connection.execute(sql)
        piece = result.fetch_df_chunk(VECTORS)
        yield piece
        while len(piece):
            piece = result.fetch_df_chunk(VECTORS)
            if len(piece):
                yield piece

    def query(self, name: str, most: int | None = None) -> pd.DataFrame:
        """The rows of sql/checks/<name>.sql, which offend against the claim, or the first `most` of them."""
        sql = read_sql("checks", name)
        return self.select(sql if most is None else f"from ({sql}) limit {most:d}")

    def count(self, name: str) -> int:
        """How many rows offend against a claim; they are counted where they lie, however many."""
        return int(self.connection.execute(f"select count(*) from ({read_sql('checks', name)})").fetchall()[0][0])

    def rows(self, table: str) -> int:
        return int(self.connection.execute(f"select count(*) from {TABLES[table].table()}").fetchall()[0][0])

    def preview(self, table: str, rows: int = 5) -> pd.DataFrame:
        """The first rows."""
        return self.select(f"select * from {TABLES[table].table()} limit {rows}")

    def build(self, table: str, **params: Any) -> None:
        """Make the whole table anew from sql/tables/<table>.sql, in whatever order is fastest."""
        with self.transaction(), self._without_order():
            # Created anew: of an emptied table DuckDB goes on counting the rows it held when it plans joins.
            self.connection.execute(f"create or replace table {table} ({TABLES[table].duckdb_columns()})")
            self.connection.execute(f"insert into {table} by name {read_step(table)}", params or None)

    def build_slice(self, table: str, column: str, values: list[str], **params: Any) -> None:
        """Make anew, from sql/tables/<table>.sql, only the rows whose `column` is one of `values`."""
        params["values_of_slice"] = values
        here = f"list_contains($values_of_slice, {column})"
        with self.transaction():
            self.connection.execute(f"delete from {table} where {here}", {"values_of_slice": values})
            self.connection.execute(
                f"insert into {table} by name select * from ({read_step(table)}) where {here}", params
            )

    def replace(self, table: str, frame: pd.DataFrame, where: str = "true", **params: Any) -> int:
        """Replace the rows for which `where` holds by a frame, checked against the table's schema first.

        Raises pandera.errors.SchemaErrors with every failing value. Returns the rows written.
        """
        checked = TABLES[table].conform(frame)
        with self.transaction():
            self.connection.execute(f"delete from {table} where {where}", params or None)
            self.connection.register("frame_to_insert", checked)
            self.connection.execute(f"insert into {table} by name select * from frame_to_insert")
            self.connection.unregister("frame_to_insert")
        return len(checked)

    def replace_from(self, table: str, reader: pa.RecordBatchReader, where: str, **params: Any) -> None:
        """Replace the rows for which `where` holds by those of a reader, which were checked before they were stored.

        Raises ValueError if the reader's columns are not the table's.
        """
        if reader.schema != TABLES[table].arrow_schema():
            raise ValueError(f"{table} does not hold rows of {reader.schema}.")
        with self.transaction():
            self.connection.execute(f"delete from {table} where {where}", params)
            self.connection.register("rows_to_insert", reader)
            self.connection.execute(f"insert into {table} by name select * from rows_to_insert")
            self.connection.unregister("rows_to_insert")

    @contextmanager
    def _without_order(self) -> Iterator[None]:
        """Millions of rows are written as they come, instead of being held back until their turn."""
        self.connection.execute("set preserve_insertion_order = false")
        try:
            yield
        finally:
            # On a cursor: after an error the transaction takes no statement more, and the error would be hidden.
            self.connection.cursor().execute("reset preserve_insertion_order")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. A transaction inside another belongs to the outer one. Raises DiskFullError."""
        if self._in_transaction:
            yield
            return
        self._in_transaction = True
        self.connection.execute("begin")
        unwritten, free = 0, None
        try:
            yield
            unwritten, free = self._unwritten(), self._free()
            self.connection.execute("commit")
        except BaseException as error:
            if is_disk_full(error) and (place := self._place()):
                unwritten = unwritten or self._unwritten()
                self._roll_back()
                raise disk_full(place.parent, f"writing to {place.name}", unwritten, free) from error
            self._roll_back()
            raise
        finally:
            self._in_transaction = False

    def _roll_back(self) -> None:
        with suppress(duckdb.TransactionException):  # a commit that failed has ended it already
            self.connection.execute("rollback")

    def _unwritten(self) -> int:
        """Bytes of rows that a commit has still to write, at most: DuckDB packs them on the way."""
        with suppress(duckdb.Error):
            sizes = self.connection.cursor().execute(
                "select sum(memory_usage_bytes) from duckdb_memory() where tag = 'IN_MEMORY_TABLE'"
            )
            return int((sizes.fetchall()[0] or [0])[0] or 0)
        return 0

    def _free(self) -> int | None:
        """Bytes free where the warehouse lies; None if it lies in memory."""
        place = self._place()
        return shutil.disk_usage(place.parent).free if place else None

    def _place(self) -> Path | None:
        found = self.connection.cursor().execute(
            "select path from duckdb_databases() where database_name = current_database()"
        )
        [(path,)] = found.fetchall()
        return Path(path) if path else None


@contextmanager
def open_warehouse(path: Path, wait: float = 60.0) -> Iterator[Warehouse]:
    """Open the warehouse to write, with every table in place. `wait`: seconds to wait for another process.

    Raises WarehouseHeldError naming the process that holds the file, WarehouseNewerError if a newer program wrote it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _connect(path, wait) as connection:
        warehouse = Warehouse(connection)
        with warehouse.transaction():  # killed in the midst of it, no table is half moved
            _create_tables(connection, path)
        yield warehouse


def _connect(path: Path, wait: float) -> duckdb.DuckDBPyConnection:
    give_up = time.monotonic() + wait
    while True:
        try:
            return duckdb.connect(str(path))
        except duckdb.IOException as error:
            if "lock" not in str(error):
                raise
            if time.monotonic() > give_up:
                holder = re.search(r"held in (.*?)(?:\. |$)", str(error))
                who = holder.group(1) if holder else "another process"
                raise WarehouseHeldError(
                    f"{path} is held by {who}, for more than {wait:.0f} s. Wait for it to end, or end it; run again."
                ) from error
        time.sleep(0.2)


def _create_tables(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Create what is missing, and bring older tables to the columns declared now.

    Of what no run can make again no column is dropped: one that is not known is a newer program's.
    No keys and no CHECKs: sql/checks holds what they would hold.
    """
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where database_name = current_database() and not internal order by table_name, column_index"
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    # Not a table that others read; see versions.py.
    connection.execute(
        "create table if not exists slice_versions (table_name varchar, region varchar, version ubigint)"
    )
    for table, model in TABLES.items():
        types, columns = model.duckdb_types(), found.get(table, {})
        if list(columns.items()) == list(types.items()):
            continue
        names = {name: name if name in types else RENAMED.get((table, name), name) for name in columns}
        unknown = [name for name, now in names.items() if now not in types or (now != name and now in columns)]
        if unknown and model in KEPT:
            raise WarehouseNewerError(
                f"{path}: {table} has columns that this program does not know: {', '.join(unknown)}. A newer one wrote"
                " them. Use that one, or another data folder; nothing was changed."
            )
        _recreate(connection, model, {name: now for name, now in names.items() if name not in unknown})


def _recreate(connection: duckdb.DuckDBPyConnection, model: type[Table], kept: dict[str, str]) -> None:
    """`kept`: column as it is called → as it shall be called."""
    table = model.table()
    connection.execute(f"create table {table}_anew ({model.duckdb_columns()})")
    if columns := ", ".join(f"{name} as {now}" for name, now in kept.items()):
        connection.execute(f"insert into {table}_anew by name select {columns} from {table}")
    connection.execute(f"drop table if exists {table}")
    connection.execute(f"alter table {table}_anew rename to {table}")


def comment_statements(model: type[Table]) -> list[str]:
    """COMMENT statements that give table and columns their Chinese and English labels."""
    described = " ".join((model.__doc__ or "").split())
    columns = {name: f"{zh} | {en}" for name, (zh, en) in model.labels().items()}
    return [f"comment on table {model.table()} is {literal(described)}", *column_comments(model.table(), columns)]


def column_comments(table: str, columns: dict[str, str]) -> list[str]:
    """COMMENT statements for the columns of a table or view: column → text."""
    return [f"comment on column {table}.{name} is {literal(text)}" for name, text in columns.items()]


def literal(text: str) -> str:
    """A text as a SQL literal, where a statement takes no parameter."""
    return "'" + text.replace("'", "''") + "'"


def quoted(path: Path) -> str:
    """A path as a SQL literal, where a statement takes no parameter."""
    return literal(str(path))
