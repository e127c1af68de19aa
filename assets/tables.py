"""What Dagster is told of a table: its spec, and the metadata of one materialization."""

from collections.abc import Sequence
from typing import Any

import dagster as dg

from assets.metadata import as_table
from pipelines.schemas.model import Table
from pipelines.storage.warehouse import Warehouse

OWNER = "team:duibiao"


def table_spec(model: type[Table], group: str, deps: Sequence[str] = (), **kwargs: Any) -> dg.AssetSpec:
    """The asset of a table: key, description, columns with Chinese labels, all from its schema."""
    return dg.AssetSpec(
        model.table(),
        deps=list(deps),
        description=model.__doc__,
        group_name=group,
        owners=[OWNER],
        kinds=kwargs.pop("kinds", {"duckdb", "python"}),
        code_version=kwargs.pop("code_version", "1"),
        metadata={"dagster/column_schema": column_schema(model)},
        **kwargs,
    )


def column_schema(model: type[Table]) -> dg.TableSchema:
    types, labels = model.duckdb_types(), model.labels()
    return dg.TableSchema(
        columns=[dg.TableColumn(name, types[name], description=" | ".join(labels[name])) for name in types]
    )


def materialized(warehouse: Warehouse, model: type[Table], **metadata: Any) -> dg.MaterializeResult[None]:
    """Row count and the first rows, as the UI shows them."""
    return dg.MaterializeResult(
        asset_key=model.table(),
        metadata={
            "dagster/row_count": warehouse.rows(model.table()),
            "preview": as_table(warehouse.preview(model.table())),
            **metadata,
        },
    )
