"""The reason of an override that was needed is published with the change, and no other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gitted import Repo
from test_gate import COMMITTED, edit, found, repo
from test_gate_command import MOVED

from portal_builder import pipeline
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
    said: list[dict[str, Any]] = json.loads(told.files["history.json"]).get("overrides", [])
    return said


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


REQUEST = """  - id: CR-4
    title: Two more weeks
    reason: The pictures came late
    requested_on: 2026-03-02
    requested_by: client
    status: approved
    impact: {schedule: [{milestone: MS-3, days: 14}]}
    decided_on: 2026-03-02
    decided_by: Ann
decisions:
"""


def test_the_whole_path_of_a_moved_date(repo: Repo, tmp_path: Path) -> None:
    repo.commit({}, COMMITTED)
    bare = tmp_path / "bare.git"
    repo.git("clone", "--quiet", "--bare", str(repo.folder), str(bare))
    lead = Repo(tmp_path / "lead")
    lead.git("remote", "add", "origin", str(bare))
    lead.git("fetch", "--quiet")
    lead.git("checkout", "--quiet", "main")
    lead.git("checkout", "--quiet", "-b", "later")
    edit(lead, MOVED)
    lead.commit({}, "2026-03-02T15:00:00Z", "Launch in June")
    [refused] = found(lead, base="origin/main")
    assert "days: 14" in str(refused.remedy)
    [[name, was, moved]] = MOVED["replace"]
    edit(lead, {"replace": [[name, moved, was]]})
    edit(lead, {"replace": [["clients/acme/log.yml", "decisions:\n", REQUEST]]})
    lead.commit({}, "2026-03-02T16:00:00Z", "Two more weeks")
    assert found(lead, base="origin/main") == []
    lead.git("checkout", "--quiet", "main")
    lead.merge("later", "2026-03-02T17:00:00Z")
    lead.git("push", "--quiet", "origin", "main")
    result = pipeline.build(Workspace(lead.folder), out=tmp_path / "site", jobs=1)
    assert [outcome.slug for outcome in result.built] == ["acme"]
    site = tmp_path / "site" / "acme"
    [project] = json.loads((site / "data.json").read_text("utf-8"))["projects"]
    launch = next(m for m in project["schedule"]["milestones"] if m["id"] == "MS-3")
    assert (launch["baseline_on"], launch["current_on"]) == ("2026-06-01", "2026-06-15")
    [history] = json.loads((site / "history.json").read_text("utf-8"))["projects"]
    assert [r["number"] for r in history["revisions"]] == [1, 2]
    assert history["records"]["changes"]["CR-4"]["status"] == [[2, "approved"]]
    assert history["records"]["schedule.milestones"]["MS-3"]["baseline_on"] == [[1, "2026-06-01"]]
    assert "Two more weeks" in (site / "changes" / "index.html").read_text("utf-8")
