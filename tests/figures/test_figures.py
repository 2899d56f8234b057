from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from portal_builder.figures import Figures, derive
from portal_builder.figures.rounding import rounded
from portal_builder.model.facts import Facts

PROJECT = {"name": "Harbour", "started_on": "2026-01-01", "as_of": "2026-01-11"}


def figures(**sections: Any) -> Figures:
    return derive(Facts.model_validate({"project": PROJECT} | sections), zone=UTC, decimals=2)


def change(name: str, status: str, **impact: Any) -> dict[str, Any]:
    return {
        "id": name,
        "title": name,
        "reason": "asked",
        "requested_on": "2026-01-02",
        "requested_by": "client",
        "status": status,
        "decided_on": "2026-01-03",
        "decided_by": "Kim",
        "impact": impact,
    }


def cost(line: str, amount: str) -> dict[str, str]:
    return {"line": line, "amount": amount}


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [("1/200", 2, "0.01"), ("-1/200", 2, "-0.01"), ("-1/1000", 2, "0.00"), ("5/2", 0, "3")],
)
def test_halves_go_away_from_zero(value: str, places: int, expected: str) -> None:
    assert str(rounded(Fraction(value), places)) == expected


def test_earned_value() -> None:
    # BL-1: 1000 planned + 200 approved = 1200; half done: 600; window of 20 days, 10 gone: 600.
    # spent 750: cpi 0.8, spi 1, eac 1200 / 0.8 = 1500, etc 750, vac -300, tcpi 600 / 450.
    line = {
        "id": "BL-1",
        "title": "Build",
        "planned": "1000",
        "percent_complete": "50",
        "starts_on": "2026-01-01",
        "ends_on": "2026-01-21",
        "actuals": [{"period": "2026-01", "amount": "750"}],
    }
    budget = figures(
        budget={"lines": [line]},
        changes=[
            change("CR-1", "approved", cost=[cost("BL-1", "200")]),
            change("CR-2", "proposed", cost=[cost("BL-1", "50")]),
            change("CR-3", "rejected", cost=[cost("BL-1", "70")]),
        ],
    ).budget
    assert budget is not None
    names = "baseline approved_changes pending_changes bac ev pv ac cv sv eac etc vac"
    expected = "1000 200 50 1200 600 600 750 -150 0 1500 750 -300"
    assert [getattr(budget, n) for n in names.split()] == [Decimal(v) for v in expected.split()]
    assert (budget.cpi, budget.spi, budget.tcpi) == (
        Decimal("0.8"),
        Decimal(1),
        Decimal("1.3333"),
    )
    assert (budget.percent_spent, budget.percent_complete) == (Decimal("62.5"), Decimal(50))
    assert budget.eac_method == "cpi"
    assert [(s.change, s.total) for s in budget.steps] == [(None, 1000), ("CR-1", 1200)]


def test_nothing_planned_gives_no_ratio() -> None:
    budget = figures(budget={"lines": [{"id": "BL-1", "title": "Empty"}]}).budget
    assert budget is not None
    assert (budget.cpi, budget.spi, budget.tcpi, budget.percent_spent) == (None,) * 4
    assert (budget.eac, budget.eac_method) == (0, "budget")


def test_a_proposed_line_stands_outside_all_figures() -> None:
    added = {"id": "BL-2", "title": "More", "added_by": "CR-1"}
    lines = [{"id": "BL-1", "title": "Build", "planned": "100"}, added]
    changes = [
        change("CR-1", "proposed", cost=[cost("BL-2", "30")]),
        change("CR-2", "approved", cost=[cost("BL-2", "5")]),
        change("CR-3", "proposed", cost=[cost("BL-2", "7")]),
    ]
    budget = figures(budget={"lines": lines}, changes=changes).budget
    assert budget is not None
    assert (budget.bac, budget.pending_changes, list(budget.lines)) == (100, 30, ["BL-1"])
    changes[0]["status"] = "approved"
    budget = figures(budget={"lines": lines}, changes=changes).budget
    assert budget is not None
    # 100 + 30 + 5; what is pending on it now counts as well.
    assert (budget.bac, budget.pending_changes, budget.lines["BL-2"].bac) == (135, 7, 35)


def test_retainer_uses_the_oldest_first() -> None:
    # 10 a month, carried over one month. January uses 4: 6 left. February has no entry: 16, of which
    # January's 6 then expire. March: 10 + 10 - 12 = 8, all of March's own. April: 10 + 8 - 20 = -2.
    used = {"2026-01": "4", "2026-03": "12", "2026-04": "20"}
    periods = [{"period": p, "used": u} for p, u in used.items()]
    retainer = {"unit": "hours", "included": "10", "carry_over_periods": "1", "periods": periods}
    budget = figures(budget={"retainer": retainer}).budget
    assert budget is not None
    assert [p.balance for p in budget.retainer.periods.values()] == [6, 8, -2]
    assert budget.retainer.balance == -2


def test_invoices() -> None:
    def invoice(amount: str, due: str, **more: str) -> dict[str, str]:
        dates = {"issued_on": "2026-01-02", "due_on": due}
        return {"number": amount, "amount": amount, **dates, **more}

    budget = figures(
        budget={
            "invoices": [
                invoice("100", "2026-01-05", paid_on="2026-01-06"),
                invoice("40", "2026-01-10"),
                invoice("20", "2026-01-11"),
                invoice("7", "2026-01-05", void="true"),
            ]
        }
    ).budget
    assert budget is not None
    found = (budget.invoiced, budget.paid, budget.outstanding, budget.overdue)
    assert found == (160, 100, 60, 40)


@pytest.mark.parametrize(
    ("fields", "state", "expected"),
    [
        ({"baseline_on": "2026-01-21"}, "on_track", date(2026, 1, 21)),
        ({"baseline_on": "2026-01-11"}, "on_track", date(2026, 1, 11)),
        ({"baseline_on": "2026-01-10"}, "late", date(2026, 1, 11)),
        ({"baseline_on": "2026-01-21", "forecast_on": "2026-01-25"}, "at_risk", date(2026, 1, 25)),
        ({"baseline_on": "2026-01-21", "forecast_on": "unknown"}, "at_risk", None),
        ({}, "unscheduled", None),
        ({"baseline_on": "2026-01-05", "done_on": "2026-01-04"}, "done", date(2026, 1, 4)),
        ({"baseline_on": "2026-01-05", "cancelled_by": "CR-1"}, "cancelled", None),
        ({"baseline_on": "2026-01-21", "cancelled_by": "CR-2"}, "on_track", date(2026, 1, 21)),
    ],
)
def test_milestone(fields: dict[str, str], state: str, expected: date | None) -> None:
    milestone = {"id": "MS-1", "title": "Launch"} | fields
    schedule = figures(
        schedule={"milestones": [milestone]},
        changes=[change("CR-1", "approved"), change("CR-2", "proposed")],
    ).schedule
    assert schedule is not None
    found = schedule.milestones["MS-1"]
    assert (found.state, found.expected_on) == (state, expected)


@pytest.mark.parametrize(
    ("forecast", "colour"),
    [("2026-01-21", "green"), ("2026-01-23", "amber"), ("2026-01-24", "red"), ("unknown", "amber")],
)
def test_health_of_the_schedule(forecast: str, colour: str) -> None:
    # 20 days from start to the current end: 2 days are 10 %, 3 days are 15 %.
    milestone = {"id": "MS-1", "title": "Launch", "baseline_on": "2026-01-21"}
    health = figures(schedule={"milestones": [milestone | {"forecast_on": forecast}]}).health
    assert (health.schedule, health.budget, health.overall) == (colour, None, colour)


def test_days_are_the_clients_and_hours_need_moments() -> None:
    issue = {"id": "ISS-1", "title": "Slow", "status": "resolved"}
    # 23:30 UTC is the next day in Berlin; answered 1.5 hours later.
    opened, answered = "2026-01-01T23:30Z", "2026-01-02T01:00Z"
    times = {"opened_at": opened, "responded_at": answered, "resolved_at": "2026-01-05"}
    facts = Facts.model_validate({"project": PROJECT, "issues": [issue | times]})
    found = derive(facts, zone=ZoneInfo("Europe/Berlin"), decimals=2).issues
    assert found is not None
    assert found.records["ISS-1"].age_days == 3
    assert found.median_response_hours.value == Decimal("1.5")
    assert figures(issues=[issue | times]).issues.records["ISS-1"].age_days == 4  # type: ignore[union-attr]


def test_promoters_less_detractors() -> None:
    answers = [{"on": "2026-01-02", "score": s} for s in ("10", "9", "8", "6", "9", "10")]
    feedback = figures(feedback=answers).feedback
    assert feedback is not None
    # (4 - 1) of 6
    assert (feedback.nps.value, feedback.nps.n) == (Decimal(50), 6)


def test_absent_sections_have_no_figures() -> None:
    found = figures()
    assert (found.budget, found.schedule, found.issues, found.feedback) == (None,) * 4
    assert found.health.overall is None
