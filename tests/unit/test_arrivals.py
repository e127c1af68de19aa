"""A file of an inbox is taken once it is there whole: nobody has it open to write, and two looks apart agree. What is
written to while it is taken comes back, and the record says so."""

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from as_nobody import as_nobody, give_away, open_folder
from test_actuals_taking import ROWS, counts, drop, take

from pipelines.actuals import archiving, taking
from pipelines.actuals.inbox import list_inbox, list_waiting
from pipelines.actuals.rows import checking, file_reading
from pipelines.storage import durable_moves, open_files
from pipelines.storage.arrivals import Looks
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.open_files import is_open_to_write
from pipelines.storage.warehouse import Warehouse, open_warehouse

APART = 0.3
MORE = "5G基站,2023,11000,个\n"


@pytest.fixture
def path(data: DataFolder) -> Path:
    return drop(data, "报送.csv")


def changed_at(monkeypatch: pytest.MonkeyPatch, seconds_from_now: float) -> None:
    """Let it be so late that every file was last changed then, by its file system."""
    real = time.time
    monkeypatch.setattr("pipelines.storage.arrivals.time.time", lambda: real() - seconds_from_now)


# Who has it open


def test_a_file_that_another_process_has_open_to_write_is_left_however_long_it_pauses(path):
    writer = subprocess.Popen(
        [sys.executable, "-c", f"f = open({str(path)!r}, 'a'); print(flush=True); input(); f.close()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout
    writer.stdout.readline()
    assert list_inbox(path.parent) == []
    assert list_waiting(path.parent, Looks()) == [path]
    writer.communicate("\n")
    assert list_inbox(path.parent) == [path]


def test_a_reader_keeps_nobody_from_taking_a_file(path):
    with path.open("rb"):
        assert not is_open_to_write(path)
        assert list_inbox(path.parent) == [path]


@pytest.mark.parametrize("refused", [errno.EACCES, errno.EINVAL])
def test_where_no_lease_can_be_had_the_open_files_of_processes_tell(path, monkeypatch, refused):
    def no_lease(*_: object) -> None:
        raise OSError(refused, os.strerror(refused))

    monkeypatch.setattr(open_files.fcntl, "fcntl", no_lease)
    assert not is_open_to_write(path)
    with path.open("rb"):
        assert not is_open_to_write(path)
    with path.open("ab"):
        assert is_open_to_write(path)


def test_who_may_not_look_is_not_stopped():
    with open_folder() as root:
        path = root / "a.csv"
        path.write_text("x")
        path.chmod(0o644)
        give_away(root)
        assert as_nobody(lambda: is_open_to_write(path)) is False
        if os.geteuid() == 0:  # another user's file, of which no lease can be had
            os.chown(path, 0, 0)
            assert as_nobody(lambda: is_open_to_write(path)) is False


# Two looks


def test_a_file_just_written_waits_for_a_second_look_that_agrees(path):
    looks = Looks(APART)
    os.utime(path, (0, 0))  # whoever copies sets the time as he likes
    assert list_inbox(path.parent, looks) == []
    time.sleep(APART + 0.05)
    path.write_text(ROWS + MORE, encoding="utf-8")
    assert list_inbox(path.parent, looks) == []
    time.sleep(APART + 0.05)
    assert list_inbox(path.parent, looks) == [path]


def test_a_file_that_has_lain_a_while_counts_as_seen_before(path, monkeypatch):
    changed_at(monkeypatch, -60)
    assert list_inbox(path.parent, Looks(APART)) == [path]


@pytest.mark.parametrize("written", [time.time() + 86_400, 4e9], ids=["tomorrow", "next century"])
def test_a_time_of_writing_in_the_future_is_no_reason_to_read_nor_to_wait_for_ever(path, written, monkeypatch):
    os.utime(path, (0, written))
    assert list_inbox(path.parent, Looks(APART)) == []
    changed_at(monkeypatch, -60)
    assert list_inbox(path.parent, Looks(APART)) == [path]


def test_a_clock_that_was_set_back_leaves_it_to_two_looks(path, monkeypatch):
    changed_at(monkeypatch, 86_400)
    looks = Looks(APART)
    assert list_inbox(path.parent, looks) == []
    later = Looks(APART, json.loads(json.dumps(looks.to_remember)))
    assert list_inbox(path.parent, later) == []
    time.sleep(APART + 0.05)
    later = Looks(APART, json.loads(json.dumps(later.to_remember)))
    assert list_inbox(path.parent, later) == [path]


def test_what_is_remembered_of_a_name_that_is_no_text_is_text(path):
    path.rename(path.with_name(os.fsdecode(b"\xff.csv")))
    looks = Looks(60)
    assert list_inbox(path.parent, looks) == []
    remembered = json.dumps(looks.to_remember)
    remembered.encode()
    assert json.loads(remembered).keys() == looks.to_remember.keys()


def test_one_wait_is_enough_for_all_and_none_is_needed_where_nothing_moves(path, monkeypatch):
    looks, folders = Looks(APART), [path.parent, path.parent / "none"]
    looks.settle([path for folder in folders for path in list_waiting(folder, looks)])
    assert list_inbox(path.parent, looks) == [path]
    monkeypatch.setattr("pipelines.storage.arrivals.time.sleep", pytest.fail)
    looks.settle([path for folder in folders for path in list_waiting(folder, looks)])


# Written to while it is taken


def on_record(warehouse: Warehouse) -> list[tuple[object, ...]]:
    return warehouse.connection.execute(
        "select status, reason_code, rows_accepted from submissions order by received_at"
    ).fetchall()


def meanwhile(monkeypatch: pytest.MonkeyPatch, module: object, name: str, work: Callable[[], object]) -> None:
    """Do something once, right before the function is called for the first time."""
    real, todo = getattr(module, name), [work]

    def call(*arguments: object, **options: object) -> object:
        if todo:
            todo.pop()()
        return real(*arguments, **options)

    monkeypatch.setattr(module, name, call)


def append(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(MORE)


def rewrite(path: Path) -> None:
    """In place, as long as it was, dated as it was."""
    before = path.stat()
    path.write_text(ROWS.replace("12000", "13000"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("change", [append, rewrite])
@pytest.mark.parametrize(
    ("module", "step"), [(checking, "_check"), (file_reading, "recognise")], ids=["before", "amid"]
)
def test_what_is_written_to_while_it_is_read_is_left_for_the_next_look(
    data, warehouse, path, monkeypatch, module, step, change
):
    meanwhile(monkeypatch, module, step, lambda: change(path))
    [left] = take(data, warehouse)
    assert (left.status, counts(warehouse)) == ("left", [0, 0, 0])
    assert "不必另报" in left.reason
    [taken] = take(data, warehouse)
    assert taken.status == "taken"
    assert archived(data) == [path.name]


@pytest.mark.parametrize("change", [append, rewrite])
@pytest.mark.parametrize("module", [taking, archiving], ids=["before the move", "after it"])
def test_what_is_written_to_before_it_is_archived_comes_back_and_the_record_says_so(
    data, warehouse, path, monkeypatch, change, module
):
    def written() -> None:
        change(next(p for p in data.root.rglob(path.name)))

    step = "write_receipt" if module is taking else "hash_file"
    meanwhile(monkeypatch, module, step, written)
    [left] = take(data, warehouse)
    assert left.status == "left"
    assert on_record(warehouse) == [("refused", "changed_while_taken", 0)]
    assert counts(warehouse)[1:] == [0, 0]
    assert archived(data) == []
    assert "写完以后下次再读" in (data.receipts / "德州市" / "报送.csv.receipt.html").read_text(encoding="utf-8")
    content = path.read_bytes()
    [taken] = take(data, warehouse)
    assert (taken.status, taken.rows_accepted) == ("taken", 2 if change is append else 1)
    assert (data.archive / "德州市" / path.name).read_bytes() == content
    assert [*data.archive.rglob(".*")] == []


def test_a_writer_that_still_has_it_open_after_the_move_gets_it_back(data, warehouse, path, monkeypatch):
    writer = []
    meanwhile(monkeypatch, taking, "write_receipt", lambda: writer.append(path.open("a", encoding="utf-8")))
    [left] = take(data, warehouse)
    assert left.status == "left"
    with writer.pop() as file:
        assert take(data, warehouse) == []
        file.write(MORE)
    [taken] = take(data, warehouse)
    assert (taken.status, taken.rows_accepted) == ("taken", 2)


def test_the_same_content_taken_before_stays_on_record_when_its_twin_changes(data, warehouse, path, monkeypatch):
    take(data, warehouse)
    twin = drop(data, "又报.csv")
    meanwhile(monkeypatch, taking, "write_receipt", lambda: append(twin))
    assert [left.status for left in take(data, warehouse)] == ["left"]
    assert on_record(warehouse) == [("taken", None, 1)]
    assert counts(warehouse) == [1, 1, 1]


def test_a_file_that_comes_back_does_not_overwrite_what_was_dropped_meanwhile(data, warehouse, path, monkeypatch):
    def written_and_dropped() -> None:
        append(next(data.archive.rglob(path.name)))
        drop(data, path.name, ROWS.replace("12000", "14000"))

    meanwhile(monkeypatch, archiving, "hash_file", written_and_dropped)
    take(data, warehouse)
    assert len([*path.parent.iterdir()]) == 2
    assert [taken.status for taken in take(data, warehouse)] == ["taken", "taken"]


def archived(data: DataFolder) -> list[str]:
    return sorted(path.name for path in data.archive.rglob("*") if path.is_file())


# From another file system


@pytest.fixture
def across(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the inbox lie on a file system of its own."""
    real = Path.replace

    def replace(path: Path, place: Path) -> Path:
        if path.parent.parent.name == "inbox" or Path(place).parent.parent.name == "inbox":
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return real(path, place)

    monkeypatch.setattr(Path, "replace", replace)


@pytest.mark.usefixtures("across")
def test_an_inbox_on_another_file_system_is_copied_and_emptied(data, warehouse, path):
    content = path.read_bytes()
    [taken] = take(data, warehouse)
    assert taken.status == "taken"
    assert not path.exists()
    assert (data.archive / "德州市" / path.name).read_bytes() == content
    assert [*data.archive.rglob(".*")] == []


@pytest.mark.usefixtures("across")
def test_what_is_written_to_while_it_is_copied_comes_back(data, warehouse, path, monkeypatch):
    meanwhile(monkeypatch, durable_moves.shutil, "copyfileobj", lambda: append(path))
    assert [left.status for left in take(data, warehouse)] == ["left"]
    assert on_record(warehouse) == [("refused", "changed_while_taken", 0)]
    [taken] = take(data, warehouse)
    assert (taken.status, taken.rows_accepted) == ("taken", 2)
    assert archived(data) == [path.name]


@pytest.mark.usefixtures("across")
@pytest.mark.parametrize(("owner", "step"), [(durable_moves.shutil, "copystat"), (Path, "unlink")])
def test_a_run_that_dies_while_it_copies_is_finished_by_the_next(data, warehouse, path, monkeypatch, owner, step):
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(owner, step, die)
        with pytest.raises(KeyboardInterrupt):
            take(data, warehouse)
    assert path.exists()
    [taken] = take(data, warehouse)
    assert taken.status == "taken"
    assert archived(data) == [path.name]
    assert not path.exists()
    assert counts(warehouse) == [1, 1, 1]


def test_a_real_mount(tmp_path):
    inbox = tmp_path / "actuals" / "inbox"
    inbox.mkdir(parents=True)
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", inbox], capture_output=True, check=False
        ).returncode
    )
    if not mounted:
        pytest.skip("nothing can be mounted here")
    try:
        data = DataFolder(tmp_path)
        path = drop(data, "报送.csv")
        with open_warehouse(data.warehouse) as warehouse:
            [taken] = take(data, warehouse)
        assert (taken.status, path.exists(), archived(data)) == ("taken", False, ["报送.csv"])
    finally:
        subprocess.run(["umount", "-l", inbox], check=True)


# Killed between inbox and archive


def held(data: DataFolder) -> list[Path]:
    return [path for path in (data.archive / "德州市" / ".taking").rglob("*") if path.is_file()]


@pytest.mark.parametrize("is_written_to", [False, True])
def test_what_a_killed_run_left_between_inbox_and_archive_is_finished_or_put_back(
    data, warehouse, path, monkeypatch, is_written_to
):
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(archiving.HeldFile, "put_away", die)
        with pytest.raises(KeyboardInterrupt):
            take(data, warehouse)
    [lost] = held(data)
    if is_written_to:
        append(lost)
    found = take(data, warehouse)
    assert held(data) == []
    if is_written_to:  # put back, off the record, and taken as it is now
        assert [file.status for file in found] == ["left", "taken"]
        assert on_record(warehouse) == [("refused", "changed_while_taken", 0), ("taken", None, 2)]
    else:
        assert found == []
        assert on_record(warehouse) == [("taken", None, 1)]
    assert archived(data) == [path.name]
