"""Every sentence of the corpus gives its targets, all of them and nothing else."""

import pytest

from pipelines.extraction.extracting import extract_targets
from pipelines.extraction.lexicon import lexicon_of
from tests.corpus_lines import CONTEXT, CORPUS, CorpusLine, corpus_registry, read_corpus, write_target

PHENOMENA = sorted(path.stem for path in CORPUS.glob("*.txt") if path.stem not in ("left_alone", "not_yet"))


def found_in(line: CorpusLine) -> tuple[str, ...]:
    return tuple(write_target(target) for target in extract_targets(line.text, CONTEXT, corpus_registry()))


@pytest.mark.parametrize("line", [line for name in PHENOMENA for line in read_corpus(name)], ids=lambda line: line.text)
def test_targets_are_found(line: CorpusLine) -> None:
    assert found_in(line) == line.targets


@pytest.mark.parametrize("line", read_corpus("left_alone"), ids=lambda line: line.text)
def test_numbers_that_promise_nothing_are_left_alone(line: CorpusLine) -> None:
    assert line.targets == ()
    assert found_in(line) == ()


@pytest.mark.parametrize("line", read_corpus("not_yet"), ids=lambda line: line.text)
@pytest.mark.xfail(strict=True, reason="not yet read; move the line once it is")
def test_what_is_not_yet_read(line: CorpusLine) -> None:
    assert found_in(line) == line.targets


def test_every_unit_is_one_that_the_registry_knows() -> None:
    """A ratio such as 1.9:1 has none."""
    known = {unit.unit for unit in corpus_registry().units}
    given = set(lexicon_of(corpus_registry()).units.base.values())
    assert given <= known


def test_the_corpus_is_large_enough_to_be_a_specification() -> None:
    found = sum(len(line.targets) > 0 for name in PHENOMENA for line in read_corpus(name))
    left_alone = len(read_corpus("left_alone"))
    assert found >= 400
    assert left_alone >= 250
