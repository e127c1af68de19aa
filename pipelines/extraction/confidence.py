"""How sure a target is: what was guessed rather than read takes from it. The weights are hundredths.

The weights were set so that targets above 0.8 are right in value, unit, comparator, measure, year and indicator at
least 97 times in 100 on documents marked up by hand; `python -m tests.score` prints the shares.
"""

import re

from pipelines.extraction.deadlines import Due
from pipelines.extraction.measures import Measure
from pipelines.extraction.mentions import Mention
from pipelines.extraction.parts import Part
from pipelines.extraction.structure import Block
from pipelines.extraction.vocabulary import COUNTS, DEPENDENT_NOUNS, LEVEL_NOUNS

CERTAIN = 97
DOUBTS = {
    "period_of_plan": 9,
    "period_of_paragraph_before": 5,
    "period_of_sentence_before": 17,
    "no_verb": 9,
    "soft_verb_alone": 17,
    "measure_guessed": 9,
    "thing_not_named": 17,
    "thing_enumerated": 17,
    "thing_put_together": 7,
    "odd_length": 9,
    "noise": 17,
    "part_disputed": 42,
    "years_disputed": 42,
}
UNDISPUTED, UNDISPUTED_YEARS = 0.88, 0.73  # from which it does not matter that something speaks for another part
MOST_OF_SCAN = 0.79  # a digit that was misread looks like any other
USUAL_LENGTHS = range(3, 31)  # characters of an indicator
SHORT = 5  # characters; a measured noun alone says not of what: 繁种面积
ENUMERATED = re.compile(r".、.*等|等.|(?:完成|达到|实现|分别)")
NOISE = re.compile(r"[a-z]{4,}|[?？�□◆★●]|(?<![\d.])\d{9,}|https?:|www\.", re.IGNORECASE)
GUESSED_MEASURES = {"otherwise", "count", "action_noun"}


def confidence_of(
    mention: Mention, indicator: str, due: Due, measure: Measure, block: Block, part: Part, clause: str
) -> float:
    """From 0 to 1. `clause`: the folded text of the number's clause."""
    doubts = _doubts(mention, indicator, due, measure, block, part, clause)
    return max(0, CERTAIN - sum(DOUBTS[doubt] for doubt in doubts)) / 100


def _doubts(
    mention: Mention, indicator: str, due: Due, measure: Measure, block: Block, part: Part, clause: str
) -> list[str]:
    has_verb = mention.has_finishing_verb or mention.level_verb or mention.change
    is_carried = due.rule == "period_carried_over" and due.year not in (part.first_year, part.last_year)
    is_of_paragraph_before = due.named_at is not None and due.named_at < block.start
    rests_on_part = due.rule in ("period_of_part", "period_carried_over")
    holds = {
        "period_of_plan": due.rule == "period_of_plan",
        "period_of_paragraph_before": is_carried and is_of_paragraph_before,
        "period_of_sentence_before": is_carried and not is_of_paragraph_before,
        "no_verb": not has_verb,
        "soft_verb_alone": mention.has_soft_verb and not mention.has_finishing_verb,
        "measure_guessed": measure.rule in GUESSED_MEASURES
        or (measure.rule == "amount" and mention.quantity.unit in COUNTS),
        "thing_not_named": indicator in DEPENDENT_NOUNS or (len(indicator) < SHORT and indicator.endswith(LEVEL_NOUNS)),
        "thing_enumerated": bool(ENUMERATED.search(indicator)),
        "thing_put_together": indicator not in clause.replace(" ", ""),
        "odd_length": len(indicator) not in USUAL_LENGTHS,
        "noise": bool(NOISE.search(clause)),
        "part_disputed": part.confidence < UNDISPUTED or not part.is_to_come,
        "years_disputed": rests_on_part and part.years_confidence < UNDISPUTED_YEARS,
    }
    return [doubt for doubt, is_so in holds.items() if is_so]
