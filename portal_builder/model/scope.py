"""Scope: what was agreed to be delivered, what was not, and what that rests on."""

from __future__ import annotations

from typing import ClassVar, Literal

from portal_builder.model.types import (
    ChangeRef,
    Day,
    Entry,
    Fields,
    Record,
    RequiredRich,
    RequiredText,
    Rich,
    Text,
)


class Criterion(Entry):
    """One acceptance criterion."""

    text: RequiredRich
    met_on: Day | None = None


class ScopeItem(Record):
    """A deliverable."""

    noun: ClassVar[str] = "scope item"

    title: RequiredText
    description: Rich | None = None
    status: Literal["agreed", "in_progress", "delivered", "accepted", "removed"]
    acceptance: tuple[Criterion, ...] = ()
    delivered_on: Day | None = None
    accepted_on: Day | None = None
    accepted_by: Text | None = None
    added_by: ChangeRef | None = None
    removed_by: ChangeRef | None = None


class Exclusion(Entry):
    """What is expressly not part of the scope."""

    title: RequiredText
    reason: Rich | None = None


class Assumption(Entry):
    """What the plan takes for granted, and whether it still holds."""

    text: RequiredText
    status: Literal["holds", "broken", "unknown"] | None = None


class Scope(Fields):
    """Section `scope`."""

    items: tuple[ScopeItem, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
