"""Readers in processes of their own, while one publication follows another: no error, no mixed state.

Every table of publication n says n in each of its rows, and has ROWS + n of them; so a query over several tables sees
at once whether it was given two publications, or half of one.
"""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.publication import live_file, publishing
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.warehouse import Warehouse, open_warehouse

ROWS = 3000
MARKED = {  # table → its key, and the column that says n
    "documents": ("document_id", "title"),
    "target_units": ("target_id", "unit_name"),
    "targets_to_review": ("target_id", "reason"),
    "rejected_rows": ("submission_id", "cell"),
}
QUERY = " union all ".join(f"select min({c}), max({c}), count(*) from {t}" for t, (_, c) in MARKED.items())
JOIN = (
    "select min(title), max(targets_to_review.reason), count(*) from documents"
    " join target_units on document_id = target_id join targets_to_review using (target_id)"
)
READ = """
import sys, json, pathlib, time, duckdb
file, is_fresh, in_transaction, queries, rows, stop = json.loads(sys.argv[1])
seen, errors, con = [], [], None
while not errors and not pathlib.Path(stop).exists():
    time.sleep(0.02)
    try:
        if is_fresh or con is None:
            con and con.close()
            con = duckdb.connect(file, read_only=True)
        in_transaction and con.execute("begin")
        answers = [con.execute(query).fetchall() for query in queries]
        in_transaction and con.execute("commit")
    except Exception as error:
        errors.append(repr(error))
        break
    for answer in [sum(answers, [])] if in_transaction else answers:
        states = {number for low, high, _ in answer for number in (low, high)}
        if len(states) != 1 or {count for _, _, count in answer} != {rows + int(*states)}:
            errors.append(f"mixed: {answer}")
        else:
            seen.append(int(*states))
            len(seen) == 1 and print("reading", flush=True)
print(json.dumps({"queries": len(seen), "states": len(set(seen)), "ordered": seen == sorted(seen), "errors": errors}))
"""
READERS = {
    "BI file, fresh": ("attainment.duckdb", True, False),
    "live file, fresh": ("attainment_live.duckdb", True, True),
    "live file, left open": ("attainment_live.duckdb", False, False),
    "live file, left open, transactions": ("attainment_live.duckdb", False, True),
}


@pytest.mark.parametrize("publications", [10, pytest.param(200, marks=pytest.mark.long)])
def test_readers_see_one_state_whatever_is_published_meanwhile(
    publications: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Shelves change every 12 s and what was replaced goes at once, so that the tidying is under way as well."""
    for name, milliseconds in {"PERIOD": 12_000, "LONGEST_QUERY": 6_000, "LEAD": 300}.items():
        monkeypatch.setattr(live_file, name, milliseconds)
    monkeypatch.setattr(publishing, "KEPT_FOR", timedelta(0))
    monkeypatch.setattr(
        publishing, "PARTS", {part: publishing.PARTS[part] for part in ("bi_file", "parquet_files", "live_file")}
    )
    folder, stop = DataFolder(tmp_path), tmp_path / "stop"
    readers: dict[str, subprocess.Popen[str]] = {}
    with open_warehouse(folder.warehouse) as warehouse:
        try:
            for number in range(1, publications + 1):
                mark(warehouse, number)
                publishing.publish(warehouse, folder, date(2026, 11, 21))
                if number == 1:
                    readers = {
                        name: start(folder.published / file, *how, stop) for name, (file, *how) in READERS.items()
                    }
                    assert {reader.stdout.readline() for reader in readers.values()} == {"reading\n"}
        finally:
            stop.touch()
    answers = {name: json.loads(reader.communicate()[0] or "{}") for name, reader in readers.items()}
    print(json.dumps(answers, indent=1))
    for answer in answers.values():
        assert answer["errors"] == []
        assert answer["ordered"]
        assert answer["states"] > 3
    left = [path.name for path in folder.publications.iterdir()]
    assert len(left) < 2 + publications


def mark(warehouse: Warehouse, number: int) -> None:
    with warehouse.transaction():
        for table, (key, column) in MARKED.items():
            warehouse.connection.execute(f"delete from {table}")
            warehouse.connection.execute(
                f"insert into {table} ({key}, {column}) select range::varchar, $n from range($rows)",
                {"n": str(number), "rows": ROWS + number},
            )


def start(file: Path, is_fresh: bool, in_transaction: bool, stop: Path) -> subprocess.Popen[str]:
    given = json.dumps([str(file), is_fresh, in_transaction, [QUERY, JOIN], ROWS, str(stop)])
    return subprocess.Popen([sys.executable, "-c", READ, given], stdout=subprocess.PIPE, text=True)
