"""The newer release is decided by git's history, whatever any clock says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from gitted import Repo
from publishing import Agency, pages

from portal_builder.publish import Step
from portal_builder.publish.order import GitHistory, Incomparable


@pytest.fixture
def agency(tmp_path: Path) -> Agency:
    return Agency(tmp_path)


def test_an_older_one_that_finishes_last_changes_nothing(agency: Agency) -> None:
    older = agency.heads[0]
    newer = agency.advance()
    assert agency.step(pages("new"), newer) is Step.PUBLISHED
    before = agency.seen()
    agency.build("acme", pages("old"), older)
    outcome = agency.one()
    assert (outcome.step, outcome.why) == (Step.OLDER, "a newer one is published")
    assert agency.seen() == before
    assert outcome.step is not Step.REFUSED


def test_clocks_do_not_matter(agency: Agency) -> None:
    """The newer commit claims to be thirty years older, and its files with it."""
    agency.repo.write({"clients/acme/x.yml": "back"})
    agency.repo.git("add", "--all")
    newer = agency.repo.record(at="1996-01-01T00:00:00Z")
    assert agency.step(pages("new"), newer) is Step.PUBLISHED
    assert agency.step(pages("old"), agency.heads[0]) is Step.OLDER
    assert agency.seen()["index.html"].endswith("new")


def test_the_head_moves_on_even_where_no_byte_does(agency: Agency) -> None:
    """A change that was taken back in between may not come back when its build finishes last."""
    first, between = agency.heads[0], agency.advance()
    last = agency.advance()
    assert agency.step(pages("same"), first) is Step.PUBLISHED
    assert agency.step(pages("same"), last) is Step.UNCHANGED
    assert agency.step(pages("other"), between) is Step.OLDER
    assert agency.seen() == pages("same")


def test_a_rebuild_of_the_same_commit_is_published(agency: Agency) -> None:
    assert agency.step(pages("one")) is Step.PUBLISHED
    assert agency.step(pages("two")) is Step.PUBLISHED
    assert agency.step() is Step.UNCHANGED


def diverged(agency: Agency) -> str:
    agency.repo.git("checkout", "--quiet", "-b", "side", agency.heads[0])
    agency.repo.write({"clients/acme/x.yml": "side"})
    agency.repo.git("add", "--all")
    return agency.repo.record()


def test_branches_that_went_apart_are_refused_unless_forced(agency: Agency) -> None:
    main = agency.advance()
    side = diverged(agency)
    assert agency.step(pages("main"), main) is Step.PUBLISHED
    agency.build("acme", pages("side"), side)
    outcome = agency.one()
    assert outcome.step is Step.REFUSED
    assert "the branches of the two went apart" in outcome.why
    assert agency.seen() == pages("main")
    assert agency.one(force=True).step is Step.PUBLISHED
    assert agency.seen()["index.html"] == pages("side")["index.html"]


def test_force_does_not_put_an_older_one_over_a_newer_one(agency: Agency) -> None:
    newer = agency.advance()
    agency.step(pages("new"), newer)
    agency.build("acme", pages("old"), agency.heads[0])
    assert agency.one(force=True).step is Step.OLDER


def test_without_history_only_the_first_one_goes(agency: Agency) -> None:
    assert agency.step(pages("none"), "none") is Step.PUBLISHED
    assert agency.step(pages("none too"), "none") is Step.PUBLISHED
    assert agency.step(pages("one")) is Step.PUBLISHED
    agency.build("acme", pages("two"), "none")
    outcome = agency.one()
    assert outcome.step is Step.REFUSED
    assert "built without git's history" in outcome.why
    assert agency.one(force=True).step is Step.PUBLISHED


def test_a_shallow_clone_over_a_known_history_is_refused(agency: Agency) -> None:
    agency.step(pages("one"), agency.heads[0])
    newer = agency.advance()
    agency.repo.git("clone", "--quiet", "--depth=1", f"file://{agency.repo.folder}", "../shallow")
    shutil.rmtree(agency.repo.folder)
    (agency.root / "shallow").rename(agency.repo.folder)
    agency.build("acme", pages("two"), newer)
    outcome = agency.one()
    assert outcome.step is Step.REFUSED
    assert "shallow clone" in outcome.why
    assert agency.one(force=True).step is Step.PUBLISHED


def test_another_repository_is_refused(agency: Agency) -> None:
    agency.step(pages("one"))
    shutil.rmtree(agency.repo.folder / ".git")
    other = Repo(agency.repo.folder).commit({"clients/acme/x.yml": "other"})
    agency.build("acme", pages("two"), other)
    outcome = agency.one()
    assert outcome.step is Step.REFUSED
    assert "lacks a commit" in outcome.why


def test_no_repository_at_all_is_refused(agency: Agency) -> None:
    agency.step(pages("one"))
    shutil.rmtree(agency.repo.folder / ".git")
    agency.build("acme", pages("two"), "4" * 40)
    assert "no git repository" in agency.one().why


def test_merges_count_as_newer_than_both_sides(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    base = repo.commit({"clients/a/x.yml": "1"})
    repo.git("checkout", "--quiet", "-b", "side")
    side = repo.commit({"clients/a/y.yml": "1"})
    repo.git("checkout", "--quiet", "main")
    main = repo.commit({"clients/a/z.yml": "1"})
    merged = repo.merge("side", "2026-10-02T00:00:00Z")
    history = GitHistory(tmp_path / "clients")
    assert all(history.is_newer(merged, than) for than in (base, side, main))
    assert not any(history.is_newer(than, merged) for than in (base, side, main))
    with pytest.raises(Incomparable):
        history.is_newer(side, main)
