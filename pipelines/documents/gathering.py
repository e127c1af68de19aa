"""Files of region folders → rows of the table documents. A file that cannot be read is a row with its reason."""

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import pandas as pd

from pipelines.documents.describing import describe
from pipelines.documents.places import place_beside_folder, places_named
from pipelines.documents.reading import MAX_BYTES, UnreadableDocumentError, list_documents, read_document
from pipelines.documents.refusals import REASONS, reason_of
from pipelines.reference.registry import Region, Registry
from pipelines.schemas.documents import Documents
from pipelines.storage.arrivals import Looks
from pipelines.storage.durable_moves import FileState
from pipelines.storage.names import shown
from pipelines.storage.open_files import open_itself
from pipelines.storage.reading_process import BoundedReader, ReadingStoppedError, seconds_for
from pipelines.storage.region_folders import RegionFolders, refusal
from pipelines.storage.side_by_side import side_by_side

log = logging.getLogger(__name__)

Read = BoundedReader[dict[str, object]]


def gather_documents(
    folders: Iterable[RegionFolders],
    root: Path,
    registry: Registry,
    given_up: dict[str, str] | None = None,
    looks: Looks | None = None,
    before: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Read the documents of the folders side by side; `root` is what source_file counts from. Columns of Documents.

    `given_up`: SHA-256 → why a document cost too much to read; what is in it is not tried again, and what costs too
    much now is put into it. `looks`: what was seen of files that may still be written to; `before`: the rows of the run
    before. Of a document that is being written stays what it said before; that changes once it is whole.
    """
    given_up = {} if given_up is None else given_up
    known = {} if before is None else {str(row["document_id"]): row for row in before.to_dict("records")}
    looks = looks or Looks()
    folders, read = list(folders), _reader(registry)
    files = [(region, path) for region in folders for folder in region.documents for path in list_documents(folder)]
    found = side_by_side(lambda file: _row(*file, root, read, given_up, looks), files)
    rows = [row or known.get(document_id(path.relative_to(root))) for row, (_, path) in zip(found, files, strict=True)]
    rows = [row for row in rows if row]
    rows += [row for region in folders for row in _refused_links(region, root)]
    frame = pd.DataFrame(rows, columns=Documents.names())
    # Names that differ in their bytes alone may be shown alike; each file stays one of its own.
    is_again = frame["source_file"].duplicated()
    return frame.assign(
        source_file=frame["source_file"].mask(is_again, frame["source_file"] + " [" + frame["document_id"] + "]")
    )


def document_id(place: Path) -> str:
    """From the file's place below documents/, so that an edited plan keeps its id."""
    return "d" + hashlib.sha256(os.fsencode(place.as_posix())).hexdigest()[:10]


def _row(
    region: RegionFolders, path: Path, root: Path, read: Read, given_up: dict[str, str], looks: Looks
) -> dict[str, object] | None:
    """None if it is being written."""
    if not looks.is_whole(path):
        return None
    before, row = _state(path), _row_of_whole(region, path, root, read, given_up)
    return row if _state(path) == before else None


def _state(path: Path) -> FileState | None:
    with suppress(OSError):
        return FileState.of(path)
    return None


def _row_of_whole(
    region: RegionFolders, path: Path, root: Path, read: Read, given_up: dict[str, str]
) -> dict[str, object]:
    sha256 = _sha256(path)
    return _place(region, path.relative_to(root)) | {"sha256": sha256} | _read(path, region, read, given_up, sha256)


def _refused_links(region: RegionFolders, root: Path) -> Iterator[dict[str, object]]:
    """A failed row for each link where a folder of the region would stand; nothing behind it is looked at."""
    for link in region.links:
        if link.parent == root:
            yield _place(region, link.relative_to(root)) | {"status": "failed", "reason": refusal(link)}


def _place(region: RegionFolders, place: Path) -> dict[str, object]:
    return {
        "document_id": document_id(place),
        "region_code": region.region.code if region.region else None,
        "region": region.label,
        "source_file": shown(place.as_posix()),
    }


def _read(
    path: Path, region: RegionFolders, read: Read, given_up: dict[str, str], sha256: str | None
) -> dict[str, object]:
    """What was read, or why it could not be: whatever is wrong with one document is that one's row."""
    if region.region is None:
        return {"status": "failed", "reason": region.reason}
    if sha256 in given_up:
        return {"status": "failed", "reason": given_up[sha256]}
    try:
        return read(path, region.region, seconds=seconds_for(path))
    except ReadingStoppedError as stopped:
        reason = reason_of(stopped)
        if sha256:
            given_up[sha256] = reason
        return {"status": "failed", "reason": reason}
    except UnreadableDocumentError as error:
        return {"status": "failed", "reason": str(error)}
    except Exception as error:
        log.exception("%s could not be read", shown(path))
        return {"status": "failed", "reason": REASONS["unread"].format(detail=type(error).__name__)}


@lru_cache(maxsize=1)
def _reader(registry: Registry) -> Read:
    return BoundedReader(describe_file, registry)


def describe_file(registry: Registry, path: Path, folder: Region) -> dict[str, object]:
    """The columns of Documents that the file itself fills. Raises UnreadableDocumentError."""
    document = read_document(path)
    description = describe(document.text, Path(shown(path.name)).stem)
    return {
        "other_region": place_beside_folder(places_named(document.text, description, registry), folder, registry),
        "title": description.title,
        "issuer": description.issuer,
        "document_number": description.document_number,
        "published_on": description.published_on,
        "plan_start": description.plan_start,
        "plan_end": description.plan_end,
        "kind": description.kind,
        "format": document.format,
        "encoding": document.encoding,
        "status": "read",
        "text": document.text,
    }


def _sha256(path: Path) -> str | None:
    """None if the file cannot be opened, or is refused for its size."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        with open_itself(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
