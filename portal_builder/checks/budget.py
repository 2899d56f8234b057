"""Money: a currency, its decimals, months that had begun, and sums that add up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal
from functools import reduce

from portal_builder.checks.subject import Subject
from portal_builder.model.budget import RetainerPeriod
from portal_builder.model.facts import Path
from portal_builder.model.types import MONEY

# The interpreter's own context rounds sums to 28 digits, and an amount may have 30.
_EXACT = Context(prec=1_000)


def check(subject: Subject) -> None:
    """Looks at every amount, every month, and the sum of the lines against the price."""
    _check_decimals(subject)
    _check_periods(subject)
    _check_added_lines(subject)
    _check_price(subject)


def needs_currency(subject: Subject) -> bool:
    """Whether there is a budget, or any amount that is published."""
    return not subject.is_absent("budget") or any(
        found.marker == MONEY and not found.draft for found in subject.found
    )


def _check_decimals(subject: Subject) -> None:
    client, decimals = subject.settings.client, subject.settings.decimals
    if client is None or decimals is None:
        return
    for path, amount in _amounts(subject):
        if -int(amount.as_tuple().exponent) > decimals:
            subject.error(
                path,
                f"{amount} has more decimals than {client.currency} has ({decimals})",
                f"write it with at most {decimals} decimals"
                if decimals
                else "write it without decimals",
            )


def _amounts(subject: Subject) -> Iterator[tuple[Path, Decimal]]:
    """Every amount of money: the retainer's numbers are some where its unit says so."""
    yield from ((f.path, f.value) for f in subject.found if f.marker == MONEY)
    budget = subject.read.values.get("budget")
    if budget and budget.retainer and budget.retainer.unit == "money":
        yield ("budget", "retainer", "included"), budget.retainer.included
        for i, entry in enumerate(budget.retainer.periods):
            yield ("budget", "retainer", "periods", i, "used"), entry.used


def _months(subject: Subject) -> Iterator[tuple[Path, str]]:
    """The months of entries that are published; a draft's may lie ahead."""
    for at, line in subject.entries("budget", "lines"):
        for i, actual in enumerate(line.actuals):
            if not actual.draft:
                yield (*at, "actuals", i), actual.period
    for i, entry in _retainer_periods(subject):
        yield ("budget", "retainer", "periods", i), entry.period


def _retainer_periods(subject: Subject) -> list[tuple[int, RetainerPeriod]]:
    budget = subject.read.values.get("budget")
    entries = budget.retainer.periods if budget and budget.retainer else ()
    return [(i, entry) for i, entry in enumerate(entries) if not entry.draft]


def _check_periods(subject: Subject) -> None:
    project = subject.project
    if project:
        for at, period in _months(subject):
            if f"{period}-01" > project.as_of.isoformat():
                subject.error(
                    (*at, "period"),
                    f"{period} begins after `as_of` {project.as_of}, the day of these facts",
                    "book it once the month has begun, or set `as_of` to the day on which you last confirmed the facts",
                )
    seen: set[str] = set()
    for i, entry in _retainer_periods(subject):
        if entry.period in seen:
            subject.error(
                ("budget", "retainer", "periods", i, "period"),
                f"the retainer has two entries for {entry.period}",
                "add them up in one",
            )
        seen.add(entry.period)


def _check_added_lines(subject: Subject) -> None:
    for at, line in subject.all_entries("budget", "lines"):
        if line.added_by and line.planned:
            subject.error(
                (*at, "planned"),
                f"{line.id} is added by {line.added_by}, so nothing of it was planned when it was signed",
                f"take `planned` away, and put the amount into the cost of {line.added_by}",
            )


def _check_price(subject: Subject) -> None:
    project, budget = subject.project, subject.budget
    price = project.contract.price if project and project.contract else None
    parts = (("budget", "lines"), ("budget", "contingency"))
    if price is None or not budget.lines or any(subject.is_lost(*part) for part in parts):
        return
    signed = [line.planned for line in budget.lines if line.planned and not line.added_by]
    planned = reduce(_EXACT.add, signed, Decimal(0))
    total = _EXACT.add(planned, budget.contingency or Decimal(0))
    if total != price:
        what = f"the lines' `planned` add up to {planned}"
        if budget.contingency:
            what += f", with `contingency` {budget.contingency} to {total}"
        subject.error(
            ("project", "contract", "price"),
            f"{what}, but the price is {price}",
            f"{_EXACT.subtract(price, total).copy_abs()} {'is missing from' if price > total else 'is too much in'} the lines or the contingency",
        )
