"""What waits on the client: asked for, until when, and what waiting costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from portal_builder.merge.reading import Reading
from portal_builder.merge.sections.changes import effect
from portal_builder.merge.sections.updates import dated
from portal_builder.merge.words import NOTHING


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits on the client.

    Attributes:
        asked: what is asked for, a word of the catalogue.
        title: a link to its record, or the text of an update.
        due: until when; None where no day is set.
        until: the same in words; may be empty.
        overdue: whether that day lies before the day of the facts.
        note: what waiting costs, or what it is about; may be empty.
    """

    asked: Markup
    title: Markup
    due: date | None
    until: Markup
    overdue: bool
    note: Markup


def waiting(reading: Reading) -> list[Waiting]:
    """Everything that waits on the client, what is due first on top; what has no day last."""
    found = [
        *_decisions(reading),
        *_changes(reading),
        *_actions(reading),
        *_issues(reading),
        *_acceptance(reading),
        *_needs(reading),
    ]
    return sorted(found, key=lambda entry: (entry.due is None, entry.due or reading.as_of))


def _entry(
    reading: Reading, asked: str, title: Markup, due: date | None = None, note: Markup = NOTHING
) -> Waiting:
    overdue = due is not None and due < reading.as_of
    until = Markup()
    if due:
        until = reading.words("waiting.since" if overdue else "waiting.until", day=reading.due(due))
    return Waiting(reading.words(f"waiting.{asked}"), title, due, until, overdue, note)


def _decisions(reading: Reading) -> Iterator[Waiting]:
    for decision in reading.facts.decisions:
        if decision.waiting_on == "client" and decision.state == "proposed":
            cost = decision.cost_of_delay
            note = reading.brief(cost) if cost else Markup()
            yield _entry(reading, "decide", reading.titled(decision.id), decision.needed_by, note)


def _changes(reading: Reading) -> Iterator[Waiting]:
    for change in reading.facts.changes:
        if change.status == "proposed":
            note = effect(reading, change)
            yield _entry(reading, "approve", reading.titled(change.id), change.needed_by, note)


def _actions(reading: Reading) -> Iterator[Waiting]:
    for action in reading.facts.actions:
        if action.party == "client" and action.done_on is None:
            blocked = reading.refs(action.blocks)
            note = reading.words("waiting.blocks", records=blocked) if blocked else Markup()
            yield _entry(reading, "act", reading.titled(action.id), action.due_on, note)


def _issues(reading: Reading) -> Iterator[Waiting]:
    for issue in reading.facts.issues:
        if issue.status == "waiting_on_client":
            note = reading.brief(issue.next_step) if issue.next_step else Markup()
            yield _entry(reading, "answer", reading.titled(issue.id), issue.due_on, note)


def _acceptance(reading: Reading) -> Iterator[Waiting]:
    scope = reading.facts.scope
    for item in scope.items if scope else ():
        stands = reading.effects.counts(item) and reading.effects.removal(item) != "approved"
        if item.status == "delivered" and stands:
            yield _entry(reading, "accept", reading.titled(item.id))


def _needs(reading: Reading) -> Iterator[Waiting]:
    for _, update in dated(reading)[:1]:
        for need in update.needs_from_client:
            yield _entry(reading, "need", reading.brief(need))
