"""Risks: what could go wrong, the worst first, and what is done about it."""

from __future__ import annotations

from portal_builder.merge.cards import Card, Fact, card, draw_cards
from portal_builder.merge.charts import risk_chart
from portal_builder.merge.content import Content, found, table
from portal_builder.merge.figures import explained
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cells, Column, Row
from portal_builder.model.risks import Risk


def risks(reading: Reading) -> Content | None:
    """The page of the section; None where there is nothing on it."""
    entries = reading.facts.risks
    if not entries:
        return None
    cards = [_card(reading, risk) for risk in entries]
    cells = Cells(reading)
    columns = [
        *(cells.column(key) for key in ("title", "status")),
        cells.column("probability", number=True),
        cells.column("impact", number=True),
        Column(reading.words("field.risk_score"), number=True),
        *(cells.column(key) for key in ("response", "owner", "review_on")),
    ]
    ranked = sorted(entries, key=lambda risk: (risk.status or "open") != "open")
    rows = [_row(reading, cells, risk) for risk in sorted(ranked, key=lambda r: -_rank(reading, r))]
    drawn = table(reading, "section.risks", columns, rows)
    return Content(
        {
            "chart": risk_chart(reading),
            "table": explained(reading, drawn, {"risk.score": "field.risk_score"}),
            "records": draw_cards(reading, cards),
        },
        found(cards),
    )


def _score(reading: Reading, risk: Risk) -> int | None:
    figures = reading.figures.risks
    return figures.records[risk.id].score if figures else None


def _rank(reading: Reading, risk: Risk) -> int:
    """By how much a risk matters now: its score while it may still happen."""
    return (_score(reading, risk) or 0) if (risk.status or "open") == "open" else -1


def _row(reading: Reading, cells: Cells, risk: Risk) -> Row:
    return Row(
        cells.title(risk.id),
        (
            cells.state("risk", risk.status or "open"),
            cells.number(risk.probability),
            cells.number(risk.impact),
            cells.number(_score(reading, risk)),
            cells.choice(risk.response),
            cells.choice(risk.owner),
            cells.day(risk.review_on),
        ),
    )


def _card(reading: Reading, risk: Risk) -> Card:
    score, words = _score(reading, risk), reading.words
    rated = {"probability": risk.probability, "risk_impact": risk.impact}
    first = [
        Fact(words(f"field.{key}"), reading.share(value, 5))
        for key, value in rated.items()
        if value is not None
    ]
    if score is not None:
        first.append(Fact(words("field.risk_score"), reading.share(score, 25)))
    return card(
        reading,
        risk,
        state=reading.state("risk", risk.status or "open"),
        skip=("status", "probability", "impact"),
        first=first,
    )
