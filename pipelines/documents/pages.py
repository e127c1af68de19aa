"""A page of a PDF → what is printed on it: characters, rules, boxes. The only module that knows pypdfium2.

Places are in points from the top left of the page as it is read: a page whose text runs upwards is turned first.
Which characters make a line is decided in lines.py, which rules a table in ruled_tables.py.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

TILT = 0.01  # of its length that a line of text may rise and still be level
THIN = 3.5  # points: a filled shape no thicker is a rule, a thicker one a background
SHORTEST_RULE = 4.0  # points
STRAIGHT = 0.7  # points that the ends of a rule may be apart across it
MOST_SHAPES = 20_000  # of a page: more is a map or a drawing
MOST_CORNERS = 5_000  # of one shape
DEEPEST_FORM = 6
WHOLE_PAGE = 0.75  # of the page's area: a larger box is its background

Place = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; as a rule, one that has no thickness."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x < self.x1 and self.top <= y < self.bottom


@dataclass(slots=True)
class Glyph:
    """A character. base: its baseline. font: a number for each. ink: what is drawn of it, for a font's own."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    font: int = 0
    ink: Box | None = None


@dataclass(slots=True)
class PrintedPage:
    """What is printed on a page. `asides`: text that runs in other directions than the page's, each with its turn.

    `rules`: straight lines, level or upright. `boxes`: frames and backgrounds. `unmapped`: glyphs without a character.
    """

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    asides: list["Aside"] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    unmapped: int = 0
    has_picture: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A way to read a page: from which side its lines run. turn: quarter turns of the text against the clock."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def size(self) -> Place:
        across, down = self.right - self.left, self.top - self.bottom
        return (down, across) if self.turn % 2 else (across, down)

    def place(self, x: float, y: float) -> Place:
        """A place of the file, as this frame has it."""
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 1:
            return y - self.bottom, x - self.left
        if self.turn == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def place_in_file(self, x: float, y: float) -> Place:
        if self.turn == 0:
            return x + self.left, self.top - y
        if self.turn == 1:
            return y + self.left, x + self.bottom
        if self.turn == 2:
            return self.right - x, y + self.bottom
        return self.right - y, self.top - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        (a, b), (c, d) = self.place(x0, y0), self.place(x1, y1)
        return Box(min(a, c), min(b, d), max(a, c), max(b, d))


@dataclass(frozen=True, slots=True)
class Aside:
    """Characters in a frame of their own."""

    glyphs: list[Glyph]
    frame: Frame
    page: Frame

    def on_page(self, box: Box) -> Box:
        """A box of the aside's frame, in the page's."""
        first, last = self.frame.place_in_file(box.x0, box.top), self.frame.place_in_file(box.x1, box.bottom)
        return self.page.box(*first, *last)


def print_page(page: pypdfium2.PdfPage) -> PrintedPage:
    """What is printed on the page; text across its corner, and what lies outside its box, is left out."""
    by_turn, unmapped = _glyphs(page)
    left, bottom, right, top = page.get_bbox()
    main = max(by_turn, key=lambda turn: len(by_turn[turn]), default=0)
    frame = Frame(left, bottom, right, top, main)
    printed = PrintedPage(*frame.size, unmapped=unmapped)
    for turn, marks in by_turn.items():
        own = Frame(left, bottom, right, top, turn)
        glyphs = [glyph for mark in marks if _is_on(glyph := _placed(mark, own), own)]
        if turn == main:
            printed.glyphs = glyphs
        elif glyphs:
            printed.asides.append(Aside(glyphs, own, frame))
    _draw(page, frame, printed)
    return printed


# A character as the file has it: text, left, bottom, right, top, x and y of its baseline's beginning, size, font, ink.
_Mark = tuple[str, float, float, float, float, float, float, float, int, tuple[float, float, float, float] | None]


def _glyphs(page: pypdfium2.PdfPage) -> tuple[dict[int, list[_Mark]], int]:
    """Characters by the quarter turns of their lines, and how many glyphs have none."""
    text_page = page.get_textpage()
    handle = text_page.raw
    unicode_of, has_error, matrix_of = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_HasUnicodeMapError,
        pdfium.FPDFText_GetMatrix,
    )
    box_of, origin_of, size_of = (
        pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_GetCharOrigin,
        pdfium.FPDFText_GetFontSize,
    )
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    at_box, at_matrix, at_x, at_y = map(ctypes.byref, (box, matrix, x, y))
    by_turn: dict[int, list[_Mark]] = {}
    fonts = _Fonts(handle)
    ligature = (0.0, 0.0, 0.0)
    unmapped = 0
    lead = 0
    for index in range(pdfium.FPDFText_CountChars(handle)):
        code = unicode_of(handle, index)
        if code <= 32 or code == 0xA0 or code == 0x3000:
            unmapped += code == 0
            continue
        if 0xD800 <= code < 0xE000:  # a character in two halves
            if code < 0xDC00:
                lead = code
                continue
            code = 0x10000 + ((lead - 0xD800) << 10) + (code - 0xDC00) if lead else 0xFFFD
            lead = 0
        unmapped += (code >= 0xFFFD and code <= 0xFFFF) or has_error(handle, index) == 1
        matrix_of(handle, index, at_matrix)
        turn = _turn(matrix.a, matrix.b)
        if turn is None:
            continue
        box_of(handle, index, at_box)
        if box.left == ligature[0] and box.right == ligature[1] and box.bottom == ligature[2]:
            box.left = (box.left + box.right) / 2  # the second half of a sign that stands for two: fi
        ligature = box.left, box.right, box.bottom
        origin_of(handle, index, at_x, at_y)
        size = size_of(handle, index) * max(abs(matrix.d), abs(matrix.c))
        ink = _ink(handle, index) if _is_private(code) else None
        font = fonts.number_of(index)
        mark = (chr(code), box.left, box.bottom, box.right, box.top, x.value, y.value, size, font, ink)
        by_turn.setdefault(turn, []).append(mark)
    text_page.close()
    return by_turn, unmapped


class _Fonts:
    """A number for each font of a page; characters are written in stretches, each in one font."""

    def __init__(self, text_page: pdfium.FPDF_TEXTPAGE) -> None:
        self.text_page = text_page
        self.of_stretch: dict[int | None, int] = {}

    def number_of(self, index: int) -> int:
        stretch = pdfium.FPDFText_GetTextObject(self.text_page, index)
        address = ctypes.c_void_p.from_buffer(stretch).value
        if address not in self.of_stretch:
            font = pdfium.FPDFTextObj_GetFont(stretch) if address else None
            self.of_stretch[address] = (ctypes.c_void_p.from_buffer(font).value or 0) if font else 0
        return self.of_stretch[address]


def _turn(along: float, up: float) -> int | None:
    """Quarter turns of a line against the clock; None where it runs across the page's corner."""
    if abs(up) <= TILT * abs(along):
        return 0 if along >= 0 else 2
    if abs(along) <= TILT * abs(up):
        return 1 if up > 0 else 3
    return None


def _is_private(code: int) -> bool:
    return 0xE000 <= code <= 0xF8FF or code >= 0xF0000


def _ink(handle: pdfium.FPDF_TEXTPAGE, index: int) -> tuple[float, float, float, float]:
    sides = [ctypes.c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(handle, index, *sides)
    left, right, bottom, top = (side.value for side in sides)
    return left, bottom, right, top


def _placed(mark: _Mark, frame: Frame) -> Glyph:
    text, left, bottom, right, top, x, y, size, font, ink = mark
    drawn = frame.box(*ink) if ink else None
    if frame.turn == 0:  # nearly all of them
        return Glyph(text, left - frame.left, right - frame.left, frame.top - y, size, font, drawn)
    box = frame.box(left, bottom, right, top)
    return Glyph(text, box.x0, box.x1, frame.place(x, y)[1], size, font, drawn)


def _is_on(glyph: Glyph, frame: Frame) -> bool:
    width, height = frame.size
    return glyph.x0 >= -1 and glyph.x1 <= width + 1 and -1 <= glyph.base - glyph.size / 2 <= height + 1


def _draw(page: pypdfium2.PdfPage, frame: Frame, printed: PrintedPage) -> None:
    """Rules, boxes and whether there is a picture, in the forms that the page uses too."""
    shapes = 0
    whole = WHOLE_PAGE * printed.width * printed.height
    for kind, item, matrix in _objects(page.raw, IDENTITY, 0):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            printed.has_picture = True
            continue
        shapes += 1
        if shapes > MOST_SHAPES:
            printed.rules.clear()
            printed.boxes.clear()
            break
        is_stroked, is_filled = _drawn(item)
        for corners, is_closed in _outlines(item, matrix) if is_stroked or is_filled else ():
            places = [frame.place(*corner) for corner in corners]
            add_shape(places, is_closed or not is_stroked, is_stroked, printed, whole)


def _objects(container: object, matrix: Matrix, depth: int) -> Iterator[tuple[int, object, Matrix]]:
    """(kind, object, matrix) of the shapes and pictures of a page, or of a form on it."""
    if depth == 0:
        count, get = pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject
    else:
        count, get = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
    for index in range(count(container)):
        item = get(container, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            if depth < DEEPEST_FORM:
                yield from _objects(item, _product(_matrix(item), matrix), depth + 1)
        elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH):
            yield kind, item, matrix


def _matrix(item: object) -> Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _drawn(item: object) -> tuple[bool, bool]:
    """(stroked, filled)"""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    return bool(stroke.value), bool(fill.value)


def _outlines(item: object, outer: Matrix) -> Iterator[tuple[list[Place], bool]]:
    """(corners, closed) of each part of a shape that has straight sides only."""
    count = pdfium.FPDFPath_CountSegments(item)
    if not 2 <= count <= MOST_CORNERS:
        return
    a, b, c, d, e, f = _product(_matrix(item), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    corners: list[Place] = []
    is_straight, is_closed = True, False
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if is_straight and len(corners) > 1:
                yield corners, is_closed
            corners, is_straight, is_closed = [], True, False
        is_straight = is_straight and kind != pdfium.FPDF_SEGMENT_BEZIERTO
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        corners.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        is_closed = bool(pdfium.FPDFPathSegment_GetClose(segment)) or is_closed
    if is_straight and len(corners) > 1:
        yield corners, is_closed


def add_shape(places: list[Place], is_closed: bool, is_stroked: bool, printed: PrintedPage, whole: float) -> None:
    """The rules that a shape draws, and the box that it frames or fills."""
    across, down = [x for x, _ in places], [y for _, y in places]
    box = Box(min(across), min(down), max(across), max(down))
    width, height = box.x1 - box.x0, box.bottom - box.top
    if max(width, height) < SHORTEST_RULE:
        return
    if min(width, height) <= THIN:
        middle_x, middle_y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        level = Box(box.x0, middle_y, box.x1, middle_y)
        printed.rules.append(level if width >= height else Box(middle_x, box.top, middle_x, box.bottom))
        return
    if is_stroked:
        ends = [*places, places[0]] if is_closed else places
        for (x0, y0), (x1, y1) in pairwise(ends):
            if max(abs(x1 - x0), abs(y1 - y0)) >= SHORTEST_RULE and min(abs(x1 - x0), abs(y1 - y0)) <= STRAIGHT:
                printed.rules.append(Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    if is_closed and 4 <= len(places) <= 5 and width * height < whole:
        printed.boxes.append(box)
