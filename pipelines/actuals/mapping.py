"""actuals/mapping.csv: what a column means whose header is a code, or lacks its unit. Written once by whoever knows the
files, and used for every file that it names."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from pipelines.actuals.cells.names import read_basis
from pipelines.actuals.cells.values import read_unit
from pipelines.actuals.files.refusals import FileRefusedError
from pipelines.actuals.files.texts import decode
from pipelines.extraction.folding import fold
from pipelines.reference.registry import Registry

HEADER = {"column": "列", "indicator": "指标", "unit": "单位", "basis": "口径", "file": "文件"}
NEEDED = ("column", "indicator", "unit")
MAX_BYTES = 2**20
LONGEST_QUOTED = 40  # characters of a cell that a fault quotes
MOST_FAULTS = 20  # that are named; every receipt names them


@dataclass(frozen=True)
class MappedColumn:
    """What a column's figures are: the texts that a header would say."""

    indicator: str
    unit: str
    basis: str


@dataclass(frozen=True)
class ColumnMapping:
    """`columns`: header, folded → what it means. `faults`: what is wrong with the file, each a sentence for whoever
    wrote it; lines at fault are not used."""

    columns: Mapping[str, MappedColumn] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    def of(self, header: str) -> MappedColumn | None:
        return self.columns.get(_key(header))


def read_mapping(path: Path, file_name: str, registry: Registry) -> ColumnMapping:
    """The lines of mapping.csv that hold for a file of this name: those without a pattern (文件), or with one that the
    name matches, which come first. Empty where there is no such file."""
    if not path.is_file():
        return ColumnMapping()
    try:
        if path.stat().st_size > MAX_BYTES:
            return ColumnMapping(faults=("mapping.csv 过大，没有使用。请只写列名、指标、单位、口径。",))
        text, _ = decode(path.read_bytes())
        rows = [*csv.reader(io.StringIO(text, newline=""), strict=True)]
    except OSError as error:
        return ColumnMapping(faults=(f"mapping.csv 不能读取（{error.strerror}），没有使用。请检查文件权限。",))
    except (FileRefusedError, csv.Error):
        return ColumnMapping(faults=("mapping.csv 打不开，没有使用。请在 Excel 中另存为“CSV UTF-8”。",))
    names = {fold(cell).strip().lower(): place for place, cell in enumerate(rows[0] if rows else [])}
    places = {name: names[word] for name, label in HEADER.items() for word in (label, name) if word in names}
    if missing := [HEADER[name] for name in NEEDED if name not in places]:
        lacking = f"mapping.csv 第 1 行：表头缺少“{'”“'.join(missing)}”，没有使用。"
        return ColumnMapping(faults=(f"{lacking}表头请写：{','.join(HEADER.values())}。",))
    return _read_lines(rows[1:], places, file_name, registry)


def _read_lines(rows: list[list[str]], places: Mapping[str, int], file_name: str, registry: Registry) -> ColumnMapping:
    found: dict[bool, dict[str, MappedColumn]] = {False: {}, True: {}}  # of every file; of those with a pattern
    faults: list[str] = []
    for number, cells in enumerate(rows, start=2):
        line = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        if not any(line.values()):
            continue
        own = [f"mapping.csv 第 {number} 行“{HEADER[name]}”列：{what}" for name, what in _faults(line, registry)]
        pattern = line.get("file", "")
        if not own and _is_meant(file_name.lower(), pattern.lower().lstrip("'")):
            mapped = MappedColumn(line["indicator"], line["unit"], line.get("basis", ""))
            if found[bool(pattern)].setdefault(_key(line["column"]), mapped) != mapped:
                said = f"mapping.csv 第 {number} 行：“{line['column'][:LONGEST_QUOTED]}”已在前面写过，意思不同。"
                own = [f"{said}请只留一行，或在“文件”列写明是哪个文件的；这一行没有使用。"]
        faults += own
    if len(faults) > MOST_FAULTS:
        faults[MOST_FAULTS:] = [f"mapping.csv 另有 {len(faults) - MOST_FAULTS} 处有误，没有一一列出。"]
    return ColumnMapping(found[False] | found[True], tuple(faults))


def _is_meant(file_name: str, pattern: str) -> bool:
    """By the name itself too, in which a bracket is no pattern: 报送[1].csv."""
    return pattern in ("", file_name) or fnmatchcase(file_name, pattern)


def _faults(line: Mapping[str, str], registry: Registry) -> Iterator[tuple[str, str]]:
    """Field and what to do about it, for each that is wrong with a line."""
    quoted = {name: text[:LONGEST_QUOTED] for name, text in line.items()}
    for name in NEEDED:
        if not line[name]:
            yield name, f"没有写{HEADER[name]}。请补上，这一行没有使用。"
    unit = read_unit(line["unit"], registry) if line["unit"] else None
    if line["unit"] and (unit is None or unit.unit is None):
        yield "unit", f"不认识单位“{quoted['unit']}”。请用通用写法，如 个、万千瓦、亿元、%；这一行没有使用。"
    if line.get("basis") and not read_basis(line["basis"]):
        yield "basis", f"不认识口径“{quoted['basis']}”。请写 期末、本年累计、当期、比率 或 同比；这一行没有使用。"


def half_filled(columns: Mapping[str, str], file_name: str) -> str:
    """A mapping.csv for columns whose unit nothing says: header → the indicator that it seems to be, or nothing. To be
    completed and saved."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER.values())
    writer.writerows((header, indicator, "", "", file_name) for header, indicator in columns.items())
    return text.getvalue()


def _key(header: str) -> str:
    """A header as it is looked up; an apostrophe before it only keeps a spreadsheet from reading it as a formula."""
    return "".join(fold(header).lower().split()).lstrip("'")
