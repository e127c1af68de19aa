"""Reference data as tables, for SQL to join."""

from collections.abc import Iterator

import dagster as dg
import pandas as pd

from assets.metadata import as_table
from assets.resources import Data
from assets.tables import materialized, table_spec
from pipelines.reference.tables import read_reference
from pipelines.schemas.tables import REFERENCE
from pipelines.schemas.targets import Corrections
from pipelines.targets.corrections import read_corrections

EXAMPLES = 20


@dg.multi_asset(specs=[table_spec(model, "reference", kinds={"duckdb", "csv"}) for model in REFERENCE])
def reference(data: Data) -> Iterator[dg.MaterializeResult[None]]:
    """data/reference/*.csv, those of the data folder before the project's own."""
    with data.warehouse() as warehouse:
        for model in REFERENCE:
            path = data.folder.reference(f"{model.table()}.csv")
            frame = read_corrections(path)[0] if model is Corrections else read_reference(model, path)
            warehouse.replace(model.table(), frame)
            yield materialized(warehouse, model)


# Of itself a check takes any config, and no run of ours takes one.
@dg.asset_check(
    asset="corrections",
    description="Of a correction that cannot be read nothing is applied.",
    config_schema={},
)
def every_row_is_read(context: dg.AssetCheckExecutionContext, data: Data) -> dg.AssetCheckResult:
    """Rows of corrections.csv that cannot be read are left out, and named until they are mended."""
    _, faults = read_corrections(data.folder.reference("corrections.csv"))
    for fault in faults:
        context.log.warning(fault)
    examples = {"examples": as_table(pd.DataFrame({"fault": faults[:EXAMPLES]}))} if faults else {}
    return dg.AssetCheckResult(passed=not faults, metadata={"failures": len(faults), **examples})
