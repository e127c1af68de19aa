"""Counties, cities and zones that a sentence names as the place of a number."""

import re
from dataclasses import dataclass

from pipelines.extraction.mentions import Mention
from pipelines.reference.registry import Region, RegionError, Registry, short_name

REACH = 6  # clauses over which a subject reaches
WHOLE_PLACE = re.compile("[全我][市省县区]")
ZONE_BEHIND = "(?!新区|开发区|经开区|高新区|经济技术|高新技术)"  # 云岭新区 is a zone, and not 云岭县
NOT_PLACES = ("至", "等")  # 临沂至滕州, 乐陵、齐河等


# 其中东湖区14个: a place by its form, if it is none of those whose names only end so.
BY_FORM = re.compile(r"[\u4e00-\u9fff]{2,4}?(?:自治[县区]|[省县区市旗])")
ONLY_END_SO = re.compile(
    r"示范|试[点验]|园区|社区|[景库灾牧林新小城片矿]区|保护|先进|强县|城市|开放|功能|合作|集聚|服务|老区|棚户|类|级"
)


@dataclass(frozen=True, slots=True)
class PlaceScanner:
    """Finds the divisions directly below a document's own place by their names."""

    pattern: re.Pattern[str] | None
    names: dict[str, str]  # as written → full name
    starts: tuple[str, ...]  # the names, to be looked for at a start

    @classmethod
    def below(cls, registry: Registry, region: str) -> "PlaceScanner":
        """For the divisions directly below a region, by their full names and by the bare ones: 禹城, 内蒙古."""
        names: dict[str, str] = {}
        for division in _below(registry, region):
            names[division.name] = division.name
            names.setdefault(short_name(division.name), division.name)
        words = sorted(names, key=len, reverse=True)
        patterns = [re.escape(word) + (ZONE_BEHIND if names[word] != word else "") for word in words]
        return cls(re.compile("|".join(patterns)) if words else None, names, tuple(words))

    def named_in(self, text: str) -> list[str]:
        """Full names of the divisions named in a text, each once, in order."""
        return (
            list(dict.fromkeys(self.names[found[0]] for found in self.pattern.finditer(text))) if self.pattern else []
        )


def is_share_of_place(mention: Mention) -> bool:
    """共安排24个项目,其中东湖区14个、西湖区6个: where some of what was counted is."""
    thing = mention.noun_before
    is_alone = (not mention.noun_behind and not mention.has_finishing_verb) or "其中" in mention.words
    return is_alone and BY_FORM.fullmatch(thing) is not None and not ONLY_END_SO.search(thing)


def region_of(
    mention: Mention, accepted: list[Mention], folded: str, places: PlaceScanner, own: str
) -> tuple[str, str]:
    """(region, name of the rule): the one division that the number's clause names, or that is its sentence's subject,
    or one a number where 分别 gives them out; else the document's own place. `accepted`: the targets of the sentence.
    """
    sentence = mention.sentence
    if mention.is_of_place:
        return places.names.get(mention.noun_before, mention.noun_before), "region_named"
    begin, stop = sentence.clauses[mention.clause]
    clause = folded[begin:stop]
    named = places.named_in(clause)
    is_own = bool(named) or clause.lstrip().startswith("分别")
    if not named and not WHOLE_PLACE.search(clause):
        clause, named = _subject(mention, folded, places)
    if WHOLE_PLACE.search(clause) or any(word in clause for word in NOT_PLACES):
        return own, ""
    if len(named) == 1:
        return named[0], "region_named"
    group = [other for other in accepted if other.clause == mention.clause]
    if is_own and "分别" in clause and len(named) == len(group) > 1:  # 云岭县、白溪市分别新建公园2处、1处
        return named[group.index(mention)], "region_respectively"
    return own, ""


def _subject(mention: Mention, folded: str, places: PlaceScanner) -> tuple[str, list[str]]:
    """(clause, places named in it): the clause before that speaks of the same thing, or opens with a division that what
    stands between them has not left.
    """
    clauses = mention.sentence.clauses
    for i in range(mention.clause - 1, max(-1, mention.clause - 1 - REACH), -1):
        start, end = clauses[i]
        before = folded[start:end]
        if folded[end : end + 1] != "," or WHOLE_PLACE.search(before):
            break
        named = places.named_in(before)
        thing = (mention.noun_behind or mention.noun_before)[:3]
        is_same_thing = i == mention.clause - 1 and len(thing) == 3 and thing in before
        if named and (is_same_thing or before.lstrip().startswith(places.starts)):
            return before, named
        if named:
            break
    return "", []


def _below(registry: Registry, region: str) -> list[Region]:
    try:
        own = registry.resolve_region(region)
    except RegionError:
        return []
    return [division for division in registry.regions if division.parent_code == own.code]
