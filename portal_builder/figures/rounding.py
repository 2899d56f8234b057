"""Exact numbers, and the one place where they are rounded: half away from zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

RATIO_PLACES = 4
PERCENT_PLACES = 1
MEDIAN_PLACES = 1


def rounded(value: Fraction, places: int) -> Decimal:
    """Rounds half away from zero.

    Args:
        value: the exact number.
        places: how many decimals the result has, 0 or more.

    Returns:
        A decimal with exactly that many places; a zero never carries a sign.
    """
    above, below = 2 * abs(value.numerator) * 10**places, value.denominator
    whole = (above + below) // (2 * below)
    sign = "-" if value.numerator < 0 < whole else ""
    return Decimal(f"{sign}{whole}E-{places}")


def exact(value: Fraction) -> Decimal:
    """Gives a sum of decimals as a decimal, with no more places than it needs.

    Raises:
        ValueError: the number has no end in decimal notation.
    """
    places, rest = 0, value.denominator
    while rest % 10 == 0 or rest % 5 == 0 or rest % 2 == 0:
        rest //= next(factor for factor in (10, 5, 2) if rest % factor == 0)
        places += 1
    if rest != 1:
        raise ValueError(f"{value} has no end in decimal notation")
    return rounded(value, places)


def ratio(dividend: Fraction, divisor: Fraction) -> Decimal | None:
    """Divides, to 4 decimals; None where the divisor is 0."""
    return rounded(dividend / divisor, RATIO_PLACES) if divisor else None


def percent(part: Fraction, whole: Fraction) -> Decimal | None:
    """Gives a part in percent of the whole, to 1 decimal; None where the whole is 0."""
    return rounded(100 * part / whole, PERCENT_PLACES) if whole else None


def total(amounts: Iterable[Decimal | None]) -> Fraction:
    """Adds decimals exactly, however many digits they have; None counts as nothing."""
    return sum((Fraction(amount) for amount in amounts if amount is not None), Fraction(0))


def median(values: Sequence[Fraction]) -> Fraction | None:
    """Gives the middle value, of an even number the mean of the middle two; None of none."""
    ordered, middle = sorted(values), len(values) // 2
    if not ordered:
        return None
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
