"""Milestones: slips that chain, forecasts that have a reason, dependencies without a circle."""

from __future__ import annotations

from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter

from portal_builder.checks.subject import Subject
from portal_builder.model.changes import UNDONE
from portal_builder.model.facts import Path
from portal_builder.model.schedule import Milestone
from portal_builder.model.written_dates import Unknown
from portal_builder.wording import NAMED

CIRCLES_NAMED = 20
_DATES = ("baseline_on", "forecast_on", "slips")


def check(subject: Subject) -> None:
    """Looks at every published milestone."""
    approved_days = _approved_days(subject)
    for path, milestone in subject.entries("schedule", "milestones"):
        if not any(subject.is_lost(*path, key) for key in _DATES):
            if any(not slip.draft for slip in milestone.slips):
                _check_chain(subject, path, milestone)
                _check_order(subject, path, milestone)
            elif approved_days is not None:
                days = approved_days.get(milestone.id, 0)
                _check_unslipped(subject, path, milestone, days)
        _check_forecast_past(subject, path, milestone)
    _check_circles(subject)


def _approved_days(subject: Subject) -> dict[str, int] | None:
    """Milestone → the days by which approved changes moved it; None where not all can be known."""
    approved = {name for name, status in subject.change_status.items() if status == "approved"}
    milestones = {m.id: m for m in subject.schedule.milestones}
    days: dict[str, int] = {}
    for path, change in subject.entries("changes"):
        for i, impact in enumerate(change.impact.schedule):
            milestone = milestones.get(impact.milestone)
            if change.id not in approved or milestone is None or impact.draft:
                continue
            if milestone.added_by and milestone.added_by not in approved:
                continue
            days[milestone.id] = days.get(milestone.id, 0) + impact.days
            if _moved(milestone.baseline_on, days[milestone.id]) is None:
                subject.error(
                    (*path, "impact", "schedule", i, "days"),
                    f"this moves {milestone.id} out of the calendar",
                    "correct the days, or the milestone's baseline",
                )
                return None
    return None if subject.is_lost("changes") else days


def _moved(day: date | None, days: int) -> date | None:
    try:
        return (day or date(2000, 1, 1)) + timedelta(days=days)
    except OverflowError:
        return None


def _check_chain(subject: Subject, path: Path, milestone: Milestone) -> None:
    for key in ("baseline_on", "forecast_on"):
        if getattr(milestone, key) is None:
            subject.error(
                path,
                f"{milestone.id} has slips, but no `{key}`",
                f"add `{key}: …`, or take the slips away",
            )
    expected: date | Unknown | None = milestone.baseline_on
    source = "the milestone's `baseline_on`"
    for i, slip in enumerate(milestone.slips):
        if slip.draft:
            continue
        if expected is not None and slip.from_ != expected:
            subject.error(
                (*path, "slips", i, "from"),
                f"this slip begins at {slip.from_}, but {source} is {expected}",
                f"write `from: {expected}`",
            )
        expected, source = slip.to, "`to` of the slip before"
    forecast = milestone.forecast_on
    if forecast not in (None, "unknown", expected):
        subject.error(
            (*path, "forecast_on"),
            f"the forecast is {forecast}, but the last slip ends at {expected}",
            f"add a slip from {expected} to {forecast} with its reason, or write `forecast_on: {expected}`",
        )


def _check_order(subject: Subject, path: Path, milestone: Milestone) -> None:
    before: date | None = None
    for i, slip in enumerate(milestone.slips):
        if slip.draft:
            continue
        if before and slip.on < before:
            subject.error(
                (*path, "slips", i, "on"),
                f"this slip is dated {slip.on}, before the slip above it, {before}",
                "correct one of the two; the later slip stands below",
            )
        before = slip.on


def _check_unslipped(subject: Subject, path: Path, milestone: Milestone, days: int) -> None:
    forecast, baseline = milestone.forecast_on, milestone.baseline_on
    if forecast in (None, "unknown"):
        return
    if baseline is None:
        subject.error(
            (*path, "forecast_on"),
            f"{milestone.id} has a forecast, but no `baseline_on`",
            "add the `baseline_on` that was agreed, or leave the forecast out",
        )
        return
    current = _moved(baseline, days)
    if forecast not in (baseline, current):
        subject.error(
            (*path, "forecast_on"),
            f"the forecast is {forecast}, but no slip says why it is not {current}",
            f"add `slips: [{{on: …, from: {baseline}, to: {forecast}, reason: …, caused_by: …}}]`",
        )


def _check_forecast_past(subject: Subject, path: Path, milestone: Milestone) -> None:
    project, forecast = subject.project, milestone.forecast_on
    if project is None or not isinstance(forecast, date) or not _is_open(subject, path, milestone):
        return
    if forecast < project.as_of and not subject.is_lost("project", "as_of"):
        subject.warn(
            (*path, "forecast_on"),
            f"{milestone.id} is open, and its forecast {forecast} lies before `as_of` {project.as_of}",
            "write `done_on`, or add a slip to the date you expect today (or to `unknown`)",
        )


def _is_open(subject: Subject, path: Path, milestone: Milestone) -> bool:
    """Neither done, nor cancelled, nor to be added by a change that came to nothing."""
    lost = any(subject.is_lost(*path, key) for key in ("done_on", "cancelled_by", "added_by"))
    if milestone.done_on or lost or subject.is_lost("changes"):
        return False
    status = subject.change_status
    added = status.get(milestone.added_by or "")
    return status.get(milestone.cancelled_by or "") != "approved" and added not in UNDONE


def _check_circles(subject: Subject) -> None:
    entries = {m.id: (path, m) for path, m in subject.entries("schedule", "milestones")}
    graph = {name: [d for d in m.depends_on if d in entries] for name, (_, m) in entries.items()}
    for _ in range(CIRCLES_NAMED):
        circle = _circle(graph)
        if circle is None:
            return
        waiting, awaited = circle[1], circle[0]
        path, milestone = entries[waiting]
        subject.error(
            (*path, "depends_on", milestone.depends_on.index(awaited)),
            f"these milestones wait for each other: {' → '.join(_shown(circle[::-1]))}"
            if waiting != awaited
            else f"{waiting} waits for itself",
            "take one of the dependencies away" if waiting != awaited else "take it away",
        )
        graph[waiting] = [d for d in graph[waiting] if d != awaited]


def _shown(circle: list[str]) -> list[str]:
    return [*circle[:NAMED], "…", circle[-1]] if len(circle) > NAMED + 2 else circle


def _circle(graph: dict[str, list[str]]) -> list[str] | None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return None
