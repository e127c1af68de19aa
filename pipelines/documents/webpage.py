"""HTML → its visible text in reading order, block by block. No network, no scripts; furniture of the page stays."""

import re
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree, html
from lxml.html import defs

from pipelines.documents.raised import raise_figures
from pipelines.documents.refusals import UnreadableDocumentError
from pipelines.documents.tables import Cell, table_lines
from pipelines.storage.markup_bounds import MAX_NODES, find_excess

UNSEEN = ("head", "script", "style", "template", "noscript", "nav", "svg", "object", "iframe", "select", "button")
BLOCKS = defs.block_tags.union(("body", "br", "caption", "dd", "dt", "footer", "header", "hr", "li", "main", "tr"))
ISLANDS = frozenset({"table", "script", "style"})  # read as HTML wherever they stand; other stray tags only vanish

PAGE = re.compile(r"<!doctype\s+html|<(?:html|head|body)[\s>]", re.IGNORECASE)
TAG = re.compile(rf"<(/?)({'|'.join(sorted(defs.tags | {'o:p'}))})(?=[\s/>])[^<>]{{0,2000}}>", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
WIDE = r"[\u2e80-\u9fff\uff00-\uffef]"
LAYOUT_BREAK = re.compile(rf"(?<={WIDE})[ \t\r\f]*\n[ \t\r\n\f]*(?={WIDE})")  # of the source, between characters
SITE_ENDS = ("网", "网站", "门户", "平台", "政府")
SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass
class _Box:
    """What is being filled: the page, or a cell."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)  # of lines that are still open
    has_table: bool = False

    def closed(self) -> list[str]:
        """The lines so far, the open ones with them."""
        squeezed = (SPACES.sub(" ", line).strip() for line in "".join(self.pieces).split("\n"))
        self.lines += filter(None, squeezed)
        self.pieces.clear()
        return self.lines

    def add_table(self, rows: list[list[Cell]]) -> None:
        self.closed().extend(table_lines(rows))
        self.has_table = True


def is_page(text: str) -> bool:
    """Whether the text is an HTML page, whatever its suffix says."""
    return PAGE.search(text, 0, 4096) is not None


def has_tags(text: str) -> bool:
    return TAG.search(text) is not None


def read_html(source: str) -> str:
    """The visible text: a line a block, a line a table row, the page's title first where the body lacks it.

    Raises UnreadableDocumentError where the page is nested so deeply that the parser would lose text, or holds so much
    markup that to parse it would take minutes.
    """
    if excess := find_excess(source):
        raise UnreadableDocumentError("too_much_markup", f"网页的{excess}")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise UnreadableDocumentError("empty") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableDocumentError("damaged_html")
    title = SPACES.sub(" ", root.findtext(".//title") or "").strip()
    _drop_unseen(root)
    lines = _visible(root).closed()
    if title and _lacks(lines, title):
        lines.insert(0, title)
    return "\n".join(lines)


def resolve_stray_html(text: str) -> str:
    """Text in which tags were left behind, or a table was pasted as HTML → the text that they mean."""
    tags = list(islice(TAG.finditer(text), MAX_NODES + 1))
    if len(tags) > MAX_NODES:
        raise UnreadableDocumentError("too_much_markup", f"文字里的标记超过上限 {MAX_NODES} 个")
    ends = _island_ends(tags)
    pieces, place, number = [], 0, 0
    while number < len(tags):
        tag = tags[number]
        pieces.append(text[place : tag.start()])
        if number in ends:
            number = ends[number]
            pieces.append(f"\n{read_html(text[tag.start() : tags[number].end()])}\n")
        elif tag[2].lower() in BLOCKS:
            pieces.append("\n")
        place = tags[number].end()
        number += 1
    return "".join([*pieces, text[place:]])


def _island_ends(tags: list[re.Match[str]]) -> dict[int, int]:
    """Number of an island's opening tag → number of the tag that closes it."""
    ends: dict[int, int] = {}
    still_open: dict[str, list[int]] = {name: [] for name in ISLANDS}
    for number, tag in enumerate(tags):
        numbers = still_open.get(tag[2].lower())
        if numbers is not None and not tag[1]:
            numbers.append(number)
        elif numbers:
            ends[numbers.pop()] = number
    return ends


def _drop_unseen(root: html.HtmlElement) -> None:
    etree.strip_elements(root, *UNSEEN, with_tail=False)
    # By a walk and not by XPath, which gives up on a page of some ten million nodes.
    below = (element for body in root.findall("body") for element in body.iterdescendants("*"))
    for element in [element for element in below if _is_hidden(element)]:
        element.drop_tree()


def _is_hidden(element: html.HtmlElement) -> bool:
    return element.get("hidden") is not None or HIDDEN.search(element.get("style", "")) is not None


def _lacks(lines: list[str], title: str) -> bool:
    """Whether the title says more than the body and the site's name: 某通知 - 某市政府网."""
    body = "".join("".join(lines).split())
    parts = re.split(r"[-_|—–]", "".join(title.split()))
    return not all(part in body or part.endswith(SITE_ENDS) for part in parts)


def _visible(root: html.HtmlElement) -> _Box:
    boxes, tables = [_Box()], list[list[list[Cell]]]()
    raised: list[int] = []  # where the raised text of the open box begins
    verbatim = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag, at_start = element.tag, event == "start"
        verbatim += (1 if at_start else -1) if tag == "pre" else 0
        if tag == "table" and at_start:
            tables.append([])
        elif tag == "tr" and at_start and tables:
            tables[-1].append([])
        elif tag in ("td", "th") and tables:
            if at_start:
                boxes.append(_Box())
            else:
                _close_cell(boxes.pop(), element, tables[-1])
        elif tag == "table":
            boxes[-1].add_table(tables.pop())
        if tag == "sup" and at_start:
            raised.append(len(boxes[-1].pieces))
        elif tag == "sup" and raised:
            pieces, place = boxes[-1].pieces, raised.pop()
            pieces[place:] = [raise_figures("".join(pieces[place:]), pieces[place - 1] if place else "")]
        if tag in BLOCKS or (tag in ("td", "th") and not tables):
            boxes[-1].pieces.append("\n")
        piece = (element.text if at_start else element.tail) or ""
        boxes[-1].pieces.append(piece if verbatim else SPACES.sub(" ", LAYOUT_BREAK.sub("", piece)))
    return boxes[0]


def _close_cell(box: _Box, element: html.HtmlElement, rows: list[list[Cell]]) -> None:
    if not rows:
        rows.append([])
    rows[-1].append(Cell("\n".join(box.closed()), _span(element, "colspan"), _span(element, "rowspan"), box.has_table))


def _span(element: html.HtmlElement, attribute: str) -> int:
    value = element.get(attribute, "1").strip()
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 6 else 1
