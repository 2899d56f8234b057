"""Issues: what is open, who has it, and how it ended."""

from __future__ import annotations

from typing import ClassVar, Literal

from portal_builder.model.project import Link
from portal_builder.model.types import (
    AnyRef,
    Day,
    DayOrMoment,
    Level,
    Party,
    Record,
    RequiredText,
    Rich,
    Text,
)

ENDED = ("resolved", "closed")


class Issue(Record):
    """An entry of section `issues`."""

    noun: ClassVar[str] = "issue"

    title: RequiredText
    description: Rich | None = None
    severity: Level | None = None
    status: Literal["open", "in_progress", "blocked", "waiting_on_client", "resolved", "closed"]
    opened_at: DayOrMoment
    reported_by: Party | None = None
    owner: Party | None = None
    assignee: Text | None = None
    responded_at: DayOrMoment | None = None
    due_on: Day | None = None
    impact: Rich | None = None
    next_step: Rich | None = None
    resolved_at: DayOrMoment | None = None
    resolution: Rich | None = None
    relates_to: tuple[AnyRef, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def is_open(self) -> bool:
        """Neither resolved nor closed."""
        return self.status not in ENDED
