"""Indicator tables: lines with “ | ” between cells. Each cell of a target year is one target."""

from dataclasses import dataclass, field

from pipelines.extraction.target import PlanContext, Target
from pipelines.registry import Registry


@dataclass(slots=True)
class Tables:
    """Targets of all tables of a text, and where the tables stand."""

    targets: list[Target] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)

    def covers(self, position: int) -> bool:
        return any(start <= position < end for start, end in self.spans)


def read_tables(text: str, folded: str, context: PlanContext, registry: Registry) -> Tables:
    return Tables()
