"""Numbers over days: lines or steps, each named at its end; levels across; and an outlook.

Serves whatever is known by day: money, measurements of a goal, a figure by revision.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal_builder.charts import axes, dates, labels, scale
from portal_builder.charts.axes import FOOT, HEAD, Notation
from portal_builder.charts.dates import Days
from portal_builder.charts.drawing import Diamond, Dot, Drawing, Rule, Shape, Trace
from portal_builder.charts.labels import GAP, Name
from portal_builder.charts.scale import Scale

HEIGHT = 220.0
"""The height of a plot, in pixels."""

_CAP = 5.0
_MOST_TICK = 0.25
_MOST_NAME = 0.45
_POINT = 2.0
_LAST = 4.0


@dataclass(frozen=True, slots=True)
class Point:
    """A number on a day."""

    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Series:
    """One line.

    Attributes:
        look: what it means: `is-spent`, `is-earned`, …
        name: the lines of its label; empty where it needs none.
        points: at least one, by day.
        stepped: whether a number holds until the next one, rather than running towards it.
    """

    look: str
    name: tuple[str, ...]
    points: tuple[Point, ...]
    stepped: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A number that holds for the whole time, such as a target."""

    look: str
    name: tuple[str, ...]
    value: Decimal


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected in the end, and between which numbers.

    Attributes:
        name: the lines of its label.
        value: what is expected.
        low: the least that is likely; so is `high` the most.
        low_name: the lines of its label; so is `high_name`.
    """

    name: tuple[str, ...]
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    low_name: tuple[str, ...] = ()
    high_name: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[Decimal, ...]:
        """All its numbers."""
        return tuple(n for n in (self.value, self.low, self.high) if n is not None)


@dataclass(frozen=True, slots=True)
class SeriesChart:
    """What is drawn.

    Attributes:
        series: at least one.
        as_of: the day of the facts.
        until: the last day to show; None: the last one that anything stands for.
        levels: numbers that hold throughout.
        outlook: stands at the end.
        floor: where the scale begins; zero but where differences could not be seen.
    """

    series: tuple[Series, ...]
    as_of: date
    until: date | None = None
    levels: tuple[Level, ...] = ()
    outlook: Outlook | None = None
    floor: Decimal = Decimal(0)

    @property
    def values(self) -> list[Decimal]:
        """All numbers that are drawn."""
        found = [point.value for series in self.series for point in series.points]
        found += [level.value for level in self.levels]
        return found + list(self.outlook.values if self.outlook else ())

    @property
    def names(self) -> list[tuple[str, ...]]:
        """The lines of all labels that stand at an end."""
        found = [series.name for series in self.series] + [level.name for level in self.levels]
        if self.outlook:
            found += [self.outlook.name, self.outlook.low_name, self.outlook.high_name]
        return found


def draw(chart: SeriesChart, width: float, notation: Notation, height: float = HEIGHT) -> Drawing:
    """Draws a chart.

    Args:
        chart: what is drawn.
        width: of the drawing.
        notation: how ticks are written.
        height: of the plot.
    """
    bottom = HEAD + height
    values, marks = _scale(chart, bottom)
    most = width * _MOST_NAME
    left = axes.number_room(marks, notation.number, width * _MOST_TICK)
    right = width - max(Name(0.0, 0.0, lines, most).width for lines in chart.names) - GAP
    found = [chart.as_of, *(p.day for s in chart.series for p in s.points)]
    days = dates.spanning([*found, *([chart.until] if chart.until else [])], left, right)
    ends = labels.placed(_names(chart, days, values, right, most), HEAD, bottom)
    shapes = (
        *axes.day_axis(days, HEAD, bottom, width, notation),
        *axes.number_axis(values, marks, left, right, notation.number),
        *axes.today(days, chart.as_of, HEAD, bottom, width, notation.today),
        *(s for level in chart.levels for s in _level(level, values, left, right)),
        *(s for series in chart.series for s in _series(series, days, values)),
        *(_outlook(chart.outlook, right, values) if chart.outlook else ()),
        *ends,
    )
    return Drawing(width, bottom + FOOT, shapes)


def _scale(chart: SeriesChart, bottom: float) -> tuple[Scale, tuple[Decimal, ...]]:
    if not chart.floor:
        return scale.ticked(chart.values, bottom, HEAD)
    marks = scale.ticks(chart.floor, max(chart.values))
    return Scale(marks[0], marks[-1], bottom, HEAD), marks


def _series(series: Series, days: Days, values: Scale) -> Iterator[Shape]:
    places = [(days.at(p.day), values.at(p.value)) for p in series.points]
    if len(places) > 1:
        yield Trace(tuple(_stepped(places) if series.stepped else places), look=series.look)
    for point, (x, y) in zip(series.points, places, strict=True):
        radius = _LAST if point is series.points[-1] else _POINT
        yield Dot(x, y, radius, look=series.look, value=point.value, day=point.day)


def _stepped(places: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    for number, (x, y) in enumerate(places):
        if number:
            yield x, places[number - 1][1]
        yield x, y


def _level(level: Level, values: Scale, left: float, right: float) -> Iterator[Shape]:
    y = values.at(level.value)
    yield Rule(left, y, right, y, look=level.look, value=level.value)


def _outlook(outlook: Outlook, x: float, values: Scale) -> Iterator[Shape]:
    if outlook.low is not None and outlook.high is not None:
        low, high = values.at(outlook.low), values.at(outlook.high)
        yield Rule(x, low, x, high, look="is-range")
        for value, y in ((outlook.low, low), (outlook.high, high)):
            yield Rule(x - _CAP, y, x + _CAP, y, look="is-range", value=value)
    yield Diamond(x, values.at(outlook.value), 6.0, look="is-forecast", value=outlook.value)


def _names(
    chart: SeriesChart, days: Days, values: Scale, right: float, most: float
) -> Iterator[Name]:
    for series in chart.series:
        last = series.points[-1]
        yield Name(days.at(last.day), values.at(last.value), series.name, most)
    for level in chart.levels:
        yield Name(right, values.at(level.value), level.name, most)
    if outlook := chart.outlook:
        yield Name(right, values.at(outlook.value), outlook.name, most)
        if outlook.low is not None and outlook.high is not None:
            yield Name(right, values.at(outlook.high), outlook.high_name, most)
            yield Name(right, values.at(outlook.low), outlook.low_name, most)
