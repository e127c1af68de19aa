"""Whether a file that somebody drops is there whole, be it a plan or a bureau's figures."""

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple
from pathlib import Path

from pipelines.storage.durable_moves import FileState
from pipelines.storage.open_files import is_open_to_write


class Looks:
    """What was seen of files that may still be written to. A file has settled when two looks `apart` seconds from each
    other found it the same; one that its file system says has not changed for so long counts as seen before.

    `seen`: what an earlier look left in `to_remember`.
    """

    def __init__(self, apart: float = 0.0, seen: Mapping[str, Iterable[float]] | None = None) -> None:
        self.apart = apart
        self._earlier = {path: tuple(look) for path, look in (seen or {}).items()}
        self._seen: dict[str, tuple[float, ...]] = {}
        self._whole: dict[str, FileState] = {}

    def has_settled(self, path: Path, state: FileState) -> bool:
        """Whether the file, found in this state now, was in it `apart` seconds ago. A time of writing proves nothing,
        since whoever copies a file may set it; a time in the future neither."""
        now, found = time.time(), astuple(state)
        if now - state.changed_ns / 1e9 >= self.apart:
            return True
        *known, since = self._seen.get(str(path)) or self._earlier.get(str(path)) or (*found, now)
        if tuple(known) != found or since > now:
            since = now
        self._seen[str(path)] = (*found, since)
        return now - since >= self.apart

    def is_to_come(self, path: Path, state: FileState) -> bool:
        """Whether somebody has the file open to write, or it has not settled."""
        return _is_written_to(path) or not self.has_settled(path, state)

    def is_whole(self, path: Path) -> bool:
        """Whether the file is there whole. Of one that was, and has not changed, nothing more is asked: there may be
        thousands that lie there for years."""
        try:
            state = FileState.of(path)
        except OSError:  # which its reader will say
            return True
        if self._whole.get(str(path)) != state:
            if self.is_to_come(path, state):
                return False
            self._whole[str(path)] = state
        return True

    def settle(self, waiting: Collection[Path]) -> None:
        """Where files wait, let so much time pass that the next look is the second."""
        if waiting:
            time.sleep(self.apart + 0.05)  # the clock that tells times is not the one that tells how long

    @property
    def to_remember(self) -> dict[str, tuple[float, ...]]:
        """Path → inode, size, times of writing and change, and since when it was found so. Of those asked for only."""
        return self._seen


def _is_written_to(path: Path) -> bool:
    try:
        return is_open_to_write(path)
    except OSError:  # not to be read, which is for its reader to say
        return False
