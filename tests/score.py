"""Extraction against documents marked up by hand: `python -m tests.score [FOLDER …]`.

A folder holds documents/ and gold/ (one JSON line a target) and the scorer, score.py, is beside them in the first
folder. Without folders: the shared one (DUIBIAO_SHARED, default ../shared); where that is absent there is nothing to
score, which is said and is no failure. Every other argument goes to the scorer, `--errors 20` for one. Below the
scores stands how often targets of each band of confidence are right.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import duckdb
import pandas as pd

from pipelines.documents.describing import describe
from pipelines.documents.reading import list_documents, read_document
from pipelines.documents.refusals import UnreadableDocumentError
from pipelines.extraction.extracting import extract_targets
from pipelines.extraction.target import PlanContext, Target
from pipelines.reference.registry import RegionError, Registry, load_registry
from pipelines.storage.data_folder import PROJECT, DataFolder

BANDS = (0.0, 0.6, 0.7, 0.8, 0.9, 1.0)
STRICT = ("value", "unit", "comparator", "measure", "year", "indicator")


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


def target_row(document_id: str, target: Target) -> dict[str, object]:
    row = {name: getattr(target, name) for name in Target.__dataclass_fields__ if name not in ("units", "rules")}
    high = target.value_high
    return row | {
        "target_id": f"{document_id}:{target.value_start}",
        "document_id": document_id,
        "value": float(target.value),
        "value_high": None if high is None else float(high),
    }


def write_database(folders: list[Path], database: Path, registry: Registry) -> None:
    documents, targets, units = [], [], []
    seconds, size = 0.0, 0
    extract_targets("", PlanContext(""), registry)  # what is made once for a registry is not timed
    for path in (path for folder in folders for path in list_documents(folder / "documents")):
        try:
            text = read_document(path).text
        except UnreadableDocumentError as error:
            print(f"{path.name}: {error}")
            continue
        context = read_context(text, path, registry)
        began = time.process_time()
        found = extract_targets(text, context, registry)
        seconds, size = seconds + time.process_time() - began, size + len(text.encode())
        documents.append({"document_id": path.stem, "source_file": path.name, "text": text})
        targets += [target_row(path.stem, target) for target in found]
        units += [
            {"target_id": f"{path.stem}:{target.value_start}", "unit_name": unit.unit_name, "role": unit.role}
            for target in found
            for unit in target.units
        ]
    with duckdb.connect(str(database)) as connection:
        for name, rows in (("documents", documents), ("targets", targets), ("target_units", units)):
            connection.register("rows_of_table", pd.DataFrame(rows).convert_dtypes())
            connection.execute(f"create table {name} as select * from rows_of_table")
    print(f"{len(documents)} documents, {len(targets)} targets, {size / max(seconds, 1e-9) / 1e6:.2f} MB/s (CPU)")


def load_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judge(database: Path, gold: list[Path], scorer: ModuleType) -> list[tuple[float, bool]]:
    """(confidence, whether right in all strict fields) of every target of the marked documents but the optional."""
    judged = []
    with duckdb.connect(str(database), read_only=True) as connection:
        documents = connection.execute("select document_id, text from documents").fetchall()
        for path, (document_id, text) in ((path, row) for path in gold for row in documents if row[0] == path.stem):
            rows = scorer.load_gold(path, text)
            relation = connection.execute("select * from targets where document_id = ?", [document_id])
            names = [column[0] for column in relation.description]
            for values in relation.fetchall():
                target = dict(zip(names, values, strict=True))
                met = [row for row in rows if row["start"] < target["value_end"] and target["value_start"] < row["end"]]
                if met and met[0]["optional"]:
                    continue
                fields = scorer.agree(target, met[0], None) if met else dict.fromkeys(STRICT, False)
                judged.append((target["confidence"], all(fields[name] for name in STRICT)))
    return judged


def print_bands(judged: list[tuple[float, bool]]) -> None:
    print("confidence     targets  right")
    for low, high in [*pairwise(BANDS), (0.8, 1.0)]:
        band = [is_right for confidence, is_right in judged if low < confidence <= high]
        if band:
            print(f"{low:.1f} < c ≤ {high:.1f}  {len(band):7}  {sum(band) / len(band):.3f}")


def main(arguments: list[str]) -> int:
    shared = (PROJECT / os.environ.get("DUIBIAO_SHARED", "../shared")).resolve()
    folders = [Path(argument) for argument in arguments if Path(argument).is_dir()]
    options = [argument for argument in arguments if not Path(argument).is_dir()]
    folders = folders or [shared]
    scorer = next((folder / "score.py" for folder in [*folders, shared] if (folder / "score.py").is_file()), None)
    gold = [str(path) for folder in folders for path in sorted((folder / "gold").glob("*.jsonl"))]
    if scorer is None or not gold:
        print(f"nothing to score: no gold documents or scorer in {', '.join(map(str, folders))} (DUIBIAO_SHARED)")
        return 0
    registry = load_registry(DataFolder(PROJECT / "data").reference)
    with tempfile.TemporaryDirectory() as place:
        database = Path(place) / "score.duckdb"
        write_database(folders, database, registry)
        scored = subprocess.run([sys.executable, str(scorer), str(database), *gold, *options], check=False)
        print_bands(judge(database, [Path(path) for path in gold], load_scorer(scorer)))
        return scored.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
