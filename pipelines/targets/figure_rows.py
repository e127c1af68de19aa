"""Reported figures of documents as rows: regions and indicators resolved as those of targets are."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pipelines.extraction.figure import Figure
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Registry
from pipelines.targets.regions import region_code


def figure_rows(
    document: dict[str, Any], figures: Sequence[Figure], registry: Registry, linker: Linker
) -> list[dict[str, Any]]:
    """The figures of a row of documents, columns of ExtractedFigures. A figure is known by the place of its number, and
    by how often the place was told of before where one number is said of several."""
    seen: dict[int, int] = {}
    rows = []
    for figure in figures:
        seen[figure.value_start] = times = seen.get(figure.value_start, 0) + 1
        figure_id = f"{document['document_id']}-f{figure.value_start}" + (f"-{times}" if times > 1 else "")
        rows.append(_row(document, figure, figure_id, registry, linker))
    return rows


def _row(
    document: dict[str, Any], figure: Figure, figure_id: str, registry: Registry, linker: Linker
) -> dict[str, Any]:
    return asdict(figure) | {
        "figure_id": figure_id,
        "document_id": document["document_id"],
        "plan_region": document["region"],
        "indicator_id": linker.link(figure.indicator, figure.unit).indicator_id,
        "indicator_text": figure.indicator,
        "value": float(figure.value),
        "value_high": None if figure.value_high is None else float(figure.value_high),
        "region_code": region_code(figure.region, document, registry),
        "rules": list(figure.rules),
    }
