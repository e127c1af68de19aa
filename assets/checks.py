"""Asset checks: every table against its schema, and the claims of sql/checks, whose SELECTs give offending rows."""

from collections.abc import Iterator, Sequence

import dagster as dg
import pandas as pd
from pandera.errors import SchemaErrors

from assets.metadata import as_sql, as_table
from assets.resources import Data
from pipelines.schemas.model import conform
from pipelines.schemas.tables import REFERENCE, TABLES
from pipelines.storage.warehouse import Warehouse, read_sql

EXAMPLE = ["column", "check", "failure_case"]
EXAMPLES = 20
STOPS, FAILS, WARNS = "stops the run", "fails the run", "warns"

# Every SELECT of sql/checks: whether offending rows make the next step wrong, the result wrong, or want a look.
CLAIMS = {
    "status_rules__every_cut_is_set": STOPS,
    "documents__every_file_is_read": WARNS,
    "documents__lie_in_the_folder_of_their_place": WARNS,
    "targets__ids_are_unique": STOPS,
    "targets__period_runs_forward": FAILS,
    "targets__range_is_ordered": FAILS,
    "targets__corrections_hold": FAILS,
    "target_units__refer_to_targets": FAILS,
    "document_figures__no_number_is_promised": FAILS,
    "figure_vintages__one_stands_at_a_time": FAILS,
    "submissions__rows_add_up": STOPS,
    "submissions__accepted_rows_are_figures": STOPS,
    "submissions__every_file_is_taken": WARNS,
    "indicator_links__every_name_is_known": WARNS,
    "actuals__ids_are_unique": STOPS,
    "actuals__every_figure_is_there": STOPS,
    "actuals__known_before_superseded": FAILS,
    "actuals__sources_agree": WARNS,
    "actuals__year_to_date_rises": WARNS,
    "actuals__no_power_of_ten_jumps": WARNS,
    "actuals__no_outliers": WARNS,
    "target_figures__units_match": WARNS,
    "attainment__one_row_a_target_and_date": STOPS,
    "attainment__every_target_has_a_latest_row": STOPS,
    "attainment__rests_on_no_later_figure": FAILS,
    "attainment__rests_on_no_superseded_figure": FAILS,
    "attainment__lateness_follows_the_deadline": FAILS,
    "attainment__attained_flows_stay_attained": WARNS,
    "attainment__no_data_is_no_zero": FAILS,
    "attainment__regions_have_reported": WARNS,
}


def table_checks(name: str, tables: Sequence[str], blocking: bool = True) -> dg.AssetChecksDefinition:
    """One step that checks tables: `schema`, and each claim named <table>__<claim>."""
    specs = [
        dg.AssetCheckSpec(
            "schema", asset=table, blocking=blocking, description="Names, types and values of all columns, by pandera."
        )
        for table in tables
    ]
    claims = [claim for claim in CLAIMS if claim.split("__")[0] in tables]
    specs += [
        dg.AssetCheckSpec(
            claim.split("__")[1],
            asset=claim.split("__")[0],
            blocking=CLAIMS[claim] == STOPS,
            description=claim.split("__")[1].replace("_", " "),
        )
        for claim in claims
    ]

    # By subset, so that a single check can be run by hand.
    @dg.multi_asset_check(name=f"check_{name}", specs=specs, can_subset=True)
    def check(context: dg.AssetCheckExecutionContext, data: Data) -> Iterator[dg.AssetCheckResult]:
        asked = context.selected_asset_check_keys
        with data.warehouse() as warehouse:
            for table in tables:
                if dg.AssetCheckKey(dg.AssetKey(table), "schema") in asked:
                    yield check_schema(warehouse, table)
            for claim in claims:
                table, name = claim.split("__")
                if dg.AssetCheckKey(dg.AssetKey(table), name) in asked:
                    yield check_claim(warehouse, claim)

    return check


def check_schema(warehouse: Warehouse, table: str) -> dg.AssetCheckResult:
    """Every row of the stored table against its pandera model, piece by piece, all failures counted. What holds of all
    rows together, that a column has no value twice, DuckDB looks at."""
    schema = TABLES[table].to_schema()
    unique = [name for name, column in schema.columns.items() if column.unique]
    schema = schema.update_columns({name: {"unique": False} for name in unique})
    failures, examples = 0, list[pd.DataFrame]()
    for piece in warehouse.pieces(f"select * from {table}"):
        try:
            conform(schema, piece)
        except SchemaErrors as errors:
            failures += len(errors.failure_cases)
            examples += [errors.failure_cases[EXAMPLE].head(EXAMPLES)] if len(examples) < EXAMPLES else []
    for name in unique:
        twice = warehouse.select(
            f"select {name} as failure_case, count(*) over () as failures from {table} where {name} is not null"
            f" group by {name} having count(*) > 1 limit {EXAMPLES}"
        )
        failures += int(twice["failures"].max() if len(twice) else 0)
        examples.append(twice[["failure_case"]].assign(column=name, check="field_uniqueness"))
    return _result(table, "schema", failures, pd.concat(examples) if failures else pd.DataFrame())


def check_claim(warehouse: Warehouse, claim: str) -> dg.AssetCheckResult:
    """How many rows contradict a claim, and the first of them."""
    table, name = claim.split("__")
    failures = warehouse.count(claim)
    examples = warehouse.query(claim, EXAMPLES) if failures else pd.DataFrame()
    severity = dg.AssetCheckSeverity.WARN if CLAIMS[claim] == WARNS else dg.AssetCheckSeverity.ERROR
    result = _result(table, name, failures, examples, severity)
    return result._replace(metadata={**result.metadata, "sql": as_sql(read_sql("checks", claim))})


def _result(
    table: str,
    name: str,
    failures: int,
    examples: pd.DataFrame,
    severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR,
) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=failures == 0,
        asset_key=table,
        check_name=name,
        severity=severity,
        metadata={"failures": failures} | ({"examples": as_table(examples.head(EXAMPLES))} if failures else {}),
    )


STEPS_OF_THE_METHOD = [
    "counted_actuals",
    "target_terms",
    "path_milestones",
    "target_figures",
    "flow_totals",
    "comparisons",
    "observations",
    "standings",
    "judgements",
    "projections",
]
# One step for the tables of each asset, so that a failed check stops what reads them and nothing else.
ALL_CHECKS = [
    table_checks("reference", [model.table() for model in REFERENCE]),
    table_checks("documents", ["documents"]),
    table_checks("extracted_targets", ["extracted_targets", "extracted_figures", "milestones"]),
    table_checks("targets", ["targets", "target_units"]),
    table_checks("document_figures", ["document_figures", "figures_to_review", "figure_vintages"]),
    table_checks("submissions", ["submissions", "figures", "rejected_rows"]),
    table_checks("indicator_links", ["indicator_links"]),
    table_checks("indicators", ["indicators"]),
    table_checks("actuals", ["actuals"]),
    table_checks("targets_to_review", ["targets_to_review"]),
    table_checks("target_paths", ["target_paths"]),
    table_checks("target_conflicts", ["target_conflicts"]),
    table_checks("attainment", ["attainment"]),
    table_checks("needed_figures", ["needed_figures"]),
    # The steps between are looked at together, after the fact: attainment's own checks stop the run.
    table_checks("steps_of_the_method", STEPS_OF_THE_METHOD, blocking=False),
]
