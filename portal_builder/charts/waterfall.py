"""The budget as a waterfall: from what was signed, over each change, to what we expect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from portal_builder.charts import rows
from portal_builder.charts.drawing import Bar, Diamond, Drawing, Rule, Shape
from portal_builder.charts.rows import Row, Rows

Part = Literal["signed", "change", "agreed", "difference", "expected", "spent"]

_LOOKS = {
    "signed": "is-signed",
    "change": "is-approved",
    "agreed": "is-signed",
    "difference": "is-difference",
    "spent": "is-spent",
}
_MARKER = 7.0


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the waterfall.

    Attributes:
        part: what it is: a total, or a step from the total before.
        title: what it is called.
        written: its amount as it is shown.
        amount: what it stands for; negative for a credit.
        start: where its bar begins: zero, or the total before it.
        end: where it ends.
    """

    part: Part
    title: str
    written: str
    amount: Decimal
    start: Decimal
    end: Decimal


def waterfall(steps: Sequence[Step], width: float) -> Drawing:
    """Draws the steps, each beginning where the one before it ended."""
    laid = rows.lay_out([_row(step) for step in steps], width)
    marks = [mark for n, step in enumerate(steps) for mark in _marks(laid, n, step)]
    return Drawing(width, laid.height, (*_connections(laid, steps), *marks, *laid.labels))


def _row(step: Step) -> Row:
    expected = step.part == "expected"
    marker = _MARKER if expected else 0.0
    return Row(step.title, step.written, (step.start, step.end), expected, marker)


def _marks(laid: Rows, number: int, step: Step) -> Iterator[Shape]:
    start, end = laid.scale.at(step.start), laid.scale.at(step.end)
    top, middle = laid.bars[number], laid.middle(number)
    if step.part == "expected":
        yield Rule(start, middle, end, middle, look="is-reach")
        yield Diamond(end, middle, _MARKER, look="is-forecast", value=step.amount)
        return
    yield Bar(
        min(start, end),
        top,
        abs(end - start),
        laid.thickness,
        step.part == "change",
        look=_LOOKS[step.part],
        value=step.amount,
    )


def _connections(laid: Rows, steps: Sequence[Step]) -> Iterator[Shape]:
    """From the end of each step to the next, which begins there."""
    for number, step in enumerate(steps[:-1]):
        if steps[number + 1].part != "spent":
            x = laid.scale.at(step.end)
            below = laid.bars[number + 1]
            yield Rule(x, laid.bars[number] + laid.thickness, x, below, look="grid")
