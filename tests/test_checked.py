"""A check reads only what changed, and says what a check without a cache says."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from portal_builder import pipeline, survey
from portal_builder.checking import Checker
from portal_builder.errors import PortalError, Problem
from portal_builder.workspace import Workspace, shipped

CLIENT = """client: {{name: {name}}}
project: {{name: Relaunch, started_on: 2026-01-05, as_of: 2026-10-02}}
glossary: [{{term: Wharf, meaning: As at {other}.}}]
"""
NAMES = ("Aldermere", "Birchcombe", "Corvane")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    place = Workspace(tmp_path / "agency")
    for name, other in zip(NAMES, ("Birchcombe", "Dunmarsh", "Wharfside"), strict=True):
        write(place, name, CLIENT.format(name=name, other=other))
    return place


def write(workspace: Workspace, name: str, text: str, file: str = "client.yml") -> None:
    path = workspace.clients / name.lower() / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def check(workspace: Workspace, *slugs: str) -> list[Problem]:
    return pipeline.check_all(workspace, slugs, jobs=1)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The clients whose files are parsed."""
    slugs: list[str] = []
    take_in, identity = Checker.take_in, survey.identity
    monkeypatch.setattr(Checker, "take_in", lambda w, s: slugs.append(s) or take_in(w, s))
    monkeypatch.setattr(survey, "identity", lambda f: slugs.append(f.slug) or identity(f))
    return slugs


def test_nothing_is_read_twice_and_all_is_said_again(workspace: Workspace, read: list[str]) -> None:
    write(workspace, "Corvane", "oops: 1\n", "more.yml")
    first = check(workspace)
    assert [p.place.path for p in first] == [
        "clients/aldermere/client.yml",
        "clients/corvane/more.yml",
    ]
    assert set(read) == {"aldermere", "birchcombe", "corvane"}
    read.clear()
    assert check(workspace) == first
    assert check(workspace, "aldermere") == first[:1]
    assert read == []


def test_what_changed_is_read(workspace: Workspace, read: list[str]) -> None:
    check(workspace)
    read.clear()
    write(workspace, "Corvane", "oops: 1\n", "more.yml")
    [_, said] = check(workspace)
    assert said.place.path == "clients/corvane/more.yml"
    assert set(read) == {"corvane"}


def test_a_new_name_is_looked_for_in_all_files(workspace: Workspace) -> None:
    check(workspace)
    write(workspace, "Dunmarsh", CLIENT.format(name="Dunmarsh", other="none"))
    assert [p.place.path.split("/")[1] for p in check(workspace)] == ["aldermere", "birchcombe"]
    shutil.rmtree(workspace.clients / "dunmarsh")
    assert [p.place.path.split("/")[1] for p in check(workspace)] == ["aldermere"]


def test_a_check_of_one_knows_no_more_of_the_others(workspace: Workspace, read: list[str]) -> None:
    check(workspace)
    write(workspace, "Dunmarsh", CLIENT.format(name="Dunmarsh", other="none"))
    assert check(workspace, "aldermere")
    read.clear()
    assert len(check(workspace, "birchcombe")) == 1
    assert "birchcombe" in read
    assert "aldermere" not in read


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "a word": lambda kept: kept.replace(b"Aldermere", b"Aldermore"),
    "a message": lambda kept: kept.replace(b"which belongs to another", b"which may belong to"),
    "cut off": lambda kept: kept[:-1],
    "no text": lambda _: b"\xff\n\xff",
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_cache_that_is_damaged_is_not_believed(
    workspace: Workspace, cache: Path, what: str, read: list[str]
) -> None:
    first = check(workspace)
    [file] = cache.rglob("*.json")
    damaged = DAMAGE[what](file.read_bytes())
    assert damaged != file.read_bytes()
    file.write_bytes(damaged)
    read.clear()
    assert check(workspace) == first
    assert set(read) == {"aldermere", "birchcombe", "corvane"}


def test_where_nothing_can_be_kept_all_is_checked(
    workspace: Workspace, cache: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    (cache / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache / "file"))
    first = check(workspace)
    read.clear()
    assert check(workspace) == first
    assert len(read) > 3


def test_a_setting_that_is_wrong_is_said_each_time(workspace: Workspace) -> None:
    check(workspace)
    (workspace.root / "mkdocs.yml").write_text("plugins: [{portal: {provider: {nome: x}}}]\n")
    for _ in range(2):
        with pytest.raises(PortalError, match="nome"):
            check(workspace)


def test_after_any_edits_the_same_as_without_a_cache(
    workspace: Workspace, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(6)
    names = [*NAMES, "Dunmarsh", "Elmsworth"]
    for name in ("content", "theme"):
        shutil.copytree(shipped(name), workspace.root / name)
    for number in range(60):
        name, other = chance.sample(names, 2)
        slug = name.lower()
        match chance.randrange(5):
            case 0:
                write(workspace, name, CLIENT.format(name=name, other=other))
            case 1:
                write(workspace, name, CLIENT.format(name=f"{name} {number}", other=other))
            case 2 if (workspace.clients / slug).is_dir():
                write(workspace, name, f"oops: {number}\n", "more.yml")
            case 3 if len(workspace.slugs()) > 1:
                shutil.rmtree(workspace.clients / slug, ignore_errors=True)
            case _:
                (workspace.root / "content/pages/index.md").write_text(f"# {number}\n")
        said = check(workspace)
        with monkeypatch.context() as patch:
            patch.setenv("XDG_CACHE_HOME", str(cache / str(number)))
            assert said == check(workspace)
