"""The templates that publish a merge, run as the platforms run them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from gitted import PLAIN, Repo

from portal_builder.seal import SealedFolder

TEMPLATES = Path(__file__).parents[1] / "docs" / "templates"
FACTS = """client: {name: Aldermere}
project: {name: Shop, started_on: 2026-01-05, as_of: 2026-09-02}
"""
IGNORED = "site/\nsealed/\npublished.txt\n"


def test_a_token_may_do_no_more_than_it_must() -> None:
    for name in ("github-publish.yml", "github-pages.yml"):
        workflow = yaml.safe_load((TEMPLATES / name).read_text())
        assert workflow["permissions"] == {"contents": "read"}
        for job in workflow["jobs"].values():
            (checkout,) = [s for s in job["steps"] if "checkout" in s.get("uses", "")]
            assert checkout["with"] == {"fetch-depth": 0, "persist-credentials": False}
            for step in job["steps"]:
                assert "${{ vars" not in step.get("run", "")
                assert "${{ secrets" not in step.get("run", "")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "workspace")
    other = FACTS.replace("Aldermere", "Birchcombe")
    made.commit({"clients/acme/c.yml": FACTS, "clients/bolt/c.yml": other, ".gitignore": IGNORED})
    return made


def run(script: str, folder: Path, **environment: str) -> int:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=folder, check=False, env={**PLAIN, "PATH": path, **environment},
    )  # fmt: skip
    return done.returncode


def steps(name: str) -> dict[str, dict[str, Any]]:
    workflow = yaml.safe_load((TEMPLATES / name).read_text())
    (job,) = workflow["jobs"].values()
    return {step["name"]: step for step in job["steps"] if "name" in step}


def github(repo: Repo, root: Path) -> dict[str, int]:
    """Runs the steps that publish as the platform does; gives how each ended."""
    (root / "output").touch()
    environment = {
        "GITHUB_OUTPUT": str(root / "output"),
        "GITHUB_STEP_SUMMARY": str(root / "summary.md"),
        "TARGET": f"file:{root}/public",
    }
    ended = {}
    for name, step in steps("github-publish.yml").items():
        status = re.findall(r"status=(\d)", (root / "output").read_text())
        if step.get("if") == "steps.build.outputs.status == 1" and status[-1] != "1":
            continue
        script = step["run"].replace("${{ steps.build.outputs.status }}", "".join(status[-1:]))
        ended[name] = run(script, repo.folder, **environment)
    return ended


def published(root: Path) -> dict[str, str]:
    return {
        slug: (root / "public" / slug / "current" / "data.json").read_text()
        for slug in ("acme", "bolt")
    }


def test_a_merge_is_published_and_a_mistake_stops_one_client(repo: Repo, tmp_path: Path) -> None:
    assert github(repo, tmp_path) == {"Build": 0, "Verify": 0, "Publish": 0, "Summary": 0}
    assert "published acme" in (tmp_path / "summary.md").read_text()
    before = published(tmp_path)

    repo.commit(
        {
            "clients/acme/c.yml": FACTS.replace("Aldermere", "Aldermere & Sons"),
            "clients/bolt/c.yml": f"{FACTS}\nnothing: known\n",
        }
    )
    assert github(repo, tmp_path) == {
        "Build": 0, "Verify": 0, "Publish": 0, "Summary": 0, "What is wrong": 1,
    }  # fmt: skip
    after = published(tmp_path)
    assert "Aldermere & Sons" in after["acme"]
    assert after["bolt"] == before["bolt"]


def test_the_pipeline_publishes_and_ends_as_the_build_did(repo: Repo, tmp_path: Path) -> None:
    job = yaml.safe_load((TEMPLATES / "gitlab-publish.yml").read_text())["portal publish"]
    target = {"PORTAL_TARGET": f"file:{tmp_path}/public"}
    script = "\n".join(job["script"])
    assert run(script, repo.folder, **target) == 0
    before = published(tmp_path)
    repo.commit(
        {
            "clients/acme/c.yml": FACTS.replace("Aldermere", "Aldermere & Sons"),
            "clients/bolt/c.yml": f"{FACTS}\nnothing: known\n",
        }
    )
    assert run(script, repo.folder, **target) == 1
    after = published(tmp_path)
    assert "Aldermere & Sons" in after["acme"]
    assert after["bolt"] == before["bolt"]


def test_one_clients_pages_are_sealed_and_an_update_keeps_readers_in(
    repo: Repo, tmp_path: Path
) -> None:
    environment = {"CLIENT": "acme", "PASSPHRASE": "a fine passphrase"}
    for facts in (FACTS, FACTS.replace("Aldermere", "Aldermere & Sons")):
        repo.commit({"clients/acme/c.yml": f"# {len(facts)}\n{facts}"})
        for step in steps("github-pages.yml").values():
            assert run(step["run"], repo.folder, **environment) == 0
        folder = SealedFolder(repo.folder / "sealed")
        salt = folder.key("a fine passphrase").salt
        assert folder.key("a fine passphrase").salt == salt
        known = (tmp_path / "salt").read_bytes() if (tmp_path / "salt").exists() else salt
        assert known == salt
        (tmp_path / "salt").write_bytes(salt)
    assert not list((repo.folder / "sealed").rglob("*.html"))[1:]
