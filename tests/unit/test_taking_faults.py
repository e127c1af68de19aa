"""What is wrong with one file, one folder or the machine while an inbox is taken: the others are taken, nothing is
lost, counted twice or passed over in silence, and the reason is the true one."""

import os
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from as_nobody import as_nobody, give_away, open_folder
from test_actuals_taking import ROWS, counts, drop, take

from pipelines.actuals import taking
from pipelines.actuals.rows import checking, staging
from pipelines.actuals.rows.on_record import RecordUnreadableError
from pipelines.actuals.taking import TakenFile
from pipelines.attainment import clock
from pipelines.attainment.clock import next_on_record, now_on_record
from pipelines.storage import full_disk
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.full_disk import DiskFullError
from pipelines.storage.warehouse import Warehouse, open_warehouse

OTHER = ROWS.replace("2024,", "2023,")


def take_all(data: DataFolder) -> tuple[list[TakenFile], list[int]]:
    """Take the inbox, the warehouse opened for it alone."""
    with open_warehouse(data.warehouse) as warehouse:
        return take(data, warehouse), counts(warehouse)


def statuses(taken: list[TakenFile]) -> dict[str, str]:
    return {file.file_name: file.status for file in taken}


def receipt_of(data: DataFolder, name: str) -> str:
    return (data.receipts / "德州市" / f"{name}.receipt.html").read_text(encoding="utf-8")


# Folders that may not be written to, or read


@pytest.mark.parametrize("closed", ["archive/德州市", "receipts/德州市", "inbox/dezhou"])
def test_where_a_folder_may_not_be_written_to_files_count_once_and_stay(closed: str):
    with open_folder() as root:
        data = DataFolder(root)
        drop(data, "a.csv")
        drop(data, "b.csv", OTHER)
        folder = root / "actuals" / closed
        folder.mkdir(parents=True, exist_ok=True)
        give_away(root)
        folder.chmod(0o555)
        for _ in range(2):
            taken, counted = as_nobody(lambda: take_all(data))
            assert statuses(taken) == {"a.csv": "left", "b.csv": "left"}
            assert counted == [2, 2, 2]
            assert all("Permission denied" in file.reason and "不会重复计入" in file.reason for file in taken)
        folder.chmod(0o755)
        taken, counted = as_nobody(lambda: take_all(data))
        assert (statuses(taken), counted) == ({"a.csv": "taken", "b.csv": "taken"}, [2, 2, 2])
        assert sorted(path.name for path in data.archive.rglob("*") if path.is_file()) == ["a.csv", "b.csv"]
        assert "不重复计入" not in receipt_of(data, "a.csv")


def test_where_rows_cannot_be_held_nothing_is_taken_for_damaged():
    with open_folder() as root:
        data = DataFolder(root)
        path = drop(data, "a.csv")
        data.scratch.mkdir()
        give_away(root)
        data.scratch.chmod(0o555)
        os.chown(root, -1, -1)
        root.chmod(0o1777)  # so that the scratch folder, root's, cannot be removed either
        if os.geteuid() == 0:
            os.chown(root, 0, 0)
            os.chown(data.scratch, 0, 0)
        taken, counted = as_nobody(lambda: take_all(data))
        assert (statuses(taken), counted) == ({"a.csv": "left"}, [0, 0, 0])
        assert "Permission denied" in taken[0].reason
        assert path.exists()
        assert "仍在收件夹里" in receipt_of(data, "a.csv")


def test_a_file_and_a_folder_that_may_not_be_read_are_receipted_and_stay():
    with open_folder() as root:
        data = DataFolder(root)
        drop(data, "open.csv")
        drop(data, "closed.csv", OTHER).chmod(0)
        other = data.inbox / "371400"
        other.mkdir()
        give_away(root)
        other.chmod(0)
        taken, counted = as_nobody(lambda: take_all(data))
        assert statuses(taken) == {"closed.csv": "refused", "open.csv": "taken", "371400": "refused"}
        assert counted == [1, 1, 1]
        assert "没有权限" in (data.receipts / "德州市" / "dezhou" / "closed.csv.receipt.html").read_text(
            encoding="utf-8"
        )
        assert len([*data.receipts.rglob("371400.receipt.html")]) == 1


# Whatever goes wrong with one of them


@pytest.mark.parametrize(
    ("owner", "step"),
    [
        (taking, "check_file"),
        (taking, "effects_of_file"),
        (taking, "write_receipt"),
        (taking, "archive"),
        (checking, "_reader"),
        (staging, "parquet"),
    ],
)
@pytest.mark.parametrize(
    "error",
    [OSError(5, "Input/output error"), duckdb.ConversionException("x"), RecordUnreadableError("x"), ValueError()],
)
def test_the_fault_of_one_file_is_its_own(data, warehouse, monkeypatch, owner, step, error):
    drop(data, "a.csv")
    drop(data, "b.csv", OTHER)
    calls = []

    def fail(*_: object, **__: object) -> None:
        calls.append(1)
        raise error

    with monkeypatch.context() as broken:
        if owner is staging:
            broken.setattr(staging.parquet, "write_table", fail)
        else:
            broken.setattr(owner, step, once(fail, getattr(owner, step)))
        first = take(data, warehouse)
    assert len(first) == 2
    assert calls
    if owner is not staging:
        assert first[0].status in ("left", "refused")
        assert first[1].status == "taken"
    assert all(file.reason for file in first if file.status != "taken")
    lying = {path.name for path in (data.inbox / "dezhou").iterdir()}
    assert lying == {file.file_name for file in first if file.status == "left"}
    take(data, warehouse)
    taken_at_last = {file.file_name for file in first if file.status != "refused"}
    assert warehouse.select("select count(*) as n from figures")["n"].item() == len(taken_at_last)
    assert [*(data.inbox / "dezhou").iterdir()] == []


def once(fail, real):
    """Fails at the first call, and is itself after that."""
    todo = [fail]
    return lambda *arguments, **options: (todo.pop() if todo else real)(*arguments, **options)


# A clock that was ahead


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, zone=None):
            return datetime.fromisoformat(moment).replace(tzinfo=zone)

    monkeypatch.setattr(clock, "datetime", Clock)


def test_a_correction_counts_though_the_clock_was_ahead_when_the_figure_came(data, warehouse, monkeypatch):
    for moment, value in (("2027-05-01 00:00:00", "12000"), ("2026-11-21 00:00:00", "13000"), ("2026-11-21", "14000")):
        at(monkeypatch, moment)
        drop(data, "报送.csv", ROWS.replace("12000", value))
        assert [file.status for file in take(data, warehouse)] == ["taken"]
    received = list(warehouse.select("select received_at from submissions order by received_at")["received_at"])
    assert len(set(received)) == 3
    assert received[-1] - received[0] < timedelta(seconds=1)
    assert list(
        warehouse.select("select value from figures join submissions using (submission_id) order by received_at")[
            "value"
        ]
    ) == [12000, 13000, 14000]
    assert now_on_record(warehouse) == received[-1] < next_on_record(warehouse)


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_what_became_a_link_after_the_inbox_was_listed_is_not_followed(data, warehouse, monkeypatch, tmp_path, kind):
    path, closed = drop(data, "报送.csv"), tmp_path / "closed.csv"
    closed.write_text(OTHER, encoding="utf-8")
    drop(data, "后面.csv", OTHER)
    listed = [path, data.inbox / "dezhou" / "后面.csv"]
    path.unlink()
    {"link": lambda: path.symlink_to(closed), "pipe": lambda: os.mkfifo(path)}[kind]()
    monkeypatch.setattr(taking, "list_inbox", lambda *_: listed)
    assert statuses(take(data, warehouse)) == {"报送.csv": "left", "后面.csv": "taken"}
    assert not (data.archive / "德州市" / "报送.csv").is_symlink()
    assert path.lstat()


def test_files_of_one_moment_are_received_one_after_the_other(data, warehouse, monkeypatch):
    at(monkeypatch, "2026-11-21 00:00:00")
    for number in range(3):
        drop(data, f"{number}.csv", ROWS.replace("12000", f"1200{number}"))
    take(data, warehouse)
    assert warehouse.select("select received_at from submissions")["received_at"].is_unique


# Files of one name


def test_two_folders_of_one_region_with_a_file_of_one_name_have_two_receipts(data, warehouse):
    drop(data, "报送.csv")
    shutil.copytree(data.inbox / "dezhou", data.inbox / "371400")
    (data.inbox / "371400" / "报送.csv").write_text(OTHER, encoding="utf-8")
    assert len(take(data, warehouse)) == 2
    pages = {path.relative_to(data.receipts).as_posix() for path in data.receipts.rglob("*.html")}
    assert pages == {"德州市/371400/报送.csv.receipt.html", "德州市/dezhou/报送.csv.receipt.html"}


@pytest.mark.parametrize(
    "names",
    [
        ("报送.csv", os.fsdecode("报送.csv".encode("gbk"))),
        ("\ufffd.csv", os.fsdecode(b"\xff.csv"), os.fsdecode(b"\xfe.csv")),
        ("a\n.csv", "a\r.csv"),
        ("长" * 80 + "a.csv", "长" * 80 + "b.csv"),
    ],
)
def test_names_that_are_shown_alike_have_a_receipt_each(data, warehouse, names):
    for number, name in enumerate(names):
        drop(data, name, ROWS.replace("12000", f"1200{number}"))
    assert {file.status for file in take(data, warehouse)} == {"taken"}
    for kind in ("html", "csv"):
        assert len([*data.receipts.rglob(f"*.receipt.{kind}")]) == len(names)
    assert {os.fsencode(path.name) for path in data.archive.rglob("*.csv")} == {os.fsencode(name) for name in names}


# A full disk


@pytest.fixture
def small_disk(tmp_path: Path):
    place = tmp_path / "small"
    place.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", place], capture_output=True, check=False
        ).returncode
    )
    if not mounted:
        pytest.skip("nothing can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def fill(place: Path, but: int) -> Path:
    filler = place / "filler"
    filler.write_bytes(b"x" * (shutil.disk_usage(place).free - but))
    return filler


def test_a_disk_that_is_full_at_a_commit_is_named_with_what_is_missing(small_disk):
    with open_warehouse(small_disk / "warehouse.duckdb") as warehouse:
        warehouse.connection.execute("create table words (word varchar)")
        filler = fill(small_disk, 300_000)

        def write() -> None:
            with warehouse.transaction():
                warehouse.connection.execute("insert into words select md5(n::varchar) from range(30_000) as t(n)")

        with pytest.raises(DiskFullError) as full:
            write()
        said = str(full.value)
        assert said.startswith(f"disk full: {small_disk} has 0.3 MB free")
        assert "writing to warehouse.duckdb" in said
        missing = float(said.split("about ")[1].split(" MB")[0])
        assert 0.5 < missing < 6
        assert warehouse.connection.execute("select count(*) from words").fetchall() == [(0,)]
        filler.write_bytes(b"")
        write()  # nothing needs to be mended
        assert warehouse.connection.execute("select count(*) from words").fetchall() == [(30_000,)]


def test_a_disk_that_is_full_stops_the_taking_and_costs_no_figure(small_disk):
    data = DataFolder(small_disk)
    for number in range(3):
        rows = [
            f"5G基站,{2000 + n % 25}-{n // 25 % 12 + 1:02},{number}{n:05},个,来源{n // 300}\n" for n in range(9_000)
        ]
        drop(data, f"{number}.csv", "指标,报告期,数值,单位,来源\n" + "".join(rows))
    with open_warehouse(data.warehouse):
        pass
    filler = fill(small_disk, 1_000_000)
    with pytest.raises(DiskFullError, match=r"disk full: .* are missing"):
        take_all(data)
    assert len([*data.inbox.rglob("*.csv")]) + len([*data.archive.rglob("*.csv")]) == 3
    filler.unlink()
    _, counted = take_all(data)
    assert counted[:2] == [3, 27_000]
    assert [*data.inbox.rglob("*.csv")] == []


def test_what_the_system_and_duckdb_say_of_a_full_disk_is_known():
    assert full_disk.is_disk_full(OSError(28, "No space left on device"))
    assert full_disk.is_disk_full(duckdb.IOException('Could not write file "x": No space left on device'))
    assert not full_disk.is_disk_full(OSError(5, "Input/output error"))
    assert not full_disk.is_disk_full(ValueError("No space left on device"))


def test_an_error_in_a_transaction_is_told_as_it_is(warehouse: Warehouse):
    with pytest.raises(duckdb.ConversionException), warehouse.transaction():
        warehouse.connection.execute("select 'x'::int")
    assert warehouse.connection.execute("select 1").fetchall() == [(1,)]


def test_what_vanished_is_said_to_be_gone_and_not_to_lie_there(data, warehouse, monkeypatch):
    path = drop(data, "报送.csv")
    listed = [path]
    monkeypatch.setattr(taking, "list_inbox", lambda *_: listed)
    path.unlink()
    [gone] = take(data, warehouse)
    assert (gone.status, gone.reason) == ("left", taking.VANISHED)
    assert not data.receipts.exists()
    drop(data, "报送.csv")
    monkeypatch.setattr(taking, "archive", _carry_off)
    [gone] = take(data, warehouse)
    assert (gone.status, gone.reason) == ("left", taking.VANISHED)


def _carry_off(path: Path, *_: object) -> Path:
    path.unlink()
    raise FileNotFoundError(2, "No such file or directory")
