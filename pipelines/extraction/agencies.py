"""Who answers for what: 责任单位, 牵头单位, 配合单位 in brackets or on a line of their own. Which targets they govern
is decided by the structure of the document."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from pipelines.extraction.target import ResponsibleUnit

ROLE_BEFORE = re.compile(
    r"(?P<lead>(?:主要)?(?:责任|牵头|主办|主责|负责|承办|落实|实施|主管)(?:负责|责任|主办)?(?:单位|部门|处室|主体|领导)?(?:和责任(?:单位|部门))?)"
    r"\s?[::]"
    r"|(?P<support>(?:配合|参与|协办|协助|协同|参加|支持)(?:配合|责任)?(?:单位|部门)?)\s?[::]"
)
ROLE_AFTER = re.compile(
    r"(?P<lead>(?:共同|分别)?(?:按(?:照)?职责分工)?(?:牵头)?(?:分别|共同|联合|组织)?(?:按(?:照)?职责分工)?(?:牵头|负责|落实|承担))(?:等)?$"
    r"|(?P<support>(?:参与)?(?:按(?:照)?职责分工)?(?:配合|参与|协助|协同|参加)(?:落实|实施)?)$"
)
OPENING = re.compile(r"[()\n]")
LINE = re.compile(r"(?:责任|牵头|主办)(?:单位|部门)\s?:[^\n。()]{2,400}")
LONGEST = 1_500  # characters of a bracket
REMARK = re.compile(r"[。;,](?:以下|下同|不再|后同|余同)")  # 以下均需各区人民政府负责,不再列出
ABOUT_WHICH = re.compile(r"^(?:以下|上述|其余|以上)(?:各项|所有)?(?:任务|工作|事项|措施|目标)?(?:均|都)?[需由须]?")
SEPARATORS = "、,;。 "


@dataclass(frozen=True, slots=True)
class AgencyGroup:
    """A bracket or line that names units."""

    start: int
    end: int
    units: tuple[ResponsibleUnit, ...]


def scan_agencies(text: str) -> list[AgencyGroup]:
    """Every group of responsible units in the folded text, in order."""
    brackets = [(start, end, text[start + 1 : end - 1]) for start, end in _brackets(text)]
    starts = [start for start, _, _ in brackets]
    lines = []
    for line in LINE.finditer(text):
        before = bisect_right(starts, line.start()) - 1
        if before < 0 or brackets[before][1] <= line.start():
            lines.append((line.start(), line.end(), line[0]))
    groups = [AgencyGroup(start, end, read_units(content)) for start, end, content in sorted([*brackets, *lines])]
    return [group for group in groups if group.units]


def _brackets(text: str) -> list[tuple[int, int]]:
    """Outermost brackets that close within their paragraph."""
    found, stack = [], []
    for mark in OPENING.finditer(text):
        character = mark[0]
        if character == "(":
            stack.append(mark.start())
        elif character == ")" and stack:
            start = stack.pop()
            if not stack and mark.end() - start <= LONGEST:
                found.append((start, mark.end()))
        elif character == "\n":
            stack.clear()
    return found


def read_units(content: str) -> tuple[ResponsibleUnit, ...]:
    """The units of “牵头单位:市科技局,参与单位:市财政局” or “市科技局牵头负责,市财政局配合”; none without a role."""
    role: str | None = None
    waiting: list[str] = []
    named: list[tuple[str, str]] = []
    for token in _split(REMARK.split(content)[0]):
        before = ROLE_BEFORE.match(token)
        if before:
            role = before.lastgroup
            token = token[before.end() :]
        after = ROLE_AFTER.search(token) if role is None or not before else None
        if after and after.start() == 0 and not waiting:
            after = None
        if after:
            name = token[: after.start()]
            waiting.append(name)
            named += [(unit, after.lastgroup or "lead") for unit in waiting if unit]
            waiting = []
        elif role is not None:
            named.append((token, role))
        else:
            waiting.append(token)
    positions = {"lead": 0, "support": 0}
    units = []
    for name, unit_role in named:
        name = _clean(name)
        if len(name) < 2 or (any(c.isdigit() for c in name) and "12345" not in name):
            continue
        positions[unit_role] += 1
        units.append(ResponsibleUnit(name, unit_role, positions[unit_role]))
    return tuple(units)


def _clean(name: str) -> str:
    name = ABOUT_WHICH.sub("", name.replace(" ", "").strip("、,;。:"))
    for tail in ("等有关部门", "等部门", "等单位", "等"):
        if name.endswith(tail) and len(name) > len(tail) + 2:
            name = name[: -len(tail)]
    return name


def _split(content: str) -> list[str]:
    """Names between separators; brackets inside a name keep it whole: 各县(市、区)人民政府(管委会)."""
    tokens, depth, start = [], 0, 0
    for i, character in enumerate(content):
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif depth == 0 and character in SEPARATORS and not (character == " " and _inside_name(content, i)):
            tokens.append(content[start:i])
            start = i + 1
    tokens.append(content[start:])
    return [token.strip() for token in tokens if token.strip()]


def _inside_name(content: str, i: int) -> bool:
    """Whether a space is noise in a name, and does not separate two names that end as public bodies do."""
    return not content[:i].endswith(("局", "委", "办", "部", "院", "会", "府", "中心", "公司", "行"))
