"""What is measured: the plans, their marked-up targets where there are any, and a plan made longer. No timing here."""

import importlib.util
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from pipelines.documents.reading import list_documents, read_document
from pipelines.extraction.extracting import extract_targets
from pipelines.extraction.target import PlanContext, Target
from pipelines.reference.registry import Registry
from pipelines.storage.data_folder import PROJECT, DataFolder
from tests.score import read_context, region_of

SHARED = (PROJECT / os.environ.get("DUIBIAO_SHARED", "../shared")).resolve()
COMPARABLE_BYTES = 150_000  # about the size of the shared plans together

INTEGER = re.compile(r"(?<![\d.])\d+")


@dataclass(frozen=True)
class Plan:
    path: Path
    text: str
    context: PlanContext

    @property
    def size(self) -> int:
        """Bytes of UTF-8 text."""
        return len(self.text.encode())

    @property
    def work(self) -> tuple[str, str, PlanContext]:
        """What the measuring process needs of it."""
        return str(self.path), self.text, self.context


@dataclass(frozen=True)
class MarkedPlan:
    """A plan with its gold rows, each with `start` and `end` of its number, as the scorer loads them."""

    plan: Plan
    gold: list[dict]


def shared_plans(registry: Registry) -> list[Plan]:
    """The shared documents of every format; empty where there are none."""
    paths = list_documents(SHARED / "documents")
    texts = [(path, read_document(path).text) for path in paths]
    return [Plan(path, text, read_context(text, path, registry)) for path, text in texts]


def sample_plans(registry: Registry) -> list[Plan]:
    """The project's own sample plans; the folder names the region."""
    plans = []
    for path in list_documents(DataFolder(PROJECT / "data").documents):
        text = read_document(path).text
        region = region_of(path.parent.name, registry)
        plans.append(Plan(path, text, replace(read_context(text, path, registry), region=region)))
    return plans


def make_comparable(plans: list[Plan], registry: Registry) -> list[Plan]:
    """Plans that are short together are made longer, each by the same factor; others stay as they are."""
    times = round(COMPARABLE_BYTES / sum(plan.size for plan in plans))
    return [lengthen(plan, times, registry) for plan in plans] if times > 1 else plans


def load_scorer() -> ModuleType | None:
    """The scorer of the gold documents, whose rules of meeting and agreement are used here; None where it is absent."""
    path = SHARED / "score.py"
    spec = importlib.util.spec_from_file_location("score", path) if path.is_file() else None
    if spec is None or spec.loader is None:
        return None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def mark(plans: list[Plan], scorer: ModuleType) -> list[MarkedPlan]:
    """The plans that have a gold file, found by name."""
    gold = {path.name.split(".")[0]: path for path in sorted((SHARED / "gold").glob("*.jsonl"))}
    return [
        MarkedPlan(plan, scorer.load_gold(gold[plan.path.stem], plan.text)) for plan in plans if plan.path.stem in gold
    ]


def lengthen(plan: Plan, times: int, registry: Registry) -> Plan:
    """The plan `times` over, one copy after the other, in the k-th of which every target's number is greater by k.

    Equal copies would be taken for repetitions of the first, and leave less to do.
    """
    targets = extract_targets(plan.text, plan.context, registry)
    return replace(plan, text="\n".join(_raised(plan.text, targets, k) for k in range(times)))


def _raised(text: str, targets: list[Target], by: int) -> str:
    parts, at = [], 0
    for target in targets:
        number = INTEGER.sub(lambda integer: str(int(integer[0]) + by), text[target.value_start : target.value_end])
        parts += [text[at : target.value_start], number]
        at = target.value_end
    return "".join([*parts, text[at:]])
