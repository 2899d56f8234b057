"""Calendar months as numbers that can be counted."""

from __future__ import annotations


def month_number(period: str) -> int:
    """Numbers a month, so that the next one has the next number.

    Args:
        period: YYYY-MM.
    """
    year, month = period.split("-")
    return int(year) * 12 + int(month) - 1


def period_of(number: int) -> str:
    """Gives the month of a number as YYYY-MM."""
    return f"{number // 12:04}-{number % 12 + 1:02}"
