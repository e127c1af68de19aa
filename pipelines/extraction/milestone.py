"""The record that extraction gives of a commitment without a number: what can be answered yes or no on a day."""

from dataclasses import dataclass
from datetime import date

from pipelines.extraction.target import ResponsibleUnit


@dataclass(frozen=True)
class Milestone:
    """One deed to be done by a day. Offsets are code points of the document's text, end exclusive."""

    start: int  # of the clause or cell that promises it
    end: int
    quote: str  # that clause or cell, as it stands in the text
    clause: str | None  # heading number it stands under: 4, (一)1
    what: str  # the deed without its time, in simplified characters: 云岭县污水处理厂二期建成投用
    period_start: date | None
    deadline: date | None  # None where neither the text nor the plan says by when
    region: str
    commitment: str  # firm strive
    confidence: float  # 0 to 1
    rules: tuple[str, ...]  # names of the rules that fired, in order
    units: tuple[ResponsibleUnit, ...] = ()
