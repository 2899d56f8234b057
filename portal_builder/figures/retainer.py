"""Figures of a retainer: what is left of each month, and what is carried over."""

from __future__ import annotations

from collections import deque
from decimal import Decimal
from fractions import Fraction

from portal_builder.figures.budget_values import PeriodFigures, RetainerFigures, RetainerMonth
from portal_builder.figures.months import month_number, period_of
from portal_builder.figures.rounding import exact, rounded
from portal_builder.model.budget import Retainer


def retainer_figures(retainer: Retainer | None, places: int) -> RetainerFigures:
    """Derives the balance of each month, those without an entry between two others included.

    Args:
        retainer: the retainer; a budget without one has no balance.
        places: the currency's decimals, for a retainer in money; hours stay exact.

    Returns:
        The figures. `included` is the same each month; an entry below zero gives time back to its
        own month.
    """
    if retainer is None:
        return RetainerFigures(None, None, {}, ())
    used = {month_number(entry.period): Fraction(entry.used) for entry in retainer.periods}
    included = Fraction(retainer.included)

    def amount(value: Fraction) -> Decimal:
        return rounded(value, places) if retainer.unit == "money" else exact(value)

    months = tuple(
        RetainerMonth(
            period_of(month),
            amount(spent := used.get(month, Fraction(0))),
            amount(balance + spent - included),
            amount(balance),
        )
        for month, balance in _balances(included, retainer.carry_over_periods, used).items()
    )
    entered = {entry.period for entry in retainer.periods}
    periods = {m.period: PeriodFigures(m.balance) for m in months if m.period in entered}
    last = months[-1].balance if months else None
    return RetainerFigures(last, retainer.unit, periods, months)


def _balances(included: Fraction, carry: int, used: dict[int, Fraction]) -> dict[int, Fraction]:
    """Goes from the first month to the last; a month without an entry used nothing."""
    balances: dict[int, Fraction] = {}
    left: deque[tuple[int, Fraction]] = deque()  # what earlier months left, the oldest first
    carried = Fraction(0)
    for month in range(min(used), max(used) + 1) if used else ():
        while left and month - left[0][0] > carry:
            carried -= left.popleft()[1]
        spent = used.get(month, Fraction(0))
        balances[month] = included + carried - spent
        while spent > 0 and left:
            taken = min(spent, left[0][1])
            oldest, rest = left.popleft()
            spent, carried = spent - taken, carried - taken
            if rest > taken:
                left.appendleft((oldest, rest - taken))
        if included > spent:
            left.append((month, included - spent))
            carried += included - spent
    return balances
