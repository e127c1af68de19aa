"""A backup is the data folder as it was between two runs, and comes back whole or not at all."""

import os
import socket
import subprocess
import sys
import tarfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from as_nobody import as_nobody, give_away, open_folder

from pipelines.storage import backups
from pipelines.storage.backups import BackupError, restore_backup, write_backup
from pipelines.storage.data_folder import PROJECT, DataFolder
from pipelines.storage.durable_moves import FileState
from pipelines.storage.turns import TurnTakenError
from pipelines.storage.warehouse import open_warehouse

RECEIVED = datetime.fromisoformat("2024-05-06 07:08:09.123456")
GBK = os.fsdecode("报送.csv".encode("gb18030"))


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """Plans, files with names of all kinds, a warehouse that knows when a file was received, and what is made anew."""
    folder = DataFolder(tmp_path / "data")
    for name in ("documents/dezhou/规划.md", "actuals/archive/德州市/a.csv", f"actuals/inbox/dezhou/{GBK}"):
        (folder.root / name).parent.mkdir(parents=True, exist_ok=True)
        (folder.root / name).write_bytes(name.encode(errors="surrogateescape"))
    (folder.root / "documents" / "dezhou" / "link.md").symlink_to("/etc/passwd")
    (folder.root / ".publications" / "x").mkdir(parents=True)
    (folder.root / ".publications" / "x" / "attainment.duckdb").write_bytes(b"made anew")
    with open_warehouse(folder.warehouse) as warehouse:
        warehouse.connection.execute(
            "insert into submissions by name select 's' as submission_id, $at as received_at", {"at": RECEIVED}
        )
    return folder


def contents(folder: DataFolder) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder.root)): path.read_bytes()
        for path in folder.root.rglob("*")
        if path.is_file() and not path.is_symlink() and ".dagster" not in path.parts
    }


def test_what_cannot_be_made_again_comes_back_as_it_was(folder: DataFolder, tmp_path: Path):
    written = write_backup(folder, tmp_path / "b.tar", 1)
    restored = DataFolder(tmp_path / "restored")
    assert restore_backup(written.place, restored) == written.files == 4
    expected = {name: data for name, data in contents(folder).items() if not name.startswith(".publications")}
    assert contents(restored) == expected
    with open_warehouse(restored.warehouse) as warehouse:
        assert warehouse.connection.execute("select received_at from submissions").fetchall() == [(RECEIVED,)]
    times = [(root.root / "documents/dezhou/规划.md").stat().st_mtime_ns // 1000 for root in (folder, restored)]
    assert times[0] == pytest.approx(times[1], abs=1)


def test_a_folder_without_a_warehouse_is_backed_up_too(tmp_path: Path):
    folder = DataFolder(tmp_path / "data")
    (folder.documents / "dezhou").mkdir(parents=True)
    (folder.documents / "dezhou" / "a.md").write_text("a", encoding="utf-8")
    assert write_backup(folder, tmp_path / "b.tar", 1).files == 1
    assert not folder.warehouse.exists()


def test_a_file_that_is_written_to_meanwhile_is_left_out_and_named(folder, tmp_path, monkeypatch):
    dropped = folder.inbox / "dezhou" / GBK

    class Growing(FileState):
        @classmethod
        def of(cls, path: Path) -> FileState:
            if path == dropped:
                path.write_bytes(path.read_bytes() + b"more")
            return FileState.of(path)

    monkeypatch.setattr(backups, "FileState", Growing)
    written = write_backup(folder, tmp_path / "b.tar", 1)
    assert list(written.left_out) == [dropped]
    restored = DataFolder(tmp_path / "restored")
    restore_backup(written.place, restored)
    assert not (restored.inbox / "dezhou" / GBK).exists()
    assert (restored.archive / "德州市" / "a.csv").exists()


def test_a_file_of_two_names_comes_back_under_both(folder: DataFolder, tmp_path: Path):
    os.link(folder.root / "documents/dezhou/规划.md", folder.root / "documents/dezhou/规划(副本).md")
    written = write_backup(folder, tmp_path / "b.tar", 1)
    restored = DataFolder(tmp_path / "restored")
    assert restore_backup(written.place, restored) == 5
    both = [path.read_bytes() for path in (restored.root / "documents/dezhou").iterdir()]
    assert both == ["documents/dezhou/规划.md".encode()] * 2


def test_what_can_not_be_read_is_named_and_holds_nothing_up(tmp_path: Path):
    with open_folder() as root:
        folder = DataFolder(root / "data")
        inbox = folder.inbox / "dezhou"
        (closed := folder.documents / "dezhou").mkdir(parents=True)
        inbox.mkdir(parents=True)
        for name in ("a.csv", "secret.csv"):
            (inbox / name).write_text(name, encoding="utf-8")
        os.mkfifo(inbox / "pipe.csv")
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(inbox / "s.csv"))
        give_away(root)
        (inbox / "secret.csv").chmod(0)
        closed.chmod(0)
        written = as_nobody(lambda: write_backup(folder, root / "b.tar", 1))
        assert (written.files, {path.name for path in written.left_out}) == (
            1,
            {"dezhou", "pipe.csv", "s.csv", "secret.csv"},
        )
        assert restore_backup(written.place, DataFolder(root / "restored")) == 1


def test_no_run_works_meanwhile(folder: DataFolder, tmp_path: Path):
    holding = (
        "import sys, time; from pathlib import Path; from pipelines.storage.turns import hold\n"
        "with hold(Path(sys.argv[1]), 'run x', 1): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, folder.turn], stdout=subprocess.PIPE, text=True, cwd=PROJECT
    ) as run:
        assert run.stdout and run.stdout.readline() == "held\n"
        with pytest.raises(TurnTakenError, match="run x"):
            write_backup(folder, tmp_path / "b.tar", 0.2)
        run.kill()
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert write_backup(folder, tmp_path / "b.tar", 1).files == 4


def cut(place: Path) -> None:
    place.write_bytes(place.read_bytes()[: place.stat().st_size // 2])


def cut_in_the_manifest(place: Path) -> None:
    data = place.read_bytes()
    place.write_bytes(data[: data.rindex(b'{"layout"') + 20])


def change_a_byte(place: Path) -> None:
    data = place.read_bytes()
    content = data.rindex("actuals/archive/德州市/a.csv".encode())  # of the file; before it stands its name
    place.write_bytes(data[:content] + b"A" + data[content + 1 :])


def lead_outside(place: Path) -> None:
    with tarfile.open(place, "w") as archive:
        member = tarfile.TarInfo("../outside")
        member.size = 1
        archive.addfile(member, BytesIO(b"x"))


def be_link_within(place: Path) -> None:
    with tarfile.open(place, "w") as archive:
        member = tarfile.TarInfo("documents/dezhou")
        member.type, member.linkname = tarfile.SYMTYPE, "../actuals"
        archive.addfile(member)


def with_manifest(content: bytes) -> Callable[[Path], None]:
    def write(place: Path) -> None:
        with tarfile.open(place, "w") as archive:
            member = tarfile.TarInfo("manifest.json")
            member.size = len(content)
            archive.addfile(member, BytesIO(content))

    return write


def be_another_layout(place: Path) -> None:
    place.write_bytes(place.read_bytes().replace(b'{"layout": 1', b'{"layout": 9'))


@pytest.mark.parametrize(
    "damage",
    [
        cut,
        cut_in_the_manifest,
        change_a_byte,
        lead_outside,
        be_link_within,
        be_another_layout,
        *map(with_manifest, (b"", b"[]", b"{}", b"[" * 100_000, b'{"layout": 1, "files": {"a": 1}}')),
        lambda p: p.write_bytes(b"x"),
    ],
)
def test_what_is_no_whole_backup_is_refused_and_leaves_nothing(folder, tmp_path, damage):
    place = write_backup(folder, tmp_path / "b.tar", 1).place
    damage(place)
    with pytest.raises(BackupError, match="backup"):
        restore_backup(place, DataFolder(tmp_path / "restored"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar", "data"]


def test_nothing_is_overwritten(folder: DataFolder, tmp_path: Path):
    place = write_backup(folder, tmp_path / "b.tar", 1).place
    before = contents(folder)
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(place, folder)
    with pytest.raises(FileExistsError):
        write_backup(folder, place, 1)
    assert contents(folder) == before
