"""Goals, measured; and what you told us about working with us."""

from __future__ import annotations

from markupsafe import Markup, escape

from portal_builder.merge.cards import Card, Fact, Passage, card, draw_cards
from portal_builder.merge.charts import goal_chart
from portal_builder.merge.content import Anchors, Content, anchors, found, found_rows, table
from portal_builder.merge.figures import draw_figures
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Column, Row
from portal_builder.model.goals import Goal, Measurement


def goals(reading: Reading) -> Content | None:
    """The page of both sections; None where there is nothing on it."""
    entries, named = reading.facts.goals, anchors(reading)
    feedback = _feedback(reading, named)
    if not entries and not feedback:
        return None
    cards = [_card(reading, goal) for goal in entries]
    cells = Cells(reading)
    columns = [
        cells.column("title"),
        *(cells.column(key, number=True) for key in ("baseline", "target", "latest")),
        cells.column("due_on"),
    ]
    rows = [Row(cells.title(goal.id), _cells(cells, goal)) for goal in entries]
    return Content(
        {
            "table": table(reading, "section.goals", columns, rows),
            "records": draw_cards(reading, cards),
            "figures": draw_figures(reading, ["feedback.nps"]),
            "feedback": table(
                reading,
                "section.feedback",
                (cells.column("on"), cells.column("score", number=True), cells.column("comment")),
                feedback,
            ),
        },
        (*found(cards), *found_rows(feedback)),
    )


def latest(goal: Goal) -> Measurement | None:
    """The newest measurement of a goal; of one day the last written."""
    return max(enumerate(goal.measurements), key=lambda m: (m[1].on, m[0]), default=(0, None))[1]


def _cells(cells: Cells, goal: Goal) -> tuple[Cell, ...]:
    now = latest(goal)
    values = (goal.baseline, goal.target, now.value if now else None)
    return (
        *(
            Cell(_with_unit(goal, cells.number(value)), str(value), number=True)
            if value is not None
            else Cell(number=True)
            for value in values
        ),
        cells.day(goal.due_on),
    )


def _with_unit(goal: Goal, value: Cell) -> Markup:
    return value.html + " " + escape(goal.unit) if goal.unit else value.html


def _card(reading: Reading, goal: Goal) -> Card:
    cells, first = Cells(reading), []
    for key, value in (("baseline", goal.baseline), ("target", goal.target)):
        if value is not None:
            shown = _with_unit(goal, cells.number(value))
            first.append(Fact(reading.words(f"field.{key}"), shown))
    rows = [
        Row(
            cells.day(measured.on),
            (Cell(_with_unit(goal, cells.number(measured.value)), number=True),),
        )
        for measured in goal.measurements
    ]
    columns = (cells.column("on"), Column(reading.words("field.value"), number=True))
    measured = table(reading, "field.measurements", columns, rows)
    return card(
        reading,
        goal,
        skip=("baseline", "target", "measurements"),
        first=first,
        last=(Passage(reading.words("field.measurements"), goal_chart(reading, goal, measured)),),
    )


def _feedback(reading: Reading, named: Anchors) -> list[Row]:
    cells = Cells(reading)
    return [
        Row(
            cells.day(entry.on),
            (cells.number(entry.score), cells.rich(entry.comment)),
            named.of("feedback", entry.on.isoformat()),
        )
        for entry in reading.facts.feedback
    ]
