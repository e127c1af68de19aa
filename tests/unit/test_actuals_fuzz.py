"""Thousands of files, made and damaged at random: none crashes, no figure is lost, none is taken for what it is not."""

import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipelines.actuals.rows.checking import CheckedFile, check_file
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT
from pipelines.storage.region_folders import shared_region
from tests.unit.actuals_fuzz import Written, write

REGISTRY = load_registry(lambda name: PROJECT / "data" / "reference" / name)
LINKER = Linker(REGISTRY.indicators)
DEZHOU = REGISTRY.resolve_region("德州市")
SHARED = shared_region(REGISTRY)
TODAY = date(2026, 11, 21)
BATCH = 40


def faults(written: Written, checked: CheckedFile) -> list[str]:
    """What is wrong with what became of a file; nothing, if all is well."""
    truth = written.made.truth
    found = []
    if checked.reason_code == "unreadable_file":
        found.append("crashed")
    if checked.status == "refused" and not checked.reason:
        found.append("refused without a reason")
    if checked.rows_read != checked.rows_accepted + checked.rows_rejected or checked.rows_accepted != len(
        checked.figures
    ):
        found.append("counts do not add up")
    if written.is_whole and checked.status == "refused" and any(truth.values()):
        found.append(f"refused: {checked.reason_code}")
    if written.is_whole and checked.status == "taken" and checked.rows_read < len(truth):
        found.append(f"{len(truth) - checked.rows_read} figures lost")
    if written.made.damage == "noise":  # a digit that became another is a number like any other
        return found
    doubted = (
        set(checked.rejected_rows.query("reason_code == 'open_line'")["row_number"]) if written.last_is_cut else ()
    )
    for figure in checked.figures.itertuples():
        if figure.row_number in doubted:  # taken, but not in silence
            continue
        place = (figure.row_number, figure.column_number)
        fact = truth.get(place)
        link = LINKER.link(figure.indicator_text)
        is_growth = figure.basis == "growth"
        is_state = figure.basis == "stock"  # holds at the end, whenever its period began
        start = None if is_state else figure.period_start
        read = (link.indicator_id, figure.region, start, figure.period_end, is_growth)
        if fact is None:
            found.append(f"accepted at {place}: {read} {figure.reported_value[:40]}")
            continue
        meant = (fact.indicator, fact.region, None if is_state else fact.start, fact.end, fact.is_growth)
        if read != meant or abs(figure.value - float(fact.value)) > 1e-9 * abs(figure.value):
            found.append(f"at {place}: read {read} {figure.value}, meant {meant} {fact.value}")
    return found


def run(seeds: range, folder: Path) -> tuple[Counter, dict[int, list[str]]]:
    """Counts of files by what was done to them and what became of them, and the faults by seed."""
    counts: Counter = Counter()
    wrong: dict[int, list[str]] = {}
    for seed in seeds:
        place = folder / str(seed)
        place.mkdir()
        written = write(random.Random(seed), place)
        region = SHARED if written.made.is_shared else DEZHOU
        checked = check_file(written.path, region, REGISTRY, LINKER, TODAY)
        counts[written.made.damage or "whole", checked.status] += 1
        counts["figures accepted"] += checked.rows_accepted
        counts["figures rejected"] += checked.rows_rejected
        if bad := faults(written, checked):
            wrong[seed] = bad
        else:
            written.path.unlink()
    return counts, wrong


def test_some_files(tmp_path):
    counts, wrong = run(range(BATCH), tmp_path)
    assert not wrong
    assert counts["figures accepted"] > 9 * BATCH  # what is right is taken, not only what is wrong refused


@pytest.mark.long
@pytest.mark.parametrize("start", range(BATCH, 10_000 + BATCH, 1000))
def test_ten_thousand_files(start, tmp_path):
    _, wrong = run(range(start, start + 1000), tmp_path)
    assert not wrong
