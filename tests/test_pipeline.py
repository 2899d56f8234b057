"""The whole line: from folders of YAML to sites in their places, whatever else goes wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from portal_builder import pipeline
from portal_builder.errors import WrongUse
from portal_builder.history.record import Told
from portal_builder.intake import Intake
from portal_builder.site import MergedSite
from portal_builder.worker import Worker
from portal_builder.workspace import Workspace

CLIENT = """client: {{name: {name}, currency: GBP}}
project: {{name: Relaunch of {name}, started_on: 2026-01-05, as_of: 2026-10-02}}
issues:
  - {{id: ISS-1, title: Slow pages, status: open, opened_at: 2026-09-01, description: "See **ISS-1**."}}
budget:
  lines: [{{id: BL-1, title: Design, planned: 100.00}}]
"""
NAMES = ("Aldermere", "Birchcombe", "Corvane")
Files = dict[str, str]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    place = Workspace(tmp_path / "workspace")
    for name in NAMES:
        add(place, name.lower(), CLIENT.format(name=name))
    return place


def add(workspace: Workspace, slug: str, text: str) -> Path:
    file = workspace.clients / slug / "client.yml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return file


def site(folder: Path) -> Files:
    """A built site: each file's digest by its name."""
    return {
        str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def run(workspace: Workspace, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portal_builder", "--root", str(workspace.root), *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **more},
    )


def test_each_client_gets_a_site_complete_in_itself(workspace: Workspace) -> None:
    result = pipeline.build(workspace, jobs=1)
    assert [o.slug for o in result.built] == [name.lower() for name in NAMES]
    files = site(workspace.site / "aldermere")
    assert {"index.html", "issues/index.html", "budget/index.html", "data.json"} <= set(files)
    assert "404.html" in files
    assert "scope/index.html" not in files
    data = json.loads((workspace.site / "aldermere" / "data.json").read_text("utf-8"))
    assert data["projects"][0]["figures"]["budget"]["bac"] == "100.00"


BAD: dict[str, bytes] = {
    "syntax": b"client: [unclosed",
    "unknown key": b"client: {name: Bad, colour: red}\n",
    "bytes": bytes(range(256)),
    "nothing": b"",
    "nowhere": CLIENT.format(name="Bad")
    .replace("issues:", "goals: [{id: CR-1}]\nissues:")
    .encode(),
    "bomb": b"client: " + b"[" * 100_000,
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_client_stops_only_itself(workspace: Workspace, kind: str) -> None:
    alone = workspace.root / "alone"
    pipeline.build(workspace, out=alone, jobs=1)
    add(workspace, "bad", "").write_bytes(BAD[kind])
    result = pipeline.build(workspace, jobs=1)
    assert [o.slug for o in result.failed] == ["bad"]
    assert result.failed[0].problems
    assert not (workspace.site / "bad").exists()
    for name in NAMES:
        assert site(workspace.site / name.lower()) == site(alone / name.lower())


def test_a_client_that_breaks_keeps_its_last_good_site(workspace: Workspace) -> None:
    pipeline.build(workspace, jobs=1)
    before = site(workspace.site / "corvane")
    (workspace.clients / "corvane" / "more.yml").write_text("issues: nonsense\n")
    result = pipeline.build(workspace, jobs=1)
    assert [o.slug for o in result.failed] == ["corvane"]
    assert site(workspace.site / "corvane") == before


def test_the_site_of_a_client_that_is_gone_goes_too(workspace: Workspace) -> None:
    pipeline.build(workspace, jobs=1)
    (workspace.site / "notes").mkdir()
    shutil.rmtree(workspace.clients / "corvane")
    assert pipeline.build(workspace, jobs=1).removed == ["corvane"]
    assert not (workspace.site / "corvane").exists()
    assert (workspace.site / "notes").is_dir()


def test_alone_or_as_the_last_of_thirty_the_same_bytes(workspace: Workspace) -> None:
    for n in range(27):
        add(workspace, f"other-{n}", CLIENT.format(name=f"Otherfirm{n}"))
    assert not pipeline.build(workspace, jobs=1).failed
    last = workspace.slugs()[-1]
    done = run(workspace, "build", last, "--out", str(workspace.root / "alone"))
    assert (done.returncode, done.stderr) == (0, "")
    assert site(workspace.root / "alone" / last) == site(workspace.site / last)


def test_another_place_time_zone_and_hash_seed_give_the_same_bytes(
    workspace: Workspace, tmp_path: Path
) -> None:
    elsewhere = Workspace(tmp_path / "a much longer name" / "workspace")
    shutil.copytree(workspace.clients, elsewhere.clients)
    for place, seed, zone in ((workspace, "1", "UTC"), (elsewhere, "2", "Pacific/Auckland")):
        about = {"PYTHONHASHSEED": seed, "TZ": zone, "SOURCE_DATE_EPOCH": seed * 9}
        done = run(place, "build", **about, LC_ALL="C")
        assert done.returncode == 0, done.stderr
    for name in NAMES:
        assert site(workspace.site / name.lower()) == site(elsewhere.site / name.lower())


def test_strict_counts_warnings_as_errors(workspace: Workspace) -> None:
    add(
        workspace,
        "gossip",
        CLIENT.format(name="Gossip") + "glossary: [{term: x, meaning: Corvane}]\n",
    )
    assert not pipeline.build(workspace, jobs=1).failed
    assert [o.slug for o in pipeline.build(workspace, jobs=1, strict=True).failed] == ["gossip"]


def test_an_unknown_client_is_wrong_use(workspace: Workspace) -> None:
    with pytest.raises(WrongUse, match="did you mean corvane"):
        pipeline.build(workspace, ["corvan"])
    done = run(workspace, "build", "corvan")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_commands_say_what_is_wrong_by_text_json_and_status(workspace: Workspace) -> None:
    assert run(workspace, "check").returncode == 0
    file = workspace.clients / "corvane" / "more.yml"
    file.write_text("risks:\n  - {id: R-1, title: Rain, oops: 1}\n", encoding="utf-8")
    text = run(workspace, "check")
    assert text.returncode == 1
    assert text.stderr.startswith("clients/corvane/more.yml:2:28: ")
    data = json.loads(run(workspace, "check", "--format", "json").stdout)
    assert [(p["path"], p["line"], p["column"], p["severity"]) for p in data] == [
        ("clients/corvane/more.yml", 2, 28, "error")
    ]
    assert set(data[0]) == {"path", "line", "column", "severity", "message", "remedy"}
    assert run(workspace, "build").returncode == 1


def test_verify_finds_what_was_changed_after_the_build(workspace: Workspace) -> None:
    pipeline.build(workspace, jobs=1)
    assert run(workspace, "verify", str(workspace.site)).returncode == 0
    page = workspace.site / "aldermere" / "issues" / "index.html"
    page.write_text(page.read_text("utf-8").replace("Slow", "Corvane"), encoding="utf-8")
    done = run(workspace, "verify", str(workspace.site))
    assert done.returncode == 1
    assert "corvane" in done.stderr


@pytest.mark.parametrize("make", [os.mkfifo, lambda p: p.symlink_to("/etc/passwd"), Path.mkdir])
def test_a_file_that_is_no_file_is_a_problem(
    workspace: Workspace, make: Callable[[Path], None]
) -> None:
    make(workspace.clients / "corvane" / "more.yml")
    result = pipeline.build(workspace, jobs=1)
    assert [o.slug for o in result.failed] == ["corvane"]
    assert result.failed[0].problems[0].place.path == "clients/corvane/more.yml"


def test_a_first_client_is_made_where_there_is_no_workspace_yet(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    done = run(place, "new", "acme", "--name", "Acme & Sons")
    assert done.returncode == 0, done.stderr
    assert (place.clients / "acme" / "client.yml").is_file()
    assert run(place, "build", "--strict").returncode == 0
    assert run(place, "new", "acme").returncode == 2


def test_what_no_one_foresaw_stops_only_its_client(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge = Worker.merge

    def fall_over(here: Worker, intake: Intake, told: Told) -> MergedSite:
        if intake.slug == "birchcombe":
            raise ZeroDivisionError("division by zero")
        return merge(here, intake, told)

    monkeypatch.setattr(Worker, "merge", fall_over)
    result = pipeline.build(workspace, jobs=1)
    assert [o.slug for o in result.built] == ["aldermere", "corvane"]
    [fault] = result.faults
    assert fault.startswith("birchcombe: a fault of the program's own (ZeroDivisionError: ")
    monkeypatch.setenv("PORTAL_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        pipeline.build(workspace, jobs=1)


COMMON = ("Open", "Next", "Team", "May", "Search", "AG", "Issues", "En", "2026", "Friday", "EUR", "App",
          "United Kingdom", "Manifest", "14 days", "Slow", "100.00")  # fmt: skip


def test_clients_with_names_like_common_words_are_built(workspace: Workspace) -> None:
    for n, name in enumerate(COMMON):
        slug = name.lower().replace(" ", "-").replace(".", "-")
        project = workspace.clients / slug / "projects" / ("app" if n % 2 else "web")
        project.mkdir(parents=True)
        own = f"client: {{name: '{name}', locale: en_GB, currency: EUR}}\n"
        (workspace.clients / slug / "client.yml").write_text(own)
        rest = CLIENT.format(name="A").partition("\n")[2]
        (project / "project.yml").write_text(rest.replace("Relaunch of A", "Relaunch"))
    result = pipeline.build(workspace, jobs=1)
    assert [(o.slug, o.leaks) for o in result.failed] == []
    said = {
        p.message.partition("“")[2].partition("”")[0] for o in result.outcomes for p in o.problems
    }
    assert said == {"slow"}
