"""The benchmark's own rules: what counts as found, and that a lengthened plan is as much work as it is long."""

from pathlib import Path

import pytest

from pipelines.extraction.extracting import extract_targets
from pipelines.extraction.target import PlanContext
from pipelines.reference.registry import Registry, load_registry
from pipelines.storage.data_folder import PROJECT, DataFolder
from tests.bench.accuracy import score_units
from tests.bench.plans import MarkedPlan, Plan, lengthen

TEXT = "到2025年,建成5G基站1.3万个,培育瞪羚企业20家以上,新增绿化面积300亩。"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(DataFolder(PROJECT / "data").reference)


@pytest.fixture
def plan() -> Plan:
    return Plan(Path("dezhou.txt"), TEXT, PlanContext("德州市"))


def gold_row(number: str, unit: str, optional: bool = False) -> dict:
    start = TEXT.index(number + unit)
    return {"start": start, "end": start + len(number), "unit": unit, "optional": optional}


def span(number: str, unit: str) -> tuple[int, int, str]:
    start = TEXT.index(number + unit)
    return start, start + len(number + unit), unit


def test_a_span_that_overlaps_the_number_meets_it_and_every_other_span_costs_precision(plan: Plan):
    marked = MarkedPlan(plan, [gold_row("1.3", "万个"), gold_row("20", "家")])
    found = [span("2025", "年"), span("5", "G"), span("1.3", "万个")]
    accuracy = score_units([marked], [found])
    assert (accuracy.precision, accuracy.recall) == (pytest.approx(1 / 3), 0.5)


def test_optional_rows_are_neither_asked_for_nor_held_against_what_meets_them(plan: Plan):
    marked = MarkedPlan(plan, [gold_row("1.3", "万个"), gold_row("300", "亩", optional=True)])
    for found in ([span("1.3", "万个")], [span("1.3", "万个"), span("300", "亩")]):
        assert score_units([marked], [found]).f1 == 1


def test_one_span_meets_one_row(plan: Plan):
    marked = MarkedPlan(plan, [gold_row("1.3", "万个"), gold_row("20", "家")])
    assert score_units([marked], [[(0, len(TEXT), "")]]).met == 1


def test_units_are_compared_without_multipliers(plan: Plan):
    marked = MarkedPlan(plan, [gold_row("1.3", "万个"), gold_row("20", "家")])
    accuracy = score_units([marked], [[(*span("1.3", "万个")[:2], "个"), (*span("20", "家")[:2], "户")]])
    assert (accuracy.met, accuracy.agreed) == (2, 1)


def test_a_lengthened_plan_holds_as_many_times_the_targets(plan: Plan, registry: Registry):
    once = extract_targets(plan.text, plan.context, registry)
    long = lengthen(plan, 20, registry)
    targets = extract_targets(long.text, long.context, registry)
    assert len(once) == 3
    assert len(targets) == 20 * len(once)
    assert len({(target.indicator, target.value) for target in targets}) > len(once)
