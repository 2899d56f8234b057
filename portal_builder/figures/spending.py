"""Figures of spending: month by month, and its rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from fractions import Fraction

from portal_builder.figures.budget_values import Spending
from portal_builder.figures.months import month_number, period_of
from portal_builder.figures.rounding import rounded
from portal_builder.model.budget import BudgetLine

RATE_MONTHS = 3


def spending_figures(lines: Sequence[BudgetLine], counted: Container[str], places: int) -> Spending:
    """Derives what was spent in each month, those without an entry between others included.

    Args:
        lines: the budget's lines.
        counted: the ids of those that count.
        places: the currency's decimals.
    """
    spent: defaultdict[int, Fraction] = defaultdict(Fraction)
    for line in lines:
        for actual in line.actuals if line.id in counted else ():
            spent[month_number(actual.period)] += Fraction(actual.amount)
    if not spent:
        return Spending({}, None)
    months = range(min(spent), max(spent) + 1)
    latest = [spent[month] for month in months[-RATE_MONTHS:]]
    return Spending(
        {period_of(month): rounded(spent[month], places) for month in months},
        rounded(sum(latest, Fraction(0)) / len(latest), places),
    )
