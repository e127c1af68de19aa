"""Makers of small documents for tests: bytes of .docx and .pdf files."""

import zlib
from collections.abc import Iterable, Sequence
from io import BytesIO

import docx

A4 = (595, 842)
Rule = tuple[float, float, float, float]  # x0, y0, x1, y1 in points from the bottom left


def docx_of(*paragraphs: str, table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word file of paragraphs, then a table."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, texts in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


class PdfPage:
    """One page, written in a Chinese font that every reader knows and no file needs to carry."""

    def __init__(self) -> None:
        self.content: list[str] = []

    def write(self, x: float, y: float, text: str, size: float = 16) -> "PdfPage":
        glyphs = text.encode("utf-16-be").hex()
        self.content.append(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{glyphs}> Tj ET")
        return self

    def rule(self, *rules: Rule) -> "PdfPage":
        self.content += [f"{x0} {y0} m {x1} {y1} l S" for x0, y0, x1, y1 in rules]
        return self

    def fill(self, x0: float, y0: float, x1: float, y1: float) -> "PdfPage":
        """A grey background."""
        self.content.append(f"q 0.9 g {x0} {y0} {x1 - x0} {y1 - y0} re f Q")
        return self

    def turned(self, x: float, y: float, text: str, size: float = 16) -> "PdfPage":
        """Text that runs up the page."""
        glyphs = text.encode("utf-16-be").hex()
        self.content.append(f"BT /F1 {size} Tf 0 1 -1 0 {x} {y} Tm <{glyphs}> Tj ET")
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> "PdfPage":
        """A fully ruled table."""
        self.rule(*((xs[0], y, xs[-1], y) for y in ys))
        return self.rule(*((x, ys[0], x, ys[-1]) for x in xs))

    def picture(self) -> "PdfPage":
        self.content.append("q 500 0 0 700 40 40 cm /Im1 Do Q")
        return self


def pdf_of(*pages: PdfPage, extra_trailer: str = "", is_mapped: bool = True) -> bytes:
    """A PDF file of the pages. `is_mapped`: whether its glyphs can be told to be characters."""
    encoding, ordering = ("UniGB-UCS2-H", "GB1") if is_mapped else ("Identity-H", "Identity")
    picture = "/Type /XObject /Subtype /Image"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding} /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500 814 939 500] "
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 2 >> "
        "/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 880] "
        "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>",
        _stream(b"\x00", f"{picture} /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"),
    ]
    for number, page in enumerate(pages):
        resources = "/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 5 0 R >> >>"
        box = f"/MediaBox [0 0 {A4[0]} {A4[1]}]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} {resources} /Contents {7 + 2 * number} 0 R >>")
        objects.append(_stream("\n".join(page.content).encode("ascii")))
    return _file(objects, extra_trailer)


def _stream(data: bytes, entries: str = "") -> str:
    packed = zlib.compress(data)
    head = f"<< {entries} /Length {len(packed)} /Filter /FlateDecode >>\nstream\n"
    return head + packed.decode("latin-1") + "\nendstream"


def _file(objects: Iterable[str], extra_trailer: str) -> bytes:
    written = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(written)
    written += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R {extra_trailer} >>\nstartxref\n{start}\n%%EOF\n"
    return bytes(written) + trailer.encode()
