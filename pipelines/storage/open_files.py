"""Files as they are opened: whether anybody still writes to one, and none by way of a link."""

import fcntl
import os
import signal
import sys
from contextlib import suppress
from io import BufferedReader
from pathlib import Path


def open_itself(path: Path) -> BufferedReader:
    """The file opened to read; never what a link leads to that took its place since it was looked at.

    Raises OSError, for a link with ELOOP.
    """
    return open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK))


def is_open_to_write(path: Path) -> bool:
    """Whether any process has the file open to write, as far as this one may know it.

    Linux grants a read lease on a file, to its owner and to root, only while nobody has it open to write (fcntl(2)).
    Where no lease can be had, on a file of another user or some network file systems, the open files of those
    processes are gone through that this user may look into. Elsewhere the answer is no.
    """
    if sys.platform != "linux":
        return False
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        # Whoever opens the file in the moment between lease and release waits for it; the signal that would say so
        # ends a process unless it is one that is ignored.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return False
    except BlockingIOError:
        return True
    except OSError:
        return _is_among_open_files(os.fstat(descriptor))
    finally:
        os.close(descriptor)


def _is_among_open_files(file: os.stat_result) -> bool:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is another user's
            for link in (process / "fd").iterdir():
                with suppress(OSError):
                    if os.path.samestat(link.stat(), file) and _is_to_write(process / "fdinfo" / link.name):
                        return True
    return False


def _is_to_write(info: Path) -> bool:
    """From the flags of a process's open file, octal in proc(5)."""
    flags = next(line for line in info.read_text().splitlines() if line.startswith("flags:"))
    return int(flags.split()[1], 8) & os.O_ACCMODE != os.O_RDONLY
