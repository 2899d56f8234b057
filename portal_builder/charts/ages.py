"""How long open issues have been open: a bar of days for each, the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal_builder.charts import rows
from portal_builder.charts.drawing import Bar, Drawing
from portal_builder.charts.rows import Row


@dataclass(frozen=True, slots=True)
class Age:
    """An open issue.

    Attributes:
        title: its title.
        days: how long it has been open.
        written: that in words.
        hover: what is said of it when it is pointed at.
    """

    title: str
    days: int
    written: str
    hover: str = ""


def ages(entries: Sequence[Age], width: float) -> Drawing:
    """Draws a bar for each entry, in the order given."""
    laid = rows.lay_out([Row(e.title, e.written, (Decimal(e.days),)) for e in entries], width)
    bars = [
        Bar(
            laid.scale.at(Decimal(0)),
            laid.bars[number],
            laid.scale.length(Decimal(entry.days)),
            laid.thickness,
            look="is-open",
            value=Decimal(entry.days),
            hover=entry.hover,
        )
        for number, entry in enumerate(entries)
    ]
    return Drawing(width, laid.height, (*bars, *laid.labels))
