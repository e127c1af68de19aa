"""The SELECTs of sql/tables as a chain: which reads which, all as one, and over other tables than those stored.

The arithmetic stays in the SQL; here it is only put together: for the macro of the published file, for the slice of
some regions, for figures that are not in the warehouse yet.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

import duckdb

from pipelines.storage.warehouse import IMPORT, SQL, parameters, read_sql, read_step


@cache
def imports(table: str) -> tuple[str, ...]:
    """The tables that sql/tables/<table>.sql reads: its import CTEs, in their order."""
    return tuple(IMPORT.findall(read_sql("tables", table)))


@cache
def steps(last: str, given: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The tables of sql/tables that `last` rests on, and itself, each after those that it reads.

    A table that is `given` is no step, nor is what only it rests on.
    """
    made = {path.stem for path in (SQL / "tables").glob("*.sql")} - given
    reads: dict[str, tuple[str, ...]] = {}
    waiting = [last]
    while waiting:
        table = waiting.pop()
        if table not in reads:
            reads[table] = tuple(sorted(made.intersection(imports(table))))
            waiting.extend(reads[table])
    return tuple(TopologicalSorter(reads).static_order())


def compose(last: str, given: Iterable[str] = (), **params: str) -> str:
    """One SELECT that gives the table `last` from the tables `given` and those that no SELECT makes, every step a CTE.

    `params`: $name → the SQL to stand for it; one not named here stays. Planning it takes longer than planning its
    steps one by one.
    """
    ctes = [f"{step} as materialized (\n{read_step(step)}\n)" for step in steps(last, frozenset(given))]
    sql = "with " + ",\n\n".join(ctes) + f"\n\nselect * from {last}"
    return re.sub(r"\$(\w+)", lambda found: params.get(found[1], found[0]), sql)


@contextmanager
def in_place_of_stored(
    connection: duckdb.DuckDBPyConnection, selects: Mapping[str, str], **params: Any
) -> Iterator[None]:
    """While it lasts, what `selects` (table → SELECT) give is read under the table's name; nothing is written.

    Each SELECT sees the ones before it. Stored tables stay readable as {stored}.<table>, which is replaced by where
    they are. Parameters that a SELECT does not name are not passed to it.
    """
    [(database,)] = connection.execute("select current_database()").fetchall()
    made: list[str] = []
    try:
        for table, select in selects.items():
            sql = select.replace("{stored}", f'"{database}".main')
            given = {name: params[name] for name in parameters(sql)}
            connection.execute(f"create temp table {table} as {sql}", given or None)
            made.append(table)
        yield
    finally:
        for table in made:
            connection.execute(f"drop table temp.{table}")


def selects_of_steps(last: str, given: Iterable[str]) -> dict[str, str]:
    """Step → SELECT, for all steps up to `last` from the tables `given`; for `in_place_of_stored`."""
    return {step: read_step(step) for step in steps(last, frozenset(given))}
