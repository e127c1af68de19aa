"""Bytes of a text file → text, never in the wrong encoding. What the text says is not looked at here.

The order of the candidates decides between encodings; whether a candidate is right is decided on the text it gives.
Chinese prose keeps almost wholly to the 3,755 characters of level 1 of GB 2312 (measured on plans, in windows of 200
letters: 98 % and more), while bytes read in the wrong encoding do not (51 % and less).
"""

import codecs
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache

from pipelines.documents.refusals import UnreadableDocumentError
from pipelines.extraction.folding import simplified_characters

SHARE_OF_COMMON = 0.7
WINDOW = 200  # letters
ENOUGH_TO_TELL = 20  # letters
SAMPLE = 4_000  # characters

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16: its mark begins with the same bytes
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text and the name of its encoding. `declared`: what a page says of itself, heard
    only where the bytes leave a choice.

    Raises UnreadableDocumentError where no encoding gives text.
    """
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            text = _decoded(data, encoding)
            if text is None:
                raise UnreadableDocumentError("unknown_encoding")
            return text, encoding
    text = _decoded(data, "utf-8")
    if text is not None and not _is_wide(data):
        return text, "utf-8"
    for encoding in _candidates(data, declared):
        text = _decoded(data, encoding)
        if text and _reads_as_chinese(text):
            return text, encoding
    raise UnreadableDocumentError("unknown_encoding")


def _candidates(data: bytes, declared: str | None) -> list[str]:
    wide = ["utf-16-le", "utf-16-be"]
    traditional = ["big5hkscs"] if (declared or "").lower().startswith("big5") else []
    return wide if _is_wide(data) else [*traditional, "gb18030", *wide]


def _is_wide(data: bytes) -> bool:
    """Whether two bytes make a character: every other byte of ASCII in UTF-16 is NUL."""
    return data.count(0) * 50 > len(data)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _reads_as_chinese(text: str) -> bool:
    """Whether every stretch of the text reads as Chinese: one paragraph in another encoding is enough to refuse."""
    letters = _foreign_letters(text)
    return all(_share_of_common(window) >= SHARE_OF_COMMON for window in _windows(letters))


def is_mojibake(text: str) -> bool:
    """Whether the text was once decoded wrongly; a long text is told by a sample of its characters."""
    letters = _foreign_letters(text[:: 1 + len(text) // SAMPLE])
    return len(letters) >= ENOUGH_TO_TELL and _share_of_common(letters) < SHARE_OF_COMMON


def _foreign_letters(text: str) -> str:
    """Letters beyond ASCII, private and unassigned characters with them, in simplified script."""
    kinds = {character: unicodedata.category(character) for character in set(text) if not character.isascii()}
    letters = {ord(c): c for c, kind in kinds.items() if kind[0] == "L" or kind in ("Co", "Cn")}
    others = dict.fromkeys(map(ord, set(text) - set(letters.values())))
    return text.translate(others).translate(simplified_characters())


def _windows(letters: str) -> Iterator[str]:
    """Stretches of equal length, the last one stretched to the left so that none is too short to judge."""
    for end in range(WINDOW, len(letters), WINDOW):
        yield letters[end - WINDOW : end]
    if letters:
        yield letters[-WINDOW:]


def _share_of_common(letters: str) -> float:
    counts = Counter(letters)
    return sum(n for letter, n in counts.items() if letter in _common_characters()) / len(letters)


@cache
def _common_characters() -> frozenset[str]:
    """Level 1 of GB 2312: rows 16 to 55, ordered by frequency of use when the standard was made."""
    rows = range(0xB0, 0xD8)
    return frozenset(bytes([row, cell]).decode("gb2312", "ignore") for row in rows for cell in range(0xA1, 0xFF))
