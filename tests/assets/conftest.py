"""A data folder in a temporary place and a Dagster instance of its own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from dagster._core.definitions.dynamic_partitions_request import DeleteDynamicPartitionsRequest

from assets.definitions import defs
from assets.partitions import NAME
from assets.resources import DataResource
from assets.running import Outcome, bring_up_to_date
from assets.sensors import changed_files

AS_OF = "2026-11-21"
LONG_AGO = (1_700_000_000, 1_700_000_000)  # complete: nothing is left for the next look


class World:
    """A data folder and the Dagster instance that runs over it."""

    def __init__(self, root: Path, instance: dg.DagsterInstance) -> None:
        self.data = DataResource(root=str(root), as_of_date=AS_OF, wait_seconds=5, settled_after_seconds=0)
        self.folder = self.data.folder
        self.instance = instance
        self.cursor = ""  # the sensor's

    def refresh(self, force: bool = False) -> Outcome:
        return bring_up_to_date(self.instance, self.data, force)

    def write(self, path: str, content: str | bytes) -> Path:
        place = self.folder.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(place, LONG_AGO)
        return place

    def published(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of a query on the published file."""
        with duckdb.connect(str(self.folder.published / "attainment.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def tick(world: World) -> dg.SensorResult | dg.SkipReason:
    """What the sensor answers, its changes of the list of partitions done as the daemon does them."""
    given = {"data": world.data}
    result = changed_files(
        dg.build_sensor_context(instance=world.instance, resources=given, definitions=defs, cursor=world.cursor)
    )
    if isinstance(result, dg.SensorResult):
        world.cursor = result.cursor or world.cursor
    for request in result.dynamic_partitions_requests or () if isinstance(result, dg.SensorResult) else ():
        if isinstance(request, DeleteDynamicPartitionsRequest):
            for label in request.partition_keys:
                world.instance.delete_dynamic_partition(NAME, label)
        else:
            world.instance.add_dynamic_partitions(NAME, request.partition_keys)
    return result


@pytest.fixture(scope="module")
def sample_world(tmp_path_factory: pytest.TempPathFactory, sample_data: Callable[[Path], Path]) -> Iterator[World]:
    """The sample data folder, nothing run yet."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield World(sample_data(tmp_path_factory.mktemp("sample")), instance)


@pytest.fixture
def empty_world(tmp_path: Path) -> Iterator[World]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield World(tmp_path, instance)
