"""Facts of another day are read as far as today's models know them."""

from __future__ import annotations

from pathlib import Path

import pytest
from gitted import Repo

from portal_builder.history.folder import RevisionFolder
from portal_builder.history.git import Repository
from portal_builder.history.past import facts_of, folders_at
from portal_builder.intake import take_in
from portal_builder.model.facts import ClientFacts
from portal_builder.workspace import Workspace

CLIENT = b"client: {name: Acme, currency: GBP}\n"
PROJECT = b"project: {name: Shop, started_on: 2026-01-05, as_of: 2026-10-02}\n"
ROOT = Path(__file__).parents[2]


def read(**files: bytes) -> ClientFacts | None:
    contents = {name.replace("__", "/") + ".yml": data for name, data in files.items()}
    return facts_of(RevisionFolder("acme", contents))


def test_the_facts_are_those_that_are_read_from_the_folder_itself() -> None:
    workspace = Workspace(ROOT)
    for slug in workspace.slugs():
        folder = workspace.folder(slug)
        intake, past = take_in(folder), facts_of(folder)
        assert intake.facts is not None
        assert past is not None
        assert (past.client, past.projects) == (intake.facts.client, intake.facts.projects)


def test_what_the_models_do_not_know_is_dropped_and_the_rest_kept() -> None:
    facts = read(
        client=CLIENT + b"moods: [{good: 1}]\n",
        project=PROJECT.replace(b"{", b"{weather: {rain: [1]}, "),
        work=b"schedule: {milestones: [{id: MS-1, title: Go, colour: red, slips: ["
        b"{on: 2026-02-01, from: unknown, to: unknown, reason: x, caused_by: unknown, who: me}]}]}",
    )
    assert facts is not None
    project = facts.projects[0][1]
    assert project.project.name == "Shop"
    assert project.schedule is not None
    assert project.schedule.milestones[0].slips[0].reason == "x"


def test_drafts_are_out_and_so_are_sections_of_drafts_only() -> None:
    facts = read(
        client=CLIENT + PROJECT,
        issues=b"issues: [{id: ISS-1, title: No, status: open, opened_at: 2026-01-06, draft: true}]",
        scope=b"scope: {items: [{id: SC-1, title: Yes, status: agreed, acceptance: "
        b"[{text: a}, {text: b, draft: true}]}]}",
    )
    assert facts is not None
    project = facts.projects[0][1]
    assert project.model_fields_set == {"project", "scope"}
    assert project.scope is not None
    assert [c.text for c in project.scope.items[0].acceptance] == ["a"]


@pytest.mark.parametrize(
    "files",
    [
        {"client": CLIENT, "project": b"project: [unclosed"},
        {"client": CLIENT, "project": PROJECT.replace(b"2026-10-02", b"soon")},
        {"client": CLIENT, "project": PROJECT, "more": PROJECT},
        {"client": CLIENT},
        {"client": CLIENT, "project": b"project: {}"},
        {"project": PROJECT},
        {"client": CLIENT + PROJECT, "projects__web__project": PROJECT},
        {"client": CLIENT, "projects__web__project": PROJECT + CLIENT},
        {"client": CLIENT, "projects__web__project": PROJECT, "projects__app__x": b"scope: {}"},
        {},
    ],
)
def test_what_cannot_be_read_is_none(files: dict[str, bytes]) -> None:
    assert read(**files) is None


def test_folders_of_a_commit(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    first = repo.commit(
        {
            "clients/acme/client.yml": CLIENT + PROJECT,
            "clients/acme/pages/how.md": "text",
            "clients/acme/.hidden.yml": "oops: [",
            "clients/acme/deep/er/x.yml": "oops: [",
            "clients/two/client.yml": CLIENT,
            "clients/two/projects/web/p.yml": PROJECT,
            "clients/two/projects/web/deeper/p.yml": "oops: [",
            "clients/two/projects/.web/p.yml": "oops: [",
            "clients/README": "no client",
        }
    )
    repo.commit({"clients/acme": None, "clients/two/client.yml": "oops: ["})
    folders = folders_at(Repository.find(tmp_path / "clients"), first)
    assert list(folders) == ["acme", "two"]
    assert folders["two"].project_ids == ("web",)
    acme, two = (facts_of(folder) for folder in folders.values())
    assert acme is not None
    assert two is not None
    assert [name for name, _ in acme.projects] == ["main"]
    assert [name for name, _ in two.projects] == ["web"]
    assert two.several
    assert folders["acme"].place().path == "clients/acme"
    assert [file.path for file in folders["two"].yaml_files("web")] == [
        "clients/two/projects/web/p.yml"
    ]
