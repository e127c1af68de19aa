"""A process that takes inboxes, each in a process of its own that a test may kill. Run as a module; not a test.

It says "ready". A line of standard input then names a data folder and, if the process is to kill itself, where: module,
attribute, which call of it, and whether before or after. It answers with the process's number, then with "ended", or
with its signal.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from pipelines.actuals.taking import take_inbox
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Registry, load_registry
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.region_folders import find_region_folders
from pipelines.storage.warehouse import open_warehouse

REGION = "德州市"
TODAY = date(2026, 11, 21)


def take(root: Path, registry: Registry) -> None:
    data = DataFolder(root)
    with open_warehouse(data.warehouse) as warehouse:
        folders = find_region_folders(data, registry)[REGION]
        take_inbox(folders, data, registry, Linker(registry.indicators), warehouse, TODAY)


def die_at(module: str, attribute: str, call: str, moment: str) -> None:
    """Let the process kill itself before or after the given call, counted from 1, of a function or method."""
    *path, name = attribute.split(".")
    owner: Any = import_module(module)
    for part in path:
        owner = getattr(owner, part)
    real: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def dying(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == int(call) and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*arguments, **options)
        if calls == int(call):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, dying)


def main() -> None:
    registry = load_registry(DataFolder(Path("nowhere")).reference)
    print("ready", flush=True)
    for line in sys.stdin:
        root, *place = line.rstrip("\n").split("\t")
        child = os.fork()
        if not child:
            if place:
                die_at(*place)
            take(Path(root), registry)
            os._exit(0)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "ended", flush=True)


if __name__ == "__main__":
    main()
