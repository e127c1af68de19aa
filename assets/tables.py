"""What Dagster is told of a table: its spec, and the metadata of one materialization."""

from collections.abc import Sequence
from typing import Any

import dagster as dg
import pandas as pd

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


# The region folder that a row of a table came from.
_BY_SUBMISSION = "(select region from submissions where submissions.submission_id = made.submission_id)"
_BY_FIGURE = "(select plan_region from document_figures where document_figures.figure_id = made.figure_id)"
_BY_VINTAGE = "(select plan_region from figure_vintages where figure_vintages.actual_id = made.actual_id)"
_FOLDER_OF = {
    "documents": "region",
    "extracted_targets": "plan_region",
    "extracted_figures": "plan_region",
    "milestones": "plan_region",
    "document_figures": "plan_region",
    "figures_to_review": _BY_FIGURE,
    "figure_vintages": "plan_region",
    "targets": "plan_region",
    "target_units": "(select plan_region from targets where targets.target_id = made.target_id)",
    "submissions": "region",
    "figures": _BY_SUBMISSION,
    "rejected_rows": _BY_SUBMISSION,
    "actuals": f"coalesce({_BY_SUBMISSION}, {_BY_VINTAGE})",
}


def materialized_by_region(
    context: dg.AssetExecutionContext, warehouse: Warehouse, model: type[Table], **tables: pd.DataFrame
) -> dg.MaterializeResult[None]:
    """The same for the regions of a run: each region's event has its own rows, and of `tables` (name → frame with a
    column `region`) its own; so that what is kept of a run grows with its regions, not with their square."""
    table, labels = model.table(), list(context.partition_keys)
    found = warehouse.select(
        f"select *, count(*) over (partition by label) as rows_of_label"
        f" from (select *, {_FOLDER_OF[table]} as label from {table} as made)"
        " where list_contains($labels, label)"
        " qualify row_number() over (partition by label) <= 5",
        labels=labels,
    )
    for label in labels:
        own = found[found["label"] == label]
        shown = {name: frame[frame["region"] == label] for name, frame in tables.items()}
        shown["preview"] = own.drop(columns=["label", "rows_of_label"])
        rows = int(own["rows_of_label"].max()) if len(own) else 0
        metadata = {"dagster/partition_row_count": rows, **{name: as_table(frame) for name, frame in shown.items()}}
        context.add_asset_metadata(metadata, table, label)
    return dg.MaterializeResult(asset_key=table)
