"""What unit tests share: an empty data folder and its warehouse. Files are read in the test's own process, where it can
reach into the readers, and a thousand take no time; but for the tests that are marked `apart`."""

import pickle
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from pipelines.storage.data_folder import DataFolder
from pipelines.storage.reading_process import Answer, BoundedReader
from pipelines.storage.warehouse import Warehouse, open_warehouse

_loaded = lru_cache(4)(pickle.loads)


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


@pytest.fixture
def warehouse(data: DataFolder) -> Iterator[Warehouse]:
    with open_warehouse(data.warehouse) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("apart") is None:
        monkeypatch.setattr(BoundedReader, "ask", _ask)


def _ask(reader: BoundedReader[Any], *arguments: Any, seconds: int | None = None) -> Answer[Any]:
    """As a fork would do it: on copies of what it is given."""
    function, context, _ = _loaded(reader._function)
    copies = pickle.loads(pickle.dumps(arguments))
    return Answer(pickle.loads(pickle.dumps(function(*context, *copies))), 0.0, 0)
