"""published/attainment.duckdb: what BI tools open. Built beside its place and renamed over it."""

import os
from pathlib import Path

import duckdb

from pipelines.schemas import TABLES
from pipelines.warehouse import Warehouse, comment_statements, read_sql

PUBLISHED_TABLES = (
    "documents",
    "targets",
    "target_units",
    "targets_to_review",
    "indicators",
    "regions",
    "units",
    "statuses",
    "status_rules",
    "submissions",
    "rejected_rows",
    "actuals",
    "attainment",
    "target_paths",
    "target_conflicts",
)
# Later views may read earlier ones.
VIEWS = {
    "attainment_latest": "各目标最新进度 | One row a target, everything joined, as of the latest date",
    "scoreboard_by_region": "地区进度表 | Targets by status, a row a region",
    "scoreboard_by_unit": "责任单位进度表 | Targets by status, a row a lead unit",
    "scoreboard_by_document": "文件进度表 | Targets by status, a row a plan",
    "schedule_curve": "序时曲线 | Target, date, expected and observed value, for charts",
}
# The oldest storage that every DuckDB from 1.0 to 2.0 opens.
STORAGE_VERSION = "v1.0.0"


def publish_bi_file(warehouse: Warehouse, folder: Path) -> Path:
    """Write folder/attainment.duckdb anew. A reader sees the old file or the new one, never half of one."""
    folder.mkdir(parents=True, exist_ok=True)
    place, beside = folder / "attainment.duckdb", folder / f".attainment.{os.getpid()}.duckdb"
    beside.unlink(missing_ok=True)
    try:
        _write(warehouse.connection, beside)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
    return place


def _write(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    source = connection.execute("select current_database()").fetchall()[0][0]
    connection.execute(f"attach '{_quoted(path)}' as published (storage_version '{STORAGE_VERSION}')")
    try:
        for table in PUBLISHED_TABLES:
            connection.execute(f"create table published.{table} as from {source}.{table}")
        connection.execute("use published")
        for table in PUBLISHED_TABLES:
            for statement in comment_statements(TABLES[table]):
                connection.execute(statement)
        for view, comment in VIEWS.items():
            connection.execute(f"create view {view} as {read_sql('views', view)}")
            connection.execute(f"comment on view {view} is '{comment}'")
    finally:
        connection.execute(f"use {source}")
        connection.execute("detach published")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
