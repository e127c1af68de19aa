"""Moves that a power cut undoes or leaves done, but never half: the file is whole, and in one of the two places."""

import errno
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pipelines.storage.open_files import open_itself

UNFINISHED = ".copying"  # what a copy is called until it is whole; one that a crash left is overwritten by the next


class FileChangedError(OSError):
    """A file was written to while it was read or moved. It lies where it lay."""


@dataclass(frozen=True)
class FileState:
    """What changes whenever a file is written to. Times in nanoseconds; nobody but the system sets `changed_ns`."""

    inode: int
    size: int
    written_ns: int
    changed_ns: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """Of the file itself, or of a link."""
        found = path.lstat()
        return cls(found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def move_durably(path: Path, place: Path) -> Path:
    """Move a file to another place, over what is there; its bytes reach the disk first.

    To another file system it is copied, and removed once the copy is whole. Raises OSError, FileChangedError if it was
    written to meanwhile; it is then where it was.
    """
    with open_itself(path) as file:
        os.fsync(file.fileno())
    try:
        path.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _move_across(path, place)
    for folder in dict.fromkeys((place.parent, path.parent)):  # never gone from the one before it is in the other
        _sync_folder(folder)
    return place


def _move_across(path: Path, place: Path) -> None:
    copy, before = place.with_name(UNFINISHED), FileState.of(path)
    try:
        with open_itself(path) as file, copy.open("wb") as written:
            shutil.copyfileobj(file, written)
            written.flush()
            os.fsync(written.fileno())
        shutil.copystat(path, copy)
        if FileState.of(path) != before:
            raise FileChangedError(f"{path} was written to while it was copied")
        copy.replace(place)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    _sync_folder(place.parent)
    try:
        path.unlink()
    except OSError:
        place.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every file system, nor every operating system, can
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
