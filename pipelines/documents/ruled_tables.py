"""Rules on a page → tables and frames. Which characters stand in a cell is asked of a table; text is made elsewhere."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.documents.pages import Box

SNAP = 2.5  # points: rules as near as this are one
GAP = 4.0  # points that a rule may be interrupted
COVERED = 0.6  # of a cell's side that a rule must cover to be its wall
OPEN = 8.0  # points that level rules reach beyond the outermost upright one of a table with open sides
MOST_RULES = 2_000  # of each direction
NARROWEST, LOWEST = 4.0, 4.0  # points of a column, a row


@dataclass(frozen=True, slots=True)
class RuledCell:
    row: int
    column: int
    rows: int
    columns: int


@dataclass(slots=True)
class RuledTable:
    """A grid of columns and rows, some of its places joined. `owners`: for each place (row, column) its cell."""

    xs: list[float]
    ys: list[float]
    owners: dict[tuple[int, int], RuledCell]

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @property
    def cells(self) -> list[RuledCell]:
        return sorted(set(self.owners.values()), key=lambda cell: (cell.row, cell.column))

    @property
    def is_frame(self) -> bool:
        """Whether all its cells reach from side to side: text in a frame, and no table."""
        return all(cell.columns == len(self.xs) - 1 for cell in self.owners.values())

    def cell_at(self, x: float, y: float) -> RuledCell | None:
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        return self.owners.get((row, column))

    def box_of(self, cell: RuledCell) -> Box:
        bottom, right = self.ys[cell.row + cell.rows], self.xs[cell.column + cell.columns]
        return Box(self.xs[cell.column], self.ys[cell.row], right, bottom)


@dataclass(slots=True)
class _Rule:
    """A rule across (x) or down (y): where it stands, from where to where it reaches."""

    place: float
    start: float
    end: float


def find_tables(rules: Iterable[Box]) -> list[RuledTable]:
    """The tables that rules draw, frames with them, from the top down."""
    level, upright = [], []
    for rule in rules:
        if rule.bottom - rule.top <= rule.x1 - rule.x0:
            level.append(_Rule((rule.top + rule.bottom) / 2, rule.x0, rule.x1))
        else:
            upright.append(_Rule((rule.x0 + rule.x1) / 2, rule.top, rule.bottom))
    level, upright = _merged(level), _merged(upright)
    if len(level) > MOST_RULES or len(upright) > MOST_RULES:
        return []
    tables = (_table(across, down) for across, down in _crossing(level, upright))
    return sorted((table for table in tables if table), key=lambda table: table.box.top)


def _merged(rules: list[_Rule]) -> list[_Rule]:
    """Rules on one line that touch, as one."""
    merged: list[_Rule] = []
    for lane in _lanes(rules):
        place = sum(rule.place for rule in lane) / len(lane)
        for rule in sorted(lane, key=lambda rule: rule.start):
            if merged and merged[-1].place == place and rule.start <= merged[-1].end + GAP:
                merged[-1].end = max(merged[-1].end, rule.end)
            else:
                merged.append(_Rule(place, rule.start, rule.end))
    return merged


def _lanes(rules: list[_Rule]) -> Iterator[list[_Rule]]:
    lane: list[_Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.place):
        if lane and rule.place - lane[0].place > SNAP:
            yield lane
            lane = []
        lane.append(rule)
    if lane:
        yield lane


def _crossing(level: list[_Rule], upright: list[_Rule]) -> Iterator[tuple[list[_Rule], list[_Rule]]]:
    """Groups of rules that hang together, each as (level, upright)."""
    group = list(range(len(level) + len(upright)))

    def root(number: int) -> int:
        while group[number] != number:
            group[number] = group[group[number]]
            number = group[number]
        return number

    for i, across in enumerate(level):
        for j, down in enumerate(upright, len(level)):
            reaches_across = across.start - GAP <= down.place <= across.end + GAP
            if reaches_across and down.start - GAP <= across.place <= down.end + GAP:
                group[root(i)] = root(j)
    groups: dict[int, tuple[list[_Rule], list[_Rule]]] = defaultdict(lambda: ([], []))
    for i, rule in enumerate(level):
        groups[root(i)][0].append(rule)
    for j, rule in enumerate(upright, len(level)):
        groups[root(j)][1].append(rule)
    yield from groups.values()


def _table(level: list[_Rule], upright: list[_Rule]) -> RuledTable | None:
    if len(level) < 2 or not upright:
        return None
    ys = _places(rule.place for rule in level)
    xs = _places(rule.place for rule in upright)
    left, right = min(rule.start for rule in level), max(rule.end for rule in level)
    if xs[0] - left > OPEN:
        xs.insert(0, left)
    if right - xs[-1] > OPEN:
        xs.append(right)
    if len(xs) < 2 or len(ys) < 2:
        return None
    return RuledTable(xs, ys, _owners(xs, ys, level, upright))


def _places(places: Iterable[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > NARROWEST:
            found.append(place)
    return found


def _owners(
    xs: Sequence[float], ys: Sequence[float], level: list[_Rule], upright: list[_Rule]
) -> dict[tuple[int, int], RuledCell]:
    """The cell of each place: places with no wall between them are one, if together they make a rectangle."""
    rows, columns = len(ys) - 1, len(xs) - 1
    open_right = {
        (row, column)
        for row in range(rows)
        for column in range(columns - 1)
        if not _is_wall(upright, xs[column + 1], ys[row], ys[row + 1])
    }
    open_below = {
        (row, column)
        for row in range(rows - 1)
        for column in range(columns)
        if not _is_wall(level, ys[row + 1], xs[column], xs[column + 1])
    }
    owners: dict[tuple[int, int], RuledCell] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in owners:
                continue
            wide = 1
            while (row, column + wide - 1) in open_right and (row, column + wide) not in owners:
                wide += 1
            high = 1
            while row + high < rows and all((row + high - 1, column + k) in open_below for k in range(wide)):
                is_whole = all((row + high, column + k) in open_right for k in range(wide - 1))
                is_closed = (row + high, column + wide - 1) not in open_right or column + wide == columns
                if not is_whole or not is_closed:
                    break
                high += 1
            cell = RuledCell(row, column, high, wide)
            owners.update({(row + i, column + k): cell for i in range(high) for k in range(wide)})
    return owners


def _is_wall(rules: list[_Rule], place: float, start: float, end: float) -> bool:
    covered = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules if abs(rule.place - place) <= NARROWEST
    )
    return covered >= COVERED * (end - start)
