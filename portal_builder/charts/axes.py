"""Axes: hairlines with few labels, and the day on which the facts were confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal_builder.charts import dates, text
from portal_builder.charts.dates import Days, Unit
from portal_builder.charts.drawing import Anchor, Label, Rule, Shape
from portal_builder.charts.scale import MOST_TICKS, Scale

HEAD = 24.0
"""The room above a plot, for the label of the day of the facts."""

FOOT = 24.0
"""The room beneath a plot, for the labels of its axis."""

_GAP = 6.0
_TICK_ROOM = 78.0
_MIDDLE = 4.0
_ABOVE = 10.0


@dataclass(frozen=True, slots=True)
class Notation:
    """How ticks are written.

    Attributes:
        number: a number of the axis; empty where there is none.
        day: a day of the axis, whether it is the first label, and what it names.
        today: the day of the facts with its date.
    """

    number: Callable[[Decimal], str]
    day: Callable[[date, Unit, bool], str]
    today: str


def within(label: str, x: float, width: float, *, bold: bool = False) -> float:
    """The middle for a label at a place, moved so that all of it lies in the drawing."""
    half = text.width(label, bold=bold) / 2
    return min(max(x, half), width - half)


def day_axis(
    days: Days, top: float, bottom: float, width: float, notation: Notation
) -> Iterator[Shape]:
    """Upright hairlines at a few days, their labels beneath."""
    room = abs(days.end - days.start)
    unit, found = dates.ticks(
        days.first, days.last, max(2, min(MOST_TICKS, int(room / _TICK_ROOM)))
    )
    free = 0.0
    for number, day in enumerate(found):
        x, label = days.at(day), notation.day(day, unit, number == 0)
        yield Rule(x, top, x, bottom, look="grid")
        middle, half = within(label, x, width), text.width(label) / 2
        if middle - half >= free:
            yield Label(middle, bottom + text.SIZE + _GAP, label, "middle", look="tick")
            free = middle + half + _GAP


def today(
    days: Days, day: date, top: float, bottom: float, width: float, said: str
) -> Iterator[Shape]:
    """The day of the facts: a thin line with its date above it."""
    x = days.at(day)
    yield Rule(x, top, x, bottom, look="is-today", day=day)
    middle = within(said, x, width)
    yield Label(middle, top - _ABOVE, said, "middle", look="label")


def number_axis(
    scale: Scale,
    marks: Sequence[Decimal],
    left: float,
    right: float,
    write: Callable[[Decimal], str],
) -> Iterator[Shape]:
    """Level hairlines at round numbers, their labels to the left."""
    for mark in marks:
        y = scale.at(mark)
        yield Rule(left, y, right, y, look="axis" if not mark else "grid")
        label = text.cut(write(mark), left - _GAP)
        yield Label(left - _GAP, y + _MIDDLE, label, "end", look="tick")


def number_room(marks: Iterable[Decimal], write: Callable[[Decimal], str], most: float) -> float:
    """The room that the labels of a number axis take, up to the most that there may be."""
    return min(max(text.width(write(mark)) for mark in marks), most) + _GAP


def beside(x: float, anchor: Anchor) -> float:
    """The place of a label beside a mark."""
    return x - _GAP if anchor == "end" else x + _GAP
