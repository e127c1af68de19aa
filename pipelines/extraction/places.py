"""Counties, cities and zones that a sentence names as the place of a number."""

import re
from dataclasses import dataclass

from pipelines.extraction.mentions import Mention
from pipelines.registry import Region, RegionError, Registry

WHOLE = ("全市", "全省", "我市", "我省", "全县", "全区", "我县", "我区")
NOT_PLACES = ("至", "等")  # 临沂至滕州, 乐陵、齐河等


@dataclass(frozen=True, slots=True)
class PlaceScanner:
    """Finds the divisions directly below a document's own place by their names."""

    pattern: re.Pattern[str] | None
    names: dict[str, str]  # as written → full name

    @classmethod
    def below(cls, registry: Registry, region: str) -> "PlaceScanner":
        """For the divisions directly below a region, by their full names and without 县, 市, 区."""
        names: dict[str, str] = {}
        for division in _below(registry, region):
            names[division.name] = division.name
            short = division.name[:-1]
            if len(short) >= 2 and not short.endswith("治"):
                names.setdefault(short, division.name)
        words = sorted(names, key=len, reverse=True)
        return cls(re.compile("|".join(map(re.escape, words))) if words else None, names)

    def names_in(self, text: str) -> set[str]:
        """Full names of the divisions named in a text."""
        return {self.names[found[0]] for found in self.pattern.finditer(text)} if self.pattern else set()


def region_of(mention: Mention, folded: str, places: PlaceScanner, own: str) -> tuple[str, str]:
    """(region, name of the rule): the one division that the number's clause names, or the clause before it if that
    speaks of the same thing; else the document's own place.
    """
    sentence = mention.sentence
    begin, stop = sentence.clauses[mention.clause]
    clause = folded[begin:stop]
    named = places.names_in(clause)
    if not named and mention.clause and not any(word in clause for word in WHOLE):
        start, end = sentence.clauses[mention.clause - 1]
        before = folded[start:end]
        subject = (mention.noun_behind or mention.noun_before)[:3]
        if folded[end : end + 1] == "," and len(subject) == 3 and subject in before:
            clause, named = before, places.names_in(before)
    if len(named) == 1 and not any(word in clause for word in (*WHOLE, *NOT_PLACES)):
        return named.pop(), "region_named"
    return own, ""


def _below(registry: Registry, region: str) -> list[Region]:
    try:
        own = registry.resolve_region(region)
    except RegionError:
        return []
    return [division for division in registry.regions if division.parent_code == own.code]
