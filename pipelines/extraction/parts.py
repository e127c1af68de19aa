"""The parts of a document: what reviews the past, describes the present, sets goals and tasks, explains words.

No kind of evidence decides alone. Headings in any wording, the sentence of the main goals, times and words of tense
vote (evidence.py); the parts are the path through the document that has the most votes, where going over from one part
to another costs less at headings than between paragraphs, and most within one (outline.py). How far the best path is
ahead of any path on which a place would belong to the other side, past or to come, is how sure that place is.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from operator import add, sub

from pipelines.extraction.evidence import (
    COMING,
    FRONT,
    GLOSSARY,
    LAST_TERM,
    LAST_YEAR,
    PARTS,
    PRESENT,
    TERM,
    YEAR,
    Calendar,
    Evidence,
)
from pipelines.extraction.outline import Outline, Step
from pipelines.extraction.periods import FIVE_YEAR_PLANS, PeriodIndex
from pipelines.extraction.structure import Block
from pipelines.extraction.target import PlanContext

KINDS = {
    FRONT: "front",
    LAST_YEAR: "review",
    LAST_TERM: "review",
    PRESENT: "present",
    TERM: "goals",
    YEAR: "tasks",
    GLOSSARY: "glossary",
}
TO_COME = ("goals", "tasks", "annex")
TERM_YEARS = 5
SAME_SIDE = {LAST_YEAR: LAST_TERM, LAST_TERM: LAST_YEAR, TERM: YEAR, YEAR: TERM}  # and other years

# What it costs, by whether it is a report, that a document begins with a part; and to go over to another besides what
# the place costs: to one that usually stands before, to one that is rare, out of a glossary.
STARTS = {True: (0.0, 1.0, 1.0, 3.0, 3.0, 3.0, 5.0), False: (0.5, 4.0, 4.0, 4.0, 0.2, 0.0, 5.0)}
BACK = {True: 1.0, False: 3.0}
OPENS_WITH_PAST = {True: 0.0, False: 3.0}
OPENS_WITH_COMING = {True: 2.5, False: 0.0}
RARE = {FRONT: 6.0, GLOSSARY: 3.0}
GOALS_OF_TERM = {True: 2.0, False: 0.0}
LEAVES_GLOSSARY = 4.5


@dataclass(frozen=True, slots=True)
class Part:
    """What the place where something stands is for, over which years, why, and how sure that is.

    kind: front (title, contents), review, present (state and problems), goals, tasks, annex, glossary.
    """

    kind: str
    first_year: int | None
    last_year: int | None
    evidence: tuple[Evidence, ...]  # what opened the part, then what the place itself says
    confidence: float  # 0.5 to 1, that it is to come, or that it is not
    years_confidence: float  # 0.5 to 1, that these are the years

    @property
    def is_to_come(self) -> bool:
        return self.kind in TO_COME


class Parts:
    """Looks up the part of a place."""

    def __init__(self, steps: list[Step], calendar: Calendar, told: tuple[int, int] | None = None) -> None:
        """`told`: first and last of the years that a communique tells of."""
        self.told = told
        self.steps = steps
        self.calendar = calendar
        self.starts = [step.start for step in steps]
        self.path, self.leads, self.leads_in_years = _best_path(steps, calendar.is_report)
        self.opened_by = list(range(len(steps)))  # the step with which the part of each begins
        for i in range(1, len(steps)):
            if self.path[i] == self.path[i - 1]:
                self.opened_by[i] = self.opened_by[i - 1]
        self.known: dict[int, Part] = {}
        self.terms: dict[int, bool] = {}  # whether the part that a step opens speaks of five years from now

    def at(self, offset: int) -> Part:
        """The part of the sentence or heading at the offset."""
        i = max(0, bisect_right(self.starts, offset) - 1)
        if i not in self.known:
            self.known[i] = self._part(i)
        return self.known[i]

    def _part(self, i: int) -> Part:
        part, step, opening = self.path[i], self.steps[i], self.steps[self.opened_by[i]]
        if self.told and part != GLOSSARY:
            return Part("review", *self.told, tuple(step.evidence), 1.0, 1.0)
        evidence = opening.evidence if opening is step else opening.evidence + step.evidence
        return Part(
            "annex" if part == YEAR and step.is_annex else KINDS[part],
            *self._years(i),
            tuple(each for each in evidence if any(each.votes)),
            _likelihood(self.leads[i]),
            _likelihood(self.leads_in_years[i]),
        )

    def _years(self, i: int) -> tuple[int | None, int | None]:
        """First and last of the years spoken of: of a report, the last, the five before, the next, those to come; of
        a plan, its own and the last before them."""
        part, now = self.path[i], self.calendar.last
        if now is None or part in RARE:
            return None, None
        if not self.calendar.is_report:
            first = self.calendar.first or now
            return (first, now) if part in COMING else (None, first - 1)
        if part in (LAST_YEAR, PRESENT):
            return now - 1, now - 1
        if part == LAST_TERM:
            return now - TERM_YEARS, now - 1
        return self._coming_years(i, now) if part == TERM else (now, now)

    def _coming_years(self, i: int, now: int) -> tuple[int, int]:
        """Five years from now if the part speaks of such, else those of the five-year plan."""
        opened = self.opened_by[i]
        if opened not in self.terms:
            end = next((j for j in range(opened, len(self.path)) if self.path[j] != TERM), len(self.path))
            said = " ".join(each.name for step in self.steps[opened:end] for each in step.evidence)
            self.terms[opened] = "coming_years" in said and "five_year_plan" not in said
        if self.terms[opened]:
            return now, now + TERM_YEARS - 1
        last = next((year for year in FIVE_YEAR_PLANS.values() if year >= now), now)
        return last - TERM_YEARS + 1, last


def find_parts(text: str, blocks: list[Block], periods: PeriodIndex, context: PlanContext) -> Parts:
    """The parts of a folded text. `blocks`: its paragraphs and items, in order."""
    calendar = Calendar.of(context)
    steps = Outline(text, blocks, periods, calendar).steps
    told = (context.plan_start, context.plan_end) if context.is_communique else (None, None)
    years = (told[0].year, told[1].year) if told[0] and told[1] else None
    return Parts(steps or [Step(0, 0.0)], calendar, years)


def _likelihood(lead: float) -> float:
    return 1 / (1 + math.exp(-lead))


def _besides(old: int, new: int, is_report: bool) -> float:
    if old == new:
        return 0.0
    if new in RARE:
        return RARE[new]
    if old == GLOSSARY:
        return LEAVES_GLOSSARY
    if new < old:
        return BACK[is_report] + GOALS_OF_TERM[is_report] * (new == TERM)
    if old == FRONT:
        return (OPENS_WITH_COMING if new in COMING else OPENS_WITH_PAST)[is_report]
    return 0.0


BESIDES = {
    is_report: [[_besides(old, new, is_report) for new in PARTS] for old in PARTS] for is_report in (True, False)
}


OTHER_SIDE = [[part for part in PARTS if (part in COMING) != (best in COMING)] for best in PARTS]


def _best_path(steps: list[Step], is_report: bool) -> tuple[list[int], list[float], list[float]]:
    """(part of each step, by how many votes it leads over the other side, and over parts of other years) on the path
    with the most votes."""
    path, leads, leads_in_years = [], [], []
    for before, behind in zip(_forward(steps, is_report), _backward(steps, is_report), strict=True):
        votes = list(map(add, before, behind))
        best = max(PARTS, key=votes.__getitem__)
        lead = votes[best] - max(votes[part] for part in OTHER_SIDE[best])
        path.append(best)
        leads.append(lead)
        leads_in_years.append(min(lead, votes[best] - votes[SAME_SIDE.get(best, PRESENT)]) if is_report else lead)
    return path, leads, leads_in_years


def _forward(steps: list[Step], is_report: bool) -> list[list[float]]:
    """The most votes with which each part is reached at each step, the step's own among them."""
    into = [[BESIDES[is_report][old][new] for old in PARTS] for new in PARTS]
    reached = list(map(sub, steps[0].votes, STARTS[is_report]))
    found = [reached]
    for step in steps[1:]:
        enough = max(reached) - step.cost  # no part is left for less than nothing
        reached = [
            (stayed if stayed >= enough else max(stayed, max(map(sub, reached, costs)) - step.cost)) + votes
            for stayed, costs, votes in zip(reached, into, step.votes, strict=True)
        ]
        found.append(reached)
    return found


def _backward(steps: list[Step], is_report: bool) -> list[list[float]]:
    """The most votes that follow each step if it belongs to each part."""
    following = [0.0] * len(PARTS)
    found = [following]
    for step in reversed(steps[1:]):
        ahead = list(map(add, following, step.votes))
        enough = max(ahead) - step.cost
        following = [
            stays if stays >= enough else max(stays, max(map(sub, ahead, costs)) - step.cost)
            for stays, costs in zip(ahead, BESIDES[is_report], strict=True)
        ]
        found.append(following)
    return found[::-1]
