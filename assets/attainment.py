"""Targets against targets, and targets against actuals: one SELECT a table."""

from datetime import UTC, datetime
from typing import Any

import dagster as dg

from assets.resources import DataResource
from assets.staleness import source_version
from assets.tables import materialized, table_spec
from pipelines.schemas import Table
from pipelines.warehouse import parameters, read_sql


def sql_asset(model: type[Table], deps: list[str]) -> dg.AssetsDefinition:
    """The asset of sql/tables/<table>.sql; a test holds `deps` equal to the tables that the SELECT reads."""
    table = model.table()

    @dg.multi_asset(name=table, specs=[table_spec(model, "attainment", deps, kinds={"duckdb", "sql"})])
    def build(data: DataResource) -> dg.MaterializeResult[None]:
        given: dict[str, Any] = {"as_of": data.as_of, "known_at": datetime.now(UTC).replace(tzinfo=None)}
        wanted = parameters(read_sql("tables", table))
        with data.warehouse() as warehouse:
            warehouse.build(table, **{name: value for name, value in given.items() if name in wanted})
            return materialized(
                warehouse, model, as_of=data.as_of.isoformat(), source_version=source_version(data.folder)
            )

    return build
