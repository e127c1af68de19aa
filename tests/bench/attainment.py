"""Attainment at size: `python -m tests.bench.attainment [figures …]`, by default 100000 1000000 10000000.

Each size is computed in a process of its own: all of it, then again after one file of 100 figures of one region. With
ten million figures come 100,000 targets; smaller sizes have fewer regions. Prints wall and processor seconds, peak
memory and rows, how they grow, the level targets alone beside pandas, and the bars; exit status 1 if a bar does not
hold.
"""

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from typing import Any

from tabulate import tabulate

from pipelines.attainment.chain import steps
from pipelines.attainment.refreshing import refresh_step
from pipelines.storage.warehouse import Warehouse
from tests.bench import levels_beside_pandas
from tests.bench.large_world import AS_OF, FIGURES, KNOWN_AT, fill, open_world

SIZES = (100_000, 1_000_000, 10_000_000)
MAX_SECONDS, MAX_GB, MAX_SHARE = 60, 8, 1 / 5
HEAD = ("figures", "targets", "rows of attainment", "s", "CPU s", "peak GB", "refresh s", "refresh CPU s", "share")
# One more file: 100 figures of one region, each another value than before, as `actuals` holds them once it is taken.
_ONE_FILE = """
update actuals set value = value + 1
where actual_id in (
    select actual_id from actuals where region_code = '000003' order by period_end desc, actual_id limit 100
)"""


def main() -> int:
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    found = [_measure_apart(size) for size in sizes]
    rows = [
        (
            *(f"{one[name]:,}" for name in ("figures", "targets", "rows")),
            *(f"{one[name]:.1f}" for name in ("seconds", "cpu", "gigabytes", "refresh_seconds", "refresh_cpu")),
            f"{one['refresh_cpu'] / one['cpu']:.3f}",
        )
        for one in found
    ]
    print(tabulate(rows, HEAD, tablefmt="github", disable_numparse=True))
    for one in found:
        slowest = sorted(one["steps"].items(), key=lambda step: -step[1])[:5]
        print(f"{one['figures']:,}: " + ", ".join(f"{step} {seconds:.1f} s" for step, seconds in slowest))
    compared = [levels_beside_pandas.compare(size) for size in sizes]
    table = [row for one in compared for row in levels_beside_pandas.table_rows(one)]
    print(tabulate(table, levels_beside_pandas.HEAD, tablefmt="github", disable_numparse=True))
    for one in compared:
        if one["differing"]:
            print(f"{one['figures']:,}: pandas differs in {one['differing']:,} rows, as in {one['different']}")
    largest = max(found, key=lambda one: one["figures"])
    bars = [
        ("all of it in 60 s", largest["seconds"] <= MAX_SECONDS and largest["figures"] >= 0.99 * SIZES[-1]),
        ("within 8 GB", largest["gigabytes"] <= MAX_GB),
        ("a refresh after 100 figures costs less than a fifth", largest["refresh_cpu"] < MAX_SHARE * largest["cpu"]),
        ("grows no faster than n log n", all(_grows_by_n_log_n(*pair) for pair in pairwise(found))),
        ("pandas finds the same, row by row", not any(one["differing"] for one in compared)),
    ]
    for claim, holds in bars:
        print(f"{'pass' if holds else 'FAIL'}  {claim}")
    return 0 if all(holds for _, holds in bars) else 1


def _grows_by_n_log_n(small: dict[str, Any], large: dict[str, Any]) -> bool:
    def weight(n: int) -> float:
        return n * math.log(n)

    return bool(large["cpu"] / small["cpu"] <= weight(large["figures"]) / weight(small["figures"]))


def _measure_apart(figures: int) -> dict[str, Any]:
    code = f"from tests.bench.attainment import measure; measure({figures})"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def measure(figures: int) -> None:
    """Fill a warehouse, compute attainment from `actuals` on, refresh it after one file; print what it cost as JSON."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("DUIBIAO_BENCH")) as place:
        with open_world(place) as warehouse:
            fill(warehouse, round(figures / FIGURES))
            rows = {name: warehouse.rows(name) for name in ("figures", "targets")}
        # In a new process the memory of filling does not count.
        code = f"from tests.bench.attainment import compute; compute({place!r})"
        done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
        print(json.dumps(rows | json.loads(done.stdout)))


def compute(place: str) -> None:
    with open_world(place) as warehouse:
        started, cpu = time.perf_counter(), time.process_time()
        warehouse.build("actuals")
        seconds = {"actuals": time.perf_counter() - started} | _refresh(warehouse)
        whole = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu, "steps": seconds}
        whole["rows"] = warehouse.rows("attainment")
        whole["gigabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        warehouse.connection.execute(_ONE_FILE)
        started, cpu = time.perf_counter(), time.process_time()
        _refresh(warehouse)
        again = {"refresh_seconds": time.perf_counter() - started, "refresh_cpu": time.process_time() - cpu}
        print(json.dumps(whole | again))


def _refresh(warehouse: Warehouse) -> dict[str, float]:
    seconds = {}
    for step in steps("attainment", frozenset({"actuals"})):
        started = time.perf_counter()
        refresh_step(warehouse, step, AS_OF, KNOWN_AT)
        seconds[step] = time.perf_counter() - started
    return seconds


if __name__ == "__main__":
    sys.exit(main())
