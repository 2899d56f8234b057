"""The figures of a project as values: what `derive` gives, already rounded.

A figure is None where it cannot be given: a ratio without a divisor, a date that nobody knows. What
each figure means, its unit and its formula stand in `meanings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from portal_builder.figures.budget_values import BudgetFigures

Colour = Literal["green", "amber", "red"]
Value = Decimal | date | int
MilestoneState = Literal["cancelled", "done", "late", "unscheduled", "at_risk", "on_track"]


@dataclass(frozen=True, slots=True)
class Counted:
    """A value taken from `n` of the records; None where there were none to take it from."""

    value: Decimal | None
    n: int


@dataclass(frozen=True, slots=True)
class MilestoneFigures:
    """A milestone: the date agreed today, the date expected, and how far they lie apart."""

    current_on: date | None
    expected_on: date | None
    slip_days: int | None
    unapproved_slip_days: int | None
    state: MilestoneState


@dataclass(frozen=True, slots=True)
class OnTime:
    """How many of the milestones that are done, and had a date, kept it."""

    on_time: int
    done: int


@dataclass(frozen=True, slots=True)
class ScheduleFigures:
    """Section `schedule`.

    Attributes:
        milestones: a milestone's id → its figures; one that is not agreed yet has none.
    """

    baseline_end: date | None
    current_end: date | None
    forecast_end: date | None
    slip_days: int | None
    on_time: OnTime
    milestones: Mapping[str, MilestoneFigures]


@dataclass(frozen=True, slots=True)
class IssueFigures:
    """An issue: days from the day it was opened to its resolution, or to the `as_of` day."""

    age_days: int


@dataclass(frozen=True, slots=True)
class Flow:
    """What happened to issues in a span of time.

    Attributes:
        unit: how long the span is.
        first: its first day.
        opened: how many were opened; `resolved` how many were resolved.
        open: how many were open at its end.
    """

    unit: Literal["week", "month", "quarter", "year"]
    first: date
    opened: int
    resolved: int
    open: int


@dataclass(frozen=True, slots=True)
class IssuesFigures:
    """Section `issues`.

    Attributes:
        flow: over time, without a gap, until the day of the facts.
        records: an issue's id → its figures.
    """

    open: int
    overdue: int
    waiting_on_client: int
    median_response_hours: Counted
    median_resolution_days: Counted
    flow: tuple[Flow, ...]
    records: Mapping[str, IssueFigures]


@dataclass(frozen=True, slots=True)
class IncidentFigures:
    """An incident: days until the client was told; None where that did not happen."""

    days_to_disclose: int | None


@dataclass(frozen=True, slots=True)
class PreventionDone:
    """How many of the measures against repetition are done."""

    done: int
    all: int


@dataclass(frozen=True, slots=True)
class IncidentsFigures:
    """Section `incidents`.

    Attributes:
        records: an incident's id → its figures.
    """

    prevention_done: PreventionDone
    records: Mapping[str, IncidentFigures]


@dataclass(frozen=True, slots=True)
class RiskFigures:
    """A risk: probability × impact, 1 to 25; None where one of the two is not rated."""

    score: int | None


@dataclass(frozen=True, slots=True)
class RisksFigures:
    """Section `risks`: a risk's id → its figures; it has no figures of its own."""

    records: Mapping[str, RiskFigures]


@dataclass(frozen=True, slots=True)
class FeedbackFigures:
    """Section `feedback`: the net promoter score, −100 to 100, of `n` answers."""

    nps: Counted


@dataclass(frozen=True, slots=True)
class HealthFigures:
    """The health of a project.

    Attributes:
        schedule: None without the section; so are `budget` and `issues`.
        computed: the worst of the three.
        overall: what the latest update states, else `computed`.
        reason: Markdown, as the latest update gives it; None where `overall` is computed.
    """

    schedule: Colour | None
    budget: Colour | None
    issues: Colour | None
    computed: Colour | None
    overall: Colour | None
    reason: str | None

    @property
    def differs(self) -> bool:
        """Whether the stated health is another than the computed one: then both are shown."""
        return self.computed is not None and self.overall != self.computed


@dataclass(frozen=True, slots=True)
class Earlier:
    """How figures stood on an earlier day.

    Attributes:
        day: that day.
        values: a figure's name with its dots → its value then; of others none is known.
    """

    day: date
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one project; those of an absent section are None."""

    budget: BudgetFigures | None
    schedule: ScheduleFigures | None
    issues: IssuesFigures | None
    incidents: IncidentsFigures | None
    risks: RisksFigures | None
    feedback: FeedbackFigures | None
    health: HealthFigures
    earlier: Earlier | None
