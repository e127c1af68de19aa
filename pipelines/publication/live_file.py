"""published/attainment_live.duckdb: views over the Parquet files, for connections that are never closed.

A file that is open goes on showing what it held when it was opened. A view looks for its Parquet file anew at every
query, and so shows new data to a connection opened long ago. Two things make that exact:

- **One query, one state.** The views of one query look at slightly different moments, and a publication may come in
  between. So a publication is put on the shelf (a link in `live/<shelf>/`, named by the time from which it counts)
  a little before it counts, and every view takes the last one that counted when the transaction began: `now()`,
  which is the same for all views of a query. A shelf's paths never change their content.
- **No file goes while it may be looked for.** DuckDB lists the shelf first and opens files later, all of them. So there
  are two shelves, and queries use one of them, by the clock: PERIOD on the one, PERIOD on the other. Links are only
  taken from the shelf that has been out of use for LONGEST_QUERY.

DuckDB looks for a view's files when the view is created, too. So a third shelf, `draft`, holds the publication that is
being written, and is looked at where the file is attached by that name.

The views hold the absolute path of the shelves: a relative one would be looked for in the reader's working directory.
After a data folder was moved, the next publication writes the new path.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.publication.bi_file import STORAGE_VERSION
from pipelines.publication.edition import Edition
from pipelines.storage.warehouse import column_comments, literal, quoted

SHELVES = ("even", "odd")
SHELF = """case
    when current_database() = 'draft' then 'draft'
    when epoch_ms(now()) // {period} % 2 = 0 then 'even'
    else 'odd'
end"""
# Milliseconds.
PERIOD = 3_600_000  # for which one shelf is in use, by the clock
LONGEST_QUERY = 600_000  # from the beginning of a transaction
LEAD = 1_000  # from being put on the shelves to counting; links are made in far less

TOO_OLD = "事务开始得太早,请重新查询 | this transaction began too long ago: query anew"


def write_live_file(edition: Edition) -> Path:
    """实时文件 | published/attainment_live.duckdb: what the BI file holds, as views that always show the latest"""
    place = edition.folder / "attainment_live.duckdb"
    described, macros = _described(edition.bi_file), _macros(edition.bi_file)
    with _draft(edition), duckdb.connect() as connection:
        connection.execute(f"attach {quoted(place)} as draft (storage_version '{STORAGE_VERSION}')")
        connection.execute("use draft")
        connection.execute("begin")
        for view, (comment, columns) in described.items():
            connection.execute(f"create view {view} as {_select(edition.publications, view, columns)}")
            connection.execute(f"comment on view {view} is {literal(comment)}")
            for statement in column_comments(view, {name: said for name, _, said in columns}):
                connection.execute(statement)
        for macro, parameters, definition, comment in macros:
            connection.execute(f"create macro {macro}({parameters}) as table {definition}")
            connection.execute(f"comment on macro table {macro} is {literal(comment)}")
        connection.execute("commit")
        connection.execute("use memory")
        connection.execute("detach draft")
    return place


def put_on_shelves(publications: Path, sealed: Path) -> None:
    """Let the live views count a publication from LEAD after now; at once if it is the first."""
    counts_from = _now() + (LEAD if shelved(publications) else 0)
    for shelf in SHELVES:
        _link(publications / "live" / shelf / f"{counts_from:013d}", sealed)


def shelved(publications: Path) -> set[str]:
    """Names of the publications that stand on a shelf."""
    return {link.readlink().parent.name for link in (publications / "live").glob("*/*")}


def tidy_shelves(publications: Path) -> None:
    """Take from the shelf that is out of use what no query that begins now or later can count."""
    now = _now()
    idle = SHELVES[1 - now // PERIOD % 2]
    if not LONGEST_QUERY <= now % PERIOD <= PERIOD - 2 * LEAD:
        return
    links = sorted((publications / "live" / idle).iterdir())
    counting = [link for link in links if int(link.name) <= now]
    for link in counting[:-1]:
        link.unlink()


@contextmanager
def _draft(edition: Edition) -> Iterator[None]:
    """The publication that is being written, on the shelf `draft`."""
    link = edition.publications / "live" / "draft" / "0"
    link.unlink(missing_ok=True)
    _link(link, edition.folder)
    try:
        yield
    finally:
        link.unlink()


def _link(link: Path, publication: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(os.path.relpath(publication / "parquet", link.parent))


def _select(publications: Path, table: str, columns: list[tuple[str, str, str]]) -> str:
    """The view's SELECT. Columns are named and cast, and files read by name of column: a publication with other
    columns than the one before disturbs no query."""
    place = literal(re.sub(r"[*?\[]", r"[\g<0>]", f"{publications / 'live'}/"))
    files = f"{place} || {SHELF.format(period=PERIOD)} || '/*/{table}.parquet'"
    counts_from = "split_part(file, '/', -2)::bigint"
    last = f"select max(file) from glob({files}) where {counts_from} <= epoch_ms(now())"
    return (
        f"select {', '.join(f'{name}::{kind} as {name}' for name, kind, _ in columns)}"
        f" from read_parquet({files}, union_by_name = true, filename = true)"
        f" where filename = coalesce(({last}), error({literal(TOO_OLD)}))"
    )


def _described(bi_file: Path) -> dict[str, tuple[str, list[tuple[str, str, str]]]]:
    """Table or view → its comment, and name, type and comment of its columns."""
    with duckdb.connect(str(bi_file), read_only=True) as connection:
        comments = connection.execute(
            "select table_name, comment from duckdb_tables() union all"
            " select view_name, comment from duckdb_views() where not internal"
        ).fetchall()
        columns = connection.execute(
            "select table_name, column_name, data_type, coalesce(comment, '') from duckdb_columns() where not internal"
            " order by table_name, column_index"
        ).fetchall()
    return {name: (comment, [tuple(rest) for table, *rest in columns if table == name]) for name, comment in comments}


def _macros(bi_file: Path) -> list[tuple[str, str, str, str]]:
    """Name, parameters, SELECT and comment of the table macros; they read tables by name, and so views as well."""
    with duckdb.connect(str(bi_file), read_only=True) as connection:
        return connection.execute(
            "select function_name, array_to_string(parameters, ', '), macro_definition, comment"
            " from duckdb_functions() where function_type = 'table_macro' and not internal"
        ).fetchall()


def _now() -> int:
    return time.time_ns() // 1_000_000
