"""A receipt for a file that is not taken: what the published targets would say of it."""

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.actuals.checking import check_file
from pipelines.actuals.effects import effects_of_file, link_names
from pipelines.actuals.on_record import Record, RecordUnreadableError
from pipelines.actuals.receipt_contents import Receipt
from pipelines.data_folder import DataFolder
from pipelines.linking import Linker
from pipelines.publication.bi_file import PUBLISHED_TABLES, quoted
from pipelines.reference_tables import read_reference
from pipelines.registry import Region, Registry
from pipelines.schemas import Figures, SourceRanks
from pipelines.warehouse import Warehouse


def try_file(path: Path, region: Region, data: DataFolder, registry: Registry, today: date) -> Receipt:
    """Check a file of `region` against what was last published; the warehouse is not opened, so it need not be free.

    Before the first publication no targets are known, nor is what an older version published; the receipt then says
    nothing of them.
    """
    published = data.published / "attainment.duckdb"
    if not published.exists():
        linker = Linker(registry.indicators)
        checked = check_file(path, region, registry, linker, today)
        return Receipt(checked, None, links=link_names(checked, linker))
    with duckdb.connect() as connection:
        source_ranks = read_reference(SourceRanks, data.reference("source_ranks.csv"))
        warehouse = _open_published(connection, published)
        names = warehouse.select("select distinct indicator from targets order by 1")["indicator"]
        linker = Linker(registry.indicators, names)
        now = datetime.now(UTC).replace(tzinfo=None)
        try:
            _add_what_is_not_published(connection, source_ranks)
            checked = check_file(path, region, registry, linker, today, record=Record(warehouse, linker))
            links = link_names(checked, linker)
            effects = effects_of_file(warehouse, checked, links, linker.registered, today, now)
        except (duckdb.BinderException, RecordUnreadableError):  # a column that the publication does not have yet
            checked, effects = check_file(path, region, registry, linker, today), None
            links = link_names(checked, linker)
    return Receipt(checked, None, links=links, effects=effects)


def _open_published(connection: duckdb.DuckDBPyConnection, published: Path) -> Warehouse:
    """The published file as a warehouse that is only read."""
    connection.execute(f"attach {quoted(published)} as published (read_only)")
    for table in PUBLISHED_TABLES:
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
        f"create view figures as select {', '.join(names.values())} from published.actuals union all by name"
        f" select {', '.join((names | takes_back).values())} from published.actuals where known_until is not null"
    )
    connection.execute(
        "create view indicator_links as select distinct indicator_id as indicator_text, indicator_id, indicator,"
        " true as is_known, []::varchar[] as nearest from published.actuals"
    )
    connection.register("source_ranks", SourceRanks.validate(source_ranks))
