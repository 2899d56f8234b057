"""The gate: edits to a signed client, each as a commit, accepted and refused exactly as listed.

A case is a folder: `edit.json` says what is edited of `gate_client/` before the base is committed and
after it, `expected.json` what is found then: its place, its severity, the name that an override would
use, and words of the message or the remedy.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from gitted import Repo, leave_out_settings

from portal_builder import pipeline
from portal_builder.errors import Problem
from portal_builder.workspace import Workspace

HERE = Path(__file__).parent
CASES = sorted((HERE / "gate").iterdir())
COMMITTED = "2026-03-02T12:00:00Z"  # the day of the client's `as_of`


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    leave_out_settings(monkeypatch)
    repo = Repo(tmp_path / "work")
    shutil.copytree(HERE / "gate_client" / "clients", repo.folder / "clients")
    return repo


def edit(repo: Repo, what: dict[str, Any]) -> None:
    for old, new in what.get("move", ()):
        target = repo.folder / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (repo.folder / old).rename(target)
    repo.write(what.get("write", {}))
    for name, old, new in what.get("replace", ()):
        path = repo.folder / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")


def found(repo: Repo, *slugs: str, base: str = "HEAD~1") -> list[Problem]:
    return pipeline.check_all(Workspace(repo.folder), slugs, base=base, jobs=1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_what_is_refused_and_what_passes(case: Path, repo: Repo) -> None:
    script = json.loads((case / "edit.json").read_text("utf-8"))
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    edit(repo, script.get("before", {}))
    repo.commit({}, script.get("committed", COMMITTED))
    edit(repo, script["after"])
    repo.commit({}, "2026-03-10T12:00:00Z", script.get("message", "Facts"))
    problems = found(repo)
    assert [(p.place.path, p.place.line, p.place.column, p.severity.value) for p in problems] == [
        (e["path"], e["line"], e["column"], e["severity"]) for e in expected
    ], "\n".join(f"{p.place.path}:{p.place.line}:{p.place.column} {p.message}" for p in problems)
    for problem, wanted in zip(problems, expected, strict=True):
        said = f"{problem.message}; {problem.remedy}"
        assert not wanted["record"] or said.startswith(f"{wanted['record']}: "), said
        for words in wanted["has"]:
            assert words in said


def test_there_is_a_case_for_each_cell() -> None:
    assert len(CASES) >= 60
