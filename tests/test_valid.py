"""Clients that are right where a rule could be thought to bite: nothing is said of them."""

from __future__ import annotations

from pathlib import Path

from portal_builder.intake import take_in
from portal_builder.workspace import Workspace

CLIENT = "client: {name: Acme, currency: GBP}\n"


def problems(folder: Path, text: str) -> list[str]:
    file = folder / "clients" / "acme" / "client.yml"
    file.parent.mkdir(parents=True)
    file.write_text(CLIENT + text, encoding="utf-8")
    return [problem.message for problem in take_in(Workspace(folder).folder("acme")).problems]


def test_days_that_are_still_a_draft_move_no_forecast(tmp_path: Path) -> None:
    # 1 October + 14 approved days = 15 October; the 30 days are a draft.
    text = """
project: {name: Shop, started_on: 2026-01-05, as_of: 2026-09-01}
schedule: {milestones: [{id: MS-1, title: Launch, baseline_on: 2026-10-01, forecast_on: 2026-10-15}]}
changes:
  - {id: CR-1, title: More, reason: Asked, requested_on: 2026-08-01, requested_by: client,
     status: approved, decided_on: 2026-08-02, decided_by: Kim,
     impact: {schedule: [{milestone: MS-1, days: 14}, {milestone: MS-1, days: 30, draft: true}]}}
"""
    assert problems(tmp_path, text) == []


def test_amounts_of_thirty_digits_add_up_to_the_penny(tmp_path: Path) -> None:
    text = """
project: {name: Shop, started_on: 2026-01-05, as_of: 2026-09-01,
          contract: {type: fixed_price, price: 5000000000000000000000000000.03}}
budget:
  contingency: 0.01
  lines:
    - {id: BL-1, title: One, planned: 2000000000000000000000000000.01}
    - {id: BL-2, title: Two, planned: 3000000000000000000000000000.01}
"""
    assert problems(tmp_path, text) == []
