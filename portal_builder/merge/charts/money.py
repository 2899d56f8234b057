"""The money drawn over time: what was planned, earned and spent, and where it will end."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup, escape

from portal_builder.charts.drawing import Drawing
from portal_builder.charts.series import Outlook, Point, Series, SeriesChart, draw
from portal_builder.figures.budget_values import BudgetFigures, MoneyByDay
from portal_builder.merge.charts.figure import Amounts, Chart, draw_chart, notation, too_little
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Column, Row, Table

LEAST = 2
"""From how many months with spending there is a drawing over time."""

WHOLE_FROM = 1000
"""From which amount on all are drawn and told in whole units: what is planned is no exact number."""

_LINES = ("planned", "earned", "spent")


def money_chart(reading: Reading) -> Markup:
    """The HTML of the money over time."""
    figures, section = reading.figures.budget, reading.facts.budget
    if figures is None or section is None or not figures.by_day or figures.bac <= 0:
        return Markup()
    if len({a.period for line in section.lines for a in line.actuals}) < LEAST:
        return too_little(reading, "money")
    return draw_chart(reading, _Money(reading, figures).chart())


class _Money:
    """Writes the sums of a budget, all in the same way."""

    def __init__(self, reading: Reading, figures: BudgetFigures) -> None:
        self._reading, self._figures = reading, figures
        self._outlook = figures.eac_range
        known = [
            n for row in figures.by_day for key in _LINES if (n := getattr(row, key)) is not None
        ]
        whole = max(n.copy_abs() for n in known) >= WHOLE_FROM
        self._amounts = Amounts(reading, [] if whole else known)

    def chart(self) -> Chart:
        """All of it."""
        words, figures = self._reading.words, self._figures
        ticks = notation(self._reading, self._reading.formats.tick_money)
        drawn = self._drawn()

        def form(width: float) -> Drawing:
            return draw(drawn, width, ticks)

        sums = {"spent": figures.ac, "earned": figures.ev, "planned": figures.pv}
        day = self._reading.formats.day(self._reading.as_of)
        subject = [words.plain("chart.money.subject", day=day)]
        if self._outlook or figures.ev < figures.bac:
            subject.append(words.plain(f"chart.money.{'range' if self._outlook else 'no_range'}"))
        return Chart(
            "money",
            words.plain("chart.money", **{key: self._written(n) for key, n in sums.items()}),
            " ".join(subject),
            form,
            self._table(),
        )

    def _written(self, amount: Decimal) -> str:
        return self._amounts.of(self._amounts.rounded(amount))

    def _drawn(self) -> SeriesChart:
        words, outlook, rounded = self._reading.words, self._outlook, self._amounts.rounded
        eac = Outlook(
            (words.plain("chart.expected"), self._written(self._figures.eac)),
            rounded(self._figures.eac),
            rounded(outlook.low) if outlook else None,
            rounded(outlook.high) if outlook else None,
            self._bound("low"),
            self._bound("high"),
        )
        lines = tuple(self._line(key) for key in _LINES)
        return SeriesChart(lines, self._reading.as_of, outlook=eac)

    def _line(self, key: str) -> Series:
        points = tuple(
            Point(row.day, self._amounts.rounded(value))
            for row in self._figures.by_day
            if (value := getattr(row, key)) is not None
        )
        name = self._reading.words.plain(f"chart.money.{key}"), self._amounts.of(points[-1].value)
        return Series(f"is-{key}", name, points, stepped=key == "earned")

    def _bound(self, key: str) -> tuple[str, ...]:
        """How an end of the range is written: "up to £71,000"."""
        if self._outlook is None:
            return ()
        amount = self._written(getattr(self._outlook, key))
        return (self._reading.words.plain(f"chart.money.{key}", amount=amount),)

    def _table(self) -> Table:
        words, cells = self._reading.words, Cells(self._reading)

        def row(sums: MoneyByDay) -> Row:
            known = [getattr(sums, key) for key in _LINES]
            texts = ["" if amount is None else self._written(amount) for amount in known]
            return Row(cells.day(sums.day), tuple(Cell(escape(t), number=True) for t in texts))

        ends = [self._written(self._figures.eac), *self._bound("low"), *self._bound("high")]
        foot = Row(
            Cell(words("figure.budget.eac")),
            (
                Cell(number=True),
                Cell(number=True),
                Cell(escape(words.plain("text.comma").join(ends)), number=True),
            ),
        )
        keys = ("chart.money.plan", "field.ev", "field.ac")
        heads = (Column(words(key), number=True) for key in keys)
        rows = tuple(map(row, self._figures.by_day))
        return Table(Markup(), (cells.column("on"), *heads), rows, foot)
