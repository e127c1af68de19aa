"""Long text, cut into pieces at line ends → blocks of cells by column, each distinct text of a column held once.

A block is a bounded part of a table: a file of millions of rows is never in memory whole.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from pipelines.actuals.files.records import MAX_COLUMNS, split_lines, split_records
from pipelines.actuals.files.refusals import FileRefusedError, limit

FIRST_PIECE = 2**18  # characters: the whole of most files
PIECE = 4 * 2**20  # some 100,000 rows
LONGEST_LINE = 32 * 2**20  # characters
MAX_CELLS_OF_PIECE = 20_000_000  # once short rows are filled up to the longest: some 300 MB

FIRST_LINE = re.compile(r"[^\r\n]*")
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")
SPACES = re.compile(r"\s+")
MAY_NEED_CLEANING = r"[\pC\pZ]"  # RE2: whatever is a space or cannot be seen


@dataclass(frozen=True)
class Block:
    """Rows that are not blank. `numbers` count from 1 as a spreadsheet does; a short row's columns are filled up."""

    numbers: np.ndarray
    columns: tuple[pd.Categorical, ...]

    def records(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Number and cells of each row, without the blank ones at its end."""
        for number, cells in zip(self.numbers.tolist(), zip(*self.columns, strict=True), strict=True):
            filled = max(place for place, cell in enumerate(cells) if cell) + 1
            yield number, cells[:filled]


def clean_cell(text: str) -> str:
    """A cell without characters that cannot be seen, and with line ends and runs of spaces as one space."""
    if text.isalnum():
        return text
    return SPACES.sub(" ", INVISIBLE.sub("", text)).strip()


def cut_at_line_ends(chunks: Iterable[str], first: int, size: int) -> Iterator[str]:
    """The same text in pieces of at least `size` characters, the first of `first`, that end where a line ends.

    Raises FileRefusedError if a line is too long to hold.
    """
    waiting: list[str] = []
    length, least = 0, first
    for chunk, more in _with_more(chunks):
        waiting.append(chunk)
        length += len(chunk)
        if not more or length < least:
            continue
        text = "".join(waiting)
        # A \r at the very end may be half of a line end.
        end = (text.rfind("\n") if "\n" in text else text.rfind("\r", 0, -1)) + 1
        if end:
            yield text[:end]
            least = size
        elif length > LONGEST_LINE:
            raise FileRefusedError("line_too_long", "有一行过长，不像表格。请检查分隔符和换行后重新报送。")
        waiting = [text[end:]]
        length = len(text) - end
    if text := "".join(waiting):
        yield text


def read_blocks(pieces: Iterable[str], separator: str, first_number: int) -> Iterator[Block]:
    """A block for each piece. `first_number`: of the row with which the first piece begins.

    Raises FileRefusedError if a row has too many columns, or if a long one stands among so many short ones that to fill
    them up would fill the memory.
    """
    number, carried = first_number, ""
    for piece, more in _with_more(pieces):
        text = carried + piece
        columns = _read_even(text, separator)
        carried = ""
        if columns is None:
            records, unread = split_records(split_lines(text), separator, more)
            carried = "".join(unread)
            widths = [*map(len, records)] or [0]
            widest = max(widths)
            limit(widest, MAX_COLUMNS, "too_many_columns", f"第 {number + widths.index(widest)} 行的列数")
            limit(widest * len(records), MAX_CELLS_OF_PIECE, "too_many_cells", f"第 {number} 行以下的单元格(含空白)")
            columns = [
                pa.array(column, pa.string()).dictionary_encode() for column in zip_longest(*records, fillvalue="")
            ]
        length = len(columns[0]) if columns else 0
        block = _block(np.arange(number, number + length), columns)
        number += length
        if len(block.numbers):
            yield block


def _with_more(pieces: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each piece, and whether another follows it."""
    ahead = iter(pieces)
    piece = next(ahead, "")
    for following in ahead:
        yield piece, True
        piece = following
    yield piece, False


def _read_even(text: str, separator: str) -> list[pa.DictionaryArray] | None:
    """The columns of lines without quotes that have as many cells each; None if they have not."""
    lines = text.count("\n") + text.count("\r") - text.count("\r\n") + (not text.endswith(("\n", "\r")))
    if '"' in text or len(separator.encode()) > 1:
        return None
    width = FIRST_LINE.match(text)[0].count(separator) + 1  # type: ignore[index]  # it matches nothing too
    if width > MAX_COLUMNS:  # the other way says which row
        return None
    names = [str(place) for place in range(width)]
    data = text.encode()
    try:
        table = csv.read_csv(
            io.BytesIO(data),
            csv.ReadOptions(column_names=names, block_size=len(data) + 1),
            csv.ParseOptions(delimiter=separator, quote_char=False, ignore_empty_lines=False),
            csv.ConvertOptions(column_types={name: pa.dictionary(pa.int32(), pa.string()) for name in names}),
        )
    except pa.ArrowInvalid:
        return None
    return [column.combine_chunks() for column in table.columns] if len(table) == lines else None


def _block(numbers: np.ndarray, columns: list[pa.DictionaryArray]) -> Block:
    cells = [_categorical(column) for column in columns]
    is_blank = np.full(len(numbers), True)
    for column in cells:
        is_blank &= np.asarray(column == "")
    if is_blank.any():
        return Block(numbers[~is_blank], tuple(column[~is_blank] for column in cells))
    return Block(numbers, tuple(cells))


def _categorical(column: pa.DictionaryArray) -> pd.Categorical:
    """The column with its distinct texts cleaned, each once."""
    texts, codes = column.dictionary, column.indices.to_numpy()
    unclean = pc.match_substring_regex(texts, MAY_NEED_CLEANING)
    if pc.any(unclean).as_py():
        cleaned = [clean_cell(text) for text in texts.filter(unclean).to_pylist()]
        merged = pc.replace_with_mask(texts, unclean, pa.array(cleaned, pa.string())).dictionary_encode()
        texts, codes = merged.dictionary, merged.indices.to_numpy()[codes]
    return pd.Categorical.from_codes(codes, pd.Index(texts.to_pandas()), validate=False)
