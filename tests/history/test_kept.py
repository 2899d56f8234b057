"""Ledgers of earlier releases still go on: an upgrade never looks like tampering.

`kept/<release>/` holds a client's folder revision by revision, and the ledger that the release made
of them. A file there is never changed; each release adds a folder.
"""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from gitted import Repo

from portal_builder.history import ledger
from portal_builder.history.chronicle import Chronicle
from portal_builder.history.git import Repository
from portal_builder.teller import figures_then

RELEASES = sorted(path for path in Path(__file__).with_name("kept").iterdir())


def replay(repo: Repo, release: Path) -> bytes:
    """The ledger that this version makes of the revisions."""
    for revision in sorted(path for path in release.iterdir() if path.is_dir()):
        target = repo.folder / "clients" / "wetherlam"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(revision, target, ignore=shutil.ignore_patterns("at"))
        repo.commit({}, (revision / "at").read_text("utf-8").strip())
    repository = Repository.find(repo.folder / "clients")
    return Chronicle(repository, figures_then).told("wetherlam").files["ledger.json"]


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: str(path.name))
def test_the_ledger_of_a_release_goes_on(repo: Repo, release: Path) -> None:
    before = ledger.read((release / "ledger.json").read_bytes())
    now = ledger.read(replay(repo, release))
    assert ledger.departure(before, now) is None
    assert len(now.entries) == len(before.entries)


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: str(path.name))
def test_what_was_hashed_first_is_what_was_written_down_by_hand(release: Path) -> None:
    text = (release / "facts-1.json").read_bytes()
    assert json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).encode() == text
    first = ledger.read((release / "ledger.json").read_bytes()).entries[0]
    assert sha256(text).hexdigest() == first.facts
