"""What differs between two states, in a client's words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gitted import Repo
from test_chronicle import ISSUE, client, files, project
from test_published import run

from portal_builder.history.fields import Entries, Group, sections
from portal_builder.merge.words import Words

ROOT = Path(__file__).parents[2]


def diff(repo: Repo, *words: str) -> list[str]:
    """The lines of a difference, those of a client indented."""
    done = run("--root", repo.folder, "diff", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


MILESTONE = """schedule:
  milestones:
    - {id: MS-3, title: Launch, baseline_on: 2026-11-02%s}
"""
SLIP = ", slips: [{on: 2026-03-01, from: 2026-11-02, to: %s, reason: Refunds, caused_by: client%s}]"


def moved(to: str, request: str = "") -> str:
    return MILESTONE % (f", forecast_on: {to}" + SLIP % (to, request))


SAYS: dict[str, tuple[dict[str, str], dict[str, str], list[str]]] = {
    "a date that moves within a month": (
        {"schedule": MILESTONE % ""},
        {"schedule": moved("2026-11-16")},
        [
            "End as we expect it: 16 November 2026 (before: 2 November 2026)",
            "How it stands: Needs attention (before: On track)",
            "MS-3 Launch moves from 2 to 16 November 2026; reason: Refunds",
        ],
    ),
    "a date that moves into another month": (
        {"schedule": MILESTONE % ""},
        {"schedule": moved("2026-12-01")},
        [
            "End as we expect it: 1 December 2026 (before: 2 November 2026)",
            "How it stands: Needs attention (before: On track)",
            "MS-3 Launch moves from 2 November 2026 to 1 December 2026; reason: Refunds",
        ],
    ),
    "a date that is lost": (
        {"schedule": MILESTONE % ""},
        {"schedule": moved("unknown")},
        [
            "How it stands: Needs attention (before: On track)",
            "MS-3 Launch has no date any more (before: 2 November 2026); reason: Refunds",
        ],
    ),
    "a date that moves by a change request": (
        {"schedule": MILESTONE % ""},
        {"schedule": moved("2026-11-16", ", change: CR-1")},
        [
            "End as we expect it: 16 November 2026 (before: 2 November 2026)",
            "How it stands: Needs attention (before: On track)",
            "MS-3 Launch moves from 2 to 16 November 2026; reason: Refunds; by CR-1",
        ],
    ),
    "a milestone that is done": (
        {"schedule": MILESTONE % ""},
        {"schedule": MILESTONE % ", done_on: 2026-03-02"},
        [
            "End as we expect it: 2 March 2026 (before: 2 November 2026)",
            "MS-3 Launch is done, on 2 March 2026",
        ],
    ),
    "a new record": (
        {},
        {"issues": ISSUE % "open"},
        ["ISS-1 Slow is new: Status Open"],
    ),
    "a record that is gone": ({"issues": ISSUE % "open"}, {}, ["ISS-1 Slow is gone"]),
    "a state": (
        {"issues": ISSUE % "open"},
        {"issues": ISSUE % "waiting_on_client"},
        ["ISS-1 Slow: Status: Waiting on you (before: Open)"],
    ),
    "money": (
        {"budget": "budget: {lines: [{id: BL-1, title: Work, planned: 1000}]}\n"},
        {"budget": "budget: {lines: [{id: BL-1, title: Work, planned: 1200.5}]}\n"},
        [
            "Agreed today: £1,200.50 (before: £1,000.00)",
            "What we expect it to cost: £1,200.50 (before: £1,000.00)",
            "BL-1 Work: Agreed when signed: £1,200.50 (before: £1,000.00)",
        ],
    ),
    "an entry within a record": (
        {"budget": "budget: {lines: [{id: BL-1, title: Work, planned: 9}]}\n"},
        {
            "budget": "budget: {lines: [{id: BL-1, title: Work, planned: 9, "
            "actuals: [{period: 2026-03, amount: 4, note: Drafts}]}]}\n"
        },
        ["BL-1 Work: one more under Spent by month: £4.00, Drafts, March 2026"],
    ),
    "a long text": (
        {"issues": ISSUE % f"open, impact: {'x' * 200}"},
        {"issues": ISSUE % f"open, impact: {'y' * 200}"},
        ["ISS-1 Slow: Impact: rewritten"],
    ),
    "the day of the facts": (
        {"project": project("2026-03-02")},
        {"project": project("2026-03-09")},
        ["All facts of Shop confirmed on 9 March 2026"],
    ),
    "an entry without an id": (
        {},
        {"updates": "updates: [{on: 2026-03-01, title: Week 9, wins: [It works]}]\n"},
        ["Updates “Week 9” is new"],
    ),
    "the client's own": (
        {"client": client(more=", locale: en_GB")},
        {"client": client(more=", locale: en_GB, short_name: AC")},
        ["Acme: Short name: AC"],
    ),
}


@pytest.mark.parametrize("case", SAYS)
def test_what_is_said(repo: Repo, case: str) -> None:
    before, after, said = SAYS[case]
    notation = {"client": client(more=", locale: en_GB")}
    repo.commit(files(**{**notation, **before}))
    gone = {f"clients/acme/{name}.yml": None for name in before if name not in after}
    kept = {name: text for name, text in gone.items() if "client.yml" not in name}
    kept = {name: text for name, text in kept.items() if "project.yml" not in name}
    repo.write({**files(**{**notation, **after}), **kept})
    assert diff(repo, "HEAD") == ["Acme", *(f"  {line}" for line in said)]


def test_each_client_is_told_in_its_own_language(repo: Repo) -> None:
    notation = {"client": client(more=", locale: de_DE")}
    repo.commit(files(**notation, project=project("2026-03-02")))
    repo.write(files(**notation, project=project("2026-03-09")))
    assert diff(repo, "HEAD") == [
        "Acme",
        "  Alle Angaben zu Shop am 9. März 2026 bestätigt",
    ]


def test_a_change_names_its_request(repo: Repo) -> None:
    repo.commit(files())
    added = "scope: {items: [{id: SC-1, title: Gift cards, status: agreed, added_by: CR-1}]}\n"
    repo.write(files(scope=added))
    assert diff(repo, "HEAD") == ["Acme", "  SC-1 Gift cards is new: Status Agreed; by CR-1"]


def test_every_field_of_the_record_has_a_word() -> None:
    words = Words(ROOT / "theme" / "strings" / "en.po")
    pending = [*sections().values()]
    while pending:
        shape = pending.pop()
        if isinstance(shape, Entries):
            pending.append(shape.entry)
        elif isinstance(shape, Group):
            assert [name for name in shape.fields if f"field.{name}" not in words] == []
            pending += shape.fields.values()


def test_notation_is_the_clients(repo: Repo) -> None:
    german = {"client": client(more=", locale: de_AT")}
    repo.commit(files(**german, schedule=MILESTONE % ""))
    repo.write(files(**german, schedule=moved("2026-12-01")))
    assert (
        "  MS-3 Launch verschiebt sich vom 2. November 2026 auf den 1. Dezember 2026; Grund: Refunds"
        in diff(repo, "HEAD")
    )


def test_nothing_differs(repo: Repo) -> None:
    repo.commit(files())
    repo.write(files(project="# a remark\n" + project()))
    assert diff(repo, "HEAD") == ["Nothing differs for any client."]
    assert diff(repo, "HEAD", "--format", "json") == ["[]"]


REDACTION = ", redactions: [{on: 2026-02-01, of: %s, why: It named a person}]"


def test_what_a_redaction_takes_out_is_not_said(repo: Repo) -> None:
    issue = "issues: [{id: ISS-1, title: %s, status: open, opened_at: 2026-01-05}]\n"
    repo.commit(files(issues=issue % "Call Jane Doe"))
    repo.write(files(project=project(more=REDACTION % "ISS-1.title"), issues=issue % "Call"))
    name = "Acme\n  Taken out of the record “ISS-1.title” is new\n"
    told = name + "  ISS-1 Call: Title: Call (before: removed (It named a person))"
    assert sorted(diff(repo, "HEAD")) == sorted(told.splitlines())
    (change,) = (
        c
        for c in json.loads("\n".join(diff(repo, "HEAD", "--format", "json")))
        if c["record"] == "ISS-1"
    )
    before = {"removed": "It named a person"}
    assert change["fields"] == [{"field": "title", "before": before, "after": "Call"}]


def test_a_redacted_record_that_is_gone_is_not_named_by_what_is_taken_out(repo: Repo) -> None:
    issue = "issues: [{id: ISS-1, title: Call Jane Doe, status: open, opened_at: 2026-01-05}]\n"
    repo.commit(files(issues=issue))
    draft = "issues: [{id: ISS-1, title: Call, status: open, opened_at: 2026-01-05, draft: true}]\n"
    repo.write(files(project=project(more=REDACTION % "ISS-1.title"), issues=draft))
    assert "  ISS-1 removed (It named a person) is gone" in diff(repo, "HEAD")


def test_from_what_both_have_in_common(repo: Repo) -> None:
    repo.commit(files())
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit(files(issues=ISSUE % "open"))
    repo.git("checkout", "--quiet", "main")
    repo.commit({"clients/acme/risks.yml": "risks: [{id: R-1, title: Rain}]\n"})
    repo.git("checkout", "--quiet", "side")
    assert diff(repo, "main") == ["Acme", "  ISS-1 Slow is new: Status Open"]


def test_between_two_revisions_and_for_some_clients(repo: Repo) -> None:
    other = files("other", client=client("Bolt"))
    first = repo.commit(files() | other)
    second = repo.commit(
        files(issues=ISSUE % "open") | files("other", client=client("Bolt"), issues=ISSUE % "open")
    )
    repo.commit(files(issues=ISSUE % "blocked"))
    assert diff(repo, first, second) == [
        "Acme", "  ISS-1 Slow is new: Status Open",
        "Bolt", "  ISS-1 Slow is new: Status Open",
    ]  # fmt: skip
    assert diff(repo, second, first, "other") == ["Bolt", "  ISS-1 Slow is gone"]
    assert diff(repo, second, "acme") == ["Acme", "  ISS-1 Slow: Status: Blocked (before: Open)"]
    repo.git("tag", "acme", first)
    assert diff(repo, second, "acme")[0] == "Acme"
    assert diff(repo, second, "refs/tags/acme", "other") == ["Bolt", "  ISS-1 Slow is gone"]


def test_sites_that_come_go_and_move(repo: Repo) -> None:
    repo.commit(
        files() | files("gone", client=client("Gone")) | files("old", client=client("Bolt"))
    )
    repo.git("mv", "clients/old", "clients/new")
    repo.write({"clients/gone": None, **files("come", client=client("Come"))})
    assert diff(repo, "HEAD") == [
        "Come", "  Come gets a site",
        "Gone", "  The site of Gone goes",
        "Bolt", "  The site of Bolt moves from /old/ to /new/",
    ]  # fmt: skip
    assert diff(repo, "HEAD", "gone") == ["Gone", "  The site of Gone goes"]


def test_projects_that_come_and_go(repo: Repo) -> None:
    two = {
        "clients/acme/client.yml": client(),
        "clients/acme/projects/web/p.yml": project(name="Web"),
    }
    repo.commit({**two, "clients/acme/projects/app/p.yml": project(name="App")})
    repo.write({"clients/acme/projects/app": None})
    repo.write({"clients/acme/projects/care/p.yml": project(name="Care")})
    assert diff(repo, "HEAD") == [
        "Acme", "  Care is a new project", "  App is gone from the projects"
    ]  # fmt: skip


def test_markdown_shows_authored_text_as_it_is(repo: Repo) -> None:
    odd = "*Slow* <b>@lead</b> [x](y) #12 `z`"
    repo.commit(files(client=client("'A *B* C'")))
    repo.write(
        files(client=client("'A *B* C'"), issues=(ISSUE % "open").replace("Slow", f"'{odd}'"))
    )
    assert diff(repo, "HEAD", "--format", "markdown") == [
        "### A \\*B\\* C",
        "",
        "- **ISS-1 \\*Slow\\* \\<b\\>\\@\u2060lead\\</b\\> \\[x\\](y) \\#\u206012 \\`z\\`** is new: Status Open",
        "",
    ]


def test_json_holds_sentences_and_values(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "open"))
    repo.write(files(issues=ISSUE % "blocked"))
    (said,) = json.loads("\n".join(diff(repo, "HEAD", "--format", "json")))
    assert said == {
        "client": "acme",
        "project": "main",
        "section": "issues",
        "record": "ISS-1",
        "sentences": ["ISS-1 Slow: Status: Blocked (before: Open)"],
        "request": None,
        "fields": [{"field": "status", "before": "open", "after": "blocked"}],
    }


def test_what_cannot_be_read_is_named(repo: Repo) -> None:
    first = repo.commit(files(project="oops: [") | files("other", client=client("Bolt")))
    second = repo.commit(files())
    done = run("--root", repo.folder, "diff", first)
    assert done.returncode == 0
    assert "acme: not compared" in done.stderr
    done = run("--root", repo.folder, "diff", second, first)
    assert done.returncode == 0
    assert "acme: not compared" in done.stderr
    repo.write(files(project="oops: ["))
    done = run("--root", repo.folder, "diff", second)
    assert done.returncode == 1
    assert done.stderr.startswith("clients/acme/project.yml:1:")


def shallow(repo: Repo) -> Path:
    folder = repo.folder.parent / "shallow"
    repo.git("clone", "--quiet", "--depth=1", repo.folder.as_uri(), str(folder))
    return folder


def test_bad_input_gets_a_sentence_and_status_2(repo: Repo, tmp_path: Path) -> None:
    repo.commit(files())
    repo.git("checkout", "--quiet", "--orphan", "elsewhere")
    repo.record(message="Elsewhere")
    repo.git("checkout", "--quiet", "main")
    repo.commit(files(issues=ISSUE % "open"))
    plain = tmp_path / "plain"
    (plain / "clients").mkdir(parents=True)
    cases = [
        (repo.folder, ["nowhere"], "does not exist"),
        (repo.folder, ["HEAD:clients"], "is no commit"),
        (repo.folder, ["elsewhere"], "no common ancestor"),
        (repo.folder, ["HEAD", "elsewhere"], "no common ancestor"),
        (repo.folder, ["HEAD", "nobody"], "nobody does not exist"),
        (repo.folder, ["HEAD", "HEAD", "nobody"], "there is no client nobody"),
        (plain, ["HEAD"], "in no git repository"),
        (shallow(repo), ["HEAD"], "shallow clone"),
    ]
    for root, words, said in cases:
        done = run("--root", root, "diff", *words)
        assert done.returncode == 2, words
        assert said in done.stderr
        assert "Traceback" not in done.stderr
