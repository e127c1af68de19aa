"""What Dagster is told: the graph, its labels, and settings that keep it on this machine."""

import dagster as dg
import pytest
import yaml

from assets.checks import STEPS_OF_THE_METHOD, check_claim, check_schema
from assets.definitions import defs
from pipelines.schemas.tables import TABLES
from pipelines.storage.data_folder import PROJECT
from pipelines.storage.warehouse import open_warehouse

SPECS = dict(sorted((spec.key.to_user_string(), spec) for spec in defs.resolve_all_asset_specs()))
BY_REGION = {
    "documents",
    "extracted_targets",
    "extracted_figures",
    "milestones",
    "targets",
    "target_units",
    "document_figures",
    "figures_to_review",
    "figure_vintages",
    "submissions",
    "figures",
    "rejected_rows",
    "actuals",
}


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS.keys())
def test_an_asset_says_what_it_is_whose_it_is_and_of_what_kind(spec: dg.AssetSpec):
    assert spec.description
    assert spec.owners == ["team:duibiao"]
    assert spec.kinds
    assert spec.code_version
    assert spec.group_name in {"reference", "plans", "actuals", "attainment", "publication"}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_shows_its_columns_with_chinese_labels(table: str):
    schema = SPECS[table].metadata["dagster/column_schema"]
    assert [column.name for column in schema.columns] == list(TABLES[table].duckdb_types())


def test_documents_and_files_are_partitioned_by_region():
    assert {name for name, spec in SPECS.items() if spec.partitions_def} == BY_REGION


def test_jobs_sensors_and_schedule_run_by_themselves():
    assert {job.name for job in defs.resolve_all_job_defs()} >= {"refresh", "recompute"}
    assert {sensor.name: sensor.default_status for sensor in defs.sensors or ()} == {
        "changed_files": dg.DefaultSensorStatus.RUNNING,
    }
    assert defs.resolve_schedule_def("daily_recompute").default_status == dg.DefaultScheduleStatus.RUNNING


def test_every_table_is_checked_against_its_schema_and_a_failure_stops_the_run_before_publication():
    specs = [spec for checks in defs.asset_checks or () for spec in checks.check_specs]
    schema = {spec.asset_key.to_user_string(): spec.blocking for spec in specs if spec.name == "schema"}
    assert schema == {table: table not in STEPS_OF_THE_METHOD for table in TABLES}


def test_the_instance_sends_nothing_out_and_runs_one_at_a_time():
    settings = yaml.safe_load((PROJECT / "assets" / "dagster.yaml").read_text(encoding="utf-8"))
    assert settings["telemetry"] == {"enabled": False}
    assert settings["concurrency"]["runs"]["max_concurrent_runs"] == 1


def test_the_schema_check_fails_on_a_bad_row_and_shows_it(tmp_path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        assert check_schema(warehouse, "target_units").passed
        warehouse.connection.execute("insert into target_units values ('t1', '市科技局', 'helper', 1)")
        result = check_schema(warehouse, "target_units")
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.ERROR
    assert "helper" in str(result.metadata["examples"].value)


def test_the_schema_check_looks_at_every_piece_and_at_what_holds_of_all_rows_together(tmp_path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.connection.execute(
            "insert into indicator_links select 'name' || n, 'id', 'x', true, [] from range(250_000) as numbers(n)"
        )
        assert check_schema(warehouse, "indicator_links").passed
        warehouse.connection.execute("insert into indicator_links values ('name7', 'id', 'x', true, [])")
        warehouse.connection.execute("insert into indicator_links values ('last', null, 'x', true, [])")
        result = check_schema(warehouse, "indicator_links")
    assert result.metadata["failures"].value == 2
    examples = str(result.metadata["examples"].value)
    assert "name7" in examples
    assert "not_nullable" in examples


def test_a_claim_that_thousands_of_rows_contradict_is_shown_by_their_number_and_the_first_twenty(tmp_path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.connection.execute(
            "insert into submissions (submission_id, rows_read, rows_accepted, rows_rejected)"
            " select n, 3, 1, 1 from range(3_000) as numbers(n)"
        )
        result = check_claim(warehouse, "submissions__rows_add_up")
    assert result.metadata["failures"].value == 3_000
    assert len(result.metadata["examples"].records) == 20
