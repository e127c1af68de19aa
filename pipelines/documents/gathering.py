"""Files of region folders → rows of the table documents. A file that cannot be read is a row with its reason."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from pipelines.documents.describing import describe
from pipelines.documents.reading import UnreadableDocumentError, list_documents, read_document
from pipelines.schemas.documents import Documents
from pipelines.storage.region_folders import RegionFolders


def gather_documents(folders: Iterable[RegionFolders], root: Path) -> pd.DataFrame:
    """Read every document of the folders; `root` is what source_file counts from. Columns of Documents."""
    rows = [row for region in folders for folder in region.documents for row in _rows(region, folder, root)]
    return pd.DataFrame(rows, columns=Documents.names())


def document_id(source_file: str) -> str:
    """From the file's place, so that an edited plan keeps its id."""
    return "d" + hashlib.sha256(source_file.encode()).hexdigest()[:10]


def _rows(region: RegionFolders, folder: Path, root: Path) -> Iterator[dict[str, object]]:
    for path in list_documents(folder):
        source_file = path.relative_to(root).as_posix()
        row: dict[str, object] = {
            "document_id": document_id(source_file),
            "region_code": region.region.code if region.region else None,
            "region": region.label,
            "source_file": source_file,
            "sha256": _sha256(path),
        }
        yield row | _read(path, region)


def _read(path: Path, region: RegionFolders) -> dict[str, object]:
    if region.region is None:
        return {"status": "failed", "reason": region.reason}
    try:
        document = read_document(path)
    except UnreadableDocumentError as error:
        return {"status": "failed", "reason": str(error)}
    description = describe(document.text, path.stem)
    return {
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


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
