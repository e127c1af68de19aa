"""published/attainment.duckdb: what BI tools open."""

from pathlib import Path

from pipelines.publication.edition import Edition
from pipelines.schemas import TABLES
from pipelines.warehouse import comment_statements, literal, read_sql

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


def write_bi_file(edition: Edition) -> Path:
    """BI 文件 | published/attainment.duckdb: every table and view that BI tools read, with comments"""
    connection = edition.warehouse.connection
    source = connection.execute("select current_database()").fetchall()[0][0]
    connection.execute(f"attach {quoted(edition.bi_file)} as published (storage_version '{STORAGE_VERSION}')")
    try:
        with edition.warehouse.transaction():
            for table in PUBLISHED_TABLES:
                connection.execute(f"create table published.{table} as from {source}.{table}")
            connection.execute("use published")
            for table in PUBLISHED_TABLES:
                for statement in comment_statements(TABLES[table]):
                    connection.execute(statement)
            for view, comment in VIEWS.items():
                connection.execute(f"create view {view} as {read_sql('views', view)}")
                connection.execute(f"comment on view {view} is {literal(comment)}")
    finally:
        connection.execute(f"use {source}")
        connection.execute("detach published")
    return edition.bi_file


def quoted(path: Path) -> str:
    """A path as a SQL literal, where a statement takes no parameter."""
    return literal(str(path))
