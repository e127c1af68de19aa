"""What is wrong with a data folder and its settings, and what to do. It looks and changes nothing."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from assets import environment
from assets.resources import DataResource
from assets.retention import runs_to_keep
from assets.staleness import is_recomputed, stale_regions, unfinished_files
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.names import is_text, shown
from pipelines.storage.region_folders import files_outside_regions
from pipelines.storage.turns import is_held

Grade = Literal["well", "worth a look", "fault"]
MARKS: dict[Grade, tuple[str, str]] = {
    "well": ("ok", "green"),
    "worth a look": ("? ", "yellow"),
    "fault": ("! ", "red"),
}
LEAST_FREE = 2**30  # bytes, beside twice what the warehouse takes: a publication is written whole before one goes


@dataclass(frozen=True)
class Finding:
    """One line of the answer. `what`: what was found, and for all but what is well what to do."""

    grade: Grade
    what: str

    @property
    def is_fault(self) -> bool:
        return self.grade == "fault"

    @property
    def mark(self) -> str:
        return MARKS[self.grade][0]

    @property
    def colour(self) -> str:
        return MARKS[self.grade][1]


def examine(folder: DataFolder) -> Iterator[Finding]:
    """Every finding, in the order in which they should be mended."""
    data = DataResource(str(folder.root))
    for look in (_settings, _folder, _reference, _regions, _warehouse, _publication, _programs):
        try:
            yield from look(data)
        except Exception as error:  # what one look meets hides no other
            yield Finding("fault", f"{look.__name__.strip('_')}: {error}")


def _settings(data: DataResource) -> Iterator[Finding]:
    asked: tuple[tuple[str, Callable[[], object]], ...] = (
        ("DUIBIAO_AS_OF", lambda: data.as_of),
        ("DUIBIAO_ZONE", environment.zone),
        ("DUIBIAO_WAIT", lambda: data.wait),
        ("DUIBIAO_SETTLED_AFTER", lambda: data.looks),
        ("DUIBIAO_KEEP_RUNS", runs_to_keep),
    )
    for name, read in asked:
        try:
            read()
        except ValueError as error:
            yield Finding("fault", f"{name}: {error}")
        else:
            if given := os.environ.get(name):
                yield Finding("well", f"{name} = {given}")


def _folder(data: DataResource) -> Iterator[Finding]:
    root = data.folder.root
    if not root.is_dir():
        yield Finding("fault", f"{root} is no folder: make it, with documents/<region>/ in it, or set DUIBIAO_DATA.")
        return
    if not is_text(root) or set("?%\\") & set(str(root)):
        yield Finding("fault", f"{shown(root)}: nothing can be kept below a ?, % or \\, or a name that is not UTF-8.")
    for place in (root, data.folder.inbox, data.folder.archive, data.folder.receipts):
        if place.is_dir() and not os.access(place, os.W_OK | os.X_OK):
            yield Finding("fault", f"{place} cannot be written to by this user: give the right to write.")
    taken = data.folder.warehouse.stat().st_size if data.folder.warehouse.exists() else 0
    free, wanted = shutil.disk_usage(root).free, LEAST_FREE + 2 * taken
    if free < wanted:
        yield Finding(
            "worth a look", f"{root} has {free / 1e9:.1f} GB free; {wanted / 1e9:.1f} GB are on the safe side."
        )
    else:
        yield Finding("well", f"{root}: {free / 1e9:.0f} GB free, the warehouse takes {taken / 1e9:.2f} GB")


def _reference(data: DataResource) -> Iterator[Finding]:
    registry = load_registry(data.folder.reference)
    own = sorted(path.name for path in (data.folder.root / "reference").glob("*.csv"))
    yield Finding(
        "well", f"{len(registry.indicators)} indicators, {len(registry.regions)} regions; own: {own or 'none'}"
    )


def _regions(data: DataResource) -> Iterator[Finding]:
    folders = data.region_folders()
    for label, found in folders.items():
        if found.reason:
            yield Finding("worth a look", f"{label}: {found.reason}")
    for path in files_outside_regions(data.folder):
        yield Finding("worth a look", f"{shown(path)} lies in no region's folder: nothing takes it.")
    for path in unfinished_files(data):
        yield Finding("worth a look", f"{shown(path)} is still being written, or was a moment ago: look again.")
    yield Finding("well", f"{len(folders)} region folders")


def _warehouse(data: DataResource) -> Iterator[Finding]:
    folder = data.folder
    if is_held(folder.turn):
        yield Finding("worth a look", f"a run is at work ({_word(folder.turn)}): what follows may be about to change.")
        return
    if not folder.warehouse.exists():
        yield Finding("worth a look", "there is no warehouse yet: duibiao run makes it.")
        return
    try:
        with duckdb.connect(str(folder.warehouse), read_only=True) as connection:
            [(files, figures)] = connection.execute(
                "select (select count(*) from submissions), (select count(*) from figures)"
            ).fetchall()
        yield Finding("well", f"the warehouse holds {figures:,} figures out of {files:,} files")
    except duckdb.Error as error:
        yield Finding("fault", f"{folder.warehouse} cannot be read ({error}): restore a backup, or ask what holds it.")


def _publication(data: DataResource) -> Iterator[Finding]:
    published = data.folder.published
    if not (published / "attainment.duckdb").exists():
        yield Finding("worth a look", "nothing is published: duibiao run publishes.")
        return
    with duckdb.connect(str(published / "attainment.duckdb"), read_only=True) as connection:
        [(at, as_of)] = connection.execute("select published_at, as_of from publication").fetchall()
    yield Finding("well", f"published {at:%Y-%m-%d %H:%M} UTC, as of {as_of}")
    if stale := stale_regions(data):
        names = "、".join(list(stale)[:10])
        yield Finding("worth a look", f"{len(stale)} regions' files are newer than what is published ({names}): run.")
    elif not is_recomputed(data):
        yield Finding("worth a look", "what is published is of another day or of other rules: run.")


def _programs(data: DataResource) -> Iterator[Finding]:
    if shutil.which("soffice"):
        yield Finding("well", "LibreOffice reads .doc, .wps and .rtf")
    else:
        yield Finding("worth a look", "without LibreOffice, .doc, .wps and .rtf are refused with a word.")


def _word(place: Path) -> str:
    return place.read_text(encoding="utf-8", errors="replace") or "another process"
