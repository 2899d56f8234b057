"""The risks drawn: those that may still happen, by probability and impact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from portal_builder.charts import matrix
from portal_builder.charts.drawing import Drawing
from portal_builder.charts.matrix import SIDE, Field, Risk, Sides
from portal_builder.merge.charts.figure import Chart, draw_chart, too_little
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Column, Row, Table

LEAST = 2
"""From how many rated risks that may still happen there is a drawing."""


def risk_chart(reading: Reading) -> Markup:
    """The HTML of the square of risks."""
    rated = _rated(reading)
    if len(rated) < LEAST:
        return too_little(reading, "risks") if rated else Markup()
    words, number = reading.words, reading.formats.number
    sides = Sides(
        words.plain("field.probability"),
        words.plain("field.risk_impact"),
        tuple(number(n) for n in range(1, SIDE + 1)),
    )
    crowded = matrix.is_crowded(rated)
    groups = matrix.fields(rated)
    counts = {field: number(len(group)) for field, group in groups.items()} if crowded else {}

    def draw(width: float) -> Drawing:
        return matrix.matrix(rated, sides, counts, width)

    subject = words.plain(
        f"chart.risks.{'counted' if crowded else 'subject'}", day=reading.formats.day(reading.as_of)
    )
    table = _counted(reading, groups) if crowded else _table(reading, rated)
    return draw_chart(reading, Chart("risks", _finding(reading, rated), subject, draw, table))


def _rated(reading: Reading) -> list[Risk]:
    """The open risks with both ratings, the gravest first."""
    number = reading.formats.number
    found = [
        Risk(
            risk.id,
            risk.title,
            risk.probability,
            risk.impact,
            number(risk.probability * risk.impact),
            f"{risk.title} ({risk.id})",
        )
        for risk in reading.facts.risks
        if (risk.status or "open") == "open" and risk.probability and risk.impact
    ]
    return sorted(found, key=lambda risk: -risk.score)


def _finding(reading: Reading, rated: Sequence[Risk]) -> str:
    gravest = [risk for risk in rated if risk.score == rated[0].score]
    count = reading.formats.number(len(gravest))
    return reading.words.plain_count(
        "chart.risks",
        len(gravest),
        count=count,
        score=rated[0].written,
        title=rated[0].title,
    )


def _heads(reading: Reading) -> tuple[Column, ...]:
    cells = Cells(reading)
    return (
        cells.column("probability", number=True),
        cells.column("risk_impact", number=True),
        Column(reading.words("field.risk_score"), number=True),
    )


def _table(reading: Reading, rated: Sequence[Risk]) -> Table:
    cells = Cells(reading)
    rows = [
        Row(
            Cell(Markup('{} <span class="row-id">{}</span>').format(risk.title, risk.name)),
            tuple(cells.number(n) for n in (risk.probability, risk.impact, risk.score)),
        )
        for risk in rated
    ]
    return Table(Markup(), (cells.column("title"), *_heads(reading)), tuple(rows))


def _counted(reading: Reading, groups: Mapping[Field, tuple[Risk, ...]]) -> Table:
    cells = Cells(reading)
    rows = [
        Row(
            Cell(escape(reading.words.plain("text.comma").join(risk.name for risk in group))),
            (
                *(cells.number(n) for n in (*field, group[0].score)),
                cells.number(len(group)),
            ),
        )
        for field, group in groups.items()
    ]
    count = Column(reading.words("chart.risks.count"), number=True)
    return Table(Markup(), (cells.column("title"), *_heads(reading), count), tuple(rows))
