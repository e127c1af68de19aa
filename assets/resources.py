"""What assets, sensors and checks are given: the data folder, its registry, the warehouse, the as-of date."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path

import dagster as dg

from pipelines.data_folder import PROJECT, DataFolder
from pipelines.region_folders import RegionFolders, find_region_folders
from pipelines.registry import Registry, load_registry
from pipelines.warehouse import Warehouse, open_warehouse


class DataResource(dg.ConfigurableResource):
    """A data folder. Unset fields come from DUIBIAO_DATA, DUIBIAO_AS_OF and DUIBIAO_WAIT."""

    root: str | None = None
    as_of_date: str | None = None
    wait_seconds: float | None = None

    @property
    def folder(self) -> DataFolder:
        root = self.root or os.environ.get("DUIBIAO_DATA") or str(PROJECT / "data")
        return DataFolder(Path(root).resolve())

    @property
    def as_of(self) -> date:
        """The day that attainment is seen from."""
        text = self.as_of_date or os.environ.get("DUIBIAO_AS_OF")
        return date.fromisoformat(text) if text else self.today

    @property
    def today(self) -> date:
        """The bureau's own calendar day: what lies behind it has happened, whatever day attainment is seen from."""
        return date.today()  # noqa: DTZ011

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
