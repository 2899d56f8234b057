"""Issues over time: how many were opened and resolved in each week, month, quarter or year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, tzinfo
from typing import Literal

from portal_builder.figures.days import day_of
from portal_builder.figures.values import Flow
from portal_builder.model.issues import Issue

MOST_SPANS = 12
_WEEK = 7
_MONTHS: tuple[tuple[Literal["month", "quarter", "year"], int], ...] = (
    ("month", 1),
    ("quarter", 3),
    ("year", 12),
)


def issue_flow(issues: Sequence[Issue], as_of: date, zone: tzinfo) -> tuple[Flow, ...]:
    """Counts the issues by the days on which they were opened and resolved.

    Args:
        issues: the published issues.
        as_of: the day of the facts.
        zone: the client's time zone, in which a moment has its day.

    Returns:
        The shortest of weeks, months, quarters and years of which at most 12 reach from the first
        issue to the day of the facts, without a gap; the last 12 years where even these are more.
        An issue that was opened again counts as not resolved.
    """
    opened = [day_of(issue.opened_at, zone) for issue in issues]
    resolved = [
        day_of(issue.resolved_at, zone)
        for issue in issues
        if not issue.is_open and issue.resolved_at
    ]
    spans = _spans(min(opened, default=as_of), as_of)
    return tuple(
        Flow(
            unit,
            first,
            sum(first <= day <= last for day in opened),
            sum(first <= day <= last for day in resolved),
            sum(day <= last for day in opened) - sum(day <= last for day in resolved),
        )
        for unit, first, last in spans
    )


Span = tuple[Literal["week", "month", "quarter", "year"], date, date]


def _spans(first: date, last: date) -> list[Span]:
    weeks = _weeks(first, last)
    if len(weeks) <= MOST_SPANS:
        return weeks
    found: list[Span] = []
    for unit, months in _MONTHS:
        found = [(unit, start, end) for start, end in _of_months(first, last, months)]
        if len(found) <= MOST_SPANS:
            break
    return found[-MOST_SPANS:]


def _weeks(first: date, last: date) -> list[Span]:
    monday = first.toordinal() - first.weekday()
    ends = range(monday + _WEEK - 1, last.toordinal() + _WEEK, _WEEK)
    return [("week", _day(end - _WEEK + 1), _day(end)) for end in ends]


def _of_months(first: date, last: date, step: int) -> Iterator[tuple[date, date]]:
    month = first.year * 12 + first.month - 1
    month -= month % step
    while month <= last.year * 12 + last.month - 1:
        yield _first(month), _last(month + step - 1)
        month += step


def _first(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _last(month: int) -> date:
    year, number = month // 12, month % 12 + 1
    return date(year, number, monthrange(year, number)[1])


def _day(ordinal: int) -> date:
    return date.fromordinal(min(ordinal, date.max.toordinal()))
