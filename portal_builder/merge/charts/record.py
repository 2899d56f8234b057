"""Figures drawn over time, as they stood at each revision: what nobody can move afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from markupsafe import Markup, escape

from portal_builder.charts.axes import Notation
from portal_builder.charts.drawing import Drawing
from portal_builder.charts.series import Point, Series, SeriesChart, draw
from portal_builder.history.record import Figure
from portal_builder.merge.charts.figure import Amounts, Chart, draw_chart, notation, said, thinned
from portal_builder.merge.charts.money import WHOLE_FROM
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Column, Row, Table

LEAST = 2
"""From how many days with another value there is a drawing."""

MOST = 24
"""How many days are drawn; of more, the last of each month, quarter or year."""

_MONEY = {
    "budget.bac": ("chart.agreed", "is-agreed"),
    "budget.eac": ("chart.expected", "is-expected"),
    "budget.ac": ("chart.money.spent", "is-spent"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How some figures stood from a day on; a figure that was not known is None."""

    day: date
    values: tuple[Figure, ...]


def record_charts(reading: Reading) -> Markup:
    """The HTML of all of them; a sentence where nothing can be drawn yet, nothing without figures."""
    courses = reading.retold.figures
    if not courses:
        return Markup()
    charts = [draw_chart(reading, chart) for chart in _charts(reading)]
    if charts:
        return Markup("").join(charts)
    return Markup('<p class="quiet">{}</p>').format(reading.words("chart.record.too_little"))


def _charts(reading: Reading) -> Iterator[Chart]:
    for make, names in (
        (_money, tuple(_MONEY)),
        (_end, ("schedule.slip_days", "schedule.forecast_end")),
        (_scope, ("scope.count",)),
    ):
        found = _standings(reading, names)
        known = [each for each in found if each.values[0] is not None]
        if len(known) >= LEAST:
            kept, every = thinned(_until_now(reading, found), MOST, lambda each: each.day)
            yield make(reading, kept, every)


def _standings(reading: Reading, names: Sequence[str]) -> list[Standing]:
    """How some figures stood at the end of each day on which one of them changed."""
    retold = reading.retold
    courses = [dict(retold.figures.get(name, ())) for name in names]
    held: list[Figure] = [None] * len(names)
    by_day: dict[date, Standing] = {}
    for number in sorted({number for course in courses for number in course}):
        held = [course.get(number, value) for course, value in zip(courses, held, strict=True)]
        day = retold.revisions[number - 1].day
        by_day[day] = Standing(day, tuple(held))
    found: list[Standing] = []
    for standing in by_day.values():
        if not found or found[-1].values != standing.values:
            found.append(standing)
    return found


def _until_now(reading: Reading, found: list[Standing]) -> list[Standing]:
    """The same up to the day of the last revision, on which all stood as before."""
    last = reading.retold.revisions[-1].day
    return found if found[-1].day == last else [*found, Standing(last, found[-1].values)]


def _money(reading: Reading, found: Sequence[Standing], every: str) -> Chart:
    amounts = [_decimal(value) for each in found for value in each.values]
    known = [amount for amount in amounts if amount is not None]
    whole = max(amount.copy_abs() for amount in known) >= WHOLE_FROM
    written = Amounts(reading, [] if whole else known)
    write = written.of

    def rounded(value: Figure) -> Figure:
        amount = _decimal(value)
        return None if amount is None else str(written.rounded(amount))

    found = [Standing(each.day, tuple(map(rounded, each.values))) for each in found]
    lines = [
        line
        for number, (name, look) in enumerate(_MONEY.values())
        for line in _lines(reading, found, number, name, look, write)
    ]
    values = {"now": _last(found, 1, write), "then": _first(found, 1, write)}
    return _chart(
        reading,
        "money",
        _finding(reading, found, "money", values),
        every,
        lines,
        notation(reading, reading.formats.tick_money),
        _table(reading, found, {f"figure.{name}": write for name in _MONEY}),
    )


def _end(reading: Reading, found: Sequence[Standing], every: str) -> Chart:
    def write(days: Decimal) -> str:
        return said(reading.days(int(days)))

    def day(value: Figure) -> str:
        return reading.formats.day(date.fromisoformat(str(value))) if value else unknown

    unknown = reading.words.plain("schedule.unknown")
    lines = [*_lines(reading, found, 0, "chart.record.after", "is-expected", write)]
    then = next(each.values[1] for each in found if each.values[0] is not None)
    values = {"now": day(found[-1].values[1]), "then": day(then)}
    cells, words = Cells(reading), reading.words
    rows = [
        Row(cells.day(each.day), (Cell(escape(day(each.values[1]))), _cell(each.values[0], write)))
        for each in found
    ]
    heads = (
        Column(words("figure.schedule.forecast_end")),
        Column(words("figure.schedule.slip_days"), number=True),
    )
    return _chart(
        reading,
        "end",
        _finding(reading, found, "end" if found[-1].values[1] else "no_end", values),
        every,
        lines,
        notation(reading),
        Table(Markup(), (cells.column("on"), *heads), tuple(rows)),
    )


def _scope(reading: Reading, found: Sequence[Standing], every: str) -> Chart:
    write = reading.formats.number
    lines = [*_lines(reading, found, 0, "chart.record.items", "is-expected", write)]
    last = next(each.values[0] for each in reversed(found))
    finding = reading.count(
        "chart.record.scope",
        int(str(last)),
        then=_first(found, 0, write),
        day=_begin(reading, found),
    )
    table = _table(reading, found, {"section.items": write})
    return _chart(reading, "scope", said(finding), every, lines, notation(reading), table)


def _finding(
    reading: Reading, found: Sequence[Standing], name: str, values: Mapping[str, str]
) -> str:
    """What is expected now, and what was at first."""
    key = f"{name}.same" if values["now"] == values["then"] else name
    return reading.words.plain(f"chart.record.{key}", day=_begin(reading, found), **values)


def _chart(
    reading: Reading,
    name: str,
    finding: str,
    every: str,
    lines: Sequence[Series],
    ticks: Notation,
    table: Table,
) -> Chart:
    drawn = SeriesChart(tuple(lines), reading.retold.revisions[-1].day)
    subject = reading.words.plain(f"chart.record.{name}.subject")
    if every:
        subject += " " + reading.words.plain(f"chart.record.{every}")

    def form(width: float) -> Drawing:
        return draw(drawn, width, ticks)

    return Chart(f"record-{name}", finding, subject, form, table)


def _lines(
    reading: Reading,
    found: Sequence[Standing],
    number: int,
    name: str,
    look: str,
    write: Callable[[Decimal], str],
) -> Iterator[Series]:
    """A figure as a line that ends where it is not known, and begins again where it is."""
    values = [(each.day, _decimal(each.values[number])) for each in found]
    parts = [
        [Point(day, value) for day, value in part if value is not None]
        for is_known, part in groupby(values, key=lambda entry: entry[1] is not None)
        if is_known
    ]
    for part in parts:
        named = (reading.words.plain(name), write(part[-1].value)) if part is parts[-1] else ()
        yield Series(look, named, tuple(part), stepped=True)


def _table(
    reading: Reading, found: Sequence[Standing], columns: Mapping[str, Callable[[Decimal], str]]
) -> Table:
    cells = Cells(reading)
    rows = [
        Row(
            cells.day(each.day),
            tuple(_cell(v, write) for v, write in zip(each.values, columns.values(), strict=True)),
        )
        for each in found
    ]
    heads = (Column(reading.words(key), number=True) for key in columns)
    return Table(Markup(), (cells.column("on"), *heads), tuple(rows))


def _cell(value: Figure, write: Callable[[Decimal], str]) -> Cell:
    known = _decimal(value)
    return Cell(number=True) if known is None else Cell(escape(write(known)), number=True)


def _decimal(value: Figure) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _first(found: Sequence[Standing], number: int, write: Callable[[Decimal], str]) -> str:
    return next(write(v) for each in found if (v := _decimal(each.values[number])) is not None)


def _last(found: Sequence[Standing], number: int, write: Callable[[Decimal], str]) -> str:
    return _first([*reversed(found)], number, write)


def _begin(reading: Reading, found: Sequence[Standing]) -> str:
    """The first day on which the first of the figures was known."""
    first = next(each.day for each in found if each.values[0] is not None)
    return reading.formats.day(first)
