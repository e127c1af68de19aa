"""What there is to do: what the files are now, beside what the publication was made of.

Told from files alone, region by region: neither the warehouse is opened, which a run may hold, nor is anything
concluded from when a run was and how it ended.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from assets.resources import DataResource
from pipelines.actuals.inbox import list_inbox, list_waiting
from pipelines.documents.reading import list_documents, list_unfinished
from pipelines.publication.made_of import read_made_of
from pipelines.storage.data_folder import PROJECT, DataFolder
from pipelines.storage.region_folders import RegionFolders

NOTHING = 0  # the state of a region that has no files


def document_states(data: DataResource) -> dict[str, int]:
    """Label → state of the region's documents and of all that reads them."""
    version = source_version(data.folder)
    return {
        label: _state(
            (path for folder in found.documents for path in list_documents(folder, data.looks)), version, found.links
        )
        for label, found in data.region_folders().items()
    }


def file_states(data: DataResource) -> dict[str, int]:
    """Label → state of what the region's bureaus reported: of the archive, and of files that wait in the inboxes."""
    return _report_states(data, lambda found: True)


def taken_states(data: DataResource) -> dict[str, int]:
    """The same without files that wait to be taken. Where files are left lying, there is nothing to do until they or
    the folders change."""
    return _report_states(data, lambda found: found.reason is not None)


def stale_regions(data: DataResource) -> dict[str, str]:
    """Label → state, in words for a run's tags, of the regions whose files are not those that what is published was
    made of; regions whose files are gone, too."""
    made_of = read_made_of(data.folder)
    pairs = ((document_states(data), made_of.documents), (file_states(data), made_of.files))
    labels = sorted({label for now, published in pairs for label in (*now, *published)})
    return {
        label: ":".join(f"{now.get(label, NOTHING):x}" for now, _ in pairs)
        for label in labels
        if any(now.get(label, NOTHING) != published.get(label, NOTHING) for now, published in pairs)
    }


def unfinished_files(data: DataResource) -> list[Path]:
    """Plans and figures that are still being written, or were a moment ago, and wait for the next look."""
    return [
        path
        for found in data.region_folders().values()
        for path in (
            *(path for folder in found.documents for path in list_unfinished(folder, data.looks)),
            *(path for inbox in found.inboxes for path in list_waiting(inbox, data.looks)),
        )
    ]


def is_recomputed(data: DataResource) -> bool:
    """Whether attainment stands as of today, by the present rules, and is published."""
    return read_made_of(data.folder).method == method_state(data)


def method_state(data: DataResource) -> int:
    """State of the day and the rules by which attainment is computed."""
    return _number(data.as_of.isoformat(), source_version(data.folder))


def source_version(data: DataFolder) -> str:
    """A hash of code, SQL and reference data: what the results rest on besides documents and figures."""
    sources = [*(PROJECT / "pipelines").rglob("*.py"), *(PROJECT / "sql").rglob("*.sql")]
    own = data.root / "reference"
    sources += [*(PROJECT / "data" / "reference").glob("*.csv"), *(own.glob("*.csv") if own.is_dir() else ())]
    digest = hashlib.sha256()
    for path in sorted(set(sources)):
        digest.update(os.fsencode(path.name) + path.read_bytes())
    return digest.hexdigest()[:16]


def _report_states(data: DataResource, counts_waiting: Callable[[RegionFolders], bool]) -> dict[str, int]:
    folders = data.region_folders()
    archived = {place.name: place for place in _folders(data.folder.archive)}
    states = {}
    for label in {*folders, *archived}:
        found = folders.get(label)
        waiting = (
            []
            if found is None or not counts_waiting(found)
            else [list_inbox(inbox, data.looks) for inbox in found.inboxes]
        )
        files = [path for inbox in waiting for path in inbox]
        states[label] = _state([*files, *([archived[label]] if label in archived else [])])
    return states


def _folders(root: Path) -> list[Path]:
    return [path for path in root.iterdir() if path.is_dir() and not path.is_symlink()] if root.is_dir() else []


def _state(paths: Iterable[Path], version: str = "", links: Iterable[Path] = ()) -> int:
    """NOTHING where there are none. A folder's time changes with what is put into it or taken out. `links` are refused,
    and nothing behind them is looked at."""
    states = [f"{path}:{_last_written(path)}" for path in sorted(paths)]
    states += [f"{link}:{link.readlink()}" for link in links]
    return _number(*states, version) if states else NOTHING


def _last_written(path: Path) -> str:
    try:
        found = path.stat()
    except OSError as error:  # taken away since it was listed, or not to be looked at
        return type(error).__name__
    # The time of change as well: that of writing may be set back behind content of the same length.
    return f"{0 if path.is_dir() else found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}"


def _number(*words: str) -> int:
    return int.from_bytes(hashlib.sha256(os.fsencode("\n".join(words))).digest()[:8], "big")
