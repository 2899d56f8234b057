"""What proposed changes would do, shown beside what is agreed."""

from __future__ import annotations

from collections.abc import Sequence

from portal_builder.figures.effects import Added
from portal_builder.merge.cards import Fact
from portal_builder.merge.reading import Reading


def state_of(reading: Reading, record: Added, agreed: str) -> str:
    """The state of a record that a change may have added.

    Args:
        reading: the project.
        record: a scope item, a milestone or a budget line.
        agreed: its state where it was signed, or its change is approved.
    """
    addition = reading.effects.addition(record)
    if addition in (None, "approved"):
        return agreed
    return "proposed" if addition == "proposed" else "not_added"


def pending(reading: Reading, what: str, changes: Sequence[str]) -> Fact:
    """Says that something is proposed, and by which changes."""
    return Fact(reading.words(f"proposed.{what}"), reading.refs(changes))
