"""What a drawing consists of: bars, dots, lines and labels, each with the number or day it stands for.

A mark's `look` names what it means in the grammar of all charts (`is-baseline`, `is-spent`, …); how
that looks is the style sheet's. Coordinates are exact enough for a hundredth of a pixel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, Self

Anchor = Literal["start", "middle", "end"]

WIDE = 680.0
NARROW = 288.0
"""The widths for which charts are drawn: a desk, and the text column of a phone of 320 pixels."""

CARD_WIDE = 560.0
CARD_NARROW = 240.0
"""The same for a chart that stands in a record's card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What marks have in common.

    Attributes:
        look: the classes that say what it means.
        hover: what is said of it when it is pointed at.
        value: the number that it stands for.
        day: the day that it stands for.
    """

    look: str = ""
    hover: str = ""
    value: Decimal | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Bar(Mark):
    """A rectangle: its length is its value on the chart's scale."""

    kind: ClassVar[str] = "bar"
    x: float
    y: float
    width: float
    height: float
    hatched: bool = False

    def mirrored(self, width: float) -> Bar:
        """The same in a drawing read from right to left."""
        return replace(self, x=width - self.x - self.width)


@dataclass(frozen=True, slots=True)
class Placed(Mark):
    """A mark at one place, whatever its size."""

    x: float
    y: float

    def mirrored(self, width: float) -> Self:
        """The same in a drawing read from right to left."""
        return replace(self, x=width - self.x)


@dataclass(frozen=True, slots=True)
class Dot(Placed):
    """A circle about the place of its value and its day."""

    kind: ClassVar[str] = "dot"
    radius: float


@dataclass(frozen=True, slots=True)
class Diamond(Placed):
    """A square on its corner about the place of its value and its day."""

    kind: ClassVar[str] = "diamond"
    radius: float

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Its four corners."""
        x, y, r = self.x, self.y, self.radius
        return (x, y - r), (x + r, y), (x, y + r), (x - r, y)


@dataclass(frozen=True, slots=True)
class Rule(Mark):
    """A straight line."""

    kind: ClassVar[str] = "rule"
    x1: float
    y1: float
    x2: float
    y2: float

    def mirrored(self, width: float) -> Rule:
        """The same in a drawing read from right to left."""
        return replace(self, x1=width - self.x1, x2=width - self.x2)


@dataclass(frozen=True, slots=True)
class Trace(Mark):
    """A line through points."""

    kind: ClassVar[str] = "trace"
    points: tuple[tuple[float, float], ...]

    def mirrored(self, width: float) -> Trace:
        """The same in a drawing read from right to left."""
        return replace(self, points=tuple((width - x, y) for x, y in self.points))


@dataclass(frozen=True, slots=True)
class Label(Placed):
    """A line of text: `y` is its baseline, `x` its start, middle or end.

    Read from right to left, its start is on the right.
    """

    kind: ClassVar[str] = "label"
    text: str
    anchor: Anchor = "start"


Shape = Bar | Dot | Diamond | Rule | Trace | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in one of its forms.

    Attributes:
        width: in pixels; so is `height`.
        shapes: in the order in which they are drawn, the last on top.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]

    @property
    def hatched(self) -> bool:
        """Whether any bar is hatched."""
        return any(isinstance(shape, Bar) and shape.hatched for shape in self.shapes)

    def mirrored(self) -> Drawing:
        """The same, read from right to left."""
        return replace(self, shapes=tuple(shape.mirrored(self.width) for shape in self.shapes))
