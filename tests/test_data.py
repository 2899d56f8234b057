"""`data.json`: the fields as they were written, and the figures."""

from __future__ import annotations

import json
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from portal_builder.data import data_json, published_data
from portal_builder.figures import derive
from portal_builder.intake import take_in
from portal_builder.model.client import Client
from portal_builder.model.facts import ClientFacts, Facts
from portal_builder.workspace import Workspace


def test_fields_stand_as_written_and_figures_beside_them() -> None:
    client = Client.model_validate(
        {"name": "Harbour ⚓", "currency": "EUR", "identifiers": ["X-1"]}
    )
    facts = Facts.model_validate(
        {
            "project": {"name": "Quay", "started_on": "2026-01-01", "as_of": "2026-01-11"},
            "budget": {"lines": [{"id": "BL-1", "title": "Build", "planned": "100.5"}]},
            "risks": [{"id": "R-1", "title": "Storm", "probability": "2", "impact": "3"}],
        }
    )
    figures = {"main": derive(facts, zone=UTC, decimals=2)}
    quay = ClientFacts("quay", client, (("main", facts),), False, (), {})
    data = data_json(published_data(quay, figures, 2))
    assert "⚓".encode() in data
    assert data.endswith(b"}\n")
    read = json.loads(data)
    assert read["client"] == {"name": "Harbour ⚓", "currency": "EUR"}
    (project,) = read["projects"]
    line = {"id": "BL-1", "title": "Build", "planned": "100.50"}
    worth = {"bac": "100.50", "ev": "0.00", "pv": "0.00", "ac": "0.00"}
    assert project["budget"] == {"lines": [line | worth]}
    assert project["risks"][0]["score"] == 6
    assert project["figures"]["budget"]["eac"] == "100.50"
    assert project["figures"]["budget"]["retainer"] == {"balance": None}
    assert set(project["figures"]) == {"budget", "health"}


def test_comments_are_in_no_data() -> None:
    written = "Seen <!-- not by anyone -->"
    health = {"overall": "amber", "reason": written}
    facts = Facts.model_validate(
        {
            "project": {"name": "Quay", "started_on": "2026-01-01", "as_of": "2026-01-11"},
            "glossary": [{"term": "Quay", "meaning": written}],
            "updates": [{"on": "2026-01-11", "title": "Week 2", "health": health}],
        }
    )
    figures = {"main": derive(facts, zone=UTC, decimals=2)}
    client = Client.model_validate({"name": "Harbour"})
    data = published_data(
        ClientFacts("quay", client, (("main", facts),), False, (), {}), figures, 2
    )
    (project,) = data["projects"]
    assert project["glossary"][0]["meaning"] == "Seen "
    assert project["updates"][0]["health"]["reason"] == "Seen "
    assert project["figures"]["health"]["reason"] == "Seen "


WRITTEN = """
client:
  name: 010
  locale: sr_RS.UTF-8@latin
  timezone: Africa/Nairobi
  currency: BHD
  colors: {primary: "#ABC"}
  identifiers: [Very secret]
project:
  name: "1.20"
  summary: "Seen <!-- not by anyone --> and `<!-- code -->`"
  started_on: 2026-01-01
  as_of: 2026-03-31
  update_every_days: 007
  links: []
  contract: {type: retainer, signed_on: , price: +001.5}
schedule:
  milestones:
    - {id: MS-1, title: yes, baseline_on: 2026-05-01, forecast_on: unknown, draft: false}
    - {id: MS-2, title: Unseen, draft: true}
    - {id: MS-3, title: Proposed, baseline_on: 2026-05-01, added_by: CR-1}
  meetings: [{title: 12:30, at: "2026-03-01T09:30:15.50+03:00", minutes: 90.0, held: False}]
budget:
  lines: [{id: BL-1, title: Proposed, added_by: CR-1, percent_complete: 33.30}]
  contingency: 1.5
  retainer: {unit: hours, included: 10.50, periods: [{period: 2026-02, used: -0.25}]}
changes:
  - {id: CR-1, title: More, reason: Asked, requested_on: 2026-02-01, requested_by: client, status: proposed,
     impact: {cost: [{line: BL-1, amount: -2.5}], schedule: [{milestone: MS-3, days: +3}]}}
incidents:
  - {id: INC-1, title: Dark, kind: outage, status: fixing, detected_at: "2026-02-01T22:00Z",
     detected_by: client, disclosed_at: never, impact: Dark, credit: 2}
risks: [{id: R-1, title: Unseen, draft: TRUE}]
goals: [{id: G-1, title: Large, target: 123456789012345678901234567890, unit: "%"}]
glossary:
"""


def read(folder: Path, text: str) -> dict[str, Any]:
    file = folder / "clients" / "acme" / "client.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    intake = take_in(Workspace(folder).folder("acme"))
    assert intake.problems == ()
    assert intake.facts is not None
    figures = {
        name: derive(facts, zone=intake.zone, decimals=intake.decimals)
        for name, facts in intake.facts.projects
    }
    data = json.loads(
        data_json(published_data(intake.facts, figures, intake.decimals)), parse_float=Decimal
    )
    assert isinstance(data, dict)
    return data


def test_values_are_published_as_they_are_written(tmp_path: Path) -> None:
    data = read(tmp_path, WRITTEN)
    assert (data["format"], set(data)) == (1, {"format", "client", "projects"})
    assert data["client"] == {
        "name": "010",
        "locale": "sr_RS.UTF-8@latin",
        "timezone": "Africa/Nairobi",
        "currency": "BHD",
        "colors": {"primary": "#ABC"},
    }
    (project,) = data["projects"]
    assert project.pop("figures")["budget"]["pending_changes"] == "-2.500"
    assert project == {
        "id": "main",
        "project": {
            "name": "1.20",
            "summary": "Seen  and `<!-- code -->`",
            "started_on": "2026-01-01",
            "as_of": "2026-03-31",
            "update_every_days": 7,
            "links": [],
            "contract": {"type": "retainer", "price": "1.500"},
        },
        "schedule": {
            "milestones": [
                {
                    **{"id": "MS-1", "title": "yes", "baseline_on": "2026-05-01"},
                    **{"forecast_on": "unknown", "draft": False},
                    **{"current_on": "2026-05-01", "expected_on": None, "state": "at_risk"},
                    **{"slip_days": None, "unapproved_slip_days": None},
                },
                # What is only proposed has no figures beside it.
                {
                    **{"id": "MS-3", "title": "Proposed", "baseline_on": "2026-05-01"},
                    "added_by": "CR-1",
                },
            ],
            "meetings": [
                {
                    **{"title": "12:30", "at": "2026-03-01T09:30:15.50+03:00"},
                    **{"minutes": 90, "held": False},
                }
            ],
        },
        "budget": {
            "lines": [
                {
                    **{"id": "BL-1", "title": "Proposed", "added_by": "CR-1"},
                    "percent_complete": Decimal("33.3"),
                }
            ],
            "contingency": "1.500",
            "retainer": {
                **{"unit": "hours", "included": Decimal("10.5")},
                "periods": [
                    {
                        **{"period": "2026-02", "used": Decimal("-0.25")},
                        "balance": Decimal("10.75"),
                    }
                ],
            },
        },
        "changes": [
            {
                **{"id": "CR-1", "title": "More", "reason": "Asked", "requested_on": "2026-02-01"},
                **{"requested_by": "client", "status": "proposed"},
                "impact": {
                    "cost": [{"line": "BL-1", "amount": "-2.500"}],
                    "schedule": [{"milestone": "MS-3", "days": 3}],
                },
            }
        ],
        "incidents": [
            {
                **{"id": "INC-1", "title": "Dark", "kind": "outage", "status": "fixing"},
                **{"detected_at": "2026-02-01T22:00Z", "detected_by": "client"},
                **{"disclosed_at": "never", "impact": "Dark", "credit": "2.000"},
                "days_to_disclose": None,
            }
        ],
        "goals": [
            {
                **{"id": "G-1", "title": "Large", "unit": "%"},
                "target": 123456789012345678901234567890,
            }
        ],
    }


def test_each_project_has_its_own_figures_and_its_folder_s_name(tmp_path: Path) -> None:
    for name, status in (("web", "open"), ("app", "closed")):
        file = tmp_path / "clients" / "acme" / "projects" / name / "project.yml"
        file.parent.mkdir(parents=True)
        issue = f"{{id: ISS-1, title: Slow, status: {status}, opened_at: 2026-01-02, resolved_at: 2026-01-03}}"
        project = f"{{name: {name}, started_on: 2026-01-01, as_of: 2026-03-31}}"
        file.write_text(f"project: {project}\nissues: [{issue}]\n", encoding="utf-8")
    data = read(tmp_path, "client: {name: Acme}\n")
    counts = {p["id"]: p["figures"]["issues"]["open"] for p in data["projects"]}
    assert counts == {"app": 0, "web": 1}
    assert all(set(p["figures"]) == {"issues", "health"} for p in data["projects"])


@pytest.mark.parametrize(
    ("currency", "unit", "used", "balance", "planned"),
    [
        ("JPY", "money", "3", "7", "100"),
        ("GBP", "money", "2.7", "7.30", "100.00"),
        ("BHD", "money", "12.7", "-2.700", "100.000"),
        ("JPY", "hours", "2.75", Decimal("7.25"), "100"),
    ],
)
def test_amounts_are_text_and_hours_are_numbers(
    tmp_path: Path, currency: str, unit: str, used: str, balance: object, planned: str
) -> None:
    data = read(
        tmp_path,
        f"""
client: {{name: Acme, currency: {currency}}}
project: {{name: Shop, started_on: 2026-01-01, as_of: 2026-03-31}}
budget:
  lines: [{{id: BL-1, title: Build, planned: 100}}]
  retainer: {{unit: {unit}, included: 10, periods: [{{period: 2026-01, used: {used}}}]}}
""",
    )
    (project,) = data["projects"]
    assert project["budget"]["lines"][0]["planned"] == planned
    assert project["budget"]["retainer"]["periods"][0]["balance"] == balance
    assert project["figures"]["budget"]["retainer"]["balance"] == balance
