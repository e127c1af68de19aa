"""Tables of the method brought up to date by region: only regions whose inputs have changed are computed anew.

Regions are independent of each other in all of the method's steps. For each step and region one number stands for
what its rows were computed from: the content of what the step reads there, its SELECT, the reference data, the day. It
is written in the transaction that writes the rows, so that rows and number always belong together, whatever was
interrupted and in whatever order steps are run.
"""

import hashlib
from datetime import date, datetime
from typing import Any

import duckdb

from pipelines.attainment.chain import imports, in_place_of_stored
from pipelines.schemas.tables import TABLES
from pipelines.storage.warehouse import Warehouse, literal, parameters, read_sql, read_step

_REGION = "coalesce(region_code, '')"  # targets without a code are a slice of their own

# What a step reads by region and no SELECT makes before it, as region and content. Only known figures count.
CONTENTS = {
    "actuals": f"""
        select {_REGION} as region, hash(sum(hash(actuals)::hugeint), count(*)) as version from actuals
        where known_from <= $known_at and (known_until is null or known_until > $known_at)
        group by all""",
    "targets": f"select {_REGION} as region, hash(sum(hash(targets)::hugeint)) as version from targets group by all",
    "documents": f"""
        select {_REGION} as region, hash(sum(content)) as version from targets
        inner join (select document_id, hash(documents)::hugeint as content from documents) using (document_id)
        group by all""",
    "indicators": f"""
        select {_REGION} as region, hash(sum(content)) as version from targets
        inner join (select indicator_id, hash(indicators)::hugeint as content from indicators) using (indicator_id)
        group by all""",
}
REFERENCE = ("units", "status_rules", "statuses")
# With more than this share of the regions changed, all are computed: a slice has to be cut out first.
_MOST = 0.5


def refresh_step(warehouse: Warehouse, table: str, as_of: date, known_at: datetime) -> int:
    """Bring the table of a step of the method up to date, as of `as_of`, by what was known at `known_at` (UTC).

    Returns how many regions were computed. All of it happens or, if it fails, none.
    """
    connection = warehouse.connection
    given = {"as_of": as_of, "known_at": known_at}
    slices = {"slices": _slices(table, _common(warehouse, table, as_of))}
    with in_place_of_stored(connection, slices, known_at=known_at, table_name=table):
        [(changed, regions)] = connection.execute(
            "select count(*) filter (version is distinct from recorded), count(*) from slices"
        ).fetchall()
        if changed > _MOST * regions:
            with warehouse.transaction():
                warehouse.build(table, **_wanted(table, given))
                _record(warehouse, table)
        elif changed:
            _replace_changed(warehouse, table, **_wanted(table, given))
    return int(changed)


def _replace_changed(warehouse: Warehouse, table: str, **params: Any) -> None:
    """Delete the rows of changed regions and of targets that are gone, and insert what the SELECT gives for them."""
    with in_place_of_stored(warehouse.connection, _kept_targets() | _narrowed(table)), warehouse.transaction():
        is_kept = (
            f"{_REGION} in (select region from slices where version = recorded)"
            if "region_code" in TABLES[table].names()
            else "target_id in (select target_id from kept_targets)"
        )
        warehouse.connection.execute(f"delete from {table} where not ({is_kept})")
        warehouse.connection.execute(f"insert into {table} by name {read_step(table)}", params or None)
        _record(warehouse, table)


def _slices(table: str, common: str) -> str:
    """Every region of the table: what it would be computed from now, and what it was computed from."""
    versions = [
        f"select {literal(read)} as name, * from ({CONTENTS.get(read) or _recorded(read)})"
        for read in imports(table)
        if read not in REFERENCE
    ]
    return f"""
        with now as (
            select region, hash(list((name, version) order by name), {literal(common)}) as version
            from ({" union all ".join(versions)})
            group by region
        ),
        before as (select region, version as recorded from slice_versions where table_name = $table_name)
        select * from now full join before using (region)"""


def _recorded(step: str) -> str:
    return f"select region, version from slice_versions where table_name = {literal(step)}"


def _common(warehouse: Warehouse, table: str, as_of: date) -> str:
    """What all regions share: SELECT, columns, reference data, the day if it is asked for, DuckDB's version."""
    sql = read_sql("tables", table)
    parts = [sql, str(TABLES[table].duckdb_types()), duckdb.__version__]
    if "as_of" in parameters(sql):
        parts.append(as_of.isoformat())
    for reference in sorted(set(imports(table)).intersection(REFERENCE)):
        rows = warehouse.connection.execute(f"select * from {reference} order by all").fetchall()
        parts.append(str(rows))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _kept_targets() -> dict[str, str]:
    same = "select region from slices where version = recorded"
    return {"kept_targets": f"select target_id from {{stored}}.targets where {_REGION} in ({same})"}


def _narrowed(table: str) -> dict[str, str]:
    """What the SELECT reads by region, cut down to the changed regions."""
    changed = "select region from slices where version is distinct from recorded"
    targets = f"select target_id from {{stored}}.targets where {_REGION} in ({changed})"
    return {
        read: f"select * from {{stored}}.{read} where "
        + (f"{_REGION} in ({changed})" if "region_code" in TABLES[read].names() else f"target_id in ({targets})")
        for read in imports(table)
        if read not in (*REFERENCE, "documents", "indicators")
    }


def _record(warehouse: Warehouse, table: str) -> None:
    same = {"table_name": table}
    warehouse.connection.execute("delete from slice_versions where table_name = $table_name", same)
    warehouse.connection.execute(
        "insert into slice_versions select $table_name, region, version from slices where version is not null", same
    )


def _wanted(table: str, given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in parameters(read_sql("tables", table))}
