"""Bars in rows: a title for each, bars that begin at zero, and their number at the bar's end.

On a desk the titles stand before the bars, on a phone above them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal_builder.charts import scale, text
from portal_builder.charts.drawing import WIDE, Label, Rule, Shape
from portal_builder.charts.scale import Scale

_BAR = 16.0
_GAP = 8.0
_MOST_TITLE = 0.36
_MOST_NUMBER = 0.45
_TITLE_LINES = 2
_MIDDLE = 4.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is written.

    Attributes:
        title: what it is about; what has no room is cut.
        number: what stands at the end of its bars.
        reach: up to where its bars go, from zero; the number stands after it.
        strong: whether its number is emphasised.
        marker: the room that a marker takes at the end.
    """

    title: str
    number: str
    reach: tuple[Decimal, ...]
    strong: bool = False
    marker: float = 0.0


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows laid out.

    Attributes:
        width: of the drawing; so is `height`.
        scale: where numbers lie, the same in all rows.
        bars: the top of each row's bars.
        thickness: of a bar.
        labels: the titles and numbers, and the line at zero.
    """

    width: float
    height: float
    scale: Scale
    bars: tuple[float, ...]
    thickness: float
    labels: tuple[Shape, ...]

    def middle(self, row: int) -> float:
        """The height at which a row's bars have their middle."""
        return self.bars[row] + self.thickness / 2


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a drawing is divided.

    Attributes:
        width: of the drawing.
        beside: whether titles stand before the bars; else above them.
        titles: the room of the titles before the bars.
        numbers: the room of the numbers after the bars; none where they stand above them too.
    """

    width: float
    beside: bool
    titles: float
    numbers: float

    @classmethod
    def of(cls, rows: Sequence[Row], width: float) -> _Plan:
        beside = width >= WIDE
        longest = max(text.width(row.title) for row in rows) + 2 * _GAP
        titles = min(longest, width * _MOST_TITLE) if beside else 0.0
        numbers = max(text.width(row.number, bold=row.strong) + row.marker for row in rows)
        most = width * _MOST_NUMBER
        return cls(width, beside, titles, min(numbers, most if beside or numbers <= most else 0.0))

    @property
    def above(self) -> float:
        """The room above each bar."""
        lines = 0 if self.beside else 1 if self.numbers else 2
        return lines * text.LINE

    def title(self, row: Row) -> tuple[str, ...]:
        """The lines of a title."""
        return text.wrap(row.title, (self.titles or self.width) - _GAP, 1 + self.beside)

    def scale(self, rows: Sequence[Row]) -> Scale:
        """The scale of all bars, with room for the markers."""
        reach = [number for row in rows for number in row.reach]
        marker = max(row.marker for row in rows)
        start = self.titles + (marker if min(reach) < 0 else 0.0)
        return scale.from_zero(reach, start, self.width - (self.numbers or marker) - _GAP)


def lay_out(rows: Sequence[Row], width: float, *, head: float = 0.0) -> Rows:
    """Lays rows out in a drawing of a width.

    Args:
        rows: at least one.
        width: of the drawing; from `WIDE` on the titles stand beside the bars. Where the numbers
            would leave the bars too little room, they stand above them.
        head: room above the first row.
    """
    plan = _Plan.of(rows, width)
    reached, tops, y = plan.scale(rows), list[float](), head
    for row in rows:
        tall = max(_BAR, len(plan.title(row)) * text.LINE) if plan.beside else _BAR
        tops.append(y + plan.above + (tall - _BAR) / 2)
        y += plan.above + tall + _GAP
    zero = reached.at(Decimal(0))
    labels: list[Shape] = [Rule(zero, head, zero, y - _GAP, look="axis")]
    for row, top in zip(rows, tops, strict=True):
        labels += [*_title(row, top, plan), _number(row, top, reached, plan)]
    return Rows(width, y - _GAP + 2, reached, tuple(tops), _BAR, tuple(labels))


def _title(row: Row, top: float, plan: _Plan) -> Iterator[Label]:
    lines = plan.title(row)
    middle = top + _BAR / 2 + _MIDDLE
    first = middle - (len(lines) - 1) * text.LINE / 2
    if not plan.beside:
        first = top - _GAP / 2 - (plan.above - text.LINE)
    hover = row.title if " ".join(lines) != row.title else ""
    for number, line in enumerate(lines):
        yield Label(0.0, first + number * text.LINE, line, look="label", hover=hover)


def _number(row: Row, top: float, reached: Scale, plan: _Plan) -> Label:
    look = "label label--strong" if row.strong else "label"
    room = plan.numbers - row.marker if plan.numbers else plan.width
    written = text.cut(row.number, room, bold=row.strong)
    hover = row.number if written != row.number else ""
    if not plan.numbers:
        return Label(0.0, top - _GAP / 2, written, look=look, hover=hover)
    x = reached.at(max((Decimal(0), *row.reach))) + _GAP + row.marker
    return Label(x, top + _BAR / 2 + _MIDDLE, written, look=look, hover=hover)
