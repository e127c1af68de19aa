"""Text → targets: every number of a plan is read in its clause, left alone by a named rule or made a target.

The order of the work, and what one number inherits from another, belong here; the language is in the modules beside.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from pipelines.extraction.agencies import AgencyGroup, scan_agencies
from pipelines.extraction.exclusions import Surroundings, clause_rule, defines_counted, is_qualifier, is_start_value, neighbour_rule
from pipelines.extraction.folding import fold
from pipelines.extraction.indicators import IndicatorMemory, name_indicators
from pipelines.extraction.measures import measure_of
from pipelines.extraction.mentions import CONNECTORS, Mention, read_mention
from pipelines.extraction.periods import Period, PeriodIndex, current_year, scan_periods
from pipelines.extraction.phrases import word_at_end
from pipelines.extraction.places import WHOLE, PlaceScanner, place_scanner
from pipelines.extraction.quantities import Quantity, scan_quantities, unit_scanner
from pipelines.extraction.structure import LEVELS, Block, Sentence, divide, sentence_bounds, split_clauses
from pipelines.extraction.tables import read_tables
from pipelines.extraction.target import PlanContext, ResponsibleUnit, Target
from pipelines.extraction.vocabulary import COUNTS, FINISHING_VERBS, LEVEL_VERBS, SOFT_VERBS, STRIVING
from pipelines.registry import Registry


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A number that is no target, and the rule that says so."""

    start: int
    end: int
    rule: str


@dataclass(slots=True)
class Reading:
    """What was found in a text, in the order of the text."""

    folded: str
    targets: list[Target] = field(default_factory=list)
    left_alone: list[LeftAlone] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)


def extract_targets(text: str, context: PlanContext, registry: Registry) -> list[Target]:
    """The targets of a plan, sorted by the place of their number. Offsets are those of `text`. Never raises on any text."""
    return read_document(text, context, registry).targets


def read_document(text: str, context: PlanContext, registry: Registry) -> Reading:
    """Targets and the numbers left alone, with the rule for each."""
    return _Reader(text, context, registry).read()


@lru_cache(maxsize=8)
def fixed_names(registry: Registry) -> frozenset[str]:
    """Names of indicators that begin or end with a verb and keep it: 城镇新增就业."""
    return frozenset(name for indicator in registry.indicators for name in (indicator.name, *indicator.aliases))


@dataclass(slots=True)
class _Carried:
    """The time that holds where a sentence names none: the paragraph's, else its heading's, else the plan's."""

    heading: Period | None = None
    paragraph: Period | None = None

    @property
    def period(self) -> Period | None:
        return self.paragraph or self.heading


class _Reader:
    def __init__(self, text: str, context: PlanContext, registry: Registry) -> None:
        self.text = text
        self.context = context
        self.registry = registry
        self.folded = fold(text)
        self.reading = Reading(self.folded)
        self.periods = PeriodIndex(scan_periods(self.folded, context))
        self.around = Surroundings(self.folded, self.periods)
        self.scanner = unit_scanner(registry)
        self.tables = read_tables(text, self.folded, context, self.scanner)
        self.agencies = sorted([*scan_agencies(self.folded), *self.tables.units], key=lambda group: group.start)
        self.blocks = divide(self.folded, context)
        self.places: PlaceScanner = place_scanner(registry, context.region)
        self.names = fixed_names(registry)
        self.quantities = list(scan_quantities(self.folded, self.scanner))
        self.quantity_starts = [quantity.start for quantity in self.quantities]
        self.agency_starts = [group.start for group in self.agencies]
        self.this_year = current_year(context)

    def read(self) -> Reading:
        self.reading.targets += self.tables.targets
        carried = _Carried()
        units_by_block = self._units_by_block()
        for i, block in enumerate(self.blocks):
            self._carry_into(block, carried)
            if block.line_start in self.tables.rows:
                self.reading.sentences.append((block.start, block.end))
            else:
                self._read_block(block, carried, units_by_block[i])
        self.reading.targets.sort(key=lambda target: target.value_start)
        self.reading.targets = without_repetitions(self.folded, self.reading)
        self.reading.left_alone.sort(key=lambda number: number.start)
        return self.reading

    # --- what holds for a block ---

    def _carry_into(self, block: Block, carried: _Carried) -> None:
        """A numbered heading sets the time for what stands under it; a new paragraph forgets the one before."""
        is_list_of_goals = block.level is None and self.folded.startswith(("-", "完成时限", "其中"), block.start)
        if block.level is not None and block.level <= 2:
            carried.heading = None
            heading = self.periods.between(block.start, min(block.end, block.start + 40))
            named = [p for p in heading if p.year and p.is_due]
            if named and not block.is_past and re.search(r"工作|目标|任务|安排", block.title):
                carried.heading = named[-1]
            carried.paragraph = None
        elif not is_list_of_goals:
            carried.paragraph = None
        if block.level is None and block.opens_line and self.folded[block.start : block.end].rstrip().endswith(":"):
            goals = [p for p in self.periods.between(block.start, block.end) if p.year and p.is_due]
            if goals:
                carried.heading = goals[-1]

    def _units_by_block(self) -> list[list[AgencyGroup]]:
        """The groups that can govern a block: its own, else those of the block that it continues."""
        own: list[list[AgencyGroup]] = []
        for block in self.blocks:
            low = bisect_left(self.agency_starts, block.start)
            high = bisect_left(self.agency_starts, block.end)
            own.append(self.agencies[low:high])
        governing: list[list[AgencyGroup]] = []
        current: list[AgencyGroup] = []
        governed_from_below: set[int] = set()
        for i, block in enumerate(self.blocks):
            if own[i]:
                governing.append(own[i])
            elif current and self._continues(block):
                governing.append(current)
            else:
                governing.append([])
            if governing[i] or not self._is_interjected(block):
                current = governing[i][-1:]
        for i in range(len(self.blocks) - 2, -1, -1):  # a line of nothing but units stands behind what it governs
            below = governing[i + 1]
            if not governing[i] and below and (self._is_only_units(i + 1, below[0]) or i + 1 in governed_from_below):
                governing[i] = below[:1]
                if self.blocks[i].level is None or self.blocks[i].level >= ITEM:  # type: ignore[operator]
                    governed_from_below.add(i)
        for i in range(len(self.blocks) - 2, -1, -1):  # paragraphs of a numbered item before the one with the bracket
            if not governing[i] and governing[i + 1] and self.blocks[i + 1].level is None and self._in_item(i):
                governing[i] = governing[i + 1][:1]
        return governing

    def _continues(self, block: Block) -> bool:
        if block.level is not None:
            return False
        opening = self.folded[block.start : block.start + 12]
        return bool(re.match(r"(?:到|至)?20\d\d年|完成时限|时间节点|今年|全年|年内|其中|同时|-", opening))

    def _is_only_units(self, i: int, group: AgencyGroup) -> bool:
        block = self.blocks[i]
        rest = self.folded[block.start : group.start] + self.folded[group.end : block.end]
        return block.start <= group.start < block.end and len(rest.strip(" 。;")) < 2

    def _is_interjected(self, block: Block) -> bool:
        """A line of page furniture between two paragraphs of an item."""
        return block.level is None and block.end - block.start < 30 and "。" not in self.folded[block.start : block.end]

    def _in_item(self, i: int) -> bool:
        """Whether the block belongs to a numbered item that has text of its own, and is no bare heading."""
        while i >= 0 and self.blocks[i].level is None:
            i -= 1
        return i >= 0 and (self.blocks[i].level or 0) >= ITEM

    def _units_at(self, position: int, groups: list[AgencyGroup]) -> tuple[ResponsibleUnit, ...]:
        """The next group at or behind a place, else the last before it."""
        for group in groups:
            if group.end > position:
                return group.units
        return groups[-1].units if groups else ()

    # --- sentences ---

    def _read_block(self, block: Block, carried: _Carried, groups: list[AgencyGroup]) -> None:
        cuts = [(group.start, group.end) for group in groups if block.start <= group.start < block.end]
        for start, end in sentence_bounds(self.folded, block.text_start, block.end, cuts):
            low, high = bisect_left(self.quantity_starts, start), bisect_left(self.quantity_starts, end)
            if low < high:
                self.reading.sentences.append((start, end))
                self._read_sentence(block, split_clauses(self.folded, start, end), low, high, carried, groups)
            last = self._last_period(start, end)
            if last is not None:
                carried.paragraph = last

    def _last_period(self, start: int, end: int) -> Period | None:
        named = [p for p in self.periods.between(start, end) if p.is_due and p.year]
        return named[-1] if named else None

    def _read_sentence(
        self, block: Block, sentence: Sentence, low: int, high: int, carried: _Carried, groups: list[AgencyGroup]
    ) -> None:
        mentions = self._mentions(sentence, self.quantities[low:high], block)
        accepted: list[Mention] = []
        pays = False
        left: Mention | None = None  # the number before, if it is part of an existing set
        for mention in mentions:
            in_set = left is not None and left.clause == mention.clause and mention.follows in ("、", "和")
            if not in_set:
                inherit_verb(mention, accepted)
            rule = self._exclusion(mention, block, carried)
            if in_set and not mention.has_finishing_verb and not mention.level_verb:
                rule = "existing_set"
            if rule is None and pays and mention.quantity.unit == "元" and not mention.has_finishing_verb:
                rule = "subsidy"
            pays = pays or rule == "subsidy"
            left = mention if rule == "existing_set" else None
            if rule:
                self._leave(mention.quantity, rule)
            else:
                accepted.append(mention)
        if not accepted:
            return
        memory = IndicatorMemory(self.folded, sentence, self.names)
        previous: Target | None = None
        for mention, indicator in zip(accepted, name_indicators(accepted, memory), strict=True):
            if not indicator:
                self._leave(mention.quantity, "no_indicator")
                continue
            previous = self._assemble(mention, indicator, block, carried, groups, accepted, previous)
            self.reading.targets.append(previous)

    def _leave(self, quantity: Quantity, rule: str) -> None:
        self.reading.left_alone.append(LeftAlone(quantity.start, quantity.end, rule))

    def _exclusion(self, mention: Mention, block: Block, carried: _Carried) -> str | None:
        if block.is_past:
            return "past_section"
        rule = clause_rule(mention)
        if rule:
            return rule
        period = self._period_of(mention, block, carried)
        first = self.context.plan_start.year if self.context.plan_start else self.this_year
        if period and period.year and first and period.year < first and not period.is_relative:
            return "past_fact"
        return None

    def _mentions(self, sentence: Sentence, quantities: list[Quantity], block: Block) -> list[Mention]:
        """The numbers of a sentence that could be targets, with the text on both sides of each."""
        counting: list[tuple[Quantity, int]] = []
        for quantity in quantities:
            rule = neighbour_rule(quantity, self.around)
            if rule:
                self._leave(quantity, rule)
            else:
                counting.append((quantity, sentence.clause_at(quantity.start)))
        kept = []
        for i, (quantity, clause) in enumerate(counting):
            begin, stop = sentence.clauses[clause]
            previous = counting[i - 1][0] if i and counting[i - 1][1] == clause else None
            following = counting[i + 1][0] if i + 1 < len(counting) and counting[i + 1][1] == clause else None
            before = self.folded[previous.after_end if previous else begin : quantity.start]
            behind = self.folded[quantity.after_end : following.start if following else stop]
            counted_before = previous is not None and previous.unit in COUNTS and not re.search(r"[、和及]", before)
            counted_behind = following is not None and not re.search(r"[、和及]", behind)
            if is_start_value(self.folded[begin : quantity.start], behind):
                self._leave(quantity, "start_value")
                continue
            counted = kept[-1][0] if kept and kept[-1][1] == clause else None
            if is_qualifier(quantity, before, behind, counted_before, counted_behind) or (
                counted is not None and defines_counted(self.folded[counted.after_end : quantity.start], counted)
            ):
                self._leave(quantity, "qualifier_threshold")
            else:
                kept.append((quantity, clause))
        return [self._mention(sentence, kept, i) for i in range(len(kept))]

    def _mention(self, sentence: Sentence, kept: list[tuple[Quantity, int]], i: int) -> Mention:
        quantity, clause = kept[i]
        begin, stop = sentence.clauses[clause]
        follows = "first"
        if i and kept[i - 1][1] == clause:
            begin, follows = cut_between(self.folded, kept[i - 1][0].after_end, quantity.start)
        if i + 1 < len(kept) and kept[i + 1][1] == clause:
            stop = cut_between(self.folded, quantity.after_end, kept[i + 1][0].start, behind=True)[0]
        before = START_VALUE.sub("", self._without_periods(begin, quantity.start))
        mention = Mention(quantity, sentence, clause, before, self.folded[quantity.after_end : stop], follows)
        return read_mention(mention, self.names)

    def _without_periods(self, start: int, end: int) -> str:
        """The text with times taken out, with 到 before and 底 behind."""
        parts, position = [], start
        for period in self.periods.between(start, end):
            if period.is_name or period.end > end:
                continue
            cut = period.start
            while cut > position and self.folded[cut - 1] in "到至比较自":
                if len(word_at_end(self.folded[position:cut], LEVEL_VERBS)) > 1:  # 增加到2025年的1万个
                    break
                cut -= 1
            parts.append(self.folded[position:cut])
            position = period.end
            tail = re.compile(r"年?(?:底|末)?(?:之前|以前|前|期间|起|内)?(?:的)?(?:基础上)?").match(self.folded, position, end)
            position = tail.end() if tail else position
        parts.append(self.folded[position:end])
        return "".join(parts)

    # --- one target ---

    def _period_of(self, mention: Mention, block: Block, carried: _Carried) -> Period | None:
        """The nearest time before the number in its sentence, else behind it in its clause, else what is carried."""
        quantity, sentence = mention.quantity, mention.sentence
        usable = [p for p in self.periods.between(sentence.start, quantity.start) if p.is_due]
        if usable:
            return self._respective_period(mention, usable) or usable[-1]
        stop = sentence.clauses[mention.clause][1]
        if block.is_row:  # 完成时限 has a column of its own
            stop = block.end
        behind = [p for p in self.periods.between(quantity.end, stop) if p.is_due]
        return behind[0] if behind else carried.period

    def _respective_period(self, mention: Mention, usable: list[Period]) -> Period | None:
        """2023、2024年分别新增500张、600张: the first number has the first year."""
        begin, stop = mention.sentence.clauses[mention.clause]
        at = self.folded.find("分别", begin, mention.quantity.start)
        if at < 0:
            return None
        years = [period for period in usable if period.end <= at and self.folded[period.end - 1] in "、,和年"]
        low, high = bisect_left(self.quantity_starts, at), bisect_left(self.quantity_starts, stop)
        numbers = [quantity.start for quantity in self.quantities[low:high] if quantity.unit]
        if len(years) != len(numbers) or len(years) < 2 or mention.quantity.start not in numbers:
            return None
        return years[numbers.index(mention.quantity.start)]

    def _deadline(self, mention: Mention, block: Block, carried: _Carried) -> tuple[date | None, date | None, str]:
        """(period_start, deadline, name of the rule)."""
        period = self._period_of(mention, block, carried)
        plan_end, plan_start = self.context.plan_end, self.context.plan_start
        if period is None:
            return plan_start, plan_end, "period_of_plan"
        year = period.year
        rule = "period_named" if period.start >= mention.sentence.start else "period_carried_over"
        if year is None:
            year = self._year_near(period, carried)
        if year is None:
            return plan_start, plan_end, "period_of_plan"
        if period.first_year:
            start: date | None = date(period.first_year, 1, 1)
        elif period.is_by and period.month is None:
            start = plan_start if plan_start and plan_start.year <= year else None
        else:
            start = date(year, 1, 1)
        return start, period.deadline(year), rule

    def _year_near(self, period: Period, carried: _Carried) -> int | None:
        """The year of 6月底前 or 全年: the last named before it in the paragraph, else the heading's, else this year."""
        before = [p for p in self.periods.between(max(0, period.start - 120), period.start) if p.year and p.is_due]
        if carried.period and carried.period.year:
            return carried.period.year
        if before and "\n" not in self.folded[before[-1].end : period.start]:
            return before[-1].year
        if self.context.plan_start and self.context.plan_end and self.context.plan_start.year == self.context.plan_end.year:
            return self.context.plan_end.year
        return self.this_year

    def _assemble(
        self,
        mention: Mention,
        indicator: str,
        block: Block,
        carried: _Carried,
        groups: list[AgencyGroup],
        accepted: list[Mention],
        previous: Target | None,
    ) -> Target:
        quantity, sentence = mention.quantity, mention.sentence
        measure, direction, measure_rule = measure_of(mention, indicator, previous)
        period_start, deadline, period_rule = self._deadline(mention, block, carried)
        begin, stop = sentence.clauses[mention.clause]
        comparator = "between" if quantity.value_high is not None else mention.comparator
        strive = self._strives(mention, accepted)
        region, region_rule = self._region(mention)
        rules = [period_rule, measure_rule, region_rule]
        confidence = 0.95
        confidence -= 0.1 if period_rule == "period_of_plan" else 0.0
        confidence -= 0.1 if not (mention.has_finishing_verb or mention.level_verb or mention.change) else 0.0
        confidence -= 0.15 if mention.has_soft_verb and not mention.has_finishing_verb else 0.0
        confidence -= 0.1 if len(indicator) < 3 or len(indicator) > 30 else 0.0
        return Target(
            value_start=quantity.start,
            value_end=quantity.end,
            quote=self.text[begin:stop].strip(),
            quote_start=begin + len(self.text[begin:stop]) - len(self.text[begin:stop].lstrip()),
            clause=block.label,
            indicator=indicator,
            value=quantity.value if quantity.value is not None else quantity.value_high,  # type: ignore[arg-type]
            value_high=quantity.value_high,
            unit=quantity.unit or "",
            unit_text=quantity.unit_text,
            comparator=comparator,
            measure=measure,
            direction=direction,
            annualised=mention.is_annualised,
            baseline_year=self._baseline(mention),
            period_start=period_start,
            deadline=deadline,
            target_year=deadline.year if deadline else None,
            region=region,
            per=self._per(mention),
            commitment="strive" if strive else "firm",
            binding=None,
            confidence=round(max(0.05, confidence), 2),
            rules=tuple(rule for rule in rules if rule),
            units=self._units_at(quantity.start, groups),
        )

    def _baseline(self, mention: Mention) -> int | None:
        begin = mention.sentence.start if mention.change else mention.sentence.clauses[mention.clause][0]
        named = [p for p in self.periods.between(begin, mention.quantity.start) if p.is_baseline]
        return named[-1].year if named else None

    PER = re.compile(r"(?:平均)?(每(?:个|家|名|座|年每个)?[\u4e00-\u9fff]{1,6}(?:\([^()]{1,8}\))?|各(?:县|市|区|镇|街道|乡镇)[^,。;]{0,8}?)(?:至少|都|均|要|新|建|创|引|培|打|开|完|达|不|再)")

    def _per(self, mention: Mention) -> str | None:
        begin = mention.sentence.clauses[mention.clause][0]
        left = self.folded[begin : mention.quantity.start]
        if "每年" in left or "每万" in left or "每千" in left or "每百" in left or "每亿" in left:
            return None
        found = self.PER.search(left)
        if found:
            return re.sub(r"(?:至少|分别|都|均|每年|要|原则上)+$", "", found[1])
        each = re.search(r"(?:在|推动|支持)?([\d\u4e00-\u9fff、()]{2,30}?)各(?:自|新|建|创|培|打|完|实|引|设|安|配|举|开|选|不|至)[\u4e00-\u9fff]{0,4}$", left)
        if each:
            return each[1]
        every = re.search(r"(每(?:个|家|名|座)?[\u4e00-\u9fff]{1,8})", left)
        return every[1] if every else None

    def _region(self, mention: Mention) -> tuple[str, str]:
        """The one county or city that the clause names, or the clause before; else the document's own place."""
        own, sentence = self.context.region, mention.sentence
        begin, stop = sentence.clauses[mention.clause]
        clause = self.folded[begin:stop]
        named = {name for _, _, name in self.places.find(clause)}
        if not named and mention.clause and not any(word in clause for word in WHOLE):
            start, end = sentence.clauses[mention.clause - 1]
            before = self.folded[start:end]
            subject = (mention.noun_behind or mention.noun_before)[:3]
            if self.folded[end : end + 1] == "," and len(subject) == 3 and subject in before:
                clause, named = before, {name for _, _, name in self.places.find(before)}
        if len(named) == 1 and not any(word in clause for word in (*WHOLE, "至", "等")):
            return named.pop(), "region_named"
        return own, ""

    def _strives(self, mention: Mention, accepted: list[Mention]) -> bool:
        sentence = mention.sentence
        begin = sentence.clauses[mention.clause][0]
        if any(word in self.folded[begin : mention.quantity.start] for word in STRIVING[:5]):
            return True
        opens_with_verb = bool(mention.words) and mention.words[0] in FINISHING_VERBS | SOFT_VERBS
        with_numbers = {other.clause for other in accepted}
        for clause in range(mention.clause - 1, -1, -1):
            start, end = sentence.clauses[clause]
            if self.folded[end : end + 1] == ";":
                return False
            text = self.folded[start:end]
            if "力争" in text or "力求" in text:
                return True
            only_time = len(self._without_periods(start, end).strip(" 力争取努到")) < 2
            if ("争取" in text or "努力" in text) and not opens_with_verb and "积极争取" not in text:
                return clause in with_numbers or only_time or "全部" in text or "达到" in text
            if clause not in with_numbers and opens_with_verb:
                return False
        return False


START_VALUE = re.compile(r"[由从]的?\d[\d.]{0,12}[^,;。\d]{0,5}?(?=(?:增|提|扩|升|降|减|下|上|缩|压|发)[^,;。\d]{0,3}[到至为])")
INSIDE_BRACKETS = re.compile(r"\([^()]{0,30}\)")


def cut_between(text: str, start: int, stop: int, behind: bool = False) -> tuple[int, str]:
    """Where the phrase of one number ends and that of the next begins.

    Returns (place, connector); with `behind`, the place where the first number's phrase ends.
    """
    between = INSIDE_BRACKETS.sub(lambda found: "()".ljust(len(found[0]), "-"), text[start:stop])
    if between.startswith("、"):
        return (start if behind else start + 1), "、"
    for connector in CONNECTORS:
        if between.rstrip().endswith(connector):
            cut = start + between.rstrip().rfind(connector)
            return (cut if behind else stop), "和" if connector != "、" else "、"
    for connector in CONNECTORS:
        if between.startswith(connector):
            return (start if behind else start + len(connector)), "和"
    at = max(between.rfind("、"), between.rfind("和"), between.rfind("及"))
    if at > 0 and between[at] == "、":
        return start + at + (0 if behind else 1), "、"
    return (stop if behind else stop), ""


def inherit_verb(mention: Mention, accepted: list[Mention]) -> None:
    """A number of a list without a verb of its own takes that of the number before: 新增A30家、B1万张."""
    if not accepted or mention.has_finishing_verb or mention.has_soft_verb or mention.level_verb or mention.change:
        return
    last = accepted[-1]
    in_list = mention.follows in ("、", "和") and last.clause == mention.clause
    next_clause = last.clause + 1 == mention.clause and mention.quantity.unit in COUNTS and last.quantity.unit in COUNTS
    if not (in_list or next_clause):
        return
    if mention.words and not in_list:
        return
    mention.verb = last.verb
    mention.has_finishing_verb = last.has_finishing_verb
    mention.is_cumulative = mention.is_cumulative or last.is_cumulative
    if not mention.noun_before and not mention.noun_behind:
        mention.level_verb, mention.change = last.level_verb, last.change
    elif in_list and last.change and mention.quantity.is_share:
        mention.change = last.change
    elif in_list and not last.has_finishing_verb:
        mention.level_verb = last.level_verb


ITEM = LEVELS.index("item")
SHORTEST_REPEATED = 8  # characters of a clause
MARK = re.compile(r"[,;:。!?\n()]")


def without_repetitions(folded: str, reading: Reading) -> list[Target]:
    """A sentence that a news lead or a second copy repeats is one target: the one that has units and a list number.

    Two numbers repeat each other if their clauses are the same, and the clause before or behind is too.
    """
    first_of: dict[tuple[str, ...], int] = {}
    copies: dict[int, list[Target]] = {}
    for i, target in enumerate(reading.targets):
        before, own, behind = _clauses_around(folded, target)
        keys = [("before", before, own), ("behind", own, behind)] if len(own) >= SHORTEST_REPEATED else []
        found = next((first_of[key] for key in keys if key in first_of and all(key)), i)
        copies.setdefault(found, []).append(target)
        for key in keys:
            first_of.setdefault(key, found)
    best = [max(same, key=lambda t: (bool(t.units), t.clause is not None, -t.value_start)) for same in copies.values()]
    kept = {target.value_start for target in best}
    for target in reading.targets:
        if target.value_start not in kept:
            reading.left_alone.append(LeftAlone(target.value_start, target.value_end, "repetition"))
    return sorted(best, key=lambda target: target.value_start)


LONGEST_CLAUSE = 120


def _clauses_around(folded: str, target: Target) -> tuple[str, str, str]:
    """The clauses before, of and behind a number, without spaces; the number marked in its own."""
    low = max(0, target.value_start - 2 * LONGEST_CLAUSE)
    left = MARK.split(folded[low : target.value_start].replace(" ", ""))
    right = MARK.split(folded[target.value_end : target.value_end + 2 * LONGEST_CLAUSE].replace(" ", ""))
    number = folded[target.value_start : target.value_end]
    return (left[-2] if len(left) > 1 else ""), f"{left[-1]}[{number}]{right[0]}", (right[1] if len(right) > 1 else "")
