"""A text sentence by sentence, with the targets found and the rule that left every other number alone. For people."""

from dataclasses import dataclass

from pipelines.extraction.extracting import LeftAlone, read_document
from pipelines.extraction.parts import Part
from pipelines.extraction.target import PlanContext, Target
from pipelines.reference.registry import Registry


@dataclass(frozen=True, slots=True)
class ExplainedSentence:
    """A sentence that holds numbers. Offsets are code points of the text, end exclusive."""

    start: int
    end: int
    text: str
    part: Part
    targets: tuple[Target, ...]
    left_alone: tuple[LeftAlone, ...]


def explain(text: str, context: PlanContext, registry: Registry) -> list[ExplainedSentence]:
    """Every sentence or table row with numbers, in order; each number is a target or left alone by a named rule."""
    reading = read_document(text, context, registry)
    sentences = []
    targets, left_alone = iter(reading.targets), iter(reading.left_alone)
    target, number = next(targets, None), next(left_alone, None)
    for passage in sorted(reading.passages, key=lambda passage: passage.start):
        found, left = [], []
        start, end = passage.start, passage.end
        while target is not None and target.value_start < end:
            found.append(target)
            target = next(targets, None)
        while number is not None and number.start < end:
            left.append(number)
            number = next(left_alone, None)
        words = text[start:end].strip()
        sentences.append(ExplainedSentence(start, end, words, passage.part, tuple(found), tuple(left)))
    return sentences
