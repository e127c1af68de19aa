"""A text sentence by sentence, with the targets and figures found and the rule that left every other number alone."""

from bisect import bisect_left
from dataclasses import dataclass

from pipelines.extraction.extracting import LeftAlone, Passage, read_document
from pipelines.extraction.figure import Figure
from pipelines.extraction.milestone import Milestone
from pipelines.extraction.parts import Part
from pipelines.extraction.target import PlanContext, Target
from pipelines.reference.registry import Registry


@dataclass(frozen=True, slots=True)
class ExplainedSentence:
    """A sentence that holds numbers or promises a deed. Offsets are code points of the text, end exclusive."""

    start: int
    end: int
    text: str
    part: Part
    targets: tuple[Target, ...]
    figures: tuple[Figure, ...]
    milestones: tuple[Milestone, ...]
    left_alone: tuple[LeftAlone, ...]


def explain(text: str, context: PlanContext, registry: Registry) -> list[ExplainedSentence]:
    """Every sentence or table row with numbers or a deed, in order; a number is a target, a figure or left alone by a
    rule."""
    reading = read_document(text, context, registry)
    of_targets = [target.value_start for target in reading.targets]
    of_figures = [figure.value_start for figure in reading.figures]
    of_milestones = [milestone.start for milestone in reading.milestones]
    of_others = [number.start for number in reading.left_alone]
    return [
        ExplainedSentence(
            start=passage.start,
            end=passage.end,
            text=text[passage.start : passage.end].strip(),
            part=passage.part,
            targets=tuple(reading.targets[_within(passage, of_targets)]),
            figures=tuple(reading.figures[_within(passage, of_figures)]),
            milestones=tuple(reading.milestones[_within(passage, of_milestones)]),
            left_alone=tuple(reading.left_alone[_within(passage, of_others)]),
        )
        for passage in sorted(reading.passages, key=lambda passage: passage.start)
    ]


def _within(passage: Passage, places: list[int]) -> slice:
    """The numbers of a passage, by the places of all."""
    return slice(bisect_left(places, passage.start), bisect_left(places, passage.end))
