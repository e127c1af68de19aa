"""Which words the house knows: regions, indicators, units. A layout asks this to tell a column's cells apart."""

import re
from collections.abc import Iterable
from functools import cache

from pipelines.actuals.cells.periods import read_period
from pipelines.actuals.cells.places import is_own, is_part, is_sum
from pipelines.actuals.cells.values import SCALE, read_number, read_unit
from pipelines.actuals.mapping import ColumnMapping
from pipelines.extraction.folding import fold
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Registry

LONGEST = 60  # characters; nothing longer is a name
MAY_BE_BOTH = re.compile(r"\d{4}(\.\d{1,2})?")  # a number, and a year or month


class KnownNames:
    """Looks up names, wherever they lie and whatever they mean exactly."""

    def __init__(self, registry: Registry, linker: Linker, mapping: ColumnMapping | None = None) -> None:
        self._registry = registry
        self.mapped = (mapping or ColumnMapping()).of
        self._linker = linker
        self.is_region = cache(self._is_region)
        self.is_indicator = cache(self._is_indicator)
        self.is_unit = cache(self._is_unit)
        self.is_number = cache(self._is_number)

    def in_words(self, path: Iterable[str]) -> tuple[str, ...]:
        """Headers above a column, with what mapping.csv says in place of a code: its name with the unit, its basis."""
        words: list[str] = []
        for text in path:
            mapped = self.mapped(text)
            words += [f"{mapped.indicator}({mapped.unit})", mapped.basis] if mapped else [text]
        return tuple(filter(None, words))

    def _is_region(self, name: str) -> bool:
        """Whether any region has the name, or it stands where one would: 全市, 合计, 高新区. A bare number is none,
        though there are codes."""
        if is_own(name) or is_sum(name):
            return True
        if not name or len(name) > LONGEST or (name.isdecimal() and len(name) != 6):
            return False
        return self._registry.knows_region(name) or is_part(name)

    def mean_depth(self, names: Iterable[str]) -> float:
        """How deep the regions of these names lie on the average; those of counties lie deeper than provinces."""
        depths = [depth for name in names if (depth := self._registry.depth_of(name)) is not None]
        return sum(depths) / len(depths) if depths else 9  # what no division is lies in one

    def _is_indicator(self, name: str) -> bool:
        """Whether the registry or a target knows the name."""
        return bool(name) and len(name) <= LONGEST and self._linker.knows(name)

    def _is_unit(self, text: str) -> bool:
        """Whether the text is a unit and not a numeral alone."""
        unit = read_unit(text, self._registry) if text and len(text) <= LONGEST else None
        return unit is not None and unit.unit is not None

    def _is_number(self, cell: str) -> bool:
        """Whether the cell is a number, with nothing or its unit behind it. 2019年 is none; 2019 may be a year too, and
        1987.03 a month.
        """
        number = read_number(cell)
        if number is None or (read_period(cell) and not MAY_BE_BOTH.fullmatch(fold(cell))):
            return False
        rest = number.rest
        if rest in ("月", "月份"):  # 6月 is a period whose year is said elsewhere
            return False
        return not rest or rest == "%" or SCALE.fullmatch(rest) is not None or self._is_unit(rest)
