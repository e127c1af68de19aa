"""Names that are no UTF-8, of files, documents and folders, stop nothing: not a run, not a sensor, not the summary."""

import os

import pytest

from assets.cli import console, print_outcome
from tests.assets.conftest import World, tick

PLAN = "到2026年,累计建成公园12处。\n"
ROW = "指标,地区,报告期,数值,单位,口径\n公共图书馆,德州市,2024,11,个,期末\n"
GBK, NO_TEXT = os.fsdecode("报送".encode("gbk")), os.fsdecode(b"\xff\xfe")
CITY = os.fsdecode("德州市".encode("gbk"))


@pytest.fixture
def world(empty_world: World) -> World:
    for value, name in enumerate(("plan", GBK, NO_TEXT), start=8):
        empty_world.write(f"documents/{CITY}/{name}.txt", PLAN)
        empty_world.write(f"documents/no {NO_TEXT}..., region/{name}.txt", PLAN)
        empty_world.write(f"actuals/inbox/{CITY}/{name}.csv", ROW + f"公共图书馆,德州市,2023,{value},个,期末\n")
        empty_world.write(f"actuals/inbox/no {NO_TEXT} region/{name}.csv", ROW)
    empty_world.write(f"documents/{NO_TEXT}.txt", PLAN)
    empty_world.write(f"reference/{NO_TEXT}.csv", "a\n")
    return empty_world


def test_a_run_takes_all_that_lies_under_such_names(world: World):
    outcome = world.refresh()
    assert len(outcome.failures) == 3  # the figures below a folder that names no region
    assert all("\ufffd\ufffd region/" in failure for failure in outcome.failures)
    assert world.published("select status, count(*) from documents group by all order by all") == [
        ("failed", 3),
        ("read", 3),
    ]
    assert world.published("select count(*) from targets") == [(3,)]
    assert world.published("select region, status, count(*) from submissions group by all") == [("德州市", "taken", 3)]
    assert len(list(world.folder.archive.rglob("*.csv"))) == 3
    with console.capture() as captured:
        print_outcome(outcome, world.data)
    captured.get().encode()
    assert "\ufffd\ufffd.txt" in captured.get()
    assert not tick(world).run_requests


def test_sensors_ask_for_regions_under_such_names(world: World):
    [request] = tick(world).run_requests
    f"{request.run_key} {request.tags}".encode()
