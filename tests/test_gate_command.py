"""`portal check --base`: which clients it looks at, how it says what it finds, and how it ends."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from gitted import Repo
from test_gate import COMMITTED, edit, found, repo

from portal_builder.cli import main
from portal_builder.history import command
from portal_builder.workspace import Workspace

__all__ = ["repo"]

MOVED = {
    "replace": [["clients/acme/schedule.yml", "baseline_on: 2026-06-01", "baseline_on: 2026-06-15"]]
}
PLACE = "clients/acme/schedule.yml:10:46"
MESSAGE = "MS-3: `baseline_on` was 2026-06-01 and is 2026-06-15"
REMEDY = (
    "baselines stay; add a change request with `schedule: [{milestone: MS-3, days: 14}]`, "
    "and write `baseline_on: 2026-06-01` again"
)
OTHER = """client: {name: Otter, currency: GBP}
project: {name: Web, started_on: 2026-01-05, as_of: 2026-03-02}
issues:
  - {id: ISS-1, title: Slow, status: open, opened_at: 2026-02-02}
  - {id: ISS-2, title: Dark, status: open, opened_at: 2026-02-02}
"""


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Runs a command in this process: its exit status, its output, and its notes."""

    def run(repo: Repo, *words: str) -> tuple[int, str, str]:
        arguments = ["portal", "--root", str(repo.folder), "check", "--jobs", "1", *words]
        monkeypatch.setattr("sys.argv", arguments)
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, said.out, said.err

    return run


Run = Callable[..., tuple[int, str, str]]


def test_text_is_for_people(repo: Repo, run: Run) -> None:
    repo.commit({}, COMMITTED)
    assert run(repo, "--base", "HEAD") == (0, "All is well.\n", "")
    edit(repo, MOVED)
    status, said, noted = run(repo, "--base", "HEAD")
    assert (status, said) == (1, "")
    assert noted.splitlines() == [
        f"{PLACE}: {MESSAGE}",
        "        - {id: MS-3, title: Launch, baseline_on: 2026-06-15}",
        "                                                 ^",
        f"    → {REMEDY}",
        "1 error",
    ]
    assert run(repo) == (0, "All is well.\n", "")


def test_json_is_a_list(repo: Repo, run: Run) -> None:
    repo.commit({}, COMMITTED)
    assert run(repo, "--base", "HEAD", "--format", "json") == (0, "[]\n", "")
    edit(repo, MOVED)
    status, said, noted = run(repo, "--base", "HEAD", "--format", "json")
    assert (status, noted) == (1, "")
    assert json.loads(said) == [
        {
            "path": "clients/acme/schedule.yml",
            "line": 10,
            "column": 46,
            "severity": "error",
            "message": MESSAGE,
            "remedy": REMEDY,
        }
    ]


def test_github_gets_annotations(repo: Repo, run: Run) -> None:
    repo.commit({}, COMMITTED)
    edit(repo, MOVED)
    status, said, _ = run(repo, "--base", "HEAD", "--format", "github")
    line = f"::error file=clients/acme/schedule.yml,line=10,col=46::{MESSAGE}%0A{REMEDY}\n"
    assert (status, said) == (1, line)


def test_an_override_is_a_warning_and_an_error_under_strict(repo: Repo, run: Run) -> None:
    repo.commit({}, COMMITTED)
    edit(repo, MOVED)
    repo.commit({}, message="Move\n\nGate-Override: MS-3 Agreed by telephone\n")
    status, _, noted = run(repo, "--base", "HEAD~1")
    assert status == 0
    assert f"{PLACE}: warning: {MESSAGE}; let pass, for this reason: Agreed by telephone" in noted
    assert run(repo, "--base", "HEAD~1", "--strict")[0] == 1


def test_what_is_compared_is_what_both_have_in_common(repo: Repo, run: Run) -> None:
    repo.commit({}, COMMITTED)
    repo.git("branch", "side")
    edit(repo, MOVED)
    repo.commit({}, message="moved on main, where it was let pass")
    repo.git("checkout", "--quiet", "side")
    assert run(repo, "--base", "main")[0] == 0
    edit(repo, MOVED)
    assert run(repo, "--base", "main")[0] == 1


def test_slugs_narrow_the_check(repo: Repo, run: Run) -> None:
    repo.commit({"clients/otter/c.yml": OTHER}, COMMITTED)
    edit(repo, MOVED)
    lines = [line for line in OTHER.splitlines(keepends=True) if "ISS-1" not in line]
    repo.write({"clients/otter/c.yml": "".join(lines)})
    assert [p.place.path for p in found(repo, base="HEAD")] == [
        "clients/acme/schedule.yml",
        "clients/otter/c.yml",
    ]
    assert [p.place.path for p in found(repo, "otter", base="HEAD")] == ["clients/otter/c.yml"]
    repo.write({"clients/otter": None})
    status, _, noted = run(repo, "otter", "--base", "HEAD")
    assert status == 1
    assert noted.startswith("clients/otter:1:1: otter: the client otter (“Otter”) is gone")
    assert MESSAGE not in noted


def test_a_client_that_cannot_be_read_at_the_base_is_named(repo: Repo, run: Run) -> None:
    repo.commit({"clients/otter/c.yml": "client: {name: [Otter}\n"}, COMMITTED)
    repo.write({"clients/otter/c.yml": OTHER})
    status, said, noted = run(repo, "--base", "HEAD", "--format", "json")
    assert (status, said) == (0, "[]\n")
    assert noted == "otter: not compared, for its files cannot be read at that revision\n"


def no_git(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PATH", str(repo.folder))
    return "HEAD"


def someone_elses(_: Repo, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(command, "KEPT", (*command.KEPT, "GIT_TEST_"))
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    return "HEAD"


def another_root(repo: Repo, _: pytest.MonkeyPatch) -> str:
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.record()
    return "main"


def a_blob(repo: Repo, _: pytest.MonkeyPatch) -> str:
    return repo.git("rev-parse", "HEAD:clients/acme/client.yml")


def cloned(repo: Repo, *options: str) -> str:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.record()
    target = repo.folder.with_name("clone")
    repo.git("clone", "--quiet", "--no-checkout", *options, repo.folder.as_uri(), str(target))
    (target / "clients").mkdir()
    repo.folder = target
    return "HEAD"


BAD: dict[str, tuple[Callable[[Repo, pytest.MonkeyPatch], str], str]] = {
    "no such revision": (lambda *_: "nowhere", "does not exist; name a branch, a tag or a commit"),
    "an option": (lambda *_: "--all", "does not exist; name a branch"),
    "no commit": (a_blob, "is no commit; name a branch"),
    "no common ancestor": (another_root, "no common ancestor with what is checked out; name one"),
    "no program": (no_git, "there is no program `git` here; install it"),
    "a shallow clone": (lambda r, _: cloned(r, "--depth=1"), "run `git fetch --unshallow`"),
    "a partial clone": (lambda r, _: cloned(r, "--filter=blob:none"), "or clone it whole"),
    "someone else's": (someone_elses, "add it to git's `safe.directory`"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_a_sentence_and_status_2(
    case: str, repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare, remedy = BAD[case]
    repo.commit({}, COMMITTED)
    base = prepare(repo, monkeypatch)
    status, said, noted = run(repo, f"--base={base}", "--format", "json")
    assert (status, said) == (2, "")
    assert noted.startswith("portal: ")
    assert remedy in noted
    assert "Traceback" not in noted


def test_without_commits_and_without_a_repository(repo: Repo, run: Run, tmp_path: Path) -> None:
    status, _, noted = run(repo, "--base", "HEAD")
    assert status == 2
    assert "nothing is committed yet; commit the clients' files first" in noted
    plain = tmp_path / "plain"
    os.renames(repo.folder / "clients", plain / "clients")
    repo.folder = plain
    status, _, noted = run(repo, "--base", "HEAD")
    assert status == 2
    assert "this folder is in no git repository; commit the clients' files to one" in noted


def test_an_unknown_client_is_wrong_use(repo: Repo, run: Run) -> None:
    repo.commit({}, COMMITTED)
    status, _, noted = run(repo, "acmee", "--base", "HEAD")
    assert status == 2
    assert "there is no client acmee" in noted


def test_a_workspace_within_a_larger_repository(repo: Repo, run: Run) -> None:
    (repo.folder / "sites").mkdir()
    (repo.folder / "clients").rename(repo.folder / "sites/clients")
    repo.commit({}, COMMITTED)
    edit(repo, {"replace": [["sites/" + MOVED["replace"][0][0], *MOVED["replace"][0][1:]]]})
    repo.folder /= "sites"
    assert run(repo, "--base", "HEAD")[2].startswith(f"{PLACE}: {MESSAGE}")
    assert Workspace(repo.folder).slugs() == ["acme"]
