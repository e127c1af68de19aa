"""The receipts that lie beside a bureau's inbox: <file>.receipt.html for people, <file>.receipt.csv for programs."""

from collections.abc import Callable
from pathlib import Path

from pipelines.actuals.inbox import fit_file_name
from pipelines.actuals.receipts.contents import Receipt
from pipelines.actuals.receipts.page import write_page
from pipelines.actuals.receipts.table import write_table
from pipelines.storage.durable_moves import move_durably


def write_receipt(receipt: Receipt, folder: Path) -> Path:
    """Write both, each whole or not at all, and return the place of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_whole(receipt, folder, ".receipt.csv", write_table)
    return _write_whole(receipt, folder, ".receipt.html", write_page)


def _write_whole(receipt: Receipt, folder: Path, ending: str, write: Callable[[Receipt, Path], None]) -> Path:
    beside = folder / f".{receipt.checked.submission_id}{ending}.tmp"
    write(receipt, beside)
    return move_durably(beside, folder / fit_file_name(receipt.checked.file_name, ending))
