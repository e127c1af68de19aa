"""What a 通报 says: of whose promises, as of which day, since when, and which of them go into which section."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

import duckdb

from pipelines.storage.warehouse import read_sql

Row = dict[str, Any]  # column → value, of sql/bulletin/bulletin_targets.sql
Every = Literal["month", "quarter"]
MONTHS: dict[Every, int] = {"month": 1, "quarter": 3}

# The statuses of each section, besides those that are told as counts only.
DONE = ("attained", "attained_late", "attained_unconfirmed")
LAGGING = ("breached", "missed", "far_behind", "behind")
OWED = ("overdue_no_data", "no_data", "unusable", "undecided")


@dataclass(frozen=True)
class Scope:
    """Whose promises: those of a region, or all; of these, those that a lead unit answers for, or all."""

    region: str | None = None
    unit: str | None = None

    @property
    def name(self) -> str:
        return self.unit or self.region or "各地区"


@dataclass(frozen=True)
class Bulletin:
    """`targets`: the worst first, a promise once. `since`: the last day of the month or quarter before."""

    scope: Scope
    every: Every
    as_of: date
    since: date
    due_soon_days: int
    status_names: dict[str, str]  # the worst first
    severities: dict[str, int]
    targets: Sequence[Row]
    milestones: Sequence[Row]  # of sql/bulletin/bulletin_milestones.sql: deeds that fall due soon

    def counts(self) -> list[tuple[str, int]]:
        """Targets by the name of their status, the worst first; a status that none has is left out."""
        counted = Counter(row["status"] for row in self.targets)
        return [(name, counted[status]) for status, name in self.status_names.items() if counted[status]]

    def lagging(self) -> list[Row]:
        return [row for row in self.targets if row["status"] in LAGGING]

    def headed_to_miss(self) -> list[Row]:
        """On schedule or ahead of it, and at the present pace not done by the deadline."""
        return [row for row in self.targets if row["projected_to_miss"]]

    def newly_done(self) -> list[Row]:
        """Done now, and not yet at the end of the month or quarter before."""
        return [row for row in self.targets if row["status"] in DONE and row["status_was"] not in DONE]

    def worsened(self) -> list[Row]:
        """With a status that is worse than that of the end of the month or quarter before, where there was one."""
        severity = self.severities
        return [
            row
            for row in self.targets
            if row["status_was"] is not None
            and row["status"] in LAGGING
            and severity[row["status"]] > severity[row["status_was"]]
        ]

    def due_soon(self) -> list[Row]:
        """Not done, and due within the days that the setting due_soon_days gives; the first due first."""
        last = self.as_of + timedelta(days=self.due_soon_days)
        found = [
            row
            for row in self.targets
            if row["status"] not in DONE and row["deadline"] is not None and self.as_of <= row["deadline"] <= last
        ]
        return sorted(found, key=lambda row: row["deadline"])

    def owed(self) -> list[Row]:
        """No figure says how far they are: those that are due first."""
        found = [row for row in self.targets if row["status"] in OWED]
        return sorted(found, key=lambda row: (row["status"] != "overdue_no_data", row["deadline"] or date.max))

    def of_region(self, region: str) -> "Bulletin":
        """The same of one region: of its plans, and of what other plans promise for it."""
        targets, milestones = (
            [row for row in rows if region in (row["region"], row["plan_region"])]
            for rows in (self.targets, self.milestones)
        )
        return replace(self, scope=Scope(region), targets=targets, milestones=milestones)


def read_bulletin(published: duckdb.DuckDBPyConnection, scope: Scope, every: Every) -> Bulletin:
    """What the published file says of them."""
    [(as_of,)] = published.execute("select as_of from publication").fetchall()
    [(days,)] = published.execute("select max(value) from status_rules where rule = 'due_soon_days'").fetchall()
    statuses = published.execute("select status, name, severity from statuses order by severity desc").fetchall()
    since = end_before(as_of, every)
    whose = {"region": scope.region, "unit": scope.unit}
    return Bulletin(
        scope=scope,
        every=every,
        as_of=as_of,
        since=since,
        due_soon_days=int(days or 0),
        status_names={status: name for status, name, _ in statuses},
        severities={status: severity for status, _, severity in statuses},
        targets=_rows(published, "bulletin_targets", whose | {"since": since}),
        milestones=_rows(published, "bulletin_milestones", whose | {"as_of": as_of}),
    )


def _rows(published: duckdb.DuckDBPyConnection, name: str, given: dict[str, Any]) -> list[Row]:
    found = published.execute(read_sql("bulletin", name), given)
    columns = [column[0] for column in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def end_before(day: date, every: Every) -> date:
    """The last day of the month or quarter before that of the day."""
    months = MONTHS[every]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1) - timedelta(days=1)
