"""What the page holds for a reader who checks a head."""

from __future__ import annotations

import re

from gitted import Repo
from merging import retold
from test_chronicle import ISSUE, files, project
from test_every_change import BRITISH, html

from portal_builder.history import ledger


def test_it_names_the_ledger_the_head_and_the_beginning_of_every_head(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "open"), "2026-03-02T10:00Z")
    repo.commit(files(issues=ISSUE % "blocked"), "2026-03-09T10:00Z")
    site = retold(repo.folder)
    heads = [entry.hash for entry in ledger.read(site.files["ledger.json"]).entries]
    found = html(site)
    assert re.findall(r'data-ledger="(.*?)" data-heads="(.*?)"', found) == [
        ("../ledger.json", f"{heads[0][:16]} {heads[1][:16]}")
    ]
    assert f"its head, stands at the foot of each page: {heads[1]}." in found
    assert "all 2 seals" in found


def test_of_several_projects_the_client_has_it(repo: Repo) -> None:
    repo.commit(
        {
            "clients/acme/client.yml": BRITISH,
            "clients/acme/projects/shop/project.yml": project(),
            "clients/acme/projects/care/project.yml": project(name="Care"),
        }
    )
    site = retold(repo.folder)
    assert 'data-ledger="../ledger.json"' in html(site)
    assert "data-ledger" not in html(site, "shop/history")
