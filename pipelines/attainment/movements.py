"""What the figures of one file do to the targets they are about: attainment without them and with them."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from pipelines.attainment.chain import in_place_of_stored, selects_of_steps
from pipelines.schemas.actuals import Figures
from pipelines.schemas.attainment import Attainment
from pipelines.schemas.model import Table
from pipelines.schemas.reference import IndicatorLinks, Indicators
from pipelines.storage.warehouse import Warehouse, read_sql

LONGEST_WORDS = 30  # characters of a source or a value on record that a sentence quotes


@dataclass(frozen=True)
class Movements:
    """`targets`: a row a target of the figures' regions and indicators, moved or not: target_id, the columns of
    Attainment twice, with _before and with _after, and why the latest of the figures does not answer it. `figures`:
    actual_id and on_record, what becomes of a figure beside those on record, in words."""

    targets: pd.DataFrame
    figures: pd.DataFrame


def attainment_before_and_after(
    warehouse: Warehouse,
    figures: pd.DataFrame,
    links: pd.DataFrame,
    indicators: pd.DataFrame,
    as_of: date,
    received_at: datetime,
) -> Movements:
    """Attainment as of `as_of` of every target that new figures are about, without them and with them.

    `figures`: the accepted rows of one submission (columns of Figures), whether or not they are in the warehouse;
    `links`: what their names mean (columns of IndicatorLinks, as `link_figures` gives); `indicators`: the registry and
    what it lacks (columns of Indicators, as `list_indicators` gives), since the stored ones are of the run before.
    `received_at`: when the file was taken, UTC; what came later is not known.

    Nothing is written, and only the figures of these regions are computed with.
    """
    if figures.empty:  # nothing moves, and there is nothing to work out
        columns = [f"{name}_{moment}" for moment in ("before", "after") for name in Attainment.names()[1:]]
        return Movements(
            pd.DataFrame(columns=["target_id", *columns, "why"]), pd.DataFrame(columns=["actual_id", "on_record"])
        )
    given = {"submission_id": next(iter(figures["submission_id"]), ""), "as_of": as_of, "known_at": received_at}
    connection = warehouse.connection
    connection.register("figures_frame", figures)
    connection.register("links_frame", links)
    connection.register("indicators_frame", indicators)
    try:
        before, _, _ = _latest(warehouse, False, **given)
        after, why, on_record = _latest(warehouse, True, **given)
    finally:
        connection.unregister("figures_frame")
        connection.unregister("links_frame")
        connection.unregister("indicators_frame")
    moved = before.merge(after, on="target_id", suffixes=("_before", "_after")).merge(why, on="target_id", how="left")
    return Movements(moved.sort_values("target_id", ignore_index=True), on_record)


def _latest(
    warehouse: Warehouse, with_figures: bool, **params: object
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Attainment; why the figures do not answer a target; what becomes of each beside those on record."""
    tables, day = _tables(with_figures), {"as_of": params["as_of"]}
    with in_place_of_stored(warehouse.connection, tables | selects_of_steps("attainment", tables), **params):
        return (
            warehouse.select("select * from attainment where as_of = $as_of", **day),
            warehouse.select(read_sql("record", "target_consequences"), **day),
            warehouse.select(read_sql("record", "figure_consequences"), longest=LONGEST_WORDS),
        )


def _tables(with_figures: bool) -> dict[str, str]:
    """The tables that attainment rests on, as far as the figures reach.

    Whole regions, since every period for which a region reports anything is a date from which its targets are seen.
    """
    figures = """
        select * from {stored}.figures
        where submission_id <> $submission_id
            and region_code in (select region_code from new_figures)"""
    return {
        "new_figures": f"select {_columns(Figures)} from figures_frame",
        "new_links": f"select {_columns(IndicatorLinks)} from links_frame",
        "indicators": f"select {_columns(Indicators)} from indicators_frame",
        "figures": f"{figures} union all by name select * from new_figures" if with_figures else figures,
        "figure_vintages": """
            select * from {stored}.figure_vintages
            where region_code in (select region_code from new_figures)""",
        "submissions": """
            select submission_id, received_at from {stored}.submissions
            where submission_id <> $submission_id
            union all
            select $submission_id, $known_at::timestamp""",
        "indicator_links": """
            select * from {stored}.indicator_links
            where indicator_text not in (select indicator_text from new_links)
            union all by name
            select * from new_links""",
        "targets": """
            select * from {stored}.targets
            where (region_code, indicator_id) in (
                select (new_figures.region_code, new_links.indicator_id)
                from new_figures
                inner join new_links on new_figures.indicator_text = new_links.indicator_text
            )""",
    }


def _columns(model: type[Table]) -> str:
    """The declared columns in their declared types; a frame's own depend on what it holds."""
    return ", ".join(f"{name}::{kind} as {name}" for name, kind in model.duckdb_types().items())
