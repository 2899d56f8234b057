"""Scope: what was agreed, how far it is, what is not part of it, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from portal_builder.merge.cards import Card, Fact, card, draw_cards
from portal_builder.merge.content import Anchors, Content, anchors, found, found_rows, table
from portal_builder.merge.reading import Reading
from portal_builder.merge.sections.effects import pending, state_of
from portal_builder.merge.tables import Cells, Row
from portal_builder.model.scope import Scope, ScopeItem


def scope(reading: Reading) -> Content | None:
    """The page of the section; None where there is nothing on it."""
    section = reading.facts.scope
    if section is None:
        return None
    named = anchors(reading)
    cards = [_card(reading, item) for item in section.items]
    excluded, assumptions = _excluded(reading, section, named), _assumed(reading, section, named)
    cells = Cells(reading)
    return Content(
        {
            "items": _table(reading, section.items),
            "records": draw_cards(reading, cards),
            "excluded": table(
                reading,
                "section.excluded",
                (cells.column("title"), cells.column("reason")),
                excluded,
            ),
            "assumptions": table(
                reading,
                "section.assumptions",
                (cells.column("assumption"), cells.column("status")),
                assumptions,
            ),
        },
        (*found(cards), *found_rows(excluded), *found_rows(assumptions)),
    )


def _state(reading: Reading, item: ScopeItem) -> str:
    """What an approved change removes is removed, whatever the item's own status says."""
    removed = reading.effects.removal(item) == "approved"
    return state_of(reading, item, "removed" if removed else item.status)


def _table(reading: Reading, items: Sequence[ScopeItem]) -> Markup:
    cells = Cells(reading)
    columns = [
        cells.column(key)
        for key in ("title", "status", "delivered_on", "accepted_on", "accepted_by")
    ]
    rows = [
        Row(
            cells.title(item.id),
            (
                cells.state("scope", _state(reading, item)),
                cells.day(item.delivered_on),
                cells.day(item.accepted_on),
                cells.text(item.accepted_by),
            ),
        )
        for item in items
    ]
    return table(reading, "section.items", columns, rows)


def _card(reading: Reading, item: ScopeItem) -> Card:
    state = reading.state("scope", _state(reading, item))
    first: list[Fact] = []
    if reading.effects.removal(item) == "proposed":
        first.append(pending(reading, "removal", _removing(reading, item)))
    if item.status != _state(reading, item):
        first.append(Fact(reading.words("field.status"), reading.state("scope", item.status)))
    return card(reading, item, state=state, skip=("status",), first=first)


def _removing(reading: Reading, item: ScopeItem) -> list[str]:
    return [
        c.id
        for c in reading.facts.changes
        if c.status == "proposed" and (c.id == item.removed_by or item.id in c.impact.scope.remove)
    ]


def _excluded(reading: Reading, section: Scope, named: Anchors) -> list[Row]:
    cells = Cells(reading)
    return [
        Row(cells.text(e.title), (cells.rich(e.reason),), named.of("excluded", e.title))
        for e in section.excluded
    ]


def _assumed(reading: Reading, section: Scope, named: Anchors) -> list[Row]:
    cells = Cells(reading)
    return [
        Row(cells.text(a.text), (cells.state("assumption", a.status),), named.of("assumption", n))
        for n, a in enumerate(section.assumptions, 1)
    ]
