"""Runs that fail, are killed, or meet each other: nothing is lost, nothing waits for ever."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import dagster as dg
import duckdb
import pytest
import yaml

from assets.definitions import define
from assets.resources import DataResource
from assets.retention import retire_runs
from assets.running import LOCATION, _execute, _origin, bring_up_to_date
from assets.runs import at_work, close_lost_runs
from assets.staleness import stale_regions
from pipelines.storage.data_folder import PROJECT
from pipelines.storage.turns import TurnTakenError
from tests.assets.conftest import AS_OF, World

PLAN = "到2026年,累计建成公园{value}处。\n"
ROW = "指标,地区,报告期,数值,单位,口径,来源\n公共图书馆,{region},2024,{value},个,期末,统计局\n"
REPORT = "聊城市2025年国民经济和社会发展统计公报\n\n2025年末，全市共有公共图书馆{value}个。\n"
STATED = "select value from actuals where figure_id is not null and known_until is null"
DUIBIAO = Path(sys.executable).parent / "duibiao"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two regions, published."""
    with dg.DagsterInstance.ephemeral() as instance:
        world = World(tmp_path_factory.mktemp("two"), instance)
        world.write("actuals/inbox/dezhou/a.csv", ROW.format(region="德州市", value=1))
        yield world


@pytest.fixture
def two_regions(published: World) -> World:
    """The same, its plans as they were at first, whatever a test before has made of them."""
    for region in ("dezhou", "liaocheng"):
        plan = published.folder.documents / region / "plan.txt"
        if not plan.exists() or plan.read_text("utf-8") != PLAN.format(value=10):
            published.write(f"documents/{region}/plan.txt", PLAN.format(value=10))
    assert published.refresh().failures == ()
    return published


def run_over(world: World, *labels: str) -> bool:
    return _execute(world.instance, define(world.data), "refresh", str(uuid4()), list(labels), {}).success


def break_step(monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("broken off")

    monkeypatch.setattr(function, fail)


def test_a_plan_whose_run_failed_half_way_is_still_to_be_done_after_another_region_was_published(
    two_regions: World, monkeypatch: pytest.MonkeyPatch
):
    two_regions.write("documents/dezhou/plan.txt", PLAN.format(value=200))
    with monkeypatch.context() as broken:
        break_step(broken, "assets.targets.extract_from_documents")
        assert not run_over(two_regions, "德州市")
    two_regions.write("documents/liaocheng/plan.txt", PLAN.format(value=300))
    assert run_over(two_regions, "聊城市")
    assert two_regions.published("select region, value from targets order by value") == [
        ("德州市", 10),
        ("聊城市", 300),
    ]
    assert list(stale_regions(two_regions.data)) == ["德州市"]
    assert two_regions.refresh().regions == ("德州市",)
    assert two_regions.published("select value from targets where region = '德州市'") == [(200,)]
    assert not stale_regions(two_regions.data)


@pytest.mark.parametrize(
    "value", [pytest.param("44", id="changed"), pytest.param(None, id="gone", marks=pytest.mark.long)]
)
def test_what_a_document_reports_is_still_to_be_done_where_its_run_failed_once_its_targets_were_there(
    two_regions: World, monkeypatch: pytest.MonkeyPatch, value: str | None
):
    report = two_regions.write("documents/liaocheng/公报.txt", REPORT.format(value=31))
    assert two_regions.refresh().failures == ()
    assert two_regions.published(STATED) == [(31,)]
    if value:
        two_regions.write("documents/liaocheng/公报.txt", REPORT.format(value=value))
    else:
        shutil.rmtree(report.parent)
    with monkeypatch.context() as broken:
        break_step(broken, "assets.targets.record_vintages")
        assert not run_over(two_regions, "聊城市")
    two_regions.write("documents/dezhou/plan.txt", PLAN.format(value=300))
    assert run_over(two_regions, "德州市")
    assert two_regions.published(STATED) == [(31,)]
    assert list(stale_regions(two_regions.data)) == ["聊城市"]
    two_regions.refresh()
    assert two_regions.published(STATED) == ([(44,)] if value else [])
    assert not stale_regions(two_regions.data)
    report.unlink(missing_ok=True)


def test_figures_whose_run_failed_after_the_file_was_taken_are_still_to_be_published(
    two_regions: World, monkeypatch: pytest.MonkeyPatch
):
    two_regions.write("actuals/inbox/dezhou/b.csv", ROW.format(region="德州市", value=22))
    with monkeypatch.context() as broken:
        break_step(broken, "assets.actuals.link_figures")
        assert not run_over(two_regions, "德州市")
    assert not list((two_regions.folder.inbox / "dezhou").iterdir())
    two_regions.write("documents/liaocheng/plan.txt", PLAN.format(value=300))
    assert list(stale_regions(two_regions.data)) == ["德州市", "聊城市"]
    assert run_over(two_regions, "聊城市")
    assert two_regions.published("select value from actuals where known_until is null") == [(22,)]
    assert not stale_regions(two_regions.data)


def test_a_publication_that_failed_is_made_again(two_regions: World, monkeypatch: pytest.MonkeyPatch):
    two_regions.write("documents/dezhou/plan.txt", PLAN.format(value=200))
    with monkeypatch.context() as broken:
        break_step(broken, "assets.publication.publish")
        [failure] = two_regions.refresh().failures
    assert "broken off" in failure
    assert list(stale_regions(two_regions.data)) == ["德州市"]
    assert two_regions.refresh().failures == ()
    assert two_regions.published("select value from targets where region = '德州市'") == [(200,)]


def test_each_regions_event_has_its_own_rows_and_files_and_nobody_elses(two_regions: World):
    for asset, others in (("documents", "liaocheng/"), ("targets", "聊城市"), ("submissions", "聊城市")):
        [record] = two_regions.instance.fetch_materializations(
            dg.AssetRecordsFilter(dg.AssetKey(asset), asset_partitions=["德州市"]), limit=1, ascending=True
        ).records
        metadata = record.event_log_entry.asset_materialization.metadata
        assert metadata["dagster/partition_row_count"].value == 1
        assert others not in str(metadata)
    assert "a.csv" in str(metadata["files"])


def test_a_run_that_lost_its_process_is_closed_by_the_next_and_blocks_nothing(two_regions: World):
    lost, queued = (
        dg.DagsterRun("refresh", run_id=str(uuid4()), status=status, remote_job_origin=_origin("refresh"))
        for status in (dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.QUEUED)
    )
    for run in (lost, queued):
        two_regions.instance.add_run(run)
    (two_regions.folder.state / "alive").mkdir(exist_ok=True)
    (two_regions.folder.state / "alive" / lost.run_id).touch()  # what it held is held no more
    assert two_regions.refresh().failures == ()
    assert two_regions.instance.get_run_by_id(lost.run_id).status == dg.DagsterRunStatus.FAILURE
    assert two_regions.instance.get_run_by_id(queued.run_id).status == dg.DagsterRunStatus.QUEUED
    two_regions.instance.delete_run(queued.run_id)


def test_a_run_that_is_alive_or_just_starting_is_let_be(two_regions: World):
    alive, starting = (
        dg.DagsterRun("refresh", run_id=str(uuid4()), status=status)
        for status in (dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING)
    )
    for run in (alive, starting):
        two_regions.instance.add_run(run)
    with at_work(two_regions.folder, alive.run_id, 1):
        assert close_lost_runs(two_regions.instance, two_regions.folder) == []
    for run in (alive, starting):
        two_regions.instance.delete_run(run.run_id)


def test_a_second_run_waits_for_its_turn_then_fails_naming_the_first(two_regions: World):
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from pathlib import Path; from assets.runs import at_work;"
            " from pipelines.storage.data_folder import DataFolder\n"
            f"with at_work(DataFolder(Path({str(two_regions.folder.root)!r})), 'first', 1):\n"
            "    print('held', flush=True); time.sleep(60)",
        ],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdout
        assert first.stdout.readline() == "held\n"
        with pytest.raises(TurnTakenError, match=rf"process {first.pid} \(run first\)"):
            bring_up_to_date(two_regions.instance, two_regions.data.__class__(str(two_regions.folder.root), None, 0.5))
        first.send_signal(signal.SIGKILL)
    assert two_regions.refresh().failures == ()  # its turn ended with it


def test_a_warehouse_that_another_program_holds_is_told_with_who_holds_it(two_regions: World):
    warehouse = two_regions.folder.warehouse
    code = f"import duckdb, time; c = duckdb.connect({str(warehouse)!r}); print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        two_regions.write("documents/dezhou/plan.txt", PLAN.format(value=11))
        data = DataResource(str(two_regions.folder.root), AS_OF, wait_seconds=0.2, settled_after_seconds=0)
        failures = bring_up_to_date(two_regions.instance, data).failures
        assert any(f"PID {holder.pid}" in failure and "Wait for it to end" in failure for failure in failures)
        assert not any("Traceback" in failure for failure in failures)
        holder.kill()


def test_a_single_check_can_be_run_by_hand(two_regions: World):
    key = dg.AssetCheckKey(dg.AssetKey("targets"), "ids_are_unique")
    job = define(two_regions.data).resolve_implicit_global_asset_job_def()
    result = job.get_subset(asset_selection=set(), asset_check_selection={key}).execute_in_process(
        instance=two_regions.instance
    )
    assert [evaluation.asset_check_key for evaluation in result.get_asset_check_evaluations()] == [key]


def test_the_ui_finds_the_job_of_a_run_that_the_command_made(two_regions: World):
    [run] = two_regions.instance.get_runs(dg.RunsFilter(job_name="refresh"), limit=1)
    [entry] = yaml.safe_load((PROJECT / "workspace.yaml").read_text("utf-8"))["load_from"]
    assert run.remote_job_origin
    assert run.remote_job_origin.location_name == entry["python_module"]["location_name"] == LOCATION
    assert run.remote_job_origin.repository_origin.repository_name == define(two_regions.data).get_repository_def().name


def test_old_runs_are_removed_but_those_that_say_when_a_region_was_last_done(
    two_regions: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DUIBIAO_KEEP_RUNS", "2")
    instance, folder = two_regions.instance, two_regions.folder
    done = {
        record.run_id
        for label in ("德州市", "聊城市")
        for record in instance.fetch_materializations(
            dg.AssetRecordsFilter(dg.AssetKey("documents"), asset_partitions=[label]), limit=1
        ).records
    }
    failed = [dg.DagsterRun("refresh", run_id=str(uuid4()), status=dg.DagsterRunStatus.FAILURE) for _ in range(4)]
    for run in failed:
        instance.add_run(run)
        (folder.state / run.run_id / "compute_logs").mkdir(parents=True)
    assert {run.run_id for run in failed[:2]} <= set(retire_runs(instance, folder))
    left = [run.run_id for run in instance.get_runs()]
    assert left[:2] == [failed[3].run_id, failed[2].run_id]
    assert done
    assert done <= set(left)
    assert not (folder.state / failed[0].run_id).exists()
    monkeypatch.setenv("DUIBIAO_KEEP_RUNS", "many")
    with pytest.raises(ValueError, match="DUIBIAO_KEEP_RUNS is 'many'"):
        retire_runs(instance, folder)


def start(data: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"DUIBIAO_DATA": str(data), "DUIBIAO_AS_OF": "2026-11-21", "DUIBIAO_WAIT": "200"}
    return subprocess.Popen(
        [DUIBIAO, "run"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )


def test_two_first_processes_on_a_new_folder_make_the_list_of_runs_one_after_the_other(tmp_path: Path):
    program = (
        "from assets.runs import open_instance; from assets.cli import prepare_environment, environment\n"
        "folder = environment.data_folder(); prepare_environment(folder)\n"
        "with open_instance(folder, 100) as instance: print(instance.get_runs_count())"
    )
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "cwd": PROJECT}
    environment = os.environ | {"DUIBIAO_DATA": str(tmp_path)}
    both = [subprocess.Popen([sys.executable, "-c", program], env=environment, **given) for _ in range(2)]
    assert [process.communicate(timeout=240)[0] for process in both] == ["0\n", "0\n"]


@pytest.mark.long
def test_two_first_runs_on_a_new_folder_end_well(tmp_path: Path):
    plan = tmp_path / "documents" / "dezhou" / "plan.txt"
    plan.parent.mkdir(parents=True)
    plan.write_text(PLAN.format(value=10), encoding="utf-8")
    both = [start(tmp_path) for _ in range(2)]
    said = [process.communicate(timeout=240)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("已是最新" in text for text in said) == 1, said


@pytest.mark.long
def test_after_a_power_cut_in_the_midst_of_a_run_the_next_goes_on(tmp_path: Path):
    plan = tmp_path / "documents" / "dezhou" / "plan.txt"
    plan.parent.mkdir(parents=True)
    plan.write_text(PLAN.format(value=10), encoding="utf-8")
    with start(tmp_path) as first:
        while not (tmp_path / "warehouse.duckdb").exists():
            time.sleep(0.1)
        first.kill()
    with start(tmp_path) as second:
        said, _ = second.communicate(timeout=240)
    assert second.returncode == 0, said
    with duckdb.connect(str(tmp_path / "published" / "attainment.duckdb"), read_only=True) as connection:
        assert connection.execute("select value from targets").fetchall() == [(10,)]
    assert json.loads((tmp_path / "published" / ".made_of.json").read_text("utf-8"))["documents"]
