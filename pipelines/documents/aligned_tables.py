"""Tables without upright rules: lines whose pieces stand one below the other. Which lines they are, no more."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipelines.documents.lines import Line

FEWEST_COLUMNS = 3  # two are as often a name and a page, or a place and a day
FEWEST_ROWS = 3


def rows_of_tables(lines: Iterable[Line]) -> set[Line]:
    """The lines that are rows of a table, heads with them."""
    ordered = sorted(lines, key=lambda line: line.top)
    found: set[Line] = set()
    run: list[Line] = ordered[:1]
    for line, after in pairwise([*ordered, None]):
        if after is not None and line is not None and _is_aligned(line, after):
            run.append(after)
            continue
        found |= set(run) if len(run) >= FEWEST_ROWS else set()
        run = [after] if after is not None else []
    return found


def _is_aligned(line: Line, after: Line) -> bool:
    """Whether both lines have as many pieces, each below the one above it."""
    if len(line.cells) != len(after.cells) or len(line.cells) < FEWEST_COLUMNS:
        return False
    return all(
        _meet((above.x0, above.x1), (below.x0, below.x1)) for above, below in zip(line.cells, after.cells, strict=True)
    )


def _meet(above: Sequence[float], below: Sequence[float]) -> bool:
    return above[0] < below[1] and below[0] < above[1]
