"""Extraction against documents marked up by hand: `python -m tests.score [FOLDER …]`.

A folder holds documents/, gold/ (one JSON line a target) and gold-figures/ (one a reported figure); the scorers,
score.py and score_figures.py, are beside them in the first folder. Without folders: the shared one (DUIBIAO_SHARED,
default ../shared); where that is absent there is nothing to score, which is said and is no failure. Every other
argument goes to the scorers, `--errors 20` for one. Below the scores stands how often targets and figures of each band
of confidence are right.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import duckdb
import pandas as pd

from pipelines.documents.describing import describe
from pipelines.documents.reading import list_documents, read_document
from pipelines.documents.refusals import UnreadableDocumentError
from pipelines.extraction.extracting import read_document as read_text
from pipelines.extraction.figure import Figure
from pipelines.extraction.target import PlanContext, Target
from pipelines.reference.registry import RegionError, Registry, load_registry
from pipelines.storage.data_folder import PROJECT, DataFolder

BANDS = (0.0, 0.6, 0.7, 0.8, 0.9, 1.0)
STRICT = ("value", "unit", "comparator", "measure", "year", "indicator")
STRICT_OF_FIGURES = ("value", "unit", "basis", "period", "indicator", "region")


def region_of(file_stem: str, registry: Registry) -> str:
    """The region that a file's name begins with: dezhou-2023-green."""
    try:
        return registry.resolve_region(file_stem.partition("-")[0]).name
    except RegionError:
        return ""


def read_context(text: str, path: Path, registry: Registry) -> PlanContext:
    found = describe(text, path.stem)
    region = region_of(path.stem, registry)
    return PlanContext(
        region=region,
        published_on=found.published_on,
        plan_start=found.plan_start,
        plan_end=found.plan_end,
        is_work_report=found.kind in ("work_report", "plan_report"),
        is_communique=found.kind == "communique",
    )


def target_row(document_id: str, number: Target | Figure) -> dict[str, object]:
    """A target or figure as a row. Its places in the document are what tells it from others."""
    row = {name: getattr(number, name) for name in number.__dataclass_fields__ if name not in ("units", "rules")}
    row |= {name: float(value) for name, value in row.items() if isinstance(value, Decimal)}
    return row | {"target_id": f"{document_id}:{number.value_start}", "document_id": document_id}


def write_database(folders: list[Path], database: Path, registry: Registry) -> None:
    documents, targets, figures, units = [], [], [], []
    seconds, size = 0.0, 0
    read_text("", PlanContext(""), registry)  # what is made once for a registry is not timed
    for path in (path for folder in folders for path in list_documents(folder / "documents")):
        try:
            text = read_document(path).text
        except UnreadableDocumentError as error:
            print(f"{path.name}: {error}")
            continue
        context = read_context(text, path, registry)
        began = time.process_time()
        found = read_text(text, context, registry)
        seconds, size = seconds + time.process_time() - began, size + len(text.encode())
        documents.append({"document_id": path.stem, "source_file": path.name, "text": text})
        targets += [target_row(path.stem, target) for target in found.targets]
        figures += [target_row(path.stem, figure) for figure in found.figures]
        units += [
            {"target_id": f"{path.stem}:{target.value_start}", "unit_name": unit.unit_name, "role": unit.role}
            for target in found.targets
            for unit in target.units
        ]
    with duckdb.connect(str(database)) as connection:
        tables = {"documents": documents, "targets": targets, "document_figures": figures, "target_units": units}
        for name, rows in ((name, rows) for name, rows in tables.items() if rows):
            connection.register("rows_of_table", pd.DataFrame(rows).convert_dtypes())
            connection.execute(f"create table {name} as select * from rows_of_table")
    print(f"{len(documents)} documents, {len(targets)} targets, {len(figures)} figures")
    print(f"{size / max(seconds, 1e-9) / 1e6:.2f} MB/s (CPU)")


def load_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judge(
    database: Path, gold: list[Path], scorer: ModuleType, table: str, strict: tuple[str, ...]
) -> list[tuple[float, bool]]:
    """(confidence, whether right in all strict fields) of every number of the marked documents but the optional."""
    agree = scorer.agree if table == "document_figures" else lambda number, row: scorer.agree(number, row, None)
    judged = []
    with duckdb.connect(str(database), read_only=True) as connection:
        documents = connection.execute("select document_id, text from documents").fetchall()
        for path, (document_id, text) in ((path, row) for path in gold for row in documents if row[0] == path.stem):
            rows = scorer.load_gold(path, text)
            relation = connection.execute(f"select * from {table} where document_id = ?", [document_id])
            names = [column[0] for column in relation.description]
            for values in relation.fetchall():
                number = dict(zip(names, values, strict=True))
                met = [row for row in rows if row["start"] < number["value_end"] and number["value_start"] < row["end"]]
                if met and met[0]["optional"]:
                    continue
                fields = agree(number, met[0]) if met else dict.fromkeys(strict, False)
                judged.append((number["confidence"], all(fields[name] for name in strict)))
    return judged


def print_bands(judged: list[tuple[float, bool]], numbers: str) -> None:
    print(f"confidence     {numbers}  right")
    for low, high in [*pairwise(BANDS), (0.8, 1.0)]:
        band = [is_right for confidence, is_right in judged if low < confidence <= high]
        if band:
            print(f"{low:.1f} < c ≤ {high:.1f}  {len(band):7}  {sum(band) / len(band):.3f}")


def main(arguments: list[str]) -> int:
    shared = (PROJECT / os.environ.get("DUIBIAO_SHARED", "../shared")).resolve()
    folders = [Path(argument) for argument in arguments if Path(argument).is_dir()]
    options = [argument for argument in arguments if not Path(argument).is_dir()]
    folders = folders or [shared]
    places = [folder for folder in [*folders, shared] if (folder / "score.py").is_file()]
    if not places or not any((folder / "gold").is_dir() for folder in folders):
        print(f"nothing to score: no gold documents or scorer in {', '.join(map(str, folders))} (DUIBIAO_SHARED)")
        return 0
    registry = load_registry(DataFolder(PROJECT / "data").reference)
    worst = 0
    sys.path.insert(0, str(places[0]))  # the scorer of figures imports that of targets
    with tempfile.TemporaryDirectory() as place:
        database = Path(place) / "score.duckdb"
        write_database(folders, database, registry)
        for marks, table, scorer, strict in (
            ("gold", "targets", places[0] / "score.py", STRICT),
            ("gold-figures", "document_figures", places[0] / "score_figures.py", STRICT_OF_FIGURES),
        ):
            gold = [path for folder in folders for path in sorted((folder / marks).glob("*.jsonl"))]
            if gold and scorer.is_file():
                scored = subprocess.run([sys.executable, scorer, database, *gold, *options], check=False)
                worst = max(worst, scored.returncode)
                print_bands(judge(database, gold, load_scorer(scorer), table, strict), table.removeprefix("document_"))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
