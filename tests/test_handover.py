"""What goes to a cluster's workers and what comes back, with the workers in this process."""

from __future__ import annotations

import os
import pickle
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from clustered import LOGO, NAMES, agency, client, files, records, said
from gitted import Repo, leave_out_settings

from portal_builder import pipeline, remote
from portal_builder.cluster import Lost
from portal_builder.errors import PortalError, WrongUse
from portal_builder.intake import Intake
from portal_builder.job import BuildResult, Outcome
from portal_builder.parcel import NoParcel, Parcel, pack, pack_followed, unpack
from portal_builder.remote import Made, OtherVersion, Site
from portal_builder.verify import Leak, Verified
from portal_builder.worker import Worker
from portal_builder.workspace import Workspace

FIRST = "aldermere"


class Doubting(Worker):
    """Finds something in one client's site, as a worker may that knows no earlier files."""

    def render(self, intake: Intake, *others: Any) -> Verified | tuple[Leak, ...]:
        found = super().render(intake, *others)
        return (Leak("", "a name"),) if intake.slug == "corvane" else found


class Nearby:
    """A cluster whose only worker is this process, and that may spoil what comes back."""

    def __init__(self, spoil: Callable[[list[Made]], object] = lambda made: made) -> None:
        self.workers = 1
        self.seen: list[str] = []
        self.sent: list[object] = []
        self._spoil = spoil

    def share(self, value: object, name: str) -> object:
        assert name
        return value

    def each(
        self, task: Callable[..., list[Made]], shared: object, chunks: Iterator[Sequence[Any]]
    ) -> Iterator[tuple[Sequence[Any], object]]:
        for chunk in chunks:
            self.seen += [each.slug for each in chunk]
            self.sent += [shared, chunk]
            yield chunk, self._spoil(task(shared, chunk))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    leave_out_settings(monkeypatch)
    return agency(tmp_path / "agency", NAMES[:6])


@pytest.fixture
def build(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Callable[..., BuildResult]:
    def built(cluster: Nearby, *slugs: str, sign_with: Path | None = None) -> BuildResult:
        with monkeypatch.context() as patch:
            patch.setattr(pipeline, "connected", lambda _: nullcontext(cluster))
            out = workspace.root / "far"
            return pipeline.build(workspace, slugs, out=out, jobs=1, sign_with=sign_with)

    return built


def spoilt(change: Callable[[Site], Site]) -> Nearby:
    """A cluster that changes the sites that it gives back."""

    def spoil(made: list[Made]) -> list[Made]:
        return [replace(each, site=each.site and change(each.site)) for each in made]

    return Nearby(spoil)


def with_file(path: str, data: bytes, site: Site) -> Site:
    digests = {**site.digests, path: sha256(data).hexdigest()}
    return replace(site, digests=digests, files={**site.files, path: data})


def with_data(path: str, data: bytes, site: Site) -> Site:
    return replace(site, files={**site.files, path: data})


def with_digest(path: str, digest: str, site: Site) -> Site:
    return replace(site, digests={**site.digests, path: digest})


def of_another_theme(site: Site) -> Site:
    path = next(path for path in site.digests if path not in site.files)
    return with_digest(path, "0" * 64, site)


def of_another(site: Site) -> Site:
    pages = {p: d.replace(b"aldermere", b"birchcombe") for p, d in site.files.items()}
    return replace(
        site,
        files=pages,
        digests={**site.digests, **{p: sha256(d).hexdigest() for p, d in pages.items()}},
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (partial(with_file, "../stray.txt", b"x"), "no path within"),
        (partial(with_file, "/stray.txt", b"x"), "no path within"),
        (partial(with_file, "a//stray.txt", b"x"), "no path within"),
        (partial(with_data, "index.html", b"x"), "index.html is not as it was verified"),
        (partial(with_data, "more.html", b"x"), "more.html was not verified"),
        (of_another_theme, "is no file of the theme here"),
        (partial(with_digest, "more.css", "0" * 64), "more.css is no file of the theme here"),
        (of_another, "its pages are not this client's"),
    ],
)
def test_only_what_was_verified_is_taken(
    change: Callable[[Site], Site],
    why: str,
    build: Callable[..., BuildResult],
    workspace: Workspace,
) -> None:
    [outcome] = build(spoilt(change), FIRST).outcomes
    assert not outcome.built
    assert why in outcome.fault
    assert [p.name for p in (workspace.root / "far").iterdir()] == [".portal"]
    assert not [*workspace.root.rglob("stray.txt")]
    assert not [*(workspace.root / "far/.portal/staging").iterdir()]


def test_other_clients_than_were_given_are_not_taken(
    build: Callable[..., BuildResult],
) -> None:
    others = Nearby(lambda made: [replace(each, slug="birchcombe") for each in made])
    with pytest.raises(PortalError, match="was given aldermere and gave back others"):
        build(others, FIRST)


def test_what_workers_were_lost_with_is_built_here(
    build: Callable[..., BuildResult],
    capsys: pytest.CaptureFixture[str],
) -> None:
    result = build(Nearby(lambda _: Lost("workers ended")), FIRST, "birchcombe")
    assert [o.slug for o in result.built] == [FIRST, "birchcombe"]
    assert f"{FIRST} is built here, not on the cluster: workers ended" in capsys.readouterr().err


def test_what_a_worker_has_no_room_for_is_built_here(
    build: Callable[..., BuildResult],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(remote, "unpack", full)
    assert len(build(Nearby(), FIRST).built) == 1
    why = "a worker failed (OSError: [Errno 28] No space left on device)"
    assert f"{FIRST} is built here, not on the cluster: {why}\n" in capsys.readouterr().err


def test_what_only_this_machine_knows_is_built_here(
    workspace: Workspace,
    build: Callable[..., BuildResult],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = ", redactions: [{on: 2026-03-12, of: project.summary, why: It named a person}]"
    Repo(workspace.root).commit(
        {
            **client("Birchcombe", "Another shop", taken),
            "clients/elmsworth/client.yml": "client: {name: Elmsworth}\nproject: {nam: Relaunch}\n",
        },
        "2026-03-12T12:00:00Z",
    )
    monkeypatch.setattr(remote, "Worker", Doubting)
    monkeypatch.setattr(remote, "_bench", remote.Bench)
    (workspace.clients / "fernhollow" / "notes").symlink_to(workspace.root)
    cluster = Nearby()
    result = build(cluster)
    near = pipeline.build(workspace, out=workspace.root / "near", jobs=1)
    assert said(result) == said(near)
    assert [o.slug for o in near.failed] == ["elmsworth"]
    assert files(workspace.root / "far") == files(workspace.root / "near")
    assert records(workspace.root / "far") == records(workspace.root / "near")
    notes = capsys.readouterr().err
    reasons = {
        "birchcombe": "texts are taken out of its history",
        "corvane": "something in it has to be looked for in its history",
        "fernhollow": "in its folder stands a link to somewhere else",
    }
    for slug, why in reasons.items():
        assert f"{slug} is built here, not on the cluster: {why}\n" in notes
    assert notes.count("is built here") == len(reasons)
    assert set(workspace.slugs()) - set(cluster.seen) == {"fernhollow"}


def test_only_what_changed_is_handed_over(
    workspace: Workspace, build: Callable[..., BuildResult]
) -> None:
    build(Nearby(), FIRST, "birchcombe")
    Repo(workspace.root).write(client("Birchcombe", "Another shop"))
    os.utime(workspace.root / "far" / FIRST / "index.html")  # it is looked through again, here
    cluster = Nearby()
    result = build(cluster, FIRST, "birchcombe", "corvane")
    assert cluster.seen == ["birchcombe", "corvane"]
    assert [o.slug for o in result.built] == [FIRST, "birchcombe", "corvane"]


def test_the_theme_is_neither_sent_nor_kept_twice(
    workspace: Workspace, build: Callable[..., BuildResult]
) -> None:
    sites: list[Site] = []
    spy = Nearby(lambda made: [sites.append(m.site) or m for m in made if m.site])  # type: ignore[func-returns-value]
    build(spy, FIRST, "birchcombe")
    script = next(path for path in sites[0].digests if path.endswith(".min.js"))
    assert not any(path.endswith((".min.js", ".css")) for path in sites[0].files)
    one, other = ((workspace.root / "far" / slug / script) for slug in (FIRST, "birchcombe"))
    assert one.stat().st_ino == other.stat().st_ino


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ("hooks: [own.py]\n", "plugins, extensions or hooks of your own"),
        ("INHERIT: other.yml\n", "another file, or the environment"),
        ("plugins:\n  - portal: {provider: {name: N, logo: ../logo.svg}}\n", "lies outside"),
    ],
)
def test_what_workers_do_not_have_is_refused(
    config: str, why: str, workspace: Workspace, build: Callable[..., BuildResult]
) -> None:
    Repo(workspace.root).write(
        {"mkdocs.yml": config, "own.py": "", "other.yml": "{}", "../logo.svg": LOGO}
    )
    with pytest.raises(WrongUse, match=rf"mkdocs.yml takes in .*{why}.*without --scheduler"):
        build(Nearby(), FIRST)


def test_a_worker_of_another_version_builds_nothing(
    workspace: Workspace, build: Callable[..., BuildResult]
) -> None:
    def older(task: Any, shared: Any, chunks: Any) -> Iterator[Any]:
        made_with = {**shared.made_with, "mkdocs": "1.0"}
        yield from ((c, task(replace(shared, made_with=made_with), c)) for c in chunks)

    cluster = Nearby()
    cluster.each = older  # type: ignore[method-assign]
    with pytest.raises(OtherVersion, match=r"has mkdocs 1\.6\.\d+, and this machine 1\.0"):
        build(cluster, FIRST)
    assert [p.name for p in (workspace.root / "far").iterdir()] == [".portal"]


def test_a_folder_is_the_same_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "one" / "projects" / "empty").mkdir(parents=True)
    (tmp_path / "one" / ".hidden").write_bytes(b"\r\n")
    (tmp_path / "one" / os.fsdecode(b"\xff.txt")).write_bytes(b"x")
    unpack(pack(tmp_path / "one"), tmp_path / "two")
    there = {p.relative_to(tmp_path / "two") for p in (tmp_path / "two").rglob("*")}
    assert there == {p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*")}
    assert (tmp_path / "two" / ".hidden").read_bytes() == b"\r\n"


@pytest.mark.parametrize("kind", ["link", "hard link", "pipe"])
def test_what_is_no_plain_file_is_not_packed(kind: str, tmp_path: Path) -> None:
    folder, outside = tmp_path / "one", tmp_path / "outside"
    folder.mkdir()
    outside.write_text("x")
    if kind == "link":
        (folder / "x").symlink_to(outside)
    elif kind == "hard link":
        (folder / "x").hardlink_to(outside)
    else:
        os.mkfifo(folder / "x")
    with pytest.raises(NoParcel):
        pack(folder)


def test_a_theme_is_packed_with_what_it_links_to(tmp_path: Path) -> None:
    (tmp_path / "brand").mkdir()
    (tmp_path / "brand" / "own.css").write_text("a{}")
    (tmp_path / "root" / "theme" / "__pycache__").mkdir(parents=True)
    (tmp_path / "root" / "theme" / "__pycache__" / "x.pyc").write_text("")
    (tmp_path / "root" / "theme" / "linked").symlink_to(tmp_path / "brand")
    (tmp_path / "root" / "theme" / "around").symlink_to(tmp_path / "root" / "theme")
    parcel = pack_followed(tmp_path / "root", [tmp_path / "root" / "theme"])
    assert parcel.files == {"theme/linked/own.css": b"a{}"}


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "a//x", "", "a/\0"])
def test_a_parcel_is_unpacked_nowhere_else(path: str, tmp_path: Path) -> None:
    for parcel in (Parcel({path: b"x"}), Parcel({}, frozenset({path}))):
        with pytest.raises(ValueError, match="no path within a folder"):
            unpack(parcel, tmp_path / "in")
    assert not [*tmp_path.iterdir()]


def test_ledgers_are_signed_here_and_the_key_goes_nowhere(
    workspace: Workspace, tmp_path: Path, build: Callable[..., BuildResult]
) -> None:
    key = tmp_path / "key"
    words = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lead", "-f", str(key))
    subprocess.run(words, check=True)
    cluster = Nearby()
    build(cluster, FIRST, sign_with=key)
    pipeline.build(workspace, [FIRST], out=workspace.root / "near", jobs=1, sign_with=key)
    far, near = (workspace.root / out / FIRST / "ledger.json.sig" for out in ("far", "near"))
    assert far.read_bytes() == near.read_bytes()
    sent = pickle.dumps(cluster.sent)
    assert b"A new shop" in sent
    assert key.read_text().splitlines()[1].encode() not in sent


def test_outcomes_are_those_of_a_build_here(
    workspace: Workspace, build: Callable[..., BuildResult]
) -> None:
    [far] = build(Nearby(), FIRST).outcomes
    [near] = pipeline.build(workspace, [FIRST], out=workspace.root / "near", jobs=1).outcomes
    assert far == near == Outcome(FIRST, built=True)
