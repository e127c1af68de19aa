"""Which group of responsible units governs which part of a document. Groups themselves are read in agencies.py."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipelines.extraction.agencies import AgencyGroup
from pipelines.extraction.structure import ITEM, Block
from pipelines.extraction.target import ResponsibleUnit

CONTINUING = re.compile(r"(?:到|至)?20\d\d年|完成时限|时间节点|今年|全年|年内|其中|同时|-")
LONGEST_INTERJECTION = 30  # characters; page furniture between two paragraphs of an item


def units_by_block(folded: str, blocks: Sequence[Block], groups: Sequence[AgencyGroup]) -> list[list[AgencyGroup]]:
    """For each block the groups that govern it, in order: its own, those of the paragraph it continues, or, where units
    stand on a line of their own, those behind it.
    """
    governing = _own_or_continued(folded, blocks, groups)
    from_line_behind: set[int] = set()
    for i in range(len(blocks) - 2, -1, -1):
        behind = governing[i + 1]
        if governing[i] or not behind:
            continue
        if _is_only_units(folded, blocks[i + 1], behind[0]) or i + 1 in from_line_behind:
            governing[i] = behind[:1]
            level = blocks[i].level
            if level is None or level >= ITEM:
                from_line_behind.add(i)
        elif blocks[i + 1].level is None and _is_in_item(blocks, i):
            governing[i] = behind[:1]
    return governing


def units_at(position: int, groups: Sequence[AgencyGroup]) -> tuple[ResponsibleUnit, ...]:
    """The units of the next group at or behind a place, else of the last before it."""
    for group in groups:
        if group.end > position:
            return group.units
    return groups[-1].units if groups else ()


def _own_or_continued(folded: str, blocks: Sequence[Block], groups: Sequence[AgencyGroup]) -> list[list[AgencyGroup]]:
    starts = [group.start for group in groups]
    governing: list[list[AgencyGroup]] = []
    current: list[AgencyGroup] = []
    for block in blocks:
        own = list(groups[bisect_left(starts, block.start) : bisect_left(starts, block.end)])
        is_plain = block.level is None
        if not own and is_plain and CONTINUING.match(folded, block.start):
            own = current
        governing.append(own)
        is_interjected = (
            is_plain and block.end - block.start < LONGEST_INTERJECTION and "。" not in folded[block.start : block.end]
        )
        if own or not is_interjected:
            current = own[-1:]
    return governing


def _is_only_units(folded: str, block: Block, group: AgencyGroup) -> bool:
    rest = folded[block.start : group.start] + folded[group.end : block.end]
    return block.start <= group.start < block.end and len(rest.strip(" 。;")) < 2


def _is_in_item(blocks: Sequence[Block], i: int) -> bool:
    """Whether the block stands under a numbered item, and under no mere heading."""
    while i >= 0 and blocks[i].level is None:
        i -= 1
    return i >= 0 and (blocks[i].level or 0) >= ITEM
