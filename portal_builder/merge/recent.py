"""What changed in the thirty days up to the facts' day, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from portal_builder.merge.reading import Reading

_DAYS = 30
_MOST = 5

Event = tuple[str, str, "date | datetime | str | None"]
# What of a record is news: its section, the field with the day, and the word for it.
_NEWS = (
    ("changes", "requested_on", "requested"),
    ("issues", "opened_at", "opened"),
    ("issues", "resolved_at", "resolved"),
    ("decisions", "decided_on", "decided"),
    ("incidents", "detected_at", "detected"),
    ("incidents", "resolved_at", "settled"),
)


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened: its day, what it was, and a link to its record."""

    day: Markup
    what: Markup
    title: Markup


def recent(reading: Reading) -> list[News]:
    """The newest events, five at most."""
    first = date.fromordinal(max(1, reading.as_of.toordinal() - _DAYS))
    dated = [
        (reading.day_of(day), n, name, word)
        for n, (name, word, day) in enumerate(_events(reading))
        if isinstance(day, date)
    ]
    kept = [entry for entry in dated if first <= entry[0] <= reading.as_of]
    kept.sort(key=lambda entry: (-entry[0].toordinal(), entry[1]))
    return [
        News(reading.day(day, "short"), reading.words(f"recent.{word}"), reading.titled(name))
        for day, _, name, word in kept[:_MOST]
    ]


def _events(reading: Reading) -> Iterator[Event]:
    facts = reading.facts
    for change in facts.changes:
        if change.decided_on:
            yield change.id, change.status, change.decided_on
    for milestone in facts.schedule.milestones if facts.schedule else ():
        yield milestone.id, "reached", milestone.done_on
        for slip in milestone.slips:
            yield milestone.id, "moved", slip.on
    for item in facts.scope.items if facts.scope else ():
        yield item.id, "delivered", item.delivered_on
        yield item.id, "accepted", item.accepted_on
    for section, field, word in _NEWS:
        for record in getattr(facts, section):
            yield record.id, word, getattr(record, field)
