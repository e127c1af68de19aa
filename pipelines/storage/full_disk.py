"""A disk that is full, said as what it is: where, and how much is missing."""

import errno
import re
import shutil
import sqlite3
from pathlib import Path

import duckdb

NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
WORDS = re.compile(r"No space left on device|Disk quota exceeded", re.IGNORECASE)
MEGABYTE = 2**20
BLOCK = 2**18  # bytes; the warehouse grows by no less


class DiskFullError(RuntimeError):
    """A step could not be written, for want of space. What was written before it is whole."""


def is_disk_full(error: BaseException) -> bool:
    """Whether a disk is full, as the system, DuckDB or SQLite says it."""
    if isinstance(error, OSError):
        return error.errno in NO_SPACE
    if isinstance(error, duckdb.Error):
        return bool(WORDS.search(str(error)))
    # SQLite's own code, also behind the error of whoever asked it (SQLAlchemy's has it as `orig`).
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    return isinstance(error, DiskFullError) or code == sqlite3.SQLITE_FULL


def disk_full(folder: Path, step: str, needed: int, free: int | None = None) -> DiskFullError:
    """The error that names the place. `needed`, `free`: bytes that a step writes there at most, and free before it."""
    free = shutil.disk_usage(folder).free if free is None else free
    missing = max(needed - free, BLOCK)
    return DiskFullError(
        f"disk full: {folder} has {free / MEGABYTE:.1f} MB free, and {step} needs up to "
        f"{(free + missing) / MEGABYTE:.1f} MB, so about {missing / MEGABYTE:.1f} MB are missing. "
        "What was written before is whole and nothing is lost: free the space and run again."
    )
