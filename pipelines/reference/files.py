"""The files under reference/ as rows of cells. Whatever is wrong is said with the file, the row as a spreadsheet counts
it, the column, and what to do."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class ReferenceFileError(ValueError):
    """A file under reference/ that cannot be read as what it should be."""


@dataclass(frozen=True)
class Row:
    """One row of a file: `row[column]` is a cell, stripped. `number`: as a spreadsheet counts, the header is 1."""

    path: Path
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def fault(self, column: str, what: str) -> ReferenceFileError:
        """What is wrong with a cell and what to do, with its place."""
        return ReferenceFileError(f"{self.path}, row {self.number}, column {column}: {what}")


def read_rows(path: Path, *columns: str) -> Iterator[Row]:
    """The rows of a reference file; further columns are left out.

    Raises ReferenceFileError if the file is not UTF-8, lacks a column, has a row of another length than its header, or
    a quotation mark that is not closed; OSError.
    """
    number = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            header = reader.fieldnames or ()
            if missing := [column for column in columns if column not in header]:
                raise ReferenceFileError(
                    f"{path}, row 1: the header lacks {', '.join(missing)}. It must have {','.join(columns)}."
                )
            for row in reader:
                number += 1
                if None in row or None in row.values():
                    raise ReferenceFileError(
                        f"{path}, row {number}: not as many cells as the header has, {len(header)}."
                        " Quote a cell with a comma in it."
                    )
                yield Row(path, number, {column: row[column].strip() for column in columns})
    except UnicodeDecodeError as error:
        raise ReferenceFileError(f"{path} is not UTF-8. Save it as “CSV UTF-8”.") from error
    except csv.Error as error:  # in the row after the last that was whole
        raise ReferenceFileError(
            f"{path}, row {number + 1}: {error}. Close each quotation mark that begins a cell, and double those inside."
        ) from error


def split_list(cell: str) -> tuple[str, ...]:
    """The items of a cell, which `|` parts."""
    return tuple(item.strip() for item in cell.split("|") if item.strip())
