"""Counties, cities and zones that a sentence names as the place of a number."""

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.registry import Region, RegionError, Registry

ZONE = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:天衢新区|高新技术产业开发区|经济技术开发区|高新区|经开区|起步区)")
WHOLE = ("全市", "全省", "我市", "我省", "全县", "全区", "我县", "我区")


@dataclass(frozen=True, slots=True)
class PlaceScanner:
    """Finds the divisions directly below a document's own place by their names."""

    pattern: re.Pattern[str] | None
    names: dict[str, str]  # as written → full name

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, full name) of every division named in a text."""
        if self.pattern is None:
            return []
        return [(found.start(), found.end(), self.names[found[0]]) for found in self.pattern.finditer(text)]


@lru_cache(maxsize=64)
def place_scanner(registry: Registry, region: str) -> PlaceScanner:
    names: dict[str, str] = {}
    for division in _below(registry, region):
        names[division.name] = division.name
        short = division.name[:-1]
        if len(short) >= 2 and short[-1] not in "治":
            names.setdefault(short, division.name)
    if not names:
        return PlaceScanner(None, {})
    words = sorted(names, key=len, reverse=True)
    return PlaceScanner(re.compile("|".join(map(re.escape, words))), names)


def _below(registry: Registry, region: str) -> list[Region]:
    try:
        own = registry.resolve_region(region)
    except RegionError:
        return []
    return [division for division in registry.regions if division.parent_code == own.code]
