"""What a redaction names is read nowhere any more, and the ledger still proves what it sealed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gitted import Repo
from test_chronicle import client, files, project

from portal_builder import pipeline
from portal_builder.history.chronicle import Chronicle
from portal_builder.history.git import Repository
from portal_builder.history.past import Reader
from portal_builder.history.record import Removed, Told
from portal_builder.history.redactions import Redaction
from portal_builder.teller import figures_then
from portal_builder.workspace import Workspace

ISSUE = (
    "issues: [{id: ISS-1, title: Slow, status: open, opened_at: 2026-02-01, description: '%s'}]\n"
)
WHY = "It named a person"


def taken_out(of: str, on: str = "2026-03-09", as_of: str = "2026-03-09") -> str:
    redaction = f", redactions: [{{on: {on}, of: {of}, why: {WHY}}}]"
    return project(as_of, more=redaction)


def told(repo: Repo, today: bool = False) -> Told:
    workspace = Workspace(repo.folder)
    now = Reader().recorded(workspace.folder("acme")) if today else None
    chronicle = Chronicle(Repository.find(workspace.clients), figures_then)
    return chronicle.told("acme", now)


def course(found: Told, section: str, key: str, field: str) -> object:
    return found.history.projects[0].records[section][key][field]


def test_values_before_the_day_are_taken_out_and_later_ones_stay(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "Kim cannot log in"), "2026-03-02T10:00:00Z")
    repo.commit(files(issues=ISSUE % "Kim Berg cannot log in"), "2026-03-03T10:00:00Z")
    before = told(repo).history.ledger
    repo.commit(
        files(issues=ISSUE % "A user cannot log in", project=taken_out("ISS-1.description")),
        "2026-03-09T10:00:00Z",
    )
    found = told(repo)
    assert course(found, "issues", "ISS-1", "description") == (
        (1, Removed(WHY)),
        (2, Removed(WHY)),
        (3, "A user cannot log in"),
    )
    assert b"Kim" not in b"".join(found.files.values())
    assert [text for each in found.taken for text in each.texts] == [
        "Kim cannot log in",
        "Kim Berg cannot log in",
    ]
    assert found.still_there == ()
    assert found.history.ledger.entries[:2] == before.entries
    assert json.loads(found.files["history.json"])["projects"][0]["records"]["issues"]["ISS-1"][
        "description"
    ][0] == [1, {"removed": WHY}]


def test_a_value_of_the_same_day_is_taken_out_too(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "Kim"), "2026-03-09T08:00:00Z")
    text = files(issues=ISSUE % "A user", project=taken_out("ISS-1.description"))
    repo.commit(text, "2026-03-09T10:00:00Z")
    assert course(told(repo), "issues", "ISS-1", "description") == (
        (1, Removed(WHY)),
        (2, "A user"),
    )


def test_a_value_that_stands_since_that_day_stays(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "Kim"), "2026-03-09T08:00:00Z")
    repo.commit(files(issues=ISSUE % "A user"), "2026-03-09T10:00:00Z")
    text = files(issues=ISSUE % "A user", project=taken_out("ISS-1.description"))
    repo.write(text)
    for found in (told(repo, today=True), repo.commit({}, "2026-03-09T12:00:00Z") and told(repo)):
        assert course(found, "issues", "ISS-1", "description") == (
            (1, Removed(WHY)),
            (2, "A user"),
        )
        assert found.still_there == ()


def test_a_value_of_the_day_that_is_mended_and_not_committed_is_taken_out(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "Kim"), "2026-03-09T08:00:00Z")
    repo.write(files(issues=ISSUE % "A user", project=taken_out("ISS-1.description")))
    assert course(told(repo, today=True), "issues", "ISS-1", "description") == ((1, Removed(WHY)),)


def test_what_is_said_once_the_redaction_stands_there_stays(repo: Repo) -> None:
    """However the clock of the commit stood."""
    repo.commit(files(issues=ISSUE % "Kim"), "2026-03-01T08:00:00Z")
    text = files(issues=ISSUE % "A user", project=taken_out("ISS-1.description"))
    repo.commit(text, "2026-03-05T10:00:00Z")
    repo.commit(files(issues=ISSUE % "Two users"), "2026-03-06T10:00:00Z")
    assert course(told(repo), "issues", "ISS-1", "description") == (
        (1, Removed(WHY)),
        (2, "A user"),
        (3, "Two users"),
    )


def test_a_redaction_that_is_not_committed_counts(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "Kim"), "2026-03-02T10:00:00Z")
    repo.write(files(issues=ISSUE % "A user", project=taken_out("ISS-1.description")))
    found = told(repo, today=True)
    assert course(found, "issues", "ISS-1", "description") == ((1, Removed(WHY)),)
    assert found.still_there == ()


def test_once_taken_out_a_value_stays_out(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "Kim"), "2026-03-02T10:00:00Z")
    text = files(issues=ISSUE % "A user", project=taken_out("ISS-1.description"))
    repo.commit(text, "2026-03-09T10:00:00Z")
    repo.commit(files(project=project("2026-03-10")), "2026-03-10T10:00:00Z")
    found = told(repo)
    assert course(found, "issues", "ISS-1", "description") == ((1, Removed(WHY)), (2, "A user"))


def test_a_field_that_still_holds_it_is_said(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "Kim"), "2026-03-02T10:00:00Z")
    repo.write(files(project=taken_out("ISS-1.description")))
    redaction = Redaction("main", "ISS-1.description", "2026-03-09", WHY, None)
    assert told(repo, today=True).still_there == (redaction,)


LINKS = "issues: [{id: ISS-1, title: Slow, status: open, opened_at: 2026-02-01, links: [%s]}]\n"


def test_of_entries_within_a_field_only_that_there_was_something_is_left(repo: Repo) -> None:
    first = "{title: Kim, url: 'https://kim.example'}, {title: Board, url: 'https://b.example'}"
    repo.commit(files(issues=LINKS % first), "2026-03-02T10:00:00Z")
    kept = "{title: Board, url: 'https://c.example'}"
    repo.commit(
        files(issues=LINKS % kept, project=taken_out("ISS-1.links")), "2026-03-09T10:00:00Z"
    )
    found = told(repo)
    text = b"".join(found.files.values()).decode()
    assert "Kim" not in text
    assert "kim.example" not in text
    assert course(found, "issues", "ISS-1", "links") == ((1, Removed(WHY)),)
    assert course(found, "issues", "ISS-1", "links.Board.url") == ((2, "https://c.example"),)


def test_entries_that_are_all_gone_leave_a_mark_that_ends(repo: Repo) -> None:
    first = "{title: Kim, url: 'https://kim.example'}"
    repo.commit(files(issues=LINKS % first), "2026-03-02T10:00:00Z")
    repo.commit(files(issues=LINKS % "", project=taken_out("ISS-1.links")), "2026-03-09T10:00:00Z")
    found = told(repo)
    assert course(found, "issues", "ISS-1", "links") == ((1, Removed(WHY)), (2, None))
    fields = found.history.projects[0].records["issues"]["ISS-1"]
    assert not [name for name in fields if name.startswith("links.")]


TEAM = "team: [{name: %s, role: Lead, party: provider, email: %s@example.org}]\n"


def test_names_of_records_that_are_made_of_what_is_taken_out_go_too(repo: Repo) -> None:
    repo.commit(files(team=TEAM % ("Kim", "kim")), "2026-03-02T10:00:00Z")
    gone = files(team=TEAM % ("Al", "al"), project=taken_out("team.name"))
    repo.commit(gone, "2026-03-09T10:00:00Z")
    records = told(repo).history.projects[0].records["team"]
    assert set(records) == {"Al", "removed-1"}
    assert records["removed-1"]["name"] == ((1, Removed(WHY)), (2, None))
    assert records["removed-1"]["email"] == ((1, "kim@example.org"), (2, None))
    assert records["Al"]["name"] == ((2, "Al"),)


def test_the_clients_own_fields_can_be_named(repo: Repo) -> None:
    repo.commit(files(client=client("Kim")), "2026-03-02T10:00:00Z")
    gone = files(client=client("Kim's Company"), project=taken_out("client.name"))
    repo.commit(gone, "2026-03-09T10:00:00Z")
    assert told(repo).history.client["name"] == ((1, Removed(WHY)), (2, "Kim's Company"))


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ("ISS-1", "names no field"),
        ("ISS-1.", "names no field"),
        ("everything", "names no field"),
        ("iss-1.description", "names no field"),
        ("updates", "names no field"),
        ("ISS-2.description", "there is no record ISS-2"),
        ("ISS-1.descripton", "ISS-1 has no field `descripton`; did you mean description?"),
        ("ISS-1.id", "ISS-1 has no field `id`"),
        ("ISS-1.title.more", "ISS-1 has no field `title.more`"),
        ("project.contract.prize", "project has no field `prize`; did you mean price?"),
        ("updates.sumary", "updates has no field `sumary`; did you mean summary?"),
    ],
)
def test_a_redaction_that_names_nothing_is_an_error_at_its_place(
    tmp_path: Path, of: str, words: str
) -> None:
    for name, text in files(issues=ISSUE % "Kim", project=taken_out(f"'{of}'")).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(str(text), encoding="utf-8")
    (problem,) = pipeline.check(tmp_path)
    assert words in f"{problem.message}; {problem.remedy}"
    line = taken_out(f"'{of}'")
    assert (problem.place.path, problem.place.column) == (
        "clients/acme/project.yml",
        line.index(f"'{of}'") + 1,
    )


@pytest.mark.parametrize(
    "of",
    ["ISS-1.description", "ISS-1.links", "ISS-1.links.Board.url", "project.contract.price",
     "project.summary", "team.phone", "budget.invoices.note", "budget.forecast.reason",
     "schedule.meetings.notes", "client.short_name"],
)  # fmt: skip
def test_what_a_redaction_can_name(tmp_path: Path, of: str) -> None:
    for name, text in files(issues=ISSUE % "Kim", project=taken_out(of)).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(str(text), encoding="utf-8")
    assert pipeline.check(tmp_path) == []


def test_a_redaction_cannot_lie_ahead(tmp_path: Path) -> None:
    ahead = taken_out("ISS-1.description", on="2062-01-01")
    for name, text in files(issues=ISSUE % "Kim", project=ahead).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(str(text), encoding="utf-8")
    (problem,) = pipeline.check(tmp_path)
    assert "`on` 2062-01-01 lies after `as_of` 2026-03-09" in problem.message
