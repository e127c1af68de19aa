"""Extraction and its rivals over the same plans, in one run: `python -m tests.bench`. docs/benchmarks.md says more.

Prints a table and the bars; exit status 1 if a bar does not hold. Needs the package index once, for the rivals.
"""

import os
import platform
import sys
from datetime import UTC, datetime

from tabulate import tabulate

from pipelines.extraction.extracting import extract_targets
from pipelines.reference.registry import Registry, load_registry
from pipelines.storage.data_folder import PROJECT, DataFolder
from tests.bench import bars
from tests.bench.accuracy import score_strictly, score_units
from tests.bench.adapters.clock import Found
from tests.bench.extraction import measure
from tests.bench.plans import MarkedPlan, Plan, load_scorer, make_comparable, mark, sample_plans, shared_plans
from tests.bench.rivals import RECOGNIZERS, RIVALS, RivalError, install, run

HEAD = ("tool", "MB/s", "precision", "recall", "F1", "F1, unit right", "F1, reports too", "what else it gives")
OWN = "indicator, comparator, measure, dates, region, who answers, sentence, rules"

Row = tuple[str, ...]


def main() -> int:
    registry = load_registry(DataFolder(PROJECT / "data").reference)
    shared = shared_plans(registry)
    plans = [plan for plan in shared if plan.path.suffix == ".txt"] or sample_plans(registry)
    timed = make_comparable(plans, registry)
    scorer = load_scorer()
    marked = mark(shared, scorer) if scorer else []
    size = sum(plan.size for plan in timed) / 1e6
    source = "shared" if shared else "samples of data/documents, lengthened; DUIBIAO_SHARED leads to no others"
    print(f"{len(timed)} plans ({source}), {size * 1000:.0f} kB of text; {len(marked)} with targets marked up by hand")

    own = measure("speed", [plan.work for plan in timed])
    rows = [("Duibiao", f"{own['extraction']:.2f}", *accuracy_columns(marked, own_spans(marked, registry)), OWN)]
    rows.append(("Duibiao, from file to targets", f"{own['whole']:.2f}", *[""] * 5, "and title, issuer, period"))
    rivals, rival_speeds = measure_rivals(timed, marked)
    print("\n" + tabulate([*rows, *rivals], HEAD, tablefmt="github", disable_numparse=True))
    if scorer and marked:
        targets = [extract_targets(document.plan.text, document.plan.context, registry) for document in marked]
        strict = score_strictly(marked, targets, scorer)
        print(f"\nDuibiao by the scorer's rules, reports too: F1 {strict.f1:.3f}, strict F1 {strict.agreed_f1:.3f}")

    recognizers = rival_speeds.get(RECOGNIZERS.name)
    measured = bars.all_of(plans, registry, own["extraction"], recognizers, are_samples=not shared)
    print(f"\n{datetime.now(UTC).date()}, {machine()}")
    for bar in measured:
        print(f"{bar.verdict}  {bar.claim}: {bar.measured}")
    return 0 if all(bar.holds for bar in measured if bar.is_asked) else 1


def own_spans(marked: list[MarkedPlan], registry: Registry) -> list[list[Found]]:
    """This project's targets in the form in which rivals answer."""
    return [
        [
            (target.value_start, target.value_end, target.unit_text)
            for target in extract_targets(document.plan.text, document.plan.context, registry)
        ]
        for document in marked
    ]


def measure_rivals(timed: list[Plan], marked: list[MarkedPlan]) -> tuple[list[Row], dict[str, float]]:
    """A row for each rival, and its MB/s by name. One that fails is said and left out."""
    size = sum(plan.size for plan in timed) / 1e6
    rows: list[Row] = []
    speeds: dict[str, float] = {}
    try:
        python = install()
    except RivalError as error:
        print(error)
        return rows, speeds
    for rival in RIVALS:
        try:
            answer = run(rival, python, [plan.text for plan in timed], [document.plan.text for document in marked])
        except RivalError as error:
            print(error)
            continue
        speeds[rival.name] = size / answer.seconds
        columns = accuracy_columns(marked, answer.found)
        rows.append((rival.name, f"{speeds[rival.name]:.2f}", *columns, rival.gives))
    return rows, speeds


def accuracy_columns(marked: list[MarkedPlan], found: list[list[Found]]) -> Row:
    """Precision, recall, F1 and F1 with the unit right over the plans; F1 with work reports among them."""
    if not marked:
        return ("",) * 5
    plans = [i for i, document in enumerate(marked) if not document.plan.context.is_work_report]
    of_plans = score_units([marked[i] for i in plans], [found[i] for i in plans])
    of_all = score_units(marked, found)
    figures = (of_plans.precision, of_plans.recall, of_plans.f1, of_plans.agreed_f1, of_all.f1)
    return tuple(f"{figure:.2f}" for figure in figures)


def machine() -> str:
    """Processor count, load and Python, by which a figure is to be judged."""
    load = ", ".join(f"{mean:.1f}" for mean in os.getloadavg())
    return f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, load {load}"


if __name__ == "__main__":
    sys.exit(main())
