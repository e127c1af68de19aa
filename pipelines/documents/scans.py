"""Pictures of pages → the pages as they are printed, by the recogniser of the extra `ocr`, whose models it carries.

Recognising takes seconds a page and more memory than reading, so it has a process and limits of its own.
"""

import contextlib
import importlib.util
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.documents.pages import Glyph, PrintedPage
from pipelines.documents.refusals import UnreadableDocumentError
from pipelines.storage.data_folder import PROJECT

SURE = 0.5  # of the recogniser: what it is less sure of is no text
DOTS = 200  # an inch, at which pages of a PDF are drawn
MAX_PAGES = 200
MAX_DOTS = 60_000_000  # of one picture
SECONDS = 540  # by the clock; a page takes two to five
FOOT = 0.15  # of a line's height that lies below its baseline


def can_recognise() -> bool:
    """Whether the extra is installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def print_scan(path: Path) -> list[PrintedPage]:
    """The pages of a PDF of pictures, or of a picture, read in another process. Raises UnreadableDocumentError."""
    command = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import main; main()"]
    try:
        done = subprocess.run([*command, str(path.resolve())], cwd=PROJECT, capture_output=True, timeout=SECONDS)
        answer = pickle.loads(done.stdout)  # of our own code, about what it read
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocumentError("slow_scan", f" {SECONDS // 60} 分钟") from error
    except Exception as error:  # killed, or out of memory
        raise UnreadableDocumentError("damaged_scan") from error
    if isinstance(answer, tuple):
        raise UnreadableDocumentError(*answer)
    return list(answer)


def recognise(path: Path) -> list[PrintedPage]:
    """The pages, read in this process. Raises UnreadableDocumentError."""
    from rapidocr import RapidOCR

    recogniser = RapidOCR(params={"Global.log_level": "critical"})
    return [_printed(recogniser, picture) for picture in _pictures(path)]


def _pictures(path: Path) -> Iterator[Any]:
    """Arrays of dots, BGR, a page each."""
    import numpy
    from PIL import Image, ImageSequence

    if path.read_bytes()[:1024].lstrip().startswith(b"%PDF-"):
        import pypdfium2

        with pypdfium2.PdfDocument(path) as document:
            if len(document) > MAX_PAGES:
                raise UnreadableDocumentError("too_many_pages", str(len(document)))
            for page in document:
                width, height = page.get_size()
                scale = min(DOTS / 72, (MAX_DOTS / max(1.0, width * height)) ** 0.5)
                yield page.render(scale=scale).to_numpy()[:, :, :3]
        return
    with Image.open(path) as file:
        for number, frame in enumerate(ImageSequence.Iterator(file)):
            if number == MAX_PAGES or frame.width * frame.height > MAX_DOTS:
                raise UnreadableDocumentError("too_large", "图片过大或页数过多")
            yield numpy.asarray(frame.convert("RGB"))[:, :, ::-1]


def _printed(recogniser: Any, picture: Any) -> PrintedPage:
    """Lines of the picture as characters, spread evenly over their line; dots are turned into points."""
    height, width = picture.shape[:2]
    points = 595 / width if width < height else 842 / width  # as if the page were A4
    printed = PrintedPage(width * points, height * points)
    found = recogniser(picture)
    if found.boxes is None:
        return printed
    for corners, text, sure in zip(found.boxes, found.txts, found.scores, strict=True):
        if sure < SURE:
            continue
        across, down = [float(x) * points for x, _ in corners], [float(y) * points for _, y in corners]
        tall = max(down) - min(down)
        base = max(down) - FOOT * tall
        printed.glyphs += _spread(text.strip(), min(across), max(across), base, 0.85 * tall)
    return printed


def _spread(text: str, x0: float, x1: float, base: float, size: float) -> Iterator[Glyph]:
    widths = [1.0 if ord(character) > 0x2E7F else 0.5 for character in text]
    unit = (x1 - x0) / max(0.5, sum(widths))
    for character, width in zip(text, widths, strict=True):
        if not character.isspace():
            yield Glyph(character, x0, x0 + width * unit, base, size)
        x0 += width * unit


def _without_limits() -> None:
    """Those of the process that asks hold for its child too, and models need more."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (hard, hard))


def main() -> None:
    _without_limits()
    answer: object
    try:
        answer = recognise(Path(sys.argv[1]))
    except UnreadableDocumentError as error:
        answer = (error.reason_code, error.detail)
    except Exception:  # a damaged picture can break the libraries anywhere
        answer = ("damaged_scan", "")
    sys.stdout.buffer.write(pickle.dumps(answer))
