"""A file of 5 million rows taken beside pandas reading it: `python -m tests.bench.taking [ROWS]`.

The file is in the template's layout, in GB18030 as Excel writes it, about 200 MB. It is taken in a process of its own:
every row checked and recorded in a warehouse, receipt written, file archived. Prints rows a second and the most memory
that the process ever held; exit status 1 if a bar does not hold.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd

from pipelines.actuals.taking import take_inbox
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Registry, load_registry
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.reading_process import end_processes
from pipelines.storage.region_folders import find_region_folders
from pipelines.storage.warehouse import open_warehouse

ROWS = 5_000_000
LEAST_ROWS_PER_SECOND = 100_000
MOST_MEGABYTES = 2048
ENCODING = "gb18030"
MONTHS = [f"{year}-{month:02}" for year in range(1960, 2026) for month in range(1, 13)]


def write_file(place: Path, rows: int, registry: Registry) -> None:
    """A file of figures of Shandong's regions, a month a row. One row in 10,000 cannot be read, one repeats another."""
    chance = random.Random(7)
    regions = [registry.label(region) for region in registry.regions if region.code.startswith("37")]
    indicators = [indicator for indicator in registry.indicators if indicator.unit and indicator.kind != "rate"]
    left = rows
    with place.open("w", encoding=ENCODING, newline="") as file:
        file.write("指标,地区,报告期,数值,单位,口径,来源,备注\r\n")
        for number, (indicator, region) in enumerate((i, r) for i in indicators for r in regions):
            size, unit = 10 ** chance.uniform(1, 5), indicator.unit
            values = (f"{size * chance.uniform(1, 1.2):.{number % 3}f}" for _ in MONTHS)
            lines = [
                f"{indicator.name},{region},{month},{value},{unit},,统计局,\r\n"
                for month, value in zip(MONTHS[:left], values, strict=False)
            ]
            if number % 13 == 0:
                lines[-1] = lines[-1].replace(f",{unit},", ",吭,")
                lines[1:2] = lines[:1]
            file.writelines(lines)
            left -= len(lines)
            if not left:
                return
    raise ValueError(f"{left} rows too many for the registry.")


def take(root: Path) -> None:
    """What the process for the file does."""
    data = DataFolder(root)
    registry = load_registry(data.reference)
    started = time.perf_counter()
    with open_warehouse(data.warehouse) as warehouse:
        folders = find_region_folders(data, registry)["山东省"]
        [taken] = take_inbox(folders, data, registry, Linker(registry.indicators), warehouse, date(2026, 11, 21))
        rows = warehouse.rows("figures")
    end_processes()  # so that what they took is counted
    report(started, taken.rows_accepted + taken.rows_rejected)
    print(f"  accepted {taken.rows_accepted:,}, rejected {taken.rows_rejected:,}, in the warehouse {rows:,}")


def read(root: Path) -> None:
    """What the process of the rival does."""
    [path] = (root / "actuals" / "inbox" / "shandong").iterdir()
    started = time.perf_counter()
    report(started, len(pd.read_csv(path, encoding=ENCODING)))


def report(started: float, rows: int) -> None:
    seconds = time.perf_counter() - started
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    processor = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    megabytes = (own.ru_maxrss + children.ru_maxrss) / 1024
    print(f"{rows:,} rows, {seconds:.1f} s, {processor:.1f} s of processor", end="")
    print(f", {rows / seconds:,.0f} rows/s, {megabytes:,.0f} MB")


def main(rows: int) -> int:
    registry = load_registry(DataFolder(Path("nowhere")).reference)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "actuals" / "inbox" / "shandong" / "报送.csv"
        place.parent.mkdir(parents=True)
        write_file(place, rows, registry)
        os.utime(place, (1_700_000_000, 1_700_000_000))
        print(f"{place.stat().st_size / 1e6:.0f} MB in {ENCODING}; load {os.getloadavg()[0]:.1f}")
        print(f"pandas.read_csv alone   {run(read, folder)}", end="")
        answer = run(take, folder)
        print(f"Duibiao, taken whole    {answer}", end="")
    speed, megabytes = (float(part.split()[0].replace(",", "")) for part in answer.splitlines()[0].split(", ")[-2:])
    holds = [speed >= LEAST_ROWS_PER_SECOND, megabytes <= MOST_MEGABYTES]
    print(f"{'holds' if holds[0] else 'FAILS'}  at least {LEAST_ROWS_PER_SECOND:,} rows/s")
    print(f"{'holds' if holds[1] else 'FAILS'}  at most {MOST_MEGABYTES:,} MB")
    return 0 if all(holds) else 1


def run(what: Callable[[Path], None], folder: str) -> str:
    command = [sys.executable, "-m", "tests.bench.taking", what.__name__, folder]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["take", folder]:
            take(Path(folder))
        case ["read", folder]:
            read(Path(folder))
        case arguments:
            sys.exit(main(int(arguments[0]) if arguments else ROWS))
