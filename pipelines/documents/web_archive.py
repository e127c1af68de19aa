"""A web page saved as one file (.mht) → its HTML. Pictures and style sheets in it are left alone."""

import email
import email.policy
import re
from email.message import EmailMessage
from itertools import islice

from pipelines.documents.decoding import decode
from pipelines.documents.refusals import UnreadableDocumentError

MAX_PARTS = 5_000  # a page has some hundred pictures
MAX_BOUNDARIES = 50  # of archives within archives; a page has one or two
BOUNDARY = re.compile(rb"boundary\s*=\s*\"?([^\s\";]{1,70})", re.IGNORECASE)


def is_web_archive(data: bytes) -> bool:
    head = data[:2000].lower()
    return b"mime-version:" in head and b"multipart/related" in head


def page_in_archive(data: bytes) -> tuple[str, str]:
    """(HTML, encoding) of the page that the archive is of: the first part that is HTML, or plain text.

    Raises UnreadableDocumentError.
    """
    if _count_parts(data) > MAX_PARTS:
        raise UnreadableDocumentError("too_many_parts", f"{MAX_PARTS:,}")
    try:
        message = email.message_from_bytes(data, _class=EmailMessage, policy=email.policy.default)
        parts = [part for part in message.walk() if not part.is_multipart()]
        page = next(part for kind in ("text/html", "text/plain") for part in parts if part.get_content_type() == kind)
        content, charset = page.get_payload(decode=True), page.get_content_charset()
    except Exception as error:  # a damaged file can break the library anywhere
        raise UnreadableDocumentError("damaged_archive") from error
    if not isinstance(content, bytes) or not content.strip():
        raise UnreadableDocumentError("empty")
    return decode(content, charset)


def _count_parts(data: bytes) -> int:
    """Parts at most, before any is taken apart: each begins with a line of a boundary that is declared before."""
    boundaries = {found[1] for found in islice(BOUNDARY.finditer(data), MAX_PARTS)}
    if len(boundaries) > MAX_BOUNDARIES:
        return MAX_PARTS + 1
    return sum(data.count(b"\n--" + boundary) for boundary in boundaries)
