"""A sentence of the past → figures: each number left alone by a named rule, or what a document states as reached."""

import re
from dataclasses import dataclass, field

from pipelines.extraction.figure import Figure
from pipelines.extraction.figure_exclusions import fact_rule
from pipelines.extraction.figure_measures import Basis, Circumstances, basis_of
from pipelines.extraction.figure_periods import FigurePeriods, Span
from pipelines.extraction.indicators import IndicatorMemory, name_indicators
from pipelines.extraction.mentions import Mention
from pipelines.extraction.parts import Part
from pipelines.extraction.periods import PeriodIndex
from pipelines.extraction.places import PlaceScanner, region_of
from pipelines.extraction.quantities import Quantity
from pipelines.extraction.sequences import inherit_verb
from pipelines.extraction.structure import SUBSECTION, Block
from pipelines.extraction.target import PlanContext

EXPECTED = re.compile(r"预计|预期(?!寿命|目标)|有望|初步(?:统计|核算|测算)")
LONGEST_CLAUSE = 24  # characters
BOUNDS = {"above": "超过", "at_least": "以上", "below": "低于", "at_most": "以内", "about": "左右"}


@dataclass(slots=True)
class Reported:
    """Figures, and the numbers left alone with their rules."""

    figures: list[Figure] = field(default_factory=list)
    left_alone: list[tuple[Quantity, str]] = field(default_factory=list)


class FigureReader:
    """Everything known of one text while its figures are read."""

    def __init__(
        self,
        text: str,
        folded: str,
        context: PlanContext,
        periods: PeriodIndex,
        names: frozenset[str],
        places: PlaceScanner,
    ) -> None:
        self.text = text
        self.folded = folded
        self.context = context
        self.names = names
        self.places = places
        self.periods = FigurePeriods(folded, context, periods)
        self.heading = ""

    def enter(self, block: Block) -> None:
        """Remember the heading under which what follows stands."""
        if (block.level is not None and block.level <= SUBSECTION) or block.is_title_alone:
            self.heading = block.title

    def read(self, mentions: list[Mention], part: Part, block: Block, told_by: str) -> Reported:
        """The figures of a sentence of the past. `told_by`: the rule by which it is of the past."""
        reported = Reported()
        accepted: list[Mention] = []
        for mention in mentions:
            inherit_verb(mention, accepted)
            rule = fact_rule(mention, self.folded)
            if rule:
                reported.left_alone.append((mention.quantity, rule))
            else:
                accepted.append(mention)
        if not accepted:
            return reported
        memory = IndicatorMemory(self.folded, accepted[0].sentence, self.names, self.places)
        previous: str | None = None
        for mention, indicator in zip(accepted, name_indicators(accepted, memory), strict=True):
            span = self.periods.span_of(mention, part)
            if not indicator or span is None:
                reported.left_alone.append((mention.quantity, "no_period" if indicator else "no_indicator"))
                continue
            begin, stop = mention.sentence.clauses[mention.clause]
            basis = basis_of(mention, Circumstances(indicator, span.is_of_years, previous, self.folded[begin:stop]))
            previous = basis.name
            reported.figures.append(self._figure(mention, indicator, span, basis, accepted, part, block, told_by))
        return reported

    def _figure(
        self,
        mention: Mention,
        indicator: str,
        span: Span,
        basis: Basis,
        accepted: list[Mention],
        part: Part,
        block: Block,
        told_by: str,
    ) -> Figure:
        quantity = mention.quantity
        region, region_rule = region_of(mention, accepted, self.folded, self.places, self.context.region)
        begin, stop = mention.sentence.clauses[mention.clause]
        clause = self.text[begin:stop]
        is_fall = basis.name == "growth" and mention.change == "down"
        sign = -1 if is_fall else 1
        values = [quantity.value * sign] + ([] if quantity.value_high is None else [quantity.value_high * sign])
        name = "ytd" if basis.name == "period" and span.is_to_date else basis.name
        comparator = "between" if quantity.value_high is not None else mention.comparator
        return Figure(
            value_start=quantity.start,
            value_end=quantity.end,
            quote=clause.strip(),
            quote_start=begin + len(clause) - len(clause.lstrip()),
            clause=self._clause_of(block),
            indicator=indicator,
            value=min(values),
            value_high=max(values) if len(values) > 1 else None,
            unit=quantity.unit or "",
            unit_text=quantity.unit_text,
            comparator=comparator,
            basis=name,
            annualised=mention.is_annualised,
            baseline_year=None,
            period_start=None if name in ("stock", "rate") else span.first,
            period_end=span.last,
            region=region,
            is_expected=bool(EXPECTED.search(self.folded, mention.sentence.start, quantity.start)),
            confidence=0.85 if part.confidence >= 0.88 else 0.6,
            rules=tuple(rule for rule in (told_by, span.rule, basis.rule, region_rule) if rule),
            note=f"原文为“{BOUNDS[comparator]}”,按所列数值使用" if comparator in BOUNDS else None,
        )

    def _clause_of(self, block: Block) -> str | None:
        """The heading in the paragraph itself or above it, else the paragraph's first words."""
        own = block.title
        if len(own) <= LONGEST_CLAUSE and len(own) < block.end - block.text_start - 1:
            return own
        return self.heading or own[:LONGEST_CLAUSE] or None
