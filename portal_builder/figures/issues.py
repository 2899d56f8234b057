"""Figures of the issues: how many are open, how old they are, how fast they are answered."""

from __future__ import annotations

from datetime import date, tzinfo
from fractions import Fraction

from portal_builder.figures.days import days_between, hours_between
from portal_builder.figures.flow import issue_flow
from portal_builder.figures.rounding import MEDIAN_PLACES, median, rounded
from portal_builder.figures.values import Counted, IssueFigures, IssuesFigures
from portal_builder.model.facts import Facts
from portal_builder.model.issues import Issue


def issues_figures(facts: Facts, zone: tzinfo) -> IssuesFigures | None:
    """Derives the figures of section `issues`.

    Args:
        facts: the project's published facts.
        zone: the client's time zone, in which a moment has its day.

    Returns:
        The figures; None where the section is absent. An issue that was opened again counts as
        open, and its age runs on, whatever its `resolved_at` says.
    """
    if not facts.issues:
        return None
    as_of = facts.project.as_of
    opened = [issue for issue in facts.issues if issue.is_open]
    hours = [hours_between(i.opened_at, i.responded_at) for i in facts.issues if i.responded_at]
    ended = [i for i in facts.issues if not i.is_open and i.resolved_at]
    return IssuesFigures(
        open=len(opened),
        overdue=sum(is_overdue(issue, as_of) for issue in opened),
        waiting_on_client=sum(issue.status == "waiting_on_client" for issue in opened),
        median_response_hours=_median([h for h in hours if h is not None]),
        median_resolution_days=_median([Fraction(_age(i, as_of, zone)) for i in ended]),
        flow=issue_flow(facts.issues, as_of, zone),
        records={i.id: IssueFigures(_age(i, as_of, zone)) for i in facts.issues},
    )


def is_overdue(issue: Issue, as_of: date) -> bool:
    """Whether an issue is open though it was due before the day of these facts."""
    return issue.is_open and issue.due_on is not None and issue.due_on < as_of


def _age(issue: Issue, as_of: date, zone: tzinfo) -> int:
    end = None if issue.is_open else issue.resolved_at
    return days_between(issue.opened_at, end or as_of, zone)


def _median(values: list[Fraction]) -> Counted:
    middle = median(values)
    return Counted(None if middle is None else rounded(middle, MEDIAN_PLACES), len(values))
