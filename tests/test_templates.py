"""The templates for merge requests, run as the platforms run them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from gitted import PLAIN, Repo
from test_gate import COMMITTED, edit, repo
from test_gate_command import MESSAGE, MOVED

__all__ = ["repo"]

TEMPLATES = Path(__file__).parents[1] / "docs" / "templates"
GITHUB, GITLAB = TEMPLATES / "github-workflow.yml", TEMPLATES / "gitlab-ci.yml"
DIFFERENCE = "### Acme\n\n"


def run(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**PLAIN, "PATH": path, **environment},
    )


def steps(file: Path, job: str) -> list[str]:
    """The commands of a job that run the portal."""
    whole: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    found = whole["jobs"][job]["steps"] if "jobs" in whole else whole[job]["script"]
    scripts = [step if isinstance(step, str) else step.get("run", "") for step in found]
    return [script for script in scripts if script.startswith("portal ")]


@pytest.fixture
def asked(repo: Repo, tmp_path: Path) -> Repo:
    """A branch that is to be merged, in a clone of a bare repository, as a runner has it."""
    first = repo.commit({}, COMMITTED)
    bare = tmp_path / "bare.git"
    repo.git("clone", "--quiet", "--bare", str(repo.folder), str(bare))
    clone = tmp_path / "clone"
    repo.git("clone", "--quiet", str(bare), str(clone))
    asked = Repo(clone)
    asked.git("checkout", "--quiet", "-b", "side")
    assert asked.git("rev-parse", "HEAD") == first
    return asked


ASKS = {
    "github": (GITHUB, "gate", "difference", {"BASE": "main"}),
    "gitlab": (GITLAB, "portal gate", "portal difference", {}),
}


@pytest.mark.parametrize("case", ASKS)
def test_they_refuse_and_say_what_differs(case: str, asked: Repo, tmp_path: Path) -> None:
    file, gate, difference, environment = ASKS[case]
    base = asked.git("rev-parse", "origin/main")
    environment = {**environment, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    [check] = steps(file, gate)
    [diff] = steps(file, difference)
    assert run(check, asked.folder, **environment).returncode == 0
    edit(asked, MOVED)
    asked.commit({}, message="Move")
    done = run(check, asked.folder, **environment)
    assert done.returncode == 1
    assert MESSAGE in done.stdout + done.stderr
    done = run(diff, asked.folder, RUNNER_TEMP=str(tmp_path), **environment)
    assert done.returncode == 0, done.stderr
    [written] = [*tmp_path.glob("difference.md"), *asked.folder.glob("difference.md")]
    text = written.read_text("utf-8")
    assert text.startswith(DIFFERENCE)
    assert "June 15, 2026" in text
