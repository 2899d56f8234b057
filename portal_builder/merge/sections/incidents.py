"""Incidents: what went wrong, when you were told, why it happened, and what prevents it."""

from __future__ import annotations

from markupsafe import Markup

from portal_builder.merge.cards import Card, Fact, Passage, card, draw_cards
from portal_builder.merge.content import Content, found, table
from portal_builder.merge.figures import draw_figures, explained
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Row
from portal_builder.model.incidents import Incident, TimelineEntry

# What the sentences of a card tell.
_TOLD = ("began_at", "detected_at", "detected_by", "disclosed_at", "resolved_at")


def incidents(reading: Reading) -> Content | None:
    """The page of the section; None where there is nothing on it."""
    entries = reading.facts.incidents
    if not entries:
        return None
    newest = sorted(entries, key=lambda entry: reading.day_of(entry.detected_at), reverse=True)
    cards = [_card(reading, incident) for incident in newest]
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
    if incident.prevention:
        done = sum(measure.done_on is not None for measure in incident.prevention)
        measures = reading.share(done, len(incident.prevention))
        first.append(Fact(words("incident.measures"), measures))
    timeline = Passage(words("field.timeline"), _timeline(reading, incident.timeline))
    return card(
        reading,
        incident,
        state=reading.state("incident", incident.status),
        lead=_story(reading, incident),
        skip=("status", "severity", "timeline", *_TOLD),
        first=first,
        last=(timeline,),
    )


def _story(reading: Reading, incident: Incident) -> Markup:
    """Who noticed it and when, when the client was told, when it was resolved, in sentences."""
    words = reading.words
    told = [
        words(f"incident.noticed.{incident.detected_by}", day=reading.when(incident.detected_at)),
        _disclosure(reading, incident),
    ]
    if incident.began_at:
        told.insert(0, words("incident.began", day=reading.when(incident.began_at)))
    if incident.resolved_at:
        told.append(words("incident.resolved", day=reading.when(incident.resolved_at)))
    return Markup(" ").join(sentence for sentence in told if sentence)


def _disclosure(reading: Reading, incident: Incident) -> Markup:
    words, at = reading.words, incident.disclosed_at
    if at is None:
        return Markup()
    if isinstance(at, str):
        return words("incident.told.never")
    days = _days_to_disclose(reading, incident)
    if not days:
        return words("incident.told.same_day", day=reading.when(at))
    return words("incident.told.later", days=reading.days(days), day=reading.when(at))


def _timeline(reading: Reading, entries: tuple[TimelineEntry, ...]) -> Markup:
    if not entries:
        return Markup()
    steps = [(reading.when(entry.at), reading.brief(entry.text)) for entry in entries]
    return reading.templates.component("timeline", steps=steps)
