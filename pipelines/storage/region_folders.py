"""Which region each folder below documents/ and actuals/inbox/ belongs to.

A folder is named by GB/T 2260 code, Chinese name or unambiguous pinyin; several folders may name one region.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.reference.registry import AmbiguousRegionError, Region, Registry, UnknownRegionError
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.names import shown


@dataclass
class RegionFolders:
    """The folders of one region. `label` is its unambiguous Chinese name and the partition key."""

    label: str
    region: Region | None  # None: no region of that name; `reason` says so in Chinese
    reason: str | None = None
    documents: list[Path] = field(default_factory=list)
    inboxes: list[Path] = field(default_factory=list)


def find_region_folders(data: DataFolder, registry: Registry) -> dict[str, RegionFolders]:
    """Label → folders, in the order of labels. A folder that names no region is kept under its own name."""
    found: dict[str, RegionFolders] = {}
    for folder in _folders(data.documents):
        _enter(found, shown(folder.name), registry).documents.append(folder)
    for folder in _folders(data.inbox):
        _enter(found, shown(folder.name), registry).inboxes.append(folder)
    return dict(sorted(found.items()))


def files_outside_regions(data: DataFolder) -> list[Path]:
    """Files that lie beside the region folders, where nothing takes them."""
    return [
        path
        for root in (data.documents, data.inbox)
        if root.is_dir()
        for path in sorted(root.iterdir())
        if path.is_file() and not path.name.startswith(".")
    ]


def _folders(root: Path) -> Iterator[Path]:
    if root.is_dir():
        yield from sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))


def _enter(found: dict[str, RegionFolders], name: str, registry: Registry) -> RegionFolders:
    try:
        region = registry.resolve_region(name)
        label, reason = registry.label(region), None
    except (UnknownRegionError, AmbiguousRegionError) as error:
        region, reason = None, f"文件夹“{name}”不能确定是哪个地区: {error} 请用区划代码、中文全名或拼音为文件夹命名。"
        label = name.replace(",", "，").replace("...", "…")  # Dagster's partition keys hold neither
    return found.setdefault(label, RegionFolders(label, region, reason))
