"""Excel workbooks → the cells of their visible sheets as a person sees them, and the names of the hidden ones. Values
alone are read: formulas, links and macros are never run.

openpyxl reads .xlsx and xlrd .xls, because both give the number format of a cell: without it 55.6 % is 0.556.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import IO, Any, NamedTuple

import openpyxl
import xlrd
from lxml import etree
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.actuals.files.protection import unlock
from pipelines.actuals.files.refusals import DAMAGED, Counter, FileRefusedError, limit
from pipelines.storage.markup_bounds import MAX_NODES, count_nodes

MAX_UNZIPPED_BYTES = 256 * 2**20
MAX_SHARED_BYTES = 64 * 2**20  # of a part that is no sheet: texts and styles are all held in memory
MAX_SHEETS = 50
MAX_AREAS = 100_000  # merged areas of a sheet
MAX_EXCEL_ROW = 1_048_576
MAX_NODES_BESIDE = 500_000  # tags and attributes of a sheet beside its cells: columns, merged areas, links, validations
NODES_OF_CELL = 16  # at most, of its tags and attributes and those in it: <c r="" s="" t=""><f/><v></v></c> has ten
OLE = b"\xd0\xcf\x11\xe0"
VBA_STREAM = "_VBA_PROJECT".encode("utf-16-le")
SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
MACRO_PART = re.compile(r"vbaProject\.bin$|^xl/macrosheets/")
OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0(?:D\0O\0C|E\0N\0T)|\0<\0!\0(?:D\0O\0C|E\0N\0T)")
QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
HOSTILE_XML = ("hostile_xml", "文件里有 Excel 不会写的 XML 定义，没有打开。请在 Excel 中另存后报送。")


class Area(NamedTuple):
    """Merged cells, from 1 as a spreadsheet counts; both ends are in it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """`records` gives the texts of every row from the first on, blank ones too, and reads on as it is asked; `merged`
    are the areas of merged cells, all of them once the records were read. A hidden sheet has none."""

    name: str
    records: Iterator[list[str]]
    merged: Sequence[Area] = ()
    is_hidden: bool = False


def hidden_sheet(name: str) -> Sheet:
    return Sheet(name, iter(()), is_hidden=True)


def read_xlsx(file: IO[bytes]) -> Iterator[Sheet]:
    """The sheets of an .xlsx or .xlsm. Raises FileRefusedError."""
    with refusing_damage(), zipfile.ZipFile(file) as archive:
        _inspect(archive)
        # All of them before openpyxl looks into any: it builds a tree of what stands before a sheet's cells.
        scanned = {name: _scan(archive, name) for name in archive.namelist() if SHEET_PART.fullmatch(name)}
        # Given the file and not its path, openpyxl does not ask for the suffix.
        with closing(openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)) as workbook:
            limit(len(workbook.worksheets), MAX_SHEETS, "too_many_sheets", "工作表数")
            for sheet in workbook.worksheets:
                if sheet.sheet_state != "visible":
                    yield hidden_sheet(sheet.title)
                    continue
                part = sheet._worksheet_path
                merged, uncomputed = scanned[part] if part in scanned else _scan(archive, part)
                yield Sheet(sheet.title, _xlsx_records(sheet, uncomputed), merged)


def has_macros(path: Path) -> bool:
    """Whether a workbook holds programs; they are never run."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return any(MACRO_PART.search(name) for name in archive.namelist())
    with path.open("rb") as file:
        return file.read(len(OLE)) == OLE and VBA_STREAM in path.read_bytes()


@contextmanager
def refusing_damage() -> Iterator[None]:
    """What a damaged part raises is as various as damage."""
    try:
        yield
    except FileRefusedError:
        raise
    except Exception as error:
        raise FileRefusedError(*DAMAGED) from error


def _inspect(archive: zipfile.ZipFile) -> None:
    """Refuse what would fill the memory, or defines entities (billions of laughs)."""
    members = {member.filename: member.file_size for member in archive.infolist()}
    shared = max((size for name, size in members.items() if not name.startswith("xl/worksheets/")), default=0)
    for size, most in ((sum(members.values()), MAX_UNZIPPED_BYTES), (shared, MAX_SHARED_BYTES)):
        if size > most:
            raise FileRefusedError(
                "file_too_large",
                f"工作簿解压后有 {size / 2**20:.0f} MB，超过上限 {most // 2**20} MB。请拆分后重新报送。",
            )
    for name in members:
        if name.endswith((".xml", ".rels")):
            _inspect_xml(archive, name)


def _inspect_xml(archive: zipfile.ZipFile, name: str) -> None:
    nodes = Counter(MAX_NODES, "too_much_markup", f"工作簿里 {Path(name).name} 的标记和属性")
    with archive.open(name) as member:
        end = b""
        while piece := member.read(2**20):
            if ENTITIES.search(end + piece):
                raise FileRefusedError(
                    "hostile_xml", "工作簿里有 Excel 不会写的 XML 定义，没有打开。请在 Excel 中另存后报送。"
                )
            end = piece[-20:]
            if not SHEET_PART.fullmatch(name):  # which is read in pieces, and counted then
                nodes.add(count_nodes(piece))


class _CountedPart:
    """A sheet's part, read while what it holds is counted: what is no cell stays in memory, as nobody asks for it."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member
        self._nodes_beside = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._member.read(size)
        self._nodes_beside += count_nodes(piece)
        limit(self._nodes_beside, MAX_NODES_BESIDE, "too_much_markup", "工作表里单元格以外的标记和属性")
        return piece

    def pass_over_cell(self) -> None:
        """Some of those that were read belong to a cell or row, and go with it."""
        self._nodes_beside = max(0, self._nodes_beside - NODES_OF_CELL)


def count_areas() -> Counter:
    return Counter(MAX_AREAS, "too_many_areas", "合并单元格")


def _scan(archive: zipfile.ZipFile, name: str) -> tuple[tuple[Area, ...], dict[tuple[int, int], str]]:
    """Merged areas, and the formulas that hold no value by row and column: neither is to be had from openpyxl while
    it streams."""
    merged: list[Area] = []
    uncomputed: dict[tuple[int, int], str] = {}
    areas = count_areas()
    tags = [SPREADSHEET + tag for tag in ("c", "row", "mergeCell")]
    with archive.open(name) as member:
        part = _CountedPart(member)
        for _, element in etree.iterparse(part, tag=tags, resolve_entities=False, no_network=True):
            part.pass_over_cell()
            if element.tag.endswith("}mergeCell"):
                left, top, right, bottom = range_boundaries(element.get("ref"))
                areas.add()
                merged.append(Area(top, left, bottom, right))
                continue
            if element.tag.endswith("}c"):
                formula = element.find(f"{SPREADSHEET}f")
                if formula is not None and element.findtext(f"{SPREADSHEET}v") in (None, "") and element.get("r"):
                    column, row, _, _ = range_boundaries(element.get("r"))
                    uncomputed[row, column] = f"={formula.text or ''}"
                continue
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return tuple(merged), uncomputed


def _xlsx_records(sheet: Worksheet, uncomputed: dict[tuple[int, int], str]) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what some programs write there hides columns
    with refusing_damage():
        for number, cells in enumerate(sheet.iter_rows(max_row=MAX_EXCEL_ROW), start=1):
            yield [
                uncomputed.get((number, place), "") if cell.value is None else cell_text(cell.value, cell.number_format)
                for place, cell in enumerate(cells, start=1)
            ]


def read_xls(content: bytes) -> Iterator[Sheet]:
    """The sheets of an .xls (BIFF 2 to 8), or of an encrypted workbook that opens without a password. Raises
    FileRefusedError."""
    if OLE_ENCRYPTED in content:
        yield from read_xlsx(BytesIO(unlock(content)))
        return
    book = _open_xls(content)
    limit(book.nsheets, MAX_SHEETS, "too_many_sheets", "工作表数")
    for sheet in book.sheets():
        if sheet.visibility:
            yield hidden_sheet(sheet.name)
            continue
        limit(len(sheet.merged_cells), MAX_AREAS, "too_many_areas", "合并单元格")
        merged = (Area(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)
        yield Sheet(sheet.name, _xls_records(book, sheet), tuple(merged))


def _open_xls(content: bytes) -> xlrd.Book:
    options = {"formatting_info": True, "ragged_rows": True, "logfile": _Silence()}
    with refusing_damage():
        try:
            return xlrd.open_workbook(file_contents=content, **options)
        except xlrd.XLRDError as error:
            if "encrypted" not in str(error):
                raise
        return xlrd.open_workbook(file_contents=unlock(content), **options)


class _Silence:
    """Takes what xlrd says of a file; the receipt says it."""

    def write(self, text: str) -> None:
        pass


def _xls_records(book: xlrd.Book, sheet: "xlrd.sheet.Sheet") -> Iterator[list[str]]:
    for row in range(sheet.nrows):
        yield [_xls_text(book, cell) for cell in sheet.row(row)]


def _xls_text(book: xlrd.Book, cell: "xlrd.sheet.Cell") -> str:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    value: Any = bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value
    number_format = ""
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE) and cell.xf_index is not None:
        known = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        number_format = known.format_str if known else ""
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            value = xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            value = cell.value
    return cell_text(value, number_format)


def cell_text(value: object, number_format: str = "General") -> str:
    """What a spreadsheet shows of a value, in 15 digits: a percentage as one, a month as a month, the words that its
    format puts behind it (0.0"万元"), and the thousands that it leaves out (0.0,).

    Digits that the format rounds away stay.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    shown = (number_format or "").split(";")[0]
    symbols = QUOTED.sub("", shown).lower()
    if isinstance(value, datetime | date):
        if symbols == "general" or "d" in symbols or "m" not in symbols:
            is_year = "y" in symbols and "d" not in symbols
            return value.strftime("%Y" if is_year else "%Y-%m-%d")
        return value.strftime("%Y-%m")
    if isinstance(value, int | float):
        return _number_text(Decimal(f"{value:.15g}"), shown, symbols)
    return str(value)


def _number_text(number: Decimal, shown: str, symbols: str) -> str:
    if not number.is_finite():
        return str(number)
    suffix = ""
    if re.search("[0#]", symbols):
        if "%" in symbols:
            number, suffix = (number * 100).normalize(), "%"
        left_out = re.search(r"[0#.](,+)[^0#,.]*$", symbols)
        # 0!.0, shows the ten thousands: a point that is no decimal point, and the thousands left out.
        point = re.search(r"[!\\]\.(0+)", shown)
        digits = 3 * len(left_out[1]) * bool(left_out) if left_out else 0
        if left_out and point:
            digits += len(point[1])
        number = number.scaleb(-digits)
        behind = re.search(r'[0#.%,](?:_.)*"([^"]*)"[^0#"]*$', shown)
        suffix += behind[1].strip() if behind else ""
    return f"{number:f}{suffix}"
