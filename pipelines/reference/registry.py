"""data/reference/*.csv read into frozen records: indicators, units, regions, agencies.

Only reading and looking up belongs here; matching of free names lives in linking.py. Neither pandas nor duckdb is
needed, so that extraction can run without them.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from pathlib import Path

from pipelines.reference.files import Row, read_rows, split_list

PEOPLES = (
    "阿昌|白|保安|布朗|布依|朝鲜|达斡尔|傣|德昂|东乡|侗|独龙|鄂伦春|鄂温克|高山|各|哈尼|哈萨克|赫哲|回|基诺|京|景颇|柯尔克孜|"
    "拉祜|黎|傈僳|珞巴|满|毛南|门巴|蒙古|苗|仫佬|纳西|怒|普米|羌|撒拉|畲|水|塔吉克|塔塔尔|土|土家|佤|维吾尔|乌孜别克|"
    "锡伯|瑶|彝|仡佬|裕固|藏|壮"
)
AUTONOMOUS = re.compile(rf"(?<=..)(?:(?:{PEOPLES})族?)*(?:族?自治[区州县旗]|族区)$")
SUFFIX = re.compile(r"(?<=..)(?:特别行政区|地区|新区|(?<=神农架)林区|特区|省|市|区|县|盟|旗)$")
COUNTRY_NAMES = ("中国", "中华人民共和国", "国家", "national", "china", "cn")  # what 全国 is called as well
FILES = ("indicators", "aliases", "units", "regions", "agencies", "status_rules")
LONGEST_CELL = 200  # characters that are looked at
LONGEST_NAME = 40  # characters; the longest in GB/T 2260, with all its parents in front, has 33


@dataclass(frozen=True)
class Unit:
    """A base unit. `factor` × value gives the dimension's base unit: 公顷 has factor 15 in dimension area (亩)."""

    unit: str
    dimension: str
    factor: Decimal
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Indicator:
    """What is measured. kind: stock | flow | rate. direction: up (more is better) | down (less is better).

    part_of: ids of the indicators that contain it.
    """

    indicator_id: str
    name: str
    unit: str
    kind: str
    direction: str
    aliases: tuple[str, ...]
    part_of: tuple[str, ...] = ()
    units: frozenset[str] = field(default=frozenset(), repr=False)  # every name of a unit of its dimension


@dataclass(frozen=True)
class Region:
    """The country, or a division of GB/T 2260. level: country | province | prefecture | county."""

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


class RegionError(LookupError):
    """A name that leads to no region, or to several. The message is Chinese, for the one who wrote the name."""


class UnknownRegionError(RegionError):
    """No region has this name."""


class RegionOutsideError(UnknownRegionError):
    """The name is that of a region, but of one outside the region within which it was looked for."""


class AmbiguousRegionError(RegionError):
    """Several regions have this name; `candidates` are they."""

    def __init__(self, message: str, candidates: tuple[Region, ...]) -> None:
        super().__init__(message)
        self.candidates = candidates


@dataclass(frozen=True, eq=False)
class Registry:
    """Everything that the reference files know, with look-ups that are built at their first use.

    Equal to itself alone, so that it is hashed in no time where it keys a cache.
    """

    indicators: tuple[Indicator, ...]
    units: tuple[Unit, ...]
    regions: tuple[Region, ...]
    agencies: tuple[Agency, ...]
    cuts: Mapping[str, float] = field(default_factory=dict)  # rule of status_rules.csv → its value

    def indicator(self, indicator_id: str) -> Indicator | None:
        return self._indicators.get(indicator_id)

    def unit(self, text: str) -> Unit | None:
        """The unit of exactly this name or alias. 万 and 亿 are numerals, so 万千瓦 is no unit here."""
        return self._units.get(text)

    def region(self, code: str) -> Region | None:
        return self._regions.get(code)

    def resolve_region(self, name: str, within: Region | None = None, suggests: bool = True) -> Region:
        """The region that a code, a Chinese name or pinyin means: 371400, 德州市, 德州, 山东省德州市, dezhou.

        A full name counts before a bare one: 大同市 is the prefecture; 大同 might be a district too and is refused.
        `within` narrows to that region and what lies in it. `suggests`: an error offers the nearest names, which takes
        two milliseconds.
        Raises UnknownRegionError (RegionOutsideError if there is such a region elsewhere) or AmbiguousRegionError.
        """
        key, shown = _region_key(name), name.strip()[:LONGEST_NAME]
        if within is not None and _is_whole(key, within):
            return within
        outside: tuple[Region, ...] = ()
        for find in (self._by_code, self._by_full_name, self._by_short_name, self._by_name_after_parent):
            found = find(key)
            inside = tuple(region for region in found if within is None or self.contains(within, region))
            # A city and a district in it share a bare name (东营): the name alone means the city.
            outermost = [region for region in inside if all(self.contains(region, other) for other in inside)]
            if outermost:
                return outermost[0]
            if inside:
                example = self.label(inside[0])
                raise AmbiguousRegionError(
                    f"“{shown}”不止一处：{self._list(inside)}。请写带上级地区的全称(如 {example})或六位区划代码。",
                    inside,
                )
            outside = outside or found
        if within is not None and outside:
            raise RegionOutsideError(
                f"“{shown}”({self._list(outside)})不在{within.name}范围内。请改为{within.name}或其下级地区。"
            )
        near = self._suggest(key, within) if suggests else ""
        raise UnknownRegionError(f"未知地区“{shown}”{near}。请写行政区划的中文全称或六位区划代码。")

    def regions_named(self, full_name: str) -> tuple[Region, ...]:
        """Regions of exactly this full name, with or without the names of those above: 德州市, 山东省德州市, 鼓楼区."""
        return self._full_names.get(full_name, ())

    def knows_region(self, name: str) -> bool:
        """Whether any region has this name or code, wherever it lies."""
        return self.depth_of(name) is not None

    def depth_of(self, name: str) -> int | None:
        """How many regions lie above the outermost that has this name or code: 0 for a province; None for no region."""
        key = _region_key(name)
        finders = (self._by_code, self._by_full_name, self._by_short_name, self._by_name_after_parent)
        found = next(filter(None, (find(key) for find in finders)), ())
        return min((len(list(self._upwards(region))) - 1 for region in found), default=None)

    def contains(self, outer: Region, inner: Region) -> bool:
        """Whether `inner` is `outer` or lies in it."""
        return any(region.code == outer.code for region in self._upwards(inner))

    def label(self, region: Region) -> str:
        """The name alone if no other region has it, else with the names of those above in front: 济南市市中区."""
        label = ""
        for part in self._upwards(region):
            label = part.name + label
            if len(self._full_names[label]) == 1:
                break
        return label

    def _upwards(self, region: Region) -> Iterator[Region]:
        """The region and those above it, nearest first."""
        current: Region | None = region
        while current is not None:
            yield current
            current = self._regions.get(current.parent_code or "")

    def _by_code(self, key: str) -> tuple[Region, ...]:
        region = self._regions.get(key)
        return (region,) if region else ()

    def _by_full_name(self, key: str) -> tuple[Region, ...]:
        return self._full_names.get(key, ())

    def _by_short_name(self, key: str) -> tuple[Region, ...]:
        return self._short_names.get(key, ())

    def _by_name_after_parent(self, key: str) -> tuple[Region, ...]:
        """Regions whose name follows that of any one above them, each full or bare: 山东禹城, 济南市中区."""
        found = {}
        for cut in range(2, len(key) - 1):
            outer = self._by_full_name(key[:cut]) + self._by_short_name(key[:cut])
            rest = key[cut:] if outer else ""
            for region in self._by_full_name(rest) or self._by_short_name(rest) or self._by_name_after_parent(rest):
                if any(above != region and self.contains(above, region) for above in outer):
                    found[region.code] = region
        return tuple(found.values())

    def _list(self, regions: tuple[Region, ...], limit: int = 8) -> str:
        listed = "、".join(f"{self.label(region)} {region.code}" for region in regions[:limit])
        return listed if len(regions) <= limit else f"{listed} 等{len(regions)}处"

    def _suggest(self, key: str, within: Region | None) -> str:
        names = [region.name for region in self.regions if within is None or self.contains(within, region)]
        near = difflib.get_close_matches(key, names, n=3, cutoff=0.5)
        return f"(是否指 {'、'.join(near)}?)" if near else ""

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {indicator.indicator_id: indicator for indicator in self.indicators}

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {name: unit for unit in self.units for name in (unit.unit, *unit.aliases)}

    @cached_property
    def _regions(self) -> dict[str, Region]:
        return {region.code: region for region in self.regions}

    @cached_property
    def _full_names(self) -> dict[str, tuple[Region, ...]]:
        """Regions by full name, alone and with the names of those above in front."""
        pairs = []
        for region in self.regions:
            path = ""
            for part in self._upwards(region):
                path = part.name + path
                pairs.append((path, region))
        return _group(pairs)

    @cached_property
    def _short_names(self) -> dict[str, tuple[Region, ...]]:
        """Regions by bare name (德州, 延边), by the usual form of an autonomous name (延边州) and by pinyin."""
        pairs = []
        for region in self.regions:
            short = short_name(region.name)
            further = COUNTRY_NAMES if region.level == "country" else ()
            pairs += [(key, region) for key in {short, short + region.name[-1], region.pinyin, *further}]
        return _group(pairs)


def short_name(name: str) -> str:
    """A region's name without what kind of division it is: 德州市 → 德州, 延边朝鲜族自治州 → 延边.

    At least two characters stay: 莘县 keeps its 县.
    """
    without = AUTONOMOUS.sub("", name)
    return without if without != name else SUFFIX.sub("", name)


def load_registry(reference: Callable[[str], Path]) -> Registry:
    """Read indicators.csv, aliases.csv, units.csv, regions.csv, agencies.csv and status_rules.csv; `reference` gives
    the path of a name. Files of the same content are read once.

    Raises ReferenceFileError with the file, row and column, OSError if a file is missing.
    """
    return _read_registry(tuple((path := reference(f"{name}.csv"), path.read_bytes()) for name in FILES))


@lru_cache(4)
def _read_registry(files: tuple[tuple[Path, bytes], ...]) -> Registry:
    """From the files' places; their bytes say whether they are those that were read before."""
    indicators, aliases, units, regions, agencies, status_rules = (path for path, _ in files)
    known_units = tuple(_unit(row) for row in read_rows(units, "unit", "dimension", "factor", "aliases"))
    names_together = _names_by_dimension(known_units)
    further = _further_aliases(aliases)
    columns = ("indicator_id", "name", "unit", "kind", "direction", "aliases", "part_of")
    known = tuple(
        _indicator(row, names_together, further.get(row["indicator_id"], [])) for row in read_rows(indicators, *columns)
    )
    for row in (row for rows in further.values() for row in rows):
        if row["indicator_id"] not in {indicator.indicator_id for indicator in known}:
            raise row.fault("indicator_id", f"no indicator has the id {row['indicator_id']!r}; see {indicators}.")
    return Registry(
        indicators=known,
        units=known_units,
        regions=tuple(
            Region(row["code"], row["name"], row["level"], row["parent_code"] or None, row["pinyin"])
            for row in read_rows(regions, "code", "name", "level", "parent_code", "pinyin")
        ),
        agencies=tuple(
            Agency(row["agency"], split_list(row["aliases"])) for row in read_rows(agencies, "agency", "aliases")
        ),
        cuts={row["rule"]: _cut(row) for row in read_rows(status_rules, "rule", "value")},
    )


def _unit(row: Row) -> Unit:
    try:
        factor = Decimal(row["factor"])
    except InvalidOperation:
        raise row.fault("factor", f"{row['factor']!r} is no number. Write the factor of {row['unit']}.") from None
    return Unit(row["unit"], row["dimension"], factor, split_list(row["aliases"]))


def _cut(row: Row) -> float:
    try:
        return float(row["value"])
    except ValueError:
        raise row.fault("value", f"{row['value']!r} is no number. Write the value of {row['rule']}.") from None


def _further_aliases(path: Path) -> dict[str, list[Row]]:
    """Indicator → the rows that say which further names mean it."""
    rows: dict[str, list[Row]] = {}
    for row in read_rows(path, "name", "indicator_id", "reason"):
        rows.setdefault(row["indicator_id"], []).append(row)
    return rows


def _indicator(row: Row, names_together: dict[str, frozenset[str]], further: list[Row]) -> Indicator:
    units = names_together.get(row["unit"])
    if units is None:
        raise row.fault("unit", f"{row['unit']!r} is not in units.csv. Write a unit from there for {row['name']}.")
    return Indicator(
        row["indicator_id"],
        row["name"],
        row["unit"],
        row["kind"],
        row["direction"],
        (*split_list(row["aliases"]), *(alias["name"] for alias in further)),
        split_list(row["part_of"]),
        units,
    )


def _names_by_dimension(units: Iterable[Unit]) -> dict[str, frozenset[str]]:
    """Unit → the names and aliases of all units of its dimension."""
    names: dict[str, set[str]] = {}
    for unit in units:
        names.setdefault(unit.dimension, set()).update((unit.unit, *unit.aliases))
    together = {dimension: frozenset(dimension_names) for dimension, dimension_names in names.items()}
    return {unit.unit: together[unit.dimension] for unit in units}


def _is_whole(key: str, region: Region) -> bool:
    """Whether 全市, 本省 and the like mean this region."""
    return key[1:] == region.name[-1] and key[:1] in ("全", "本", "我")


def _region_key(name: str) -> str:
    """A region's name as it is looked up: half-width, lower case, no spaces or hyphens, ü as v, not endless."""
    folded = unicodedata.normalize("NFKC", name[:LONGEST_CELL]).lower().replace("ü", "v")
    key = re.sub(r"[\s'’·-]", "", folded)
    return key if len(key) <= LONGEST_NAME else ""


def _group(pairs: Iterable[tuple[str, Region]]) -> dict[str, tuple[Region, ...]]:
    groups: dict[str, list[Region]] = {}
    for key, region in pairs:
        groups.setdefault(key, []).append(region)
    return {key: tuple(regions) for key, regions in groups.items()}
