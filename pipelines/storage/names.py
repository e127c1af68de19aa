"""Names of files and folders as people read them. To the file system a name is bytes, in any encoding or in none."""

import os
import unicodedata
from pathlib import Path

REPLACED = "\ufffd"
BREAKING = {"Cc", "Zl", "Zp"}  # categories of characters that would act or break a line
# What turns the direction in which letters are shown, so that a name ends otherwise than it seems to (UAX #9).
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def shown(name: Path | str) -> str:
    """A name or path as text. Names written in GBK by another system are decoded, so that no byte is lost; what is no
    text in either is shown with replacement characters, and so is what would break a line or turn its direction."""
    letters = "/".join(map(_decoded, os.fsencode(name).split(b"/")))
    return "".join(REPLACED if _acts(letter) else letter for letter in letters)


def without_controls(text: str) -> str:
    """A text of a file without what a terminal would obey: control characters but for line ends, and turns."""
    return "".join(REPLACED if _acts(letter) and letter != "\n" else letter for letter in text)


def _acts(letter: str) -> bool:
    return letter in TURNING or unicodedata.category(letter) in BREAKING


def is_text(name: Path | str) -> bool:
    """Whether a name is UTF-8, and so may be handed to what takes paths as text."""
    try:
        os.fsencode(name).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def is_shown_as_it_is(name: Path | str) -> bool:
    """If not, another name may be shown alike."""
    return shown(name) == os.fspath(name)


def _decoded(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", errors="replace")
