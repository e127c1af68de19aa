"""The published BI file: complete, with comments, of the oldest storage."""

import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.publication.publishing import publish
from pipelines.schemas.publication import VIEWS, DataDictionary, Publication
from pipelines.schemas.tables import PUBLISHED, TABLES
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.warehouse import open_warehouse


@pytest.fixture(scope="module")
def bi_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file, published from an empty warehouse."""
    folder = DataFolder(tmp_path_factory.mktemp("data"))
    with open_warehouse(folder.warehouse) as warehouse:
        return publish(warehouse, folder, date(2026, 11, 21))["bi_file"]


BOTH_FILES = pytest.mark.parametrize("file", ["attainment.duckdb", "attainment_live.duckdb"])


@BOTH_FILES
def test_every_table_view_and_column_has_a_chinese_and_an_english_comment(bi_file: Path, file: str):
    with duckdb.connect(str(bi_file.with_name(file)), read_only=True) as reader:
        described = reader.execute(
            "select table_name, comment from duckdb_tables() union all"
            " select view_name, comment from duckdb_views() where not internal"
        ).fetchall()
        columns = reader.execute(
            "select table_name || '.' || column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
    assert {name for name, _ in described} == {*PUBLISHED, *VIEWS, "publication", "data_dictionary"}
    assert len(columns) > 250
    assert [name for name, comment in described + columns if not re.search(r"[一-龥].* \| .*[a-z]", str(comment))] == []


def test_a_column_of_a_view_that_nothing_declares_is_refused():
    assert VIEWS["attainment_latest"].label("quote") == TABLES["targets"].labels()["quote"]
    with pytest.raises(KeyError, match="surprise"):
        VIEWS["attainment_latest"].label("surprise")


def test_the_data_dictionary_holds_every_table_view_and_column_and_itself(bi_file: Path):
    with duckdb.connect(str(bi_file), read_only=True) as reader:
        listed = reader.execute(
            "select table_name, column_name, type from data_dictionary where position > 0"
        ).fetchall()
        there = reader.execute(
            "select table_name, column_name, data_type from duckdb_columns() where not internal"
        ).fetchall()
        [(zh, en)] = reader.execute(
            "select zh, en from data_dictionary where table_name = 'scoreboard_by_unit' and column_name is null"
        ).fetchall()
        frame = reader.execute("select * from data_dictionary").df()
    assert sorted(listed) == sorted(there)
    assert (zh, en) == ("责任单位进度表", "Targets by status, a row a lead unit")
    DataDictionary.validate(frame, lazy=True)


def test_the_file_says_which_publication_it_is(bi_file: Path):
    with duckdb.connect(str(bi_file), read_only=True) as reader:
        frame = reader.execute("select * from publication").df()
    Publication.validate(frame, lazy=True)
    assert list(frame["publication_id"]) == [bi_file.resolve().parent.name]


def test_the_file_carries_no_keys_and_the_storage_of_1_0(bi_file: Path):
    with duckdb.connect(str(bi_file), read_only=True) as reader:
        assert reader.execute(
            "select count(*) from duckdb_constraints() where constraint_type <> 'NOT NULL'"
        ).fetchall() == [(0,)]
        assert reader.execute("select count(*) from duckdb_indexes()").fetchall() == [(0,)]
        tags = reader.execute("select tags::varchar from duckdb_databases() where not internal").fetchall()
    assert "v1.0.0" in tags[0][0]
