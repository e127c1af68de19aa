"""An .ofd (GB/T 33190) → its pages as they are printed: characters with their places, rules of tables.

The file is a package of XML parts; which lines and tables they make is decided where PDFs' are. A page whose text runs
up or down is turned. Seals, signatures, notes and attachments are left out, and text that runs in another direction.
"""

import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from pipelines.documents.pages import Glyph, PrintedPage, add_shape
from pipelines.documents.refusals import UnreadableDocumentError
from pipelines.storage.markup_bounds import MAX_NODES, count_nodes

MAX_PART = 32 * 2**20  # bytes of one XML part, unpacked
MAX_PARTS = 128 * 2**20  # bytes of all of them that are read
MAX_PAGES = 5_000
POINTS = 72 / 25.4  # in a millimetre, the unit of the file
WHOLE_PAGE = 0.75  # of the page's area: a larger box is its background
TILT = 0.01  # text that rises more runs across the page: a watermark
DEEPEST_UNIT = 6
MOST_SHAPES = 20_000  # of a page: more is a map or a drawing

TOKEN = re.compile(r"[MLSCBQA]|-?\d*\.?\d+(?:[eE]-?\d+)?")
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def print_ofd(data: bytes) -> list[PrintedPage]:
    """The printed pages. Raises UnreadableDocumentError; a bomb is refused before it is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if any(part.flag_bits & 1 for part in archive.infolist()):
                raise UnreadableDocumentError("encrypted_ofd")
            return list(_Package(archive).pages())
    except UnreadableDocumentError:
        raise
    except Exception as error:  # a damaged file can break the libraries anywhere
        raise UnreadableDocumentError("damaged_ofd") from error


@dataclass
class _Package:
    archive: zipfile.ZipFile
    unpacked: int = 0
    names: dict[str, str] = field(default_factory=dict)  # in small letters → as they are
    units: dict[str | None, etree._Element] = field(default_factory=dict)  # drawings that pages use, by their number
    nodes: int = 0

    def pages(self) -> Iterator[PrintedPage]:
        count = 0
        for root in _found(self.part("OFD.xml"), "DocRoot"):
            place = _joined("", root.text or "")
            document = self.part(place)
            self.units = dict(self.drawings(place, document))
            templates = {
                template.get("ID"): _joined(place, template.get("BaseLoc", ""))
                for template in _found(document, "TemplatePage")
            }
            area = next(_areas(document), None)
            for page in _found(document, "Page"):
                count += 1
                if count > MAX_PAGES:
                    raise UnreadableDocumentError("too_many_pages", str(count))
                yield self.page(_joined(place, page.get("BaseLoc", "")), templates, area)

    def drawings(self, place: str, document: etree._Element) -> Iterator[tuple[str | None, etree._Element]]:
        for kind in ("PublicRes", "DocumentRes"):
            for resources in _found(document, kind):
                name = _joined(place, resources.text or "")
                if self.known(name):
                    for unit in _found(self.part(name), "CompositeGraphicUnit"):
                        yield unit.get("ID"), unit

    def page(self, place: str, templates: dict[str | None, str], area: list[float] | None) -> PrintedPage:
        content = self.part(place)
        box = next(_areas(content), area) or [0.0, 0.0, 210.0, 297.0]
        layers = [
            *(
                self.part(templates[used])
                for t in _found(content, "Template")
                if (used := t.get("TemplateID")) in templates
            ),
            content,
        ]
        sheet = _Sheet(box[2], box[3])
        for item, matrix in (found for layer in layers for found in self.items(layer, IDENTITY, 0)):
            sheet.add(item, matrix)
        return sheet.printed()

    def items(self, content: etree._Element, outer: Matrix, depth: int) -> Iterator[tuple[etree._Element, Matrix]]:
        """Texts, shapes and pictures, those of the drawings that are used here too, each with where it stands."""
        for item in content.iter():
            kind = _kind(item)
            if kind in ("TextObject", "PathObject", "ImageObject", "CompositeObject"):
                left, top = (_numbers(item.get("Boundary")) or [0.0, 0.0])[:2]
                matrix = _product(_product(_matrix(item), (1, 0, 0, 1, left, top)), outer)
                if kind != "CompositeObject":
                    yield item, matrix
                elif depth < DEEPEST_UNIT and item.get("ResourceID") in self.units:
                    yield from self.items(self.units[item.get("ResourceID")], matrix, depth + 1)

    def known(self, name: str) -> str | None:
        """The part's name as the package has it: some are made on systems that do not tell capitals from small."""
        self.names = self.names or {known.lower(): known for known in self.archive.namelist()}
        return self.names.get(name.lower())

    def part(self, name: str) -> etree._Element:
        info = self.archive.getinfo(self.known(name) or name)
        self.unpacked += info.file_size
        if info.file_size > MAX_PART or self.unpacked > MAX_PARTS:
            raise UnreadableDocumentError("too_large", "解压后超过上限")
        markup = self.archive.read(info)
        self.nodes += count_nodes(markup)
        if self.nodes > MAX_NODES:
            raise UnreadableDocumentError("too_large", f"标记和属性超过上限 {MAX_NODES} 个")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(markup, parser)


# A character as it is printed: text, where its baseline begins, how far it reaches and how high it is, in millimetres.
_Mark = tuple[str, float, float, float, float]


@dataclass
class _Sheet:
    """What is printed on a page, in millimetres, before it is known which way it is read."""

    width: float
    height: float
    marks: defaultdict[int, list[_Mark]] = field(default_factory=lambda: defaultdict(list))  # by turn
    shapes: list[tuple[list[tuple[float, float]], bool, bool]] = field(default_factory=list)
    has_picture: bool = False

    def add(self, item: etree._Element, matrix: Matrix) -> None:
        kind = _kind(item)
        turn = _turn(matrix[0], matrix[1])
        if kind == "ImageObject":
            self.has_picture = True
        elif kind == "PathObject":
            self.shapes += _shapes(item, matrix)
        elif turn is not None:
            self.marks[turn] += _marks(item, matrix)

    def printed(self) -> PrintedPage:
        """The page as most of its text is read."""
        turn = max(self.marks, key=lambda turn: len(self.marks[turn]), default=0)
        size = (self.height, self.width) if turn % 2 else (self.width, self.height)
        page = PrintedPage(size[0] * POINTS, size[1] * POINTS, has_picture=self.has_picture)
        place = self._turned(turn)
        for text, x, y, reach, tall in self.marks[turn]:
            left, base = place(x, y)
            page.glyphs.append(Glyph(text, left, left + reach * POINTS, base, tall * POINTS))
            page.unmapped += 0xE000 <= ord(text) <= 0xF8FF or ord(text) >= 0xFFFD
        for corners, is_closed, is_stroked in self.shapes if len(self.shapes) <= MOST_SHAPES else ():
            whole = WHOLE_PAGE * page.width * page.height
            add_shape([place(*corner) for corner in corners], is_closed, is_stroked, page, whole)
        return page

    def _turned(self, turn: int) -> Callable[[float, float], tuple[float, float]]:
        """From a place on the sheet to the place, in points, on the page turned so that its text runs to the right."""
        along, down = ((1, 0), (0, -1), (-1, 0), (0, 1))[turn], ((0, 1), (1, 0), (0, -1), (-1, 0))[turn]
        left = -min(0, along[0]) * self.width - min(0, along[1]) * self.height
        top = -min(0, down[0]) * self.width - min(0, down[1]) * self.height

        def place(x: float, y: float) -> tuple[float, float]:
            return (x * along[0] + y * along[1] + left) * POINTS, (x * down[0] + y * down[1] + top) * POINTS

        return place


def _kind(item: etree._Element) -> str:
    return etree.QName(item).localname if isinstance(item.tag, str) else ""


def _found(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Elements of that name, in whatever namespace, in the order of the file."""
    return (found for found in element.iter() if _kind(found) == name)


def _areas(element: etree._Element) -> Iterator[list[float]]:
    """Boxes of the page: x, y, width, height."""
    for box in _found(element, "PhysicalBox"):
        numbers = _numbers(box.text)
        if len(numbers) == 4 and min(numbers[2:]) > 0:
            yield numbers


def _joined(beside: str, place: str) -> str:
    """A part's name in the package, from how the part beside it writes it."""
    joined = place.strip() if place.startswith("/") else posixpath.join(posixpath.dirname(beside), place.strip())
    return posixpath.normpath(joined).lstrip("/")


def _turn(along: float, down: float) -> int | None:
    """Which way text runs: 0 to the right, 1 up, 2 to the left, 3 down; None across the page's corner."""
    if abs(down) <= TILT * abs(along):
        return 0 if along >= 0 else 2
    if abs(along) <= TILT * abs(down):
        return 3 if down > 0 else 1
    return None


def _marks(item: etree._Element, matrix: Matrix) -> Iterator[_Mark]:
    a, b, c, d, e, f = matrix
    along, tall = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5 * float(item.get("Size", "0"))
    width = float(item.get("Size", "0")) * float(item.get("HScale", "1"))
    x = y = 0.0
    for code in _found(item, "TextCode"):
        text = code.text or ""
        x, y = float(code.get("X", x)), float(code.get("Y", y))
        across, down = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
        for place, character in enumerate(text):
            step = across[place] if place < len(across) else 0.0
            reach = step if 0 < step < width else width if step or ord(character) > 0x2E7F else width / 2
            if not character.isspace():
                yield character, a * x + c * y + e, b * x + d * y + f, reach * along, tall
            x += step
            y += down[place] if place < len(down) else 0.0


def _steps(written: str | None, most: int) -> list[float]:
    """How far each character stands from the one before it: 3.5 3.5, or g 2 3.5 for two of the same."""
    steps: list[float] = []
    words = iter((written or "").split())
    for word in words:
        if word == "g":
            count, step = int(next(words)), float(next(words))
            steps += [step] * min(count, most)
        else:
            steps.append(float(word))
        if len(steps) >= most:
            break
    return steps


def _shapes(item: etree._Element, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool, bool]]:
    """(corners, closed, stroked) of what is drawn with straight sides."""
    a, b, c, d, e, f = matrix
    is_filled, is_stroked = item.get("Fill") == "true", item.get("Stroke", "true") != "false"
    for data in _found(item, "AbbreviatedData"):
        for corners, is_closed in _outlines(data.text or "") if is_filled or is_stroked else ():
            places = [(a * x + c * y + e, b * x + d * y + f) for x, y in corners]
            yield places, is_closed or not is_stroked, is_stroked


def _outlines(data: str) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """(corners, closed) of each part of a shape that has straight sides only."""
    corners: list[tuple[float, float]] = []
    is_straight = is_closed = False
    words = iter(TOKEN.findall(data))
    for word in words:
        if word in ("M", "S"):
            if is_straight and len(corners) > 1:
                yield corners, is_closed
            corners, is_straight, is_closed = [(float(next(words)), float(next(words)))], True, False
        elif word == "L":
            corners.append((float(next(words)), float(next(words))))
        elif word == "C":
            is_closed = True
        elif word in ("B", "Q", "A"):
            is_straight = False
    if is_straight and len(corners) > 1:
        yield corners, is_closed


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, t, u, v = outer
    return a * p + b * r, a * q + b * t, c * p + d * r, c * q + d * t, e * p + f * r + u, e * q + f * t + v


def _matrix(item: etree._Element) -> Matrix:
    numbers = _numbers(item.get("CTM"))
    return (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]) if len(numbers) == 6 else IDENTITY


def _numbers(text: str | None) -> list[float]:
    return [float(word) for word in (text or "").split()]
