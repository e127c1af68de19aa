"""published/attainment.duckdb: what BI tools open."""

from pathlib import Path

import duckdb

from pipelines.publication.as_known import as_known_statements
from pipelines.publication.edition import Edition
from pipelines.schemas.publication import VIEWS, View
from pipelines.schemas.tables import PUBLISHED, PUBLISHED_ONLY, TABLES
from pipelines.storage.warehouse import column_comments, comment_statements, literal, quoted, read_sql

# The oldest storage that every DuckDB from 1.0 to 2.0 opens.
STORAGE_VERSION = "v1.0.0"


def write_bi_file(edition: Edition) -> Path:
    """BI 文件 | published/attainment.duckdb: every table and view that BI tools read, with comments"""
    connection = edition.warehouse.connection
    source = connection.execute("select current_database()").fetchall()[0][0]
    connection.execute(f"attach {quoted(edition.bi_file)} as published (storage_version '{STORAGE_VERSION}')")
    try:
        with edition.warehouse.transaction():
            for table in PUBLISHED:
                connection.execute(f"create table published.{table} as from {source}.{table}")
            connection.execute("use published")
            for table in PUBLISHED:
                _run(connection, comment_statements(TABLES[table]))
            for view, declared in VIEWS.items():
                _create_view(connection, view, declared)
            _run(connection, as_known_statements())
            _create_own_tables(connection, edition)
    finally:
        connection.execute(f"use {source}")
        connection.execute("detach published")
    return edition.bi_file


def _create_view(connection: duckdb.DuckDBPyConnection, view: str, declared: View) -> None:
    connection.execute(f"create view {view} as {read_sql('views', view)}")
    connection.execute(f"comment on view {view} is {literal(declared.description)}")
    columns = [name for name, *_ in connection.execute(f"describe {view}").fetchall()]
    _run(connection, column_comments(view, {name: " | ".join(declared.label(name)) for name in columns}))


def _create_own_tables(connection: duckdb.DuckDBPyConnection, edition: Edition) -> None:
    """What the file says of itself: which publication it is, and what is in it; the dictionary last."""
    for model in PUBLISHED_ONLY:
        columns = ", ".join(f"{name} {kind}" for name, kind in model.duckdb_types().items())
        connection.execute(f"create table {model.table()} ({columns})")
        _run(connection, comment_statements(model))
    connection.execute(
        "insert into publication values ($id, $published_at, $as_of)",
        {"id": edition.id, "published_at": edition.published_at, "as_of": edition.as_of},
    )
    connection.execute(f"insert into data_dictionary by name {read_sql('publication', 'data_dictionary')}")


def _run(connection: duckdb.DuckDBPyConnection, statements: list[str]) -> None:
    for statement in statements:
        connection.execute(statement)
