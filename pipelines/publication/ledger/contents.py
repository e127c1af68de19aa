"""What the ledger says, read from the published file: targets, and groups of them with their counts."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines.publication.summary import Summary, summarise
from pipelines.storage.warehouse import read_sql

Row = dict[str, Any]  # column → value, of sql/ledger/ledger_targets.sql
NO_LEAD_UNIT = "未写明牵头单位"


@dataclass(frozen=True)
class Status:
    """A row of the table statuses."""

    status: str
    name: str
    colour: str
    meaning: str


@dataclass(frozen=True)
class Rule:
    """A setting that statuses follow from."""

    meaning: str
    value: float
    unit: str


@dataclass(frozen=True)
class Group:
    """Targets that are counted together: those of a region, or of a lead unit in the plans of a region."""

    region: str
    unit: str
    rows: Sequence[Row]

    def counts(self) -> Counter[str]:
        return Counter(row["status"] for row in self.rows)

    def with_figures(self) -> int:
        """How many a figure of their period answers."""
        return sum(row["observed"] is not None and row["status"] != "no_data" for row in self.rows)


@dataclass(frozen=True)
class Contents:
    """All that the ledger says. `targets`: in each region the worst first; `statuses`: the worst first."""

    as_of: date
    targets: Sequence[Row]
    regions: Sequence[Group]
    units: Sequence[Group]
    statuses: Sequence[Status]
    rules: Sequence[Rule]
    summary: Summary


def read_contents(bi_file: Path, as_of: date) -> Contents:
    """Read them from attainment.duckdb, published as of that day."""
    with duckdb.connect(str(bi_file), read_only=True) as connection:

        def rows(name: str) -> list[Row]:
            found = connection.execute(read_sql("ledger", name))
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

        targets = rows("ledger_targets")
        return Contents(
            as_of=as_of,
            targets=targets,
            regions=by_region(targets),
            units=by_lead_unit(targets),
            statuses=[Status(**row) for row in rows("ledger_statuses")],
            rules=[Rule(**row) for row in rows("ledger_rules")],
            summary=summarise(bi_file),
        )


def by_region(targets: Sequence[Row]) -> list[Group]:
    """In the order of the rows, which is that of the regions' codes."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in targets:
        found[row["region"]].append(row)
    return [Group(region, "", rows) for region, rows in found.items()]


def by_lead_unit(targets: Sequence[Row]) -> list[Group]:
    """By the plans' region, the unit with most targets first; at the end those that name no lead unit.

    A name in the plans of two regions is two units; a target with several lead units stands with each of them.
    """
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in targets:
        for unit in row["lead_unit_names"]:
            found[row["plan_region"], unit].append(row)
    groups = [Group(region, unit, rows) for (region, unit), rows in found.items()]
    groups.sort(key=lambda group: (group.region, -len(group.rows), group.unit))
    unanswered = [row for row in targets if not row["lead_unit_names"]]
    return [*groups, Group("", NO_LEAD_UNIT, unanswered)] if unanswered else groups
