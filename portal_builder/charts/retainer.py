"""The months of a retainer: what is included, carried over, used, and what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal_builder.charts import rows
from portal_builder.charts.axes import within
from portal_builder.charts.drawing import Bar, Drawing, Label, Rule, Shape
from portal_builder.charts.rows import Row, Rows

_HEAD = 20.0
_INSET = 4.0
_BENEATH = 3.0


@dataclass(frozen=True, slots=True)
class Month:
    """A month.

    Attributes:
        title: its name.
        written: what was used and what is left, in words.
        included: what every month includes, in the retainer's unit.
        carried: what earlier months left.
        used: what was used.
        balance: what is left; negative where more was used than there was.
        hover: what is said of it when it is pointed at.
    """

    title: str
    written: str
    included: Decimal
    carried: Decimal
    used: Decimal
    balance: Decimal
    hover: str = ""


def retainer(months: Sequence[Month], included: str, width: float) -> Drawing:
    """Draws the months, one beneath the other.

    Args:
        months: at least one, the earliest first.
        included: what each month includes, in words: the label of the line through all months.
        width: of the drawing.
    """
    laid = rows.lay_out(
        [Row(m.title, m.written, (m.included + m.carried, m.used)) for m in months],
        width,
        head=_HEAD,
    )
    x = laid.scale.at(months[0].included)
    marks = [mark for number, month in enumerate(months) for mark in _marks(laid, number, month)]
    line = Rule(x, _HEAD - _BENEATH, x, laid.height - 2, look="is-agreed")
    label = Label(
        within(included, x, width), _HEAD - 2 * _BENEATH, included, "middle", look="label"
    )
    return Drawing(width, laid.height, (*marks, line, label, *laid.labels))


def _marks(laid: Rows, number: int, month: Month) -> Iterator[Shape]:
    top, tall, at = laid.bars[number], laid.thickness, laid.scale.at
    zero, included = at(Decimal(0)), laid.scale.length(month.included)
    yield Bar(zero, top, included, tall, look="is-signed", value=month.included, hover=month.hover)
    if month.carried > 0:
        carried = laid.scale.length(month.carried)
        yield Bar(
            zero + included,
            top,
            carried,
            tall,
            True,
            look="is-approved",
            value=month.carried,
            hover=month.hover,
        )
    spent = laid.scale.length(month.used)
    start = min(zero, at(month.used))
    inner = tall - 2 * _INSET
    yield Bar(
        start, top + _INSET, spent, inner, look="is-spent", value=month.used, hover=month.hover
    )
    rest, look = laid.scale.length(month.balance), "is-left" if month.balance >= 0 else "is-over"
    start = min(at(month.used), at(month.included + month.carried))
    yield Bar(start, top, rest, tall, look=look, value=month.balance, hover=month.hover)
