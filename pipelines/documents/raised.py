"""Figures that are set higher than their line: exponents, and marks of notes. Where they are found, readers decide."""

EXPONENTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def raise_figures(text: str, before: str) -> str:
    """Raised text as it reads on: ⁴ behind a number or a word, so that 10⁴ is not 104; plain in units: m3, km2."""
    is_in_unit = before[-1:].isascii() and before[-1:].isalpha()
    return text if is_in_unit else text.translate(EXPONENTS)
