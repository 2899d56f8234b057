"""Issues opened and resolved: columns up and down from zero, on one scale, a pair for each span."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from portal_builder.charts import text
from portal_builder.charts.axes import within
from portal_builder.charts.drawing import Bar, Drawing, Label, Rule, Shape
from portal_builder.charts.scale import MOST_TICKS, Scale

_HEIGHT = 140.0
_EDGE = 18.0
_GAP = 4.0
_MIDDLE = 4.0
_WIDEST = 36.0


@dataclass(frozen=True, slots=True)
class Count:
    """A column: how many, in figures as they are shown, and what is said when it is pointed at."""

    number: int
    written: str
    hover: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time.

    Attributes:
        name: in words; said beneath where there is room.
        opened: what came in it.
        resolved: what went in it.
    """

    name: str
    opened: Count
    resolved: Count


def columns(spans: Sequence[Span], opened: str, resolved: str, width: float) -> Drawing:
    """Draws the spans side by side.

    Args:
        spans: at least one, the earliest first.
        opened: the word beside what came.
        resolved: the word beside what went.
        width: of the drawing.
    """
    most = max(1, *(s.opened.number for s in spans)), max(1, *(s.resolved.number for s in spans))
    reached = Scale(Decimal(-most[1]), Decimal(most[0]), _EDGE + _HEIGHT, _EDGE)
    zero = reached.at(Decimal(0))
    left = max(text.width(opened), text.width(resolved)) + 2 * _GAP
    slot = (width - left) / len(spans)
    middles = [left + (number + 0.5) * slot for number in range(len(spans))]
    wide = min(slot - _GAP, _WIDEST)
    foot = 2 * _EDGE + _HEIGHT + text.SIZE
    shapes = (
        *(s for x, span in zip(middles, spans, strict=True) for s in _pair(span, x, wide, reached)),
        Rule(left, zero, width, zero, look="axis"),
        Label(0.0, zero - _GAP - _MIDDLE, opened, look="label"),
        Label(0.0, zero + text.SIZE + _MIDDLE, resolved, look="label"),
        *_ticks(spans, middles, foot, width),
    )
    return Drawing(width, foot + _GAP, shapes)


def _pair(span: Span, x: float, wide: float, reached: Scale) -> Iterator[Shape]:
    zero = reached.at(Decimal(0))
    up: tuple[Count, Literal[1], str] = (span.opened, 1, "is-opened")
    down: tuple[Count, Literal[-1], str] = (span.resolved, -1, "is-resolved")
    for count, way, look in (up, down):
        if not count.number:
            continue
        tall = reached.length(Decimal(count.number))
        top = zero - tall if way > 0 else zero
        value, hover = Decimal(count.number), count.hover
        yield Bar(x - wide / 2, top, wide, tall, look=look, value=value, hover=hover)
        if text.width(count.written) <= wide + _GAP:
            y = zero - tall - _GAP if way > 0 else zero + tall + text.SIZE
            yield Label(x, y, count.written, "middle", look="label")


def _ticks(
    spans: Sequence[Span], middles: Sequence[float], y: float, width: float
) -> Iterator[Shape]:
    """Names of a few spans, evenly spaced, as many as have room."""
    room = max(text.width(span.name) for span in spans) + 2 * _GAP
    most = max(1, min(MOST_TICKS, int((middles[-1] - middles[0]) / room) + 1))
    step = -(-len(spans) // most)
    for number in range(0, len(spans), step):
        name = spans[number].name
        yield Label(within(name, middles[number], width), y, name, "middle", look="tick")
