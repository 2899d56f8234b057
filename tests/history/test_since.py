"""What the overview holds for a reader who comes back: the newest changes, hidden until a script asks."""

from __future__ import annotations

import re

from gitted import Repo
from merging import retold
from test_chronicle import ISSUE, files, project
from test_every_change import BRITISH, html

from portal_builder.merge.sections.since import MOST


def tile(repo: Repo, path: str = "") -> str:
    found = re.search(
        r'<section class="tile tile--since".*?</section>',
        html(retold(repo.folder), path),
        re.DOTALL,
    )
    return found[0] if found else ""


def entries(found: str) -> list[tuple[str, str, str]]:
    """Revision, day and sentence of each."""
    items = re.findall(
        r'<li data-revision="(\d+)" data-day="(.*?)">.*?</span> <span>(.*?)</span></li>', found
    )
    return [(number, day, re.sub("<[^>]+>", "", text)) for number, day, text in items]


def test_it_holds_the_newest_changes_what_is_about_the_project_last(repo: Repo) -> None:
    repo.commit(files(client=BRITISH), "2026-03-02T10:00Z")
    news = {"project": project("2026-03-09"), "issues": ISSUE % "open"}
    repo.commit(files(client=BRITISH, **news), "2026-03-09T10:00Z")
    found = tile(repo)
    assert " hidden " in found.partition(">")[0]
    assert 'data-last="2" data-day="2026-03-09"' in found
    assert entries(found)[:3] == [
        ("2", "2026-03-09", "ISS-1 Slow is new: Status Open"),
        ("2", "2026-03-09", "All facts of Shop confirmed on 9 March 2026"),
        ("1", "2026-03-02", "The record of Acme begins"),
    ]
    assert '<a href="issues/#iss-1">' in found


def test_it_stays_small_however_long_the_history_is(repo: Repo) -> None:
    for number in range(MOST + 3):
        repo.commit(files(issues=ISSUE.replace("Slow", f"Slow {number}") % "open"))
    assert len(entries(tile(repo))) == MOST


def test_without_a_history_there_is_none(repo: Repo) -> None:
    repo.write(files())
    assert tile(repo) == ""


def test_projects_are_told_apart_and_so_are_clients(repo: Repo) -> None:
    repo.commit(
        {
            "clients/acme/client.yml": BRITISH,
            "clients/acme/projects/shop/project.yml": project(),
            "clients/acme/projects/care/project.yml": project(name="Care"),
        }
    )
    names = [
        re.findall(r'data-record="([0-9a-f]{16})/(.*?)"', tile(repo, p))[0]
        for p in ("shop", "care")
    ]
    assert [project for _, project in names] == ["shop", "care"]
    assert names[0][0] == names[1][0]


def test_beside_several_projects_it_says_how_much_is_new_in_each(repo: Repo) -> None:
    repo.commit(
        {
            "clients/acme/client.yml": BRITISH,
            "clients/acme/projects/shop/project.yml": project(),
            "clients/acme/projects/care/project.yml": project(name="Care"),
        },
        "2026-03-02T10:00Z",
    )
    repo.commit({"clients/acme/projects/care/issues.yml": ISSUE % "open"}, "2026-03-09T10:00Z")
    found = tile(repo)
    assert entries(found)[0] == ("2", "2026-03-09", "Care: 1 change")
    assert '<a href="care/history/#r2">Care</a>' in found
    assert re.findall(r'data-record="[0-9a-f]{16}/(.*?)"', found) == [""]
