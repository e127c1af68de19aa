"""Text → targets and figures: every number is read in its clause, left alone by a named rule or made one of both.

The order of the work belongs here; the language is in the modules beside.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from pipelines.extraction.agencies import AgencyGroup, scan_agencies
from pipelines.extraction.commitments import per, strives
from pipelines.extraction.confidence import MOST_OF_SCAN, confidence_of
from pipelines.extraction.deadlines import Deadlines, Due
from pipelines.extraction.exclusions import Neighbourhood, clause_rule, defining_rule
from pipelines.extraction.figure import Figure
from pipelines.extraction.folding import fold
from pipelines.extraction.indicators import IndicatorMemory, name_indicators
from pipelines.extraction.lexicon import lexicon_of
from pipelines.extraction.measures import measure_of
from pipelines.extraction.mentions import Mention, action_of, read_mention
from pipelines.extraction.milestone import Milestone
from pipelines.extraction.milestones import MilestoneReader
from pipelines.extraction.neighbours import Surroundings, neighbour_rule
from pipelines.extraction.origins import Origins
from pipelines.extraction.parts import Part, find_parts
from pipelines.extraction.periods import PeriodIndex, scan_periods
from pipelines.extraction.places import region_of
from pipelines.extraction.quantities import Quantity, scan_quantities
from pipelines.extraction.repetitions import Number, find_repetitions
from pipelines.extraction.reported import FigureReader, Passed
from pipelines.extraction.responsibility import units_at, units_by_block
from pipelines.extraction.sequences import (
    cut_between,
    inherit_verb,
    share_comparator,
    without_comparison,
    without_start_value,
)
from pipelines.extraction.structure import Block, Sentence, divide, sentence_bounds, split_clauses
from pipelines.extraction.tables import read_tables
from pipelines.extraction.target import PlanContext, Target
from pipelines.extraction.unwrapping import unwrap
from pipelines.extraction.vocabulary import COUNTS, FALLING_TO
from pipelines.reference.registry import Registry

REPORTING = {"review": "past_section", "present": "present_state"}  # kinds of parts whose numbers are figures
SECTION_RULES = {  # by the kind of part whose numbers are neither
    "glossary": "glossary",
    "front": "front_matter",
}
TOLD = 0.73  # confidence from which a part is taken to tell what is; below, its numbers are for review
JOINS = re.compile(r"[、和及]")


class LeftAlone(NamedTuple):
    """A number that is neither target nor figure, and the rule that says so."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or table row with numbers, and the part of the document in which it stands."""

    start: int
    end: int
    part: Part


@dataclass(slots=True)
class Reading:
    """What was found in a text, in the order of the text."""

    targets: list[Target] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    left_alone: list[LeftAlone] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)


def extract_targets(text: str, context: PlanContext, registry: Registry) -> list[Target]:
    """The targets of a plan, sorted by the place of their number. Offsets are those of `text`. Reads any text."""
    reading, places = _read(text, context, registry, targets_alone=True)
    return [places.of_target(target) for target in reading.targets]


def read_document(text: str, context: PlanContext, registry: Registry) -> Reading:
    """Targets, figures and the numbers left alone, with the rule for each, and the parts in which they stand."""
    reading, places = _read(text, context, registry)
    return Reading(
        targets=[places.of_target(target) for target in reading.targets],
        figures=[places.of_figure(figure) for figure in reading.figures],
        milestones=[places.of_milestone(milestone) for milestone in reading.milestones],
        left_alone=[LeftAlone(*places.span(number.start, number.end), number.rule) for number in reading.left_alone],
        passages=[
            Passage(*places.span(passage.start, passage.end), places.of_part(passage.part))
            for passage in reading.passages
        ],
    )


def _read(
    text: str, context: PlanContext, registry: Registry, *, targets_alone: bool = False
) -> tuple[Reading, Origins]:
    unwrapped = unwrap(text, fold(text))
    reading = _Reader(unwrapped.text, unwrapped.folded, context, registry, targets_alone=targets_alone).read()
    if context.is_scan:
        targets = reading.targets
        reading.targets = [replace(target, confidence=min(target.confidence, MOST_OF_SCAN)) for target in targets]
        figures = reading.figures
        reading.figures = [replace(figure, confidence=min(figure.confidence, MOST_OF_SCAN)) for figure in figures]
    return reading, Origins(text, unwrapped.origin, is_same=not unwrapped.cuts)


class _Reader:
    """Everything known of one text while it is read. `targets_alone`: what tells of the past, and what has no number,
    is not read."""

    def __init__(
        self, text: str, folded: str, context: PlanContext, registry: Registry, *, targets_alone: bool
    ) -> None:
        self.targets_alone = targets_alone
        lexicon = lexicon_of(registry)
        self.text = text
        self.folded = folded
        self.context = context
        self.names = lexicon.names
        self.places = lexicon.places_of(context.region)
        self.blocks = divide(folded)
        self.quantities = list(scan_quantities(folded, lexicon.units))
        self.quantity_starts = [quantity.start for quantity in self.quantities]
        periods = PeriodIndex(scan_periods(folded, context))
        self.parts = find_parts(folded, self.blocks, periods, context)
        self.around = Surroundings(folded, periods)
        self.deadlines = Deadlines(folded, context, periods, self.parts, self.quantities)
        self.tables = read_tables(text, folded, context, lexicon.units)
        self.agencies = sorted([*scan_agencies(folded), *self.tables.units], key=lambda group: group.start)
        self.figures = FigureReader(text, folded, context, periods, self.names, self.places)
        self.milestones = MilestoneReader(text, folded, context, periods, self.places)
        self.start_values: dict[int, Decimal] = {}  # place of a number → the value it is said to have grown from
        self.reading = Reading()

    def read(self) -> Reading:
        reading = self.reading
        reading.targets += self.tables.targets
        reading.figures += self.tables.figures
        governing = units_by_block(self.folded, self.blocks, self.agencies)
        for block, groups in zip(self.blocks, governing, strict=True):
            self.deadlines.enter(block)
            self.figures.enter(block)
            if block.line_start in self.tables.rows:
                reading.passages.append(Passage(block.start, block.end, self.parts.at(block.start)))
            else:
                self._read_block(block, groups)
        reading.targets.sort(key=lambda target: target.value_start)
        reading.figures.sort(key=lambda figure: figure.value_start)
        reading.targets = self._without_repetitions(reading.targets)
        reading.figures = self._without_repetitions(reading.figures)
        reading.left_alone.sort(key=lambda number: number.start)
        return reading

    def _without_repetitions(self, numbers: list[Number]) -> list[Number]:
        repeated = find_repetitions(self.folded, numbers)
        for number in (number for number in numbers if number.value_start in repeated):
            self.reading.left_alone.append(LeftAlone(number.value_start, number.value_end, "repetition"))
        return [number for number in numbers if number.value_start not in repeated]

    def _read_block(self, block: Block, groups: list[AgencyGroup]) -> None:
        cuts = [(group.start, group.end) for group in groups if block.start <= group.start < block.end]
        targets, milestones = self.reading.targets, self.reading.milestones
        before_block = len(targets)
        for start, end in sentence_bounds(self.folded, block.text_start, block.end, cuts):
            before = len(targets)
            low, high = bisect_left(self.quantity_starts, start), bisect_left(self.quantity_starts, end)
            self.deadlines.enter_part(self.parts.at(start))
            if low < high:
                self.reading.passages.append(Passage(start, end, self.deadlines.part))
                sentence = split_clauses(self.folded, start, end)
                self._read_sentence(block, sentence, self.quantities[low:high], groups)
            may_hold = not (self.targets_alone or block.is_row) and self.deadlines.part.is_to_come
            if may_hold and self.milestones.may_stand_in(start, end):
                counted = [target.value_start for target in targets[before:]]
                found = self.milestones.read_sentence(start, end, counted, block, self.deadlines, groups)
                milestones += found
                if found and low == high:  # no number has it among the passages already
                    self.reading.passages.append(Passage(start, end, self.deadlines.part))
            self.deadlines.leave_sentence(start, end)
        if block.is_row and not self.targets_alone:
            milestones += self.milestones.read_row(block, len(targets) > before_block, self.deadlines, groups)

    def _read_sentence(
        self, block: Block, sentence: Sentence, quantities: list[Quantity], groups: list[AgencyGroup]
    ) -> None:
        part = self.deadlines.part
        is_told = not part.is_to_come and part.confidence >= TOLD
        if is_told and self.targets_alone:
            return
        numbers = self._candidates(sentence, quantities)
        if is_told:
            if part.kind in REPORTING:
                mentions = self._mentions(sentence, self._counting(sentence, numbers))
                self._report(mentions, block, REPORTING[part.kind])
                return
            for quantity, _ in numbers:
                self._leave(quantity, SECTION_RULES[part.kind])
            return
        mentions = self._mentions(sentence, self._counting(sentence, numbers))
        accepted = self._accepted(mentions, block)
        memory = IndicatorMemory(self.folded, sentence, self.names, self.places)
        previous: Target | None = None
        for mention, indicator in zip(accepted, name_indicators(accepted, memory), strict=True):
            if indicator:
                for due in self.deadlines.dues(mention, block):
                    previous = self._assemble(mention, indicator, due, block, groups, accepted, previous)
                    self.reading.targets.append(previous)
            else:
                self._leave(mention.quantity, "no_indicator")

    def _report(self, mentions: list[Mention], block: Block, told_by: str) -> None:
        """What tells of the past is a figure. `told_by`: the rule that says so."""
        reported = self.figures.read(mentions, Passed(self.deadlines.part, block, told_by), self.start_values)
        self.reading.figures += reported.figures
        for quantity, rule in reported.left_alone:
            self._leave(quantity, rule)

    def _leave(self, quantity: Quantity, rule: str) -> None:
        self.reading.left_alone.append(LeftAlone(quantity.start, quantity.end, rule))

    def _candidates(self, sentence: Sentence, quantities: list[Quantity]) -> list[tuple[Quantity, int]]:
        """The numbers, each with its clause, that are neither names nor dates."""
        candidates: list[tuple[Quantity, int]] = []
        for quantity in quantities:
            rule = neighbour_rule(quantity, self.around)
            if rule:
                self._leave(quantity, rule)
            else:
                candidates.append((quantity, sentence.clause_at(quantity.start)))
        return candidates

    def _counting(self, sentence: Sentence, candidates: list[tuple[Quantity, int]]) -> list[tuple[Quantity, int]]:
        """Those that are not part of what another counts."""
        kept: list[tuple[Quantity, int]] = []
        for i, (quantity, clause) in enumerate(candidates):
            rule = self._defining_rule(sentence, candidates, i, kept)
            if rule:
                self._leave(quantity, rule)
            else:
                kept.append((quantity, clause))
            if rule == "start_value" and candidates[i + 1 :] and candidates[i + 1][0].unit == quantity.unit:
                self.start_values[candidates[i + 1][0].start] = quantity.value
        return kept

    def _defining_rule(
        self, sentence: Sentence, candidates: list[tuple[Quantity, int]], i: int, kept: list[tuple[Quantity, int]]
    ) -> str | None:
        quantity, clause = candidates[i]
        begin, stop = sentence.clauses[clause]
        previous = candidates[i - 1][0] if i and candidates[i - 1][1] == clause else None
        following = candidates[i + 1][0] if i + 1 < len(candidates) and candidates[i + 1][1] == clause else None
        counted = kept[-1][0] if kept and kept[-1][1] == clause else None
        before = self.folded[previous.after_end if previous else begin : quantity.start]
        behind = self.folded[quantity.after_end : following.start if following else stop]
        return defining_rule(
            Neighbourhood(
                quantity=quantity,
                clause_before=self.folded[begin : quantity.start],
                before=before,
                behind=behind,
                clause_behind=self.folded[quantity.after_end : stop],
                counted_before=previous is not None and previous.unit in COUNTS and not JOINS.search(before),
                counted_behind=following is not None and not JOINS.search(behind),
                counted=counted,
                since_counted=self.folded[counted.after_end : quantity.start] if counted else "",
            )
        )

    def _mentions(self, sentence: Sentence, numbers: list[tuple[Quantity, int]]) -> list[Mention]:
        """The numbers with the text on both sides of each, read."""
        mentions = []
        for i, (quantity, clause) in enumerate(numbers):
            begin, stop = sentence.clauses[clause]
            follows = "first"
            if i and numbers[i - 1][1] == clause:
                _, begin, follows = cut_between(self.folded, numbers[i - 1][0].after_end, quantity.start)
            if i + 1 < len(numbers) and numbers[i + 1][1] == clause:
                stop, _, _ = cut_between(self.folded, quantity.after_end, numbers[i + 1][0].start)
            whole = self.deadlines.without_periods(begin, quantity.start)
            compared = without_comparison(whole)
            before = without_start_value(compared).removesuffix("-")  # 为-1.9‰
            behind = self.folded[quantity.after_end : stop]
            mention = Mention(quantity, sentence, clause, before, behind, follows, is_compared=compared != whole)
            mentions.append(read_mention(mention, self.names))
        share_comparator(mentions, self.folded)
        return mentions

    def _accepted(self, mentions: list[Mention], block: Block) -> list[Mention]:
        """Those that are targets. A number of a list shares the fate of an existing set, or of a payment, before it."""
        accepted: list[Mention] = []
        past: list[Mention] = []
        existing: Mention | None = None
        pays, comes_of_it = False, -1
        for mention in mentions:
            is_in_set = existing is not None and existing.clause == mention.clause and mention.is_listed
            if not is_in_set:
                inherit_verb(mention, accepted)
            rule = self._exclusion(mention, block)
            if rule is None and is_in_set and not mention.has_finishing_verb and not mention.level_verb:
                rule = "existing_set"
            if rule is None and pays and mention.quantity.unit == "元" and not mention.has_finishing_verb:
                rule = "subsidy"
            if rule is None and mention.clause == comes_of_it + 1 and comes_of_it >= 0 and mention.words:
                rule = "benefit"  # 可实现交易额10亿元,带动就业500人
            comes_of_it = mention.clause if rule == "benefit" else comes_of_it
            pays = pays or rule == "subsidy"
            existing = mention if rule == "existing_set" else None
            if rule == "past_fact":
                past.append(mention)
            elif rule:
                self._leave(mention.quantity, rule)
            else:
                accepted.append(mention)
        self._report(past, block, "past_fact")
        return accepted

    def _exclusion(self, mention: Mention, block: Block) -> str | None:
        return clause_rule(mention) or ("past_fact" if self.deadlines.is_past(mention, block) else None)

    def _assemble(
        self,
        mention: Mention,
        indicator: str,
        due: Due,
        block: Block,
        groups: list[AgencyGroup],
        accepted: list[Mention],
        previous: Target | None,
    ) -> Target:
        quantity, part = mention.quantity, self.deadlines.part
        measure = measure_of(mention, indicator, previous)
        falls_to = "falls_to" if measure.name != "change" and mention.level_verb in FALLING_TO else None
        region, region_rule = region_of(mention, accepted, self.folded, self.places, self.context.region)
        begin, stop = mention.sentence.clauses[mention.clause]
        clause = self.text[begin:stop]
        return Target(
            value_start=quantity.start,
            value_end=quantity.end,
            quote=clause.strip(),
            quote_start=begin + len(clause) - len(clause.lstrip()),
            clause=block.label,
            indicator=indicator,
            value=quantity.value,
            value_high=quantity.value_high,
            unit=quantity.unit or "",
            unit_text=quantity.unit_text,
            comparator="between" if quantity.value_high is not None else mention.comparator,
            measure=measure.name,
            direction=measure.direction,
            action=action_of(mention),
            annualised=mention.is_annualised,
            baseline_year=self.deadlines.baseline_year(mention),
            baseline_value=self.start_values.get(quantity.start),
            period_start=due.start,
            deadline=due.deadline,
            target_year=due.year,
            region=region,
            per=per(mention, self.folded),
            commitment="strive" if strives(mention, accepted, self.folded, self.deadlines) else "firm",
            binding=None,
            confidence=confidence_of(mention, indicator, due, measure, block, part, self.folded[begin:stop]),
            rules=tuple(rule for rule in (due.rule, measure.rule, falls_to, region_rule) if rule),
            units=units_at(quantity.start, groups),
        )
