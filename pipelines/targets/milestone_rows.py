"""Commitments without a number as rows: regions resolved as those of targets are."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pipelines.extraction.milestone import Milestone
from pipelines.reference.registry import Registry
from pipelines.targets.regions import region_code
from pipelines.targets.unit_names import unit_names


def milestone_rows(
    document: dict[str, Any], milestones: Sequence[Milestone], registry: Registry
) -> list[dict[str, Any]]:
    """The milestones of a row of documents, columns of Milestones. One is known by the place of its words."""
    return [
        asdict(milestone)
        | {
            "milestone_id": f"{document['document_id']}-m{milestone.start}",
            "document_id": document["document_id"],
            "plan_region": document["region"],
            "region_code": region_code(milestone.region, document, registry),
            "lead_units": unit_names(milestone.units, "lead"),
            "support_units": unit_names(milestone.units, "support"),
            "quote_start": milestone.start,
            "quote_end": milestone.end,
            "rules": list(milestone.rules),
        }
        for milestone in milestones
    ]
