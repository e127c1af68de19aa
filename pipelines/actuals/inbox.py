"""Which files of an inbox folder are there whole. What stands in them is none of its business."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipelines.storage.arrivals import Looks
from pipelines.storage.durable_moves import FileState
from pipelines.storage.open_files import open_itself

LEFT_BY_SYSTEMS = ("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx")
PARTIAL_SUFFIXES = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".swp", "~")
LONGEST_FILE_NAME = 255  # bytes, on every file system in use


def list_inbox(folder: Path, looks: Looks | None = None) -> list[Path]:
    """The complete regular files of an inbox, those written in an earlier second first, then by name, since a later
    file may correct an earlier one. A folder that is not there is empty; one that may not be read is listed itself, so
    that it is refused like a file.

    Left out: links and what is no report; and, for the next look, a file that somebody has open to write or that has
    not settled. `looks`: what was seen before; without it, two looks at one moment are enough.
    """
    try:
        found = [*_look(folder, looks or Looks())]
    except OSError:
        return [folder]
    return [path for _, path in sorted((written, path) for written, path, waits in found if not waits)]


def list_waiting(folder: Path, looks: Looks) -> list[Path]:
    """The files that list_inbox leaves for the next look."""
    with suppress(OSError):
        return sorted(path for _, path, waits in _look(folder, looks) if waits)
    return []


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex. Raises OSError, also for a link."""
    with open_itself(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fit_file_name(stem: str, ending: str) -> str:
    """Stem and ending, the stem cut so that the name is not longer than a file system takes. A name in UTF-8 stays so:
    it is cut between characters."""
    whole, room = os.fsencode(stem), LONGEST_FILE_NAME - len(os.fsencode(ending))
    cut = whole[:room]
    while cut and len(cut) > room - 3 and whole[len(cut) : len(cut) + 1] and whole[len(cut)] & 0xC0 == 0x80:
        cut = cut[:-1]
    return os.fsdecode(cut) + ending


def is_no_report(name: str) -> bool:
    """Whether a file or folder is none that people laid there: hidden, left by a system (Thumbs.db), or what programs
    write beside the file they edit or copy (~$报表.xlsx, 报表.csv.part)."""
    lower = name.lower()
    return lower.startswith((".", "~$")) or lower.endswith(PARTIAL_SUFFIXES) or lower in LEFT_BY_SYSTEMS


def _look(folder: Path, looks: Looks) -> Iterator[tuple[int, Path, bool]]:
    """When each regular file was last written, in whole seconds, and whether it waits for the next look."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if is_no_report(path.name):
            continue
        try:
            state, mode = FileState.of(path), path.lstat().st_mode
        except FileNotFoundError:  # taken away since the folder was listed
            continue
        if stat.S_ISREG(mode):
            yield state.written_ns // 10**9, path, looks.is_to_come(path, state)
