"""Publishing: every part is written into a new folder, which one rename of a link then puts in place of the old one.

A reader of `published/` sees the old state or the new one. Whatever fails or crashes on the way leaves the old one;
the next publication clears away what was left half-written.
"""

import os
import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from pipelines.publication.bi_file import write_bi_file
from pipelines.publication.bulletin.writing import write_bulletins
from pipelines.publication.changes import write_changes
from pipelines.publication.edition import Edition
from pipelines.publication.ledger.writing import write_ledger
from pipelines.publication.live_file import put_on_shelves, shelved, tidy_shelves, write_live_file
from pipelines.publication.made_of import write_made_of
from pipelines.publication.parquet_files import write_parquet_files
from pipelines.publication.report import write_report
from pipelines.publication.sdmx_files import write_sdmx_files
from pipelines.publication.templates import write_templates
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.warehouse import Warehouse

# What is published, in the order of writing. A part is an asset: its function writes a file or folder into the
# edition's folder and returns it; its docstring says what it is, in Chinese and English.
PARTS: dict[str, Callable[[Edition], Path]] = {
    "bi_file": write_bi_file,
    "parquet_files": write_parquet_files,
    "live_file": write_live_file,
    "report": write_report,
    "ledger": write_ledger,
    "templates": write_templates,
    "bulletins": write_bulletins,
    "changes": write_changes,
    "sdmx_files": write_sdmx_files,
}
# How long a replaced publication stays: whoever opened one of its files may still open the others.
KEPT_FOR = timedelta(hours=1)
ID = "%Y%m%dT%H%M%S%f"  # a publication's folder is named by when it was made, UTC
MADE = re.compile(r"\d{8}T\d{12}")


class ForeignLinkError(RuntimeError):
    """`published` is a link that no publication has made."""


def publish(warehouse: Warehouse, folder: DataFolder, as_of: date) -> dict[str, Path]:
    """Write every part and put the whole in place of what is published. Returns each part's place.

    Raises whatever a part raises; `published/` then still holds the old state, and nothing is left beside it. Raises
    ForeignLinkError where it leads to something else: that is neither written to nor taken away.
    The caller holds the warehouse, so that one publication is made at a time.
    """
    publications = folder.publications
    if folder.published.is_symlink() and folder.published.resolve().parent != publications.resolve():
        raise ForeignLinkError(
            f"{folder.published} is a link to {folder.published.readlink()}, which is no publication. Remove the link,"
            f" and run again; to publish elsewhere, copy or link from there to {folder.published}."
        )
    _clear_unfinished(publications)
    now = datetime.now(UTC).replace(tzinfo=None)
    previous = folder.published.resolve() if folder.published.exists() else None
    edition = Edition(publications / f".{now.strftime(ID)}", warehouse, as_of, now, previous)
    edition.folder.mkdir(parents=True)
    try:
        written = {part: write(edition).relative_to(edition.folder) for part, write in PARTS.items()}
        write_made_of(edition)
        _flush(edition.folder)
        sealed = edition.folder.rename(publications / now.strftime(ID))
    except BaseException:
        shutil.rmtree(edition.folder, ignore_errors=True)
        raise
    _switch(folder.published, sealed)
    put_on_shelves(publications, sealed)
    tidy_shelves(publications)
    _retire(publications, sealed)
    return {part: folder.published / place for part, place in written.items()}


def _switch(published: Path, sealed: Path) -> None:
    """Let the link `published` lead to another folder, in one rename."""
    link = sealed.parent / ".published"
    link.symlink_to(os.path.relpath(sealed, published.parent))
    if published.is_dir() and not published.is_symlink():  # made before publications were folders of their own
        made_at = datetime.fromtimestamp(published.stat().st_mtime, UTC)
        published.rename(sealed.parent / made_at.strftime(ID))
    link.replace(published)


def _flush(folder: Path) -> None:
    """Everything on the disk before the link leads to it: a power cut leaves no empty file behind a new name."""
    for path in (folder, *folder.rglob("*")):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clear_unfinished(publications: Path) -> None:
    """Of what begins with a dot, only what a publication may have left: the folder may be a link to one with more."""
    for path in publications.glob(".*"):
        if path.name != ".published" and not MADE.fullmatch(path.name[1:]):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _retire(publications: Path, current: Path) -> None:
    """Remove what was replaced more than KEPT_FOR ago and stands on no shelf."""
    oldest = (datetime.now(UTC) - KEPT_FOR).strftime(ID)
    in_use = {current.name, *shelved(publications)}
    made = sorted(path.name for path in publications.iterdir() if MADE.fullmatch(path.name))
    for name, successor in pairwise(made):
        if successor < oldest and name not in in_use:
            # Renamed first: should this be cut off, the rest goes the way of the unfinished.
            shutil.rmtree((publications / name).rename(publications / f".{name}"))
