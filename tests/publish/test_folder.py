"""Folders: releases side by side, a link that is swapped, and whatever else may stand there."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from publishing import Agency, asset, contents, pages

from portal_builder.errors import WrongUse
from portal_builder.publish import Folder, GitHistory, Refused, Step
from portal_builder.publish.durable import swap_link


@pytest.fixture
def agency(tmp_path: Path) -> Agency:
    return Agency(tmp_path)


def shelf(agency: Agency) -> Path:
    return agency.root / "public" / "acme"


def manifest(agency: Agency) -> dict[str, object]:
    found: dict[str, object] = json.loads((shelf(agency) / "current/manifest.json").read_text())
    return found


def releases(agency: Agency) -> list[str]:
    return sorted(path.name for path in (shelf(agency) / "releases").iterdir())


def test_the_first_release(agency: Agency) -> None:
    agency.build("acme", pages("one"))
    outcome = agency.one()
    assert outcome.step is Step.PUBLISHED
    assert str((shelf(agency) / "current").readlink()) == f"releases/{outcome.release}"
    assert agency.seen() == pages("one")
    assert sorted(p.name for p in shelf(agency).iterdir()) == ["current", "releases"]
    for path in (shelf(agency) / "current/").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644)


def test_files_are_readable_whatever_the_umask(agency: Agency) -> None:
    agency.build("acme", pages("one"))
    before = os.umask(0o077)
    try:
        agency.one()
    finally:
        os.umask(before)
    modes = {p.stat().st_mode & 0o777 for p in shelf(agency).rglob("*") if not p.is_symlink()}
    assert modes == {0o755, 0o644}


def test_what_the_digest_covers_never_changes(agency: Agency) -> None:
    agency.step(pages("one"))
    first = shelf(agency) / "releases" / releases(agency)[0]
    before = {p: p.stat().st_ino for p in first.rglob("*") if p.name != "manifest.json"}
    agency.advance()
    agency.step(pages("two", style="q{}"))
    agency.step(pages("one"), agency.advance())
    after = {p: p.stat().st_ino for p in first.rglob("*") if p.name != "manifest.json"}
    assert {p.name for p in before} <= {p.name for p in after}
    assert contents(first) == agency.seen() == {**pages("one"), **dict([asset("q{}")])}


def test_assets_of_the_release_before_stay_reachable_and_are_named(agency: Agency) -> None:
    agency.step(pages("one", style="p{}"))
    agency.advance()
    agency.step(pages("two", style="q{}"))
    old, new = asset("p{}"), asset("q{}")
    assert agency.seen() == {**pages("two", "q{}"), old[0]: old[1]}
    run = manifest(agency)["predicate"]["runDetails"]  # type: ignore[index]
    assert [kept["name"] for kept in run["byproducts"]] == [old[0]]
    agency.advance()
    agency.step(pages("three", style="r{}"))
    assert agency.seen() == {**pages("three", "r{}"), new[0]: new[1]}


def test_no_page_or_attachment_is_carried_over(agency: Agency) -> None:
    agency.step({**pages("one"), "assets/plan.pdf": "plan", "team/index.html": "team"})
    agency.advance()
    agency.step(pages("two"))
    assert agency.seen() == pages("two")


@pytest.mark.parametrize("keep", [1, 2, 3, 5])
def test_as_many_releases_are_kept_as_are_wanted(agency: Agency, keep: int) -> None:
    agency.target = Folder(agency.root / "public", keep)
    for n in range(6):
        agency.step(pages(str(n)), agency.advance())
    assert len(releases(agency)) == max(keep, 2)
    assert agency.seen() == pages("5")
    numbers = [s.manifest.number for s in agency.target.releases("acme")]
    assert numbers == list(range(6, 6 - max(keep, 2), -1))


# Going back


def test_a_rollback_shows_the_release_before(agency: Agency) -> None:
    agency.step(pages("one", style="p{}"))
    agency.step(pages("two", style="q{}"), agency.advance())
    new = asset("q{}")
    agency.target.rollback("acme")
    # A page of the newer release that is still open finds its assets.
    assert agency.seen() == {**pages("one", "p{}"), new[0]: new[1]}
    first, second = agency.target.releases("acme")
    assert (first.is_current, second.is_current) == (False, True)
    assert second.manifest.rolled_back is not None
    assert second.manifest.rolled_back.release == first.manifest.release


def test_after_a_rollback_only_a_newer_one_moves_on(agency: Agency) -> None:
    agency.step(pages("one"))
    second = agency.advance()
    agency.step(pages("two"), second)
    agency.target.rollback("acme")
    assert agency.step(pages("two"), second) is Step.HELD
    assert agency.step(pages("rebuilt"), second) is Step.HELD
    # A merge that changes nothing for this client does not undo the rollback either.
    assert agency.step(pages("two"), agency.advance()) is Step.HELD
    assert agency.seen() == pages("one")
    assert agency.step(pages("three"), agency.advance()) is Step.PUBLISHED
    assert agency.seen() == pages("three")
    assert agency.step(pages("three")) is Step.UNCHANGED


def test_an_older_one_stays_older_after_a_rollback(agency: Agency) -> None:
    first, between = agency.heads[0], agency.advance()
    agency.step(pages("one"), first)
    agency.step(pages("three"), agency.advance())
    agency.target.rollback("acme")
    assert agency.step(pages("between"), between) is Step.OLDER
    assert agency.seen() == pages("one")


def test_the_newest_comes_back_by_name(agency: Agency) -> None:
    agency.target = Folder(agency.root / "public", keep=4)
    names = []
    for n in range(3):
        agency.build("acme", pages(str(n)), agency.advance())
        names.append(agency.one().release)
    assert agency.target.rollback("acme").release == names[1]
    assert agency.target.rollback("acme").release == names[0]
    with pytest.raises(WrongUse, match="no earlier release"):
        agency.target.rollback("acme")
    assert agency.target.rollback("acme", names[2][:12]).release == names[2]
    assert agency.target.rollback("acme", names[2]).step is Step.UNCHANGED
    assert agency.seen() == pages("2")
    assert agency.step() is Step.UNCHANGED
    assert agency.step(pages("3"), agency.advance()) is Step.PUBLISHED


@pytest.mark.parametrize("wanted", ["f" * 64, "zz"])
def test_a_release_that_is_not_there(agency: Agency, wanted: str) -> None:
    agency.step(pages("one"))
    with pytest.raises(WrongUse, match="no release begins with"):
        agency.target.rollback("acme", wanted)
    with pytest.raises(WrongUse, match="nothing of birch"):
        agency.target.rollback("birch")


def test_a_release_that_was_altered_is_not_shown_again(agency: Agency) -> None:
    agency.step(pages("one"))
    agency.build("acme", pages("two"), agency.advance())
    agency.one()
    (old,) = (s for s in agency.target.releases("acme") if not s.is_current)
    (shelf(agency) / "releases" / old.manifest.release / "index.html").write_text("mine")
    with pytest.raises(Refused, match=r"index\.html"):
        agency.target.rollback("acme")
    assert agency.seen() == pages("two")


# Hands in the target


def _changed(current: Path) -> None:
    (current / "index.html").write_text("mine")


def _same_size(current: Path) -> None:
    text = (current / "index.html").read_text()
    (current / "index.html").write_text(text.swapcase())


def _missing(current: Path) -> None:
    (current / "issues/index.html").unlink()


def _extra(current: Path) -> None:
    (current / "extra.html").write_text("mine")


def _link(current: Path) -> None:
    (current / "index.html").unlink()
    (current / "index.html").symlink_to("/etc/passwd")


def _linked_folder(current: Path) -> None:
    shutil.rmtree(current / "issues")
    (current / "issues").symlink_to("/etc")


def _pipe(current: Path) -> None:
    os.mkfifo(current / "pipe")


def _empty(current: Path) -> None:
    (current / "empty").mkdir()


def _no_manifest(current: Path) -> None:
    (current / "manifest.json").unlink()


def _bad_manifest(current: Path) -> None:
    (current / "manifest.json").write_text("{}")


def _no_asset_of_before(current: Path) -> None:
    (current / asset("old{}")[0]).unlink()


def _no_link(current: Path) -> None:
    (current.parents[1] / "current").unlink()


def _link_elsewhere(current: Path) -> None:
    link = current.parents[1] / "current"
    link.unlink()
    link.symlink_to("/etc")


def _link_to_the_old_one(current: Path) -> None:
    link = current.parents[1] / "current"
    link.unlink()
    (old,) = (p for p in current.parent.iterdir() if p != current)
    link.symlink_to(f"releases/{old.name}")


def _folder_for_a_link(current: Path) -> None:
    link = current.parents[1] / "current"
    link.unlink()
    shutil.copytree(current, link)


def _no_release(current: Path) -> None:
    shutil.rmtree(current)


def _linked_release(current: Path) -> None:
    elsewhere = current.parents[2] / "elsewhere"
    current.rename(elsewhere)
    current.symlink_to(elsewhere)


def _left_over(current: Path) -> None:
    (current.parents[1] / ".staging").mkdir()
    (current.parents[1] / ".staging/half").write_text("half")


ALTERED: list[Callable[[Path], None]] = [
    _changed, _same_size, _missing, _extra, _link, _linked_folder, _pipe, _empty, _no_manifest,
    _bad_manifest, _no_asset_of_before, _no_link, _link_elsewhere, _link_to_the_old_one,
    _folder_for_a_link, _no_release, _linked_release, _left_over,
]  # fmt: skip


@pytest.mark.parametrize("alter", ALTERED, ids=[f.__name__ for f in ALTERED])
def test_a_target_altered_by_hand_is_mended(agency: Agency, alter: Callable[[Path], None]) -> None:
    agency.step(pages("one", style="old{}"))
    agency.step(pages("two"), agency.advance())
    old = asset("old{}")
    whole = {**pages("two"), old[0]: old[1]}
    assert agency.seen() == whole
    alter((shelf(agency) / "current").resolve())
    untouched = alter in (_left_over,)
    assert agency.one(dry_run=True).step in (
        (Step.UNCHANGED,) if untouched else (Step.MENDED, Step.PUBLISHED)
    )
    agency.one()
    assert agency.seen() == whole
    assert (shelf(agency) / "current").is_symlink()
    assert agency.one().step is Step.UNCHANGED
    assert sorted(p.name for p in shelf(agency).iterdir()) == ["current", "releases"]


def test_what_is_none_of_the_portals_is_left_alone(agency: Agency) -> None:
    agency.build("acme", pages("one"))
    (shelf(agency)).mkdir(parents=True)
    (shelf(agency) / "notes.txt").write_text("mine")
    done = agency.publish()
    assert len(done.faults) == 1
    assert "no folder that the portal publishes to" in done.faults[0]
    assert [p.name for p in shelf(agency).iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("which", ["acme", "acme/releases"])
def test_no_link_is_followed_out_of_the_target(agency: Agency, which: str) -> None:
    agency.step(pages("one"))
    place, elsewhere = agency.root / "public" / which, agency.root / "elsewhere"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    before = contents(elsewhere)
    agency.build("acme", pages("two"), agency.advance())
    done = agency.publish()
    assert "is no folder of its own" in done.faults[0]
    assert contents(elsewhere) == before


def test_the_folder_of_the_built_sites_is_no_target(agency: Agency) -> None:
    agency.build("acme", pages("one"))
    agency.target = Folder(agency.root / "site")
    with pytest.raises(WrongUse, match="another folder as the target"):
        agency.publish()


def test_a_dry_run_writes_nothing(agency: Agency) -> None:
    agency.build("acme", pages("one"))
    outcome = agency.one(dry_run=True)
    assert (outcome.step, outcome.changes) == (Step.PUBLISHED, 4)
    assert not (agency.root / "public").exists()
    agency.one()
    agency.build("acme", {**pages("two"), "issues/index.html": pages("one")["issues/index.html"]})
    assert agency.one(dry_run=True).changes == 1
    assert agency.seen() == pages("one")


def test_a_site_that_changes_while_it_is_published_is_refused(agency: Agency) -> None:
    release = agency.release(pages("one"))
    (release.site.root / "index.html").write_text("mine")
    with pytest.raises(Refused, match=r"index\.html is not as it was verified"):
        agency.target.publish(release, GitHistory(agency.workspace.clients))
    assert not (shelf(agency) / "current").is_symlink()


def test_a_release_is_known_by_its_own_manifest_only(agency: Agency) -> None:
    agency.step(pages("one"))
    (own,) = releases(agency)
    shutil.copytree(shelf(agency) / "releases" / own, shelf(agency) / "releases" / ("0" * 64))
    shutil.copytree(shelf(agency), agency.root / "public" / "birch", symlinks=True)
    assert [s.manifest.release for s in agency.target.releases("acme")] == [own]
    assert agency.target.releases("birch") == []


def test_a_site_with_a_manifest_of_its_own_is_refused(agency: Agency) -> None:
    assert agency.step({**pages("one"), "manifest.json": "{}"}) is Step.REFUSED


def test_a_folder_that_cannot_be_made_is_named(agency: Agency) -> None:
    agency.build("acme", pages("one"))
    (agency.root / "file").write_text("")
    agency.target = Folder(agency.root / "file")
    done = agency.publish()
    assert len(done.faults) == 1
    assert str(agency.root / "file") in done.faults[0]


def test_a_link_over_a_folder_moves_the_folder_aside(tmp_path: Path) -> None:
    (tmp_path / "aside").mkdir()
    (tmp_path / "current").mkdir()
    (tmp_path / "current/mine").write_text("x")
    swap_link(tmp_path / "current", "releases/x", tmp_path / "aside")
    assert str((tmp_path / "current").readlink()) == "releases/x"
    assert (tmp_path / "aside/current.old/mine").read_text() == "x"


def test_clients_that_are_published_are_listed(agency: Agency) -> None:
    agency.step(pages("one"))
    (agency.root / "public" / "notes").mkdir()
    (agency.root / "public" / "file").write_text("")
    assert agency.target.slugs() == ["acme"]
