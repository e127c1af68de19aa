"""Files of region folders → rows of the table documents. A file that cannot be read is a row with its reason."""

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from pipelines.documents.describing import describe
from pipelines.documents.places import place_beside_folder, places_named
from pipelines.documents.reading import UnreadableDocumentError, list_documents, read_document
from pipelines.documents.refusals import REASONS
from pipelines.reference.registry import Region, Registry
from pipelines.schemas.documents import Documents
from pipelines.storage.names import shown
from pipelines.storage.region_folders import RegionFolders, refusal

log = logging.getLogger(__name__)


def gather_documents(folders: Iterable[RegionFolders], root: Path, registry: Registry) -> pd.DataFrame:
    """Read every document of the folders; `root` is what source_file counts from. Columns of Documents."""
    rows = [row for region in folders for row in _rows(region, root, registry)]
    frame = pd.DataFrame(rows, columns=Documents.names())
    # Names that differ in their bytes alone may be shown alike; each file stays one of its own.
    is_again = frame["source_file"].duplicated()
    return frame.assign(
        source_file=frame["source_file"].mask(is_again, frame["source_file"] + " [" + frame["document_id"] + "]")
    )


def document_id(place: Path) -> str:
    """From the file's place below documents/, so that an edited plan keeps its id."""
    return "d" + hashlib.sha256(os.fsencode(place.as_posix())).hexdigest()[:10]


def _rows(region: RegionFolders, root: Path, registry: Registry) -> Iterator[dict[str, object]]:
    for folder in region.documents:
        for path in list_documents(folder):
            yield _place(region, path.relative_to(root)) | {"sha256": _sha256(path)} | _read(path, region, registry)
    for link in region.links:
        if link.parent == root:  # nothing behind it is looked at
            yield _place(region, link.relative_to(root)) | {"status": "failed", "reason": refusal(link)}


def _place(region: RegionFolders, place: Path) -> dict[str, object]:
    return {
        "document_id": document_id(place),
        "region_code": region.region.code if region.region else None,
        "region": region.label,
        "source_file": shown(place.as_posix()),
    }


def _read(path: Path, region: RegionFolders, registry: Registry) -> dict[str, object]:
    """What was read, or why it could not be: whatever is wrong with one document is that one's row."""
    if region.region is None:
        return {"status": "failed", "reason": region.reason}
    try:
        return _describe(path, region.region, registry)
    except UnreadableDocumentError as error:
        return {"status": "failed", "reason": str(error)}
    except Exception as error:
        log.exception("%s could not be read", shown(path))
        return {"status": "failed", "reason": REASONS["unread"].format(detail=type(error).__name__)}


def _describe(path: Path, folder: Region, registry: Registry) -> dict[str, object]:
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
    """None if the file cannot be opened."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
