"""Money over time: what was planned, what was spent and what was earned by the ends of months.

The plan is today's: every line's budget, spread evenly over the days in which its work is due. What
was earned on an earlier day is only known where every line that has earned anything did so by a
milestone that was reached: a percentage that was typed says nothing of the days before it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal_builder.figures.budget_values import MoneyByDay
from portal_builder.figures.earned import ZERO, Earned, Window, windows
from portal_builder.figures.months import period_of
from portal_builder.figures.rounding import rounded
from portal_builder.figures.values import ScheduleFigures
from portal_builder.model.budget import BudgetLine
from portal_builder.model.facts import Facts

MOST_ENDS = 12
_STEPS = (1, 3, 6, 12, 24, 60, 120, 600, 12_000)


def money_by_day(
    facts: Facts, lines: dict[str, Earned], schedule: ScheduleFigures | None, places: int
) -> tuple[MoneyByDay, ...]:
    """Derives the sums at the ends of months, quarters or years, and as of the facts' day.

    Args:
        facts: the project's published facts.
        lines: the lines that count, exactly.
        schedule: the figures of its schedule.
        places: the currency's decimals.

    Returns:
        The first day of work, at most 12 ends after it, the day of the facts, and the last day;
        nothing without any amount spent.
    """
    counted = [line for line in (facts.budget.lines if facts.budget else ()) if line.id in lines]
    if not any(line.actuals for line in counted):
        return ()
    money = _Money(facts.project.as_of, counted, lines, windows(facts, schedule), _reached(facts))
    return tuple(
        MoneyByDay(
            day,
            rounded(money.planned(day), places),
            _rounded(money.spent(day), places),
            _rounded(money.earned(day), places),
        )
        for day in _days(money, schedule)
    )


@dataclass(frozen=True, slots=True)
class _Money:
    """The lines, asked for their sums on a day.

    Attributes:
        as_of: the day of the facts; what was spent and earned later is not known.
        counted: the lines that count.
        lines: their amounts.
        windows: when their work is due.
        reached: a milestone's id → the day on which it was reached.
    """

    as_of: date
    counted: list[BudgetLine]
    lines: dict[str, Earned]
    windows: dict[str, Window]
    reached: dict[str, date]

    def planned(self, day: date) -> Fraction:
        return sum(
            (self.lines[n.id].bac * self.windows[n.id].share_due(day) for n in self.counted), ZERO
        )

    def spent(self, day: date) -> Fraction | None:
        if day > self.as_of:
            return None
        actuals = [actual for line in self.counted for actual in line.actuals]
        if day < self.as_of:
            actuals = [actual for actual in actuals if _last_day(actual.period) <= day]
        return sum((Fraction(actual.amount) for actual in actuals), ZERO)

    def earned(self, day: date) -> Fraction | None:
        if day == self.as_of:
            return sum((self.lines[line.id].ev for line in self.counted), ZERO)
        if day > self.as_of or any(self._undated(line) for line in self.counted):
            return None
        ended = (n for n in self.counted if self._day(n) <= day)
        return sum((self.lines[line.id].ev for line in ended), ZERO)

    def _undated(self, line: BudgetLine) -> bool:
        return bool(self.lines[line.id].ev) and line.percent_complete is not None

    def _day(self, line: BudgetLine) -> date:
        return self.reached.get(line.milestone or "", date.max)


def _reached(facts: Facts) -> dict[str, date]:
    milestones = facts.schedule.milestones if facts.schedule else ()
    return {m.id: m.done_on for m in milestones if m.done_on}


def _rounded(amount: Fraction | None, places: int) -> Decimal | None:
    return None if amount is None else rounded(amount, places)


def _days(money: _Money, schedule: ScheduleFigures | None) -> list[date]:
    starts = [money.windows[line.id].start for line in money.counted]
    starts += [_first_day(a.period) for line in money.counted for a in line.actuals]
    ends = [end for line in money.counted if (end := money.windows[line.id].end)]
    ends += [schedule.forecast_end] if schedule and schedule.forecast_end else []
    first, last = min(starts), max([money.as_of, *ends])
    return sorted({first, money.as_of, last, *_month_ends(first, last)})


def _month_ends(first: date, last: date) -> list[date]:
    """The ends of months between two days, or of as many months together as make 12 at most."""
    for step in _STEPS:
        found = list(_ends(first, last, step))
        if len(found) <= MOST_ENDS:
            return found
    return []


def _ends(first: date, last: date, step: int) -> Iterator[date]:
    month = first.year * 12 + first.month - 1
    month += step - 1 - month % step
    while month < last.year * 12 + last.month - 1:
        yield _last_day(period_of(month))
        month += step


def _first_day(period: str) -> date:
    return date.fromisoformat(f"{period}-01")


def _last_day(period: str) -> date:
    first = _first_day(period)
    return first.replace(day=monthrange(first.year, first.month)[1])
