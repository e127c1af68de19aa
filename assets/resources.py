"""What assets, sensors and checks are given: the data folder, its registry, the warehouse, the as-of date.

No run chooses them: whoever may launch a run in the UI would otherwise let this process read and move files that are
his, not theirs. So no resource takes a config, and a run that brings one is refused.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import dagster as dg

from assets import environment
from assets.runs import at_work
from pipelines.reference.registry import Registry, load_registry
from pipelines.storage.arrivals import Looks
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.region_folders import RegionFolders, find_region_folders
from pipelines.storage.warehouse import Warehouse, open_warehouse


@dataclass(frozen=True)
class DataResource:
    """A data folder. Unset fields come from DUIBIAO_DATA, DUIBIAO_AS_OF, DUIBIAO_WAIT and DUIBIAO_SETTLED_AFTER of this
    process."""

    root: str | None = None
    as_of_date: str | None = None
    wait_seconds: float | None = None
    settled_after_seconds: float | None = None

    @property
    def folder(self) -> DataFolder:
        return environment.data_folder(self.root)

    @property
    def as_of(self) -> date:
        return environment.as_of(self.as_of_date)

    @property
    def today(self) -> date:
        return environment.today()

    @property
    def wait(self) -> float:
        """Seconds to wait for another process."""
        return environment.seconds("DUIBIAO_WAIT", 60) if self.wait_seconds is None else self.wait_seconds

    @cached_property
    def looks(self) -> Looks:
        """What this process has seen of files in inboxes that may still be written to."""
        given = self.settled_after_seconds
        return Looks(environment.seconds("DUIBIAO_SETTLED_AFTER", 5) if given is None else given)

    @cached_property
    def registry(self) -> Registry:
        return load_registry(self.folder.reference)

    def region_folders(self) -> dict[str, RegionFolders]:
        return find_region_folders(self.folder, self.registry)

    @contextmanager
    def warehouse(self) -> Iterator[Warehouse]:
        """The warehouse, open to write; a run that finds it held waits, then fails with who holds it."""
        with open_warehouse(self.folder.warehouse, self.wait) as warehouse:
            yield warehouse


class _DataOfRun(DataResource):
    """The data while a run has its turn: the warehouse stays open, since to open it takes as long as to work on a small
    table. After an error it is opened anew: a database whose disk was full takes nothing more."""

    def __init__(self, data: DataResource) -> None:
        self.__dict__.update(data.__dict__)

    @cached_property
    def _stack(self) -> ExitStack:
        return ExitStack()

    @cached_property
    def _opened(self) -> Warehouse:
        return self._stack.enter_context(super().warehouse())

    @contextmanager
    def warehouse(self) -> Iterator[Warehouse]:
        try:
            yield self._opened
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.__dict__.pop("_opened", None)
        self._stack.close()


Data = dg.ResourceParam[DataResource]  # what a function is given


def fixed_resources(data: DataResource) -> dict[str, dg.ResourceDefinition]:
    """All resources of the code location. Values go by the warehouse, so Dagster's own store of them is the memory."""
    return {
        "data": dg.ResourceDefinition(lambda context: _data_of(context, data), config_schema={}),
        "io_manager": dg.IOManagerDefinition(lambda _: dg.InMemoryIOManager(), config_schema={}),
    }


def _data_of(context: dg.InitResourceContext, data: DataResource) -> Iterator[DataResource]:
    """What a sensor is given at once, and a run when it has its turn, for as long as it runs."""
    if context.run is None:
        yield data
    else:
        with at_work(data.folder, context.run.run_id, data.wait), closing(_DataOfRun(data)) as data_of_run:
            yield data_of_run
