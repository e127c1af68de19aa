"""Taking an inbox: rows, receipt, archive, in that order, and the same end whatever interrupts it."""

import os
from datetime import date
from pathlib import Path

import pytest

from pipelines.actuals.taking import TakenFile, take_inbox
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.region_folders import find_region_folders
from pipelines.storage.warehouse import Warehouse

REGISTRY = load_registry(DataFolder(Path("nowhere")).reference)
LINKER = Linker(REGISTRY.indicators)
ROWS = "指标,报告期,数值,单位\n5G基站,2024,12000,个\n5G基站,2024年13月,1,个\n"


def drop(data: DataFolder, name: str, content: str = ROWS) -> Path:
    path = data.inbox / "dezhou" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def take(data: DataFolder, warehouse: Warehouse, today: date = date(2026, 11, 21)) -> list[TakenFile]:
    folders = find_region_folders(data, REGISTRY)["德州市"]
    return take_inbox(folders, data, REGISTRY, LINKER, warehouse, today)


def counts(warehouse: Warehouse) -> list[int]:
    return [warehouse.rows(table) for table in ("submissions", "figures", "rejected_rows")]


def test_a_file_becomes_rows_a_receipt_and_an_archived_file(data, warehouse):
    path = drop(data, "报送.csv")
    [taken] = take(data, warehouse)
    assert (taken.status, taken.rows_accepted, taken.rows_rejected) == ("taken", 1, 1)
    assert counts(warehouse) == [1, 1, 1]
    assert not path.exists()
    assert (data.archive / "德州市" / "报送.csv").read_text(encoding="utf-8") == ROWS
    for receipt in ("报送.csv.receipt.html", "报送.csv.receipt.csv"):
        assert "2024年13月" in (data.receipts / "德州市" / receipt).read_text(encoding="utf-8")


@pytest.mark.parametrize("step", ["write_receipt", "archive"])
def test_a_run_that_dies_after_its_rows_are_written_is_finished_by_the_next(data, warehouse, monkeypatch, step):
    path = drop(data, "报送.csv")
    with monkeypatch.context() as dying:
        dying.setattr(f"pipelines.actuals.taking.{step}", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            take(data, warehouse)
    assert path.exists()
    [taken] = take(data, warehouse)
    assert taken.status == "taken"
    assert counts(warehouse) == [1, 1, 1]
    assert not path.exists()
    receipt = (data.receipts / "德州市" / "报送.csv.receipt.html").read_text(encoding="utf-8")
    assert "不重复计入" not in receipt


def test_a_run_that_dies_while_rows_are_written_leaves_none_of_them(data, warehouse, monkeypatch):
    drop(data, "报送.csv")
    replace = warehouse.replace

    def die_at_submissions(table, *arguments, **options):
        if table == "submissions":
            raise KeyboardInterrupt
        return replace(table, *arguments, **options)

    with monkeypatch.context() as dying:
        dying.setattr(warehouse, "replace", die_at_submissions)
        with pytest.raises(KeyboardInterrupt):
            take(data, warehouse)
    assert counts(warehouse) == [0, 0, 0]
    assert [taken.status for taken in take(data, warehouse)] == ["taken"]


def test_one_bad_file_never_stops_its_neighbours(data, warehouse):
    drop(data, "a.csv", "\x00\x01 no table")
    drop(data, "b.csv")
    assert [taken.status for taken in take(data, warehouse)] == ["refused", "taken"]
    assert counts(warehouse) == [2, 1, 1]


def test_a_file_that_cannot_be_opened_is_receipted_and_stays_where_it_lies(data, warehouse, monkeypatch):
    paths = [drop(data, "a.csv"), drop(data, "b.csv", ROWS + "\n")]

    def locked(path: Path) -> str:
        raise PermissionError(path)

    monkeypatch.setattr("pipelines.actuals.rows.checking.hash_file", locked)
    assert [taken.status for taken in take(data, warehouse)] == ["refused", "refused"]
    assert counts(warehouse) == [0, 0, 0]
    assert all(path.exists() for path in paths)
    assert len(list((data.receipts / "德州市").glob("*.html"))) == 2


def test_what_was_rejected_to_the_last_row_is_taken_once_it_can_be_read(data, warehouse):
    early = "指标,报告期,数值,单位\n5G基站,2027,12000,个\n5G基站,2028,13000,个\n"
    for expected in ("taken", "repeated"):
        drop(data, "早报.csv", early)
        [taken] = take(data, warehouse)
        assert (taken.status, taken.rows_accepted, taken.rows_rejected) == (expected, 0, 2)
    assert counts(warehouse) == [1, 0, 2]
    refused_at = warehouse.select("select received_at from submissions")["received_at"].item()
    drop(data, "早报.csv", early)
    [taken] = take(data, warehouse, date(2029, 2, 1))
    assert (taken.status, taken.rows_accepted, taken.rows_rejected) == ("taken", 2, 0)
    assert counts(warehouse) == [1, 2, 0]
    assert warehouse.select("select received_at from submissions")["received_at"].item() > refused_at


def test_a_file_of_which_a_part_was_rejected_then_and_not_now_says_what_does_not_count(data, warehouse):
    partly_early = "指标,报告期,数值,单位\n5G基站,2025,12000,个\n5G基站,2027,13000,个\n"
    for today in (date(2026, 11, 21), date(2028, 2, 1)):
        drop(data, "报送.csv", partly_early)
        [taken] = take(data, warehouse, today)
    assert taken.status == "repeated"
    assert counts(warehouse) == [1, 1, 1]
    receipt = (data.receipts / "德州市" / "报送.csv.receipt.html").read_text(encoding="utf-8")
    assert "当时退回的 1 行没有计入，请把这些行另做一个文件报送。" in receipt


@pytest.mark.parametrize("which", ["archive", "receipts"])
def test_a_linked_archive_is_filled_by_nobody_and_the_files_wait(data, warehouse, tmp_path, which):
    outside = tmp_path / "outside"
    outside.mkdir()
    path = drop(data, "报送.csv")
    link = getattr(data, which) / "德州市"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(outside)
    [taken] = take(data, warehouse)
    assert (taken.status, str(link) in taken.reason) == ("refused", True)
    assert path.exists()
    assert list(outside.iterdir()) == []
    assert counts(warehouse) == [0, 0, 0]
    link.unlink()
    assert [taken.status for taken in take(data, warehouse)] == ["taken"]


def test_a_linked_inbox_is_not_emptied_and_its_neighbour_is_taken(data, warehouse, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "theirs.csv").write_text(ROWS, encoding="utf-8")
    drop(data, "报送.csv")
    (data.inbox / "371400").symlink_to(outside)
    refused, taken = take(data, warehouse)
    assert (refused.file_name, refused.status) == ("371400/", "refused")
    assert (taken.file_name, taken.status) == ("报送.csv", "taken")
    assert [path.name for path in outside.iterdir()] == ["theirs.csv"]
