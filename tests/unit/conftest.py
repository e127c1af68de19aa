"""What unit tests share: an empty data folder and its warehouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.storage.data_folder import DataFolder
from pipelines.storage.warehouse import Warehouse, open_warehouse


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


@pytest.fixture
def warehouse(data: DataFolder) -> Iterator[Warehouse]:
    with open_warehouse(data.warehouse) as opened:
        yield opened
