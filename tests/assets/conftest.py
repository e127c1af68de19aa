"""A data folder in a temporary place and a Dagster instance of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets.resources import DataResource
from assets.running import Outcome, bring_up_to_date

AS_OF = "2026-11-21"


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


@pytest.fixture
def data(tmp_path: Path, sample_data: Callable[[Path], Path]) -> DataResource:
    """The sample data folder; every file in it was complete long ago."""
    return DataResource(root=str(sample_data(tmp_path / "data")), as_of_date=AS_OF, wait_seconds=5)


@pytest.fixture
def empty_data(tmp_path: Path) -> DataResource:
    return DataResource(root=str(tmp_path / "data"), as_of_date=AS_OF, wait_seconds=5)


@pytest.fixture
def refresh(instance: dg.DagsterInstance) -> Callable[..., Outcome]:
    def run(data: DataResource, force: bool = False) -> Outcome:
        return bring_up_to_date(instance, data, force)

    return run


@pytest.fixture
def published() -> Callable[..., list[tuple[object, ...]]]:
    """Rows of a query on the published file."""

    def query(data: DataResource, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(data.folder.published / "attainment.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return query
