"""Which region each folder below documents/ and actuals/inbox/ belongs to.

A folder is named by GB/T 2260 code, Chinese name or unambiguous pinyin; several folders may name one region. An inbox
named 各地区 or shared takes files that cover many regions; each row belongs to the region that it names.

No region's folder is a link: whoever may lay files into an inbox could otherwise have this program read, empty and fill
folders that are closed to him. A link to a folder beside it would count every plan there twice. The data folder itself,
and documents/, inbox/, archive/ and receipts/ in it, are the operator's, and may be.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines.reference.registry import AmbiguousRegionError, Region, Registry, UnknownRegionError
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.names import shown

SHARED = "各地区"
SHARED_NAMES = frozenset({SHARED, "shared"})
COUNTRY = "100000"


@dataclass
class RegionFolders:
    """The folders of one region. `label` is its unambiguous Chinese name and the partition key."""

    label: str
    region: Region | None  # None: no region of that name
    reason: str | None = None  # why the files of its inboxes are left lying, in Chinese; None: they are taken
    documents: list[Path] = field(default_factory=list)
    inboxes: list[Path] = field(default_factory=list)
    links: list[Path] = field(default_factory=list)  # refused: they stand where folders of the region would


def find_region_folders(data: DataFolder, registry: Registry) -> dict[str, RegionFolders]:
    """Label → folders, in the order of labels. A folder that names no region is kept under its own name."""
    found: dict[str, RegionFolders] = {}
    for folder in _folders(data.documents):
        region = _enter(found, shown(folder.name), registry)
        (region.links if folder.is_symlink() else region.documents).append(folder)
    for folder in _folders(data.inbox):
        enter = _enter_shared if folder.name in SHARED_NAMES else _enter
        region = enter(found, shown(folder.name), registry)
        (region.links if folder.is_symlink() else region.inboxes).append(folder)
    for label, region in found.items():
        # Of what is no region nothing is written, and its name may be longer as text than a file system takes.
        places = [root / label for root in (data.archive, data.receipts) if region.region]
        written = [link for place in places for link in _links(place)]
        if written:
            region.links += written
            region.reason = region.reason or refusal(written[0])
    return dict(sorted(found.items()))


def refusal(link: Path) -> str:
    """Why a linked folder is refused, and what to do, in Chinese."""
    return f"{shown(link)} 是链接。地区文件夹不能是链接,请删除链接,改建文件夹,把文件放进去。"


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
        yield from sorted(path for path in root.iterdir() if _is_folder(path) and not path.name.startswith("."))


def _links(folder: Path) -> list[Path]:
    """The folder itself if it is a link, else the links to folders in it."""
    if folder.is_symlink():
        return [folder]
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return sorted(Path(entry.path) for entry in entries if entry.is_symlink() and _is_folder(Path(entry.path)))


def _is_folder(path: Path) -> bool:
    """Or a link that is none to a file, wherever it leads."""
    return path.is_dir() or (path.is_symlink() and not path.is_file())


def shared_region(registry: Registry) -> Region:
    """All regions at once: the whole country, but of level `shared`, since no figure is of all regions by itself.

    Raises KeyError if the registry lacks the country.
    """
    country = registry.region(COUNTRY)
    if country is None:
        raise KeyError(f"regions.csv lacks {COUNTRY}, the country.")
    return replace(country, name=SHARED, level="shared")


def _enter_shared(found: dict[str, RegionFolders], name: str, registry: Registry) -> RegionFolders:
    return found.setdefault(SHARED, RegionFolders(SHARED, shared_region(registry)))


def _enter(found: dict[str, RegionFolders], name: str, registry: Registry) -> RegionFolders:
    try:
        region = registry.resolve_region(name)
        label, reason = registry.label(region), None
    except (UnknownRegionError, AmbiguousRegionError) as error:
        region, reason = None, f"文件夹“{name}”不能确定是哪个地区: {error} 请用区划代码、中文全名或拼音为文件夹命名。"
        label = name.replace(",", "，").replace("...", "…")  # Dagster's partition keys hold neither
        label += "（规划）" if label == SHARED else ""  # plans are of one region each; the inbox of that name is taken
    return found.setdefault(label, RegionFolders(label, region, reason))
