"""Who answers, as rows name them."""

from collections.abc import Sequence

from pipelines.extraction.target import ResponsibleUnit


def unit_names(units: Sequence[ResponsibleUnit], role: str) -> list[str]:
    """Names of the units of a role (lead, support), in the order of the text."""
    return [unit.unit_name for unit in sorted(units, key=lambda unit: unit.position) if unit.role == role]
