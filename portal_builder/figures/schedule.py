"""Figures of the schedule: what was agreed, what is expected, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from portal_builder.figures.effects import Effects
from portal_builder.figures.values import MilestoneFigures, MilestoneState, OnTime, ScheduleFigures
from portal_builder.model.facts import Facts, is_empty
from portal_builder.model.schedule import Milestone


def schedule_figures(facts: Facts, effects: Effects) -> ScheduleFigures | None:
    """Derives the figures of section `schedule`.

    Returns:
        The figures; None where the section is absent. What the contract calls "cancelled ones
        aside" holds for all three ends, so that they compare the same milestones.
    """
    if facts.schedule is None or is_empty(facts.schedule):
        return None
    days, as_of = effects.days(), facts.project.as_of
    counted = [m for m in facts.schedule.milestones if effects.counts(m)]
    figures = {
        m.id: _milestone(m, days.get(m.id, 0), effects.cancellation(m) == "approved", as_of)
        for m in counted
    }
    standing = [m for m in counted if figures[m.id].state != "cancelled"]
    contract = facts.project.contract
    signed = _latest(m.baseline_on for m in standing if m.added_by is None)
    baseline_end = signed or (contract.ends_on if contract else None)
    forecast_end = _forecast_end(standing, figures)
    done = [f for f in figures.values() if f.state == "done" and f.current_on is not None]
    return ScheduleFigures(
        baseline_end=baseline_end,
        current_end=_latest(figures[m.id].current_on for m in standing),
        forecast_end=forecast_end,
        slip_days=_days(baseline_end, forecast_end),
        on_time=OnTime(sum((f.unapproved_slip_days or 0) <= 0 for f in done), len(done)),
        milestones=figures,
    )


def has_unknown_forecast(milestone: Milestone, figures: MilestoneFigures) -> bool:
    """Whether a milestone is open and nobody knows when it will be done."""
    return milestone.forecast_on == "unknown" and figures.state not in ("cancelled", "done")


def _milestone(m: Milestone, days: int, cancelled: bool, as_of: date) -> MilestoneFigures:
    current = m.baseline_on and m.baseline_on + timedelta(days=days)
    expected = None if cancelled else _expected(m, current, as_of)
    return MilestoneFigures(
        current_on=current,
        expected_on=expected,
        slip_days=_days(m.baseline_on, expected),
        unapproved_slip_days=_days(current, expected),
        state="cancelled" if cancelled else _state(m, current, expected, as_of),
    )


def _expected(m: Milestone, current: date | None, as_of: date) -> date | None:
    if m.done_on:
        return m.done_on
    if m.forecast_on == "unknown":
        return None
    planned = m.forecast_on or current
    return max(planned, as_of) if planned else None


def _state(
    m: Milestone, current: date | None, expected: date | None, as_of: date
) -> MilestoneState:
    if m.done_on:
        return "done"
    if current is None:
        return "unscheduled"
    if current < as_of:
        return "late"
    return "at_risk" if expected is None or expected > current else "on_track"


def _forecast_end(
    milestones: Iterable[Milestone], figures: dict[str, MilestoneFigures]
) -> date | None:
    standing = list(milestones)
    if any(has_unknown_forecast(m, figures[m.id]) for m in standing):
        return None
    return _latest(figures[m.id].expected_on for m in standing)


def _latest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _days(start: date | None, end: date | None) -> int | None:
    return (end - start).days if start and end else None
