"""The same work on many files at once, answers in their order. The work itself happens in other processes."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from typing import TypeVar

FEW = 8  # files for which it is not worth while to start one more process, which takes a second

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def side_by_side(work: Callable[[Item], Answer], items: Sequence[Item], cores: int | None = None) -> list[Answer]:
    """work(item) for each, as many at once as there are cores, in threads that wait for the processes that they ask.

    A few items are worked on one after the other, here. Raises what `work` raises for the first that it failed on.
    """
    at_once = min(cores or available_cores(), ceil(len(items) / FEW))
    if at_once <= 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(at_once) as threads:
        return list(threads.map(work, items))


def available_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
