"""What assets, sensors and checks are given: the data folder, its registry, the warehouse, the as-of date."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property

import dagster as dg

from assets import environment
from pipelines.reference.registry import Registry, load_registry
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.region_folders import RegionFolders, find_region_folders
from pipelines.storage.warehouse import Warehouse, open_warehouse


class DataResource(dg.ConfigurableResource):
    """A data folder. Unset fields come from DUIBIAO_DATA, DUIBIAO_AS_OF and DUIBIAO_WAIT."""

    root: str | None = None
    as_of_date: str | None = None
    wait_seconds: float | None = None

    @property
    def folder(self) -> DataFolder:
        return environment.data_folder(self.root)

    @property
    def as_of(self) -> date:
        return environment.as_of(self.as_of_date)

    @property
    def today(self) -> date:
        return environment.today()

    @cached_property
    def registry(self) -> Registry:
        return load_registry(self.folder.reference)

    def region_folders(self) -> dict[str, RegionFolders]:
        return find_region_folders(self.folder, self.registry)

    @contextmanager
    def warehouse(self) -> Iterator[Warehouse]:
        """The warehouse, open to write; a run that finds it held waits, then fails with who holds it."""
        wait = self.wait_seconds if self.wait_seconds is not None else float(os.environ.get("DUIBIAO_WAIT") or 60)
        with open_warehouse(self.folder.warehouse, wait) as warehouse:
            yield warehouse
