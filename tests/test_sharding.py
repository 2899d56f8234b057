"""Parts that are built apart make one whole, and no part touches another."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from commands import portal

from portal_builder import pipeline, proving
from portal_builder.output import Output
from portal_builder.sharding import Shard, parts, written
from portal_builder.workspace import Workspace

CLIENT = """client: {{name: {name}}}
project: {{name: Relaunch, started_on: 2026-01-05, as_of: 2026-10-02}}
"""
# By their SHA-256 the first two are in the second of two parts, the others in the first.
SECOND, FIRST = {"aldermere", "elmsworth"}, {"birchcombe", "dunmarsh"}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    place = Workspace(tmp_path / "agency")
    for slug in SECOND | FIRST:
        (place.clients / slug).mkdir(parents=True)
        (place.clients / slug / "client.yml").write_text(CLIENT.format(name=slug.capitalize()))
    return place


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and ".portal" not in p.parts
    }


def test_parts_placed_together_are_one_whole_build(workspace: Workspace, tmp_path: Path) -> None:
    pipeline.build(workspace, out=tmp_path / "whole", jobs=1)
    for number in (1, 2):
        made = pipeline.build(
            workspace, out=tmp_path / f"part-{number}", jobs=1, shard=Shard(number, 2)
        )
        assert {o.slug for o in made.built} == (FIRST if number == 1 else SECOND)
        shutil.copytree(tmp_path / f"part-{number}", tmp_path / "together", dirs_exist_ok=True)
    assert files(tmp_path / "together") == files(tmp_path / "whole")
    whole, together = Output(tmp_path / "whole"), Output(tmp_path / "together")
    assert together.slugs() == whole.slugs() == sorted(FIRST | SECOND)
    for slug in whole.slugs():
        assert together.files(slug) == whole.files(slug)
    assert not any(proving.verify_sites(workspace, tmp_path / "together").values())
    before = {slug: together.site(slug).stat().st_ino for slug in together.slugs()}
    assert len(pipeline.build(workspace, out=tmp_path / "together", jobs=1).built) == 4
    assert before == {slug: together.site(slug).stat().st_ino for slug in together.slugs()}


def test_a_part_touches_no_others_site(workspace: Workspace) -> None:
    pipeline.build(workspace, jobs=1)
    for slug in ("aldermere", "dunmarsh"):
        shutil.rmtree(workspace.clients / slug)
    (workspace.site / "elmsworth/index.html").write_text("altered")
    done = pipeline.build(workspace, jobs=1, shard=Shard(1, 2))
    assert done.removed == ["dunmarsh"]
    assert (workspace.site / "aldermere").is_dir()
    assert (workspace.site / "elmsworth/index.html").read_text() == "altered"


def test_a_clients_part_stays_as_others_come_and_go() -> None:
    slugs = [f"client-{n}" for n in range(1000)]
    whole = dict(parts(slugs, 8))
    assert sorted(slug for held in whole.values() for slug in held) == sorted(slugs)
    assert all(80 < len(held) < 170 for held in whole.values())
    fewer = dict(parts(slugs[:500], 8))
    assert all(set(held) <= set(whole[shard]) for shard, held in fewer.items())


@pytest.mark.parametrize(
    "given", ["0/2", "3/2", "1/0", "1", "a/b", "1/2/3", "-1/2", "1/02", "", "²/3"]
)
def test_what_is_no_part_is_wrong_use(workspace: Workspace, given: str) -> None:
    with pytest.raises(ValueError, match="no part of a whole"):
        Shard.parse(given)
    if given in ("3/2", ""):
        done = portal(workspace.root, "build", "--shard", given)
        assert done.returncode == 2
        assert b"no part of a whole" in done.stderr


def test_an_empty_part_is_well(workspace: Workspace) -> None:
    for slug in FIRST:
        shutil.rmtree(workspace.clients / slug)
    done = portal(workspace.root, "build", "--shard", "1/2")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"0 sites built\n"


def plan(workspace: Workspace, *words: str) -> str:
    done = portal(workspace.root, "plan", *words)
    assert (done.returncode, done.stderr) == (0, b"")
    said: str = done.stdout.decode()
    return said


def test_a_plan_names_what_a_build_would_make(workspace: Workspace) -> None:
    every: list[Any] = json.loads(plan(workspace))
    assert every == [{"shard": "1/1", "clients": sorted(FIRST | SECOND)}]
    pipeline.build(workspace, jobs=1)
    assert json.loads(plan(workspace, "--shards", "2")) == []
    with (workspace.clients / "elmsworth/client.yml").open("a") as file:
        file.write("glossary: [{term: Quay, meaning: By the water.}]\n")
    before = {p: p.stat().st_mtime_ns for p in workspace.site.rglob("*")}
    assert json.loads(plan(workspace, "--shards", "2")) == [
        {"shard": "2/2", "clients": ["elmsworth"]}
    ]
    assert before == {p: p.stat().st_mtime_ns for p in workspace.site.rglob("*")}
    assert json.loads(plan(workspace, "aldermere")) == []


def test_a_plan_is_what_the_ci_reads() -> None:
    found = parts([*FIRST, *SECOND], 2)
    github = written(found, "github")
    assert "\n" not in github
    assert json.loads(github) == {
        "include": [
            {"shard": "1/2", "clients": sorted(FIRST)},
            {"shard": "2/2", "clients": sorted(SECOND)},
        ]
    }
    jobs = yaml.safe_load(written(found, "gitlab"))
    assert {name: job["script"] for name, job in jobs.items()} == {
        "build 1/2": ["portal build --shard 1/2"],
        "build 2/2": ["portal build --shard 2/2"],
    }
    assert json.loads(written([], "json")) == []
    assert json.loads(written([], "github")) == {"include": []}
    assert yaml.safe_load(written([], "gitlab")) == {}
