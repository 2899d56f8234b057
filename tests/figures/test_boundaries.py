"""The edges of each definition: the day itself, the threshold itself, nothing at all."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from typing import Any

import pytest

from portal_builder.figures import Figures, derive
from portal_builder.figures.budget_values import BudgetFigures
from portal_builder.figures.values import ScheduleFigures
from portal_builder.model.facts import Facts

AS_OF = "2026-01-11"
PROJECT = {"name": "Harbour", "started_on": "2026-01-01", "as_of": AS_OF}
EARLIER, LATER = "2026-01-10", "2026-01-12"


def figures(project: dict[str, Any] | None = None, **sections: Any) -> Figures:
    facts = Facts.model_validate({"project": PROJECT | (project or {})} | sections)
    return derive(facts, zone=UTC, decimals=2)


def budget(**found: Any) -> BudgetFigures:
    made = figures(**found).budget
    assert made is not None
    return made


def schedule(*milestones: dict[str, Any], **found: Any) -> ScheduleFigures:
    made = figures(schedule={"milestones": list(milestones)}, **found).schedule
    assert made is not None
    return made


def line(**fields: Any) -> dict[str, Any]:
    return {"id": "BL-1", "title": "Build", "planned": "100", **fields}


def milestone(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {"id": f"MS-{number}", "title": "Launch", **fields}


def change(**impact: Any) -> dict[str, Any]:
    asked = {"title": "More", "reason": "Asked", "requested_on": "2026-01-02"}
    return {
        **{"id": "CR-1", **asked, "requested_by": "client", "status": "approved"},
        **{"decided_on": "2026-01-03", "decided_by": "Kim", "impact": impact},
    }


@pytest.mark.parametrize(
    ("start", "end", "due"),
    [
        (LATER, "2026-02-01", 0),  # not begun
        (AS_OF, "2026-02-01", 0),  # 0 of 21 days
        (EARLIER, AS_OF, 100),  # from its end
        (EARLIER, LATER, 50),  # 1 of 2 days
        (AS_OF, AS_OF, 100),  # no day, and the end is here
        (LATER, LATER, 0),  # no day, and not begun
        (LATER, EARLIER, 0),  # backwards: before its start comes first
        (AS_OF, EARLIER, 100),  # backwards, and begun
    ],
)
def test_the_share_that_is_due(start: str, end: str, due: int) -> None:
    # A line may not end before it starts, but its milestone may be agreed for an earlier day.
    found = budget(
        budget={"lines": [line(starts_on=start, milestone="MS-1")]},
        schedule={"milestones": [milestone(baseline_on=end)]},
    )
    assert found.pv == due


@pytest.mark.parametrize(
    ("fields", "milestones", "contract", "due"),
    [
        # 10 of 20 days from the project's start to the milestone's date.
        ({"milestone": "MS-1"}, [milestone(baseline_on="2026-01-21")], {}, "50.00"),
        # The milestone starts on 6 January: 5 of 15 days.
        (
            {"milestone": "MS-1"},
            [milestone(starts_on="2026-01-06", baseline_on="2026-01-21")],
            {},
            "33.33",
        ),
        # It is not scheduled: the project ends with the other one, 10 of 25 days.
        (
            {"milestone": "MS-1"},
            [milestone(), milestone(2, baseline_on="2026-01-26")],
            {},
            "40.00",
        ),
        # Without any date of the schedule the contract's end counts: 10 of 40 days.
        ({}, [milestone()], {"ends_on": "2026-02-10"}, "25.00"),
        # With one, the contract's end does not.
        ({}, [milestone(baseline_on="2026-01-21")], {"ends_on": "2026-02-10"}, "50.00"),
        # The line's own dates go first: 1 of 4 days.
        (
            {"milestone": "MS-1", "starts_on": EARLIER, "ends_on": "2026-01-14"},
            [milestone(baseline_on="2026-01-21")],
            {},
            "25.00",
        ),
        # Nobody knows an end.
        ({}, [milestone(forecast_on="unknown")], {}, "0.00"),
    ],
)
def test_where_a_line_s_window_comes_from(
    fields: dict[str, str], milestones: list[Any], contract: dict[str, str], due: str
) -> None:
    found = budget(
        project={"contract": {"type": "fixed_price", **contract}},
        budget={"lines": [line(**fields)]},
        schedule={"milestones": milestones},
    )
    assert str(found.pv) == due


def test_spending_without_anything_done() -> None:
    spent = [{"period": "2026-01", "amount": "150"}]
    found = budget(budget={"lines": [line(actuals=spent)]})
    # cpi = 0 ÷ 150; the estimate stays bac; bac − ac = −50 is no divisor.
    assert (found.cpi, found.eac, found.eac_method) == (0, 100, "budget")
    assert (found.etc, found.tcpi, found.percent_spent) == (-50, None, 150)


def test_all_is_spent_and_nothing_is_left_to_divide_by() -> None:
    spent = [{"period": "2026-01", "amount": "100"}]
    found = budget(budget={"lines": [line(actuals=spent, percent_complete="80")]})
    # eac = 100 × 100 ÷ 80; bac − ac = 0.
    assert (found.eac, found.cpi, found.tcpi) == (125, Decimal("0.8"), None)


@pytest.mark.parametrize(
    ("percent", "done", "earned"),
    [(None, True, 100), (None, False, 0), ("0", True, 0), ("66.67", False, "66.67")],
)
def test_percent_complete_as_written_else_by_the_milestone(
    percent: str | None, done: bool, earned: object
) -> None:
    dates = {"baseline_on": AS_OF} | ({"done_on": EARLIER} if done else {})
    found = budget(
        budget={"lines": [line(milestone="MS-1", percent_complete=percent)]},
        schedule={"milestones": [milestone(**dates)]},
    )
    assert found.ev == Decimal(str(earned))


@pytest.mark.parametrize("kind", ["proposed", "cancelled"])
def test_a_milestone_that_does_not_count_gives_no_dates_and_no_percentage(kind: str) -> None:
    names = {"proposed": "added_by", "cancelled": "cancelled_by"}
    request = change() | {"status": "proposed" if kind == "proposed" else "approved"}
    gone = milestone(baseline_on=EARLIER, done_on=EARLIER) | {names[kind]: "CR-1"}
    found = budget(
        budget={"lines": [line(milestone="MS-1")]},
        schedule={"milestones": [gone, milestone(2, baseline_on="2026-01-21")]},
        changes=[request],
    )
    # Nothing done; 10 of the project's 20 days.
    assert (found.ev, found.pv) == (0, 50)


def test_ends_without_what_they_are_taken_from() -> None:
    contract = {"contract": {"type": "retainer", "ends_on": "2026-06-30"}}
    found = schedule(milestone(), project=contract)
    assert (found.baseline_end, found.current_end) == (date(2026, 6, 30), None)
    assert (found.forecast_end, found.slip_days) == (None, None)
    assert schedule(milestone()).baseline_end is None
    # What is not scheduled and has no forecast stands aside.
    found = schedule(milestone(), milestone(2, baseline_on=LATER))
    assert (found.forecast_end, found.slip_days) == (date(2026, 1, 12), 0)
    # What is done without a date still tells when it ended.
    found = schedule(milestone(done_on=AS_OF), milestone(2, baseline_on=EARLIER, done_on=EARLIER))
    assert (found.forecast_end, found.slip_days) == (date(2026, 1, 11), 1)


@pytest.mark.parametrize(
    ("first", "end"),
    [
        ({"forecast_on": "unknown"}, None),
        ({"forecast_on": "unknown", "done_on": AS_OF}, date(2026, 1, 12)),
        ({"forecast_on": "unknown", "cancelled_by": "CR-1"}, date(2026, 1, 12)),
        ({"forecast_on": "unknown", "baseline_on": None}, None),
    ],
)
def test_an_unknown_forecast_hides_the_end_while_it_is_open(
    first: dict[str, Any], end: date | None
) -> None:
    others = milestone(2, baseline_on=LATER)
    found = schedule(milestone(**{"baseline_on": EARLIER} | first), others, changes=[change()])
    assert found.forecast_end == end


def test_on_time_is_by_the_date_agreed_today() -> None:
    moved = change(schedule=[{"milestone": "MS-1", "days": "2"}])
    late = milestone(baseline_on="2026-01-08", done_on=EARLIER)
    assert schedule(late).on_time.on_time == 0
    found = schedule(late, changes=[moved])
    assert (found.on_time.on_time, found.on_time.done) == (1, 1)
    assert found.milestones["MS-1"].slip_days == 2
    assert found.milestones["MS-1"].unapproved_slip_days == 0


@pytest.mark.parametrize(
    ("later", "thresholds", "colour"),
    [
        (0, {}, "green"),
        (1, {}, "amber"),  # 2.5 %, above 0
        (4, {}, "amber"),  # 10 %, not above 10
        (5, {}, "red"),
        (2, {"amber_above_percent": "5"}, "green"),  # 5 %, not above 5
        (2, {"amber_above_percent": "4.99"}, "amber"),
        (5, {"red_above_percent": "12.5"}, "amber"),  # 12.5 %, not above it
        (-3, {}, "green"),
    ],
)
def test_thresholds_are_part_of_the_better_side(
    later: int, thresholds: dict[str, str], colour: str
) -> None:
    # 40 days from 1 January to 10 February.
    expected = date.fromordinal(date(2026, 2, 10).toordinal() + later)
    slipped = milestone(baseline_on="2026-02-10", forecast_on=str(expected))
    found = figures({"health": thresholds}, schedule={"milestones": [slipped]})
    assert found.health.schedule == colour


@pytest.mark.parametrize(
    ("milestones", "colour"),
    [
        ([milestone()], "green"),  # no current end
        ([milestone(forecast_on="unknown")], "amber"),
        ([milestone(baseline_on="2026-01-01", done_on="2026-01-01")], "green"),  # no day to lose
        ([milestone(baseline_on="2026-01-01")], "red"),  # no day, and any slip is red
        ([milestone(baseline_on="2025-12-01", done_on=AS_OF)], "green"),  # it is done
        (
            [
                milestone(baseline_on="2026-01-01", done_on="2026-01-01"),
                milestone(2, forecast_on="unknown"),
            ],
            "amber",
        ),
        ([milestone(baseline_on=EARLIER, cancelled_by="CR-1")], "green"),  # it is cancelled
    ],
)
def test_health_of_a_schedule_without_days(milestones: list[Any], colour: str) -> None:
    found = figures(schedule={"milestones": milestones}, changes=[change()])
    assert found.health.schedule == colour


def test_what_was_approved_is_no_slip_to_health() -> None:
    moved = change(schedule=[{"milestone": "MS-1", "days": "60"}])
    agreed = milestone(baseline_on="2026-02-10", forecast_on="2026-04-11")
    assert figures(schedule={"milestones": [agreed]}, changes=[moved]).health.schedule == "green"


@pytest.mark.parametrize(
    ("estimate", "colour"),
    [("100", "green"), ("100.01", "amber"), ("110", "amber"), ("110.01", "red"), ("5", "green")],
)
def test_health_of_the_budget(estimate: str, colour: str) -> None:
    forecast = {"amount": estimate, "reason": "We counted"}
    found = figures(budget={"lines": [line()], "forecast": forecast})
    assert found.health.budget == colour


def test_health_of_a_budget_of_nothing() -> None:
    forecast = {"amount": "5", "reason": "We counted"}
    assert figures(budget={"forecast": forecast}).health.budget == "green"


@pytest.mark.parametrize(
    ("fields", "colour"),
    [
        ({"severity": "critical"}, "red"),
        ({"severity": "critical", "status": "closed"}, "green"),
        ({"severity": "high"}, "amber"),
        ({"severity": "medium"}, "green"),
        ({"severity": "high", "status": "resolved"}, "green"),
        ({"due_on": EARLIER}, "amber"),
        ({"due_on": AS_OF}, "green"),
        ({"due_on": EARLIER, "status": "closed"}, "green"),
    ],
)
def test_health_of_the_issues(fields: dict[str, str], colour: str) -> None:
    issue = {"id": "ISS-1", "title": "Slow", "status": "blocked", "opened_at": "2026-01-02"}
    ended = {"resolved_at": "2026-01-03"} if fields.get("status") else {}
    found = figures(issues=[issue | ended | fields])
    assert found.health.issues == colour
    assert found.issues is not None
    assert found.issues.overdue == (fields == {"due_on": EARLIER})


def update(day: str, title: str, overall: str | None) -> dict[str, Any]:
    health = {"overall": overall, "reason": f"Because of {title}"} if overall else None
    return {"on": day, "title": title, "health": health}


@pytest.mark.parametrize(
    ("updates", "overall", "reason"),
    [
        ([update(AS_OF, "A", "red"), update(EARLIER, "B", "amber")], "red", "Because of A"),
        # Of one day the last written, in either order.
        ([update(AS_OF, "A", "red"), update(AS_OF, "B", "amber")], "amber", "Because of B"),
        ([update(AS_OF, "B", "amber"), update(AS_OF, "A", "red")], "red", "Because of A"),
        # The latest states none: what is computed holds, not what an earlier one said.
        ([update(EARLIER, "A", "red"), update(AS_OF, "B", None)], "green", None),
        ([update(AS_OF, "A", "red"), update(AS_OF, "B", None)], "green", None),
        ([], "green", None),
    ],
)
def test_the_latest_update_states_the_overall_health(
    updates: list[Any], overall: str, reason: str | None
) -> None:
    found = figures(budget={"lines": [line()]}, updates=updates).health
    assert (found.computed, found.overall, found.reason) == ("green", overall, reason)


def test_health_is_stated_even_where_nothing_can_be_computed() -> None:
    found = figures(updates=[update(AS_OF, "A", "amber")]).health
    assert (found.computed, found.overall) == (None, "amber")


def test_what_is_oldest_in_a_retainer_is_used_first() -> None:
    # 10 a month for two months more. January and February use nothing; March uses 15: January's 10
    # and 5 of February's. April has 5 of February's, March's 10 and its own 10.
    used = {"2026-01": "0", "2026-02": "0", "2026-03": "15", "2026-04": "0"}
    periods = [{"period": period, "used": hours} for period, hours in used.items()]
    retainer = {"unit": "hours", "included": "10", "carry_over_periods": "2", "periods": periods}
    found = budget(budget={"retainer": retainer}).retainer
    assert [period.balance for period in found.periods.values()] == [10, 20, 15, 25]


def test_overuse_is_not_carried_over_and_the_last_month_is_the_latest() -> None:
    # February overuses by 5, March begins anew; the entries stand in no order.
    used = {"2026-03": "4", "2026-01": "10", "2026-02": "15"}
    periods = [{"period": period, "used": hours} for period, hours in used.items()]
    retainer = {"unit": "hours", "included": "10", "carry_over_periods": "5", "periods": periods}
    found = budget(budget={"retainer": retainer}).retainer
    assert {name: period.balance for name, period in found.periods.items()} == {
        "2026-01": 0,
        "2026-02": -5,
        "2026-03": 6,
    }
    assert found.balance == 6


@pytest.mark.parametrize(
    ("scores", "score"),
    [
        ((9, 10), "100.0"),
        ((7, 8), "0.0"),
        ((0, 6), "-100.0"),
        ((9, 8, 6), "0.0"),
        ((9, 9, 6), "33.3"),  # 1 of 3
        ((9, 6, 6), "-33.3"),
        ((9, 9, 9, 8, 8, 6, 6, 7), "12.5"),  # 1 of 8
    ],
)
def test_promoters_begin_at_nine_and_detractors_end_at_six(
    scores: tuple[int, ...], score: str
) -> None:
    found = figures(feedback=[{"on": AS_OF, "score": str(n)} for n in scores]).feedback
    assert found is not None
    assert (str(found.nps.value), found.nps.n) == (score, len(scores))


def test_a_risk_that_is_not_rated_has_no_score() -> None:
    ratings = [{"probability": "3", "impact": "5"}, {"probability": "3"}, {"impact": "5"}, {}]
    entries = [{"id": f"R-{n}", "title": "Storm", **rated} for n, rated in enumerate(ratings)]
    found = figures(risks=entries).risks
    assert found is not None
    assert [risk.score for risk in found.records.values()] == [15, None, None, None]


def test_an_issue_that_was_opened_again_grows_older() -> None:
    issue = {"id": "ISS-1", "title": "Slow", "opened_at": "2026-01-02", "resolved_at": "2026-01-04"}
    for status, age, resolved in (("resolved", 2, 1), ("in_progress", 9, 0)):
        found = figures(issues=[issue | {"status": status}]).issues
        assert found is not None
        assert found.records["ISS-1"].age_days == age
        assert found.median_resolution_days.n == resolved
