"""What was spent by month, and how figures stood thirty days before."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from typing import Any

from portal_builder.figures import Figures, derive
from portal_builder.model.facts import Facts

PROJECT = {"name": "Harbour", "started_on": "2026-01-01", "as_of": "2026-03-31"}
BEFORE = date(2026, 3, 1)  # thirty days before


def figures(project: dict[str, str] = PROJECT, **sections: Any) -> Figures:
    return derive(Facts.model_validate({"project": project} | sections), zone=UTC, decimals=2)


def earlier(name: str, **sections: Any) -> object:
    found = figures(**sections).earlier
    assert found is not None
    assert found.day == BEFORE
    return found.values.get(name)


def line(*actuals: tuple[str, str], name: str = "BL-1") -> dict[str, Any]:
    entries = [{"period": period, "amount": amount} for period, amount in actuals]
    return {"id": name, "title": name, "planned": "1000", "actuals": entries}


def test_months_without_an_entry_count_as_nothing_spent() -> None:
    # November 100 + 20, December 0, January 0, February 10.01: the last three are 0, 0 and 10.01.
    lines = [
        line(("2025-11", "100"), ("2026-02", "10.01")),
        line(("2025-11", "20"), name="BL-2"),
    ]
    budget = figures(budget={"lines": lines}).budget
    assert budget is not None
    assert dict(budget.spending.months) == {
        "2025-11": Decimal("120.00"),
        "2025-12": Decimal("0.00"),
        "2026-01": Decimal("0.00"),
        "2026-02": Decimal("10.01"),
    }
    assert budget.spending.rate == Decimal("3.34")  # 10.01 ÷ 3 = 3.336…


def test_the_rate_of_two_months_is_their_mean() -> None:
    budget = figures(budget={"lines": [line(("2026-01", "10"), ("2026-02", "25"))]}).budget
    assert budget is not None
    assert budget.spending.rate == Decimal("17.50")


def test_nothing_spent_has_no_rate() -> None:
    budget = figures(budget={"lines": [line()]}).budget
    assert budget is not None
    assert (dict(budget.spending.months), budget.spending.rate) == ({}, None)


def change(decided_on: str) -> dict[str, Any]:
    return {
        "id": "CR-1",
        "title": "More",
        "reason": "asked",
        "requested_on": "2026-02-01",
        "requested_by": "client",
        "status": "approved",
        "decided_on": decided_on,
        "decided_by": "Kim",
        "impact": {"cost": [{"line": "BL-1", "amount": "200"}]},
    }


def test_a_change_counts_from_the_day_of_its_decision() -> None:
    budget = {"lines": [line()]}
    assert earlier("budget.bac", budget=budget, changes=[change("2026-03-02")]) == Decimal("1000")
    assert earlier("budget.bac", budget=budget, changes=[change("2026-03-01")]) == Decimal("1200")


def milestone(**more: Any) -> dict[str, Any]:
    return {"milestones": [{"id": "MS-1", "title": "Launch", "baseline_on": "2026-06-01", **more}]}


def slip(on: str, start: str, to: str) -> dict[str, str]:
    return {"on": on, "from": start, "to": to, "reason": "late", "caused_by": "provider"}


def test_a_date_is_expected_from_the_day_of_its_slip() -> None:
    slips = [
        slip("2026-02-10", "2026-06-01", "2026-06-15"),
        slip("2026-03-20", "2026-06-15", "2026-07-01"),
    ]
    schedule = milestone(forecast_on="2026-07-01", slips=slips)
    assert earlier("schedule.forecast_end", schedule=schedule) == date(2026, 6, 15)
    late = milestone(
        forecast_on="2026-06-15", slips=[slip("2026-03-20", "2026-06-01", "2026-06-15")]
    )
    assert earlier("schedule.forecast_end", schedule=late) == date(2026, 6, 1)


def test_what_was_done_since_was_open_then() -> None:
    schedule = milestone(baseline_on="2026-02-15", done_on="2026-03-10")
    assert (
        earlier("schedule.forecast_end", schedule=schedule) == BEFORE
    )  # overdue: not before that day


def issue(number: int, opened: str, **more: str) -> dict[str, str]:
    status = "resolved" if more else "open"
    return {"id": f"ISS-{number}", "title": "x", "status": status, "opened_at": opened, **more}


def test_issues_are_open_from_their_first_day_until_they_are_resolved() -> None:
    issues = [
        issue(1, "2026-02-01"),
        issue(2, "2026-02-01", resolved_at="2026-03-02"),
        issue(3, "2026-02-01", resolved_at="2026-03-01"),
        issue(4, "2026-03-02"),
    ]
    assert earlier("issues.open", issues=issues) == 2


def test_nothing_is_known_of_a_day_before_the_start() -> None:
    young = {**PROJECT, "started_on": "2026-03-02"}
    assert figures(young, issues=[issue(1, "2026-03-05")]).earlier is None
