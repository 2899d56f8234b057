"""Health: green, amber or red, computed from schedule, budget and issues, and as stated."""

from __future__ import annotations

from fractions import Fraction

from portal_builder.figures.budget import estimate
from portal_builder.figures.earned import ZERO, Earned
from portal_builder.figures.issues import is_overdue
from portal_builder.figures.schedule import has_unknown_forecast
from portal_builder.figures.values import Colour, HealthFigures, ScheduleFigures
from portal_builder.model.facts import Facts, is_empty
from portal_builder.model.project import Thresholds

_WORSE: tuple[Colour, ...] = ("green", "amber", "red")


def health_figures(
    facts: Facts, schedule: ScheduleFigures | None, lines: dict[str, Earned]
) -> HealthFigures:
    """Derives the health of a project.

    Args:
        facts: its published facts.
        schedule: the figures of its schedule; None where the section is absent.
        lines: its budget lines, exactly.
    """
    by_schedule = _schedule(facts, schedule) if schedule else None
    by_budget = _budget(facts, lines)
    by_issues = _issues(facts)
    computed = _worst(by_schedule, by_budget, by_issues)
    latest = max(reversed(facts.updates), key=lambda update: update.on, default=None)
    stated = latest.health if latest else None
    return HealthFigures(
        schedule=by_schedule,
        budget=by_budget,
        issues=by_issues,
        computed=computed,
        overall=stated.overall if stated else computed,
        reason=stated.reason if stated else None,
    )


def _schedule(facts: Facts, schedule: ScheduleFigures) -> Colour:
    """Judges the worst unapproved slip; a date that nobody knows is never green."""
    milestones = facts.schedule.milestones if facts.schedule else ()
    found = [(m, schedule.milestones[m.id]) for m in milestones if m.id in schedule.milestones]
    unknown = any(has_unknown_forecast(m, figures) for m, figures in found)
    slips = [f.unapproved_slip_days or 0 for _, f in found if f.state not in ("done", "cancelled")]
    worst, floor = max(slips, default=0), _WORSE[unknown]
    if schedule.current_end is None:
        return floor
    days = (schedule.current_end - facts.project.started_on).days
    if days <= 0:
        return "red" if worst > 0 else floor
    return _worst(floor, _judged(Fraction(100 * worst, days), facts.project.health)) or floor


def _budget(facts: Facts, lines: dict[str, Earned]) -> Colour | None:
    if facts.budget is None or is_empty(facts.budget):
        return None
    sums = sum(lines.values(), Earned())
    if sums.bac == ZERO:
        return "green"
    eac, _ = estimate(facts.budget, sums)
    return _judged(100 * (eac - sums.bac) / sums.bac, facts.project.health)


def _issues(facts: Facts) -> Colour | None:
    if not facts.issues:
        return None
    opened = [issue for issue in facts.issues if issue.is_open]
    if any(issue.severity == "critical" for issue in opened):
        return "red"
    as_of = facts.project.as_of
    if any(issue.severity == "high" or is_overdue(issue, as_of) for issue in opened):
        return "amber"
    return "green"


def _judged(percent: Fraction, thresholds: Thresholds) -> Colour:
    if percent <= Fraction(thresholds.amber_above_percent):
        return "green"
    return "amber" if percent <= Fraction(thresholds.red_above_percent) else "red"


def _worst(*colours: Colour | None) -> Colour | None:
    return max((c for c in colours if c), key=_WORSE.index, default=None)
