"""What a client was told, revision by revision: dates, values, figures, and whose they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gitted import Repo

from portal_builder.history import document, ledger
from portal_builder.history.chronicle import Chronicle
from portal_builder.history.git import Repository
from portal_builder.history.record import FieldChange, History, RecordChange, Told
from portal_builder.model.facts import ClientFacts
from portal_builder.teller import figures_then


def told(repo: Repo, slug: str = "acme") -> Told:
    found = Chronicle(Repository.find(repo.folder / "clients"), figures_then).told(slug)
    if found.files:
        check_whole(found)
    return found


def check_whole(found: Told) -> None:
    """The documents agree with each other: what is replayed is what was sealed."""
    said = document.read(found.files["history.json"])
    sealed = ledger.read(found.files["ledger.json"])
    assert said["dates"] == [entry.day for entry in sealed.entries]
    replayed = [published and published.digest for published in document.replayed(said)]
    if not found.taken:
        assert replayed == [entry.facts for entry in sealed.entries]
    assert sealed == found.history.ledger


def client(name: str = "Acme", more: str = "") -> str:
    return f"client: {{name: {name}, currency: GBP{more}}}\n"


def project(as_of: str = "2026-03-02", name: str = "Shop", more: str = "") -> str:
    return f"project: {{name: {name}, started_on: 2026-01-05, as_of: {as_of}{more}}}\n"


def files(slug: str = "acme", **sections: str) -> dict[str, str | bytes | None]:
    whole = {"client": client(), "project": project(), **sections}
    return {f"clients/{slug}/{name}.yml": text for name, text in whole.items()}


def course(history: History, section: str, key: str, field: str, number: int = 0) -> object:
    return history.projects[number].records[section][key][field]


def names(history: History) -> list[object]:
    return [value for _, value in history.client["name"]]


def dates(history: History) -> list[str]:
    return [revision.day.isoformat() for revision in history.revisions]


ISSUE = "issues: [{id: ISS-1, title: Slow, status: %s, opened_at: 2026-02-01}]\n"


def test_fields_and_figures_by_revision(repo: Repo) -> None:
    line = "budget: {lines: [{id: BL-1, title: Work, planned: 1000%s}]}\n"
    repo.commit(files(issues=ISSUE % "open", budget=line % ""), "2026-03-02T10:00:00Z")
    spent = line % ", percent_complete: 50, actuals: [{period: 2026-03, amount: 400}]"
    repo.commit(files(issues=ISSUE % "open", budget=spent), "2026-03-09T10:00:00Z")
    done = ISSUE.replace("%s", "closed, resolved_at: 2026-03-10")
    repo.commit(files(issues=done, budget=spent), "2026-03-16T10:00:00Z")
    history = told(repo).history
    assert dates(history) == ["2026-03-02", "2026-03-09", "2026-03-16"]
    (main,) = history.projects
    assert (main.id, main.revisions) == ("main", (1, 2, 3))
    assert course(history, "issues", "ISS-1", "status") == ((1, "open"), (3, "closed"))
    assert course(history, "issues", "ISS-1", "title") == ((1, "Slow"),)
    assert course(history, "budget.lines", "BL-1", "actuals.2026-03.amount") == ((2, "400"),)
    # 500 earned of 1,000 for 400 spent: 1,000 × 400 ÷ 500
    assert main.figures["budget.eac"] == ((1, "1000.00"), (2, "800.00"))
    assert main.figures["budget.cpi"] == ((2, 1.25),)
    assert main.figures["issues.open"] == ((1, 1), (3, 0))
    assert main.changes()[-1] == RecordChange(
        3,
        "issues",
        "ISS-1",
        (FieldChange("resolved_at", None, "2026-03-10"), FieldChange("status", "open", "closed")),
    )
    assert all(change.is_new for change in main.changes() if change.revision == 1)


def test_what_changes_no_fact_is_no_revision(repo: Repo) -> None:
    repo.commit(files())
    repo.commit({"README": "x", "clients/other/client.yml": client("Other") + project()})
    repo.commit({"clients/acme/project.yml": "# a remark\n" + project()})
    repo.commit({"clients/acme/pages/how.md": "text", "clients/acme/assets/a.txt": "text"})
    repo.commit({"clients/acme/client.yml": None, "clients/acme/all.yml": client()})
    repo.commit(
        {
            "clients/acme/project.yml": None,
            "clients/acme/projects/main/project.yml": project(more=", health: {}"),
        }
    )
    draft = "risks: [{id: R-1, title: Rain, draft: true}]\n"
    repo.commit({"clients/acme/projects/main/risks.yml": draft})
    assert len(told(repo).history.revisions) == 1


def test_what_is_not_committed_is_not_told(repo: Repo) -> None:
    repo.commit(files())
    repo.write(files(project=project("2026-04-01"), issues=ISSUE % "open"))
    repo.write({"clients/new/client.yml": client("New") + project()})
    assert len(told(repo).history.revisions) == 1
    assert told(repo, "new") == Told(missing="nothing of this client is committed yet")
    assert told(repo, "nowhere").files == {}


@pytest.mark.parametrize(
    "broken",
    ["project: [unclosed", project("soon"), "", "project: {name: Shop}\n", project() + project()],
)
def test_a_revision_that_cannot_be_read_is_left_out_and_the_next_carries_it(
    repo: Repo, broken: str
) -> None:
    repo.commit(files(), "2026-03-02T10:00:00Z")
    repo.commit(files(project=broken, issues=ISSUE % "open"), "2026-03-03T10:00:00Z")
    repo.commit(files(project=project("2026-03-04")), "2026-03-04T10:00:00Z")
    history = told(repo).history
    assert dates(history) == ["2026-03-02", "2026-03-04"]
    assert course(history, "issues", "ISS-1", "status") == ((2, "open"),)
    assert course(history, "project", "", "as_of") == ((1, "2026-03-02"), (2, "2026-03-04"))


def test_a_client_that_could_never_be_read_has_no_history_yet(repo: Repo) -> None:
    repo.commit(files(client="client: {}\n"))
    assert told(repo) == Told(missing="nothing of this client is committed yet")


def test_keys_that_are_not_known_are_dropped_and_the_rest_is_told(repo: Repo) -> None:
    repo.commit(files(project=project(more=", mood: good"), moods="moods: [1]\n"))
    repo.commit(files(project=project(more=", mood: bad"), moods="moods: [2]\n"))
    history = told(repo).history
    assert len(history.revisions) == 1
    assert "mood" not in history.projects[0].records["project"][""]


def test_days_are_those_of_the_clients_time_zone(repo: Repo) -> None:
    zone = ", timezone: America/New_York"
    repo.commit(files(client=client(more=zone)), "2026-03-02T04:59:00Z")
    repo.commit(files(client=client(more=zone), issues=ISSUE % "open"), "2026-03-02T05:01:00Z")
    repo.commit(files(issues=ISSUE % "blocked"), "2026-03-03T00:30:00+14:00")
    assert dates(told(repo).history) == ["2026-03-01", "2026-03-02", "2026-03-02"]


def test_a_day_never_lies_before_the_one_before(repo: Repo) -> None:
    auckland = ", timezone: Pacific/Auckland"
    repo.commit(files(client=client(more=auckland)), "2026-03-02T13:00:00Z")  # the 3rd there
    repo.commit(files(client=client(), issues=ISSUE % "open"), "2026-03-02T14:00:00Z")
    repo.commit(files(issues=ISSUE % "blocked"), "2001-01-01T00:00:00Z")
    repo.commit(files(issues=ISSUE % "open"), "2026-03-04T00:00:00Z")
    assert dates(told(repo).history) == ["2026-03-03", "2026-03-03", "2026-03-03", "2026-03-04"]


def test_a_clock_far_ahead_and_one_far_behind(repo: Repo) -> None:
    repo.commit(files(), "@0 +0000")
    repo.commit(files(issues=ISSUE % "open"), "@99999999999 +0000")
    repo.commit(files(issues=ISSUE % "blocked"), "2026-03-04T00:00:00Z")
    days = dates(told(repo).history)
    assert days[0] == "1970-01-01"
    assert days[1] == days[2] > "2100"


def test_a_zone_that_nobody_knows_counts_as_utc(repo: Repo) -> None:
    repo.commit(files(client=client(more=", timezone: Mars/Base")), "2026-03-02T23:59:00Z")
    assert dates(told(repo).history) == ["2026-03-02"]


def test_only_the_first_parents_are_told_with_the_day_of_the_merge(repo: Repo) -> None:
    repo.commit(files(), "2026-03-02T10:00:00Z")
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit(files(issues=ISSUE % "open"), "2026-03-03T10:00:00Z")
    repo.commit(files(issues=ISSUE % "blocked"), "2026-03-04T10:00:00Z")
    repo.git("checkout", "--quiet", "main")
    repo.merge("side", "2026-03-09T10:00:00Z")
    history = told(repo).history
    assert dates(history) == ["2026-03-02", "2026-03-09"]
    assert course(history, "issues", "ISS-1", "status") == ((2, "blocked"),)


def test_a_folder_that_comes_back_goes_on_where_it_was(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "open"), "2026-03-02T10:00:00Z")
    repo.commit({"clients/acme": None, "keep": "x"}, "2026-03-03T10:00:00Z")
    repo.commit(files(issues=ISSUE % "blocked"), "2026-03-04T10:00:00Z")
    history = told(repo).history
    assert dates(history) == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert course(history, "issues", "ISS-1", "status") == (
        (1, "open"),
        (2, None),
        (3, "blocked"),
    )
    changes = [c for c in history.projects[0].changes() if c.section == "issues"]
    assert [(c.is_new, c.is_gone) for c in changes] == [(True, False), (False, True), (True, False)]


def test_a_folder_that_comes_back_under_another_name_is_another_client(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "open"))
    repo.commit({"clients/acme": None, "keep": "x"})
    repo.commit(files(client=client("Bolt")))
    history = told(repo).history
    assert names(history) == ["Bolt"]
    assert "Acme" not in told(repo).files["history.json"].decode()
    assert not set(history.projects[0].records) & {"issues"}


def test_a_folder_handed_to_another_client_at_once_begins_anew(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "open"))
    repo.commit(files(client=client("Bolt"), project=project(name="Mill"), issues="issues: []\n"))
    assert names(told(repo).history) == ["Bolt"]


def test_a_client_that_changes_its_name_stays_the_same(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "open"))
    repo.commit(files(client=client("Acme International"), issues=ISSUE % "blocked"))
    assert names(told(repo).history) == ["Acme", "Acme International"]


def moved(repo: Repo, old: str, new: str, at: str = "2026-10-01T12:00:00Z") -> None:
    repo.git("mv", f"clients/{old}", f"clients/{new}")
    repo.commit({}, at)


def test_a_renamed_folder_keeps_its_history_and_adds_none(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "open"))
    repo.commit(files(issues=ISSUE % "blocked"))
    moved(repo, "acme", "bolt")
    history = told(repo, "bolt").history
    assert len(history.revisions) == 2
    assert course(history, "issues", "ISS-1", "status") == ((1, "open"), (2, "blocked"))
    moved(repo, "bolt", "acme")
    assert len(told(repo).history.revisions) == 2


def test_edits_within_a_rename_are_told(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "open"))
    repo.write({"clients/acme": None})
    repo.commit(files("bolt", issues=ISSUE % "blocked"))
    history = told(repo, "bolt").history
    assert course(history, "issues", "ISS-1", "status") == ((1, "open"), (2, "blocked"))


def test_a_folder_made_anew_while_another_goes_is_not_that_one(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "open"))
    repo.write({"clients/acme": None})
    repo.commit(files("bolt", client=client("Bolt")))
    assert len(told(repo, "bolt").history.revisions) == 1


def test_the_slug_of_a_renamed_folder_can_be_anothers_even_of_the_same_name(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "open"))
    moved(repo, "acme", "acme-old")
    repo.commit(files("acme"))
    assert len(told(repo, "acme").history.revisions) == 1
    assert len(told(repo, "acme-old").history.revisions) == 1
    assert "issues" not in told(repo, "acme").history.projects[0].records


def test_of_two_that_could_be_the_renamed_one_neither_is(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "open") | files("twin"))
    repo.write({"clients/acme": None, "clients/twin": None})
    repo.commit(files("bolt", risks="risks: [{id: R-1, title: Rain}]\n"))
    assert len(told(repo, "bolt").history.revisions) == 1


def test_of_two_of_one_name_the_one_with_the_same_facts_is_the_renamed_one(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "open") | files("twin"))
    repo.commit(files("twin", risks="risks: [{id: R-1, title: Rain}]\n"))
    repo.write({"clients/acme": None, "clients/twin": None})
    repo.commit(files("bolt", risks="risks: [{id: R-1, title: Rain}]\n"))
    assert len(told(repo, "bolt").history.revisions) == 2
    repo.git("checkout", "--quiet", "HEAD~1", "--", "clients/acme")
    repo.commit({})
    assert told(repo, "acme").history.projects[0].records["issues"]


def test_two_folders_exchanged_in_one_revision_are_two_edited_ones(repo: Repo) -> None:
    """No folder goes, so none is renamed: each begins anew as the other client."""
    a, b = files(issues=ISSUE % "open"), files("bolt", client=client("Bolt"))
    repo.commit(a | b)
    swapped = {f"clients/bolt/{Path(name).name}": text for name, text in a.items()}
    back = {f"clients/acme/{Path(name).name}": text for name, text in b.items()}
    repo.commit({"clients/acme/issues.yml": None, **swapped, **back})
    for slug, name in (("acme", "Bolt"), ("bolt", "Acme")):
        assert names(told(repo, slug).history)[-1] == name


def test_projects_have_histories_of_their_own(repo: Repo) -> None:
    repo.commit(files(), "2026-03-02T10:00:00Z")
    app = {"clients/acme/projects/app/p.yml": project(name="App")}
    main = {"clients/acme/projects/main/p.yml": project()}
    repo.commit({**app, **main, "clients/acme/project.yml": None}, "2026-03-03T10:00:00Z")
    repo.commit({"clients/acme/projects/app/r.yml": "risks: [{id: R-1, title: Rain}]\n"})
    history = told(repo).history
    assert [(p.id, p.revisions) for p in history.projects] == [("main", (1,)), ("app", (2, 3))]
    assert course(history, "risks", "R-1", "title", 1) == ((3, "Rain"),)
    said = json.loads(told(repo).files["history.json"])
    assert said["projects"][0]["revisions"] == [{"number": 1, "date": "2026-03-02"}]


def test_links_and_submodules_tell_nothing(repo: Repo) -> None:
    repo.commit(files())
    (repo.folder / "clients/acme/more.yml").symlink_to("project.yml")
    repo.commit({})
    assert len(told(repo).history.revisions) == 1


def test_no_draft_comment_message_or_committer_is_told(repo: Repo) -> None:
    hidden = (
        "# Q-yaml-comment\nscope:\n  items:\n"
        "    - {id: SC-1, title: Seen, status: agreed, description: 'x <!-- Q-text-comment -->'}\n"
        "    - {id: SC-2, title: Q-draft, status: agreed, draft: true}\n"
    )
    more = ", identifiers: [Q-identifier]"
    repo.commit(files(client=client(more=more), scope=hidden), message="Q-message\n\nQ-body")
    for content in told(repo).files.values():
        assert b"Q-" not in content
        assert b"lead@example.org" not in content
        assert b"SC-2" not in content


def test_facts_that_contradict_each_other_have_no_figures_and_are_told(repo: Repo) -> None:
    odd = (
        "changes: [{id: CR-1, title: A, reason: x, requested_on: 2026-02-01, requested_by: client,"
    )
    odd += " status: approved, impact: {schedule: [{milestone: MS-1, days: 36525}]}}]\n"
    far = "schedule: {milestones: [{id: MS-1, title: Far, baseline_on: 9999-12-31}]}\n"
    repo.commit(files(changes=odd, schedule=far))
    history = told(repo).history
    assert course(history, "changes", "CR-1", "status") == ((1, "approved"),)
    assert history.projects[0].figures == {}


def test_a_change_names_the_request_that_it_came_by(repo: Repo) -> None:
    milestone = "schedule: {milestones: [{id: MS-1, title: Go, baseline_on: 2026-05-01%s}]}\n"
    repo.commit(files(schedule=milestone % ""))
    slip = ", forecast_on: 2026-06-01, slips: [{on: 2026-03-01, from: 2026-05-01, to: 2026-06-01,"
    slip += " reason: x, caused_by: client, change: CR-2}]"
    added = milestone.replace("]}", ", {id: MS-2, title: More, added_by: CR-3}]}")
    repo.commit(files(schedule=added % slip))
    changes = {c.key: c for c in told(repo).history.projects[0].changes() if c.revision == 2}
    assert changes["MS-1"].request == "CR-2"
    assert (changes["MS-2"].request, changes["MS-2"].is_new) == ("CR-3", True)


def test_overrides_are_told_where_they_were_needed(repo: Repo) -> None:
    repo.commit(files(), "2026-03-02T10:00:00Z")
    repo.git("checkout", "--quiet", "-b", "side")
    message = "More\n\nGate-Override: acme/MS-1 they \u202eagreed\nGate-Override: MS-2 not needed"
    message += f"\nGate-Override: MS-3\nGate-Override: MS-4 {'x' * 300}"
    repo.commit(files(issues=ISSUE % "open"), message=message)
    repo.git("checkout", "--quiet", "main")
    repo.merge("side", "2026-03-03T10:00:00Z")
    asked: list[tuple[str, str]] = []

    def needed(slug: str, before: ClientFacts, after: ClientFacts, what: str) -> bool:
        assert not before.projects[0][1].issues
        assert after.projects[0][1].issues
        asked.append((slug, what))
        return what != "MS-2"

    repository = Repository.find(repo.folder / "clients")
    found = Chronicle(repository, figures_then, needed=needed).told("acme")
    assert asked == [("acme", "acme/MS-1"), ("acme", "MS-2"), ("acme", "MS-4")]
    assert json.loads(found.files["history.json"])["overrides"] == [
        {"revision": 2, "what": "MS-1", "reason": "they ?agreed"},
        {"revision": 2, "what": "MS-4", "reason": "x" * 200},
    ]
    excuse, _ = found.history.revisions[1].overrides
    assert (excuse.what, excuse.reason) == ("MS-1", "they ?agreed")
    assert "overrides" not in json.loads(told(repo).files["history.json"])


def test_a_history_ends_where_it_is_asked_to(repo: Repo) -> None:
    first = repo.commit(files())
    repo.commit(files(issues=ISSUE % "open"))
    repository = Repository.find(repo.folder / "clients")
    assert len(Chronicle(repository, figures_then, tip=first).told("acme").history.revisions) == 1


def test_rewritten_history_departs_from_the_ledger_that_was_kept(repo: Repo) -> None:
    for status in ("open", "blocked", "in_progress"):
        repo.commit(files(issues=ISSUE % status))
    kept = told(repo).history.ledger
    repo.git("reset", "--quiet", "--hard", "HEAD~2")
    repo.commit(files(issues=ISSUE % "waiting_on_client"))
    repo.commit(files(issues=ISSUE % "in_progress"))
    assert ledger.departure(kept, told(repo).history.ledger) == (
        "differs from entry 2 on, of 2026-10-01"
    )


def test_sources_are_all_texts_that_ever_stood_in_the_files(repo: Repo) -> None:
    repo.commit(files(notes="# once a remark\nissues: []\n"))
    repo.commit({"clients/acme/notes.yml": None})
    assert any("once a remark" in text for text in told(repo).sources)
