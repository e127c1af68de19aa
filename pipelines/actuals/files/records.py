"""Lines of a text table → records: which separator cuts them, and which quotes are quotes."""

import csv
import io
import re
from collections import Counter

MAX_COLUMNS = 20_000  # a spreadsheet has 16,384
LONGEST_SAMPLE = 2**16  # characters of a line by which its separator is found
LONGEST_QUOTED_CELL = 100  # lines; a quote that closes later was never meant to open
SEPARATORS = (",", "\t", ";", "，")
TABS_IN_CELLS = re.compile(r'\t+(?="?[,;，])|(?<=[,;，])"?\t+|\t+(?="?[\r\n]*\Z)')


def split_lines(text: str) -> list[str]:
    """Lines with their ends; what ends a line is what ends one in a file."""
    return list(io.StringIO(text, newline=""))


def find_separator(lines: list[str]) -> str:
    """The separator that cuts the most of the first rows into the same number of cells."""

    # Some programs put a tab into every cell, so that a spreadsheet leaves its digits alone.
    sample = [TABS_IN_CELLS.sub("", line[:LONGEST_SAMPLE]) for line in lines[:100]]

    def regularity(separator: str) -> tuple[int, int]:
        records, _ = split_records(sample, separator)
        widths = Counter(len(cells) for cells in records if len(cells) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(SEPARATORS, key=regularity)


def split_records(lines: list[str], separator: str, more: bool = False) -> tuple[list[list[str]], list[str]]:
    """Records as a spreadsheet shows them, and the lines left over: a quoted cell may hold line ends.

    A quote that does not close soon, closes in the middle of a cell, or behind a line that is a whole row by itself, is
    a character like any other: its line stands for itself and the rows after it are not swallowed. `more`: other lines
    follow, so that a quote among the last of these may close there; lines are left over only then. A record ends one
    cell behind MAX_COLUMNS.
    """
    records: list[list[str]] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if '"' not in line:
            records.append(line.rstrip("\r\n").split(separator, MAX_COLUMNS))
            at += 1
            continue
        reader = csv.reader(iter(lines[at : at + LONGEST_QUOTED_CELL]), delimiter=separator, strict=True)
        try:
            record = next(reader)
            if reader.line_num > 1 and _swallows_rows(lines[at : at + reader.line_num], separator, records):
                raise csv.Error
            records.append(record)
            at += reader.line_num
        except csv.Error:
            if more and at + LONGEST_QUOTED_CELL > len(lines):
                break
            records.append(line.rstrip("\r\n").split(separator, MAX_COLUMNS))
            at += 1
    return records, lines[at:]


def _swallows_rows(lines: list[str], separator: str, before: list[list[str]]) -> bool:
    """Whether lines that quotes would join have the cells of a row each, as the row before has them."""
    width = len(before[-1]) if before else 0
    return width > 1 and any(line.count(separator) + 1 >= width for line in lines)
