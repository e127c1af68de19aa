"""Killed with SIGKILL while it takes 20 files of all kinds, in a process of its own: after the next run every row is
there exactly once, every file is in the inbox or the archive and never in both or neither, every receipt is whole."""

import csv
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from taking_process import REGION

from pipelines.storage.data_folder import PROJECT, DataFolder
from tests.unit.actuals_files import as_csv, write_workbook

MONTHS = [f"{year}-{month:02}" for year in (2022, 2023, 2024) for month in range(1, 13)]
HEADER = ["指标", "报告期", "数值", "单位", "口径", "来源", "备注"]
LONG = 4_000  # rows of the longest file
FILES, KILLS, SIXTY = 20, 6, 60
SEED = 20261128

Values = list[float]


WAREHOUSE, TAKING, RECEIPTS, ARCHIVING = (
    "pipelines.storage.warehouse",
    "pipelines.actuals.taking",
    "pipelines.actuals.receipts.writing",
    "pipelines.actuals.archiving",
)
PLACES = [
    ("duckdb", "DuckDBPyConnection.execute", "3", "after"),  # the first table created, under the name it has at first
    ("duckdb", "DuckDBPyConnection.execute", "6", "after"),  # it has its own name, and there is the second
    (WAREHOUSE, "Warehouse.replace_from", "3", "before"),  # before the second file's figures
    (WAREHOUSE, "Warehouse.replace_from", "1", "after"),  # in the middle of its rows
    (WAREHOUSE, "Warehouse.replace", "1", "after"),  # all its rows written, none committed
    (TAKING, "_Taking._complete", "1", "before"),  # committed
    (RECEIPTS, "write_page", "1", "after"),  # a page written, beside its place
    (RECEIPTS, "move_durably", "1", "after"),  # one of two receipts in place
    (TAKING, "archive", "1", "before"),
    (ARCHIVING, "move_durably", "1", "after"),  # between inbox and archive
    (
        ARCHIVING,
        "move_durably",
        "2",
        "before",
    ),  # what the run before left there is in the archive; the next is looked at
    (TAKING, "archive", "1", "after"),
    (TAKING, "archive", "2", "after"),
]


def rows_of(number: int, count: int = 36) -> list[list[object]]:
    """Rows of the file of that number: no other file has its values."""
    return [
        ["5G基站", MONTHS[k % 36], number * 10_000 + k, "个", "期末", f"来源{number}-{k // 36}", ""]
        for k in range(count)
    ]


def values_of(rows: list[list[object]]) -> Values:
    return [float(str(row[2])) for row in rows]


def write_inbox(data: DataFolder) -> tuple[Counter[float | None], Counter[tuple[str, int, str]]]:
    """Lay 20 files into the inboxes, and give what must come of them: how often each value is a figure (None: a row
    that takes one back), and each row that is rejected."""
    inbox = data.inbox / "dezhou"
    inbox.mkdir(parents=True)
    values: Values = []

    def text(name: str, rows: list[list[object]], encoding: str = "utf-8", separator: str = ",") -> None:
        (inbox / name).write_bytes(as_csv([HEADER, *rows], separator).encode(encoding))
        values.extend(values_of(rows))

    for number, (name, encoding, separator) in enumerate(
        [
            ("01.csv", "utf-8", ","),
            ("02.csv", "utf-8-sig", ","),
            ("03.csv", "gb18030", ","),
            ("04.csv", "utf-16", ","),
            ("05.txt", "utf-8", "\t"),
            ("06.csv", "gb18030", ";"),
        ],
        start=1,
    ):
        text(name, rows_of(number), encoding, separator)
    for number, kind in enumerate((".xlsx", ".xls", ".html", ".xml"), start=7):
        write_workbook(inbox / f"{number:02}{'.xlsx' if kind == '.xlsx' else '.xls'}", kind, [HEADER, *rows_of(number)])
        values.extend(values_of(rows_of(number)))
    text("11.csv", rows_of(11, LONG))
    wide = [["5G基站(个)"], ["地区", *MONTHS[:12]], [REGION, *range(120_000, 120_012)]]
    (inbox / "12.csv").write_text(as_csv(wide), encoding="utf-8")
    values.extend(range(120_000, 120_012))
    site = [["数据库:月度数据"], ["指标:5G基站(个)"], ["地区", *MONTHS[:12]], [REGION, *range(130_000, 130_012)]]
    (inbox / "13.csv").write_text(as_csv([*site, ["注:无"]]), encoding="utf-8")
    values.extend(range(130_000, 130_012))
    english = ["indicator", "period", "value", "unit", "basis", "source", "note"]
    (inbox / "14.csv").write_text(as_csv([english, *rows_of(14)]), encoding="utf-8")
    values.extend(values_of(rows_of(14)))
    bad = rows_of(15)
    bad[3][1], bad[5][2], bad[7][3] = "2024年13月", "不详", "吭"
    (inbox / "15.csv").write_text(as_csv([HEADER, *bad]), encoding="utf-8")
    values.extend(values_of([row for k, row in enumerate(rows_of(15)) if k not in (3, 5, 7)]))
    (inbox / "16.csv").write_bytes(b"\x00\x01 no table")
    shutil.copy(inbox / "01.csv", inbox / "17 again.csv")
    text("18 correction.csv", [[*row[:2], 180_000 + k, *row[3:]] for k, row in enumerate(rows_of(1))])
    void = [[*row[:2], "撤回", "", *row[4:6], "重复统计"] for row in rows_of(2)[:5]]
    (inbox / "19 void.csv").write_text(as_csv([HEADER, *void]), encoding="utf-8")
    other = data.inbox / "371400"
    other.mkdir()
    (other / "01.csv").write_text(as_csv([HEADER, *rows_of(20)]), encoding="utf-8")
    values.extend(values_of(rows_of(20)))
    for path in data.inbox.rglob("*.*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    rejected = Counter(
        [("15.csv", 5, "unreadable_period"), ("15.csv", 7, "not_a_number"), ("15.csv", 9, "unknown_unit")]
    )
    return Counter[float | None](values) + Counter({None: len(void)}), rejected


@dataclass(frozen=True)
class Taking:
    """The process that starts processes, and data folders like the first."""

    server: "subprocess.Popen[str]"
    pattern: Path
    figures: Counter[float | None]
    rejected: Counter[tuple[str, int, str]]
    hashes: Counter[str]
    undisturbed: dict[str, list[tuple[object, ...]]]
    outcomes: dict[str, str]
    seconds: float

    def folder(self, place: Path) -> DataFolder:
        shutil.copytree(self.pattern, place)
        return DataFolder(place)


def run(server: "subprocess.Popen[str]", data: DataFolder, *place: str, kill: tuple[int, float] | None = None) -> str:
    """Take the inbox in a process; "ended", or the signal that ended it.

    `kill`: once so many files are in the archive, and so many seconds later; so that it hits, however busy the machine.
    """
    assert server.stdin
    assert server.stdout
    print(data.root, *place, sep="\t", file=server.stdin, flush=True)
    child = int(server.stdout.readline())
    if kill is not None:
        files, seconds = kill
        with suppress(ProcessLookupError):
            while sum(1 for _ in data.archive.glob("*/[!.]*")) < files:
                os.kill(child, 0)  # it has not ended
                time.sleep(0.002)
            time.sleep(seconds)
            os.kill(child, signal.SIGKILL)
    return server.stdout.readline().strip()


@pytest.fixture(scope="module")
def taking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taking]:
    place = tmp_path_factory.mktemp("taking")
    pattern, undisturbed = DataFolder(place / "pattern"), DataFolder(place / "undisturbed")
    figures, rejected = write_inbox(pattern)
    shutil.copytree(pattern.root, undisturbed.root)
    command = [sys.executable, str(Path(__file__).with_name("taking_process.py"))]
    with subprocess.Popen(
        command,
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as server:
        assert server.stdout
        assert server.stdout.readline() == "ready\n"
        started = time.perf_counter()
        assert run(server, undisturbed) == "ended"
        seconds = time.perf_counter() - started
        hashes = Counter(hashed(path) for path in pattern.inbox.rglob("*.*"))
        assert sum(hashes.values()) == FILES
        yield Taking(
            server,
            pattern.root,
            figures,
            rejected,
            hashes,
            contents(undisturbed),
            outcomes(check_receipts(undisturbed)),
            seconds,
        )


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def hashed(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def contents(data: DataFolder) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(data.warehouse)) as connection:
        return {
            table: connection.execute(f"select * exclude ({', '.join(without)}) from {table} order by all").fetchall()
            for table, without in (("figures", ["note"]), ("rejected_rows", ["cell"]), ("submissions", ["received_at"]))
        }


def check_between(taking: Taking, data: DataFolder) -> None:
    """Whenever it was killed: each file in one place, its rows all there or none, receipts that show whole."""
    assert Counter(map(hashed, [*files_below(data.inbox), *files_below(data.archive)])) == taking.hashes
    check_receipts(data)
    if data.warehouse.exists():
        with duckdb.connect(str(data.warehouse)) as connection:
            tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
            if not {"submissions", "figures"} <= tables:
                return
            unlike = connection.execute(
                "with counted as (select submission_id, count(*) as found from figures group by all)"
                " select * from submissions full join counted using (submission_id)"
                " where coalesce(found, 0) is distinct from rows_accepted"
            ).fetchall()
            assert unlike == []
            hashes = {sha256 for (sha256,) in connection.execute("select sha256 from submissions").fetchall()}
        assert set(map(hashed, files_below(data.archive))) <= hashes


def check_receipts(data: DataFolder) -> list[Path]:
    shown = [path for path in files_below(data.receipts) if not path.name.startswith(".")]
    for path in shown:
        content = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".html":
            assert content.endswith("</html>\n")
        else:
            lines = list(csv.DictReader(content.splitlines()))
            assert lines[0]["outcome"] == "file"
            assert content.endswith("\n")
    return shown


def outcomes(receipts: list[Path]) -> dict[str, str]:
    """What the receipts for programs say of each file, but for the times."""
    return {
        f"{path.parent.name}/{path.name}": re.sub(
            r"\d{4}-\d\d-\d\d \d\d:\d\d", "", path.read_text(encoding="utf-8-sig")
        )
        for path in receipts
        if path.suffix == ".csv"
    }


def check_after(taking: Taking, data: DataFolder) -> None:
    """After the next run: every row once, every file in the archive, its receipts beside, nothing else left."""
    found = contents(data)
    with duckdb.connect(str(data.warehouse)) as connection:
        figures = Counter(value for (value,) in connection.execute("select value from figures").fetchall())
        rejected = Counter(
            connection.execute(
                "select file_name, row_number, rejected_rows.reason_code from rejected_rows"
                " join submissions using (submission_id) where severity = 'error'"
            ).fetchall()
        )
    assert figures == taking.figures
    assert rejected == taking.rejected
    assert found == taking.undisturbed
    assert files_below(data.inbox) == []
    assert Counter(map(hashed, files_below(data.archive))) == taking.hashes
    shown = check_receipts(data)
    assert Counter(path.suffix for path in shown) == {".html": FILES, ".csv": FILES}
    assert outcomes(shown) == taking.outcomes
    hidden = [path for path in data.root.rglob(".*") if path != data.scratch]
    assert hidden == []
    assert [*data.scratch.rglob("*")] == []
    assert [path.name for path in data.root.iterdir() if path.name.startswith("warehouse")] == ["warehouse.duckdb"]


@pytest.mark.long
def test_a_run_that_is_killed_again_and_again_ends_where_one_does_that_is_not(taking: Taking, tmp_path: Path):
    """Each run is killed some files after the one before, while it takes the next; ten are left to the last."""
    chance = random.Random(SEED)
    data = taking.folder(tmp_path / "data")
    for number in range(KILLS):
        moment = (FILES // 2 * number // (KILLS - 1), chance.uniform(0, taking.seconds / FILES))
        assert run(taking.server, data, kill=moment) == "SIGKILL"
        check_between(taking, data)
    assert run(taking.server, data) == "ended"
    check_after(taking, data)


@pytest.mark.long
def test_nothing_is_lost_or_doubled_by_a_kill_at_any_of_sixty_moments(taking: Taking, tmp_path: Path):
    """At random within the time of a file, after each number of files in turn."""
    chance = random.Random(SEED)
    killed = 0
    for number in range(SIXTY):
        data = taking.folder(tmp_path / str(number))
        moment = (FILES * number // SIXTY, chance.uniform(0, taking.seconds / FILES))
        killed += run(taking.server, data, kill=moment) == "SIGKILL"
        check_between(taking, data)
        assert run(taking.server, data) == "ended"
        check_after(taking, data)
        shutil.rmtree(data.root)
    assert killed >= SIXTY - 3  # in the midst of the last file it may end before


def test_a_kill_between_two_steps_is_made_good(taking: Taking, tmp_path: Path):
    """One run after another dies at the next place of taking a file; the last finishes."""
    data = taking.folder(tmp_path / "data")
    for place in PLACES:
        assert run(taking.server, data, *place) == "SIGKILL"
        check_between(taking, data)
    assert run(taking.server, data) == "ended"
    check_after(taking, data)
