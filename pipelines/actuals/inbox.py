"""Which files of an inbox folder are complete, and the move of a file that was taken to the archive.

What stands in the files is none of its business.
"""

import hashlib
import os
import stat
import time
from pathlib import Path

from pipelines.storage.durable_moves import move_durably

SETTLED_AFTER = 2.0  # seconds without a write after which a file counts as completely copied
PARTIAL_SUFFIXES = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".swp", "~")
LONGEST_FILE_NAME = 255  # bytes, on every file system in use


def list_inbox(folder: Path) -> list[Path]:
    """The complete regular files of an inbox, those written in an earlier second first, then by name, since a later
    file may correct an earlier one. A folder that is not there is empty.

    Left out: links, hidden files, what programs write beside the file they edit or copy (~$报表.xlsx, 报表.csv.part),
    and a file that was written to within the last seconds, which waits for the next look.
    """
    if not folder.is_dir():
        return []
    now = time.time()
    complete = [(written, path) for path in folder.iterdir() if (written := _completed_at(path, now)) is not None]
    return [path for _, path in sorted(complete)]


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def archive(path: Path, folder: Path, sha256: str) -> Path | None:
    """Move a taken file into the archive folder and return its place there.

    A name that the archive already has for other content gets the beginning of the hash behind it. If the content is
    no longer what was taken (sha256), the file stays for the next look and None is returned.
    """
    try:
        if hash_file(path) != sha256:
            return None
    except OSError:  # taken away, or not to be read
        return None
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / path.name
    if place.exists() and hash_file(place) != sha256:
        place = folder / fit_file_name(path.stem, f".{sha256[:12]}{path.suffix}")
    return move_durably(path, place)


def is_archived(folder: Path, path: Path, sha256: str) -> bool:
    """Whether the archive folder has a file's content, under whatever name."""
    try:
        size = path.stat().st_size
        return any(place.stat().st_size == size and hash_file(place) == sha256 for place in folder.iterdir())
    except OSError:  # taken away, or no archive yet
        return False


def fit_file_name(stem: str, ending: str) -> str:
    """Stem and ending, the stem cut so that the name is not longer than a file system takes. A name in UTF-8 stays so:
    it is cut between characters."""
    whole, room = os.fsencode(stem), LONGEST_FILE_NAME - len(os.fsencode(ending))
    cut = whole[:room]
    while cut and len(cut) > room - 3 and whole[len(cut) : len(cut) + 1] and whole[len(cut)] & 0xC0 == 0x80:
        cut = cut[:-1]
    return os.fsdecode(cut) + ending


def _completed_at(path: Path, now: float) -> int | None:
    """When a complete file was last written, in whole seconds; None of anything else."""
    name = path.name.lower()
    if name.startswith((".", "~$")) or name.endswith(PARTIAL_SUFFIXES):
        return None
    try:
        state = path.lstat()
    except FileNotFoundError:  # taken away since the folder was listed
        return None
    written_ago = now - state.st_mtime
    # A time in the future is another machine's clock, not a write going on.
    is_complete = stat.S_ISREG(state.st_mode) and not 0 <= written_ago < SETTLED_AFTER
    return int(state.st_mtime) if is_complete else None
