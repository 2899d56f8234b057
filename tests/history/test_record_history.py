"""Each record's own history, under the record: what changed of it, and when."""

from __future__ import annotations

import re

from gitted import Repo
from merging import retold
from test_chronicle import ISSUE, client, files
from test_every_change import BRITISH, CHANGE, MILESTONE, MOVED, html

from portal_builder.site import MergedSite


def past(site: MergedSite, path: str, anchor: str) -> list[str]:
    """What stands of its history on a record's card: a day, then what changed."""
    card = re.search(rf'id="{anchor}">.*?</article>', html(site, path), re.DOTALL)
    assert card is not None
    found = re.search(r'<(p|details) class="[^"]*record__history.*', card[0], re.DOTALL)
    lines = re.sub(r"</a>|<br>|</(?:li|p|summary)>", "\n", found[0] if found else "").split("\n")
    return [text for line in lines if (text := re.sub("<[^>]+>", "", line).strip())]


def test_a_record_says_what_changed_of_it_the_newest_first(repo: Repo) -> None:
    repo.commit(files(client=BRITISH, issues=ISSUE % "open"), "2026-03-02T10:00Z")
    repo.commit(files(client=BRITISH, issues=ISSUE % "blocked, assignee: Ada"), "2026-03-09T10:00Z")
    repo.commit(files(client=BRITISH, issues=ISSUE % "open, assignee: Ada"), "2026-03-16T10:00Z")
    assert past(retold(repo.folder), "issues", "iss-1") == [
        "History of this record",
        "16 March 2026", "Status: Open (before: Blocked)",
        "9 March 2026", "Assignee: Ada", "Status: Blocked (before: Open)",
        "2 March 2026", "Is new: Status Open",
    ]  # fmt: skip


def test_one_that_never_changed_says_so(repo: Repo) -> None:
    repo.commit(files(client=BRITISH, issues=ISSUE % "open"), "2026-03-02T10:00Z")
    repo.commit(files(client=BRITISH, issues=ISSUE % "open", risks="risks: []\n"))
    site = retold(repo.folder)
    assert past(site, "issues", "iss-1") == ["On record since 2 March 2026", ", unchanged"]
    assert '<a href="../history/#r1">2 March 2026</a>' in html(site, "issues")


def test_what_is_not_committed_yet_has_no_history(repo: Repo) -> None:
    repo.commit(files())
    repo.write(files(issues=ISSUE % "open"))
    assert past(retold(repo.folder), "issues", "iss-1") == []


def test_a_record_of_another_project_has_its_own(repo: Repo) -> None:
    root = "clients/acme/projects"
    whole = files(client=client())
    repo.commit(
        {
            "clients/acme/client.yml": BRITISH,
            f"{root}/shop/project.yml": whole["clients/acme/project.yml"],
            f"{root}/care/project.yml": whole["clients/acme/project.yml"],
            f"{root}/shop/issues.yml": ISSUE % "open",
            f"{root}/care/issues.yml": ISSUE % "open",
        },
        "2026-03-02T10:00Z",
    )
    repo.commit({f"{root}/care/issues.yml": ISSUE % "blocked"}, "2026-03-09T10:00Z")
    site = retold(repo.folder)
    assert past(site, "shop/issues", "iss-1") == ["On record since 2 March 2026", ", unchanged"]
    assert past(site, "care/issues", "iss-1")[1:3] == [
        "9 March 2026", "Status: Blocked (before: Open)",
    ]  # fmt: skip


def test_the_slips_of_a_milestone_and_its_history_tell_the_same(repo: Repo) -> None:
    proposed = CHANGE % "proposed"
    repo.commit(
        files(client=BRITISH, schedule=MILESTONE % "", changes=proposed), "2026-02-02T10:00Z"
    )
    repo.commit(files(client=BRITISH, schedule=MOVED, changes=proposed), "2026-03-02T10:00Z")
    site = retold(repo.folder)
    found = html(site, "schedule")
    slip = re.search(r'<tr><th scope="row" data-sort="2026-03-01">.*?</tr>', found)
    assert slip is not None
    assert re.findall(r'data-sort="(.*?)"', slip[0]) == ["2026-03-01", "2026-11-02", "2026-11-16"]
    assert "Refunds" in slip[0]
    assert past(site, "schedule", "ms-3")[1:3] == [
        "2 March 2026", "Moves from 2 to 16 November 2026; reason: Refunds; by CR-1",
    ]  # fmt: skip


def test_texts_in_it_are_text(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE.replace("Slow", "'<b>Slow</b>'") % "open"))
    repo.commit(files(issues=ISSUE.replace("Slow", "'<i>Slow</i>'") % "open"))
    assert "Title: &lt;i&gt;Slow&lt;/i&gt; (before: &lt;b&gt;Slow&lt;/b&gt;)" in html(
        retold(repo.folder), "issues"
    )


UPDATE = "  - {on: 2026-03-01, title: %s, summary: Fine.}\n"


def test_what_has_no_id_is_known_by_its_day(repo: Repo) -> None:
    meeting = 'schedule: {meetings: [{title: Demo, at: "2026-03-01T10:00+01:00", notes: %s}]}\n'
    news = {"updates": f"updates:\n{UPDATE % 'March'}", "schedule": meeting % "Bring a phone."}
    repo.commit(files(client=BRITISH, **news), "2026-03-06T10:00Z")
    repo.commit(files(client=BRITISH, **news | {"schedule": meeting % "Bring two."}))
    site = retold(repo.folder)
    assert past(site, "updates", "update-2026-03-01")[0] == "On record since 6 March 2026"
    assert past(site, "schedule", "meeting-2026-03-01")[0] == "History of this record"


def test_of_two_of_one_day_without_an_id_nothing_is_said(repo: Repo) -> None:
    both = "".join(UPDATE % title for title in ("Shop", "Care"))
    repo.commit(files(client=BRITISH, updates=f"updates:\n{both}"), "2026-03-06T10:00Z")
    assert past(retold(repo.folder), "updates", "update-2026-03-01") == []
