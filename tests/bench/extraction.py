"""This project's own extraction, measured in a process of its own: `python -m tests.bench.extraction WHAT`.

Plans come pickled through standard input; the answer is one line of JSON. Nothing but the core is imported, so that
no other package's objects are counted or collected with it.
"""

import json
import pickle
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

from pipelines.documents.describing import describe
from pipelines.documents.reading import read_document
from pipelines.extraction.extracting import extract_targets
from pipelines.extraction.target import PlanContext
from pipelines.reference.registry import Registry, load_registry
from pipelines.storage.data_folder import PROJECT, DataFolder
from tests.bench.adapters.clock import ROUNDS, best_of, cpu_seconds

Work = list[tuple[str, str, PlanContext]]  # path, text, what is known of the document


def measure(what: str, work: Work) -> dict[str, float]:
    """Run `what` over the plans in a new process: speed, growth or memory, by the names of the functions below."""
    command = [sys.executable, "-m", "tests.bench.extraction", what]
    process = subprocess.run(command, input=pickle.dumps(work), stdout=subprocess.PIPE, cwd=PROJECT, check=True)
    return json.loads(process.stdout)


def speed(work: Work, registry: Registry) -> dict[str, float]:
    """MB/s of UTF-8 text, CPU time: extraction from the texts alone; reading, describing and extracting the files."""

    def read_describe_extract() -> int:
        size = 0
        for path, _, context in work:
            text = read_document(Path(path)).text
            describe(text, Path(path).stem)
            extract_targets(text, context, registry)
            size += len(text.encode())
        return size

    seconds, _ = best_of(lambda: [extract_targets(text, context, registry) for _, text, context in work])
    whole_seconds, whole_size = best_of(read_describe_extract)
    size = sum(len(text.encode()) for _, text, _ in work)
    return {"extraction": size / seconds / 1e6, "whole": whole_size / whole_seconds / 1e6}


def growth(work: Work, registry: Registry) -> dict[str, float]:
    """CPU seconds of a short plan and of a long one, best of three, and the targets of each.

    The short one is read again and again, as often as the long one is longer, and in turn with it, so that both are
    open to the same noise and the same collections of garbage.
    """
    (_, short, context), (_, long, _) = work
    times = round(len(long) / len(short))
    rounds = [
        (
            cpu_seconds(lambda: [extract_targets(short, context, registry) for _ in range(times)])[0],
            cpu_seconds(lambda: extract_targets(long, context, registry))[0],
        )
        for _ in range(ROUNDS)
    ]
    return {
        "short": min(first for first, _ in rounds) / times,
        "long": min(second for _, second in rounds),
        "short_targets": len(extract_targets(short, context, registry)),
        "long_targets": len(extract_targets(long, context, registry)),
    }


def memory(work: Work, registry: Registry) -> dict[str, float]:
    """Bytes by which the process grew at its peak while the last plan was read; the plans before it warm up."""
    *warm_up, (_, text, context) = work
    for _, short, known in warm_up:
        extract_targets(short, known, registry)
    before = _status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    targets = extract_targets(text, context, registry)
    peak = _status("VmHWM") - before
    del targets
    tracemalloc.start()
    targets = extract_targets(text, context, registry)
    kept, traced = tracemalloc.get_traced_memory()
    return {"resident_peak": peak, "traced_peak": traced, "kept": kept, "targets": len(targets)}


def _status(name: str) -> int:
    """Bytes that Linux gives under this name for the process."""
    line = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert line is not None
    return int(line[1]) * 1024


if __name__ == "__main__":
    plans: Work = pickle.load(sys.stdin.buffer)
    own_registry = load_registry(DataFolder(PROJECT / "data").reference)
    measured = {"speed": speed, "growth": growth, "memory": memory}[sys.argv[1]](plans, own_registry)
    print(json.dumps(measured))
