"""Targets against targets, and targets against actuals: one SELECT a table."""

import dagster as dg

from assets.resources import Data
from assets.staleness import method_state
from assets.tables import materialized, table_spec
from pipelines.attainment.clock import now_on_record
from pipelines.attainment.refreshing import refresh_step
from pipelines.schemas.attainment import (
    Attainment,
    Comparisons,
    CountedActuals,
    FlowTotals,
    Judgements,
    NeededFigures,
    Observations,
    PathMilestones,
    Projections,
    Standings,
    TargetFigures,
    TargetTerms,
)
from pipelines.schemas.model import Table
from pipelines.schemas.targets import TargetConflicts, TargetPaths, TargetsToReview
from pipelines.storage.versions import record_versions


def sql_asset(model: type[Table], deps: list[str]) -> dg.AssetsDefinition:
    """The asset of sql/tables/<table>.sql; a test holds `deps` equal to the tables that the SELECT reads."""
    table = model.table()

    @dg.multi_asset(name=table, specs=[table_spec(model, "attainment", deps, kinds={"duckdb", "sql"})])
    def build(data: Data) -> dg.MaterializeResult[None]:
        with data.warehouse() as warehouse:
            regions = refresh_step(warehouse, table, data.as_of, now_on_record(warehouse))
            if model is Attainment:  # all that is judged
                record_versions(warehouse, "attainment_day", {"": method_state(data)})
            return materialized(warehouse, model, as_of=data.as_of.isoformat(), regions_computed=regions)

    return build


attainment_assets = [
    sql_asset(TargetsToReview, ["documents", "status_rules", "targets"]),
    sql_asset(CountedActuals, ["actuals", "units"]),
    sql_asset(TargetTerms, ["counted_actuals", "documents", "indicators", "status_rules", "targets", "units"]),
    sql_asset(TargetPaths, ["documents", "indicators", "target_terms", "targets"]),
    sql_asset(TargetConflicts, ["documents", "indicators", "target_paths", "target_terms", "targets"]),
    sql_asset(PathMilestones, ["target_conflicts", "target_paths", "target_terms", "units"]),
    sql_asset(TargetFigures, ["counted_actuals", "indicators", "target_terms"]),
    sql_asset(FlowTotals, ["counted_actuals", "target_terms"]),
    sql_asset(Comparisons, ["flow_totals", "target_figures", "target_terms"]),
    sql_asset(Observations, ["comparisons", "flow_totals", "target_figures", "target_terms"]),
    sql_asset(Standings, ["counted_actuals", "observations", "path_milestones", "target_figures", "target_terms"]),
    sql_asset(Judgements, ["standings", "status_rules", "statuses", "target_terms"]),
    sql_asset(Projections, ["flow_totals", "standings", "target_figures", "target_terms"]),
    sql_asset(
        Attainment,
        [
            *("actuals", "judgements", "observations", "projections", "standings", "status_rules", "statuses"),
            *("target_terms", "targets"),
        ],
    ),
    sql_asset(
        NeededFigures,
        [
            *("attainment", "counted_actuals", "flow_totals", "indicators", "path_milestones"),
            *("target_terms", "targets", "units"),
        ],
    ),
]
