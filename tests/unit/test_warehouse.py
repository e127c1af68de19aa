"""The warehouse: checked writes, slices, transactions, one writer."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from pandera.errors import SchemaErrors

from pipelines.schemas.tables import TABLES
from pipelines.storage.data_folder import PROJECT
from pipelines.storage.warehouse import Warehouse, WarehouseHeldError, WarehouseNewerError, open_warehouse, parameters


@pytest.fixture
def warehouse(tmp_path: Path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as opened:
        yield opened


def target_units(*names: str, target: str = "t1") -> pd.DataFrame:
    return pd.DataFrame(
        [{"target_id": target, "unit_name": name, "role": "lead", "position": n} for n, name in enumerate(names, 1)]
    )


def test_every_table_stands_with_the_types_declared(warehouse: Warehouse):
    for table, model in TABLES.items():
        found = warehouse.select(
            "select column_name, data_type from duckdb_columns() where table_name = $table order by column_index",
            table=table,
        )
        assert dict(zip(found["column_name"], found["data_type"], strict=True)) == model.duckdb_types()


def test_replace_puts_a_frame_in_the_place_of_the_rows_named(warehouse: Warehouse):
    warehouse.replace("target_units", target_units("市科技局", "市财政局"))
    warehouse.replace("target_units", target_units("市水利局", target="t2"), "target_id = $id", id="t2")
    warehouse.replace("target_units", target_units("市教育局"), "target_id = $id", id="t1")
    left = warehouse.select("select target_id, unit_name from target_units order by target_id")
    assert left.values.tolist() == [["t1", "市教育局"], ["t2", "市水利局"]]


def test_a_frame_against_the_schema_is_refused_with_every_failure_and_nothing_changes(warehouse: Warehouse):
    warehouse.replace("target_units", target_units("市科技局"))
    bad = target_units("市财政局", "市水利局").assign(role="helper", position=0)
    with pytest.raises(SchemaErrors) as refused:
        warehouse.replace("target_units", bad)
    assert set(refused.value.failure_cases["column"]) == {"role", "position"}
    assert warehouse.rows("target_units") == 1


def test_a_transaction_is_all_or_nothing(warehouse: Warehouse):
    with pytest.raises(RuntimeError, match="half way"), warehouse.transaction():
        warehouse.replace("target_units", target_units("市科技局"))
        raise RuntimeError("half way")
    assert warehouse.rows("target_units") == 0


def test_a_table_of_older_columns_keeps_its_rows(tmp_path: Path):
    path = tmp_path / "warehouse.duckdb"
    with open_warehouse(path) as opened:
        opened.replace("target_units", target_units("市科技局"))
        opened.connection.execute("alter table target_units drop column position")
        opened.connection.execute("alter table target_units add column forgotten integer")
    with open_warehouse(path) as opened:
        rows = opened.select("select * from target_units")
    assert list(rows.columns) == list(TABLES["target_units"].duckdb_types())
    assert rows["unit_name"].tolist() == ["市科技局"]
    assert rows["position"].isna().all()


REJECTED = {"submission_id": "s1", "severity": "error", "reason_code": "not_a_number", "reason": "写数字"}


def write_with(path: Path, *changes: str) -> None:
    """A warehouse that has what no run can make again, its columns changed."""
    with open_warehouse(path) as opened:
        opened.replace("rejected_rows", pd.DataFrame([REJECTED], columns=TABLES["rejected_rows"].names()))
        for change in changes:
            opened.connection.execute(f"alter table rejected_rows {change}")


def test_a_warehouse_of_a_newer_program_is_refused_and_left_as_it_is(tmp_path: Path):
    path = tmp_path / "warehouse.duckdb"
    write_with(path, "add column weight integer default 7", "drop column cell")
    for _ in range(2):
        with pytest.raises(WarehouseNewerError, match=r"rejected_rows has columns .*weight"), open_warehouse(path):
            pass
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("select weight, reason from rejected_rows").fetchall() == [(7, "写数字")]


def test_a_column_that_was_renamed_brings_its_values_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "warehouse.duckdb"
    write_with(path, "rename column reason to why")
    with pytest.raises(WarehouseNewerError, match="why"), open_warehouse(path):
        pass
    monkeypatch.setattr("pipelines.storage.warehouse.RENAMED", {("rejected_rows", "why"): "reason"})
    with open_warehouse(path) as opened:
        assert opened.select("select reason, severity from rejected_rows").values.tolist() == [["写数字", "error"]]


def test_parameters_of_a_select():
    assert parameters("select $as_of, value from targets where region = $region or $as_of is null") == {
        "as_of",
        "region",
    }


def test_a_select_that_fails_is_named_by_its_own_error_and_what_is_written_next_keeps_its_order(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("pipelines.storage.warehouse.read_step", lambda table: "select error('not this') as target_id")
    with pytest.raises(duckdb.Error, match="not this"):
        warehouse.build("target_units")
    assert warehouse.select("select current_setting('preserve_insertion_order') as kept")["kept"].tolist() == [True]


def test_sentences_are_stored_as_declared(tmp_path: Path):
    path = tmp_path / "warehouse.duckdb"
    with open_warehouse(path) as opened:
        opened.build("attainment")  # creates the table anew
        opened.connection.execute(
            "insert into attainment by name select n::varchar as target_id, repeat(md5(n::varchar), 5) as reason,"
            " repeat(md5(n::varchar), 5) as status from range(5000) as numbers(n)"
        )
    with duckdb.connect(str(path)) as connection:
        stored = connection.execute(
            "select distinct column_name, compression from pragma_storage_info('attainment')"
            " where column_name in ('reason', 'status') and segment_type = 'VARCHAR'"
        ).fetchall()
    assert ("reason", "ZSTD") in stored
    assert ("status", "ZSTD") not in stored


def write_older(path: Path) -> None:
    """A warehouse with one table, as it was before it had all its columns."""
    with open_warehouse(path) as opened:
        opened.replace("target_units", target_units("市科技局", "市财政局"))
    with duckdb.connect(str(path)) as connection:
        connection.execute("alter table target_units drop column position")


@pytest.mark.parametrize("statement", [3, 4, 5, 6])  # created anew, filled, the older dropped, renamed
def test_an_older_table_comes_to_its_columns_and_keeps_its_rows_though_killed_in_between(
    statement: int, tmp_path: Path
):
    path = tmp_path / "warehouse.duckdb"
    write_older(path)
    code = (
        "from pathlib import Path; from taking_process import die_at\n"
        "from pipelines.storage.warehouse import open_warehouse\n"
        f"die_at('duckdb', 'DuckDBPyConnection.execute', '{statement}', 'after')\n"
        f"with open_warehouse(Path({str(path)!r})): print('opened')"
    )
    places = os.pathsep.join([str(PROJECT), str(Path(__file__).parent)])
    killed = subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": places}, check=False)
    assert killed.returncode == -signal.SIGKILL
    with open_warehouse(path) as opened:
        found = opened.select("select unit_name, position from target_units order by unit_name")
        assert found["unit_name"].tolist() == ["市科技局", "市财政局"]
        assert found["position"].isna().all()


def hold(path: Path, seconds: float) -> subprocess.Popen[str]:
    """Another process that has the warehouse open."""
    code = f"import duckdb, time; c = duckdb.connect({str(path)!r}); print('held', flush=True); time.sleep({seconds})"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline().strip() == "held"
    return process


def test_a_held_warehouse_is_waited_for(tmp_path: Path):
    path = tmp_path / "warehouse.duckdb"
    holder = hold(path, 1.0)
    started = time.monotonic()
    with open_warehouse(path, wait=30) as opened:
        assert opened.rows("targets") == 0
    assert time.monotonic() - started > 0.3
    holder.wait()


def test_who_holds_the_warehouse_is_named_when_waiting_ends(tmp_path: Path):
    path = tmp_path / "warehouse.duckdb"
    holder = hold(path, 60)
    try:
        with pytest.raises(WarehouseHeldError, match=rf"PID {holder.pid}\b"), open_warehouse(path, wait=0.5):
            pass
    finally:
        holder.kill()
        holder.wait()
