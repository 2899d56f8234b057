"""Changes: every change request, its impact, and the decision on it."""

from __future__ import annotations

from typing import ClassVar, Literal

from portal_builder.model.types import (
    Day,
    Days,
    Entry,
    Fields,
    File,
    Flag,
    LineRef,
    MilestoneRef,
    Money,
    Party,
    Record,
    RequiredRich,
    RequiredText,
    Rich,
    ScopeRef,
    Text,
    Url,
)

DECIDED = ("approved", "rejected")
UNDONE = ("rejected", "withdrawn")


class CostImpact(Entry):
    """What a change adds to a budget line; negative for a credit."""

    line: LineRef
    amount: Money


class ScheduleImpact(Entry):
    """By how many calendar days a change moves a milestone."""

    milestone: MilestoneRef
    days: Days


class ScopeImpact(Fields):
    """Which scope items a change adds and removes."""

    add: tuple[ScopeRef, ...] = ()
    remove: tuple[ScopeRef, ...] = ()


class Impact(Fields):
    """What a change does to price, dates, scope and quality."""

    cost: tuple[CostImpact, ...] = ()
    schedule: tuple[ScheduleImpact, ...] = ()
    scope: ScopeImpact = ScopeImpact()
    quality: Rich | None = None


class Option(Entry):
    """A way that was considered."""

    title: RequiredText
    impact: Rich | None = None
    chosen: Flag | None = None


class Evidence(Fields):
    """Where the decision is on record."""

    title: RequiredText
    url: Url | None = None
    file: File | None = None
    sha256: Text | None = None


class Change(Record):
    """An entry of section `changes`: a change request."""

    noun: ClassVar[str] = "change"

    title: RequiredText
    reason: RequiredRich
    description: Rich | None = None
    requested_on: Day
    requested_by: Party
    status: Literal["proposed", "approved", "rejected", "withdrawn"]
    needed_by: Day | None = None
    impact: Impact = Impact()
    options: tuple[Option, ...] = ()
    decided_on: Day | None = None
    decided_by: Text | None = None
    evidence: Evidence | None = None
