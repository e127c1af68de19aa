"""The main job over the sample data: what a first run publishes, and what later runs change."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from assets.running import Outcome
from pipelines.schemas.publication import VIEWS
from pipelines.schemas.tables import PUBLISHED
from pipelines.storage.region_folders import refusal
from tests.assets.conftest import World

PLAN = "德州市数字经济行动方案(2024—2026年)\n\n到2026年,累计建成数据中心机架{value}架。(责任单位:市大数据局)\n"
ROW = "指标,地区,报告期,数值,单位,口径,来源\n公共图书馆,德州市,2024,{value},个,期末,德州市统计局\n"

VOID_CORRECTION = (
    "target_id,action,field,value,expect,reason\nd0-1,reject,,,公园,no such target\nd0-1,remove,,,公园,no such action\n"
)


def everything(world: World) -> dict[str, list[tuple[object, ...]]]:
    return {name: world.published(f"select * from {name} order by all") for name in PUBLISHED}


@dataclass
class Runs:
    """One world, run over four times."""

    world: World
    waiting: list[str]  # files in the inbox before the first run
    first: Outcome
    after_first: dict[str, list[tuple[object, ...]]]
    link: Path  # to a folder outside, from then on
    second: Outcome  # after the changes below
    after_second: dict[str, list[tuple[object, ...]]]
    third: Outcome  # after no change
    forced: Outcome
    after_forced: dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def runs(sample_world: World) -> Runs:
    world = sample_world
    plan = world.write("documents/dezhou/数字经济.txt", PLAN.format(value=12000))
    world.write("actuals/inbox/dezhou/first.csv", ROW.format(value=11))
    waiting = sorted(path.name for path in world.folder.inbox.rglob("*.csv"))
    first = world.refresh()
    after_first = everything(world)

    plan.write_text(PLAN.format(value=15000), encoding="utf-8")
    os.utime(plan, (1_700_000_100, 1_700_000_100))
    shutil.rmtree(world.folder.documents / "dongying")
    world.write("documents/dezhou/broken.pdf", b"%PDF-1.7 nothing more")
    world.write("documents/atlantis/plan.txt", PLAN.format(value=1))
    world.write("actuals/inbox/atlantis/figures.csv", ROW.format(value=1))
    world.write("actuals/inbox/371400/second.csv", ROW.format(value=12))
    world.write("actuals/inbox/dezhou/again.csv", ROW.format(value=11))
    world.write("reference/corrections.csv", VOID_CORRECTION)
    world.write("../elsewhere/secret.txt", PLAN.format(value=77777))
    link = world.folder.documents / "zibo"
    link.symlink_to(world.folder.root.parent / "elsewhere")
    second = world.refresh()
    after_second = everything(world)

    third = world.refresh()
    forced = world.refresh(force=True)
    return Runs(world, waiting, first, after_first, link, second, after_second, third, forced, everything(world))


def rows(tables: dict[str, list[tuple[object, ...]]], table: str, *words: object) -> list[tuple[object, ...]]:
    return [row for row in tables[table] if all(word in row for word in words)]


def test_receipts_of_a_first_run_name_the_targets_that_its_files_move(runs: Runs):
    receipts = runs.world.folder.receipts.rglob("*市公开数据.csv.receipt.csv")
    assert ["\nmoved," in path.read_text(encoding="utf-8-sig") for path in sorted(receipts)] == [False, True, True]


def test_a_first_run_publishes_every_table_and_view(runs: Runs):
    assert runs.first.failures == ()
    assert runs.first.job == "refresh"
    assert set(runs.first.regions) == {"德州市", "聊城市", "东营市", "山东省"}
    assert len(runs.after_first["targets"]) > 40
    assert not rows(runs.after_first, "documents", "failed")
    for view in VIEWS:
        assert runs.world.published(f"select count(*) > 0 from {view}") == [(True,)]


def test_files_end_in_the_archive_with_a_receipt_and_no_row_is_lost(runs: Runs):
    archived = {path.name for path in runs.world.folder.archive.rglob("*.csv")}
    receipts = {path.name.removesuffix(".receipt.csv") for path in runs.world.folder.receipts.rglob("*.receipt.csv")}
    assert set(runs.waiting) <= archived
    assert {name.removesuffix(".csv") for name in runs.waiting} <= {name.removesuffix(".csv") for name in receipts}
    counts = "sum(rows_read), sum(rows_accepted) + sum(rows_rejected)"
    assert runs.world.published(f"select {counts} from submissions") == [(82 + 2, 82 + 2)]


@pytest.mark.parametrize(
    ("region", "value", "as_of", "percent"),
    [
        ("聊城市", 1000, "2024-12-31", 91.8),
        ("聊城市", 13000, "2024-03-31", 81.7),
        ("德州市", 7.3e6, "2023-05-31", 104.2),
    ],
)
def test_known_answers(runs: Runs, region: str, value: float, as_of: str, percent: float):
    answer = runs.world.published(
        "select round(attainment_pct, 1) from attainment join targets using (target_id)"
        f" where region = '{region}' and value = {value} and as_of = '{as_of}'"
    )
    assert answer == [(percent,)]


def test_what_one_report_promised_the_next_one_answers_alone(runs: Runs):
    answers = runs.world.published(
        "select observed, status, told_by, figure_document, contains(figure_quote, '124.9万人') from attainment_latest"
        " where region = '山东省' and indicator_id = 'new_urban_jobs' and target_year = 2025"
    )
    assert answers == [(1_249_000, "attained", "document", "2026年省政府工作报告摘记", True)]
    files = "select count(*) from submissions where region = '山东省'"
    assert runs.world.published(files) == [(0,)]


def test_a_changed_plan_replaces_its_own_targets_and_nothing_else(runs: Runs):
    assert rows(runs.after_first, "targets", 12000.0)
    assert not rows(runs.after_second, "targets", 12000.0)
    assert rows(runs.after_second, "targets", 15000.0)
    others = [row for row in runs.after_first["targets"] if 12000.0 not in row and "东营市" not in row]
    assert [row for row in runs.after_second["targets"] if 15000.0 not in row] == others


def test_a_plan_that_is_gone_takes_its_targets_with_it(runs: Runs):
    assert rows(runs.after_first, "targets", "东营市")
    assert not rows(runs.after_second, "targets", "东营市")
    assert not rows(runs.after_second, "documents", "东营市")


def test_a_file_that_cannot_be_read_is_one_failed_row_and_the_others_go_on(runs: Runs):
    [failed] = rows(runs.after_second, "documents", "failed", "dezhou/broken.pdf")
    assert any("PDF" in str(cell) for cell in failed)
    assert len(rows(runs.after_second, "documents", "德州市", "read")) == 4


def test_a_correction_that_no_longer_holds_fails_the_run_and_stops_nothing(runs: Runs):
    assert {"targets: corrections_hold", "corrections: every_row_is_read"} <= set(runs.second.failures)
    assert runs.second.failures == runs.forced.failures
    assert rows(runs.after_second, "targets", 15000.0)


def test_a_folder_that_names_no_region_is_reported_and_keeps_its_files(runs: Runs):
    [failed] = rows(runs.after_second, "documents", "failed", "atlantis")
    assert any("文件夹“atlantis”" in str(cell) for cell in failed)
    assert (runs.world.folder.inbox / "atlantis" / "figures.csv").exists()
    [failure] = [failure for failure in runs.second.failures if failure.startswith("atlantis/figures.csv")]
    assert "不能确定是哪个地区" in failure
    assert (runs.world.folder.receipts / "atlantis" / "figures.csv.receipt.html").exists()


def test_a_linked_folder_fails_every_run_until_it_is_gone_and_stops_nothing(runs: Runs):
    [failed] = rows(runs.after_second, "documents", "zibo")
    assert refusal(runs.link) in failed
    assert not [row for row in runs.after_second["documents"] if "secret" in str(row)]
    assert not rows(runs.after_second, "targets", 77777.0)
    assert refusal(runs.link) in runs.second.failures
    assert runs.third.failures == runs.second.failures


def test_several_names_of_one_region_are_one_partition(runs: Runs):
    assert "德州市" in runs.second.regions
    assert "371400" not in runs.second.regions
    assert len(rows(runs.after_second, "submissions", "德州市")) == 3


def test_a_corrected_figure_keeps_the_old_one_on_record(runs: Runs):
    vintages = runs.world.published(
        "select value, known_until is null, superseded_by is null from actuals"
        " where reported_value in ('11', '12') and unit = '个' and period = '2024' order by known_from"
    )
    assert vintages == [(11.0, False, False), (12.0, True, True)]


def test_the_same_file_twice_changes_nothing(runs: Runs):
    assert not (runs.world.folder.inbox / "dezhou" / "again.csv").exists()
    assert not rows(runs.after_second, "submissions", "again.csv")


def test_a_run_after_no_change_has_nothing_to_do_and_a_forced_one_changes_nothing(runs: Runs):
    assert runs.third.job is None
    assert runs.third.failures == runs.second.failures  # what does not hold is said until it holds
    assert runs.after_forced == runs.after_second


def test_a_run_over_nothing_says_so_and_publishes_empty_tables(empty_world: World):
    assert empty_world.refresh().failures == ()
    assert empty_world.published("select count(*) from targets") == [(0,)]
