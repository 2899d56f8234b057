"""Figures over time, as they stood at each revision: what is drawn, said, and stands beneath."""

from __future__ import annotations

import re

import pytest
from gitted import Repo
from merging import retold
from test_chronicle import ISSUE, client, files, project
from test_every_change import BRITISH, html

from portal_builder.merge.charts.record import MOST

LINE = "budget: {lines: [{id: BL-1, title: Work, planned: 1000%s}]}\n"
SPENT = ", percent_complete: %s, actuals: [{period: 2026-02, amount: %s}]"
MILESTONE = """schedule:
  milestones:
    - {id: MS-1, title: Launch, baseline_on: 2026-06-01%s}
"""
SLIP = (
    ", forecast_on: %s, slips: [{on: 2026-02-01, from: 2026-06-01, to: %s, reason: Rain, "
    "caused_by: unknown}]"
)


def chart(repo: Repo, name: str) -> str:
    """A chart's HTML, its wide form alone; empty where there is none."""
    found = re.search(
        rf'<figure class="chart" id="chart-record-{name}">.*?</figure>',
        html(retold(repo.folder)),
        re.DOTALL,
    )
    return re.sub(r'<svg class="chart--narrow".*?</svg>', "", found[0]) if found else ""


def finding(drawn: str) -> str:
    return re.findall(r'chart__title">(.*?)</p>', drawn)[0]


def marks(drawn: str, look: str) -> list[tuple[str, str]]:
    """The numbers and days of a line's points."""
    return re.findall(rf'<circle class="{look}"[^>]* data-value="(.*?)" data-date="(.*?)"', drawn)


def beneath(drawn: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", drawn)
    return [
        [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in rows
    ]


def test_money_as_it_stood_at_each_revision(repo: Repo) -> None:
    repo.commit(files(client=BRITISH, budget=LINE % ""), "2026-02-02T10:00Z")
    repo.commit(files(client=BRITISH, budget=LINE % (SPENT % (20, 250))), "2026-02-09T10:00Z")
    # What is no figure's news moves no line, but the last day is reached.
    repo.commit(
        files(client=BRITISH, budget=LINE % (SPENT % (20, 250)), issues=ISSUE % "open"),
        "2026-02-16T10:00Z",
    )
    drawn = chart(repo, "money")
    # 200 of 1,000 earned for 250: 1,000 × 250 ÷ 200
    assert finding(drawn) == "We expect £1,250 in the end; on 2 Feb 2026 it was £1,000"
    days = ["2026-02-02", "2026-02-09", "2026-02-16"]
    numbers = {
        "is-agreed": "1000 1000 1000",
        "is-expected": "1000 1250 1250",
        "is-spent": "0 250 250",
    }
    for look, values in numbers.items():
        assert marks(drawn, look) == [*zip(values.split(), days, strict=True)]
    assert beneath(drawn) == [
        ["Date", "Agreed today", "What we expect it to cost", "Spent so far"],
        ["2 Feb 2026", "£1,000", "£1,000", "£0"],
        ["9 Feb 2026", "£1,000", "£1,250", "£250"],
        ["16 Feb 2026", "£1,000", "£1,250", "£250"],
    ]


def test_the_end_as_it_was_expected_at_each_revision(repo: Repo) -> None:
    early = {"client": BRITISH, "project": project("2026-02-02")}
    repo.commit(files(**early, schedule=MILESTONE % ""), "2026-02-02T10:00Z")
    lost = MILESTONE % (SLIP % ("unknown", "unknown"))
    repo.commit(files(**early, schedule=lost), "2026-02-09T10:00Z")
    assert chart(repo, "end") == ""
    moved = MILESTONE % (SLIP % ("2026-06-11", "2026-06-11"))
    repo.commit(files(**early, schedule=moved), "2026-02-16T10:00Z")
    drawn = chart(repo, "end")
    assert finding(drawn) == "We expect the end on 11 Jun 2026 (on 2 Feb 2026: 1 Jun 2026)"
    assert marks(drawn, "is-expected") == [("0", "2026-02-02"), ("10", "2026-02-16")]
    # Where it was not known there is no line.
    assert "<polyline" not in drawn
    assert beneath(drawn)[1:] == [
        ["2 Feb 2026", "1 Jun 2026", "0 days"],
        ["9 Feb 2026", "Not known yet", ""],
        ["16 Feb 2026", "11 Jun 2026", "10 days"],
    ]


def test_an_end_that_is_not_known_now_is_said_so(repo: Repo) -> None:
    early = {"client": BRITISH, "project": project("2026-02-02")}
    repo.commit(files(**early, schedule=MILESTONE % ""), "2026-02-02T10:00Z")
    moved = MILESTONE % (SLIP % ("2026-06-11", "2026-06-11"))
    repo.commit(files(**early, schedule=moved), "2026-02-09T10:00Z")
    repo.commit(files(**early, schedule=MILESTONE % ", forecast_on: unknown"), "2026-02-16T10:00Z")
    assert finding(chart(repo, "end")) == "No end can be given now; on 2 Feb 2026 it was 1 Jun 2026"


SCOPE = """scope:
  items:
    - {id: SC-1, title: Shop, status: agreed}
    - {id: SC-2, title: Chat, status: %s}
    - {id: SC-3, title: Gifts, status: agreed, added_by: CR-1}
    - {id: SC-4, title: Prints, status: agreed, removed_by: CR-2}
changes:
  - {id: CR-1, title: Gifts, reason: asked, requested_on: 2026-01-10, requested_by: client, %s, impact: {scope: {add: [SC-3]}}}
  - {id: CR-2, title: Prints, reason: asked, requested_on: 2026-01-10, requested_by: client, %s, impact: {scope: {remove: [SC-4]}}}
"""
OPEN, DECIDED = "status: proposed", "status: approved, decided_on: 2026-01-20, decided_by: Kim"


def test_items_count_from_their_approval_until_their_removal(repo: Repo) -> None:
    states = [
        ("agreed", OPEN, OPEN),  # SC-1, SC-2, SC-4
        ("agreed", DECIDED, OPEN),  # SC-3 comes
        ("removed", DECIDED, DECIDED),  # SC-2 and SC-4 go
    ]
    for day, state in zip((2, 9, 16), states, strict=True):
        repo.commit(files(client=BRITISH, log=SCOPE % state), f"2026-02-{day:02}T10:00Z")
    drawn = chart(repo, "scope")
    assert finding(drawn) == "2 items are in scope (3 on 2 Feb 2026)"
    days = ["2026-02-02", "2026-02-09", "2026-02-16"]
    assert marks(drawn, "is-expected") == [*zip("342", days, strict=True)]
    assert beneath(drawn)[1:] == [["2 Feb 2026", "3"], ["9 Feb 2026", "4"], ["16 Feb 2026", "2"]]


def test_one_value_is_no_drawing_but_a_sentence(repo: Repo) -> None:
    repo.commit(files(client=client(), budget=LINE % ""), "2026-02-02T10:00Z")
    repo.commit(files(client=client(), budget=LINE % "", issues=ISSUE % "open"))
    found = html(retold(repo.folder))
    assert "<figure" not in found
    assert "are drawn over time once one of them has changed on two days" in found


def test_two_values_of_one_day_are_one(repo: Repo) -> None:
    repo.commit(files(budget=LINE % ""), "2026-02-02T10:00Z")
    repo.commit(files(budget=LINE % (SPENT % (20, 250))), "2026-02-02T11:00Z")
    assert chart(repo, "money") == ""


@pytest.mark.parametrize("count", [MOST, MOST + 1])
def test_of_many_days_the_last_of_each_month_is_drawn(repo: Repo, count: int) -> None:
    for number in range(count):
        month, day = divmod(number, 20)
        spent = LINE % f", actuals: [{{period: 2026-02, amount: {number + 1}}}]"
        repo.commit(files(budget=spent), f"2026-{month + 2:02}-{day + 1:02}T10:00Z")
    drawn = chart(repo, "money")
    days = [day for _, day in marks(drawn, "is-spent")]
    if count == MOST:
        assert len(days) == MOST
    else:
        assert days == ["2026-02-20", "2026-03-05"]
        assert "Of each month the last revision is drawn." in drawn
