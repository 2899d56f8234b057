"""Days as the client counts them, and hours between moments."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction

_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_PER_HOUR = 3_600_000_000


def day_of(value: date, zone: tzinfo) -> date:
    """Gives the calendar day of a date or a moment.

    Args:
        value: a date, which stays as it is, or a moment with an offset.
        zone: the client's time zone; a moment is a day only somewhere.
    """
    return value.astimezone(zone).date() if isinstance(value, datetime) else value


def days_between(start: date, end: date, zone: tzinfo) -> int:
    """Counts the calendar days from one date or moment to another; negative if that is earlier."""
    return (day_of(end, zone) - day_of(start, zone)).days


def hours_between(start: date, end: date) -> Fraction | None:
    """Gives the hours between two moments, exactly; None where one of them is only a day."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return Fraction((end - start) // _MICROSECOND, _MICROSECONDS_PER_HOUR)
    return None
