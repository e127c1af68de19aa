"""How sure a figure is: what was guessed rather than read takes from it. The weights are hundredths.

They were set so that figures above 0.9 are right in value, unit, basis, period, indicator and region at least 97 times
in 100 on documents marked up by hand; `python -m tests.score` prints the shares.
"""

from pipelines.extraction.confidence import ENUMERATED, NOISE, SHORT, UNDISPUTED, UNDISPUTED_YEARS
from pipelines.extraction.figure_measures import DOES, STOCKS, Basis
from pipelines.extraction.figure_periods import Span
from pipelines.extraction.mentions import Mention
from pipelines.extraction.parts import Part
from pipelines.extraction.vocabulary import DEPENDENT_NOUNS, LEVEL_NOUNS

CERTAIN = 97
DOUBTS = {
    "part_disputed": 42,
    "years_disputed": 30,
    "years_guessed": 12,
    "basis_guessed": 12,
    "thing_not_named": 17,
    "thing_put_together": 8,
    "thing_enumerated": 10,
    "odd_length": 12,
    "noise": 17,
    "no_verb": 4,
    "predicate_behind": 8,
    "verb_in_name": 8,
}
GUESSED_BASES = {"came_about", "counted_things", "bound_exceeded", "things_in_state", "listed_alike"}
GOODS = ("辆", "台", "套", "吨", "件", "斤", "头", "只", "羽", "架", "艘", "部", "千瓦时")
USUAL_LENGTHS = range(3, 25)  # characters of an indicator


def _may_be_output(mention: Mention, indicator: str, basis: Basis) -> bool:
    """新能源汽车超过110万辆: made in a year, or on the roads."""
    is_reached = basis.name == "stock" and mention.quantity.unit in GOODS
    return is_reached and STOCKS.search(indicator) is None


def confidence_of(mention: Mention, indicator: str, span: Span, basis: Basis, part: Part, clause: str) -> float:
    """From 0 to 1. `clause`: the folded text of the number's clause."""
    rests_on_part = span.rule == "years_of_part"
    has_verb = mention.has_finishing_verb or mention.level_verb or mention.change
    holds = {
        "part_disputed": not part.is_to_come and part.confidence < UNDISPUTED,
        "years_disputed": rests_on_part and part.years_confidence < UNDISPUTED_YEARS,
        "years_guessed": span.rule in ("year_before_plan", "year_before"),
        "basis_guessed": basis.rule in GUESSED_BASES or _may_be_output(mention, indicator, basis),
        "thing_not_named": indicator in DEPENDENT_NOUNS or (len(indicator) < SHORT and indicator.endswith(LEVEL_NOUNS)),
        "thing_put_together": indicator not in clause.replace(" ", ""),
        "thing_enumerated": bool(ENUMERATED.search(indicator)),
        "odd_length": len(indicator) not in USUAL_LENGTHS,
        "noise": bool(NOISE.search(clause)),
        "no_verb": not has_verb,
        "predicate_behind": bool(mention.noun_behind) and not mention.has_finishing_verb,
        "verb_in_name": "、" in indicator or DOES.search(indicator[1:]) is not None,
    }
    return max(0, CERTAIN - sum(DOUBTS[doubt] for doubt, is_so in holds.items() if is_so)) / 100
