"""Files of the inbox that no region's folder holds: beside the folders, in one that names no region, or in a folder
within a folder. They stay where they lie, and each has a receipt that says where it belongs."""

import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipelines.actuals.inbox import is_no_report
from pipelines.actuals.receipts.contents import Receipt
from pipelines.actuals.receipts.writing import distinct, write_receipt
from pipelines.actuals.rows.checking import CheckedFile
from pipelines.reference.registry import Region
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.names import shown
from pipelines.storage.region_folders import RegionFolders

log = logging.getLogger(__name__)

MOST = 1000  # files that are named; whoever lays down more sees it by these
BESIDE = "文件不在地区文件夹内，没有读。请移入 actuals/inbox/ 下以地区命名的文件夹；有许多地区的，移入“各地区”。"
DEEPER = "文件在“{folder}”里面的文件夹“{inner}”中，没有读。请移到“{folder}”里，不要再分文件夹。"


@dataclass(frozen=True)
class MisplacedFile:
    """`place`: its folders below the inbox. `region`: of the outermost, as its label; its own name where it is none."""

    path: Path
    place: tuple[str, ...]
    region: str
    reason: str


def find_misplaced(data: DataFolder, regions: Mapping[str, RegionFolders]) -> list[MisplacedFile]:
    """In the order of their paths, MOST of them at most; links are not followed."""
    return [*islice(_find(data, regions), MOST)]


def _find(data: DataFolder, regions: Mapping[str, RegionFolders]) -> Iterator[MisplacedFile]:
    found = {inbox.name: region for region in regions.values() for inbox in region.inboxes}
    for folder, inner, names in os.walk(data.inbox):
        inner[:] = sorted(name for name in inner if not is_no_report(name))
        place = Path(folder).relative_to(data.inbox).parts
        region = found.get(place[0]) if place else None
        if len(place) == 1 and (region is None or region.region):
            continue  # its files are taken, or it is a link that is refused as a whole
        for name in sorted(names):
            path = Path(folder) / name
            if is_no_report(name) or path.is_symlink() or not path.is_file():
                continue
            label = region.label if region else shown(place[0]) if place else ""
            yield MisplacedFile(path, place, label, _reason(place, region))


def _reason(place: tuple[str, ...], region: RegionFolders | None) -> str:
    if not place:
        return BESIDE
    if region and region.reason and not region.region:
        return region.reason
    return DEEPER.format(folder=shown(place[0]), inner=shown("/".join(place[1:])))


def write_receipts(data: DataFolder, files: list[MisplacedFile]) -> None:
    """A receipt for each, in folders of the same names below that of the receipts; none behind a link."""
    for file in files:
        folder = data.receipts.joinpath(*map(distinct, (file.region, *file.place[1:]) if file.place else ()))
        region = Region("", file.region or "actuals/inbox", "", None, "")
        checked = CheckedFile(
            "", region, shown(file.path.name), "", "refused", reason_code="misplaced_file", reason=file.reason
        )
        inside = [folder, *folder.parents]
        if any(place.is_symlink() for place in inside[: inside.index(data.receipts)]):
            continue
        try:
            write_receipt(Receipt(checked, None), folder, file.path.name)
        except OSError:
            log.exception("The receipt of %s could not be written", shown(file.path))
