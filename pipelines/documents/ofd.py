"""An .ofd (GB/T 33190) → its pages as they are printed: characters with their places, rules of tables.

The file is a package of XML parts; which lines and tables they make is decided where PDFs' are. Seals, signatures,
notes and attachments are left out.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from pipelines.documents.pages import Glyph, PrintedPage, add_shape
from pipelines.documents.refusals import UnreadableDocumentError

MAX_PART = 32 * 2**20  # bytes of one XML part, unpacked
MAX_PARTS = 128 * 2**20  # bytes of all of them that are read
MAX_PAGES = 5_000
POINTS = 72 / 25.4  # in a millimetre, the unit of the file
WHOLE_PAGE = 0.75  # of the page's area: a larger box is its background
TILT = 0.01  # text that rises more runs across the page: a watermark

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

    def pages(self) -> Iterator[PrintedPage]:
        count = 0
        for root in _found(self.part("OFD.xml"), "DocRoot"):
            place = _joined("", root.text or "")
            document = self.part(place)
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

    def page(self, place: str, templates: dict[str | None, str], area: list[float] | None) -> PrintedPage:
        content = self.part(place)
        box = next(_areas(content), area) or [0.0, 0.0, 210.0, 297.0]
        printed = PrintedPage(box[2] * POINTS, box[3] * POINTS)
        for template in _found(content, "Template"):
            if template.get("TemplateID") in templates:
                _print(self.part(templates[template.get("TemplateID")]), printed)
        _print(content, printed)
        return printed

    def part(self, name: str) -> etree._Element:
        info = self.archive.getinfo(name)
        self.unpacked += info.file_size
        if info.file_size > MAX_PART or self.unpacked > MAX_PARTS:
            raise UnreadableDocumentError("too_large", "解压后超过上限")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(self.archive.read(info), parser)


def _found(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Elements of that name, in whatever namespace, in the order of the file."""
    return (found for found in element.iter() if isinstance(found.tag, str) and etree.QName(found).localname == name)


def _areas(element: etree._Element) -> Iterator[list[float]]:
    """Boxes of the page: x, y, width, height."""
    for box in _found(element, "PhysicalBox"):
        numbers = _numbers(box.text)
        if len(numbers) == 4 and min(numbers[2:]) > 0:
            yield numbers


def _joined(beside: str, place: str) -> str:
    """A part's name in the package, from how the part beside it writes it."""
    is_absolute = place.startswith("/")
    joined = place if is_absolute else posixpath.join(posixpath.dirname(beside), place)
    return posixpath.normpath(joined.strip()).lstrip("/")


def _print(content: etree._Element, printed: PrintedPage) -> None:
    for item in content.iter():
        kind = etree.QName(item).localname if isinstance(item.tag, str) else ""
        if kind == "TextObject":
            printed.glyphs += _glyphs(item)
        elif kind == "PathObject":
            _draw(item, printed)
        elif kind == "ImageObject":
            printed.has_picture = True


def _glyphs(item: etree._Element) -> Iterator[Glyph]:
    left, top = _numbers(item.get("Boundary"))[:2]
    a, b, c, d, e, f = _matrix(item)
    if abs(b) > TILT * abs(a):
        return
    size = float(item.get("Size", "0")) * abs(d)
    wide = float(item.get("HScale", "1")) * size
    x, y = 0.0, 0.0
    for code in _found(item, "TextCode"):
        text = code.text or ""
        x, y = float(code.get("X", x)), float(code.get("Y", y))
        across, down = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
        for place, character in enumerate(text):
            at_x, at_y = left + a * x + c * y + e, top + b * x + d * y + f
            step = across[place] if place < len(across) else 0.0
            width = wide if ord(character) > 0x2E7F else wide / 2
            if not character.isspace():
                reach = min(a * step, width) if a * step > 0 else width
                yield Glyph(character, at_x * POINTS, (at_x + reach) * POINTS, at_y * POINTS, size * POINTS)
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


def _draw(item: etree._Element, printed: PrintedPage) -> None:
    """The rules and boxes of a shape with straight sides."""
    left, top = _numbers(item.get("Boundary"))[:2]
    a, b, c, d, e, f = _matrix(item)
    is_filled, is_stroked = item.get("Fill") == "true", item.get("Stroke", "true") != "false"
    whole = WHOLE_PAGE * printed.width * printed.height
    for data in _found(item, "AbbreviatedData"):
        for corners, is_closed in _outlines(data.text or ""):
            places = [((left + a * x + c * y + e) * POINTS, (top + b * x + d * y + f) * POINTS) for x, y in corners]
            if is_filled or is_stroked:
                add_shape(places, is_closed or not is_stroked, is_stroked, printed, whole)


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


def _matrix(item: etree._Element) -> Matrix:
    numbers = _numbers(item.get("CTM"))
    return (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]) if len(numbers) == 6 else IDENTITY


def _numbers(text: str | None) -> list[float]:
    return [float(word) for word in (text or "").split()]
