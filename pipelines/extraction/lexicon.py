"""What extraction needs of the reference data, made once for a registry: units, fixed names, places."""

from dataclasses import dataclass, field
from functools import lru_cache

from pipelines.extraction.phrases import peel_start
from pipelines.extraction.places import PlaceScanner
from pipelines.extraction.quantities import UnitScanner
from pipelines.reference.registry import Registry


@dataclass(frozen=True, eq=False)
class Lexicon:
    """`names`: indicators that keep the verb they begin or end with: 城镇新增就业."""

    registry: Registry
    units: UnitScanner
    names: frozenset[str]
    places: dict[str, PlaceScanner] = field(default_factory=dict)

    def places_of(self, region: str) -> PlaceScanner:
        """The divisions directly below a region."""
        if region not in self.places:
            self.places[region] = PlaceScanner.below(self.registry, region)
        return self.places[region]


@lru_cache(maxsize=8)
def lexicon_of(registry: Registry) -> Lexicon:
    kept = (_kept_whole({indicator.name, *indicator.aliases}) for indicator in registry.indicators)
    return Lexicon(registry, UnitScanner(registry), frozenset().union(*kept))


def _kept_whole(names: set[str]) -> set[str]:
    """The names of an indicator that keep their verb: those without it name something else, or nothing."""
    return {name for name in names if (rest := peel_start(name)[0]) == name or rest not in names}
