"""Tables in a .docx → a sheet: a line of text is a row of one cell, a table's rows are rows, as of a page."""

from collections.abc import Iterator, Sequence

from pipelines.actuals.files.records import MAX_COLUMNS
from pipelines.actuals.files.refusals import NO_TABLE, FileRefusedError, limit
from pipelines.actuals.files.workbooks import Area, Sheet, count_areas
from pipelines.documents.refusals import UnreadableDocumentError
from pipelines.documents.tables import Cell
from pipelines.documents.word import read_docx_tables

REASONS = {"too_large": "file_too_large", "encrypted_office": "password_needed"}  # of the reader → of a bureau's file


def read_word_tables(content: bytes) -> Sheet:
    """All of a document as one sheet. Raises FileRefusedError if it cannot be opened or has no table."""
    try:
        parts = read_docx_tables(content)
    except UnreadableDocumentError as error:
        code = {"too_large": "file_too_large", "encrypted_office": "password_needed"}.get(
            error.reason_code, "damaged_file"
        )
        raise FileRefusedError(code, str(error)) from error
    if all(isinstance(part, str) for part in parts):
        code, reason = NO_TABLE
        raise FileRefusedError(code, reason.format(what="Word 文件"))
    merged: list[Area] = []
    return Sheet("", _records(parts, merged), merged)


def _records(parts: Sequence[str | list[list[Cell]]], merged: list[Area]) -> Iterator[list[str]]:
    number = 0
    for part in parts:
        for record in [[part]] if isinstance(part, str) else _rows(part, number, merged):
            number += 1
            yield record


def _rows(table: list[list[Cell]], before: int, merged: list[Area]) -> Iterator[list[str]]:
    """The rows of a table, every cell at its place. `before`: the number of the row before."""
    areas = count_areas()
    found: dict[tuple[int, int], Area] = {}  # place of its first cell → the area
    above: dict[int, tuple[int, int]] = {}  # column → place of the cell that one below may go on
    for number, row in enumerate(table, start=before + 1):
        record = list[str]()
        for cell in row:
            left = len(record) + 1
            limit(left + cell.columns, MAX_COLUMNS, "too_many_columns", f"第 {number} 行的列数")
            record += [" ".join((cell.text or "").split()), *[""] * (cell.columns - 1)]
            if cell.text is not None or left not in above:
                above[left] = (number, left)
                found[number, left] = Area(number, left, number, left + cell.columns - 1)
                areas.add(cell.columns > 1)
            else:
                found[above[left]] = found[above[left]]._replace(bottom=number)
                areas.add()
        yield record
    merged += [area for area in found.values() if area.bottom > area.top or area.right > area.left]
