"""Schedule: milestones with their baseline, forecast and slips, and the meetings held."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from portal_builder.model.types import (
    ChangeRef,
    Day,
    DayOrUnknown,
    Entry,
    Fields,
    Flag,
    MilestoneRef,
    Minutes,
    Moment,
    PartyOrUnknown,
    Record,
    RequiredText,
    Rich,
    ScopeRef,
    Url,
)


class Slip(Entry):
    """One move of a milestone's forecast, with its reason."""

    on: Day
    from_: DayOrUnknown = Field(alias="from")
    to: DayOrUnknown
    reason: RequiredText
    caused_by: PartyOrUnknown
    change: ChangeRef | None = None


class Milestone(Record):
    """A date that matters to the client."""

    noun: ClassVar[str] = "milestone"

    title: RequiredText
    description: Rich | None = None
    starts_on: Day | None = None
    baseline_on: Day | None = None
    forecast_on: DayOrUnknown | None = None
    done_on: Day | None = None
    cancelled_by: ChangeRef | None = None
    added_by: ChangeRef | None = None
    scope: tuple[ScopeRef, ...] = ()
    depends_on: tuple[MilestoneRef, ...] = ()
    slips: tuple[Slip, ...] = ()


class Meeting(Entry):
    """A meeting, held or to come."""

    title: RequiredText
    at: Moment
    minutes: Minutes = 60
    held: Flag | None = None
    notes: Rich | None = None
    link: Url | None = None


class Schedule(Fields):
    """Section `schedule`."""

    milestones: tuple[Milestone, ...] = ()
    meetings: tuple[Meeting, ...] = ()
