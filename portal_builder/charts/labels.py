"""Labels beside what they name, moved apart where they would lie over each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from portal_builder.charts import text
from portal_builder.charts.drawing import Label, Rule, Shape

GAP = 8.0
"""From a place to its label, in pixels."""

_FAR = 20.0
_LEAD = 4.0


@dataclass(frozen=True, slots=True)
class Name:
    """A label that wants to stand right of a place, its middle at the same height.

    Attributes:
        x: the place; so is `y`.
        lines: what it says; the second line is emphasised.
        most: the room that it may take; a line that is longer is cut.
    """

    x: float
    y: float
    lines: tuple[str, ...]
    most: float

    @property
    def width(self) -> float:
        """The room that it takes."""
        longest = max((text.width(line, bold=True) for line in self.lines), default=0.0)
        return min(longest, self.most)

    @property
    def height(self) -> float:
        """From its top to its bottom."""
        return text.LINE * len(self.lines)

    def is_beside(self, other: Name) -> bool:
        """Whether both would lie over each other if they stood at the same height."""
        return self.x < other.x + other.width + GAP and other.x < self.x + self.width + GAP

    def touches_at(self, y: float, other: Name) -> bool:
        """Whether one of those beside it would lie over it if it stood at a height."""
        return abs(y - other.y) < (self.height + other.height) / 2


def placed(names: Iterable[Name], top: float, bottom: float) -> Iterator[Shape]:
    """Puts each label beside its place, or as near to it as is free between top and bottom."""
    taken: list[Name] = []
    for name in sorted((name for name in names if name.lines), key=lambda name: name.y):
        near = [other for other in taken if name.is_beside(other)]
        steps = (sign * step for step in range(int(bottom - top)) for sign in (1, -1))
        free = (
            y
            for y in (name.y + step for step in steps)
            if top <= y - name.height / 2
            and y + name.height / 2 <= bottom
            and not any(name.touches_at(y, other) for other in near)
        )
        put = replace(name, y=next(free, name.y))
        taken.append(put)
        yield from _drawn(put, name.y)


def _drawn(name: Name, wanted: float) -> Iterator[Shape]:
    x = name.x + GAP
    if abs(name.y - wanted) > _FAR:
        yield Rule(name.x + _LEAD, wanted, x - 1, name.y, look="grid")
    first = name.y - name.height / 2 + text.SIZE
    for number, line in enumerate(name.lines):
        strong = number == 1
        said = text.cut(line, name.most, bold=strong)
        hover = line if said != line else ""
        look = "label label--strong" if strong else "label"
        yield Label(x, first + number * text.LINE, said, look=look, hover=hover)
