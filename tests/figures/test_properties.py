"""What holds of the figures whatever the facts are."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal_builder.figures import Figures, derive
from portal_builder.figures.rounding import rounded
from portal_builder.model.facts import Facts, published

START, AS_OF = date(2026, 1, 5), date(2026, 4, 20)
DAYS = st.integers(0, 240).map(lambda n: START + timedelta(days=n))
PAST = st.integers(0, (AS_OF - START).days).map(lambda n: START + timedelta(days=n))
AMOUNTS = st.integers(-(10**6), 10**6).map(lambda n: f"{'-' if n < 0 else ''}{abs(n)}.5")
STATUSES = st.sampled_from(["proposed", "approved", "rejected", "withdrawn"])
Written = dict[str, Any]


@st.composite
def lines(draw: st.DrawFn, number: int) -> Written:
    line: Written = {"id": f"BL-{number}", "title": "Line", "planned": draw(AMOUNTS)}
    if draw(st.booleans()):
        line["milestone"] = f"MS-{draw(st.integers(1, 3))}"
    if draw(st.booleans()):
        line["percent_complete"] = draw(st.sampled_from(["0", "33.3", "50", "100"]))
    if draw(st.booleans()):
        line["ends_on"] = str(draw(DAYS))
    spent = draw(st.lists(AMOUNTS, max_size=2))
    line["actuals"] = [{"period": "2026-03", "amount": amount} for amount in spent]
    return line


@st.composite
def milestones(draw: st.DrawFn, number: int) -> Written:
    milestone: Written = {"id": f"MS-{number}", "title": "Milestone"}
    if draw(st.booleans()):
        milestone["baseline_on"] = str(draw(DAYS))
    if draw(st.booleans()):
        milestone["forecast_on"] = draw(st.one_of(st.just("unknown"), DAYS.map(str)))
    if draw(st.booleans()):
        milestone["done_on"] = str(draw(PAST))
    return milestone


@st.composite
def changes(draw: st.DrawFn, number: int) -> Written:
    cost = [{"line": f"BL-{n}", "amount": draw(AMOUNTS)} for n in draw(st.sets(st.integers(1, 3)))]
    days = draw(st.dictionaries(st.integers(1, 3), st.integers(-30, 60), max_size=2))
    moves = [{"milestone": f"MS-{n}", "days": str(d)} for n, d in days.items()]
    return {
        **{"id": f"CR-{number}", "title": "Change", "reason": "Asked", "status": draw(STATUSES)},
        **{"requested_on": str(START), "requested_by": "client"},
        "impact": {"cost": cost, "schedule": moves},
    }


@st.composite
def projects(draw: st.DrawFn) -> Written:
    """A project with three lines, three milestones and up to four changes."""
    found: Written = {"project": {"name": "Quay", "started_on": str(START), "as_of": str(AS_OF)}}
    found["budget"] = {"lines": [draw(lines(n)) for n in (1, 2, 3)]}
    found["schedule"] = {"milestones": [draw(milestones(n)) for n in (1, 2, 3)]}
    found["changes"] = [draw(changes(n)) for n in range(1, draw(st.integers(1, 4)) + 1)]
    return found


def figures(project: Written) -> Figures:
    return derive(published(Facts.model_validate(project)), zone=UTC, decimals=2)


def everywhere(value: Any, change: Callable[[str], str]) -> Any:
    """The same facts with every text changed."""
    if isinstance(value, dict):
        return {key: everywhere(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [everywhere(inner, change) for inner in value]
    return change(value)


@given(projects())
def test_sums_and_differences_agree(project: Written) -> None:
    budget = figures(project).budget
    assert budget is not None
    cent = Decimal("0.01")
    for name in ("bac", "ev", "pv", "ac"):
        total = sum(getattr(line, name) for line in budget.lines.values())
        assert abs(total - getattr(budget, name)) <= 2 * cent  # three lines, rounded apart
    assert budget.bac == budget.baseline + budget.approved_changes
    assert budget.steps[-1].total == budget.bac
    for left, right, difference in (
        (budget.ev, budget.ac, budget.cv),
        (budget.ev, budget.pv, budget.sv),
        (budget.eac, budget.ac, budget.etc),
        (budget.bac, budget.eac, budget.vac),
    ):
        assert abs(left - right - difference) <= cent


@given(projects())
def test_the_order_of_records_is_nothing(project: Written) -> None:
    turned = deepcopy(project)
    turned["budget"]["lines"].reverse()
    turned["schedule"]["milestones"].reverse()
    before, after = figures(project), figures(turned)
    assert before.schedule == after.schedule
    assert before.health == after.health
    assert before.budget == after.budget


@given(projects(), st.integers(-3000, 3000))
def test_all_days_moved_alike_move_nothing_else(project: Written, days: int) -> None:
    def moved(text: str) -> str:
        try:
            return str(date.fromisoformat(text) + timedelta(days=days))
        except ValueError:
            return text

    def free(found: Figures) -> Any:
        assert found.schedule is not None
        plain = [
            replace(m, current_on=None, expected_on=None)
            for m in found.schedule.milestones.values()
        ]
        assert found.budget is not None
        budget = replace(found.budget, by_day=())  # told by the ends of months
        return budget, found.health, found.schedule.slip_days, plain

    assert free(figures(project)) == free(figures(everywhere(project, moved)))


@given(projects())
def test_only_what_is_pending_knows_of_what_is_not_approved(project: Written) -> None:
    approved = deepcopy(project)
    approved["changes"] = [c for c in project["changes"] if c["status"] == "approved"]
    before, after = figures(project), figures(approved)
    assert before.schedule == after.schedule
    assert before.health == after.health
    assert before.budget is not None
    assert after.budget is not None
    assert replace(before.budget, pending_changes=Decimal("0.00")) == after.budget


@given(projects())
def test_an_addition_counts_as_the_baseline_does_once_it_is_approved(project: Written) -> None:
    """Nothing but baseline and its end tells an approved addition from what was signed."""
    for line in project["budget"]["lines"]:
        line["planned"] = "0"
    added = deepcopy(project)
    added["changes"].append(
        added["changes"][0] | {"id": "CR-9", "status": "approved", "impact": {}}
    )
    for record in (*added["budget"]["lines"], *added["schedule"]["milestones"]):
        record["added_by"] = "CR-9"
    before, after = figures(project), figures(added)
    assert before.budget == after.budget
    assert before.health == after.health
    assert before.schedule is not None
    assert after.schedule is not None
    assert before.schedule.milestones == after.schedule.milestones
    assert after.schedule.baseline_end is None
    added["changes"][-1]["status"] = "proposed"
    outside = figures(added)
    assert outside.schedule is not None
    assert outside.budget is not None
    assert (outside.schedule.milestones, outside.budget.lines) == ({}, {})


@given(projects(), projects())
def test_a_draft_counts_nowhere(project: Written, other: Written) -> None:
    drafted = deepcopy(project)
    for path, prefix in (("changes",), "CR"), (("budget", "lines"), "BL"):
        there, here = drafted, other
        for key in path:
            there, here = there[key], here[key]
        assert isinstance(there, list)
        there += [r | {"id": f"{prefix}-{n}", "draft": "true"} for n, r in enumerate(here, 90)]
    drafted["issues"] = [{"id": "ISS-1", "title": "Draft", "status": "open", "draft": "true"}]
    drafted["issues"][0]["opened_at"] = str(START)
    assert figures(drafted) == figures(project)


HOURS = st.integers(0, 400).map(lambda n: Decimal(n) / 4)


def balances(included: Decimal, carry: int, used: list[Decimal]) -> list[Decimal]:
    periods = [{"period": f"2026-{n:02}", "used": str(u)} for n, u in enumerate(used, 1)]
    retainer = {"unit": "hours", "included": str(included), "carry_over_periods": str(carry)}
    project = {"name": "Quay", "started_on": str(START), "as_of": "2026-12-31"}
    budget = {"retainer": retainer | {"periods": periods}}
    found = figures({"project": project, "budget": budget}).budget
    assert found is not None
    return [period.balance for period in found.retainer.periods.values()]


@given(HOURS, st.integers(0, 12), st.lists(HOURS, min_size=1, max_size=12))
def test_a_retainer_never_holds_more_than_its_months(
    included: Decimal, carry: int, used: list[Decimal]
) -> None:
    found = balances(included, carry, used)
    more = balances(included, carry + 1, used)
    for month, (balance, spent) in enumerate(zip(found, used, strict=True)):
        assert included - spent <= balance <= included * (1 + min(carry, month)) - spent
        assert balance <= more[month]
    assert balances(included, 0, used) == [included - spent for spent in used]


@given(HOURS, st.lists(st.integers(0, 100), min_size=1, max_size=12))
def test_a_retainer_that_carries_all_over_adds_up(included: Decimal, shares: list[int]) -> None:
    used = [included * share / 100 for share in shares]
    found = balances(included, 12, used)
    assert found[-1] == included * len(used) - sum(used)


@given(st.fractions(), st.integers(0, 4))
def test_rounding_is_the_nearest_and_the_same_on_both_sides_of_zero(
    value: Fraction, places: int
) -> None:
    found = rounded(value, places)
    assert abs(Fraction(found) - value) * 10**places * 2 <= 1
    assert Fraction(rounded(-value, places)) == -Fraction(found)
    if abs(Fraction(found) - value) * 10**places * 2 == 1:
        assert abs(Fraction(found)) > abs(value)
    assert not (found == 0 and found.is_signed())
