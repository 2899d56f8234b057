"""Incidents: what went wrong, owned, with cause, fix and prevention."""

from __future__ import annotations

from typing import ClassVar, Literal

from portal_builder.model.types import (
    Day,
    DayOrMoment,
    Disclosure,
    Entry,
    Level,
    Money,
    Party,
    Record,
    RequiredRich,
    RequiredText,
    Rich,
)


class Prevention(Entry):
    """A measure against the same thing happening again."""

    text: RequiredRich
    due_on: Day | None = None
    done_on: Day | None = None


class TimelineEntry(Entry):
    """What happened when."""

    at: DayOrMoment
    text: RequiredRich


class Correction(Entry):
    """What was published wrong, and why."""

    on: Day
    what: RequiredText
    why: RequiredText


class Incident(Record):
    """An entry of section `incidents`."""

    noun: ClassVar[str] = "incident"

    title: RequiredText
    kind: Literal["outage", "defect", "security", "estimate", "communication", "process"]
    severity: Level | None = None
    status: Literal["investigating", "identified", "fixing", "resolved"]
    began_at: DayOrMoment | None = None
    detected_at: DayOrMoment
    detected_by: Party
    disclosed_at: Disclosure | None = None
    resolved_at: DayOrMoment | None = None
    impact: RequiredRich
    cause: Rich | None = None
    fix: Rich | None = None
    prevention: tuple[Prevention, ...] = ()
    prevention_none: Rich | None = None
    credit: Money | None = None
    timeline: tuple[TimelineEntry, ...] = ()
    corrections: tuple[Correction, ...] = ()
