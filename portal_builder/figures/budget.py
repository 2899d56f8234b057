"""Figures of the budget: earned value management, from the lines up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from portal_builder.figures.budget_values import BudgetFigures, EacMethod, LineFigures, Step
from portal_builder.figures.earned import ZERO, Earned
from portal_builder.figures.effects import Effects
from portal_builder.figures.outlook import eac_range
from portal_builder.figures.over_time import money_by_day
from portal_builder.figures.retainer import retainer_figures
from portal_builder.figures.rounding import percent, ratio, rounded, total
from portal_builder.figures.spending import spending_figures
from portal_builder.figures.values import ScheduleFigures
from portal_builder.model.budget import Budget, Invoice
from portal_builder.model.changes import Change
from portal_builder.model.facts import Facts, is_empty


def estimate(budget: Budget, sums: Earned) -> tuple[Fraction, EacMethod]:
    """Gives the estimate at completion, exactly, and what it rests on.

    The provider's own forecast goes first; else the spending so far is carried on (bac ÷ cpi),
    which takes both something earned and something spent; else the budget stands.
    """
    if budget.forecast:
        return Fraction(budget.forecast.amount), "provider"
    if sums.ac and sums.ev:
        return sums.bac * sums.ac / sums.ev, "cpi"
    return sums.bac, "budget"


def budget_figures(
    facts: Facts,
    effects: Effects,
    lines: dict[str, Earned],
    schedule: ScheduleFigures | None,
    places: int,
    drawn: bool = True,
) -> BudgetFigures | None:
    """Derives the figures of section `budget`.

    Args:
        facts: the project's published facts.
        effects: what its changes do.
        lines: the lines that count, exactly.
        schedule: the figures of its schedule, which give lines dates.
        places: the currency's decimals.
        drawn: whether the sums by day are wanted too.

    Returns:
        The figures; None where the section is absent.
    """
    budget = facts.budget
    if budget is None or is_empty(budget):
        return None

    def money(amount: Fraction) -> Decimal:
        return rounded(amount, places)

    sums = sum(lines.values(), Earned())
    eac, method = estimate(budget, sums)
    baseline = total(line.planned for line in budget.lines if line.id in lines)
    valid = [invoice for invoice in budget.invoices if not invoice.void]
    open_invoices = [invoice for invoice in valid if invoice.paid_on is None]
    late = [invoice for invoice in open_invoices if invoice.due_on < facts.project.as_of]
    return BudgetFigures(
        baseline=money(baseline),
        approved_changes=money(sums.bac - baseline),
        pending_changes=money(total(c.amount for c in effects.costs("proposed"))),
        bac=money(sums.bac),
        ev=money(sums.ev),
        pv=money(sums.pv),
        ac=money(sums.ac),
        cv=money(sums.ev - sums.ac),
        sv=money(sums.ev - sums.pv),
        cpi=ratio(sums.ev, sums.ac),
        spi=ratio(sums.ev, sums.pv),
        eac=money(eac),
        eac_method=method,
        etc=money(eac - sums.ac),
        vac=money(sums.bac - eac),
        tcpi=ratio(sums.bac - sums.ev, max(sums.bac - sums.ac, ZERO)),
        percent_spent=percent(sums.ac, sums.bac),
        percent_complete=percent(sums.ev, sums.bac),
        invoiced=money(_amount(valid)),
        paid=money(_amount(valid) - _amount(open_invoices)),
        outstanding=money(_amount(open_invoices)),
        overdue=money(_amount(late)),
        retainer=retainer_figures(budget.retainer, places),
        spending=spending_figures(budget.lines, lines, places),
        eac_range=eac_range(sums, places),
        by_day=money_by_day(facts, lines, schedule, places) if drawn else (),
        steps=_steps(baseline, effects, places),
        lines={name: _line_figures(line, places) for name, line in lines.items()},
    )


def _amount(invoices: Sequence[Invoice]) -> Fraction:
    return total(invoice.amount for invoice in invoices)


def _line_figures(line: Earned, places: int) -> LineFigures:
    return LineFigures(*(rounded(v, places) for v in (line.bac, line.ev, line.pv, line.ac)))


def _steps(baseline: Fraction, effects: Effects, places: int) -> tuple[Step, ...]:
    """From the baseline to today's budget; of one day the changes stand as written."""
    costs: dict[str, Fraction] = {}
    for cost in effects.costs("approved"):
        costs[cost.change.id] = costs.get(cost.change.id, ZERO) + Fraction(cost.amount)
    steps = [Step(None, rounded(baseline, places), rounded(baseline, places))]
    after = baseline
    for change in sorted((c for c in effects.changes if c.id in costs), key=_decided):
        after += costs[change.id]
        steps.append(Step(change.id, rounded(costs[change.id], places), rounded(after, places)))
    return tuple(steps)


def _decided(change: Change) -> str:
    return change.decided_on.isoformat() if change.decided_on else ""
