"""What the sensor asks for: one run for all that has changed, told from files and the list of runs alone."""

import os
import time
from uuid import uuid4

import dagster as dg
import pytest

from assets.runs import FIRST_WAIT
from tests.assets.conftest import World, tick

ROW = "指标,报告期,数值,单位\n公共图书馆,2024,11,个\n"
RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")


def asked_for(world: World) -> list[str]:
    """The regions of the one run that the sensor asks for; none if it asks for none."""
    result = tick(world)
    if isinstance(result, dg.SkipReason) or not result.run_requests:
        return []
    [request] = result.run_requests
    listed = world.instance.get_dynamic_partitions("regions")
    first, last = (listed.index(request.tags[tag]) for tag in RANGE)
    return listed[first : last + 1]


def add_run(world: World, tags: dict[str, str], status: dg.DagsterRunStatus) -> dg.DagsterRun:
    run = dg.DagsterRun("refresh", run_id=str(uuid4()), tags=tags, status=dg.DagsterRunStatus.NOT_STARTED)
    world.instance.add_run(run)
    if status == dg.DagsterRunStatus.FAILURE:
        world.instance.report_run_failed(run)
    else:
        world.instance.run_storage.handle_run_event(run.run_id, _event_of(status))
    return run


def _event_of(status: dg.DagsterRunStatus) -> dg.DagsterEvent:
    types = {
        dg.DagsterRunStatus.SUCCESS: dg.DagsterEventType.RUN_SUCCESS,
        dg.DagsterRunStatus.STARTED: dg.DagsterEventType.RUN_START,
    }
    return dg.DagsterEvent(types[status].value, "refresh")


@pytest.fixture(scope="module")
def refreshed(sample_world: World) -> World:
    assert sample_world.refresh().failures == ()
    return sample_world


@pytest.fixture
def dropped(refreshed: World):
    """A world in whose inbox of Dezhou a file waits."""
    file = refreshed.write(f"actuals/inbox/dezhou/{uuid4()}.csv", ROW)
    yield refreshed
    file.unlink()


def test_one_run_is_asked_for_all_regions_with_files_which_are_added_as_partitions(empty_world: World):
    for region in ("dezhou", "liaocheng"):
        empty_world.write(f"documents/{region}/plan.txt", "到2025年,建成公园5处。")
    empty_world.write("actuals/inbox/liaocheng/a.csv", ROW)
    assert asked_for(empty_world) == ["德州市", "聊城市"]


def test_after_a_run_nothing_is_asked_for(refreshed: World):
    result = tick(refreshed)
    assert isinstance(result, dg.SensorResult)
    assert not result.run_requests
    assert result.skip_reason


def test_a_dropped_file_asks_for_its_region_only(dropped: World):
    assert asked_for(dropped) == ["德州市"]


def test_regions_far_apart_in_the_list_are_one_run_over_no_other(empty_world: World):
    empty_world.instance.add_dynamic_partitions("regions", ["德州市", "东营市", "济南市", "聊城市"])
    for region in ("dezhou", "liaocheng"):
        empty_world.write(f"documents/{region}/plan.txt", "到2025年,建成公园5处。")
    assert asked_for(empty_world) == ["德州市", "聊城市"]


def test_one_cause_that_touches_fifty_regions_is_one_run(empty_world: World):
    codes = [f"{370100 + n}" for n in (0, 200, 300, 400, 500, 600, 700, 800)]
    for code in codes:
        empty_world.write(f"documents/{code}/plan.txt", "到2025年,建成公园5处。")
    assert empty_world.refresh().failures == ()
    empty_world.write("reference/aliases.csv", "indicator_id,alias\n")
    assert len(asked_for(empty_world)) == len(codes)


def test_a_file_still_being_copied_is_left_for_the_next_look(dropped: World):
    [file] = (dropped.folder.inbox / "dezhou").iterdir()
    dropped.data.looks.apart = 3600
    assert not asked_for(dropped)
    os.utime(file, (0, 4e9))  # whatever time whoever writes it gives it
    assert not asked_for(dropped)
    dropped.data.looks.apart = 0
    with file.open("ab"):
        assert not asked_for(dropped)
    assert asked_for(dropped)


def test_a_run_under_way_is_not_doubled(dropped: World):
    [request] = tick(dropped).run_requests
    run = add_run(dropped, dict(request.tags), dg.DagsterRunStatus.STARTED)
    assert isinstance(tick(dropped), dg.SkipReason)
    dropped.instance.delete_run(run.run_id)


def test_after_a_run_in_vain_the_next_waits_each_time_twice_as_long_but_is_made(
    dropped: World, monkeypatch: pytest.MonkeyPatch
):
    now, keys, made, waits = time.time(), set(), [], [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    monkeypatch.setattr("assets.runs.time.time", lambda: now)
    for seconds in waits:
        [request] = tick(dropped).run_requests
        keys.add(request.run_key)
        made.append(add_run(dropped, dict(request.tags), dg.DagsterRunStatus.FAILURE))
        now = dropped.instance.get_run_record_by_id(made[-1].run_id).end_time + seconds - 1
        assert isinstance(tick(dropped), dg.SkipReason)
        now += 2
    assert len(tick(dropped).run_requests) == 1
    assert len(keys) == len(waits)
    for run in made:
        dropped.instance.delete_run(run.run_id)


def test_a_plan_that_goes_and_comes_again_and_again_is_asked_for_each_time(refreshed: World):
    keys = []
    for _ in range(4):
        plan = refreshed.write("documents/dezhou/again.txt", "到2025年,建成公园5处。")
        [request] = tick(refreshed).run_requests
        keys.append(request.run_key)
        add_run(refreshed, dict(request.tags), dg.DagsterRunStatus.SUCCESS)
        plan.unlink()
        assert not tick(refreshed).run_requests  # as it is published
    assert len(set(keys)) == 4


def test_the_sensor_never_opens_the_warehouse(dropped: World):
    stowed = dropped.folder.warehouse.rename(dropped.folder.root / "stowed")
    tick(dropped)
    assert not dropped.folder.warehouse.exists()
    stowed.rename(dropped.folder.warehouse)
