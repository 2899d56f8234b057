"""The scale of days, and the few of them that mark it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from portal_builder.charts.scale import MOST_TICKS

Unit = Literal["day", "month", "year"]
"""What a mark on the axis names: a day, a month, or a year."""

_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000)


@dataclass(frozen=True, slots=True)
class Days:
    """Where days lie: `first` at `start`, `last` at `end`, every day as long as any other.

    Attributes:
        first: the first day.
        last: the last one, after the first.
        start: the place of the first, in pixels.
        end: that of the last.
    """

    first: date
    last: date
    start: float
    end: float

    def at(self, day: date) -> float:
        """The place of a day."""
        share = (day - self.first).days / (self.last - self.first).days
        return self.start + share * (self.end - self.start)


def spanning(days: Sequence[date], start: float, end: float) -> Days:
    """The scale from the first of some days to the last."""
    first, last = min(days), max(days)
    if first == last:
        first, last = _moved(first, -1), _moved(first, 1)
    return Days(first, last, start, end)


def ticks(first: date, last: date, most: int = MOST_TICKS) -> tuple[Unit, tuple[date, ...]]:
    """The days that mark the axis: the first of months or years, of a short span days.

    Returns:
        What they name, and the days; never more than `most`.
    """
    span = (last - first).days
    if span <= _DAYS[-1] * most:
        for step in _DAYS:
            if span // step + 1 <= most:
                count = span // step + 1
                return "day", tuple(_moved(first, step * n) for n in range(count))
    for step in _MONTHS:
        found = tuple(_firsts(first, last, step))
        if len(found) <= most:
            return ("month" if step < 12 else "year"), found
    return "year", ()


def _firsts(first: date, last: date, step: int) -> Iterator[date]:
    """The first days of every so many months, counted from year 0, within a span."""
    month = first.year * 12 + first.month - 1
    month += -month % step
    while (year := month // 12) <= last.year and year <= date.max.year:
        day = date(year, month % 12 + 1, 1)
        if first <= day <= last:
            yield day
        month += step


def _moved(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
