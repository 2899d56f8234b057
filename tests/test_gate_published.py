"""The reason of an override that was needed is published with the change, and no other."""

from __future__ import annotations

import json
from typing import Any

from gitted import Repo
from test_gate import COMMITTED, edit, repo
from test_gate_command import MOVED

from portal_builder.history.git import Repository
from portal_builder.intake import take_in
from portal_builder.teller import Teller
from portal_builder.workspace import Workspace

__all__ = ["repo"]

TWIN = """client: {name: Twin, currency: GBP}
project: {name: Web, started_on: 2026-01-05, as_of: 2026-03-02, contract: {type: fixed_price, signed_on: 2026-01-05}}
schedule: {milestones: [{id: MS-3, title: Go, baseline_on: %s}]}
"""


def published(repo: Repo, slug: str = "acme") -> list[dict[str, Any]]:
    """The overrides in a client's `history.json`."""
    workspace = Workspace(repo.folder)
    teller = Teller(workspace, Repository.find(workspace.clients).head)
    told = teller.told(take_in(workspace.folder(slug)))
    found: list[dict[str, Any]] = json.loads(told.files["history.json"]).get("overrides", [])
    return found


def test_it_is_published_where_it_was_needed(repo: Repo) -> None:
    repo.commit({}, COMMITTED)
    edit(repo, MOVED)
    trailers = "Gate-Override: MS-3 Agreed by telephone\nGate-Override: MS-2 Nobody asked"
    repo.commit({}, message=f"Move\n\n{trailers}\n")
    assert published(repo) == [{"revision": 2, "what": "MS-3", "reason": "Agreed by telephone"}]


def test_one_that_may_mean_two_clients_is_published_for_neither(repo: Repo) -> None:
    repo.commit({"clients/twin/c.yml": TWIN % "2026-06-01"}, COMMITTED)
    edit(repo, MOVED)
    trailers = "Gate-Override: MS-3 Agreed\nGate-Override: twin/MS-3 Twins agree"
    repo.commit({"clients/twin/c.yml": TWIN % "2026-06-15"}, message=f"Move\n\n{trailers}\n")
    assert published(repo) == []
    assert published(repo, "twin") == [{"revision": 2, "what": "MS-3", "reason": "Twins agree"}]


def test_one_beside_an_edit_of_another_client_is_published_for_its_own(repo: Repo) -> None:
    repo.commit({"clients/twin/c.yml": TWIN % "2026-06-01"}, COMMITTED)
    edit(repo, MOVED)
    twin = TWIN.replace("as_of: 2026-03-02", "as_of: 2026-03-09") % "2026-06-01"
    repo.commit({"clients/twin/c.yml": twin}, message="Move\n\nGate-Override: MS-3 Agreed\n")
    assert published(repo) == [{"revision": 2, "what": "MS-3", "reason": "Agreed"}]
    assert published(repo, "twin") == []
