"""The published BI file: complete, with comments, of the oldest storage."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.data_folder import DataFolder
from pipelines.publication.bi_file import PUBLISHED_TABLES, VIEWS
from pipelines.publication.publishing import publish
from pipelines.schemas import TABLES
from pipelines.warehouse import open_warehouse


@pytest.fixture(scope="module")
def bi_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file, published from an empty warehouse."""
    folder = DataFolder(tmp_path_factory.mktemp("data"))
    with open_warehouse(folder.warehouse) as warehouse:
        return publish(warehouse, folder, date(2026, 11, 21))["bi_file"]


def test_every_table_column_and_view_has_its_comment(bi_file: Path):
    with duckdb.connect(str(bi_file), read_only=True) as reader:
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


def test_the_file_carries_no_keys_and_the_storage_of_1_0(bi_file: Path):
    with duckdb.connect(str(bi_file), read_only=True) as reader:
        assert reader.execute(
            "select count(*) from duckdb_constraints() where constraint_type <> 'NOT NULL'"
        ).fetchall() == [(0,)]
        assert reader.execute("select count(*) from duckdb_indexes()").fetchall() == [(0,)]
        tags = reader.execute("select tags::varchar from duckdb_databases() where not internal").fetchall()
    assert "v1.0.0" in tags[0][0]
