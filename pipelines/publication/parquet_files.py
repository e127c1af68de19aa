"""published/parquet/<table>.parquet: every table and view of the BI file, for whoever reads files."""

from pathlib import Path

import duckdb

from pipelines.publication.edition import Edition
from pipelines.storage.warehouse import quoted


def write_parquet_files(edition: Edition) -> Path:
    """Parquet 文件 | published/parquet/<table>.parquet: every table and view of the BI file"""
    folder = edition.folder / "parquet"
    folder.mkdir()
    with duckdb.connect(str(edition.bi_file), read_only=True) as connection:
        for (name,) in connection.execute("select table_name from information_schema.tables").fetchall():
            place = quoted(folder / f"{name}.parquet")
            connection.execute(f"copy (from {name}) to {place} (format parquet, compression zstd)")
    return folder
