"""A goal drawn: what was measured, against the start and the target."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup, escape

from portal_builder.charts import scale
from portal_builder.charts.drawing import CARD_NARROW, CARD_WIDE, Drawing
from portal_builder.charts.series import Level, Point, Series, SeriesChart, draw
from portal_builder.merge.charts.figure import Chart, draw_chart, notation, thinned, too_little
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Column, Row, Table
from portal_builder.model.goals import Goal, Measurement

LEAST = 2
"""From how many days with a measurement there is a drawing."""

MOST = 24
"""How many measurements are drawn; of more, the last of each month, quarter or year."""

HEIGHT = 140.0
"""The height of the plot, in pixels: it stands in a card."""

VISIBLE = Decimal("0.1")
"""The share of the greatest number that differences must have, for a scale that begins at zero."""


def goal_chart(reading: Reading, goal: Goal, table: Markup) -> Markup:
    """The HTML of a goal's measurements.

    Args:
        reading: the project.
        goal: the goal.
        table: of its measurements, shown too where there are too few, or too many, for the drawing.
    """
    if not goal.measurements:
        return Markup()
    measured = sorted(goal.measurements, key=lambda m: m.on)
    shown, every = thinned(measured, MOST, lambda m: m.on)
    if len({m.on for m in measured}) < LEAST:
        return too_little(reading, "goal") + table
    drawn = draw_chart(reading, _chart(reading, goal, shown, every))
    return drawn + table if every else drawn


def _chart(reading: Reading, goal: Goal, measured: list[Measurement], every: str) -> Chart:
    drawn = _drawn(reading, goal, measured)
    ticks = notation(reading)

    def form(width: float) -> Drawing:
        return draw(drawn, width, ticks, HEIGHT)

    return Chart(
        f"{goal.id.lower()}-goal",
        _finding(reading, goal, measured[-1]),
        _subject(reading, goal, drawn, every),
        form,
        _table(reading, goal, measured),
        (CARD_WIDE, CARD_NARROW),
    )


def _drawn(reading: Reading, goal: Goal, measured: list[Measurement]) -> SeriesChart:
    name = reading.words.plain("chart.goal.measured")
    points = tuple(Point(m.on, m.value) for m in measured)
    line = Series("is-spent", (name, reading.formats.number(measured[-1].value)), points)
    levels = _levels(reading, goal)
    return SeriesChart((line,), reading.as_of, goal.due_on, levels, floor=_floor(goal))


def _floor(goal: Goal) -> Decimal:
    """Where the scale begins: at zero, unless differences could not be seen then."""
    numbers = [m.value for m in goal.measurements]
    numbers += [n for n in (goal.baseline, goal.target) if n is not None]
    low, high = min(numbers), max(numbers)
    return low - (high - low) if 0 < high - low < high * VISIBLE and low > 0 else Decimal(0)


def _levels(reading: Reading, goal: Goal) -> tuple[Level, ...]:
    words, number = reading.words, reading.formats.number
    return tuple(
        Level(f"is-{look}", (words.plain(f"chart.goal.{key}"), number(value)), value)
        for key, look, value in (
            ("target", "agreed", goal.target),
            ("baseline", "baseline", goal.baseline),
        )
        if value is not None
    )


def _with_unit(reading: Reading, goal: Goal, value: Decimal) -> str:
    number = reading.formats.number(value)
    return f"{number} {goal.unit}" if goal.unit else number


def _finding(reading: Reading, goal: Goal, latest: Measurement) -> str:
    words, target, start = reading.words, goal.target, goal.baseline
    values = {
        "value": _with_unit(reading, goal, latest.value),
        "day": reading.formats.day(latest.on, "long"),
    }
    if target is None:
        return words.plain("chart.goal.value", **values)
    reached = start is not None and (latest.value - target) * (target - start) >= 0
    key = "chart.goal.reached" if reached and target != start else "chart.goal.towards"
    return words.plain(key, target=_with_unit(reading, goal, target), **values)


def _subject(reading: Reading, goal: Goal, drawn: SeriesChart, every: str) -> str:
    words = reading.words
    subject = words.plain(
        "chart.goal.subject", title=goal.title, day=reading.formats.day(reading.as_of)
    )
    if every:
        subject += " " + words.plain(f"chart.goal.{every}")
    if not drawn.floor:
        return subject
    begins = scale.ticks(drawn.floor, max(drawn.values))[0]
    return f"{subject} {words.plain('chart.goal.floor', number=reading.formats.number(begins))}"


def _table(reading: Reading, goal: Goal, measured: list[Measurement]) -> Table:
    cells, words = Cells(reading), reading.words

    def value(number: Decimal) -> Cell:
        return Cell(escape(_with_unit(reading, goal, number)), number=True)

    levels = (("baseline", goal.baseline), ("target", goal.target))
    rows = [Row(cells.day(m.on), (value(m.value),)) for m in measured]
    rows += [Row(Cell(words(f"field.{k}")), (value(n),)) for k, n in levels if n is not None]
    columns = (cells.column("on"), Column(words("field.value"), number=True))
    return Table(Markup(), columns, tuple(rows))
