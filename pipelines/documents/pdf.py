"""A .pdf → its text: paragraphs put together again, ruled tables row by row, without page numbers and running heads.

A hostile PDF can make any reader run for hours or fill the memory, so it is read in a process of its own with limits.
How lines become paragraphs is decided in layout.py.
"""

import contextlib
import json
import logging
import subprocess
import sys
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from pipelines.documents.layout import Line, Page, join_cell, paragraphs
from pipelines.documents.refusals import UnreadableDocumentError
from pipelines.documents.tables import Cell, table_lines
from pipelines.storage.data_folder import PROJECT

MAX_PAGES = 5_000
MAX_MINUTES = 15
MAX_MEMORY = 4 * 2**30  # bytes of address space
MAX_UNMAPPED = 0.01  # share of glyphs without a character
WORD_GAP = 0.3  # of the font size: less is spacing between Chinese and digits, not a space
TILT = 0.01

Glyphs = dict[str, Any]
Box = tuple[float, float, float, float]  # x0, top, x1, bottom


def read_pdf(path: Path) -> str:
    """The text of the file, read in another process. Raises UnreadableDocumentError."""
    command = [sys.executable, "-m", "pipelines.documents.pdf", str(path.resolve())]
    try:
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, timeout=MAX_MINUTES * 60, check=True)
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocumentError("too_slow", f" {MAX_MINUTES} 分钟") from error
    except (subprocess.CalledProcessError, ValueError) as error:  # killed, or out of memory
        raise UnreadableDocumentError("damaged_pdf") from error
    if "text" not in answer:
        raise UnreadableDocumentError(answer["reason_code"], answer["detail"])
    return str(answer["text"])


def extract_text(path: Path) -> str:
    """The text of the file, read in this process. Raises UnreadableDocumentError."""
    try:
        with pdfplumber.open(path) as document, _watch_for_losses() as losses:
            if len(document.pages) > MAX_PAGES:
                raise UnreadableDocumentError("too_many_pages", str(len(document.pages)))
            pages = [_page(page) for page in document.pages]
    except UnreadableDocumentError:
        raise
    except Exception as error:  # a damaged file can break the libraries anywhere
        encrypted = any(isinstance(cause, PDFPasswordIncorrect) for cause in (error, *error.args))
        raise UnreadableDocumentError("encrypted_pdf" if encrypted else "damaged_pdf") from error
    if losses:
        raise UnreadableDocumentError("damaged_pdf")
    _refuse_scans(pages)
    text = "\n".join(paragraphs(pages))
    if text.count("(cid:") > MAX_UNMAPPED * len(text):
        raise UnreadableDocumentError("unmapped_pdf")
    return text


@contextlib.contextmanager
def _watch_for_losses() -> Iterator[list[str]]:
    """What the library only warns of: streams that it could unpack in part, whose text would be missing."""
    losses: list[str] = []

    def notice(record: logging.LogRecord) -> bool:
        if "Data-loss" in record.getMessage():
            losses.append(record.getMessage())
        return True

    logger = logging.getLogger("pdfminer.pdftypes")
    logger.addFilter(notice)
    try:
        yield losses
    finally:
        logger.removeFilter(notice)


def _refuse_scans(pages: list[Page]) -> None:
    """A few pages without text are plates; half of the document is a scan."""
    scanned = [number for number, page in enumerate(pages, 1) if page.is_picture]
    if scanned and len(scanned) * 2 >= len(pages):
        every = len(scanned) == len(pages)
        raise UnreadableDocumentError("scanned_pdf", "" if every else f"第 {scanned[0]} 页等 {len(scanned)} 页")


def _page(page: pdfplumber.page.Page) -> Page:
    level = page.filter(_is_level).dedupe_chars()
    tables = [table for table in level.find_tables() if len(table.rows) > 1 and len(table.columns) > 1]
    prose = level.filter(lambda item: item["object_type"] != "char" or not _is_in_cell(item, tables))
    lines = [_line(line) for line in prose.extract_text_lines(x_tolerance_ratio=WORD_GAP)]
    rows = [(table.bbox[1], tuple(table_lines(list(_rows(table))))) for table in tables]
    read = Page(page.width, page.height, lines, rows, is_picture=bool(page.images) and not lines and not rows)
    page.close()
    return read


def _is_level(item: Glyphs) -> bool:
    """Whether it is no part of an oblique watermark."""
    if item["object_type"] != "char":
        return True
    along, across = abs(item["matrix"][0]), abs(item["matrix"][1])
    return min(along, across) <= TILT * max(along, across)


def _is_in_cell(glyph: Glyphs, tables: list[pdfplumber.table.Table]) -> bool:
    return any(_holds(cell, glyph) for table in tables if _holds(table.bbox, glyph) for cell in table.cells)


def _holds(cell: Box, glyph: Glyphs) -> bool:
    across, down = (glyph["x0"] + glyph["x1"]) / 2, (glyph["top"] + glyph["bottom"]) / 2
    return cell[0] <= across < cell[2] and cell[1] <= down < cell[3]


def _line(line: Glyphs) -> Line:
    glyphs = line["chars"]
    size = max(glyph["size"] for glyph in glyphs)
    gap = max((right["x0"] - left["x1"] for left, right in pairwise(glyphs)), default=0)
    return Line(line["text"], line["x0"], line["x1"], line["top"], line["bottom"], size, is_spread=gap > 2 * size)


def _rows(table: pdfplumber.table.Table) -> Iterator[list[Cell]]:
    """Cells with their spans, told from the rules that they reach over."""
    across = sorted({cell[0] for cell in table.cells})
    down = sorted({cell[1] for cell in table.cells})
    for row, texts in zip(table.rows, table.extract(x_tolerance_ratio=WORD_GAP), strict=True):
        cells = []
        for box, text in zip(row.cells, texts, strict=True):
            if box is not None:
                columns = bisect_left(across, box[2]) - bisect_left(across, box[0])
                rows = bisect_left(down, box[3]) - bisect_left(down, box[1])
                cells.append(Cell(join_cell((text or "").split("\n")), columns, rows))
        yield cells


def _answer(path: Path) -> dict[str, str]:
    try:
        return {"text": extract_text(path)}
    except UnreadableDocumentError as error:
        return {"reason_code": error.reason_code, "detail": error.detail}


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not every system can
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


if __name__ == "__main__":
    _limit_memory()
    sys.stdout.buffer.write(json.dumps(_answer(Path(sys.argv[1]))).encode())
