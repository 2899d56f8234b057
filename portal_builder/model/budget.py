"""Budget: planned lines, actuals, forecast, retainer and invoices."""

from __future__ import annotations

from typing import ClassVar, Literal

from portal_builder.model.types import (
    ChangeRef,
    Count,
    Day,
    Entry,
    Fields,
    Flag,
    MilestoneRef,
    Money,
    Number,
    Percent,
    Period,
    Record,
    RequiredText,
    Rich,
    Text,
)


class Actual(Entry):
    """What was spent on a line in a month."""

    period: Period
    amount: Money
    hours: Number | None = None
    note: Text | None = None


class BudgetLine(Record):
    """A line of the budget."""

    noun: ClassVar[str] = "budget line"

    title: RequiredText
    description: Rich | None = None
    planned: Money | None = None
    added_by: ChangeRef | None = None
    milestone: MilestoneRef | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    percent_complete: Percent | None = None
    actuals: tuple[Actual, ...] = ()


class Forecast(Fields):
    """The provider's own estimate at completion, in place of the computed one."""

    amount: Money
    reason: RequiredText


class RetainerPeriod(Entry):
    """What was used of a retainer in a month."""

    period: Period
    used: Number
    note: Text | None = None


class Retainer(Fields):
    """An allowance per calendar month."""

    unit: Literal["hours", "money"]
    included: Number
    carry_over_periods: Count = 0
    periods: tuple[RetainerPeriod, ...] = ()


class Invoice(Entry):
    """An invoice, and whether it is paid."""

    number: RequiredText
    issued_on: Day
    due_on: Day
    amount: Money
    paid_on: Day | None = None
    void: Flag = False
    note: Text | None = None


class Budget(Fields):
    """Section `budget`."""

    lines: tuple[BudgetLine, ...] = ()
    contingency: Money | None = None
    forecast: Forecast | None = None
    retainer: Retainer | None = None
    invoices: tuple[Invoice, ...] = ()
