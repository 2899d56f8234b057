"""Where the money is, in a sentence and a bar: by what was agreed on, or this month's hours."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup

from portal_builder.figures.budget_values import BudgetFigures
from portal_builder.merge.figures import of_retainer
from portal_builder.merge.reading import Reading


def money(reading: Reading) -> Markup:
    """The answer for a project; nothing without a budget."""
    section, figures = reading.facts.budget, reading.figures.budget
    if section is None or figures is None:
        return Markup()
    sentences, bar = [], None
    if spent := spent_of_agreed(reading):
        sentences.append(spent)
        bar = _bar(reading, figures)
    if section.retainer and section.retainer.periods and figures.retainer.balance is not None:
        sentences.append(_month(reading, figures))
    if figures.overdue:
        sentences.append(reading.words("money.overdue", amount=reading.money(figures.overdue)))
    if not sentences:
        return Markup()
    return reading.templates.component("money", sentences=sentences, bar=bar)


def spent_of_agreed(reading: Reading) -> Markup:
    """What was spent of what was agreed, and what is expected; nothing without budget lines."""
    section, figures = reading.facts.budget, reading.figures.budget
    if section is None or figures is None or not section.lines:
        return Markup()
    return reading.words(
        "money.spent",
        spent=reading.money(figures.ac),
        agreed=reading.money(figures.bac),
        expected=reading.money(figures.eac),
    )


def _month(reading: Reading, figures: BudgetFigures) -> Markup:
    retainer = reading.facts.budget.retainer if reading.facts.budget else None
    assert retainer is not None
    last = max(retainer.periods, key=lambda period: period.period)
    balance = figures.retainer.balance
    assert balance is not None
    return reading.words(
        "money.retainer",
        month=reading.formats.month(last.period),
        used=of_retainer(reading, last.used),
        included=of_retainer(reading, retainer.included),
        balance=of_retainer(reading, balance),
    )


def _bar(reading: Reading, figures: BudgetFigures) -> dict[str, object] | None:
    whole = max(figures.bac, figures.eac, figures.ac)
    if whole <= 0 or figures.percent_spent is None:
        return None
    share = {key: _share(getattr(figures, key), whole) for key in ("ac", "bac", "eac")}
    return {**share, "percent": reading.percent(figures.percent_spent)}


def _share(amount: Decimal, whole: Decimal) -> str:
    """A length of the bar, of 1,000."""
    return str(max(0, min(1000, int(amount * 1000 / whole))))
