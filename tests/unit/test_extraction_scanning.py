"""What is sought only where it may begin is all that a plain search finds."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extraction import periods, quantities, structure
from pipelines.extraction.scanning import find_matches
from tests.unit.test_extraction_properties import sentences

SOUGHT = {
    "times": (periods.FIRST, periods.PERIOD),
    "numbers": (quantities.FIRST, quantities.NUMBER),
    "list numbers": (structure.FIRST_INLINE, structure.INLINE),
    "clause ends": (structure.CLAUSE_MARK, structure.CLAUSE_END),
}
CHARACTERS = "0123456789一二三四五十百千万亿两半上数年月季度底末前今明本全当未来后用内下“”、,;:。.()%到至- 成番翻余多个"


@pytest.mark.parametrize(("first", "pattern"), SOUGHT.values(), ids=SOUGHT.keys())
@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(CHARACTERS, max_size=60), st.sampled_from(sentences())))
def test_the_same_is_found(first: re.Pattern[str], pattern: re.Pattern[str], text: str) -> None:
    plainly = [found.span() for found in pattern.finditer(text)]
    assert [found.span() for found in find_matches(first, pattern, text)] == plainly


def test_a_part_of_a_text_is_searched() -> None:
    found = find_matches(quantities.FIRST, quantities.NUMBER, "5家、6家、7家", start=3, end=6)
    assert [number[0] for number in found] == ["6"]
