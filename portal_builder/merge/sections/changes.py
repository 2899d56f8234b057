"""Changes: every change request, what it would do, and who decided on it."""

from __future__ import annotations

from markupsafe import Markup

from portal_builder.figures.rounding import exact, total
from portal_builder.merge.cards import Card, Fact, Passage, card, draw_cards, entries
from portal_builder.merge.content import Content, found, table
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Row
from portal_builder.model.changes import Change, Evidence


def changes(reading: Reading) -> Content | None:
    """The page of the section; None where there is nothing on it."""
    requests = reading.facts.changes
    if not requests:
        return None
    cards = [_card(reading, change) for change in requests]
    cells = Cells(reading)
    columns = [
        *(cells.column(key) for key in ("title", "status")),
        cells.column("cost", number=True),
        *(cells.column(key) for key in ("schedule", "scope")),
        *(cells.column(key) for key in ("requested_on", "needed_by", "decided_on")),
    ]
    rows = [Row(cells.title(change.id), _cells(reading, cells, change)) for change in requests]
    return Content(
        {
            "table": table(reading, "section.changes", columns, rows),
            "records": draw_cards(reading, cards),
        },
        found(cards),
    )


def effect(reading: Reading, change: Change) -> Markup:
    """What a change does to price and dates, in a line; empty where it does neither."""
    parts = [_cost(reading, change).html, _dates(reading, change).html]
    return Markup("; ").join(part for part in parts if part)


def _cost(reading: Reading, change: Change) -> Cell:
    if not change.impact.cost:
        return Cell(number=True)
    amount = exact(total(cost.amount for cost in change.impact.cost))
    return Cells(reading).money(amount, signed=True)


def _dates(reading: Reading, change: Change) -> Cell:
    lines = [
        Markup("{}: {}").format(
            reading.title_of(impact.milestone), reading.later(impact.days, "move") or "–"
        )
        for impact in change.impact.schedule
    ]
    return Cell(Markup("<br>").join(lines))


def _scope(reading: Reading, change: Change) -> Cell:
    scope, words = change.impact.scope, reading.words
    lines = [words("change.adds", title=reading.title_of(name)) for name in scope.add]
    lines += [words("change.removes", title=reading.title_of(name)) for name in scope.remove]
    return Cell(Markup("<br>").join(lines))


def _cells(reading: Reading, cells: Cells, change: Change) -> tuple[Cell, ...]:
    return (
        cells.state("change", change.status),
        _cost(reading, change),
        _dates(reading, change),
        _scope(reading, change),
        cells.day(change.requested_on),
        cells.day(change.needed_by),
        cells.day(change.decided_on),
    )


def _card(reading: Reading, change: Change) -> Card:
    impact, words = change.impact, reading.words
    first = []
    if impact.cost:
        first.append(Fact(words("field.cost"), _cost(reading, change).html))
    last = [
        Passage(words("field.cost"), entries(reading, impact.cost) if impact.cost else Markup()),
        Passage(
            words("field.schedule"),
            entries(reading, impact.schedule) if impact.schedule else Markup(),
        ),
        Passage(words("change.adds_title"), reading.refs(impact.scope.add)),
        Passage(words("change.removes_title"), reading.refs(impact.scope.remove)),
        Passage(
            words("field.quality"), reading.rich(impact.quality) if impact.quality else Markup()
        ),
        Passage(words("field.evidence"), _evidence(reading, change.evidence)),
    ]
    return card(
        reading,
        change,
        state=reading.state("change", change.status),
        skip=("status", "impact", "evidence"),
        first=first,
        last=last,
    )


def _evidence(reading: Reading, evidence: Evidence | None) -> Markup:
    if evidence is None:
        return Markup()
    lines = [reading.text(evidence.title)]
    if evidence.url:
        lines.append(reading.link(evidence.url))
    if evidence.file:
        lines.append(reading.file_link(evidence.file))
    if evidence.sha256:
        lines.append(reading.words("change.sha256", digest=evidence.sha256))
    return Markup("<br>").join(lines)
