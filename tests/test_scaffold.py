"""A new client's folder checks clean, as it is and with every comment taken away."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from portal_builder import guide, scaffold
from portal_builder.errors import WrongUse
from portal_builder.intake import take_in
from portal_builder.model.facts import ClientFile, Facts
from portal_builder.workspace import Workspace

TODAY = date(2026, 11, 24)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "clients").mkdir()
    return Workspace(tmp_path)


def make(workspace: Workspace, name: str | None = "Acme", today: date = TODAY) -> Path:
    scaffold.scaffold(workspace, "acme", name, today)
    return workspace.clients / "acme"


def uncomment(folder: Path) -> None:
    for path in folder.glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"^( *)# ?", r"\1", text, flags=re.MULTILINE), encoding="utf-8")


def test_a_new_client_checks_clean(workspace: Workspace) -> None:
    make(workspace)
    intake = take_in(workspace.folder("acme"))
    assert intake.problems == ()
    assert intake.facts is not None
    (_, facts), = intake.facts.projects  # fmt: skip
    assert facts.model_fields_set == {"project"}
    assert (facts.project.started_on, facts.project.as_of) == (TODAY, TODAY)
    assert intake.facts.client.model_fields_set == {"name"}


@pytest.mark.parametrize("today", [TODAY, date(2024, 2, 29), date(2026, 1, 1), date(2026, 12, 31)])
def test_with_every_comment_taken_away_it_checks_clean_too(
    workspace: Workspace, today: date
) -> None:
    uncomment(make(workspace, today=today))
    intake = take_in(workspace.folder("acme"))
    assert intake.problems == ()
    assert intake.facts is not None
    (_, facts), = intake.facts.projects  # fmt: skip
    assert set(Facts.model_fields) == facts.model_fields_set


def fields(model: type[BaseModel], path: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Every path of keys; `draft` only where an entry of a section or of its lists stands."""
    found = set()
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        inner = guide.model_of(field)
        if name != "draft":
            found.add(here)
        if inner is not None:
            found |= fields(inner, here)
    return found


@pytest.mark.parametrize("section", guide.SECTIONS)
def test_every_field_of_every_model_is_explained(section: str) -> None:
    explained = {key.path for key in guide.keys(section) if key.meaning}
    model = guide.model_of(ClientFile.model_fields[section])
    assert model is not None
    assert {path for path in explained if path[-1] != "draft"} == fields(model, ())


@pytest.mark.parametrize("section", guide.SECTIONS)
def test_every_key_and_its_choices_stand_in_the_file(workspace: Workspace, section: str) -> None:
    text = (make(workspace) / f"{section}.yml").read_text(encoding="utf-8")
    assert text.startswith("## ")
    for key in guide.keys(section):
        assert re.search(rf"^[# -]*{re.escape(key.path[-1])}:", text, re.MULTILINE), key.path
        if key.meaning:
            assert f"[{key.takes}" in text
            assert key.meaning in text


def test_the_files_made_are_named(workspace: Workspace) -> None:
    made = scaffold.scaffold(workspace, "acme", None, TODAY)
    folder = workspace.clients / "acme"
    assert made == sorted(p for p in folder.rglob("*") if p.is_file())
    assert {p.name for p in made} == {
        *(f"{section}.yml" for section in guide.SECTIONS), "example.svg", "example.txt",
    }  # fmt: skip
    assert [p.name for p in workspace.clients.iterdir()] == ["acme"]


def test_the_checksum_in_the_example_is_that_of_the_example() -> None:
    text = scaffold.EXAMPLE_FILES["assets/example.txt"]
    assert hashlib.sha256(text.encode()).hexdigest() in guide.example("changes")


def test_without_a_name_it_is_made_from_the_slug(workspace: Workspace) -> None:
    scaffold.scaffold(workspace, "acme-shop", None, TODAY)
    intake = take_in(workspace.folder("acme-shop"))
    assert intake.facts is not None
    assert intake.facts.client.name == "Acme Shop"


@pytest.mark.parametrize(
    "name",
    ['The "Best" Shop', "It's: here", "Müller & Söhne", "Shop 🚀 Ltd", "# 1 Shop", "a #b", "yes",
     "null", "12", "- x", "{x}", "[x]", "*x", "&x", "!x", "%x", "@x", "`x`", "a\\b", "a\tb", "~",
     "  a  # b", "שלום", "x" * 200, "<b>", "{{ x }}"],
)  # fmt: skip
def test_a_name_is_kept_as_it_was_given(workspace: Workspace, name: str) -> None:
    make(workspace, name)
    intake = take_in(workspace.folder("acme"))
    assert intake.problems == ()
    assert intake.facts is not None
    assert intake.facts.client.name == name


@pytest.mark.parametrize(
    "name",
    ["", "  ", "x" * 201, "a\nb", "a\rb", "a\x00b", "a\x1bb", "a\x85b", "a\u202eb", "a\udcffb"],
)
def test_a_name_that_cannot_be_one_is_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(WrongUse, match="name"):
        make(workspace, name)
    assert list(workspace.clients.iterdir()) == []


@pytest.mark.parametrize(
    "slug",
    ["", "Acme", "-a", "a-", "a_b", "a.b", "../a", "a/b", "/a", ".", "..", "a b", "ä", "a\n", "a\x00",
     "a" * 64, "a\udcff"],
)  # fmt: skip
def test_a_slug_that_cannot_be_one_is_refused(workspace: Workspace, slug: str) -> None:
    with pytest.raises(WrongUse, match="address"):
        scaffold.scaffold(workspace, slug, "Acme", TODAY)
    assert list(workspace.clients.iterdir()) == []


@pytest.mark.parametrize("kind", ["folder", "full", "file", "link"])
def test_what_is_there_already_is_left_alone(workspace: Workspace, kind: str) -> None:
    there = workspace.clients / "acme"
    if kind == "file":
        there.write_text("mine")
    elif kind == "link":
        there.symlink_to("nowhere")
    else:
        there.mkdir()
        if kind == "full":
            (there / "client.yml").write_text("mine")
    with pytest.raises(WrongUse, match="there already"):
        make(workspace)
    assert [p.name for p in workspace.clients.rglob("*")] == (
        ["acme", "client.yml"] if kind == "full" else ["acme"]
    )


def test_a_failure_leaves_nothing_behind(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_text

    def refused(self: Path, text: str, **more: str) -> int:
        if self.name == "issues.yml":
            raise OSError(28, "No space left on device", str(self))
        return write(self, text, **more)

    monkeypatch.setattr(Path, "write_text", refused)
    with pytest.raises(OSError, match="No space"):
        make(workspace)
    assert list(workspace.clients.iterdir()) == []


def test_the_folder_of_all_clients_is_made_where_there_is_none(tmp_path: Path) -> None:
    make(Workspace(tmp_path / "new"))
    assert (tmp_path / "new/clients/acme/client.yml").is_file()


def test_others_may_read_the_folder_as_they_may_any_other(workspace: Workspace) -> None:
    workspace.clients.joinpath("other").mkdir()
    assert make(workspace).stat().st_mode == (workspace.clients / "other").stat().st_mode
