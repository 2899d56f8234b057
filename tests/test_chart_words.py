"""What charts say, when there is none, and what they leave out."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from portal_builder.figures import derive
from portal_builder.formats import zone
from portal_builder.merge import Templates, merge
from portal_builder.model.client import Client
from portal_builder.model.facts import ClientFacts, Facts
from portal_builder.provider import Publisher

ROOT = Path(__file__).parents[1]
START = date(2026, 1, 1)


def day(number: int) -> str:
    return (START + timedelta(days=number)).isoformat()


def page(path: str, **sections: Any) -> str:
    """The components of a page of a client whose facts are of 30 October 2026."""
    project = {"name": "Harbour", "started_on": day(0), "as_of": "2026-10-30"}
    facts = Facts.model_validate({"project": project} | sections)
    client = Client.model_validate({"name": "Acme", "locale": "en_GB", "currency": "GBP"})
    utc = zone("UTC")
    assert utc is not None
    site = merge(
        ClientFacts("acme", client, (("main", facts),), False, (), {}),
        {"main": derive(facts, zone=utc, decimals=2)},
        data=b"{}",
        templates=Templates(ROOT / "content", ROOT / "theme"),
        publisher=Publisher(None, {}, None),
    )
    return unescape("".join(next(p for p in site.pages if p.path == path).slots))


def findings(html: str) -> list[str]:
    return re.findall(r'chart__title">(.*?)</p>', html)


def subjects(html: str) -> list[str]:
    return re.findall(r'chart__subtitle">(.*?)</p>', html)


# Milestones


def milestone(number: int, agreed: int, **more: Any) -> dict[str, Any]:
    title = f"Step {number}"
    return {"id": f"MS-{number}", "title": title, "baseline_on": day(agreed)} | more


def schedule(*milestones: dict[str, Any]) -> str:
    return page("schedule", schedule={"milestones": list(milestones)})


def test_one_milestone_is_no_drawing_but_a_sentence() -> None:
    html = schedule(milestone(1, 340))
    assert "Milestones are drawn once two of them have a date." in html
    assert "<figure" not in html


def test_without_any_date_nothing_is_said_of_a_drawing() -> None:
    html = schedule({"id": "MS-1", "title": "Some day"}, {"id": "MS-2", "title": "Another"})
    assert "drawn" not in html
    assert "<figure" not in html


@pytest.mark.parametrize(
    ("last", "finding"),
    [
        (milestone(2, 360), "We expect the end on 27 December 2026: as signed"),
        (
            milestone(
                2,
                350,
                forecast_on=day(360),
                slips=[{"on": day(300), "from": day(350), "to": day(360), "reason": "Rain", "caused_by": "unknown"}],
            ),
            "We expect the end on 27 December 2026: 10 days after the date as signed",
        ),
        (
            milestone(2, 290, done_on=day(288)),
            "Everything was done by 16 October 2026: 2 days before the date as signed",
        ),
        (milestone(2, 350, forecast_on="unknown"), "No date can be given yet for “Step 2”"),
    ],
)  # fmt: skip
def test_the_finding_of_a_schedule_is_its_end(last: dict[str, Any], finding: str) -> None:
    assert findings(schedule(milestone(1, 100, done_on=day(100)), last)) == [finding]


def test_of_many_milestones_those_that_moved_furthest_are_drawn() -> None:
    late = [milestone(n, 302 - n) for n in range(1, 11)]  # the higher, the later
    done = [milestone(n, n, done_on=day(n)) for n in range(20, 30)]
    html = schedule(*late, *done)
    drawn = set(re.findall(r"<th scope=\"row\">(Step \d+)</th>", html))
    assert {f"Step {n}" for n in range(1, 11)} < drawn
    assert drawn - {f"Step {n}" for n in range(1, 11)} == {"Step 28", "Step 29"}
    assert "The 12 of 20 that matter most" in subjects(html)[0]


def test_what_is_cancelled_or_only_proposed_is_not_drawn() -> None:
    change = {
        "id": "CR-1",
        "title": "Less",
        "reason": "asked",
        "requested_on": day(1),
        "requested_by": "client",
        "status": "approved",
        "decided_on": day(2),
        "decided_by": "Kim",
    }
    html = page(
        "schedule",
        schedule={
            "milestones": [
                milestone(1, 340),
                milestone(2, 350),
                milestone(3, 355, cancelled_by="CR-1"),
                milestone(4, 358, added_by="CR-2"),
            ]
        },
        changes=[change, change | {"id": "CR-2", "status": "proposed"}],
    )
    figure = html[html.index("<figure") : html.index("</figure>")]
    assert "Step 2" in figure
    assert "Step 3" not in figure
    assert "Step 4" not in figure


# Money


def budget(*lines: dict[str, Any], **more: Any) -> str:
    return page("budget", budget={"lines": list(lines)} | more)


def line(planned: str, *actuals: tuple[str, str], **more: Any) -> dict[str, Any]:
    spent = [{"period": period, "amount": amount} for period, amount in actuals]
    return {"id": "BL-1", "title": "Build", "planned": planned, "actuals": spent} | more


def test_while_nothing_happened_to_a_budget_there_is_nothing_to_draw() -> None:
    assert "<figure" not in budget(line("1000"))


def test_amounts_without_pence_are_told_without() -> None:
    assert findings(budget(line("1000", ("2026-02", "100"))))[0] == (
        "We expect £1,000 in the end: as agreed"
    )
    assert findings(budget(line("1000", ("2026-02", "100.50"))))[0] == (
        "We expect £1,000.00 in the end: as agreed"
    )


def test_an_estimate_that_is_computed_is_told_in_whole_pounds_where_all_else_is() -> None:
    # 300 of 1000 is earned for 310: 1000 × 310 / 300 = 1033.33
    html = budget(line("1000", ("2026-02", "310"), percent_complete="30"))
    assert findings(html)[0] == "We expect £1,033 in the end: £33 more than agreed"


def test_money_over_time_takes_two_months() -> None:
    assert "Money is drawn over time once there is spending in two months." in budget(
        line("1000", ("2026-02", "100"))
    )
    html = budget(line("1000", ("2026-02", "100"), ("2026-03", "200"), ends_on="2026-12-01"))
    assert len(findings(html)) == 2


def test_a_range_is_told_only_once_a_fifth_is_done() -> None:
    spent = (("2026-02", "100"), ("2026-03", "150"))
    early = budget(line("1000", *spent, percent_complete="19", ends_on="2026-12-01"))
    assert "can be said once a fifth of the work is done" in subjects(early)[1]
    later = budget(line("1000", *spent, percent_complete="20", ends_on="2026-12-01"))
    assert "The range:" in subjects(later)[1]


def change(number: int, amount: str) -> dict[str, Any]:
    return {
        "id": f"CR-{number}",
        "title": f"Change {number}",
        "reason": "asked",
        "requested_on": day(number),
        "requested_by": "client",
        "status": "approved",
        "decided_on": day(number),
        "decided_by": "Kim",
        "impact": {"cost": [{"line": "BL-1", "amount": amount}]},
    }


def test_of_many_changes_the_smallest_have_one_step_together() -> None:
    html = page(
        "budget",
        budget={"lines": [line("1000")]},
        changes=[change(n, str(n if n % 2 else -n)) for n in range(1, 12)],
    )
    figure = html[html.index("<figure") : html.index("</figure>")]
    # 1 to 3 are together: 1 - 2 + 3
    assert "3 smaller changes together" in figure
    assert re.search(r"3 smaller changes together</th>.{0,60}\+£2<", figure)
    assert ">Change 4<" in figure
    assert ">Change 3<" not in figure


# Issues, goals, risks, retainer


def issue(number: int, opened: int, **more: Any) -> dict[str, Any]:
    entry = {"id": f"ISS-{number}", "title": f"Leak {number}", "status": "open"}
    return entry | {"opened_at": day(opened)} | more


def test_issues_over_time_take_three_and_ages_two() -> None:
    html = page("issues", issues=[issue(1, 200), issue(2, 210)])
    assert "Issues are drawn over time once there are three of them" in html
    assert findings(html) == ["The oldest open issue has been open for 102 days: “Leak 1”"]
    assert "<figure" not in page("issues", issues=[issue(1, 200)])


def test_the_oldest_of_many_issues_are_drawn() -> None:
    html = page("issues", issues=[issue(n, n) for n in range(1, 15)])
    assert findings(html)[0] == "14 of 14 issues are open"
    assert "The 10 oldest of 14." in subjects(html)[1]
    figure = html[html.rindex("<figure") : html.rindex("</figure>")]
    assert "Leak 10" in figure
    assert "Leak 11" not in figure


def goal(*values: str, **more: Any) -> str:
    measured = [{"on": day(30 * n), "value": value} for n, value in enumerate(values, 1)]
    return page("goals", goals=[{"id": "G-1", "title": "Trips", "measurements": measured} | more])


@pytest.mark.parametrize(
    ("more", "finding"),
    [
        ({}, "40 on 2 March 2026"),
        ({"unit": "a day", "target": "50"}, "40 a day on 2 March 2026; the target is 50 a day"),
        ({"baseline": "20", "target": "40"}, "The target of 40 is reached: 40 on 2 March 2026"),
        ({"baseline": "60", "target": "45"}, "The target of 45 is reached: 40 on 2 March 2026"),
        ({"baseline": "60", "target": "35"}, "40 on 2 March 2026; the target is 35"),
    ],
)
def test_the_finding_of_a_goal_is_where_it_stands(more: dict[str, str], finding: str) -> None:
    assert findings(goal("30", "40", **more)) == [finding]


def test_one_measurement_is_a_sentence_with_its_table() -> None:
    html = goal("30", target="40")
    assert "<figure" not in html
    assert "A drawing begins with measurements on two days." in html
    assert re.search(r"31 Jan 2026.*>30<", html, re.DOTALL)


def test_of_many_measurements_the_last_of_each_month_are_drawn() -> None:
    html = goal(
        *(str(n) for n in range(1, 31))
    )  # every thirty days: 30 January 2026 until June 2028
    assert "The last measurement of each quarter." in subjects(html)[0]
    figure = html[html.index("<figure") : html.index("</figure>")]
    assert (
        figure.count("<circle") == 2 * 10
    )  # quarters from the first of 2026 to the second of 2028
    assert html.count("<tr>") > 30  # all of them stand in the table


def test_a_scale_that_does_not_begin_at_zero_says_so() -> None:
    assert "begins at" not in subjects(goal("50", "60"))[0]
    assert (
        "The scale begins at 99.85, not at zero"
        in subjects(goal("99.9", "99.95", target="99.9"))[0]
    )


def risk(number: int, probability: int, impact: int, **more: Any) -> dict[str, Any]:
    rated = {"probability": str(probability), "impact": str(impact)}
    return {"id": f"R-{number}", "title": f"Storm {number}"} | rated | more


def test_risks_that_may_still_happen_are_drawn() -> None:
    html = page("risks", risks=[risk(1, 5, 5, status="closed"), risk(2, 2, 3), risk(3, 4, 2)])
    assert findings(html) == ["The gravest open risk scores 8 of 25: “Storm 3”"]
    assert "Storm 1" not in html[html.index("<figure") : html.index("</figure>")]


def test_one_rated_risk_is_a_sentence_and_none_is_nothing() -> None:
    assert "Risks are drawn once two open ones are rated." in page("risks", risks=[risk(1, 2, 3)])
    assert "drawn" not in page("risks", risks=[{"id": "R-1", "title": "Storm"}])


def test_a_crowd_of_risks_is_counted() -> None:
    html = page("risks", risks=[risk(n, 3, 3) for n in range(1, 31)])
    assert findings(html) == ["The 30 gravest open risks score 9 of 25 each"]
    assert subjects(html)[0].startswith("How many open risks stand where")
    assert re.search(r'data-value="30">30<', html)


def retainer(*used: str) -> str:
    periods = [{"period": f"2026-{m:02}", "used": value} for m, value in enumerate(used, 1)]
    return page(
        "budget", budget={"retainer": {"unit": "hours", "included": "20", "periods": periods}}
    )


def test_a_retainer_is_drawn_from_two_months() -> None:
    assert "The retainer is drawn once there are two months." in retainer("12")
    assert findings(retainer("12", "15")) == ["February 2026: 15 hours used, 5 hours left"]
    assert findings(retainer("12", "21.5")) == [
        "February 2026: 21.5 hours used, 1.5 hours too many"
    ]
