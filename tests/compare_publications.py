"""Whether two published files hold the same: `python -m tests.compare_publications BEFORE.duckdb AFTER.duckdb`.

Every table and view is compared row for row, columns in order; what differs from run to run (the publication's own id
and times, when a figure became known) is left out. Prints a line a table that differs and exits 1, or
how many rows are the same.
"""

import sys
from pathlib import Path

import duckdb

OF_THE_RUN = {"publication_id", "published_at", "received_at", "known_from", "known_until"}


def describe(connection: duckdb.DuckDBPyConnection, file: str) -> dict[str, list[tuple[str, str]]]:
    """Table or view → (column, type), in order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where database_name = $file and not internal"
        " order by table_name, column_index",
        {"file": file},
    ).fetchall():
        found.setdefault(table, []).append((column, kind))
    return found


def find_differences(before: Path, after: Path) -> tuple[list[str], int]:
    """What differs, a line a table; and the number of rows that were compared."""
    with duckdb.connect() as connection:
        for name, path in (("before", before), ("after", after)):
            connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as {name} (read_only)")
        tables = {name: describe(connection, name) for name in ("before", "after")}
        lines, compared = [], 0
        for table in sorted(tables["before"].keys() | tables["after"].keys()):
            columns = tables["before"].get(table)
            if columns != tables["after"].get(table):
                lines.append(f"{table}: columns {columns} became {tables['after'].get(table)}")
                continue
            kept = ", ".join(f'"{name}"' for name, _ in columns if name not in OF_THE_RUN)
            counts = {}
            for name in ("before", "after"):
                connection.execute(f"use {name}")  # views name the tables beside them
                connection.execute(f'create or replace temp table rows_{name} as select {kept} from "{table}"')
                counts[name] = connection.execute(f"select count(*) from rows_{name}").fetchall()[0][0]
            [(gone,)] = connection.execute(
                "select count(*) from (from rows_before except all from rows_after)"
            ).fetchall()
            if gone or counts["before"] != counts["after"]:
                lines.append(f"{table}: {gone} of {counts['before']} rows are not among the {counts['after']} after")
            compared += counts["before"]
    return lines, compared


if __name__ == "__main__":
    differences, rows = find_differences(Path(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(differences) or f"The same: {rows} rows.")
    sys.exit(bool(differences))
