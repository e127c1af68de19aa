"""A text file's bytes → characters: its encoding, decided on all of them, and its text in bounded chunks."""

import codecs
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pipelines.actuals.files.refusals import SUPPORTED, FileRefusedError
from pipelines.storage.open_files import open_itself

BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
NUL_SHARE = 0.02  # of the bytes; the sparsest UTF-16 table has more, a damaged file fewer
CHUNK = 2**20  # bytes read at a time; even, as UTF-16 is
TAIL = 2**16  # bytes at the end of a file in which its last lines are looked for; even
ASCII = bytes(range(128))


def decode(data: bytes) -> tuple[str, str]:
    """Text and name of its encoding, decided on all bytes. Raises FileRefusedError if it is no text in any."""
    encoding = find_encoding(io.BytesIO(data))
    return data.decode(encoding), encoding


def find_encoding(file: BinaryIO) -> str:
    """The encoding in which all of a file's bytes are text. Raises FileRefusedError if there is none."""
    for encoding in _candidates(file):
        try:
            for _ in _decoded(file, encoding):
                pass
            return encoding
        except UnicodeDecodeError:
            if encoding == "utf-8" and _is_mostly_utf_8(file):
                raise FileRefusedError(
                    "damaged_text", "文件是 UTF-8 编码，但有损坏的字符。请从原表重新导出后报送。"
                ) from None
    raise FileRefusedError(
        "not_text", f"文件内容不是文本(UTF-8、GB18030/GBK、UTF-16 都不能解码);{SUPPORTED}。请另存后重新报送。"
    )


def read_text(path: Path, encoding: str) -> Iterator[str]:
    """The text of a file in chunks."""
    with open_itself(path) as file:
        yield from _decoded(file, encoding)


def read_last_lines(path: Path, encoding: str) -> list[str]:
    """The last lines of a file with their ends; the first of them may lack its beginning."""
    with open_itself(path) as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - TAIL))
        data = file.read()
    return data.decode(encoding.removesuffix("-sig"), "ignore").splitlines(keepends=True)[-3:]


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(CHUNK), b"")


def _decoded(file: BinaryIO, encoding: str, errors: str = "strict") -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    for chunk in _chunks(file):
        yield decoder.decode(chunk)
    if text := decoder.decode(b"", final=True):
        yield text


def _candidates(file: BinaryIO) -> list[str]:
    """Encodings to try. Without a mark, UTF-16 shows by the NUL bytes of separators, digits and line ends."""
    head = next(_chunks(file), b"")
    marked = [encoding for mark, encoding in BYTE_ORDER_MARKS.items() if head.startswith(mark)]
    if marked:
        return marked
    size = even = odd = 0
    for chunk in _chunks(file):
        size += len(chunk)
        if nuls := chunk.count(0):
            even += chunk[::2].count(0)
            odd += nuls - chunk[::2].count(0)
    if even + odd <= NUL_SHARE * size:
        return ["utf-8", "gb18030"]
    return sorted(["utf-16-le", "utf-16-be"], reverse=odd > even)


def _is_mostly_utf_8(file: BinaryIO) -> bool:
    """Whether nearly all that is not ASCII is whole UTF-8 characters; in GBK hardly anything is."""
    not_ascii = sum(len(chunk.translate(None, ASCII)) for chunk in _chunks(file))
    whole = sum(len(text.encode().translate(None, ASCII)) for text in _decoded(file, "utf-8", "ignore"))
    return not_ascii - whole < 0.1 * not_ascii
