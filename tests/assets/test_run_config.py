"""What whoever may launch a run can choose: which regions, and nothing of where this process reads and writes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.definitions import defs
from tests.assets.conftest import World

JOBS = {job.name: job for job in defs.resolve_all_job_defs()}
# Of Dagster's own, and harmless: the colour and level of the console's lines, a mark in the event log.
DAGSTERS_OWN = {
    "execution.config.marker_to_close",
    "execution.config.step_dependency_config.require_upstream_step_success",
    "loggers.console.config.log_level",
    "loggers.console.config.name",
}


def leaves(config_type: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every value that a run's config can set, as a dotted path."""
    fields = getattr(config_type, "fields", None)
    if fields is None:
        yield ".".join(path)
    for name, field in (fields or {}).items():
        yield from leaves(field.config_type, (*path, name))


@pytest.mark.parametrize("name", JOBS)
def test_a_run_config_can_set_nothing_of_ours(name: str):
    assert set(leaves(JOBS[name].run_config_schema.config_type)) <= DAGSTERS_OWN


@pytest.mark.parametrize("name", JOBS)
@pytest.mark.parametrize(("resource", "field"), [("data", "root"), ("data", "as_of_date"), ("io_manager", "base_dir")])
def test_a_run_that_brings_a_folder_is_refused(
    name: str, resource: str, field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DUIBIAO_DATA", str(tmp_path))
    config = {"resources": {resource: {"config": {field: "/elsewhere"}}}}
    with pytest.raises(dg.DagsterInvalidConfigError, match=field):
        JOBS[name].execute_in_process(run_config=config)


def test_a_run_with_config_for_another_folder_reads_nothing_there(
    empty_world: World, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    """As the webserver launches it: a run is created from its config, and executed."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    secret = elsewhere / "actuals" / "inbox" / "dezhou" / "secret.csv"
    secret.parent.mkdir(parents=True)
    secret.write_text("指标,报告期,数值,单位\n公共图书馆,2024,7,个\n", encoding="utf-8")
    monkeypatch.setenv("DUIBIAO_DATA", str(empty_world.folder.root))
    empty_world.instance.add_dynamic_partitions("regions", ["德州市"])
    with pytest.raises(dg.DagsterInvalidConfigError):
        JOBS["refresh"].execute_in_process(
            instance=empty_world.instance,
            partition_key="德州市",
            run_config={"resources": {"data": {"config": {"root": str(elsewhere)}}}},
        )
    assert [path for path in elsewhere.rglob("*") if path.is_file()] == [secret]
