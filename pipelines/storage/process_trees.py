"""Processes with all that they started, in whichever session or group. Where the system does not tell, nothing is known
of them: macOS has no /proc."""

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

SET_CHILD_SUBREAPER = 36  # prctl(2)


def adopt_orphans() -> None:
    """Let what this process's children leave behind become its own children, instead of the system's."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_descendants(process: int) -> None:
    """Kill whatever the process started that is still alive, and what those did; not the process itself."""
    for descendant in _descendants(process):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(descendant, signal.SIGKILL)


def _descendants(process: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            # After the name in brackets, which may hold anything: state, parent (proc(5)).
            parent = int(status.read_text(errors="replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(status.parent.name))
    found, asked = list[int](), [process]
    while asked:
        started = children.get(asked.pop(), [])
        found += started
        asked += started
    return found
