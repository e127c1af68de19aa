"""Whose turn it is: a lock that a process holds on a file, and that ends with the process, however it ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_held: set[Path] = set()  # by this process, which need not wait for itself


class TurnTakenError(RuntimeError):
    """Another process holds the turn, and held it for longer than this one would wait."""


@contextmanager
def hold(place: Path, what: str, wait: float) -> Iterator[None]:
    """Hold the turn that the file stands for. `what` this process does with it is told to those who wait; `wait`: for
    how many seconds this one does.

    Raises TurnTakenError naming the process that holds it, and what it does.
    """
    if is_mine(place):
        yield
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _wait_for(descriptor, place, wait)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()} ({what})".encode(), 0)
        _held.add(place)
        try:
            yield
        finally:
            _held.discard(place)
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def is_mine(place: Path) -> bool:
    """Whether this process holds the turn."""
    return place in _held


def is_held(place: Path) -> bool:
    """Whether a process that is alive holds the turn."""
    if is_mine(place):
        return True
    with suppress(FileNotFoundError):
        descriptor = os.open(place, os.O_RDWR | os.O_CLOEXEC)
        try:
            return not _take(descriptor)
        finally:
            os.close(descriptor)
    return False


def _wait_for(descriptor: int, place: Path, wait: float) -> None:
    give_up = time.monotonic() + wait
    while not _take(descriptor):
        if time.monotonic() > give_up:
            holder = os.pread(descriptor, 200, 0).decode(errors="replace") or "another process"
            raise TurnTakenError(
                f"{place.parent.parent} is being worked on by {holder}, for more than {wait:.0f} s."
                " Wait for it to end, or end it; run again."
            )
        time.sleep(0.1)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
