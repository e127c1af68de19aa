"""A .pdf → its text: paragraphs put together again, ruled tables row by row, without page numbers and running heads.

What is printed on a page is read in pages.py, its lines in lines.py, its tables in ruled_tables.py; which lines make a
paragraph is decided in layout.py.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from pipelines.documents.columns import split_columns
from pipelines.documents.layout import Page, join_cell, paragraphs
from pipelines.documents.lines import Line, lines_in, read_lines
from pipelines.documents.pages import Box, Glyph, PrintedPage, print_page
from pipelines.documents.refusals import UnreadableDocumentError
from pipelines.documents.ruled_tables import RuledCell, RuledTable, find_tables
from pipelines.documents.tables import Cell, table_lines

MAX_PAGES = 5_000
MAX_UNMAPPED = 0.01  # share of glyphs without a character
MAX_UNPACKED = 64 * 2**20  # bytes of one stream that are looked at for damage
LONGEST_HEAD = 400  # bytes of the particulars before a stream

STREAM = re.compile(rb"stream\r?\n(?=[\x48\x58\x68\x78])")
PACKED = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\b")


def extract_text(path: Path) -> str:
    """The text of the file. Raises UnreadableDocumentError."""
    data = path.read_bytes()
    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > MAX_PAGES:
                raise UnreadableDocumentError("too_many_pages", str(len(document)))
            printed = [print_page(page) for page in document]
    except UnreadableDocumentError:
        raise
    except Exception as error:  # a damaged file can break the library anywhere
        encrypted = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise UnreadableDocumentError("encrypted_pdf" if encrypted else "damaged_pdf") from error
    if _loses_text(data):
        raise UnreadableDocumentError("damaged_pdf")
    return compose(printed)


def compose(printed: list[PrintedPage]) -> str:
    """The text of printed pages. Raises UnreadableDocumentError where they are pictures, or glyphs no characters."""
    sheets = [[_page(part, sheet) for part in split_columns(page)] for sheet, page in enumerate(printed)]
    pages = [page for sheet in sheets for page in sheet]
    _refuse_scans(pages)
    if sum(page.unmapped for page in printed) > MAX_UNMAPPED * sum(len(page.glyphs) for page in printed):
        raise UnreadableDocumentError("unmapped_pdf")
    return "\n".join(paragraphs(pages))


def _loses_text(data: bytes) -> bool:
    """Whether a stream unpacks in part, or wrongly: the library gives what it could read, and says nothing of it."""
    if b"/Encrypt" in data:
        return False
    for stream in STREAM.finditer(data):
        end = data.find(b"endstream", stream.end())
        packed = data[stream.end() : end if end >= 0 else len(data)]
        try:
            if PACKED.search(data, max(0, stream.start() - LONGEST_HEAD), stream.start()):
                zlib.decompressobj().decompress(packed, MAX_UNPACKED)
        except zlib.error:
            return True
    return False


def _refuse_scans(pages: list[Page]) -> None:
    """A few pages without text are plates; half of the document is a scan."""
    scanned = [number for number, page in enumerate(pages, 1) if page.is_picture]
    if scanned and len(scanned) * 2 >= len(pages):
        every = len(scanned) == len(pages)
        raise UnreadableDocumentError("scanned_pdf", "" if every else f"第 {scanned[0]} 页等 {len(scanned)} 页")


def _page(printed: PrintedPage, sheet: int) -> Page:
    """Lines and tables of a page. Frames are no tables: their text is set between margins of its own."""
    found = find_tables(printed.rules)
    tables = [table for table in found if not table.is_frame]
    frames = [table.box_of(cell) for table in found if table.is_frame for cell in table.cells]
    prose, in_cells = _parted(printed.glyphs, tables)
    lines = read_lines(prose)
    rows = []
    for table, cells in zip(tables, in_cells, strict=True):
        aside = [line for line in _asides(printed) if table.box.holds((line.x0 + line.x1) / 2, line.base)]
        rows.append((table.box.top, tuple(table_lines(list(_rows(table, cells, aside))))))
    lines += [line for line in _asides(printed) if not any(table.box.holds(line.x0, line.base) for table in tables)]
    boxes = list(enumerate([*_whole_boxes(printed.boxes), *frames]))
    placed = list(lines_in(lines, boxes))
    is_picture = printed.has_picture and not lines and not rows
    return Page(printed.width, printed.height, placed, rows, is_picture, sheet)


def _parted(
    glyphs: Iterable[Glyph], tables: list[RuledTable]
) -> tuple[list[Glyph], list[dict[RuledCell, list[Glyph]]]]:
    """(characters outside tables, for each table those of its cells)"""
    prose: list[Glyph] = []
    in_cells: list[dict[RuledCell, list[Glyph]]] = [defaultdict(list) for _ in tables]
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.base - glyph.size / 3
        for table, cells in zip(tables, in_cells, strict=True):
            cell = table.cell_at(x, y)
            if cell is not None:
                cells[cell].append(glyph)
                break
        else:
            prose.append(glyph)
    return prose, in_cells


def _asides(printed: PrintedPage) -> Iterator[Line]:
    """Lines that run in other directions, where they stand on the page."""
    for aside in printed.asides:
        for line in read_lines(aside.glyphs):
            box = aside.on_page(Box(line.x0, line.top, line.x1, line.bottom))
            yield replace(line, x0=box.x0, x1=box.x1, top=box.top, bottom=box.bottom, is_spread=True)


def _rows(table: RuledTable, cells: dict[RuledCell, list[Glyph]], asides: list[Line]) -> Iterator[list[Cell]]:
    """The cells of each row where they begin, with what they reach over."""
    texts = {cell: [line.text for line in read_lines(glyphs)] for cell, glyphs in cells.items()}
    for line in asides:
        cell = table.cell_at((line.x0 + line.x1) / 2, (line.top + line.bottom) / 2)
        if cell is not None:
            texts.setdefault(cell, []).append(line.text)
    rows: list[list[Cell]] = [[] for _ in table.ys[1:]]
    for cell in table.cells:
        rows[cell.row].append(Cell(join_cell(texts.get(cell, [""])), cell.columns, cell.rows))
    yield from rows


def _whole_boxes(boxes: Iterable[Box]) -> list[Box]:
    """Boxes of the same width that stand one on the other, as one: the background of a paragraph, line by line."""
    whole: list[Box] = []
    for box in sorted(boxes, key=lambda box: (round(box.x0), round(box.x1), box.top)):
        last = whole[-1] if whole else None
        is_same = last is not None and abs(last.x0 - box.x0) <= 2 and abs(last.x1 - box.x1) <= 2
        if last is not None and is_same and box.top <= last.bottom + 2:
            whole[-1] = Box(last.x0, last.top, last.x1, max(last.bottom, box.bottom))
        else:
            whole.append(box)
    return whole
