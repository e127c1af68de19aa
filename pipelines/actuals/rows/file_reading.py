"""A bureau's file → its rows on disk, each judged alone: what the process does in which it is read.

Whatever a file costs beyond its bytes, it costs here; what is compared afterwards are sets of rows on disk.
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from pipelines.actuals.files.grid import read_grids
from pipelines.actuals.files.refusals import FileRefusedError
from pipelines.actuals.files.workbooks import has_macros
from pipelines.actuals.known_names import KnownNames
from pipelines.actuals.layouts.recognising import Unread, recognise
from pipelines.actuals.mapping import ColumnMapping
from pipelines.actuals.rows.held import FIGURES, OFFENCES, SOUND, to_compare, to_notice, to_report
from pipelines.actuals.rows.reading import read_rows
from pipelines.actuals.rows.rules import ROW_ERRORS, ROW_WARNINGS, find_offences
from pipelines.actuals.rows.staging import Staging
from pipelines.actuals.written import Written
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Region, Registry

REHEARSED = "指标,地区,报告期,数值,单位\n人口,无此地,2020,1,人\n人口,,2020,1,人\n"


@dataclass(frozen=True)
class ReadFile:
    """`tables`: those that were recognised, without their rows, by the number of the sheet; `staging` holds these."""

    tables: dict[int, Written]
    staging: Staging
    rows_read: int
    layout: str
    has_sheets: bool
    encoding: str | None


def read_file(
    registry: Registry,
    linker: Linker,
    path: Path,
    title: str,
    submission_id: str,
    region: Region,
    today: date,
    staging: Staging,
    mapping: ColumnMapping | None = None,
) -> ReadFile:
    """Read a file that a bureau of `region` dropped, and hold its rows. `title`: its name.

    Raises FileRefusedError.
    """
    grids, encoding = read_grids(path)
    recognised = recognise(grids, title, KnownNames(registry, linker, mapping))
    faults = tuple(Unread("mapping_fault", fault) for fault in (mapping.faults if mapping else ()))
    recognised = replace(recognised, unread=(*recognised.unread, *faults))
    if has_macros(path):
        macros = Unread("macros_not_run", "工作簿里有宏，没有运行；读取的是单元格里保存的值。")
        recognised = replace(recognised, unread=(*recognised.unread, macros))
    for table, schema in (("sound", SOUND), ("offences", OFFENCES), ("faulty_rows", FIGURES)):
        staging.begin(table, schema)
    rows_read = 0
    for written in recognised.tables:
        for rows in read_rows(written, region, registry, linker):
            rows_read += len(rows)
            _judge_alone(rows.assign(today=pd.Timestamp(today)), submission_id, written, staging)
    rows_read += sum(len(unread.rows) for unread in recognised.unread)
    if not rows_read:
        raise FileRefusedError("no_rows", "表头下面没有数据行。请填写数据后重新报送。")
    for unread in recognised.unread:
        staging.add("offences", to_notice(unread, submission_id))
    return ReadFile(
        tables={table.sheet_number: replace(table, rows=table.rows[:0], rest=()) for table in recognised.tables},
        staging=staging,
        rows_read=rows_read,
        layout=recognised.layout,
        has_sheets=recognised.has_sheets,
        encoding=encoding,
    )


def rehearse(registry: Registry, linker: Linker) -> None:
    """Read a table of one row, for what is imported and compiled at the first."""
    with TemporaryDirectory() as folder:
        path, staging = Path(folder) / "a.csv", Staging(Path(folder))
        path.write_text(REHEARSED, encoding="utf-8")
        read_file(registry, linker, path, path.stem, "", registry.regions[0], date.max, staging)


def _judge_alone(rows: pd.DataFrame, submission_id: str, written: Written, staging: Staging) -> None:
    """Hold the rows of a piece that are sound by themselves, and what is wrong with the others."""
    errors = find_offences(ROW_ERRORS, rows)
    sound = rows.drop(errors.index)
    if len(sound):
        staging.add("sound", to_compare(sound, submission_id, written))
    for offences in (errors, find_offences(ROW_WARNINGS, sound)):
        if len(offences):
            staging.add("offences", to_report(offences, submission_id, written))
