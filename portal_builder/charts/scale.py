"""One scale for all lengths of a chart, and the few numbers that mark it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

MOST_TICKS = 5
_ZERO = Decimal(0)
_STEPS = (Decimal(1), Decimal(2), Decimal(5))
_GREAT_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))


@dataclass(frozen=True, slots=True)
class Scale:
    """Where numbers lie: `low` at `start`, `high` at `end`, all others between in proportion.

    Attributes:
        low: the least number.
        high: the greatest, above `low`.
        start: the place of `low`, in pixels.
        end: that of `high`; before `start` where the scale runs upwards.
    """

    low: Decimal
    high: Decimal
    start: float
    end: float

    def at(self, value: Decimal) -> float:
        """The place of a number."""
        return self.start + float((value - self.low) / (self.high - self.low)) * (
            self.end - self.start
        )

    def length(self, value: Decimal) -> float:
        """The length that stands for an amount, whatever its sign."""
        return abs(self.at(value) - self.at(_ZERO))


def from_zero(values: Iterable[Decimal], start: float, end: float) -> Scale:
    """The scale that shows zero and all of some numbers."""
    numbers = [_ZERO, *values]
    low, high = min(numbers), max(numbers)
    return Scale(low, high if high > low else low + 1, start, end)


def ticks(low: Decimal, high: Decimal, most: int = MOST_TICKS) -> tuple[Decimal, ...]:
    """Round numbers that enclose a span, evenly spaced, as many as can be said at a glance.

    Args:
        low: the least number to show.
        high: the greatest, above `low`.
        most: how many there may be, at least 3.
    """
    power = (high - low).adjusted() - 1
    while True:
        for factor in _GREAT_STEPS if power > 0 else _STEPS:
            step = factor * Decimal(10) ** power
            first = (low / step).to_integral_value(ROUND_FLOOR)
            last = (high / step).to_integral_value(ROUND_CEILING)
            if last - first + 1 <= most:
                return tuple(step * n for n in range(int(first), int(last) + 1))
        power += 1


def ticked(
    values: Iterable[Decimal], start: float, end: float
) -> tuple[Scale, tuple[Decimal, ...]]:
    """The scale from zero that ends at round numbers, and these numbers."""
    plain = from_zero(values, start, end)
    marks = ticks(plain.low, plain.high)
    return Scale(marks[0], marks[-1], start, end), marks
