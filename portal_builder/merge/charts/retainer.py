"""A retainer drawn: month by month what was included, carried over and used, and what is left."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from markupsafe import Markup, escape

from portal_builder.charts.retainer import Month, retainer
from portal_builder.figures.budget_values import RetainerMonth
from portal_builder.merge.charts.figure import Amounts, Chart, draw_chart, too_little
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Column, Row, Table
from portal_builder.model.budget import Retainer

LEAST = 2
"""From how many months there is a drawing."""

MOST = 12
"""How many months are drawn; of more, the latest."""


def retainer_chart(reading: Reading) -> Markup:
    """The HTML of a retainer's months."""
    figures = reading.figures.budget
    section = reading.facts.budget and reading.facts.budget.retainer
    if figures is None or not section or not figures.retainer.months:
        return Markup()
    months = figures.retainer.months[-MOST:]
    if len(months) < LEAST:
        return too_little(reading, "retainer")
    writer = _Writer(reading, section, months)
    words, formats = reading.words, reading.formats
    drawn = [writer.month(month) for month in months]
    subject = words.plain("chart.retainer.subject", day=formats.day(reading.as_of))
    if len(months) < len(figures.retainer.months):
        subject += " " + words.plain("chart.retainer.chosen", shown=formats.number(len(months)))
    chart = Chart(
        "retainer",
        words.plain(
            "chart.retainer", month=drawn[-1].title, told=writer.told(months[-1], writer.worded)
        ),
        subject,
        partial(retainer, drawn, writer.included),
        writer.table(months),
    )
    return draw_chart(reading, chart)


class _Writer:
    """Writes amounts of a retainer in its unit."""

    def __init__(
        self, reading: Reading, section: Retainer, months: tuple[RetainerMonth, ...]
    ) -> None:
        self._reading, self._section = reading, section
        amounts = [n for m in months for n in (m.used, m.carried, m.balance)]
        self._amounts = Amounts(reading, [section.included, *amounts])

    def amount(self, value: Decimal) -> str:
        """An amount: money, or a number of hours."""
        if self._section.unit == "money":
            return self._amounts.of(value)
        return self._reading.formats.number(value)

    def worded(self, value: Decimal) -> str:
        """An amount with its unit: money, or hours in words."""
        if self._section.unit == "money":
            return self.amount(value)
        return self._reading.words.plain_count("unit.hours", value, hours=self.amount(value))

    @property
    def included(self) -> str:
        """What each month includes, in words."""
        amount = self.worded(self._section.included)
        return self._reading.words.plain("chart.retainer.included", amount=amount)

    def told(self, month: RetainerMonth, write: Callable[[Decimal], str]) -> str:
        """What was used and what is left, in words."""
        way = "left" if month.balance >= 0 else "over"
        used, rest = write(month.used), write(month.balance.copy_abs())
        return self._reading.words.plain(f"chart.retainer.{way}", used=used, rest=rest)

    def month(self, month: RetainerMonth) -> Month:
        """A month as it is drawn."""
        return Month(
            self._reading.formats.month(month.period),
            self.told(month, self.amount),
            self._section.included,
            month.carried,
            month.used,
            month.balance,
        )

    def table(self, months: tuple[RetainerMonth, ...]) -> Table:
        """The months with all their numbers."""
        words, cells = self._reading.words, Cells(self._reading)
        heads = (
            words("field.included"),
            words("chart.retainer.carried"),
            words("field.used"),
            words("field.balance"),
        )
        rows = [
            Row(
                Cell(escape(self._reading.formats.month(month.period))),
                tuple(
                    Cell(escape(self.amount(n)), number=True)
                    for n in (self._section.included, month.carried, month.used, month.balance)
                ),
            )
            for month in months
        ]
        columns = (cells.column("period"), *(Column(head, True) for head in heads))
        return Table(Markup(), columns, tuple(rows))
