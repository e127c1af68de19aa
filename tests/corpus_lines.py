"""The corpus: text → targets, in the project's own words and with places that do not exist.

A file under tests/corpus holds sentences. The lines below a sentence that are indented are its targets, in order:
value with comparison (≥5 >5 ≤5 <5 ~5 =5, 2..3), unit (- for none), indicator, measure (level, increment, cumulative;
up and down for a change), then what differs from the ordinary: annualised, by=deadline (else the plan's last day),
base=year, from=value, in=region, per=…, strive, lead=…+…, support=…+…. A sentence without such lines holds no target.
⏎ stands for the end of a line.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from pipelines.extraction.target import PlanContext, Target
from pipelines.reference.registry import Region, Registry, load_registry
from pipelines.storage.data_folder import PROJECT, DataFolder

CORPUS = Path(__file__).parent / "corpus"
CITY = "青禾市"
CONTEXT = PlanContext(CITY, date(2021, 4, 1), date(2021, 1, 1), date(2025, 12, 31))
SIGNS = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<", "about": "~", "exactly": "="}


@dataclass(frozen=True)
class CorpusLine:
    """A sentence and what is to be found in it, written as in the file."""

    file: str
    text: str
    targets: tuple[str, ...]


@cache
def corpus_registry() -> Registry:
    """The project's units, indicators and agencies, with one invented city and its counties."""
    counties = ("柳浦区", "云岭县", "禾丰县", "白溪市")
    city = Region("990100", CITY, "prefecture", None, "qinghe")
    divisions = [Region(f"99010{i}", name, "county", city.code, f"county{i}") for i, name in enumerate(counties, 1)]
    return replace(load_registry(DataFolder(PROJECT / "data").reference), regions=(city, *divisions))


def read_corpus(name: str) -> list[CorpusLine]:
    lines: list[CorpusLine] = []
    for raw in (CORPUS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if raw.startswith("    "):
            lines[-1] = replace(lines[-1], targets=(*lines[-1].targets, " ".join(raw.split())))
        elif raw and not raw.startswith("#"):
            lines.append(CorpusLine(name, raw.replace("⏎", "\n"), ()))
    return lines


def write_target(target: Target) -> str:
    """A target in the corpus' notation."""
    low = f"{target.value.normalize():f}"
    value = SIGNS.get(target.comparator, "") + low
    if target.value_high is not None:
        value = f"{low}..{target.value_high.normalize():f}"
    words = [value, target.unit or "-", target.indicator, target.direction or target.measure]
    words += ["annualised"] * target.annualised
    words += [f"by={target.deadline}"] * (target.deadline != CONTEXT.plan_end)
    words += [f"base={target.baseline_year}"] * (target.baseline_year is not None)
    words += [f"from={target.baseline_value}"] * (target.baseline_value is not None)
    words += [f"in={target.region}"] * (target.region != CITY)
    words += [f"per={target.per}"] * (target.per is not None)
    words += ["strive"] * (target.commitment == "strive")
    for role in ("lead", "support"):
        names = [unit.unit_name for unit in target.units if unit.role == role]
        words += [f"{role}={'+'.join(names)}"] * bool(names)
    return " ".join(words)
