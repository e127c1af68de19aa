"""Reference data as tables, for SQL to join."""

from collections.abc import Iterator

import dagster as dg

from assets.resources import Data
from assets.tables import materialized, table_spec
from pipelines.reference.tables import read_reference
from pipelines.schemas.tables import REFERENCE


@dg.multi_asset(specs=[table_spec(model, "reference", kinds={"duckdb", "csv"}) for model in REFERENCE])
def reference(data: Data) -> Iterator[dg.MaterializeResult[None]]:
    """data/reference/*.csv, those of the data folder before the project's own."""
    with data.warehouse() as warehouse:
        for model in REFERENCE:
            warehouse.replace(model.table(), read_reference(model, data.folder.reference(f"{model.table()}.csv")))
            yield materialized(warehouse, model)
