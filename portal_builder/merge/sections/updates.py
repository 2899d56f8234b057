"""Updates: the status reports, the newest first, success and trouble side by side."""

from __future__ import annotations

from markupsafe import Markup

from portal_builder.merge.cards import Card, Fact, Passage, card, draw_cards
from portal_builder.merge.content import Content, anchors, found
from portal_builder.merge.reading import Reading
from portal_builder.model.updates import Update


def updates(reading: Reading) -> Content | None:
    """The page of the section; None where there is nothing on it."""
    if not reading.facts.updates:
        return None
    cards = [_card(reading, anchor, update) for anchor, update in dated(reading)]
    return Content({"records": draw_cards(reading, cards)}, found(cards))


def dated(reading: Reading) -> list[tuple[str, Update]]:
    """The updates with their anchors, the newest first; of one day the last written first."""
    named = anchors(reading)
    entries = [(named.of("update", u.on.isoformat()), u) for u in reading.facts.updates]
    entries.reverse()
    return sorted(entries, key=lambda entry: -entry[1].on.toordinal())


def both_sides(reading: Reading, update: Update, level: int) -> Markup:
    """Wins and challenges side by side, of equal weight, under headings of a level."""
    sides = [
        (reading.words(f"field.{key}"), [reading.brief(text) for text in texts])
        for key, texts in (("wins", update.wins), ("challenges", update.challenges))
        if texts
    ]
    return reading.templates.component("pair", sides=sides, level=level) if sides else Markup()


def _card(reading: Reading, anchor: str, update: Update) -> Card:
    words, health = reading.words, update.health
    judged = []
    if health:
        judged.append(Passage(words("field.health_reason"), reading.rich(health.reason)))
        if health.back_to_green:
            back = reading.rich(health.back_to_green)
            judged.append(Passage(words("field.back_to_green"), back))
    return card(
        reading,
        update,
        anchor=anchor,
        state=reading.state("health", health.overall) if health else Markup(),
        skip=("on", "wins", "challenges", "health"),
        first=(Fact(words("field.on"), reading.day(update.on, "long")),),
        before=judged,
        last=(Passage(Markup(), both_sides(reading, update, 4)),),
        known_by=(update.on.isoformat(), "updates"),
    )
