"""One sentence, one target: a news lead repeats the plan's sentences, and a page may hold the same report twice."""

import re

from pipelines.extraction.target import Target

SHORTEST_REPEATED = 8  # characters of a clause; a shorter one may well be said twice
LONGEST_CLAUSE = 120
MARK = re.compile(r"[,;:。!?\n()]")


def find_repetitions(folded: str, targets: list[Target]) -> set[int]:
    """Places (value_start) of the targets that repeat another; the one with units, with a list number, stays.

    Two numbers repeat each other if their clauses are the same, and the clause before or behind is too.
    """
    # Hashes of clauses, not the clauses: a long document has many, and two rarely share 64 bits by chance.
    first_with: dict[int, int] = {}
    best: dict[int, Target] = {}
    for i, target in enumerate(targets):
        keys = _keys(folded, target)
        original = next((first_with[key] for key in keys if key in first_with), i)
        best[original] = max(best.get(original, target), target, key=_standing)
        for key in keys:
            first_with.setdefault(key, original)
    kept = {target.value_start for target in best.values()}
    return {target.value_start for target in targets} - kept


def _keys(folded: str, target: Target) -> list[int]:
    """One for the clause with the one before, one for it with the one behind; none if it is too short to tell.

    In a table it is the row that is repeated, not a cell.
    """
    if "table_cell" in target.rules:
        return [hash(("row", target.quote.replace(" ", ""), target.value_start - target.quote_start))]
    before, own, behind = _clauses_around(folded, target)
    if len(own) < SHORTEST_REPEATED:
        return []
    return [hash(pair) for pair in (("before", before, own), ("behind", own, behind)) if all(pair)]


def _standing(target: Target) -> tuple[bool, bool, int]:
    return bool(target.units), target.clause is not None, -target.value_start


def _clauses_around(folded: str, target: Target) -> tuple[str, str, str]:
    """The clauses before, of and behind a number, without spaces; the number marked in its own."""
    low = max(0, target.value_start - 2 * LONGEST_CLAUSE)
    left = MARK.split(folded[low : target.value_start].replace(" ", ""))
    right = MARK.split(folded[target.value_end : target.value_end + 2 * LONGEST_CLAUSE].replace(" ", ""))
    own = f"{left[-1]}[{folded[target.value_start : target.value_end]}]{right[0]}"
    return (left[-2] if len(left) > 1 else ""), own, (right[1] if len(right) > 1 else "")
