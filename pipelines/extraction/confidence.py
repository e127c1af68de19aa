"""How sure a target is: what was guessed rather than read takes from it. The weights are hundredths.

The weights are measured: 761 targets of kinds of documents for which no rule was made (the State Council's plans,
opinions, replies and regulations, the nation's reports of nine years, a county's, goals as ministries word them) were
read one by one, and a doubt takes what those that it holds for were less often right by than those without any, in
value, unit, comparator, measure, year and indicator at once. `python -m tests.score` prints how often the targets of
each band are right on documents marked up by hand.
"""

import re

from pipelines.extraction.deadlines import Due
from pipelines.extraction.exclusions import GET_DONE
from pipelines.extraction.measures import Measure
from pipelines.extraction.mentions import Mention
from pipelines.extraction.parts import Part
from pipelines.extraction.structure import Block
from pipelines.extraction.vocabulary import COUNTS, DEPENDENT_NOUNS, LEVEL_NOUNS

CERTAIN = 97
DOUBTS = {
    "no_time_at_all": 38,  # neither the text nor the plan says by when: mostly a norm or a description
    "period_of_plan": 2,
    "period_of_paragraph_before": 4,
    "period_of_sentence_before": 5,
    "no_verb": 4,
    "soft_verb_alone": 14,
    "share_of_what_follows": 30,  # 覆盖80%以上的大城市
    "measure_guessed": 18,
    "action_guessed": 4,
    "thing_not_named": 14,
    "thing_enumerated": 10,
    "thing_put_together": 12,
    "odd_length": 20,
    "noise": 17,
    "part_unsure": 32,
    "part_told": 60,  # read as what was, although something speaks for what is to come
    "years_disputed": 42,
}
UNDISPUTED, UNDISPUTED_YEARS = 0.88, 0.73  # from which it does not matter that something speaks for another part
MOST_OF_SCAN = 0.79  # a digit that was misread looks like any other
USUAL_LENGTHS = range(3, 31)  # characters of an indicator
SHORT = 5  # characters; a measured noun alone says not of what: 繁种面积
ENUMERATED = re.compile(r".、.*等|等.|(?:完成|达到|实现|分别)")
NOISE = re.compile(r"[a-z]{4,}|[?？�□◆★●]|(?<![\d.])\d{9,}|https?:|www\.", re.IGNORECASE)
NAMED_IN_PART = re.compile(
    rf"(?:{'|'.join(sorted(DEPENDENT_NOUNS, key=len, reverse=True))})(?:[、和]|占)|.*目标$"
    r"|.{0,3}(?:财政|政府)(?:拟|为此将|将)?(?:投入|安排|新增)?(?:资金)?$"
)
GUESSED_MEASURES = {"otherwise", "count"}


def confidence_of(
    mention: Mention, indicator: str, due: Due, measure: Measure, block: Block, part: Part, clause: str
) -> float:
    """From 0 to 1. `clause`: the folded text of the number's clause."""
    doubts = _doubts(mention, indicator, due, measure, block, part, clause)
    return max(0, CERTAIN - sum(DOUBTS[doubt] for doubt in doubts)) / 100


def _doubts(
    mention: Mention, indicator: str, due: Due, measure: Measure, block: Block, part: Part, clause: str
) -> list[str]:
    gets_done = GET_DONE.search(mention.noun_behind) is not None  # 60%的污水厂完成改造
    has_verb = mention.has_finishing_verb or mention.level_verb or mention.change or gets_done
    is_carried = due.rule == "period_carried_over" and due.year not in (part.first_year, part.last_year)
    is_of_paragraph_before = due.named_at is not None and due.named_at < block.start
    rests_on_part = due.rule in ("period_of_part", "period_carried_over")
    holds = {
        "no_time_at_all": due.year is None,
        "period_of_plan": due.rule == "period_of_plan" and due.year is not None,
        "period_of_paragraph_before": is_carried and is_of_paragraph_before,
        "period_of_sentence_before": is_carried and not is_of_paragraph_before,
        "no_verb": not has_verb,
        "soft_verb_alone": mention.has_soft_verb and not (mention.has_finishing_verb or gets_done),
        "share_of_what_follows": mention.quantity.is_share and bool(mention.noun_behind) and not has_verb,
        "action_guessed": measure.rule == "action_noun",
        "measure_guessed": not gets_done
        and (measure.rule in GUESSED_MEASURES or (measure.rule == "amount" and mention.quantity.unit in COUNTS)),
        "thing_not_named": indicator in DEPENDENT_NOUNS
        or (len(indicator) < SHORT and indicator.endswith(LEVEL_NOUNS))
        or NAMED_IN_PART.match(indicator) is not None,
        "thing_enumerated": bool(ENUMERATED.search(indicator)),
        "thing_put_together": indicator not in clause.replace(" ", ""),
        "odd_length": len(indicator) not in USUAL_LENGTHS,
        "noise": bool(NOISE.search(clause)),
        "part_unsure": part.is_to_come and part.confidence < UNDISPUTED,
        "part_told": not part.is_to_come,
        "years_disputed": rests_on_part and part.years_confidence < UNDISPUTED_YEARS,
    }
    return [doubt for doubt, is_so in holds.items() if is_so]
