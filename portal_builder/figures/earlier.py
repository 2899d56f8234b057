"""How figures stood thirty days before, as far as the dates of today's facts tell.

Only what carries the day on which it came to be can be told of an earlier day: slips, decisions on
changes, milestones that were reached, issues that were opened and resolved. What is typed over, such
as a percentage, has no earlier value here.
"""

from __future__ import annotations

from datetime import date, timedelta, tzinfo

from portal_builder.figures.days import day_of
from portal_builder.figures.earned import ZERO, earned_lines
from portal_builder.figures.effects import Effects
from portal_builder.figures.rounding import rounded
from portal_builder.figures.schedule import schedule_figures
from portal_builder.figures.values import Earlier, Value
from portal_builder.model.changes import Change
from portal_builder.model.facts import Facts
from portal_builder.model.issues import Issue
from portal_builder.model.schedule import Milestone

DAYS = 30


def earlier_figures(facts: Facts, *, zone: tzinfo, decimals: int) -> Earlier | None:
    """Derives what can be told of the day thirty days before `as_of`.

    Args:
        facts: the project's published facts.
        zone: the client's time zone, in which a moment has its day.
        decimals: how many decimals the client's currency has.

    Returns:
        The figures of that day; None where the project had not begun by then.
    """
    project = facts.project
    if (project.as_of - project.started_on).days < DAYS:
        return None
    day = project.as_of - timedelta(days=DAYS)
    before = _rewound(facts, day, zone)
    effects = Effects.of(before)
    schedule = schedule_figures(before, effects)
    values: dict[str, Value] = {}
    if lines := earned_lines(before, effects, schedule):
        values["budget.bac"] = rounded(sum((line.bac for line in lines.values()), ZERO), decimals)
    if schedule and schedule.forecast_end:
        values["schedule.forecast_end"] = schedule.forecast_end
    if facts.issues:
        values["issues.open"] = sum(issue.is_open for issue in before.issues)
    return Earlier(day, values)


def _rewound(facts: Facts, day: date, zone: tzinfo) -> Facts:
    """The facts without what came to be after a day."""
    schedule = facts.schedule
    return facts.model_copy(
        update={
            "project": facts.project.model_copy(update={"as_of": day}),
            "changes": tuple(_change(c, day) for c in facts.changes if c.requested_on <= day),
            "schedule": schedule
            and schedule.model_copy(
                update={"milestones": tuple(_milestone(m, day) for m in schedule.milestones)}
            ),
            "issues": tuple(
                _issue(i, day, zone) for i in facts.issues if day_of(i.opened_at, zone) <= day
            ),
        }
    )


def _change(change: Change, day: date) -> Change:
    if change.decided_on is None or change.decided_on <= day:
        return change
    return change.model_copy(update={"status": "proposed", "decided_on": None})


def _milestone(milestone: Milestone, day: date) -> Milestone:
    done = milestone.done_on if milestone.done_on and milestone.done_on <= day else None
    slips = tuple(slip for slip in milestone.slips if slip.on <= day)
    forecast = milestone.forecast_on
    if len(slips) < len(milestone.slips):
        forecast = slips[-1].to if slips else None
    return milestone.model_copy(update={"done_on": done, "slips": slips, "forecast_on": forecast})


def _issue(issue: Issue, day: date, zone: tzinfo) -> Issue:
    if issue.is_open or issue.resolved_at is None or day_of(issue.resolved_at, zone) <= day:
        return issue
    return issue.model_copy(update={"status": "open"})
