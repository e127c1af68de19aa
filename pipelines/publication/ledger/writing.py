"""The ledger (工作台账) as a workbook: its sheets, their names and their order."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.publication.edition import Edition
from pipelines.publication.ledger import overview
from pipelines.publication.ledger.contents import Contents, Group, read_contents
from pipelines.publication.ledger.overview import Overview
from pipelines.publication.ledger.styles import Styles
from pipelines.publication.ledger.target_sheets import prepare, write_targets
from pipelines.publication.workbook import open_workbook, sheet_name

ALL_TARGETS = "全部目标"
# Workbooks open slower with every sheet: of hundreds of units, those with most targets have a sheet of their own.
MOST_UNIT_SHEETS = 200


def write_ledger(edition: Edition) -> Path:
    """工作台账 | published/ledger.xlsx: an overview, all targets and a sheet a lead unit, to filter and to print"""
    place = edition.folder / "ledger.xlsx"
    write_workbook(read_contents(edition.bi_file, edition.as_of), place)
    return place


def write_workbook(contents: Contents, place: Path) -> None:
    """Write the workbook anew; no formula, no link that leaves it."""
    unit_sheets = name_sheets(contents.units)
    with open_workbook(place) as workbook:
        workbook.set_properties(
            {
                "title": overview.TITLE,
                "subject": f"截至 {contents.as_of}",
                "author": "对标 Duibiao",
                "keywords": "规划目标;进度;工作台账",
                "comments": "由对标生成。每次运行重新生成,请勿在表内填写。",
            }
        )
        styles = Styles(workbook, contents.statuses)
        Overview(workbook, styles, contents).write(ALL_TARGETS, unit_sheets)
        prepared = {target["target_id"]: prepare(target, styles) for target in contents.targets}
        sheets = [(ALL_TARGETS, ALL_TARGETS, contents.targets)]
        sheets += [
            (name, f"{unit.unit} {unit.region}".strip(), unit.rows)
            for name, unit in zip(unit_sheets, contents.units, strict=True)
            if name
        ]
        for name, title, targets in sheets:
            heading = f"{title}  目标 {len(targets):,} 个  截至 {contents.as_of}"
            rows = [prepared[target["target_id"]] for target in targets]
            write_targets(workbook, styles, name, heading, rows, overview.NAME)


def name_sheets(units: Sequence[Group]) -> list[str | None]:
    """The sheet of each unit; None beyond the limit, where those with fewest targets go without."""
    by_size = sorted(range(len(units)), key=lambda place: -len(units[place].rows))
    own = set(by_size[:MOST_UNIT_SHEETS])
    taken = {overview.NAME, ALL_TARGETS}
    return [
        sheet_name(f"{unit.unit}({unit.region})" if unit.region else unit.unit, taken) if place in own else None
        for place, unit in enumerate(units)
    ]
