"""A file → its text. Which reader serves is decided here, by what the file holds; the readers live beside this."""

import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path

from pipelines.documents.cleaning import clean
from pipelines.documents.decoding import decode, is_mojibake
from pipelines.documents.ofd import print_ofd
from pipelines.documents.office import convert_to_docx
from pipelines.documents.pdf import compose, extract_text
from pipelines.documents.refusals import UnreadableDocumentError
from pipelines.documents.scans import can_recognise, print_scan
from pipelines.documents.web_archive import is_web_archive, page_in_archive
from pipelines.documents.webpage import has_tags, is_page, read_html, resolve_stray_html
from pipelines.documents.word import read_docx
from pipelines.storage.arrivals import Looks
from pipelines.storage.open_files import open_itself

SUFFIXES = (
    *(".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".ofd", ".mht", ".mhtml"),
    *(".doc", ".wps", ".rtf"),  # with LibreOffice
    *(".png", ".jpg", ".jpeg", ".tif", ".tiff"),  # with the extra ocr
)
MAX_BYTES = 100 * 2**20
MAX_NUMBERS = 300_000  # a plan has some thousands, and each is looked at

NUMBER = re.compile(r"\d+")
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
WORD_ML = b'progid="Word.Document"'  # Word 2003 XML
OFFICE = {"doc": ".doc", "rtf": ".rtf", "wordml": ".xml"}  # kind → what LibreOffice takes it for
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD_STREAM = "WordDocument".encode("utf-16-le")
OLD_STREAMS = {"Workbook".encode("utf-16-le"): "Excel 工作簿", "PowerPoint".encode("utf-16-le"): "PPT 演示文稿"}
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
BEGINNINGS = {
    b"{\\rtf": "rtf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\x00": "image",
    b"MM\x00*": "image",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"\x1f\x8b": "archive",
}
PACKAGES = {"xl/": "Excel 工作簿", "ppt/": "PPT 演示文稿", "content.xml": "OpenDocument 文档"}


@dataclass(frozen=True)
class ReadDocument:
    """What was read. `format`, by content: txt, md, html, mht, docx, doc, rtf, pdf, ofd, or scan: text recognised in
    pictures, which may be misread. `encoding`: of text and web pages alone.
    """

    text: str
    format: str
    encoding: str | None


def list_documents(folder: Path, looks: Looks | None = None) -> list[Path]:
    """Documents below the folder, sorted, with those kinds that can only be refused.

    Left out: hidden and temporary files, the lock files of Office, links, since what they lead to would count twice or
    lies elsewhere. A folder that may not be read is listed itself, so that it is refused like a file. `looks`: what was
    seen before; those that are still being written are then left for the next look.
    """
    if not folder.is_dir():
        return []
    closed = list[Path]()
    found = sorted([*_files(folder, closed), *closed])
    return found if looks is None else [path for path in found if looks.is_whole(path)]


def list_unfinished(folder: Path, looks: Looks) -> list[Path]:
    """The documents that list_documents leaves for the next look."""
    return [path for path in list_documents(folder) if not looks.is_whole(path)]


def _files(folder: Path, closed: list[Path]) -> Iterator[Path]:
    """Files below the folder; folders that cannot be read are put into `closed`."""
    for directory, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        for name in names:
            path = Path(directory, name)
            is_temporary = name.startswith((".", "~"))
            if not is_temporary and path.suffix.lower() in SUFFIXES and _is_file(path):
                yield path


def _is_file(path: Path) -> bool:
    """And no link. Also of what may not be looked at, which only its reader can say."""
    try:
        return path.is_file() and not path.is_symlink()
    except OSError:
        return True


def read_document(path: Path) -> ReadDocument:
    """The text of a document, told by what it holds and not by its name; spans are counted in this text.

    Raises UnreadableDocumentError with a reason for everything else: nothing is read half, or in a wrong encoding.
    """
    data = _bytes(path)
    kind = _kind(data, path.suffix.lower())
    encoding = None
    if kind in ("pdf", "image"):
        text, kind = _read_printed(path, kind)
    elif kind == "ofd":
        text = compose(print_ofd(data))
    elif kind in OFFICE:
        text = read_docx(convert_to_docx(data, OFFICE[kind]))
    elif kind == "docx":
        text = read_docx(data)
    elif kind == "mht":
        page, encoding = page_in_archive(data)
        text = read_html(page)
    else:
        text, encoding, kind = _read_text(data, path.suffix.lower())
    text = clean(text)
    if not text.strip():
        raise UnreadableDocumentError("empty")
    if sum(1 for _ in islice(NUMBER.finditer(text), MAX_NUMBERS + 1)) > MAX_NUMBERS:
        raise UnreadableDocumentError("too_many_numbers", str(MAX_NUMBERS))
    if is_mojibake(text):
        raise UnreadableDocumentError("unmapped_pdf" if kind == "pdf" else "mojibake")
    return ReadDocument(text, kind, encoding)


def _read_printed(path: Path, kind: str) -> tuple[str, str]:
    """(text, format) of a PDF, its text recognised where it is a scan and the extra is there; or of a picture."""
    if kind == "pdf":
        try:
            return extract_text(path), kind
        except UnreadableDocumentError as error:
            if error.reason_code != "scanned_pdf" or not can_recognise():
                raise
    elif not can_recognise():
        raise UnreadableDocumentError("image")
    return compose(print_scan(path)), "scan"


def _bytes(path: Path) -> bytes:
    try:
        with open_itself(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_BYTES:
                raise UnreadableDocumentError("too_large", f"{size / 2**20:.0f} MB,上限 {MAX_BYTES // 2**20} MB")
            data = file.read()
    except OSError as error:
        raise UnreadableDocumentError("missing", error.strerror or type(error).__name__) from error
    if not data.strip():
        raise UnreadableDocumentError("empty")
    return data


def _kind(data: bytes, suffix: str) -> str:
    """pdf, image, ofd, docx, mht, a kind of OFFICE, or text. Raises UnreadableDocumentError for what nothing reads."""
    if data.lstrip().startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in data[:1024]):
        if b"%%EOF" not in data[-4096:]:  # cut off: the pages behind would be missing without a word
            raise UnreadableDocumentError("damaged_pdf")
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    if data.startswith(OLD_OFFICE):
        if ENCRYPTED_PACKAGE in data:
            raise UnreadableDocumentError("encrypted_office")
        other = next((kind for stream, kind in OLD_STREAMS.items() if stream in data and WORD_STREAM not in data), "")
        if other:
            raise UnreadableDocumentError("other_office", other)
        return "doc"
    if is_web_archive(data):
        return "mht"
    kind = next((kind for beginning, kind in BEGINNINGS.items() if data.startswith(beginning)), "text")
    if kind == "archive":
        raise UnreadableDocumentError(kind)
    return "wordml" if kind == "text" and WORD_ML in data[:2000] else kind


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except Exception as error:
        raise UnreadableDocumentError("damaged_docx") from error
    if any(name.startswith("word/") for name in names):
        return "docx"
    if "OFD.xml" in names:
        return "ofd"
    for beginning, kind in PACKAGES.items():
        if any(name.startswith(beginning) for name in names):
            raise UnreadableDocumentError("other_office", kind)
    raise UnreadableDocumentError("archive")


def _read_text(data: bytes, suffix: str) -> tuple[str, str, str]:
    """Text, encoding and format of a file of characters."""
    declared = CHARSET.search(data[:4096])
    try:
        text, encoding = decode(data, declared[1].decode("ascii") if declared else None)
    except UnreadableDocumentError as error:
        broken = {".pdf": "damaged_pdf", ".docx": "damaged_docx"}.get(suffix, error.reason_code)
        raise UnreadableDocumentError(broken) from error
    if sum(text.count(character) for character in "\x00\x01\x02\x03\x04\x05\x06\x07\x08") * 100 > len(text):
        raise UnreadableDocumentError("not_text")
    if is_page(text) or (suffix in (".html", ".htm") and has_tags(text)):
        return read_html(text), encoding, "html"
    return resolve_stray_html(text), encoding, "md" if suffix == ".md" else "txt"
