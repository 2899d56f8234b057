"""The figures of the budget as values, by the terms of earned value management.

Amounts are in the client's currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

EacMethod = Literal["provider", "cpi", "budget"]


@dataclass(frozen=True, slots=True)
class LineFigures:
    """A budget line: budget at completion, earned value, planned value, actual cost."""

    bac: Decimal
    ev: Decimal
    pv: Decimal
    ac: Decimal


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """A month of a retainer: what was left at its end, carried over included."""

    balance: Decimal


@dataclass(frozen=True, slots=True)
class RetainerMonth:
    """A month of a retainer, in its unit.

    Attributes:
        period: YYYY-MM.
        used: what was used; 0 in a month without an entry.
        carried: what earlier months left for it.
        balance: included + carried − used.
    """

    period: str
    used: Decimal
    carried: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class RetainerFigures:
    """A retainer: the balance of its last month, and of each month that has an entry.

    Attributes:
        balance: in `unit`; None without any entry.
        unit: hours or money; None without a retainer.
        periods: month (YYYY-MM) → its balance.
        months: every month from the first entry to the last.
    """

    balance: Decimal | None
    unit: Literal["hours", "money"] | None
    periods: Mapping[str, PeriodFigures]
    months: tuple[RetainerMonth, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the signed budget to today's.

    Attributes:
        change: the approved change; None for the first step, the baseline.
        amount: what the step adds; negative for a credit.
        total: the budget after it.
    """

    change: str | None
    amount: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Spending:
    """What was spent month by month.

    Attributes:
        months: YYYY-MM → the amount, from the first month with an entry to the last.
        rate: the mean of the last three of them, or of as many as there are; None without any.
    """

    months: Mapping[str, Decimal]
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class EacRange:
    """Between which amounts the cost will probably end."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class MoneyByDay:
    """Sums by the end of a day; None where they are not known, or are still to come."""

    day: date
    planned: Decimal
    spent: Decimal | None
    earned: Decimal | None


@dataclass(frozen=True, slots=True)
class BudgetFigures:
    """Section `budget`, by the terms of earned value management.

    Attributes:
        spending: month by month.
        eac_range: around `eac`; None where it is too early for one.
        by_day: planned, spent and earned over time.
        steps: from the baseline over every approved change, in the order of decision, to `bac`.
        lines: a line's id → its figures; a line that is not agreed yet has none.
    """

    baseline: Decimal
    approved_changes: Decimal
    pending_changes: Decimal
    bac: Decimal
    ev: Decimal
    pv: Decimal
    ac: Decimal
    cv: Decimal
    sv: Decimal
    cpi: Decimal | None
    spi: Decimal | None
    eac: Decimal
    eac_method: EacMethod
    etc: Decimal
    vac: Decimal
    tcpi: Decimal | None
    percent_spent: Decimal | None
    percent_complete: Decimal | None
    invoiced: Decimal
    paid: Decimal
    outstanding: Decimal
    overdue: Decimal
    retainer: RetainerFigures
    spending: Spending
    eac_range: EacRange | None
    by_day: tuple[MoneyByDay, ...]
    steps: tuple[Step, ...]
    lines: Mapping[str, LineFigures]
