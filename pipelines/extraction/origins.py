"""Where what was read stands in the text as it was given: a document is read with its broken lines joined."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pipelines.extraction.figure import Figure
from pipelines.extraction.milestone import Milestone
from pipelines.extraction.parts import Part
from pipelines.extraction.target import Target


@dataclass(frozen=True, slots=True)
class Origins:
    """`origin`: place in the text that was read → place in the text as it was given."""

    text: str
    origin: Callable[[int], int]
    is_same: bool  # the text was read as it was given

    def span(self, start: int, end: int) -> tuple[int, int]:
        if self.is_same:
            return start, end
        first = self.origin(start)
        return first, (self.origin(end - 1) + 1 if start < end else first)

    def of_target(self, target: Target) -> Target:
        return target if self.is_same else replace(target, **self._of_number(target))

    def of_figure(self, figure: Figure) -> Figure:
        return figure if self.is_same else replace(figure, **self._of_number(figure))

    def of_milestone(self, milestone: Milestone) -> Milestone:
        if self.is_same:
            return milestone
        start, end = self.span(milestone.start, milestone.end)
        return replace(milestone, start=start, end=end, quote=self.text[start:end])

    def _of_number(self, number: Target | Figure) -> dict[str, Any]:
        start, end = self.span(number.value_start, number.value_end)
        quote_start, quote_end = self.span(number.quote_start, number.quote_start + len(number.quote))
        quote = self.text[quote_start:quote_end]
        return {"value_start": start, "value_end": end, "quote": quote, "quote_start": quote_start}

    def of_part(self, part: Part) -> Part:
        if self.is_same:
            return part
        spans = [self.span(each.start, each.end) for each in part.evidence]
        evidence = [replace(each, start=a, end=b) for each, (a, b) in zip(part.evidence, spans, strict=True)]
        return replace(part, evidence=tuple(evidence))
