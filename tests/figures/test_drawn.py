"""Figures that serve the charts: money and issues over time, the range of the estimate, all months."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from portal_builder.figures import Figures, derive
from portal_builder.figures.budget_values import EacRange, MoneyByDay, RetainerMonth
from portal_builder.figures.earned import Earned
from portal_builder.figures.outlook import eac_range
from portal_builder.figures.values import Flow
from portal_builder.model.facts import Facts


def figures(started: str, as_of: str, zone: str = "", **sections: Any) -> Figures:
    project = {"name": "Harbour", "started_on": started, "as_of": as_of}
    facts = Facts.model_validate({"project": project} | sections)
    return derive(facts, zone=ZoneInfo(zone) if zone else UTC, decimals=2)


# The range: 1000 in all, 400 done, 500 due, 500 spent; 600 are left.
# At the budgeted pace 500 + 600; at 0.8 500 + 750; at 0.8 × 0.8 500 + 937.50.


def earned(bac: int, ev: int, pv: int, ac: int) -> Earned:
    return Earned(*map(Fraction, (bac, ev, pv, ac)))


def test_the_range_is_that_of_three_ways_to_carry_on() -> None:
    assert eac_range(earned(1000, 400, 500, 500), 2) == EacRange(Decimal(1100), Decimal("1437.50"))


def test_work_ahead_and_below_budget_ends_below_it() -> None:
    # cpi 2 and spi 2: 200 + 600, 200 + 300, 200 + 150
    assert eac_range(earned(1000, 400, 200, 200), 2) == EacRange(Decimal(350), Decimal(800))


@pytest.mark.parametrize(
    "sums",
    [(1000, 199, 500, 500), (1000, 1000, 1000, 900), (1000, 400, 0, 500), (1000, 400, 500, 0)],
    ids=["too early", "nothing left", "nothing due", "nothing spent"],
)
def test_there_is_no_range_where_it_would_say_nothing(sums: tuple[int, ...]) -> None:
    assert eac_range(earned(*sums), 2) is None


def test_a_fifth_of_the_work_is_enough() -> None:
    assert eac_range(earned(1000, 200, 500, 500), 2) is not None


# Money: 900 over the 90 days from 1 January to 1 April, 10 a day.


def line(**more: Any) -> dict[str, Any]:
    spent = (("2026-01", "200"), ("2026-02", "350"), ("2026-03", "50"))
    return {
        "id": "BL-1",
        "title": "Build",
        "planned": "900",
        "starts_on": "2026-01-01",
        "ends_on": "2026-04-01",
        "actuals": [{"period": period, "amount": amount} for period, amount in spent],
    } | more


def by_day(**sections: Any) -> list[tuple[Any, ...]]:
    budget = figures("2026-01-01", "2026-03-15", **sections).budget
    assert budget is not None
    assert all(isinstance(entry, MoneyByDay) for entry in budget.by_day)
    return [(e.day.isoformat(), e.planned, e.spent, e.earned) for e in budget.by_day]


def test_money_is_told_at_the_ends_of_months_and_as_of_the_facts() -> None:
    assert by_day(budget={"lines": [line(percent_complete="50")]}) == [
        ("2026-01-01", 0, 0, None),
        ("2026-01-31", 300, 200, None),
        ("2026-02-28", 580, 550, None),
        ("2026-03-15", 730, 600, 450),
        ("2026-03-31", 890, None, None),
        ("2026-04-01", 900, None, None),
    ]


def test_what_milestones_earned_is_known_for_every_day() -> None:
    milestone = {
        "id": "MS-1",
        "title": "Built",
        "baseline_on": "2026-04-01",
        "done_on": "2026-02-10",
    }
    found = by_day(budget={"lines": [line(milestone="MS-1")]}, schedule={"milestones": [milestone]})
    assert [earned for *_, earned in found] == [0, 0, 900, 900, None, None]


def test_money_before_the_project_began_counts_from_its_own_month() -> None:
    early = line(actuals=[{"period": "2025-12", "amount": "70"}])
    assert by_day(budget={"lines": [early]})[:2] == [
        ("2025-12-01", 0, 0, 0),
        ("2025-12-31", 0, 70, 0),
    ]


def test_many_months_are_told_by_quarter() -> None:
    long = line(starts_on="2024-01-01", ends_on="2026-04-01")
    days = [day for day, *_ in by_day(budget={"lines": [long]})]
    assert days[:3] == ["2024-01-01", "2024-03-31", "2024-06-30"]
    assert len(days) == 12  # the first day, nine quarters' ends, the day of the facts, the last day


def test_without_spending_there_is_nothing_over_time() -> None:
    assert by_day(budget={"lines": [line(actuals=[])]}) == []


# Issues


def issue(number: int, opened: str, resolved: str = "", status: str = "resolved") -> dict[str, str]:
    entry = {"id": f"ISS-{number}", "title": "Leak", "opened_at": opened, "status": status}
    return entry | ({"resolved_at": resolved} if resolved else {})


def flow(as_of: str, *issues: dict[str, str], zone: str = "") -> list[tuple[Any, ...]]:
    found = figures("2020-01-01", as_of, zone, issues=list(issues)).issues
    assert found is not None
    assert all(isinstance(entry, Flow) for entry in found.flow)
    return [(e.unit, e.first.isoformat(), e.opened, e.resolved, e.open) for e in found.flow]


def test_issues_are_counted_by_week_while_these_are_few() -> None:
    # 5 January 2026 was a Monday
    assert flow(
        "2026-01-20",
        issue(1, "2026-01-05", "2026-01-13"),
        issue(2, "2026-01-11", status="open"),
        issue(3, "2026-01-20", status="open"),
    ) == [
        ("week", "2026-01-05", 2, 0, 2),
        ("week", "2026-01-12", 0, 1, 1),
        ("week", "2026-01-19", 1, 0, 2),
    ]


@pytest.mark.parametrize(
    ("first", "unit", "begins", "count"),
    [
        ("2026-01-31", "month", "2026-01-01", 6),
        ("2025-02-10", "quarter", "2025-01-01", 6),
        ("2020-02-10", "year", "2020-01-01", 7),
        ("1990-02-10", "year", "2015-01-01", 12),
    ],
)
def test_longer_times_are_told_in_longer_spans(
    first: str, unit: str, begins: str, count: int
) -> None:
    found = flow("2026-06-01", issue(1, first, status="open"))
    assert found[0][:2] == (unit, begins)
    assert len(found) == count
    assert found[-1][-1] == 1  # still open, whenever it was opened


def test_an_issue_that_was_opened_again_is_not_resolved() -> None:
    found = flow("2026-01-20", issue(1, "2026-01-05", "2026-01-06", status="in_progress"))
    assert [entry[-2:] for entry in found] == [(0, 1), (0, 1), (0, 1)]


def test_a_moment_counts_on_the_client_s_day() -> None:
    # Half past eleven in London on Sunday is Monday in Berlin.
    late = issue(1, "2026-01-11T23:30+00:00", status="open")
    assert flow("2026-01-20", late)[0][1] == "2026-01-05"
    assert flow("2026-01-20", late, zone="Europe/Berlin")[0][1] == "2026-01-12"


def test_the_last_days_there_are_can_be_counted() -> None:
    assert flow("9999-12-31", issue(1, "9999-12-30", status="open"))[-1][-3:] == (1, 0, 1)
    assert flow("9999-12-31", issue(1, "0001-01-01", status="open"))[-1][-1] == 1
    both = (issue(1, "0001-01-01", status="open"), issue(2, "9999-12-31", status="open"))
    assert flow("9999-12-31", *both)[-1] == ("year", "9999-01-01", 1, 0, 2)


# A retainer of 10 a month, carried over for one: January leaves 4, February 10 more; in March the
# 4 are gone.


def test_every_month_of_a_retainer_is_told() -> None:
    periods = [{"period": "2026-01", "used": "6"}, {"period": "2026-03", "used": "25"}]
    retainer = {"unit": "hours", "included": "10", "carry_over_periods": "1", "periods": periods}
    budget = figures("2026-01-01", "2026-03-31", budget={"retainer": retainer}).budget
    assert budget is not None
    assert budget.retainer.months == (
        RetainerMonth("2026-01", Decimal(6), Decimal(0), Decimal(4)),
        RetainerMonth("2026-02", Decimal(0), Decimal(4), Decimal(14)),
        RetainerMonth("2026-03", Decimal(25), Decimal(10), Decimal(-5)),
    )
    assert set(budget.retainer.periods) == {"2026-01", "2026-03"}
    assert budget.retainer.balance == -5
