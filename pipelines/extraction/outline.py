"""A document as steps, each a heading or sentences, with what speaks there for which part and what going over costs.

The evidence is that of evidence.py; which path through the steps is best is found in parts.py.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.extraction.evidence import (
    COMING,
    FRAME_WITHIN,
    FRAMES,
    FRONT,
    PARTS,
    PRESENT,
    TIMES,
    TOP,
    Calendar,
    Evidence,
    evidence_of_text,
    evidence_of_title,
    vote,
)
from pipelines.extraction.periods import PeriodIndex
from pipelines.extraction.structure import SENTENCE_END, SUBSECTION, Block

# What it costs to go over to another part.
WITHIN_PARAGRAPH = 4.0
AT_PARAGRAPH = 1.5
AT_PARAGRAPH_UNDER_HEADING = 2.5  # under a heading that says which part it opens
AT_LOWER_HEADING = 2.5
AT_HEADING = 0.3
SILENT = 1.5  # besides, where nothing speaks for it

ENDS_SOMETHING = ("”", ")", "》", ",", "、", ";")  # a line with one of these at its head is a piece of a paragraph
NOWHERE = -1_000
DECIDED = 1.0  # lead from which a heading says to which side its section belongs
MOST_OF_A_KIND = 2  # hits of one kind that a step counts
OPENS_ANEW = vote(coming=1)  # a section behind the review whose heading names no past
PROSE, LINE = 2.0, 0.8  # a sentence speaks against the front, one of the first lines of a report for it
FIRST_STEPS = 40
PASSING = 0.4  # a report goes on soon from its problems to what is to be done


@dataclass(slots=True)
class Step:
    """A heading, or sentences up to the next that has evidence."""

    start: int
    cost: float  # of going over to another part before it
    votes: list[float] = field(default_factory=lambda: [0.0] * len(PARTS))
    evidence: list[Evidence] = field(default_factory=list)
    is_annex: bool = False

    def hear(self, evidence: Evidence, weight: float = 1.0) -> None:
        if sum(other.name == evidence.name for other in self.evidence) < MOST_OF_A_KIND:
            self.votes = [mine + weight * more for mine, more in zip(self.votes, evidence.votes, strict=True)]
            self.evidence.append(evidence)


@dataclass(slots=True)
class _Scope:
    """A heading and what stands under it."""

    level: int
    says: Evidence | None
    is_first: bool = True  # no numbered section stands under it yet
    lead: float = 0.0  # by how much it speaks for the time to come rather than another part

    def __post_init__(self) -> None:
        if self.says is not None:
            coming = max(self.says.votes[part] for part in COMING)
            self.lead = coming - max(votes for part, votes in enumerate(self.says.votes) if part not in COMING)


class Outline:
    """Walks through the blocks of a folded text and makes `steps` of them."""

    def __init__(self, text: str, blocks: list[Block], periods: PeriodIndex, calendar: Calendar) -> None:
        self.text = text
        self.calendar = calendar
        self.evidence = evidence_of_text(text, periods, calendar)
        self.heard = 0
        self.scopes: list[_Scope] = []
        self.steps: list[Step] = []
        before: Block | None = None
        for block in blocks:
            if not block.is_row:
                self._add_block(block, before)
                before = block

    def _add_block(self, block: Block, before: Block | None) -> None:
        level = self._level(block, before)
        says = evidence_of_title(self.text, block, level, self.calendar) if level is not None else None
        if level is None or (level == TOP and says is None):
            cost = AT_PARAGRAPH_UNDER_HEADING if self._is_governed() else AT_PARAGRAPH
            self._add_sentences(block, block.start, cost)
            return
        title_end = block.text_start + len(block.title)
        while self._hears_before(title_end):  # a heading is read as a whole
            self.heard += 1
        says = says or self._says_anew(level, block)
        step = Step(block.start, self._enter(level, block, says))
        if says:
            step.hear(says)
        self.steps.append(step)
        self._add_sentences(block, title_end, AT_LOWER_HEADING if says else WITHIN_PARAGRAPH)

    def _add_sentences(self, block: Block, start: int, cost: float) -> None:
        is_piece = self.text.startswith(ENDS_SOMETHING, block.text_start)
        opens_at = NOWHERE if is_piece else block.text_start
        cuts = [start, *(mark.end() for mark in SENTENCE_END.finditer(self.text, start, block.end)), block.end]
        for low, high in pairwise(cuts):
            if low < high:
                self._add_sentence(low, high, cost, opens_at)
                cost = WITHIN_PARAGRAPH

    def _add_sentence(self, start: int, end: int, cost: float, opens_at: int) -> None:
        """Words that open a paragraph frame it and weigh more."""
        if self.steps and cost >= WITHIN_PARAGRAPH and not self._hears_before(end):
            return
        step = Step(start, cost)
        while self._hears_before(end):
            evidence = self.evidence[self.heard]
            frames = evidence.name in TIMES and evidence.start - opens_at < FRAME_WITHIN
            step.hear(evidence, FRAMES if frames else 1.0)
            self.heard += 1
        if self.text.startswith("。", end - 1):
            step.votes[FRONT] -= PROSE
        elif self.calendar.is_report and len(self.steps) < FIRST_STEPS:
            step.votes[FRONT] += LINE
        if self.calendar.is_report and not step.votes[PRESENT]:
            step.votes[PRESENT] -= PASSING
        if not step.evidence:
            step.cost += SILENT
        step.is_annex = any(scope.says and "annex" in scope.says.name for scope in self.scopes)
        self.steps.append(step)

    def _hears_before(self, end: int) -> bool:
        return self.heard < len(self.evidence) and self.evidence[self.heard].start < end

    def _level(self, block: Block, before: Block | None) -> int | None:
        """The level of a heading: its number's, TOP for a line of its own without a number; None of a paragraph."""
        if block.level is not None and block.level <= SUBSECTION:
            return block.level
        if not block.is_title_alone or (before is not None and not self._is_ended(before)):
            return None
        return TOP if block.level is None else block.level

    def _is_ended(self, block: Block) -> bool:
        """Whether the line before is whole, so that the next is no piece of it."""
        return block.is_title_alone or self.text[block.start : block.end].rstrip()[-1:] in "。!?;:)”"

    def _says_anew(self, level: int, block: Block) -> Evidence | None:
        """A section whose heading names no part, where one about the past ends, is about something else."""
        ends_past = any(scope.lead < 0 and self._ends(scope, level, block) for scope in self.scopes)
        return Evidence(block.start, block.text_start, "new_section", OPENS_ANEW) if ends_past else None

    def _enter(self, level: int, block: Block, says: Evidence | None) -> float:
        """Leave the sections that end here, and enter the one that begins; what going over costs."""
        self.scopes = [scope for scope in self.scopes if not self._ends(scope, level, block)]
        is_governed = self._is_governed()
        for scope in self.scopes:
            scope.is_first = False
        if says and says.votes[FRONT]:  # a table of contents, under which nothing stands
            return AT_HEADING
        self.scopes.append(_Scope(level, says))
        goes_on = self.calendar.is_report and level >= SUBSECTION and says is None
        return AT_LOWER_HEADING if is_governed or goes_on else AT_HEADING

    def _is_governed(self) -> bool:
        return any(abs(scope.lead) > DECIDED for scope in self.scopes)

    def _ends(self, scope: _Scope, level: int, block: Block) -> bool:
        if scope.level == TOP and level != TOP:  # sections counted from one stand under a heading without a number
            return (
                scope.is_first
                and level < SUBSECTION
                and self.text[block.start : block.start + 2].strip("第")[0] != "一"
            )
        return scope.level >= level
