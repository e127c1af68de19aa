"""The record that extraction gives of what has been reached: one number by which a document states it. No rules."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Figure:
    """One reported figure. Offsets are code points of the document's text, end exclusive."""

    value_start: int
    value_end: int
    quote: str  # the clause around the number, as it stands in the text
    quote_start: int
    clause: str | None  # the nearest heading, or the first words of the paragraph
    indicator: str  # noun phrase in simplified characters; of a growth that of its level
    value: Decimal  # 万/亿 multiplied out, in `unit`; negative for a growth that is a fall
    value_high: Decimal | None  # only of a range
    unit: str  # base unit: 千瓦, 元, 个, %
    unit_text: str  # the unit as it stands: 万千瓦
    comparator: str  # exactly above at_least about at_most below between
    basis: str  # stock period ytd rate growth
    annualised: bool
    baseline_year: int | None  # None for the year before
    period_start: date | None  # None for a stock and a rate
    period_end: date
    region: str
    is_expected: bool  # 预计: not final
    confidence: float  # 0 to 1
    rules: tuple[str, ...]  # names of the rules that fired, in order
    note: str | None  # in what the value differs from the words: 超过 is used as its bound
