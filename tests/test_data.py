from __future__ import annotations

import json
from datetime import UTC

from portal_builder.data import data_json, published_data
from portal_builder.figures import derive
from portal_builder.model.client import Client
from portal_builder.model.facts import ClientFacts, Facts


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
