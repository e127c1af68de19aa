"""A data folder as one file, made while others go on reading it and dropping files; and laid down again.

What a backup holds is what cannot be made again: plans, the bureaus' files with their receipts, the data folder's own
reference files, and the warehouse, where it is written on which day each file was received. The publication and the
list of runs are not in it: the next run publishes anew.
"""

import hashlib
import json
import os
import shutil
import stat
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from pipelines.storage.data_folder import DataFolder
from pipelines.storage.durable_moves import UNFINISHED, FileState
from pipelines.storage.full_disk import disk_full, is_disk_full
from pipelines.storage.names import shown
from pipelines.storage.open_files import open_itself
from pipelines.storage.turns import hold
from pipelines.storage.warehouse import open_warehouse

FOLDERS = ("documents", "actuals", "reference")
CHANGING = "正在写入 being written"
UNREADABLE = "不能读取 cannot be read: {}"
MANIFEST = "manifest.json"  # the last member: name of each file → its size and SHA-256
LAYOUT = 1
PIECE = 2**20


class BackupError(ValueError):
    """A file that is no whole backup, or a place where none can be laid down; says what to do."""


@dataclass(frozen=True)
class Backup:
    """What was written. `left_out`: file or folder → why it is not in it, in Chinese and English."""

    place: Path
    files: int
    size: int  # bytes
    left_out: dict[Path, str]


def write_backup(folder: DataFolder, place: Path, wait: float) -> Backup:
    """Write the data folder to `place`, a tar file, whole or not at all. No run works meanwhile; readers go on.

    Raises TurnTakenError if a run did not end within `wait` seconds, WarehouseHeldError, DiskFullError, and
    FileExistsError where there is a file already.
    """
    if place.exists():
        raise FileExistsError(f"{place} exists: name another file, or remove it.")
    unfinished = place.with_name(place.name + UNFINISHED)
    manifest: dict[str, list[Any]] = {}
    left_out: dict[Path, str] = {}
    try:
        with hold(folder.turn, "a backup", wait), unfinished.open("wb") as file:
            # Of a file with two names each is a file of its own, and not a link to what may be left out.
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT, dereference=True) as archive:
                if folder.warehouse.exists():
                    with open_warehouse(folder.warehouse, wait) as warehouse:
                        warehouse.connection.execute("checkpoint")
                for path in _files(folder, left_out):
                    itself = path.resolve() if path == folder.warehouse else path  # which may be the operator's link
                    entry = _add(archive, itself, (name := str(path.relative_to(folder.root))))
                    if isinstance(entry, str):
                        left_out[path] = entry
                    else:
                        manifest[name] = entry
                _add_manifest(archive, manifest)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(place)
    except OSError as error:
        if is_disk_full(error):
            raise disk_full(place.parent, f"writing {place.name}", _size(folder)) from error
        raise
    finally:
        unfinished.unlink(missing_ok=True)
    return Backup(place, len(manifest), place.stat().st_size, left_out)


def restore_backup(place: Path, folder: DataFolder) -> int:
    """Lay a backup down as a data folder that does not exist yet, or is empty. Returns the number of files.

    Every file is compared with its hash before the folder gets its name: it is there whole or not at all. Raises
    BackupError.
    """
    if folder.root.exists() and any(folder.root.iterdir()):
        raise BackupError(f"{folder.root} is not empty: name a new folder, nothing is overwritten.")
    unfinished = folder.root.with_name(folder.root.name + UNFINISHED)
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        with tarfile.open(place) as archive:
            archive.extractall(unfinished, filter=_only_files)
        manifest = _read_manifest(unfinished)
        for name, (size, sha256) in manifest.items():
            path = unfinished / name
            if path.stat().st_size != size or _hash(path) != sha256:
                raise BackupError(f"{place} is damaged: {shown(name)} is not what was backed up. Use another backup.")
        if folder.root.exists():
            folder.root.rmdir()
        unfinished.rename(folder.root)
    except (tarfile.TarError, FileNotFoundError, EOFError) as error:
        raise BackupError(f"{place} is no whole backup ({type(error).__name__}). Use another one.") from error
    except OSError as error:
        if is_disk_full(error):
            raise disk_full(folder.root.parent, f"restoring {place.name}", place.stat().st_size) from error
        raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return len(manifest)


def _files(folder: DataFolder, left_out: dict[Path, str]) -> Iterator[Path]:
    """The warehouse first. The operator's own links to folders are followed, others are not; folders that cannot be
    looked into are put into `left_out`."""

    def leave_out(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):  # there need not be one
            left_out[Path(error.filename)] = UNREADABLE.format(error.strerror)

    if folder.warehouse.exists():
        yield folder.warehouse
    for name in FOLDERS:
        for parent, folders, files in os.walk(folder.root / name, onerror=leave_out):
            folders.sort()
            yield from (path for file in sorted(files) if not (path := Path(parent, file)).is_symlink())


def _add(archive: tarfile.TarFile, path: Path, name: str) -> list[Any] | str:
    """The file's size and hash; or why it is left out, and then it is not in the manifest."""
    try:
        before = FileState.of(path)
        with open_itself(path) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return UNREADABLE.format("no file")
            member = archive.gettarinfo(arcname=name, fileobj=file)
            hashed = _Hashing(file)
            archive.addfile(member, hashed)  # type: ignore[arg-type]  # it reads, and nothing else is asked of it
        is_as_before = FileState.of(path) == before
    except FileNotFoundError:
        return CHANGING
    except OSError as error:
        if is_disk_full(error):
            raise
        return UNREADABLE.format(error.strerror)
    return [member.size, hashed.sha256.hexdigest()] if is_as_before else CHANGING


class _Hashing:
    """A file that is read once, and hashed on the way; what it has lost meanwhile is made up for by zeros."""

    def __init__(self, file: Any) -> None:
        self.file, self.sha256 = file, hashlib.sha256()

    def read(self, size: int) -> bytes:
        data = bytes(self.file.read(size)).ljust(size, b"\0")
        self.sha256.update(data)
        return data


def _add_manifest(archive: tarfile.TarFile, manifest: dict[str, list[Any]]) -> None:
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    content = json.dumps({"layout": LAYOUT, "made_at": made_at, "files": manifest}).encode()
    member = tarfile.TarInfo(MANIFEST)
    member.size = len(content)
    archive.addfile(member, BytesIO(content))


def _read_manifest(unfinished: Path) -> dict[str, tuple[Any, Any]]:
    """Removes it, and what it does not name. Raises BackupError."""
    place = unfinished / MANIFEST
    if not place.is_file():
        raise BackupError("The backup is not whole: it has no manifest. Use another one.")
    try:
        manifest = json.loads(place.read_bytes())
        layout, files = manifest["layout"], {str(name): (size, sha) for name, (size, sha) in manifest["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BackupError("The manifest of the backup is damaged. Use another backup.") from error
    if layout != LAYOUT:
        raise BackupError(f"The backup has layout {layout}: use the version of Duibiao that wrote it.")
    place.unlink()
    named = {unfinished / name for name in files}
    for path in (path for path in unfinished.rglob("*") if path.is_file() and path not in named):
        path.unlink()
    return files


def _only_files(member: tarfile.TarInfo, place: str) -> tarfile.TarInfo | None:
    """A backup holds no links, and lays none down. Raises tarfile.FilterError for what would lie outside, too."""
    if member.issym() or member.islnk():
        raise tarfile.SpecialFileError(member)
    return tarfile.data_filter(member, place)


def _size(folder: DataFolder) -> int:
    return sum(path.lstat().st_size for path in _files(folder, {}) if path.exists())


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
