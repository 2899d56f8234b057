"""Risks by probability and impact: a square of five by five, the gravest in the far corner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal_builder.charts import text
from portal_builder.charts.drawing import WIDE, Bar, Drawing, Label

SIDE = 5
LISTED = 12
"""How many of the gravest risks are listed beside the square where there is room."""

_GUTTER = 16.0
_HEAD = 20.0
_TALL = 52.0
_WIDE = 54.0
_LINES = 3
_GAP = 6.0
_MIDDLE = 4.0
_LIST = 24.0

Field = tuple[int, int]
"""A field of the square: probability and impact, each 1 to 5."""


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk that may still happen.

    Attributes:
        name: its id.
        title: its title.
        probability: 1 to 5; so is `impact`.
        written: its score in figures as they are shown.
        hover: what is said of it when it is pointed at.
    """

    name: str
    title: str
    probability: int
    impact: int
    written: str
    hover: str = ""

    @property
    def score(self) -> int:
        """Probability × impact."""
        return self.probability * self.impact


@dataclass(frozen=True, slots=True)
class Sides:
    """What the sides are called, and the numbers 1 to 5 as they are shown."""

    probability: str
    impact: str
    numbers: tuple[str, ...]


def fields(risks: Sequence[Risk]) -> Mapping[Field, tuple[Risk, ...]]:
    """The risks by the field in which they stand."""
    found: dict[Field, tuple[Risk, ...]] = {}
    for risk in risks:
        field = risk.probability, risk.impact
        found[field] = (*found.get(field, ()), risk)
    return found


def is_crowded(risks: Sequence[Risk]) -> bool:
    """Whether some field has no room for the ids of its risks: then they are counted."""
    return any(len(_lines(group)) > _LINES for group in fields(risks).values())


def matrix(
    risks: Sequence[Risk], sides: Sides, counts: Mapping[Field, str], width: float
) -> Drawing:
    """Draws the square; from `WIDE` on, the gravest risks are listed beside it.

    Args:
        risks: those that are rated, the gravest first.
        sides: how its sides are named.
        counts: of a crowded square, how many stand in each field, in figures as they are shown;
            else nothing, and the ids stand there.
        width: of the drawing.
    """
    foot = _HEAD + SIDE * _TALL + 2 * text.LINE + _GAP
    found = fields(risks)
    right = _GUTTER + SIDE * _WIDE
    shapes: list[Bar | Label] = [*_square(), *_sides(sides, right, foot - _GAP)]
    for field, group in found.items():
        shapes += _counted(field, group, counts[field]) if counts else _named(field, group)
    if width >= WIDE:
        shapes += _listed(risks[:LISTED], right + _LIST, width)
    return Drawing(width, foot, tuple(shapes))


def _corner(field: Field) -> tuple[float, float]:
    probability, impact = field
    return _GUTTER + (impact - 1) * _WIDE, _HEAD + (SIDE - probability) * _TALL


def _square() -> Iterator[Bar]:
    """The fields, the darker the higher their score: five shades, in equal parts of 25."""
    for probability in range(SIDE, 0, -1):
        for impact in range(1, SIDE + 1):
            x, y = _corner((probability, impact))
            shade = (probability * impact - 1) // SIDE
            yield Bar(x, y, _WIDE, _TALL, look=f"is-field is-field--{shade}")


def _sides(sides: Sides, right: float, foot: float) -> Iterator[Label]:
    yield Label(0.0, text.SIZE, sides.probability, look="label")
    yield Label(right, foot, sides.impact, "end", look="label")
    for number, written in enumerate(sides.numbers, 1):
        x, y = _corner((number, number))
        yield Label(_GUTTER - _GAP, y + _TALL / 2 + _MIDDLE, written, "end", look="tick")
        below = _HEAD + SIDE * _TALL + text.SIZE + 2
        yield Label(x + _WIDE / 2, below, written, "middle", look="tick")


def _lines(group: Sequence[Risk]) -> list[list[Risk]]:
    """The ids of a field in lines, as many in each as have room."""
    lines: list[list[Risk]] = []
    for risk in group:
        if lines and _room([*lines[-1], risk]) <= _WIDE - _GAP:
            lines[-1].append(risk)
        else:
            lines.append([risk])
    return lines


def _room(line: Sequence[Risk]) -> float:
    return sum(text.width(risk.name) for risk in line) + (len(line) - 1) * _GAP


def _named(field: Field, group: Sequence[Risk]) -> Iterator[Label]:
    left, top = _corner(field)
    lines = _lines(group)
    y = top + _TALL / 2 + _MIDDLE - (len(lines) - 1) * text.LINE / 2
    for line in lines:
        x = left + (_WIDE - _room(line)) / 2
        for risk in line:
            half = text.width(risk.name) / 2
            yield _name(x + half, y, risk.name, Decimal(risk.score), risk.hover)
            x += 2 * half + _GAP
        y += text.LINE


def _counted(field: Field, group: Sequence[Risk], written: str) -> Iterator[Label]:
    left, top = _corner(field)
    hover = "\n".join(risk.hover for risk in group)
    yield _name(left + _WIDE / 2, top + _TALL / 2 + _MIDDLE, written, Decimal(len(group)), hover)


def _name(x: float, y: float, name: str, value: Decimal, hover: str) -> Label:
    return Label(x, y, name, "middle", look="label label--bare", value=value, hover=hover)


def _listed(risks: Sequence[Risk], left: float, width: float) -> Iterator[Label]:
    names = max(text.width(risk.name) for risk in risks) + 2 * _GAP
    scores = max(text.width(risk.written, bold=True) for risk in risks) + _GAP
    for number, risk in enumerate(risks):
        y = _HEAD + text.SIZE + number * (text.LINE + 2)
        title = text.cut(risk.title, width - left - names - scores)
        hover = risk.title if title != risk.title else ""
        yield Label(left, y, risk.name, look="label label--quiet")
        yield Label(left + names, y, title, look="label", hover=hover)
        yield Label(width, y, risk.written, "end", look="label label--strong")
