"""Moves that a power cut undoes or leaves done, but never half: the file is whole, and in one of the two places."""

import os
from contextlib import suppress
from pathlib import Path


def move_durably(path: Path, place: Path) -> Path:
    """Move a file to another place of the same file system, over what is there; its bytes reach the disk first."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    origin, moved = path.parent, path.replace(place)
    for folder in dict.fromkeys((place.parent, origin)):  # never gone from the one before it is in the other
        _sync_folder(folder)
    return moved


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every file system, nor every operating system, can
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
