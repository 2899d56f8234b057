"""Incidents: what went wrong, when you were told, why it happened, and what prevents it."""

from __future__ import annotations

from markupsafe import Markup

from portal_builder.merge.cards import Card, Fact, Passage, card, draw_cards
from portal_builder.merge.content import Content, found, table
from portal_builder.merge.figures import draw_figures, explained
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Row
from portal_builder.model.incidents import Incident, TimelineEntry


def incidents(reading: Reading) -> Content | None:
    """The page of the section; None where there is nothing on it."""
    entries = reading.facts.incidents
    if not entries:
        return None
    cards = [_card(reading, incident) for incident in entries]
    cells = Cells(reading)
    columns = [
        cells.column(key)
        for key in ("title", "status", "severity", "kind", "detected_at", "disclosed_at")
    ]
    columns.append(cells.column("days_to_disclose", number=True))
    rows = [Row(cells.title(entry.id), _cells(reading, cells, entry)) for entry in entries]
    drawn = table(reading, "section.incidents", columns, rows)
    labels = {"incident.days_to_disclose": "field.days_to_disclose"}
    return Content(
        {
            "figures": draw_figures(reading, ["incidents.prevention_done"]),
            "table": explained(reading, drawn, labels),
            "records": draw_cards(reading, cards),
        },
        found(cards),
    )


def _days_to_disclose(reading: Reading, incident: Incident) -> int | None:
    figures = reading.figures.incidents
    return figures.records[incident.id].days_to_disclose if figures else None


def _cells(reading: Reading, cells: Cells, incident: Incident) -> tuple[Cell, ...]:
    told, days = incident.disclosed_at, _days_to_disclose(reading, incident)
    return (
        cells.state("incident", incident.status),
        cells.state("severity", incident.severity),
        cells.choice(incident.kind),
        cells.day(incident.detected_at),
        Cell(reading.choice(told)) if isinstance(told, str) else cells.day(told),
        cells.days(days),
    )


def _card(reading: Reading, incident: Incident) -> Card:
    words, first = reading.words, []
    if incident.severity:
        severity = reading.state("severity", incident.severity)
        first.append(Fact(words("field.severity"), severity))
    days = _days_to_disclose(reading, incident)
    if days is not None:
        first.append(Fact(words("field.days_to_disclose"), reading.days(days)))
    timeline = Passage(words("field.timeline"), _timeline(reading, incident.timeline))
    return card(
        reading,
        incident,
        state=reading.state("incident", incident.status),
        skip=("status", "severity", "timeline"),
        first=first,
        last=(timeline,),
    )


def _timeline(reading: Reading, entries: tuple[TimelineEntry, ...]) -> Markup:
    if not entries:
        return Markup()
    steps = [(reading.when(entry.at), reading.brief(entry.text)) for entry in entries]
    return reading.templates.component("timeline", steps=steps)
