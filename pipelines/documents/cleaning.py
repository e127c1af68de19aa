"""What is taken out of a text, or put right, when it is read: once, before anything is counted in it.

Everything else stays as it is found, spaces of every width, traditional script and spam with it.
"""

import html
import re

from pipelines.extraction.folding import without_private_marks

# Control characters but tab and line feed; soft hyphens; zero-width and bidirectional marks; byte order marks.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\u0080-\u0084\u0086-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\u0085\u2028\u2029]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
ESCAPED = re.compile(r"<U\+([0-9A-Fa-f]{4,6})>")  # as printed by statistical software: <U+00A0>
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,31}\d{0,2});")


def clean(text: str) -> str:
    """The text with line ends as \\n, leftovers of escaping resolved, and without characters that nobody can see."""
    text = ESCAPED.sub(_escaped, text)
    text = ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    text = LINE_END.sub("\n", text)
    return SURROGATE.sub("\ufffd", INVISIBLE.sub("", without_private_marks(text)))


def _escaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code <= 0x10FFFF else match[0]
