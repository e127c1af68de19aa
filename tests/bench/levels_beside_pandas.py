"""Duibiao beside pandas: the same level targets over the same figures, each in a process of its own, compared by row.

Duibiao brings them to `attainment`, from `actuals` on: the whole method, a sentence to each row, every step stored.
pandas does the part that `attainment_in_pandas` names, from frames in memory to a frame in memory.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.attainment.chain import steps
from pipelines.attainment.refreshing import refresh_step
from pipelines.storage.warehouse import Warehouse, literal
from tests.bench.attainment_in_pandas import INPUTS, NUMBERS, TEXTS, attain_levels
from tests.bench.large_world import AS_OF, FIGURES, KNOWN_AT, fill, open_world

HEAD = ("figures", "level targets", "rows", "computed by", "s", "CPU s", "peak GB")
TOLERANCE = 1e-6
_RESULT = "pandas.parquet"


def compare(figures: int) -> dict[str, Any]:
    """Of a world of so many figures: its size, what each computation cost, and where the two differ."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("DUIBIAO_BENCH")) as place:
        return {
            **_apart("fill_levels", place, figures),
            "costs": _apart("by_duibiao", place) | _apart("by_pandas", place),
            **_apart("differ", place),
        }


def table_rows(compared: dict[str, Any]) -> list[tuple[str, ...]]:
    size = [f"{compared[name]:,}" for name in ("figures", "targets", "rows")]
    return [(*size, name, *(f"{number:.1f}" for number in cost)) for name, cost in compared["costs"].items()]


def _apart(function: str, *arguments: str | int) -> dict[str, Any]:
    given = ", ".join(map(repr, arguments))
    code = f"from tests.bench.levels_beside_pandas import {function}; {function}({given})"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def fill_levels(place: str, figures: int) -> None:
    with open_world(place) as warehouse:
        fill(warehouse, round(figures / FIGURES))
        leave_levels(warehouse)
        print(json.dumps({name: warehouse.rows(name) for name in ("figures", "targets")}))


def leave_levels(warehouse: Warehouse) -> None:
    warehouse.connection.execute("delete from targets where measure <> 'level'")
    warehouse.connection.execute("checkpoint")


def by_duibiao(place: str) -> None:
    costs: dict[str, tuple[float, float, float]] = {}
    judging = steps("judgements", frozenset({"actuals"}))
    telling = steps("attainment", frozenset({"actuals", *judging}))
    with open_world(place) as warehouse, _cost_of("Duibiao, the whole method", costs):
        with _cost_of("Duibiao, up to the status", costs):
            warehouse.build("actuals")
            for step in judging:
                refresh_step(warehouse, step, AS_OF, KNOWN_AT)
        for step in telling:
            refresh_step(warehouse, step, AS_OF, KNOWN_AT)
    print(json.dumps(costs))


def by_pandas(place: str) -> None:
    costs: dict[str, tuple[float, float, float]] = {}
    with open_world(place) as warehouse:
        frames = read_frames(warehouse)
    with _cost_of("pandas, up to the status", costs):
        found = attain_levels(frames, AS_OF, KNOWN_AT)
    found.to_parquet(Path(place) / _RESULT)
    print(json.dumps(costs))


def read_frames(warehouse: Warehouse) -> dict[str, Any]:
    return {table: warehouse.select(f"select {', '.join(columns)} from {table}") for table, columns in INPUTS.items()}


def differ(place: str) -> None:
    with open_world(place) as warehouse:
        found = differences(warehouse, Path(place) / _RESULT)
        print(json.dumps({"rows": warehouse.rows("attainment"), "different": found[:3], "differing": len(found)}))


def differences(warehouse: Warehouse, result: Path) -> list[tuple[str, str, list[str]]]:
    """Rows in which the Parquet file of pandas is not as `attainment` is: target, as-of date, columns."""
    differs = {
        "in both": "ours.target_id is null or theirs.target_id is null",
        "once": "count(*) over (partition by target_id, as_of) > 1",
    }
    differs |= {name: f"ours.{name} is distinct from theirs.{name}" for name in ("observed_on", *TEXTS, *NUMBERS)}
    # Two that are rounded apart are a millionth apart, and no further than numbers of that size can say.
    differs |= {
        name: f"coalesce(round(abs(ours.{name} - theirs.{name}), 9) > {TOLERANCE}, {differs[name]})" for name in NUMBERS
    }
    columns = ", ".join(f"case when {condition} then {literal(name)} end" for name, condition in differs.items())
    sql = f"""
        select target_id, as_of::date::varchar, list_filter([{columns}], lambda name: name is not null) as columns
        from attainment as ours
        full join read_parquet($result) as theirs using (target_id, as_of)
        qualify len(columns) > 0
        order by all"""
    return warehouse.connection.execute(sql, {"result": str(result)}).fetchall()


@contextmanager
def _cost_of(name: str, costs: dict[str, tuple[float, float, float]]) -> Iterator[None]:
    """Notes wall seconds, processor seconds, and GB that the process held at most from here on, frames included."""
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    started, cpu = time.perf_counter(), time.process_time()
    yield
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    peak = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert peak is not None
    costs[name] = seconds, cpu, int(peak[1]) / 2**20
