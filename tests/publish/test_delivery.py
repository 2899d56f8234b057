"""Only sites exactly as they were verified are taken; the commands say what was done."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import s3
from publishing import Agency, pages

from portal_builder import cli, pipeline
from portal_builder.errors import PortalError, WrongUse
from portal_builder.output import Output
from portal_builder.publish import Folder, History, Published, Release, Step


@pytest.fixture
def agency(tmp_path: Path) -> Agency:
    made = Agency(tmp_path, "acme", "birch", "corvane")
    for slug in made.slugs:
        made.build(slug, pages(slug))
    return made


def command(agency: Agency, *words: str) -> int:
    root = ("--root", str(agency.repo.folder))
    try:
        status: int = cli.portal.main([*root, *words], standalone_mode=False) or 0
    except PortalError as error:
        cli.report.note(f"portal: {error}")
        return 2
    return status


def publish(agency: Agency, *words: str) -> int:
    out = ("--out", str(agency.root / "site"))
    return command(agency, "publish", "--to", f"file:{agency.root}/public", *out, *words)


def _changed(site: Path, _: Path) -> None:
    (site / "index.html").write_text("mine")


def _one_byte(site: Path, _: Path) -> None:
    data = (site / "data.json").read_bytes()
    (site / "data.json").write_bytes(data[:-1] + b"\n")


def _extra(site: Path, _: Path) -> None:
    (site / "extra.html").write_text("mine")


def _missing(site: Path, _: Path) -> None:
    (site / "issues/index.html").unlink()


def _link(site: Path, _: Path) -> None:
    (site / "index.html").rename(site.parent / "index.html")
    (site / "index.html").symlink_to(site.parent / "index.html")


def _linked_folder(site: Path, _: Path) -> None:
    (site / "issues").rename(site.parent / "issues-of-it")
    (site / "issues").symlink_to(site.parent / "issues-of-it")


def _linked_site(site: Path, _: Path) -> None:
    site.rename(site.with_name("elsewhere"))
    site.symlink_to(site.with_name("elsewhere"))


def _pipe(site: Path, _: Path) -> None:
    os.mkfifo(site / "pipe")


def _empty_folder(site: Path, _: Path) -> None:
    (site / "empty").mkdir()


def _gone(site: Path, _: Path) -> None:
    shutil.rmtree(site)


def _no_record(_: Path, record: Path) -> None:
    record.unlink()


def _half_a_record(_: Path, record: Path) -> None:
    record.write_bytes(record.read_bytes()[:-20])


def _record_of_another(_: Path, record: Path) -> None:
    shutil.copy(record.with_name("acme.json"), record)


SPOILT: list[Callable[[Path, Path], None]] = [
    _changed, _one_byte, _extra, _missing, _link, _linked_folder, _linked_site, _pipe,
    _empty_folder, _gone, _no_record, _half_a_record, _record_of_another,
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT, ids=[s.__name__ for s in SPOILT])
def test_a_site_that_is_not_as_it_was_verified_is_refused_by_name(
    agency: Agency, spoil: Callable[[Path, Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(agency.root / "site/birch", agency.root / "site/.portal/birch.json")
    assert publish(agency, "acme", "birch", "corvane") == 1
    said = capsys.readouterr()
    assert "birch is refused" in said.err
    assert "2 published; 1 refused" in said.out
    assert not (agency.root / "public/birch").exists()
    for slug in ("acme", "corvane"):
        assert agency.seen(slug) == pages(slug)


def test_what_is_wrong_is_named(agency: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    (agency.root / "site/birch/extra.html").write_text("mine")
    publish(agency)
    assert "birch/extra.html: a file that the build did not make" in capsys.readouterr().err


def test_a_refused_client_keeps_what_is_published(agency: Agency) -> None:
    agency.publish()
    agency.build("birch", pages("new"), agency.advance())
    (agency.root / "site/birch/index.html").write_text("mine")
    done = agency.publish()
    assert [outcome.slug for outcome in done.refused] == ["birch"]
    assert agency.seen("birch") == pages("birch")


def test_one_that_cannot_be_written_does_not_stop_the_others(
    agency: Agency, capsys: pytest.CaptureFixture[str]
) -> None:
    (agency.root / "public/birch").mkdir(parents=True)
    (agency.root / "public/birch/mine").write_text("x")
    assert publish(agency) == 2
    said = capsys.readouterr()
    assert "portal: birch: " in said.err
    assert "2 published; 1 failed" in said.out
    assert agency.seen("corvane") == pages("corvane")


def test_the_whole_way(agency: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(agency, "--dry-run") == 0
    assert "would be published acme" in capsys.readouterr().out
    assert publish(agency, "acme", "--keep", "3") == 0
    assert capsys.readouterr().out == "published acme\n1 published\n"
    assert publish(agency) == 0
    assert capsys.readouterr().out.endswith("2 published; 1 unchanged\n")
    agency.build("acme", pages("new"), agency.advance())
    assert publish(agency) == 0
    to = ("--to", f"file:{agency.root}/public")
    capsys.readouterr()
    assert command(agency, "releases", *to, "acme") == 0
    newer, older = (line.split() for line in capsys.readouterr().out.splitlines())
    assert (newer[0], newer[-1], older[-1]) == ("acme", "current", agency.heads[0])
    assert command(agency, "rollback", *to, "acme") == 0
    assert capsys.readouterr().out == f"acme shows release {older[1]}\n"
    assert agency.seen()["index.html"] == pages("acme")["index.html"]
    assert publish(agency) == 0
    assert "acme is held back: it was rolled back" in capsys.readouterr().out
    assert command(agency, "rollback", *to, "acme", newer[1][:8]) == 0
    assert command(agency, "releases", *to) == 0
    assert len(capsys.readouterr().out.splitlines()) == 5


def test_an_older_one_exits_with_0_and_says_so(
    agency: Agency, capsys: pytest.CaptureFixture[str]
) -> None:
    agency.build("acme", pages("new"), agency.advance())
    publish(agency, "acme")
    agency.build("acme", pages("old"), agency.heads[0])
    assert publish(agency, "acme") == 0
    assert "acme is older: a newer one is published" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("publish", "--to", "file:x", "acmee"), "there is no client acmee; did you mean acme?"),
        (("publish", "--to", "file:x", "--out", "nowhere"), "holds no site to publish"),
        (("publish", "--to", "nonsense"), "is no target"),
        (("rollback", "--to", "file:x", "acme"), "nothing of acme is published"),
        (("releases", "--to", "file:x", "acme"), "nothing of acme is published"),
    ],
)
def test_wrong_use(
    agency: Agency, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], what: str
) -> None:
    assert command(agency, *words) == 2
    assert what in capsys.readouterr().err


def test_a_client_that_is_gone_is_not_published(agency: Agency) -> None:
    shutil.rmtree(agency.workspace.clients / "birch")
    done = agency.publish()
    assert [outcome.slug for outcome in done.outcomes] == ["acme", "corvane"]
    with pytest.raises(WrongUse, match="no client birch"):
        agency.publish("birch")


def test_a_store_that_is_gone_ends_it_with_2(
    agency: Agency, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in s3.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("portal_builder.publish.Objects", _hasty)
    words = ("--out", str(agency.root / "site"), "--endpoint", "http://127.0.0.1:9")
    assert command(agency, "publish", "--to", "s3://bucket", *words) == 2
    said = capsys.readouterr().err
    assert "does not answer" in said
    assert "Traceback" not in said


def _hasty(address: str, endpoint: str | None) -> object:
    from portal_builder.publish.objects import Objects

    return Objects(address, endpoint, patience=1.0, timeout=0.5)


class Watched(Folder):
    """A target that tries to begin a build while it is published to."""

    def publish(self, release: Release, history: History, force: bool = False) -> Published:
        lock = release.site.root.parent / ".portal" / "lock"
        with lock.open("w") as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return super().publish(release, history, force)


def test_no_build_changes_the_sites_meanwhile(agency: Agency) -> None:
    agency.target = Watched(agency.root / "public")
    assert len(agency.publish().outcomes) == 3


def test_built_for_real_and_published(tmp_path: Path) -> None:
    """What the other stages make: with its record, its commits, and assets that carry digests."""
    text = "client: {name: %s}\nproject: {name: Shop, started_on: 2026-01-05, as_of: 2026-10-02}\n"
    agency = Agency(tmp_path, "acme")
    repo, target = agency.repo, Folder(tmp_path / "public")
    both = {f"clients/{n}/x.yml": text % n.capitalize() for n in ("acme", "birch")}
    first = repo.commit(both)
    pipeline.build(agency.workspace, jobs=1)
    agency.target = target
    agency.publish(out="workspace/site")
    seen = agency.seen("acme")
    manifest = target.releases("acme")[0].manifest
    assert (manifest.source.head, manifest.source.revision) == (first, first)
    assert "Revision 1 of " in seen["index.html"]
    assert {"portal-builder", "mkdocs", "mkdocs-material", "python"} <= set(manifest.versions)
    assert sum("assets/" in path for path in manifest.assets) >= 6
    # Another client's merge changes no byte of this one.
    second = repo.commit({"clients/birch/x.yml": text % "Birch and Sons"})
    pipeline.build(agency.workspace, jobs=1)
    steps = {
        outcome.slug: outcome.step for outcome in agency.publish(out="workspace/site").outcomes
    }
    assert steps == {"acme": Step.UNCHANGED, "birch": Step.PUBLISHED}
    assert agency.seen("acme") == seen
    manifest = target.releases("acme")[0].manifest
    assert (manifest.source.head, manifest.source.revision) == (second, first)
    assert "Revision 2 of " in agency.seen("birch")["index.html"]


def test_facts_that_are_not_committed_name_no_revision(tmp_path: Path) -> None:
    text = (
        "client: {name: Acme}\nproject: {name: Shop, started_on: 2026-01-05, as_of: 2026-10-02}\n"
    )
    agency = Agency(tmp_path, "acme")
    head = agency.repo.commit({"clients/acme/x.yml": text})
    agency.repo.write({"clients/acme/x.yml": text + "# more\n"})
    pipeline.build(agency.workspace, jobs=1)
    record = Output(agency.workspace.site).record("acme")
    assert record is not None
    assert (record.source.head, record.source.revision) == (head, None)
