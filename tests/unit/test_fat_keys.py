"""Every SELECT of sql/ where thousands are alike: no rows in pairs, under 1 GB of memory, within 20 s."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from attainment_oracle import Plan, Promise, World
from attainment_worlds import DERIVED, FAR_FUTURE, load, open_in_memory, world_of
from test_attainment import FLOW, PLAN, STOCK, TODAY, figure, promise

from pipelines.actuals.rows.checking import check_file
from pipelines.actuals.rows.on_record import Record
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.schemas.publication import VIEWS
from pipelines.storage.data_folder import PROJECT
from pipelines.storage.warehouse import SQL, Warehouse, parameters, read_sql

REVIEWS = ("targets_to_review", "figures_to_review")
ALIKE = 5_000
MOST_ROWS = 100 * ALIKE  # that any SELECT gives; in pairs they would be 5,000 times as many
MOST_SECONDS = 20
FOLDERS = ("checks", "steps", "views", "publication", "report", "ledger", "templates", "bulletin")
GIVEN = {
    "as_of": TODAY,
    "known_at": FAR_FUTURE,
    "targets_a_file": 50,
    "region": "德州市",
    "unit": None,
    "since": TODAY,
    "region_code": "371400",
    "period_start": date(2026, 10, 1),
    "period_end": date(2026, 10, 31),
    "few": 3,
    "most": ALIKE,
    "rows_named": 8,
    "jump_tolerance": 0.2,
}
REPORTED = [figure("2020", 10), figure("2025", 900, row_number=3)]


def targets(**given: Any) -> list[Promise]:
    return [promise(100 + (n if n % 2 else n % 7), target_id=f"t{n:05}", **given) for n in range(ALIKE)]


def sources_of_one_figure() -> World:
    figures = [figure("2025", 900 + n % 3, row_number=n + 2, source=f"来源{n}") for n in range(ALIKE)]
    return world_of([promise(1000)], figures, {"it": STOCK}, {"plan": PLAN})


def files_that_tell_one_figure() -> World:
    received = [datetime.fromisoformat("2026-01-01") + timedelta(minutes=n) for n in range(ALIKE)]
    figures = [
        figure("2025", 900 + n % 3, submission_id=f"s{n:05}", received_at=at, reason="更正" if n % 2 else None)
        for n, at in enumerate(received)
    ]
    return world_of([promise(1000)], figures, {"it": STOCK}, {"plan": PLAN})


def targets_of_one_plan() -> World:
    return world_of(targets(), REPORTED, {"it": STOCK}, {"plan": PLAN})


def plans_with_one_target() -> World:
    plans = {f"d{n:05}": Plan(date(2010, 1, 1) + timedelta(days=n % 4000) if n % 3 else None) for n in range(ALIKE)}
    planned = [replace(one, document_id=plan) for one, plan in zip(targets(), plans, strict=True)]
    return world_of(planned, REPORTED, {"it": STOCK}, plans)


def targets_of_two_years_that_fall() -> World:
    falling = [
        promise(10_000 - n, f"{2026 + n % 2}-12-31", target_id=f"t{n:05}", measure="cumulative") for n in range(ALIKE)
    ]
    return world_of(falling, REPORTED, {"it": STOCK}, {"plan": PLAN})


def additions_before_a_total() -> World:
    added = [
        promise(100 + n, f"{2025 + n % 2}-12-31", "increment" if n % 2 else "cumulative", target_id=f"t{n:05}")
        for n in range(ALIKE)
    ]
    return world_of(added, REPORTED, {"it": STOCK}, {"plan": PLAN})


def yearly_flows() -> World:
    months = [figure(f"2025-{m:02}", 10, basis="period", row_number=m) for m in range(1, 13)]
    years = [figure(f"{year}", 100 + year % 9, basis="ytd", row_number=year) for year in range(2021, 2025)]
    flows = [
        promise(100 + n % 9, measure=("level", "increment", "change")[n % 3], target_id=f"t{n:05}")
        for n in range(ALIKE)
    ]
    return world_of(flows, months + years, {"it": FLOW}, {"plan": PLAN})


WORLDS = [
    sources_of_one_figure,
    files_that_tell_one_figure,
    targets_of_one_plan,
    plans_with_one_target,
    targets_of_two_years_that_fall,
    additions_before_a_total,
    yearly_flows,
]


@contextmanager
def bounded(connection: duckdb.DuckDBPyConnection, what: str) -> Iterator[None]:
    """Under 1 GB without the disk, within MOST_SECONDS of processor time."""
    connection.execute("set memory_limit = '1GB'")
    connection.execute("set temp_directory = ''")
    began = time.process_time()
    yield
    seconds = time.process_time() - began
    assert seconds < MOST_SECONDS, f"{what}: {seconds:.1f} s"


def read_all(connection: duckdb.DuckDBPyConnection, sql: str, what: str, **params: Any) -> int:
    """Rows of a SELECT, every column of them computed."""
    with bounded(connection, what):
        read = connection.execute(sql, {name: params[name] for name in parameters(sql)} or None)
        rows = 0
        while piece := read.fetchmany(2_000):
            rows += len(piece)
    assert rows <= MOST_ROWS, f"{what}: {rows} rows"
    return rows


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.__name__)
def test_every_select_takes_thousands_alike(world: Callable[[], World]):
    with open_in_memory() as warehouse:
        connection = warehouse.connection
        load(warehouse, world())
        add_what_hangs_on_targets(warehouse)
        for table in (*DERIVED, *REVIEWS):
            given = {name: GIVEN[name] for name in parameters(read_sql("tables", table))}
            with bounded(connection, table):
                warehouse.build(table, **given)
            assert warehouse.rows(table) <= MOST_ROWS, table
        make_readable(connection)
        for folder in FOLDERS:
            for path in sorted((SQL / folder).glob("*.sql")):
                read_all(connection, read_sql(folder, path.stem), f"{folder}/{path.stem}", **GIVEN)


def add_what_hangs_on_targets(warehouse: Warehouse) -> None:
    """Units that answer for one target, corrections of one target, files refused, names that nobody knows."""
    one = "(select min(target_id) from targets)"
    for rows in (
        f"target_units select {one}, '单位' || n, case n % 2 when 0 then 'lead' else 'support' end, n + 1",
        f"corrections select {one}, 'edit', 'value', n, '公园', 'why'",
        "indicator_links select '名称' || n, '名称' || n, '名称' || n, false, ['相近']",
        (
            "document_figures by name select 'f' || n as figure_id, 'plan' as document_id, '某区' as region,"
            " '原文' as quote, 0.1 as confidence, n as value, 'exactly' as comparator, n as value_start,"
            " n + 1 as value_end, ['count'] as rules"
        ),
    ):
        warehouse.connection.execute(f"insert into {rows} from range({ALIKE}) as numbers(n)")
    warehouse.connection.execute(
        "insert into extracted_targets by name select *, [] as lead_units from targets limit 1"
    )


def make_readable(connection: duckdb.DuckDBPyConnection) -> None:
    """What SELECTs of the publication read beside tables: its views, a macro, and the publication before."""
    for view in sorted(VIEWS, key=lambda view: view not in ("attainment_latest", "status_counts")):
        connection.execute(f"create view {view} as {read_sql('views', view)}")
    connection.execute("create macro as_text(said) as said")
    connection.execute("attach ':memory:' as previous")
    connection.execute(
        "create table previous.attainment_latest as select * replace (-1 as observed) from attainment_latest"
    )


REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)
LINKER = Linker(REGISTRY.indicators)
DEZHOU = REGISTRY.resolve_region("德州市")
FILES = {
    "one_figure": lambda n: f"公共图书馆,2024,{11 + n % 3},个,期末,德州市统计局",
    "one_figure_from_many_sources": lambda n: f"公共图书馆,2024,{11 + n % 3},个,期末,来源{n}",
    "months_of_many_sources": lambda n: f"发电量,{2000 + n % 20}-{1 + n % 12:02},{n},亿千瓦时,当期,来源{n % 90}",
    "names_that_nobody_knows": lambda n: f"无人知晓{n},2024,1,个,期末,统计局",
    "taken_back": lambda n: f"公共图书馆,2024,撤回,个,期末,来源{n}",
}


@pytest.mark.parametrize("row", FILES.values(), ids=FILES.keys())
def test_every_select_takes_a_file_of_thousands_of_rows_alike(row: Callable[[int], str], tmp_path: Path):
    path = tmp_path / "报送.csv"
    path.write_text("\n".join(["指标,报告期,数值,单位,口径,来源", *map(row, range(ALIKE)), ""]), encoding="utf-8")
    with open_in_memory() as warehouse, bounded(warehouse.connection, "the file"):
        load(warehouse, on_record_from_many_sources())
        checked = check_file(path, DEZHOU, REGISTRY, LINKER, TODAY, tmp_path, Record(warehouse, LINKER))
        assert checked.rows_accepted + checked.rows_rejected == ALIKE
        assert checked.staging
        for select in sorted((SQL / "rows").glob("*.sql")):
            read_all(checked.staging.connection, read_sql("rows", select.stem), select.stem, **GIVEN)


def on_record_from_many_sources() -> World:
    figures = [figure("2024", 11, row_number=n + 2, source=f"来源{n}", indicator_id="公共图书馆") for n in range(ALIKE)]
    return world_of([], figures, {"公共图书馆": STOCK})


def test_no_select_is_left_out():
    folders = {path.parent.name for path in SQL.glob("*/*.sql")}
    assert folders == {*FOLDERS, "tables", "rows", "record"}
    assert {path.stem for path in (SQL / "tables").glob("*.sql")} == {*DERIVED, *REVIEWS}
