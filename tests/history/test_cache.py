"""A history that was kept is the same as one that is read anew, and damage changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from gitted import Repo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_chronicle import ISSUE, client, files, project

from portal_builder.history import cache as kept
from portal_builder.history.cache import Cache
from portal_builder.history.chronicle import Chronicle
from portal_builder.history.git import Repository
from portal_builder.history.record import Told
from portal_builder.teller import figures_then


def told(repo: Repo, cache: Path | None, tip: str | None = None) -> Told:
    repository = Repository.find(repo.folder / "clients")
    used = Cache(cache) if cache else None
    return Chronicle(repository, figures_then, tip=tip, cache=used).told("acme")


@pytest.fixture
def commits(repo: Repo) -> list[str]:
    made = [repo.commit(files(issues=ISSUE % "open"), "2026-03-01T10:00:00Z")]
    made.append(repo.commit(files(issues=ISSUE % "blocked"), "2026-03-02T10:00:00Z"))
    made.append(repo.commit(files(project="oops: ["), "2026-03-03T10:00:00Z"))
    made.append(repo.commit(files(client=client("Acme Ltd")), "2026-03-04T10:00:00Z"))
    made.append(repo.commit({"clients/acme": None, "keep": ""}, "2026-03-05T10:00:00Z"))
    made.append(repo.commit(files(client=client("Acme Ltd")), "2026-03-06T10:00:00Z"))
    return made


def test_what_is_kept_goes_on_from_every_revision(
    repo: Repo, commits: list[str], tmp_path: Path
) -> None:
    fresh = told(repo, None)
    for number, tip in enumerate(commits):
        folder = tmp_path / str(number)
        told(repo, folder, tip)
        assert told(repo, folder).files == fresh.files
        assert told(repo, folder).history == fresh.history


def test_what_is_kept_is_taken_from_there(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit(files(issues=ISSUE % "open"))
    repo.commit(files(issues=ISSUE % "blocked"))
    told(repo, tmp_path)
    asked: list[str] = []
    blobs = Repository.blobs

    def counted(self: Repository, names: list[str]) -> dict[str, bytes]:
        asked.extend(names)
        return blobs(self, names)

    monkeypatch.setattr(Repository, "blobs", counted)
    assert told(repo, tmp_path).history.revisions
    assert asked == []


@pytest.mark.parametrize("since", [1, -2], ids=["shorter", "as long"])
def test_a_branch_that_went_another_way_is_read_anew(
    repo: Repo, commits: list[str], tmp_path: Path, since: int
) -> None:
    told(repo, tmp_path)
    repo.git("reset", "--quiet", "--hard", commits[since])
    repo.commit(files(issues=ISSUE % "in_progress"), "2026-03-07T10:00:00Z")
    assert told(repo, tmp_path).files == told(repo, None).files


def resealed(text: bytes, **changes: object) -> bytes:
    """What somebody leaves behind who knows how it is sealed."""
    said = {**json.loads(text), **changes}
    return json.dumps({**said, "seal": kept._seal(said)}).encode()


def earlier(text: bytes) -> bytes:
    changed = json.loads(text)["ledger"].replace('"date": "2026-03-02"', '"date": "2026-03-01"')
    return resealed(text, ledger=changed)


EMPTY = '{"format":1,"dates":[],"client":{},"projects":[]}'
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "nothing left": lambda text: text[:0],
    "cut short": lambda text: text[: len(text) // 2],
    "another value": lambda text: text.replace(b"blocked", b"bl0cked"),
    "another day": earlier,
    "another history": lambda text: resealed(text, history=EMPTY),
    "another number": lambda text: resealed(text, steps=99),
    "another shape": lambda text: b"[" * len(text),
}


@pytest.mark.usefixtures("commits")
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_seen_and_mended(repo: Repo, tmp_path: Path, damage: str) -> None:
    told(repo, tmp_path)
    file = tmp_path / "acme.json"
    whole = file.read_bytes()
    damaged = DAMAGES[damage](whole)
    assert damaged != whole
    file.write_bytes(damaged)
    assert told(repo, tmp_path).files == told(repo, None).files
    assert file.read_bytes() == whole


@pytest.mark.usefixtures("commits")
def test_another_version_of_the_program_reads_anew(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(repo, tmp_path)
    before = (tmp_path / "acme.json").read_bytes()
    monkeypatch.setattr(kept, "_program", lambda: "another")
    assert told(repo, tmp_path).files == told(repo, None).files
    after = (tmp_path / "acme.json").read_bytes()
    assert json.loads(before)["of"] != json.loads(after)["of"]


def test_what_redactions_take_out_is_kept_nowhere(repo: Repo, tmp_path: Path) -> None:
    repo.commit(files(project=project(more=", summary: Kim")), "2026-03-01T10:00:00Z")
    told(repo, tmp_path)
    assert b"Kim" in (tmp_path / "acme.json").read_bytes()
    redaction = ", redactions: [{on: 2026-03-02, of: project.summary, why: a name}]"
    repo.commit(files(project=project(more=redaction)), "2026-03-02T10:00:00Z")
    told(repo, tmp_path)
    assert list(tmp_path.glob("*.json")) == []


def test_where_nothing_can_be_kept_all_is_read_again(repo: Repo, tmp_path: Path) -> None:
    repo.commit(files())
    (tmp_path / "file").write_text("in the way")
    assert told(repo, tmp_path / "file").files == told(repo, None).files


EDITS = st.lists(
    st.sampled_from(["open", "blocked", "broken", "gone", "rename", "nothing", "two"]),
    min_size=1,
    max_size=7,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, data=st.data())
def test_in_any_order_of_edits_kept_and_read_anew_are_the_same(
    edits: list[str], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    repo = Repo(tmp_path_factory.mktemp("any"))
    made = [repo.commit(files(), "2026-03-01T10:00:00Z")]
    for number, edit in enumerate(edits):
        at = f"2026-03-02T{number:02}:00:00Z"
        texts: dict[str, dict[str, str | bytes | None]] = {
            "broken": {"clients/acme/more.yml": "oops: ["},
            "gone": {"clients": None, "keep": str(number)},
            "rename": files(client=client(f"Acme {number}")),
            "nothing": {"keep": str(number)},
            "two": {"clients/acme/projects/app/p.yml": project(name="App")},
        }
        if edit == "gone" and not (repo.folder / "clients").exists():
            continue
        whole = {"clients/acme/more.yml": ""} | files(issues=ISSUE % edit)
        made.append(repo.commit(texts.get(edit, whole), at))
    (repo.folder / "clients").mkdir(exist_ok=True)
    tip, folder = data.draw(st.sampled_from(made)), tmp_path_factory.mktemp("kept")
    told(repo, folder, tip)
    assert told(repo, folder).files == told(repo, None).files
