"""What the sensors ask for, from files and the event log alone."""

import os
from uuid import uuid4

import dagster as dg
import pytest

from assets.definitions import defs
from assets.sensors import MAX_ATTEMPTS, new_actuals, new_documents
from assets.staleness import document_fingerprints
from tests.assets.conftest import World


def tick(sensor: dg.SensorDefinition, world: World) -> dg.SensorResult:
    return sensor(dg.build_sensor_context(instance=world.instance, resources={"data": world.data}, definitions=defs))


@pytest.fixture(scope="module")
def refreshed(sample_world: World) -> World:
    assert sample_world.refresh().failures == ()
    return sample_world


@pytest.fixture
def dropped(refreshed: World):
    """A world in whose inbox of Dezhou a file waits."""
    file = refreshed.write(f"actuals/inbox/dezhou/{uuid4()}.csv", "指标,报告期,数值,单位\n公共图书馆,2024,11,个\n")
    yield refreshed
    file.unlink()


def test_each_region_with_documents_is_asked_for_and_added_as_a_partition(empty_world: World):
    for region in ("dezhou", "liaocheng"):
        empty_world.write(f"documents/{region}/plan.txt", "到2025年,建成公园5处。")
    result = tick(new_documents, empty_world)
    assert {request.partition_key for request in result.run_requests} == {"德州市", "聊城市"}
    [added] = result.dynamic_partitions_requests
    assert set(added.partition_keys) == {"德州市", "聊城市"}


@pytest.mark.parametrize("sensor", [new_documents, new_actuals], ids=lambda sensor: sensor.name)
def test_after_a_run_nothing_is_asked_for(refreshed: World, sensor: dg.SensorDefinition):
    result = tick(sensor, refreshed)
    assert not result.run_requests
    assert result.skip_reason


def test_a_dropped_file_asks_for_its_region_only(dropped: World):
    [request] = tick(new_actuals, dropped).run_requests
    assert request.partition_key == "德州市"
    assert not tick(new_documents, dropped).run_requests


def test_a_file_still_being_copied_is_left_for_the_next_look(dropped: World):
    for file in (dropped.folder.inbox / "dezhou").iterdir():
        os.utime(file)  # written this moment
    assert not tick(new_actuals, dropped).run_requests


@pytest.mark.parametrize(
    ("status", "runs"), [(dg.DagsterRunStatus.FAILURE, MAX_ATTEMPTS), (dg.DagsterRunStatus.STARTED, 1)]
)
def test_a_failed_run_is_tried_again_a_few_times_and_one_under_way_is_not_doubled(
    dropped: World, status: dg.DagsterRunStatus, runs: int
):
    keys = []
    for _ in range(MAX_ATTEMPTS + 2):
        for request in tick(new_actuals, dropped).run_requests:
            keys.append(request.run_key)
            run = dg.DagsterRun("refresh", run_id=str(uuid4()), status=status, tags=dict(request.tags))
            dropped.instance.add_run(run)
    assert len(keys) == len(set(keys)) == runs


def test_a_run_that_failed_before_publication_is_not_taken_for_done(refreshed: World):
    now = document_fingerprints(refreshed.data)
    refreshed.instance.report_runless_asset_event(
        dg.AssetMaterialization("documents", partition="德州市", metadata={"fingerprints": now})
    )
    [request] = tick(new_documents, refreshed).run_requests
    assert request.partition_key == "德州市"
    assert refreshed.refresh().failures == ()
    assert not tick(new_documents, refreshed).run_requests


def test_sensors_never_open_the_warehouse(dropped: World):
    stowed = dropped.folder.warehouse.rename(dropped.folder.root / "stowed")
    tick(new_documents, dropped)
    tick(new_actuals, dropped)
    assert not dropped.folder.warehouse.exists()
    stowed.rename(dropped.folder.warehouse)
