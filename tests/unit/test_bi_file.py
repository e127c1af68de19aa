"""The published BI file: whole or not at all, with comments, of the oldest storage."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines.publication.bi_file import PUBLISHED_TABLES, VIEWS, publish_bi_file
from pipelines.schemas import TABLES
from pipelines.warehouse import open_warehouse


@pytest.fixture
def warehouse(tmp_path: Path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as opened:
        yield opened


def test_every_table_column_and_view_has_its_comment(warehouse, tmp_path):
    place = publish_bi_file(warehouse, tmp_path / "published")
    with duckdb.connect(str(place), read_only=True) as reader:
        tables = dict(reader.execute("select table_name, comment from duckdb_tables()").fetchall())
        views = dict(reader.execute("select view_name, comment from duckdb_views() where not internal").fetchall())
        columns = reader.execute(
            "select table_name, column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
    assert set(tables) == set(PUBLISHED_TABLES)
    assert views == VIEWS
    assert all(tables.values())
    uncommented = [
        (table, column) for table, column, comment in columns if table in TABLES and " | " not in str(comment)
    ]
    assert uncommented == []


def test_a_failed_publication_leaves_the_old_file_and_nothing_beside_it(warehouse, tmp_path, monkeypatch):
    place = publish_bi_file(warehouse, tmp_path / "published")
    before = place.read_bytes()
    monkeypatch.setattr("pipelines.publication.bi_file.VIEWS", {**VIEWS, "no_such_view": "x"})
    with pytest.raises(FileNotFoundError):
        publish_bi_file(warehouse, tmp_path / "published")
    assert place.read_bytes() == before
    assert [path.name for path in place.parent.iterdir()] == ["attainment.duckdb"]
    assert warehouse.rows("targets") == 0  # and the warehouse goes on


def test_a_reader_sees_the_old_state_until_it_opens_the_file_anew(warehouse, tmp_path):
    place = publish_bi_file(warehouse, tmp_path / "published")
    unit = {"target_id": "t1", "unit_name": "市科技局", "role": "lead", "position": 1}
    with duckdb.connect(str(place), read_only=True) as reader:
        warehouse.replace("target_units", pd.DataFrame([unit]))
        publish_bi_file(warehouse, tmp_path / "published")
        assert reader.execute("select count(*) from target_units").fetchall() == [(0,)]
    with duckdb.connect(str(place), read_only=True) as reader:
        assert reader.execute("select count(*) from target_units").fetchall() == [(1,)]


def test_a_folder_whose_name_holds_a_quote_is_a_place_like_any_other(warehouse, tmp_path):
    assert publish_bi_file(warehouse, tmp_path / "o'clock").exists()


def test_the_file_carries_no_keys_and_the_storage_of_1_0(warehouse, tmp_path):
    place = publish_bi_file(warehouse, tmp_path / "published")
    with duckdb.connect(str(place), read_only=True) as reader:
        assert reader.execute(
            "select count(*) from duckdb_constraints() where constraint_type <> 'NOT NULL'"
        ).fetchall() == [(0,)]
        assert reader.execute("select count(*) from duckdb_indexes()").fetchall() == [(0,)]
        tags = reader.execute("select tags::varchar from duckdb_databases() where not internal").fetchall()
    assert "v1.0.0" in tags[0][0]
