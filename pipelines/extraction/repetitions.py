"""One sentence, one target or figure: a news lead repeats a plan's sentences, and a page may hold a report twice."""

import re
from typing import TypeVar

from pipelines.extraction.figure import Figure
from pipelines.extraction.target import Target

Number = TypeVar("Number", Target, Figure)
SHORTEST_REPEATED = 8  # characters of a clause; a shorter one may well be said twice
LONGEST_CLAUSE = 120
MARK = re.compile(r"[,;:。!?\n()]")


def find_repetitions(folded: str, numbers: list[Number]) -> set[int]:
    """Places (value_start) of the numbers that repeat another; the one with units, with a list number, stays, else the
    first.

    Two numbers repeat each other if their clauses are the same, and the clause before or behind is too.
    """
    # Hashes of clauses, not the clauses: a long document has many, and two rarely share 64 bits by chance.
    first_with: dict[int, int] = {}
    best: dict[int, Number] = {}
    for i, number in enumerate(numbers):
        keys = _keys(folded, number)
        original = next((first_with[key] for key in keys if key in first_with), i)
        best[original] = max(best.get(original, number), number, key=_standing)
        for key in keys:
            first_with.setdefault(key, original)
    kept = {number.value_start for number in best.values()}
    return {number.value_start for number in numbers} - kept


def _keys(folded: str, number: Target | Figure) -> list[int]:
    """One for the clause with the one before, one for it with the one behind; none if it is too short to tell.

    In a table it is the row that is repeated, not a cell.
    """
    if "table_cell" in number.rules or "table_result" in number.rules:
        return [hash(("row", number.quote.replace(" ", ""), number.value_start - number.quote_start))]
    before, own, behind = _clauses_around(folded, number)
    if len(own) < SHORTEST_REPEATED:
        return []
    return [hash(pair) for pair in (("before", before, own), ("behind", own, behind)) if all(pair)]


def _standing(number: Target | Figure) -> tuple[bool, bool, int]:
    has_units = isinstance(number, Target) and bool(number.units)
    return has_units, number.clause is not None, -number.value_start


def _clauses_around(folded: str, number: Target | Figure) -> tuple[str, str, str]:
    """The clauses before, of and behind a number, without spaces; the number marked in its own."""
    low = max(0, number.value_start - 2 * LONGEST_CLAUSE)
    left = MARK.split(folded[low : number.value_start].replace(" ", ""))
    right = MARK.split(folded[number.value_end : number.value_end + 2 * LONGEST_CLAUSE].replace(" ", ""))
    own = f"{left[-1]}[{folded[number.value_start : number.value_end]}]{right[0]}"
    return (left[-2] if len(left) > 1 else ""), own, (right[1] if len(right) > 1 else "")
