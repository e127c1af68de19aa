"""What a tool found against the marked-up targets. The rule of meeting is the scorer's: two spans overlap."""

import re
from dataclasses import dataclass
from types import ModuleType

from pipelines.extraction.target import Target
from tests.bench.adapters.clock import Found
from tests.bench.plans import MarkedPlan
from tests.score import target_row

MULTIPLIER = re.compile(r"^[十百千万亿多余几\s]*(?:个(?=百分点))?")
STRICT_FIELDS = ("value", "unit", "comparator", "measure", "year", "indicator")


@dataclass(frozen=True)
class Accuracy:
    """Counts over documents. Optional gold rows are neither asked for nor held against what meets them."""

    asked: int
    found: int
    met: int
    agreed: int  # of the met, those that also agree: in the unit, or in every strict field

    @property
    def precision(self) -> float:
        return self.met / max(1, self.found)

    @property
    def recall(self) -> float:
        return self.met / max(1, self.asked)

    @property
    def f1(self) -> float:
        return 2 * self.met / max(1, self.found + self.asked)

    @property
    def agreed_f1(self) -> float:
        return 2 * self.agreed / max(1, self.found + self.asked)


def score_units(marked: list[MarkedPlan], found: list[list[Found]]) -> Accuracy:
    """Numbers found at a target, and those of them with the unit as the gold has it."""
    documents = []
    for document, numbers in zip(marked, found, strict=True):
        pairs, n_found = _meet(document.gold, [(start, end) for start, end, _ in numbers])
        agreed = sum(_bare(numbers[i][2]) == _bare(gold["unit"]) for i, gold in pairs)
        documents.append((_asked(document), n_found, len(pairs), agreed))
    return _total(documents)


def score_strictly(marked: list[MarkedPlan], found: list[list[Target]], scorer: ModuleType) -> Accuracy:
    """Targets found, and those of them that agree in every field which the scorer's strict figure asks for."""
    documents = []
    for document, targets in zip(marked, found, strict=True):
        pairs, n_found = _meet(document.gold, [(target.value_start, target.value_end) for target in targets])
        fields = [scorer.agree(target_row("", targets[i]), gold, None) for i, gold in pairs]
        agreed = sum(all(row[name] for name in STRICT_FIELDS) for row in fields)
        documents.append((_asked(document), n_found, len(pairs), agreed))
    return _total(documents)


def _meet(gold: list[dict], spans: list[tuple[int, int]]) -> tuple[list[tuple[int, dict]], int]:
    """(span, gold row) for the rows asked for, and how many spans count; a span meets one row, the first."""
    used: set[int] = set()
    pairs = []
    for row in gold:
        hit = next((i for i, (a, b) in enumerate(spans) if i not in used and a < row["end"] and row["start"] < b), None)
        if hit is not None:
            used.add(hit)
            if not row["optional"]:
                pairs.append((hit, row))
    return pairs, len(spans) - len(used) + len(pairs)


def _asked(document: MarkedPlan) -> int:
    return sum(not row["optional"] for row in document.gold)


def _total(documents: list[tuple[int, int, int, int]]) -> Accuracy:
    return Accuracy(*(sum(column) for column in zip(*documents, strict=True)))


def _bare(unit: str) -> str:
    """The unit without 万 or 亿, 个百分点 as 百分点."""
    return MULTIPLIER.sub("", unit.replace("％", "%"))
