"""What every chart has: its finding, its subject, two drawings of it, and the table beneath."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from markupsafe import Markup

from portal_builder.charts.axes import Notation
from portal_builder.charts.dates import Unit
from portal_builder.charts.drawing import NARROW, WIDE, Drawing
from portal_builder.figures.rounding import exact, rounded, total
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Table, draw

_TAG = re.compile("<[^>]*>")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart before it is drawn.

    Attributes:
        name: unique on its page.
        finding: what it shows, in a sentence.
        subject: what is drawn, of when, and what is left out.
        draw: makes the drawing of a width.
        table: every number that is drawn.
        widths: the widths of its two forms, the wide one first.
    """

    name: str
    finding: str
    subject: str
    draw: Callable[[float], Drawing]
    table: Table
    widths: tuple[float, float] = (WIDE, NARROW)


def draw_chart(reading: Reading, chart: Chart) -> Markup:
    """The HTML of a chart in both forms, with its table folded beneath."""
    mirrored = reading.words.direction == "rtl"
    forms = {}
    for form, width in zip(("wide", "narrow"), chart.widths, strict=True):
        drawing = chart.draw(width)
        forms[form] = drawing.mirrored() if mirrored else drawing
    data = reading.words("chart.data", day=reading.formats.day(reading.as_of))
    return reading.templates.component(
        "chart",
        chart=chart,
        forms=forms,
        card=chart.widths[0] < WIDE,
        data=data,
        table=draw(reading, replace(chart.table, caption=data, sortable=False)),
    )


def too_little(reading: Reading, key: str) -> Markup:
    """The sentence that stands where there is too little data for a drawing."""
    return Markup('<p class="quiet">{}</p>').format(reading.words(f"chart.{key}.too_little"))


def thinned(entries: Sequence[T], most: int, day: Callable[[T], date]) -> tuple[list[T], str]:
    """Of many entries the last of each month, quarter or year, and which of these.

    Args:
        entries: by day.
        most: how many there may be.
        day: gives the day of one.
    """
    if len(entries) <= most:
        return [*entries], ""
    found: list[T] = []
    for every, months in (("month", 1), ("quarter", 3), ("year", 12)):
        kept = {(day(e).year * 12 + day(e).month - 1) // months: e for e in entries}
        found = [*kept.values()]
        if len(found) <= most:
            return found, every
    return found[-most:], "year"


def said(text: Markup) -> str:
    """Words without their tags as plain text, for a drawing."""
    return Markup(_TAG.sub("", text)).unescape()


def notation(reading: Reading, number: Callable[[Decimal], str] | None = None) -> Notation:
    """How the ticks of a chart are written, numbers plainly where not told, and the facts' day."""
    formats = reading.formats

    def day(day: date, unit: Unit, first: bool) -> str:
        if unit == "day":
            return formats.day(day, "short")
        if unit == "year":
            return formats.tick_day(day, "year")
        return formats.tick_day(day, "year_month" if first or day.month == 1 else "month")

    return Notation(number or formats.tick, day, formats.day(reading.as_of))


def added(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of some amounts, exactly, however many digits they have."""
    return exact(total(amounts))


class Amounts:
    """Writes the amounts of one chart alike: without decimals where none of them needs any.

    Args:
        reading: the project.
        amounts: all amounts of the chart.
    """

    def __init__(self, reading: Reading, amounts: Iterable[Decimal]) -> None:
        self._reading = reading
        self._whole = all(amount == amount.to_integral_value() for amount in amounts)

    def rounded(self, amount: Decimal) -> Decimal:
        """A computed amount to the decimals that are shown."""
        return rounded(Fraction(amount), 0) if self._whole else amount

    def of(self, amount: Decimal, *, signed: bool = False) -> str:
        """An amount, with its sign where asked."""
        formats = self._reading.formats
        return (formats.whole_money if self._whole else formats.money)(amount, signed)

    def more(self, amount: Decimal, reference: str) -> str:
        """How far an amount lies from another: "£1,500 more than agreed"."""
        words = self._reading.words
        if not amount:
            return words.plain(f"{reference}.same")
        way = "more" if amount > 0 else "less"
        return words.plain(f"{reference}.{way}", amount=self.of(amount.copy_abs()))
