"""A sentence of the past → figures: each number left alone by a named rule, or what a document states as reached."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from pipelines.extraction.figure import Figure
from pipelines.extraction.figure_confidence import confidence_of
from pipelines.extraction.figure_exclusions import fact_rule
from pipelines.extraction.figure_measures import Basis, Circumstances, basis_of
from pipelines.extraction.figure_names import complete, name_of_change
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
MORE = {"多": "up", "多了": "up", "少": "down", "少了": "down"}
RESPECTIVELY = re.compile(r"(?:同比|比上年|较上年)?分别")
NEGATIVE = re.compile(r"[为是达到至\u4e00-\u9fff]-$")


@dataclass(frozen=True, slots=True)
class Passed:
    """Where a sentence of the past stands, and the rule by which it is of the past."""

    part: Part
    block: Block
    told_by: str


def _read_improvement(mention: Mention) -> None:
    """PM2.5浓度改善5.1%: less of it."""
    if mention.quantity.is_share and mention.change is None and mention.noun_before.endswith("改善"):
        mention.noun_before = mention.noun_before.removesuffix("改善")
        mention.change = "down" if mention.noun_before.endswith(("浓度", "指数", "综合指数")) else "up"
    elif mention.before.strip() in MORE and mention.noun_before == mention.before.strip():  # 比上年多3万人
        mention.change, mention.noun_before = MORE[mention.before.strip()], ""


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

    def read(self, mentions: list[Mention], passed: Passed, start_values: dict[int, Decimal]) -> Reported:
        """The figures of a sentence of the past. `start_values`: places of numbers that have grown from a value."""
        reported = Reported()
        accepted: list[Mention] = []
        for mention in mentions:
            inherit_verb(mention, accepted)
            _read_improvement(mention)
            rule = fact_rule(mention, self.folded, self.context.region)
            if rule:
                reported.left_alone.append((mention.quantity, rule))
            else:
                accepted.append(mention)
        basis: Basis | None = None
        for mention, indicator in zip(accepted, self._names(accepted), strict=True):
            span = self.periods.span_of(mention, passed.part)
            if not indicator or span is None:
                reported.left_alone.append((mention.quantity, "no_period" if indicator else "no_indicator"))
                continue
            said = self.folded[mention.sentence.start : mention.quantity.start]
            around = Circumstances(indicator, span.is_of_years, basis.name if basis else None, said)
            basis = basis_of(mention, around)
            if basis.name == "period":
                begin = mention.sentence.clauses[mention.clause][0]
                indicator = name_of_change(indicator, mention, self.folded[begin : mention.quantity.start])
            year = self.periods.baseline_year(mention, span, basis, mention.quantity.start in start_values)
            span = self.periods.narrowed(span, mention, basis)
            figure = self._figure(mention, indicator, span, basis, accepted, passed, year)
            reported.figures.append(figure)
        return reported

    def _names(self, accepted: list[Mention]) -> Iterator[str]:
        """The indicator of each; behind 分别 alone those of the figures before: 事故50起,死亡20人,分别下降3%、5%."""
        if not accepted:
            return
        memory = IndicatorMemory(self.folded, accepted[0].sentence, self.names, self.places)
        made_out = iter(name_indicators(accepted, memory))
        told: list[str] = []
        counted = 0  # numbers of the clause before
        for _, group in groupby(accepted, lambda mention: mention.clause):
            together = list(group)
            names = [next(made_out) for _ in together]
            if self._are_respective(together, counted) and len(told) >= len(together):
                names = told[-len(together) :]
            for mention, name in zip(together, names, strict=True):
                name = name.removeprefix(self.context.region) or name
                told.append(complete(name, mention, told[-1] if told else "", memory))
                yield told[-1]
            counted = len(together)

    def _are_respective(self, together: list[Mention], counted: int) -> bool:
        """Whether the numbers of a clause are of the things before, one each: behind 分别, or as many as these."""
        first = together[0]
        begins = self.folded[first.sentence.clauses[first.clause][0] : first.quantity.start].strip()
        is_bare = not any(mention.noun_before or mention.noun_behind for mention in together[1:])
        as_many = not first.noun_before and counted == len(together)
        return len(together) > 1 and is_bare and (as_many or RESPECTIVELY.match(begins) is not None)

    def _figure(
        self,
        mention: Mention,
        indicator: str,
        span: Span,
        basis: Basis,
        accepted: list[Mention],
        passed: Passed,
        baseline_year: int | None,
    ) -> Figure:
        quantity = mention.quantity
        region, region_rule = region_of(mention, accepted, self.folded, self.places, self.context.region)
        begin, stop = mention.sentence.clauses[mention.clause]
        clause = self.text[begin:stop]
        values = sorted(
            self._signed(value, mention, basis) for value in (quantity.value, quantity.value_high) if value is not None
        )
        name = "ytd" if basis.name == "period" and span.is_to_date else basis.name
        comparator = "between" if quantity.value_high is not None else mention.comparator
        return Figure(
            value_start=quantity.start,
            value_end=quantity.end,
            quote=clause.strip(),
            quote_start=begin + len(clause) - len(clause.lstrip()),
            clause=self._clause_of(passed.block),
            indicator=indicator,
            value=values[0],
            value_high=values[1] if len(values) > 1 else None,
            unit=quantity.unit or "",
            unit_text=quantity.unit_text,
            comparator=comparator,
            basis=name,
            annualised=mention.is_annualised and name in ("growth", "period"),
            baseline_year=baseline_year,
            period_start=None if name in ("stock", "rate") else span.first,
            period_end=span.last,
            region=region,
            is_expected=self._is_expected(mention),
            confidence=confidence_of(mention, indicator, span, basis, passed.part, self.folded[begin:stop]),
            rules=tuple(rule for rule in (passed.told_by, span.rule, basis.rule, region_rule) if rule),
            note=f"原文为“{BOUNDS[comparator]}”,按所列数值使用" if comparator in BOUNDS else None,
        )

    def _is_expected(self, mention: Mention) -> bool:
        """预计 in its clause, or opening one before from which the sentence goes on: 预计增长5%,投资增长6%."""
        clauses = mention.sentence.clauses
        if EXPECTED.search(self.folded, clauses[mention.clause][0], mention.quantity.start):
            return True
        for start, end in reversed(clauses[: mention.clause]):
            if self.folded[end : end + 1] == ";":
                return False
            if EXPECTED.match(self.folded[start:end].strip()):
                return True
        return False

    def _signed(self, value: Decimal, mention: Mention, basis: Basis) -> Decimal:
        """Negative for a growth that is a fall, and where a minus stands before it."""
        is_fall = basis.name == "growth" and mention.change == "down"
        start = mention.quantity.start
        return -value if is_fall or NEGATIVE.search(self.folded, max(0, start - 2), start) else value

    def _clause_of(self, block: Block) -> str | None:
        """The heading in the paragraph itself or above it, else the paragraph's first words."""
        own = block.title
        if len(own) <= LONGEST_CLAUSE and len(own) < block.end - block.text_start - 1:
            return own
        return self.heading or own[:LONGEST_CLAUSE] or None
