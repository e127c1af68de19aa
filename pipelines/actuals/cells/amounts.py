"""Exact arithmetic over columns of cells: distinct texts → digits and exponent, times a factor → amounts.

A number is digits × 10^exponent, both integers, so that nothing is rounded; one with too many digits for that is
multiplied by itself, as a Decimal. What a single cell says is read in values.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.actuals.cells.values import Number, read_number

PLAIN = r"^-?\d{1,9}(\.\d{0,6})?$"  # at most 15 digits, all that a double holds
MOST_DIGITS = 2**63 - 1
EXACT = 200  # digits: a cell's 60, times a scale, times a factor


@dataclass(frozen=True)
class Values:
    """The numbers of a column, one a distinct text: digits × 10^exponent.

    `numbers` has what the plain ones have not: None where the text is no number; for a plain one nothing is entered.
    `long`: place → value of those whose digits do not fit.
    """

    digits: np.ndarray
    exponent: np.ndarray
    numbers: dict[int, Number | None]
    long: dict[int, Decimal]

    def less(self, number: int) -> "Values":
        """Each less the number. `numbers` stay those written."""
        exact = {
            place: self.long.get(place, Decimal(int(digits)).scaleb(int(exponent))) - number
            for place, (digits, exponent) in enumerate(zip(self.digits, self.exponent, strict=True))
        }
        taken = [_take_apart(value) for value in exact.values()]
        return Values(
            np.array([digits for digits, _, _ in taken], np.int64),
            np.array([exponent for _, exponent, _ in taken], np.int64),
            self.numbers,
            {place: exact[place] for place, (_, _, fits) in enumerate(taken) if not fits},
        )

    def followed_by(self, others: "Values") -> "Values":
        """These, then the others, whose places begin where these end."""
        count = len(self.digits)
        return Values(
            np.concatenate([self.digits, others.digits]),
            np.concatenate([self.exponent, others.exponent]),
            self.numbers | {place + count: number for place, number in others.numbers.items()},
            self.long | {place + count: value for place, value in others.long.items()},
        )


def read_values(texts: Sequence[str]) -> Values:
    """Plain numbers by column, every other text by itself."""
    column = pa.array(texts, pa.string())
    is_plain = pc.match_substring_regex(column, PLAIN)
    parts = pc.utf8_length(column), pc.find_substring(column, ".")
    length, point = (part.to_numpy(zero_copy_only=False) for part in parts)
    whole = pc.replace_substring(pc.if_else(is_plain, column, "0"), ".", "")
    digits = pc.cast(whole, pa.int64()).to_numpy(zero_copy_only=False).copy()
    exponent = np.where(point >= 0, point + 1 - length, 0).astype(np.int64)
    others = np.flatnonzero(~is_plain.to_numpy(zero_copy_only=False))
    numbers = {place: read_number(texts[place]) for place in others.tolist()}
    long: dict[int, Decimal] = {}
    for place, number in numbers.items():
        if number is None:
            continue
        digits[place], exponent[place], fits = _take_apart(number.value)
        if not fits:
            long[place] = number.value
    return Values(digits, exponent, numbers, long)


def multiply(values: Values, codes: np.ndarray, factors: Sequence[Decimal | None], kinds: np.ndarray) -> pa.StringArray:
    """values[codes] × factors[kinds] with every digit, as 7608e3, null where there is no factor.

    Equal numbers are equal texts; Decimal and float read them.
    """
    taken = [_take_apart(factor or Decimal(0)) for factor in factors]
    by, by_exponent, by_fits = (np.array(column) for column in zip(*taken, strict=True))
    digits, factor_digits = values.digits[codes], by[kinds]
    is_long = np.isin(codes, list(values.long)) | ~by_fits[kinds]
    is_long |= np.abs(digits) > MOST_DIGITS // np.maximum(np.abs(factor_digits), 1)
    texts = _write(np.where(is_long, 0, digits * factor_digits), values.exponent[codes] + by_exponent[kinds])
    has_factor = np.array([factor is not None for factor in factors])[kinds]
    texts = pc.if_else(pa.array(has_factor), texts, pa.scalar(None, pa.string()))
    places = np.flatnonzero(is_long & has_factor)
    if len(places):
        products = [_multiply_long(values, int(codes[place]), factors[kinds[place]]) for place in places]
        mask = np.full(len(codes), False)
        mask[places] = True
        texts = pc.replace_with_mask(texts, pa.array(mask), pa.array(products, pa.string()))
    return texts


def write_exactly(number: Decimal) -> str:
    """The one way to write the number: its digits without the zeros behind, and the exponent."""
    sign, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    shorter = text.rstrip("0")
    if not shorter:
        return "0e0"
    return f"{'-' * sign}{shorter}e{int(exponent) + len(text) - len(shorter)}"


def to_float(texts: pa.StringArray) -> np.ndarray:
    """The nearest double to each."""
    return pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)


def to_column(texts: pa.StringArray) -> "pd.Series[str]":
    return pd.Series(pd.array(texts, dtype=pd.ArrowDtype(pa.string())))


def _take_apart(number: Decimal) -> tuple[int, int, bool]:
    """Digits and exponent, and whether the digits fit."""
    sign, digits, exponent = number.as_tuple()
    whole = int("".join(map(str, digits))) * (-1 if sign else 1)
    return (whole, int(exponent), True) if abs(whole) < 2**53 else (0, int(exponent), False)


def _multiply_long(values: Values, place: int, factor: Decimal | None) -> str:
    value = values.long.get(place, Decimal(int(values.digits[place])).scaleb(int(values.exponent[place])))
    with localcontext(prec=EXACT):
        return write_exactly(value * (factor or 0))


def _write(digits: np.ndarray, exponent: np.ndarray) -> pa.StringArray:
    while (ends_in_zero := (digits % 10 == 0) & (digits != 0)).any():
        digits = np.where(ends_in_zero, digits // 10, digits)
        exponent = exponent + ends_in_zero
    exponent = np.where(digits == 0, 0, exponent)
    return pc.binary_join_element_wise(pa.array(digits).cast(pa.string()), pa.array(exponent).cast(pa.string()), "e")
