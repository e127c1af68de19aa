"""A receipt for a file that is not taken: what the published targets would say of it."""

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.actuals.receipts.contents import Receipt
from pipelines.actuals.receipts.effects import effects_of_file, link_names, mapping_to_fill
from pipelines.actuals.rows.checking import check_file
from pipelines.actuals.rows.on_record import Record, RecordUnreadableError
from pipelines.attainment.clock import now_on_record
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Region, Registry
from pipelines.reference.tables import read_reference
from pipelines.schemas.actuals import Figures
from pipelines.schemas.figures import FigureVintages
from pipelines.schemas.reference import SourceRanks
from pipelines.schemas.tables import PUBLISHED
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.warehouse import Warehouse, quoted


def try_file(
    path: Path, region: Region, data: DataFolder, registry: Registry, today: date, as_of: date | None = None
) -> Receipt:
    """Check a file of `region` against what was last published, seen from the day `as_of` (None: today). The warehouse
    is not opened, so it need not be free.

    Before the first publication no targets are known, nor is what an older version published; the receipt then says
    nothing of them.
    """
    published = data.published / "attainment.duckdb"
    with duckdb.connect() as connection:
        warehouse = _open_published(connection, published) if published.exists() else None
        linker = Linker(registry.indicators, _names_of_targets(warehouse))

        def check(warehouse: Warehouse | None) -> Receipt:
            record = Record(warehouse, linker) if warehouse else None
            checked = check_file(path, region, registry, linker, today, record=record, mapping=data.mapping)
            links = link_names(checked, linker)
            effects = (
                effects_of_file(warehouse, checked, links, linker.registered, as_of or today, now_on_record(warehouse))
                if warehouse
                else None
            )
            return Receipt(checked, None, links=links, effects=effects, mapping=mapping_to_fill(checked, linker))

        try:
            if warehouse:
                source_ranks = read_reference(SourceRanks, data.reference("source_ranks.csv"))
                _add_what_is_not_published(connection, source_ranks)
            return check(warehouse)
        except (duckdb.BinderException, duckdb.CatalogException, RecordUnreadableError):  # of an older layout
            return check(None)


def _names_of_targets(warehouse: Warehouse | None) -> list[str]:
    if warehouse is None:
        return []
    return list(warehouse.select("select distinct indicator from targets order by 1")["indicator"])


def _open_published(connection: duckdb.DuckDBPyConnection, published: Path) -> Warehouse:
    """The published file as a warehouse that is only read."""
    connection.execute(f"attach {quoted(published)} as published (read_only)")
    found = connection.execute("select table_name from duckdb_tables() where database_name = 'published'").fetchall()
    for table in sorted({name for (name,) in found}.intersection(PUBLISHED)):
        connection.execute(f"create view {table} as from published.{table}")
    return Warehouse(connection)


def _add_what_is_not_published(connection: duckdb.DuckDBPyConnection, source_ranks: pd.DataFrame) -> None:
    """The tables before the published ones: a linked figure stands for the figure as it was reported, and for each
    that was corrected or taken back there is a row that takes it back."""
    names = {name: name for name in Figures.names()}
    names |= {"indicator_text": "indicator_id as indicator_text", "reason": "null::varchar as reason"}
    takes_back = {
        "submission_id": "superseded_by as submission_id",
        "row_number": "-row_number as row_number",  # no figure's own
        "value": "null::double as value",
    }
    connection.execute(
        f"create view figures as select {', '.join(names.values())} from published.actuals where document_id is null"
        f" union all by name select {', '.join((names | takes_back).values())} from published.actuals"
        " where document_id is null and known_until is not null"
    )
    connection.execute(
        "create view indicator_links as select distinct indicator_id as indicator_text, indicator_id, indicator,"
        " true as is_known, []::varchar[] as nearest from published.actuals"
    )
    of_documents = [name for name in FigureVintages.names() if name != "plan_region"]
    connection.execute(
        f"create view figure_vintages as select {', '.join(of_documents)}, null::varchar as plan_region"
        " from published.actuals where document_id is not null"
    )
    connection.register("source_ranks", SourceRanks.conform(source_ranks))
