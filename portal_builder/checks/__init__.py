"""What one value alone cannot show: references, dates, sums and texts that must fit together."""

from __future__ import annotations

from portal_builder.checks import (
    budget,
    changes,
    client,
    dates,
    ids,
    redactions,
    required,
    schedule,
    texts,
)
from portal_builder.checks.subject import MOST, Enough, Subject
from portal_builder.errors import Problem

_CHECKS = (
    ids.check,
    required.check,
    dates.check,
    schedule.check,
    budget.check,
    changes.check,
    texts.check,
    redactions.check,
)


def check_client(subject: Subject) -> None:
    """Adds every problem of the client's own section."""
    client.check(subject)


def check_project(subject: Subject) -> None:
    """Adds every problem that the facts of a project have with each other."""
    try:
        for each in _CHECKS:
            each(subject)
    except Enough:
        last = subject.problems[-1].place
        what = f"there are more than {MOST:,} mistakes; these are the first that were found"
        subject.problems.append(Problem(last, what, "mend them, then check again"))


def check_currency(client_subject: Subject, projects: list[Subject]) -> None:
    """Adds that the currency is missing, where any project has a budget or an amount."""
    settled = client_subject.settings.client
    if settled is None or settled.currency or client_subject.is_lost("client", "currency"):
        return
    if any(map(budget.needs_currency, projects)):
        client_subject.error(
            ("client",),
            "there is a budget or an amount of money, but `client` has no `currency`",
            "add `currency: …`, such as GBP or EUR",
        )
