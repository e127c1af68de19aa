"""The receipts that lie beside a bureau's inbox: <file>.receipt.html for people, <file>.receipt.csv for programs."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from pipelines.actuals.inbox import LONGEST_FILE_NAME, fit_file_name
from pipelines.actuals.receipts.contents import Receipt
from pipelines.actuals.receipts.page import write_page
from pipelines.actuals.receipts.table import write_table
from pipelines.storage.durable_moves import move_durably
from pipelines.storage.names import is_shown_as_it_is, shown
from pipelines.storage.region_folders import RegionFolders


def folder_of_receipts(path: Path, folders: RegionFolders, receipts: Path) -> Path:
    """Where the receipts of a file lie that lies in an inbox folder of a region. Where the region has several, files of
    one name in two of them have two receipts: in folders of the same names."""
    folder = receipts / folders.label
    return folder / distinct(path.parent.name) if len(folders.inboxes) > 1 else folder


def write_receipt(receipt: Receipt, folder: Path, name: str | None = None) -> Path:
    """Write both, each whole or not at all, and return the place of the page. `name`: the file's, in its own bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    name = receipt.checked.file_name if name is None else name
    _write_whole(receipt, folder, distinct(name, ".receipt.csv"), write_table)
    return _write_whole(receipt, folder, distinct(name, ".receipt.html"), write_page)


def _write_whole(receipt: Receipt, folder: Path, name: str, write: Callable[[Receipt, Path], None]) -> Path:
    beside = folder / f".{receipt.checked.submission_id}{name[-len('.receipt.html') :]}.tmp"
    write(receipt, beside)
    return move_durably(beside, folder / name)


def distinct(name: str, ending: str = "") -> str:
    """The name and the ending. One that is not shown as it is, or too long, gets the beginning of its hash between."""
    text = shown(name)
    if is_shown_as_it_is(name) and len(os.fsencode(text + ending)) <= LONGEST_FILE_NAME:
        return text + ending
    return fit_file_name(text, f".{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}{ending}")
