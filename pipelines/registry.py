"""data/reference/*.csv read into frozen records: indicators, units, regions, agencies.

Only reading and looking up belongs here; matching of free names lives in linking.py. Neither pandas nor duckdb is
needed, so that extraction can run without them.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Unit:
    """A base unit. `factor` × value gives the dimension's base unit: 公顷 has factor 15 in dimension area (亩)."""

    unit: str
    dimension: str
    factor: Decimal
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Indicator:
    """What is measured. kind: stock | flow | rate. direction: up (more is better) | down (less is better)."""

    indicator_id: str
    name: str
    unit: str
    kind: str
    direction: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Region:
    """A division of GB/T 2260. level: province | prefecture | county."""

    code: str
    name: str
    level: str
    parent_code: str | None
    pinyin: str


@dataclass(frozen=True)
class Agency:
    """A kind of public body that can answer for a target, by its usual name without the place: 科技局."""

    name: str
    aliases: tuple[str, ...]
