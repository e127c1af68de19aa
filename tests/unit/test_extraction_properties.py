"""What holds for every text: no error, spans inside the text, the same again, time in proportion to length."""

import time
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extraction.explaining import explain
from pipelines.extraction.extracting import extract_targets, read_document
from pipelines.extraction.folding import fold
from pipelines.extraction.numerals import plain, read_numeral
from pipelines.extraction.target import PlanContext
from tests.corpus_lines import CONTEXT, CORPUS, corpus_registry, read_corpus


@cache
def sentences() -> list[str]:
    return [line.text for path in sorted(CORPUS.glob("*.txt")) for line in read_corpus(path.stem)]


MARKS = st.text(
    alphabet="0123456789一二三十百千万亿%个家|、,。;:()〔〕《》“”年月底前到至-/.\n 新增达到牵头单位", max_size=60
)
SPLICES = st.lists(st.one_of(st.sampled_from(sentences()), MARKS), max_size=5).map("".join)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), SPLICES))
def test_any_text_is_read_and_every_span_lies_inside_it(text: str) -> None:
    targets = extract_targets(text, CONTEXT, corpus_registry())
    for target in targets:
        number = fold(text)[target.value_start : target.value_end]
        assert number == number.strip()
        assert any(
            character.isdigit() or read_numeral(character) is not None or character == "半" for character in number
        )
        assert target.quote in text
        assert text[target.quote_start :].startswith(target.quote)
        assert 0 <= target.confidence <= 1
        assert target.indicator
        assert target.rules
        assert (target.direction is not None) == (target.measure == "change")
        assert target.target_year == (target.deadline.year if target.deadline else None)
        assert target.value_high is None or target.value_high > target.value
    starts = [(target.value_start, target.target_year or 0) for target in targets]  # one number may be due twice
    assert starts == sorted(set(starts))


@settings(max_examples=40, deadline=None)
@given(SPLICES)
def test_the_same_text_gives_the_same_targets(text: str) -> None:
    assert extract_targets(text, CONTEXT, corpus_registry()) == extract_targets(text, CONTEXT, corpus_registry())


@settings(max_examples=40, deadline=None)
@given(SPLICES)
def test_every_number_is_a_target_a_figure_or_left_alone_by_a_named_rule(text: str) -> None:
    targets = extract_targets(text, CONTEXT, corpus_registry())
    explained = explain(text, CONTEXT, corpus_registry())
    assert [target for sentence in explained for target in sentence.targets] == targets
    figures = read_document(text, CONTEXT, corpus_registry()).figures
    assert [figure for sentence in explained for figure in sentence.figures] == figures
    taken = {target.value_start for target in targets}
    for figure in figures:
        assert figure.value_start not in taken
        taken.add(figure.value_start)
        assert text[figure.quote_start :].startswith(figure.quote)
        assert figure.quote_start <= figure.value_start < figure.value_end <= figure.quote_start + len(figure.quote)
        assert figure.indicator
        assert figure.rules
        assert 0 <= figure.confidence <= 1
        assert (figure.period_start is None) == (figure.basis in ("stock", "rate"))
        assert figure.period_start is None or figure.period_start <= figure.period_end
        assert figure.value_high is None or figure.value_high > figure.value
    for sentence in explained:
        assert text[sentence.start : sentence.end].strip() == sentence.text
        for number in sentence.left_alone:
            assert number.rule
            assert number.start not in taken


@given(st.decimals(min_value=0, max_value=10**18, allow_nan=False, allow_infinity=False, places=4))
def test_a_value_keeps_its_worth_and_loses_its_idle_zeros(value: Decimal) -> None:
    assert plain(value) == value
    assert "E" not in str(plain(value))
    assert "." not in str(plain(value)) or not str(plain(value)).endswith("0")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_a_document_without_any_context_is_read() -> None:
    targets = extract_targets("新建公园5处。", PlanContext(region=""), corpus_registry())
    assert [(target.indicator, target.deadline, target.target_year) for target in targets] == [("公园", None, None)]


HOSTILE = {
    "digits": "1",
    "characters": "一",
    "brackets": "(",
    "closed brackets": "()",
    "enumeration": "、",
    "commas": "新增5家,",
    "quotes": "“1",
    "titles": "《1",
    "units": "(市科技局、",
    "years": "2023年",
    "bars": "1|",
    "list numbers": "1.项",
    "one clause of numbers": "新建公园5处、",
    "verbs": "新增",
    "spaces": " ",
    "grown": "由1",
    "broken numbers": "新建5\n",
    "broken sentences": "到2025年,新增\n",
    "open brackets in lines": "(市水利局、\n",
    "respectively": "甲、乙分别5家、",
    "spaced digits": "了1 250 ",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_with_length_and_not_with_its_square(piece: str) -> None:
    """Four times the text takes about four times as long; a square would take sixteen times."""

    def once(text: str) -> float:
        began = time.process_time()
        extract_targets(text, CONTEXT, corpus_registry())
        return time.process_time() - began

    def seconds(length: int) -> float:
        """The best of three: other tests' garbage and other processes only ever add."""
        text = piece * (length // len(piece))
        return min(once(text) for _ in range(3))

    seconds(2_000)
    short, long = seconds(10_000), seconds(40_000)
    assert long < 9 * short + 0.1
