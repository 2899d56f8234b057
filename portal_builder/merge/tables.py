"""Tables: rows that sort and filter in the browser, each with its title first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from markupsafe import Markup

from portal_builder.merge.reading import Reading
from portal_builder.merge.words import NOTHING


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        html: what it shows; empty where nothing is known.
        sort: what it is sorted by, if not by its text.
        number: whether it is aligned as a number.
    """

    html: Markup = NOTHING
    sort: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its title, its cells, and its anchor where no record card carries it."""

    title: Cell
    cells: tuple[Cell, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, and whether numbers stand in it."""

    head: Markup
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; columns in which no row has anything are left out when it is drawn.

    Attributes:
        caption: what it is called, for those who do not see it.
        columns: their heads.
        rows: its rows.
        foot: a row for all of them together.
        sortable: whether a reader can sort and filter it.
    """

    caption: Markup
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    foot: Row | None = None
    sortable: bool = True


def draw(reading: Reading, table: Table) -> Markup:
    """The HTML of a table; nothing of one without rows."""
    if not table.rows:
        return Markup()
    return reading.templates.component("table", table=_dense(table))


def _dense(table: Table) -> Table:
    kept = [0] + [
        n for n in range(1, len(table.columns)) if any(row.cells[n - 1].html for row in table.rows)
    ]
    return replace(
        table,
        columns=tuple(table.columns[n] for n in kept),
        rows=tuple(_pick(row, kept) for row in table.rows),
        foot=table.foot and _pick(table.foot, kept),
    )


def _pick(row: Row, kept: Sequence[int]) -> Row:
    return Row(row.title, tuple(row.cells[n - 1] for n in kept if n), row.anchor)


@dataclass(frozen=True, slots=True)
class Cells:
    """Makes the cells of a project's tables."""

    reading: Reading

    def column(self, key: str, *, number: bool = False) -> Column:
        """A column headed by the name of a field."""
        return Column(self.reading.words(f"field.{key}"), number)

    def title(self, name: str) -> Cell:
        """A record's title, linked to its card, its id beneath."""
        title = self.reading.title_of(name)
        html = Markup('<a href="{}">{}</a><span class="row-id">{}</span>').format(
            f"#{name.lower()}", self.reading.foreign(title), name
        )
        return Cell(html, title)

    def day(self, value: date | datetime | None) -> Cell:
        """A date or moment."""
        return Cell(self.reading.when(value), value.isoformat()) if value else Cell()

    def money(self, amount: Decimal | None, *, signed: bool = False) -> Cell:
        """An amount."""
        if amount is None:
            return Cell(number=True)
        return Cell(self.reading.money(amount, signed=signed), str(amount), number=True)

    def number(self, number: Decimal | int | None) -> Cell:
        """A number."""
        if number is None:
            return Cell(number=True)
        return Cell(self.reading.number(number), str(number), number=True)

    def days(self, days: int | None) -> Cell:
        """A number of days."""
        return Cell(number=True) if days is None else Cell(self.reading.days(days), str(days), True)

    def percent(self, percent: Decimal | None) -> Cell:
        """A percentage."""
        if percent is None:
            return Cell(number=True)
        return Cell(self.reading.percent(percent), str(percent), number=True)

    def state(self, kind: str, name: str | None) -> Cell:
        """A state, sorted in the order of the table of states."""
        if name is None:
            return Cell()
        order = list(self.reading.templates.states[kind]).index(name)
        return Cell(self.reading.state(kind, name), str(order))

    def choice(self, name: str | None) -> Cell:
        """One of a field's choices."""
        return Cell(self.reading.choice(name)) if name else Cell()

    def text(self, text: str | None) -> Cell:
        """Plain authored text."""
        return Cell(self.reading.text(text), text) if text else Cell()

    def rich(self, source: str | None) -> Cell:
        """Authored Markdown."""
        return Cell(self.reading.brief(source)) if source else Cell()
