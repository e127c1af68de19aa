"""The layout of official documents, GB/T 9704—2012, as a Word document.

A4, 37 mm above and 28 mm at the binding, a type area of 156 × 225 mm (§5.2); 22 lines of 28 characters a page (§5.2.3);
title in size 2 小标宋, text in size 3 仿宋, levels 一、 in 黑体 and (一) in 楷体 (§7.3), page number in size 4 between
two dashes, outside (§7.5). Where a machine lacks these fonts, the font table names what stands for each.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.section import Section
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from pipelines.publication.workbook import ILLEGAL

SONG, FANGSONG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
IN_PLACE_OF = {
    SONG: "华文中宋,宋体,Noto Serif CJK SC",
    FANGSONG: "仿宋,FangSong,Noto Serif CJK SC",
    HEI: "SimHei,Noto Sans CJK SC",
    KAI: "楷体,KaiTi,Noto Serif CJK SC",
}
DIGITS = "Times New Roman"
SIZE_2, SIZE_3, SIZE_4, SMALL_5 = 22, 16, 14, 9  # 二号, 三号, 四号, 小五号, in points
LINE = 28.95  # points: 225 mm in 22 lines
CLOSER = -5  # twentieths of a point: 28 characters of size 3 in 156 mm, in every office program
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class OfficialDocument:
    """A document that is written from top to bottom."""

    def __init__(self, title: str) -> None:
        self.document: Document = docx.Document()
        self.document.core_properties.title = _legible(title)
        self.document.core_properties.author = "对标 Duibiao"
        _name_fonts(self.document)
        section = self.document.sections[0]
        _lay_out(section, Mm(210), Mm(297))
        self.document.settings.odd_and_even_pages_header_footer = True
        _number_pages(section)
        normal: Any = self.document.styles["Normal"]
        normal.font.size = Pt(SIZE_3)
        _set_font(normal.element.get_or_add_rPr(), FANGSONG)
        for language in self.document.styles.element.iter(
            qn("w:lang")
        ):  # of punctuation: where in its square it stands
            language.set(qn("w:eastAsia"), "zh-CN")

    def title(self, text: str) -> None:
        self._paragraph(text, SONG, SIZE_2, WD_ALIGN_PARAGRAPH.CENTER)

    def subtitle(self, text: str) -> None:
        self._paragraph(text, KAI, SIZE_3, WD_ALIGN_PARAGRAPH.CENTER)

    def blank(self) -> None:
        self._paragraph("", FANGSONG, SIZE_3)

    def addressees(self, text: str) -> None:
        self._paragraph(text, FANGSONG, SIZE_3)

    def heading(self, text: str) -> None:
        self._indented(text, HEI).paragraph_format.keep_with_next = True

    def subheading(self, text: str) -> None:
        self._indented(text, KAI).paragraph_format.keep_with_next = True

    def text(self, text: str) -> None:
        self._indented(text, FANGSONG)

    def signature(self, lines: Sequence[str]) -> None:
        """Name and day, right, four characters from the edge."""
        for line in lines:
            paragraph = self._paragraph(line, FANGSONG, SIZE_3, WD_ALIGN_PARAGRAPH.RIGHT)
            paragraph.paragraph_format.right_indent = Pt(4 * SIZE_3)

    def annex(self, name: str, title: str) -> None:
        """A new page on its side for a wide table, with 附件 at its top left and its title."""
        section = self.document.add_section()
        _lay_out(section, Mm(297), Mm(210))
        section.orientation = WD_ORIENT.LANDSCAPE
        self._paragraph(name, HEI, SIZE_3)
        self._paragraph(title, SONG, SIZE_2, WD_ALIGN_PARAGRAPH.CENTER)

    def table(self, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[str]]) -> None:
        """A ruled table whose head is repeated on every page. `widths`: mm."""
        grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
        table = parse_xml(
            f'<w:tbl xmlns:w="{NAMESPACE}"><w:tblPr><w:tblStyle w:val="TableGrid"/>'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
            f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid></w:tbl>"
        )
        table.append(_row(heads, widths, HEI, is_head=True))
        for row in rows:
            table.append(_row(row, widths, FANGSONG))
        body = self.document.element.body
        body.insert(len(body) - 1, table)  # before the properties of the section
        self.document.add_paragraph().paragraph_format.line_spacing = Pt(1)

    def save(self, place: str) -> None:
        self.document.save(place)

    def _indented(self, text: str, font: str) -> Paragraph:
        paragraph = self._paragraph(text, font, SIZE_3, WD_ALIGN_PARAGRAPH.JUSTIFY)
        paragraph.paragraph_format.first_line_indent = Pt(2 * SIZE_3)
        return paragraph

    def _paragraph(self, text: str, font: str, size: float, alignment: WD_ALIGN_PARAGRAPH | None = None) -> Paragraph:
        paragraph = self.document.add_paragraph()
        form = paragraph.paragraph_format
        form.alignment = alignment
        form.line_spacing, form.space_before, form.space_after = Pt(LINE), Pt(0), Pt(0)
        run = paragraph.add_run(_legible(text))
        run.font.size = Pt(size)
        properties = run._element.get_or_add_rPr()
        _set_font(properties, font)
        if size == SIZE_3:
            properties.append(_element("w:spacing", val=str(CLOSER)))
        return paragraph


def _lay_out(section: Section, width: Mm, height: Mm) -> None:
    section.page_width, section.page_height = width, height
    upright = width < height
    section.top_margin, section.bottom_margin = (Mm(37), Mm(35)) if upright else (Mm(28), Mm(26))
    section.left_margin, section.right_margin = (Mm(28), Mm(26)) if upright else (Mm(37), Mm(35))
    section.footer_distance = Mm(28) if upright else Mm(19)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)


def _number_pages(section: Section) -> None:
    """— 1 —, right on odd pages, left on even ones, one character from the edge (§7.5)."""
    sides = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT))
    for footer, side in sides:
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        form = paragraph.paragraph_format
        form.left_indent = form.right_indent = Pt(SIZE_4)
        for kind, text in (("", "— "), ("begin", ""), ("", None), ("end", ""), ("", " —")):
            run = paragraph.add_run(text or "")
            run.font.size = Pt(SIZE_4)
            _set_font(run._element.get_or_add_rPr(), "宋体", "宋体")
            if kind:
                run._element.append(_element("w:fldChar", fldCharType=kind))
            elif text is None:
                code = OxmlElement("w:instrText")
                code.text = "PAGE"
                run._element.append(code)


def _set_font(properties: Any, font: str, digits: str = DIGITS) -> None:
    fonts = properties.get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), digits)
    fonts.set(qn("w:eastAsia"), font)


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    return element


def _name_fonts(document: Document) -> None:
    """What stands for a font that the machine lacks."""
    named = "".join(
        f'<w:font w:name="{font}"><w:altName w:val="{others}"/></w:font>' for font, others in IN_PLACE_OF.items()
    )
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = part.blob.replace(b"</w:fonts>", f"{named}</w:fonts>".encode())


def _row(cells: Sequence[str], widths: Sequence[float], font: str, is_head: bool = False) -> Any:
    """A row as XML: the library's own cells take a walk over the table each."""
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    for text, width in zip(cells, widths, strict=True):
        cell = parse_xml(
            f'<w:tc xmlns:w="{NAMESPACE}"><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/><w:vAlign w:val="center"/>'
            f'</w:tcPr><w:p><w:pPr><w:snapToGrid w:val="0"/>'
            f'<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="exact"/>'
            f'<w:jc w:val="{"center" if is_head else "left"}"/></w:pPr><w:r><w:rPr>'
            f'<w:rFonts w:ascii="{DIGITS}" w:hAnsi="{DIGITS}" w:eastAsia="{font}"/><w:sz w:val="{2 * SMALL_5}"/>'
            f'</w:rPr><w:t xml:space="preserve"/></w:r></w:p></w:tc>'
        )
        [content] = cell.iter(qn("w:t"))
        content.text = _legible(text)
        row.append(cell)
    return row


def _twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def _legible(text: str) -> str:
    """On one line, what no XML carries as �."""
    return " ".join(ILLEGAL.sub("\ufffd", text).split())
