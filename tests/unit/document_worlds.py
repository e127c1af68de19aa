"""Small worlds of documents alone: texts of one region, read and put into a warehouse as a run does it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import pandas as pd
from attainment_worlds import build, rows_of

from pipelines.documents.describing import describe
from pipelines.reference.indicators import list_indicators
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Registry, load_registry
from pipelines.reference.tables import read_reference
from pipelines.schemas.documents import Documents
from pipelines.schemas.figures import ExtractedFigures
from pipelines.schemas.reference import SourceRanks, Statuses, StatusRules, Units
from pipelines.schemas.targets import Corrections, ExtractedTargets, Targets
from pipelines.storage.data_folder import PROJECT
from pipelines.storage.warehouse import Warehouse
from pipelines.targets.corrections import apply_corrections
from pipelines.targets.rows import extract_rows
from pipelines.targets.vintages import record_vintages

REGION, CODE = "德州市", "371400"
TAKEN = datetime.fromisoformat("2026-04-01T08:00:00")
TODAY = date(2026, 4, 2)


@lru_cache
def registry() -> Registry:
    return load_registry(lambda name: PROJECT / "data" / "reference" / name)


def fill_reference(warehouse: Warehouse) -> None:
    """The project's own settings, units and ranks."""
    for model, name in (
        (Units, "units.csv"),
        (StatusRules, "status_rules.csv"),
        (Statuses, "statuses.csv"),
        (SourceRanks, "source_ranks.csv"),
    ):
        warehouse.replace(model.table(), read_reference(model, PROJECT / "data" / "reference" / name))


def take(
    warehouse: Warehouse,
    texts: Mapping[str, str],
    at: datetime = TAKEN,
    corrections: list[dict[str, Any]] | None = None,
    **changes: Any,
) -> None:
    """Read the documents that the region has at a moment, file's stem → text; those of before are gone. `changes` are
    made to every figure that was extracted."""
    decided = pd.DataFrame(corrections or [], columns=Corrections.names())
    documents = [_document(name, text) for name, text in texts.items()]
    linker = Linker(registry().indicators)
    found = [extract_rows(registry(), linker, document) for document in documents]
    targets = pd.DataFrame([row for rows, _, _ in found for row in rows], columns=ExtractedTargets.names())
    figures = pd.DataFrame([row | changes for _, rows, _ in found for row in rows], columns=ExtractedFigures.names())
    corrected = apply_corrections(figures, decided, ExtractedFigures)
    named = pd.concat([targets, corrected])[["indicator_id", "indicator", "unit"]]
    warehouse.replace("documents", pd.DataFrame(documents, columns=Documents.names()))
    warehouse.replace("extracted_targets", targets)
    warehouse.replace("extracted_figures", figures)
    warehouse.replace("targets", targets[Targets.names()])
    warehouse.replace("document_figures", corrected)
    warehouse.replace("indicators", list_indicators(registry().indicators, named.rename(columns={"indicator": "name"})))
    warehouse.build("figures_to_review")
    record_vintages(warehouse, [REGION], at)


def judge(warehouse: Warehouse, as_of: date = TODAY) -> dict[str, dict[str, Any]]:
    """Attainment as of a day, the words of the promise → its row."""
    build(warehouse, as_of)
    quotes = {row["target_id"]: row["quote"] for row in rows_of(warehouse, "targets")}
    return {quotes[row["target_id"]]: row for row in rows_of(warehouse, "attainment") if row["as_of"] == as_of}


def _document(name: str, text: str) -> dict[str, Any]:
    described = asdict(describe(text, name))
    place = {"document_id": f"d-{name}", "region_code": CODE, "region": REGION, "source_file": f"dezhou/{name}.txt"}
    return dict.fromkeys(Documents.names()) | described | place | {"status": "read", "format": "txt", "text": text}
