"""A .docx → its text: paragraphs, tables and text boxes in document order, notes at the end.

Headers, footers, deleted and moved-away text, field codes and automatic numbers are left out.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

from pipelines.documents.raised import raise_figures
from pipelines.documents.refusals import UnreadableDocumentError
from pipelines.documents.tables import Cell, table_lines
from pipelines.storage.markup_bounds import MAX_NODES, count_nodes

MAX_XML = 64 * 2**20  # bytes of all XML parts, unpacked: some ten million characters of text
MAX_CELLS = 300_000  # of all tables; each is a look at its properties
MAX_UNPACKED = 512 * 2**20  # bytes of all parts, pictures with them

MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
PARAGRAPH, RUN, TABLE, TEXT_BOX = map(qn, ("w:p", "w:r", "w:tbl", "w:txbxContent"))
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same again, for old readers
LEFT_OUT = {FALLBACK, *map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:rt", "w:sdtPr", "w:tblPr", "w:sectPr"))}
CHARACTERS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def read_docx(data: bytes) -> str:
    """Lines of the document's text. Raises UnreadableDocumentError; a bomb is refused before it is unpacked."""
    with _refusing_damage():
        document = _open(data)
        lines = list(_blocks(document.element.body))
        for part in document.part.package.iter_parts():
            if part.partname in ("/word/footnotes.xml", "/word/endnotes.xml"):
                lines += _notes(parse_xml(part.blob))
        return "\n".join(lines)


def read_docx_tables(data: bytes) -> list[str | list[list[Cell]]]:
    """The lines and the tables of the document's body, in their order, a table as rows of cells; a table within a cell
    is text of that cell. Raises UnreadableDocumentError as read_docx does."""
    with _refusing_damage():
        return list(_parts(_open(data).element.body))


@contextmanager
def _refusing_damage() -> Iterator[None]:
    """A damaged file can break the libraries anywhere."""
    try:
        yield
    except UnreadableDocumentError:
        raise
    except Exception as error:
        raise UnreadableDocumentError("damaged_docx") from error


def _open(data: bytes) -> Document:
    _refuse_bombs(data)
    document = docx.Document(BytesIO(data))
    if sum(1 for _ in islice(document.element.body.iter(qn("w:tc")), MAX_CELLS + 1)) > MAX_CELLS:
        raise UnreadableDocumentError("too_large", f"表格单元格超过上限 {MAX_CELLS} 个")
    return document


def _parts(container: etree._Element) -> Iterator[str | list[list[Cell]]]:
    for element in container:
        if element.tag == PARAGRAPH:
            yield from _paragraph(element)
        elif element.tag == TABLE:
            yield [_row(row) for row in _children(element, qn("w:tr"))]
        elif isinstance(element.tag, str) and element.tag not in LEFT_OUT:
            yield from _parts(element)  # content controls, insertions


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        xml = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
        if any(part.flag_bits & 1 for part in parts):
            raise UnreadableDocumentError("encrypted_office")
        if sum(part.file_size for part in xml) > MAX_XML or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise UnreadableDocumentError("too_large", "解压后超过上限")
        _refuse_markup(archive, xml)


def _refuse_markup(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    nodes = 0
    for part in parts:
        with archive.open(part) as member:
            while piece := member.read(2**20):
                nodes += count_nodes(piece)
                if nodes > MAX_NODES:
                    raise UnreadableDocumentError("too_large", f"标记和属性超过上限 {MAX_NODES} 个")


def _blocks(container: etree._Element) -> Iterator[str]:
    """Lines of what stands in a body, a cell, a text box or a note."""
    for part in _parts(container):
        if isinstance(part, str):
            yield part
        else:
            yield from table_lines(part)


def _paragraph(paragraph: etree._Element) -> Iterator[str]:
    """The paragraph's lines, then those of the text boxes that hang on it."""
    pieces: list[str] = []
    boxes: list[etree._Element] = []
    _collect(paragraph, pieces, boxes)
    yield "".join(pieces)
    for box in boxes:
        yield from _blocks(box)


def _collect(element: etree._Element, pieces: list[str], boxes: list[etree._Element]) -> None:
    for child in element:
        if child.tag in (qn("w:t"), MATH_TEXT):
            pieces.append(child.text or "")
        elif child.tag in CHARACTERS:
            pieces.append(CHARACTERS[child.tag])
        elif child.tag == TEXT_BOX:
            boxes.append(child)
        elif child.tag == RUN and _is_raised(child):
            inside: list[str] = []
            _collect(child, inside, boxes)
            pieces.append(raise_figures("".join(inside), "".join(pieces[-1:])))
        elif isinstance(child.tag, str) and child.tag not in LEFT_OUT:
            _collect(child, pieces, boxes)


def _is_raised(run: etree._Element) -> bool:
    align = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    return align is not None and align.get(qn("w:val")) == "superscript"


def _row(row: etree._Element) -> list[Cell]:
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    skipped = [] if before is None else [Cell("")] * min(_number(before), 100)
    return skipped + [_cell(cell) for cell in _children(row, qn("w:tc"))]


def _cell(cell: etree._Element) -> Cell:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    continues = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
    text = None if continues else "\n".join(_blocks(cell))
    columns = 1 if span is None else max(1, _number(span))
    return Cell(text, columns, has_table=next(cell.iterdescendants(TABLE), None) is not None)


def _children(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children of that kind, those inside content controls and insertions with them."""
    for child in element:
        if child.tag == tag:
            yield child
        elif isinstance(child.tag, str) and child.tag not in LEFT_OUT and child.tag not in (TABLE, PARAGRAPH):
            yield from _children(child, tag)


def _number(element: etree._Element) -> int:
    return int(element.get(qn("w:val"), "1"))


def _notes(notes: etree._Element) -> Iterator[str]:
    for note in notes:
        if note.get(qn("w:type"), "normal") == "normal":
            yield from _blocks(note)
