"""What the sensors ask for, from files and the event log alone."""

import os
from uuid import uuid4

import dagster as dg
import pytest

from assets.definitions import defs
from assets.sensors import MAX_ATTEMPTS, new_actuals, new_documents


def tick(sensor, instance, data) -> dg.SensorResult:
    context = dg.build_sensor_context(instance=instance, resources={"data": data}, definitions=defs)
    return sensor(context)


def drop(data, name: str = "新增.csv", folder: str = "dezhou") -> None:
    path = data.folder.inbox / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("指标,报告期,数值,单位\n公共图书馆,2024,11,个\n", encoding="utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))


def test_each_region_with_documents_is_asked_for_and_added_as_a_partition(instance, data):
    result = tick(new_documents, instance, data)
    assert {request.partition_key for request in result.run_requests} == {"德州市", "聊城市", "东营市"}
    [added] = result.dynamic_partitions_requests
    assert set(added.partition_keys) == {"德州市", "聊城市", "东营市"}


def test_after_a_run_nothing_is_asked_for(instance, data, refresh):
    refresh(data)
    for sensor in (new_documents, new_actuals):
        result = tick(sensor, instance, data)
        assert not result.run_requests
        assert result.skip_reason


def test_a_dropped_file_asks_for_its_region_only(instance, data, refresh):
    refresh(data)
    drop(data)
    [request] = tick(new_actuals, instance, data).run_requests
    assert request.partition_key == "德州市"
    assert not tick(new_documents, instance, data).run_requests


def test_a_file_still_being_copied_is_left_for_the_next_look(instance, data, refresh):
    refresh(data)
    drop(data)
    os.utime(data.folder.inbox / "dezhou" / "新增.csv")  # written this moment
    assert not tick(new_actuals, instance, data).run_requests


@pytest.mark.parametrize("status", [dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.STARTED])
def test_a_failed_run_is_tried_again_a_few_times_and_one_under_way_is_not_doubled(instance, data, refresh, status):
    refresh(data)
    drop(data)
    keys = []
    for _ in range(MAX_ATTEMPTS + 2):
        for request in tick(new_actuals, instance, data).run_requests:
            keys.append(request.run_key)
            instance.add_run(dg.DagsterRun("refresh", run_id=str(uuid4()), status=status, tags=dict(request.tags)))
    assert len(keys) == len(set(keys)) == (MAX_ATTEMPTS if status == dg.DagsterRunStatus.FAILURE else 1)


def test_sensors_never_open_the_warehouse(instance, data, refresh):
    refresh(data)
    data.folder.warehouse.unlink()
    tick(new_documents, instance, data)
    tick(new_actuals, instance, data)
    assert not data.folder.warehouse.exists()
