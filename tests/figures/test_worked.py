"""Whole projects worked by hand: every figure of `data.json`, with its arithmetic beside it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import yaml

from portal_builder.data import data_json, published_data
from portal_builder.figures import derive
from portal_builder.formats import zone
from portal_builder.model.client import Client
from portal_builder.model.facts import ClientFacts, Facts


def published(text: str) -> dict[str, Any]:
    """The project of `data.json`, from its sections as a lead writes them; times are London's."""
    facts = Facts.model_validate(yaml.load(text, yaml.BaseLoader))
    client = Client.model_validate({"name": "Harbour", "currency": "GBP"})
    london = zone("Europe/London")
    assert london is not None
    figures = {"main": derive(facts, zone=london, decimals=2)}
    whole = ClientFacts("harbour", client, (("main", facts),), False, (), {})
    (project,) = json.loads(data_json(published_data(whole, figures, 2)), parse_float=Decimal)[
        "projects"
    ]
    return dict(project)


def beside(records: list[dict[str, Any]], *names: str) -> dict[str, tuple[Any, ...]]:
    """Some figures of each record that has any, by its id."""
    return {r["id"]: tuple(r[n] for n in names) for r in records if names[0] in r}


def test_a_bridge_of_three_parts_of_which_the_last_never_came() -> None:
    project = published("""
project: {name: Bridge, started_on: 2024-03-04, as_of: 2025-02-28,
          contract: {type: fixed_price, price: 36000}}
schedule:
  milestones:
    - {id: MS-1, title: Vaults, baseline_on: 2024-04-02, done_on: 2024-04-23}
    - {id: MS-2, title: Pallets, baseline_on: 2024-06-03, done_on: 2024-10-21}
    - {id: MS-3, title: Launch, baseline_on: 2024-08-19}
budget:
  lines:
    - {id: BL-1, title: Vaults, planned: 3600, milestone: MS-1}
    - {id: BL-2, title: Pallets, planned: 14400, milestone: MS-2}
    - {id: BL-3, title: Launch, planned: 18000, milestone: MS-3}
""")
    # MS-1: 2 to 23 April = 21 days. MS-2: 3 June to 21 October = 27 + 31 + 31 + 30 + 21 = 140.
    # MS-3 is open, so not before 28 February: 12 + 30 + 31 + 30 + 31 + 31 + 28 = 193.
    milestones = project["schedule"]["milestones"]
    assert beside(milestones, "state", "current_on", "expected_on", "slip_days") == {
        "MS-1": ("done", "2024-04-02", "2024-04-23", 21),
        "MS-2": ("done", "2024-06-03", "2024-10-21", 140),
        "MS-3": ("late", "2024-08-19", "2025-02-28", 193),
    }
    assert project["figures"]["schedule"] == {
        "baseline_end": "2024-08-19",
        "current_end": "2024-08-19",
        "forecast_end": "2025-02-28",
        "slip_days": 193,
        "on_time": {"on_time": 0, "done": 2},
    }
    # Earned: 3,600 + 14,400. Due: all three windows have ended. Nothing is spent.
    assert beside(project["budget"]["lines"], "bac", "ev", "pv", "ac") == {
        "BL-1": ("3600.00", "3600.00", "3600.00", "0.00"),
        "BL-2": ("14400.00", "14400.00", "14400.00", "0.00"),
        "BL-3": ("18000.00", "0.00", "18000.00", "0.00"),
    }
    assert project["figures"]["budget"] == {
        "baseline": "36000.00",
        "approved_changes": "0.00",
        "pending_changes": "0.00",
        "bac": "36000.00",
        "ev": "18000.00",
        "pv": "36000.00",
        "ac": "0.00",
        "cv": "18000.00",
        "sv": "-18000.00",
        "cpi": None,  # 18,000 ÷ 0
        "spi": Decimal("0.5"),  # 18,000 ÷ 36,000
        "eac": "36000.00",  # no cpi: bac
        "eac_method": "budget",
        "etc": "36000.00",
        "vac": "0.00",
        "tcpi": Decimal("0.5"),  # (36,000 − 18,000) ÷ (36,000 − 0)
        "percent_spent": 0,
        "percent_complete": 50,
        "invoiced": "0.00",
        "paid": "0.00",
        "outstanding": "0.00",
        "overdue": "0.00",
        "retainer": {"balance": None},
    }
    # 4 March to 19 August = 27 + 30 + 31 + 30 + 31 + 19 = 168 days; 193 ÷ 168 = 115 %, above 10 %.
    assert project["figures"]["health"] == {
        "schedule": "red",
        "budget": "green",
        "issues": None,
        "computed": "red",
        "overall": "red",
        "reason": None,
    }


def test_a_system_of_records_half_way_with_an_estimate_of_its_own() -> None:
    project = published("""
project: {name: Records, started_on: 2021-05-03, as_of: 2025-08-31}
schedule:
  milestones:
    - {id: MS-1, title: Reading room, baseline_on: 2025-01-27, done_on: 2025-01-27}
    - {id: MS-2, title: Index, starts_on: 2022-07-01, baseline_on: 2025-09-28, forecast_on: 2025-09-28}
budget:
  forecast: {amount: 13028073.50, reason: The archive is larger than it looked}
  lines:
    - {id: BL-1, title: Scanning, planned: 5000000, starts_on: 2021-09-15, ends_on: 2026-09-14,
       percent_complete: 33.3, actuals: [{period: 2025-08, amount: 1700000.50}]}
    - {id: BL-2, title: Reading room, planned: 224559, milestone: MS-1,
       actuals: [{period: 2025-01, amount: 292548}]}
    - {id: BL-3, title: Index, planned: 748000, milestone: MS-2}
""")
    # BL-1: 5 years of which one has 366 days, less a day = 1,825; gone: 4 years, 1,461, less 15 =
    #   1,446; 5,000,000 × 1,446 ÷ 1,825 = 3,961,643.835616…; earned 33.3 % = 1,665,000.
    # BL-3: 1 July 2022 to 1 July 2025 = 1,096, to 28 September 89 more = 1,185; to 31 August 61 more =
    #   1,157; 748,000 × 1,157 ÷ 1,185 = 730,325.738396…
    assert beside(project["budget"]["lines"], "bac", "ev", "pv", "ac") == {
        "BL-1": ("5000000.00", "1665000.00", "3961643.84", "1700000.50"),
        "BL-2": ("224559.00", "224559.00", "224559.00", "292548.00"),
        "BL-3": ("748000.00", "0.00", "730325.74", "0.00"),
    }
    assert project["figures"]["budget"] == {
        "baseline": "5972559.00",
        "approved_changes": "0.00",
        "pending_changes": "0.00",
        "bac": "5972559.00",
        "ev": "1889559.00",  # 1,665,000 + 224,559
        # 3,961,643.835616 + 224,559 + 730,325.738396 = 4,916,528.574012: the lines' pennies add up
        # to 58, the exact shares to 57.
        "pv": "4916528.57",
        "ac": "1992548.50",  # 1,700,000.50 + 292,548
        "cv": "-102989.50",  # 1,889,559 − 1,992,548.50
        "sv": "-3026969.57",  # 1,889,559 − 4,916,528.574012
        "cpi": Decimal("0.9483"),  # 1,889,559 ÷ 1,992,548.50 = 0.94831…
        "spi": Decimal("0.3843"),  # 1,889,559 ÷ 4,916,528.574 = 0.38432…
        "eac": "13028073.50",
        "eac_method": "provider",
        "etc": "11035525.00",  # 13,028,073.50 − 1,992,548.50
        "vac": "-7055514.50",  # 5,972,559 − 13,028,073.50
        "tcpi": Decimal("1.0259"),  # 4,083,000 ÷ 3,980,010.50 = 1.02587…
        "percent_spent": Decimal("33.4"),  # 33.361…
        "percent_complete": Decimal("31.6"),  # 31.637…
        "invoiced": "0.00",
        "paid": "0.00",
        "outstanding": "0.00",
        "overdue": "0.00",
        "retainer": {"balance": None},
    }
    assert project["figures"]["schedule"]["slip_days"] == 0
    assert project["figures"]["schedule"]["on_time"] == {"on_time": 1, "done": 1}
    # 7,055,514.50 ÷ 5,972,559 = 118 % more than agreed.
    assert project["figures"]["health"] == {
        "schedule": "green",
        "budget": "red",
        "issues": None,
        "computed": "red",
        "overall": "red",
        "reason": None,
    }


def test_a_platform_s_incidents_around_the_change_of_the_clocks() -> None:
    # London's clocks went forward on 30 March 2025 and back on 26 October, both at 01:00 UTC.
    project = published("""
project: {name: Platform, started_on: 2025-01-01, as_of: 2025-11-01}
incidents:
  - {id: INC-1, title: Disks, kind: outage, status: fixing, impact: Down, detected_by: client,
     detected_at: 2025-01-04, disclosed_at: 2025-01-05T08:56+00:00,
     prevention: [{text: Alarm, done_on: 2025-01-09}, {text: Drill}]}
  - {id: INC-2, title: Names, kind: outage, status: fixing, impact: Down, detected_by: provider,
     detected_at: 2025-07-21T23:15+00:00, disclosed_at: 2025-07-22T09:31+01:00,
     prevention: [{text: Second server, done_on: 2025-08-01}, {text: Drill}, {text: Alarm}]}
  - {id: INC-3, title: Keys, kind: security, status: fixing, impact: Late, detected_by: provider,
     detected_at: 2025-10-25T23:30+01:00, disclosed_at: 2025-10-26T00:30+00:00}
  - {id: INC-4, title: Mail, kind: process, status: fixing, impact: Lost, detected_by: provider,
     detected_at: 2025-10-27, disclosed_at: never}
  - {id: INC-5, title: Logs, kind: defect, status: fixing, impact: None, detected_by: provider,
     detected_at: 2025-10-30}
issues:
  - {id: ISS-1, title: Slow, status: resolved, opened_at: 2025-10-25T22:00+01:00,
     responded_at: 2025-10-26T09:00+00:00, resolved_at: 2025-10-27}
  - {id: ISS-2, title: Stuck, status: waiting_on_client, severity: high, opened_at: 2025-03-29,
     responded_at: 2025-03-29T23:00+00:00, due_on: 2025-10-31}
  - {id: ISS-3, title: Odd, status: closed, opened_at: 2025-03-29T23:30+00:00,
     responded_at: 2025-03-30T08:00+01:00, resolved_at: 2025-03-30T09:00+01:00}
""")
    # INC-2 was noticed at 00:15 on 22 July, London's time, and told that day. INC-3: 25 October, and
    # told at 01:30 on the 26th, before the clocks went back.
    assert beside(project["incidents"], "days_to_disclose") == {
        "INC-1": (1,),
        "INC-2": (0,),
        "INC-3": (1,),
        "INC-4": (None,),
        "INC-5": (None,),
    }
    assert project["figures"]["incidents"] == {"prevention_done": {"done": 2, "all": 5}}
    # ISS-2 is open: 2 days of March, 30 + 31 + 30 + 31 + 31 + 30 + 31, and 1 November = 217.
    assert beside(project["issues"], "age_days") == {"ISS-1": (2,), "ISS-2": (217,), "ISS-3": (1,)}
    # Answers: 21:00 to 09:00 UTC = 12 hours; ISS-2 has no moment to count from; 23:30 to 07:00 UTC =
    # 7.5. The middle of 7.5 and 12 is 9.75. Resolutions: 1 and 2 days, the middle 1.5.
    assert project["figures"]["issues"] == {
        "open": 1,
        "overdue": 1,
        "waiting_on_client": 1,
        "median_response_hours": {"value": Decimal("9.8"), "n": 2},
        "median_resolution_days": {"value": Decimal("1.5"), "n": 2},
    }
    assert set(project["figures"]) == {"issues", "incidents", "health"}
    assert project["figures"]["health"]["issues"] == "amber"


CHANGED = """
project: {name: Quay, started_on: 2026-01-01, as_of: 2026-04-11,
          contract: {type: fixed_price, price: 1100, ends_on: 2026-07-20}}
schedule:
  milestones:
    - {id: MS-1, title: Piles, baseline_on: 2026-03-02, done_on: 2026-03-12}
    - {id: MS-2, title: Crane, baseline_on: 2026-09-01, cancelled_by: CR-3, done_on: 2026-03-01}
    - {id: MS-3, title: Rails, starts_on: 2026-03-02, baseline_on: 2026-06-01, added_by: CR-1}
    - {id: MS-4, title: Lights, baseline_on: 2026-12-24, added_by: CR-4}
budget:
  contingency: 100
  lines:
    - {id: BL-1, title: Piles, planned: 600, milestone: MS-1, actuals: [{period: 2026-03, amount: 500}]}
    - {id: BL-2, title: Crane, planned: 400, milestone: MS-2}
    - {id: BL-3, title: Rails, added_by: CR-1, milestone: MS-3, percent_complete: 30,
       actuals: [{period: 2026-04, amount: 175}]}
    - {id: BL-4, title: Lights, added_by: CR-4, percent_complete: 50,
       actuals: [{period: 2026-04, amount: 99}]}
  retainer:
    unit: money
    included: 100
    carry_over_periods: 2
    periods: [{period: 2026-01, used: 40}, {period: 2026-03, used: 250}, {period: 2026-04, used: 30}]
  invoices:
    - {number: A1, issued_on: 2026-02-01, due_on: 2026-03-01, amount: 300, paid_on: 2026-03-02}
    - {number: A2, issued_on: 2026-03-01, due_on: 2026-04-10, amount: 200}
    - {number: A3, issued_on: 2026-03-01, due_on: 2026-04-11, amount: 150}
    - {number: A4, issued_on: 2026-03-01, due_on: 2026-03-02, amount: 999, void: true}
    - {number: A5, issued_on: 2026-03-01, due_on: 2026-03-02, amount: -50}
changes:
  - {id: CR-1, title: Rails, status: approved, reason: Asked, requested_on: 2026-02-01, requested_by: client,
     decided_on: 2026-02-02, decided_by: Kim, impact: {cost: [{line: BL-3, amount: 200}]}}
  - id: CR-2
    title: More rails
    status: approved
    reason: Asked
    requested_on: 2026-02-01
    requested_by: client
    decided_on: 2026-02-02
    decided_by: Kim
    impact:
      cost: [{line: BL-3, amount: 50}, {line: BL-2, amount: -20}, {line: BL-4, amount: 500}]
      schedule: [{milestone: MS-3, days: 9}, {milestone: MS-4, days: 400}]
  - {id: CR-3, title: No crane, status: approved, reason: Asked, requested_on: 2026-02-01, requested_by: client,
     decided_on: 2026-02-02, decided_by: Kim}
  - {id: CR-4, title: Lights, status: proposed, reason: Asked, requested_on: 2026-02-01, requested_by: client,
     impact: {cost: [{line: BL-4, amount: 70}, {line: BL-3, amount: 30}], schedule: [{milestone: MS-1, days: 99}]}}
  - {id: CR-5, title: Gold, status: rejected, reason: Asked, requested_on: 2026-02-01, requested_by: client,
     decided_on: 2026-02-02, decided_by: Kim, impact: {cost: [{line: BL-1, amount: 1000}, {line: BL-4, amount: 1}]}}
"""


def test_changes_of_every_kind_dates() -> None:
    project = published(CHANGED)
    # MS-2 is cancelled, whatever its days say; MS-3: 1 June + 9; MS-4 is only proposed.
    names = ("state", "current_on", "expected_on", "slip_days", "unapproved_slip_days")
    assert beside(project["schedule"]["milestones"], *names) == {
        "MS-1": ("done", "2026-03-02", "2026-03-12", 10, 10),
        "MS-2": ("cancelled", "2026-09-01", None, None, None),
        "MS-3": ("on_track", "2026-06-10", "2026-06-10", 9, 0),
    }
    # As signed only MS-1 counts. 2 March to 10 June = 29 + 30 + 31 + 10 = 100 days.
    assert project["figures"]["schedule"] == {
        "baseline_end": "2026-03-02",
        "current_end": "2026-06-10",
        "forecast_end": "2026-06-10",
        "slip_days": 100,
        "on_time": {"on_time": 0, "done": 1},
    }


def test_changes_of_every_kind_money() -> None:
    project = published(CHANGED)
    # BL-2: its milestone is cancelled, so it has the project's window, 1 January to 10 June: 160 days,
    #   100 gone; 380 × 100 ÷ 160 = 237.50, and nothing done.
    # BL-3: 200 + 50; 2 March to 10 June: 100 days, 40 gone; 250 × 40 ÷ 100 = 100; 30 % of 250 = 75.
    # BL-4 is only proposed: it has no figures, and what CR-2 puts on it counts nowhere.
    assert beside(project["budget"]["lines"], "bac", "ev", "pv", "ac") == {
        "BL-1": ("600.00", "600.00", "600.00", "500.00"),
        "BL-2": ("380.00", "0.00", "237.50", "0.00"),
        "BL-3": ("250.00", "75.00", "100.00", "175.00"),
    }
    assert project["figures"]["budget"] == {
        "baseline": "1000.00",
        "approved_changes": "230.00",  # 200 + 50 − 20
        "pending_changes": "100.00",  # 70 on its own line, 30 on what an approved change adds
        "bac": "1230.00",
        "ev": "675.00",
        "pv": "937.50",
        "ac": "675.00",
        "cv": "0.00",
        "sv": "-262.50",
        "cpi": 1,
        "spi": Decimal("0.72"),  # 675 ÷ 937.5
        "eac": "1230.00",
        "eac_method": "cpi",
        "etc": "555.00",
        "vac": "0.00",
        "tcpi": 1,  # 555 ÷ 555
        "percent_spent": Decimal("54.9"),  # 675 ÷ 1,230 = 54.878…
        "percent_complete": Decimal("54.9"),
        "invoiced": "600.00",  # 300 + 200 + 150 − 50
        "paid": "300.00",
        "outstanding": "300.00",
        "overdue": "150.00",  # 200 − 50; what is due today is not late
        "retainer": {"balance": "80.00"},
    }
    # January leaves 60, February all of its 100. March: 100 + 160 − 250 = 10, the oldest used first,
    # so that the 10 are its own. April: 100 + 10 − 30.
    periods = project["budget"]["retainer"]["periods"]
    assert [(p["period"], p["balance"]) for p in periods] == [
        ("2026-01", "60.00"),
        ("2026-03", "10.00"),
        ("2026-04", "80.00"),
    ]
