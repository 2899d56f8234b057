"""The quick part of what `make safety` tries at length: kills, refused writes, readers, rivals."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from publishing import Connect, contents, pages
from safety.scenes import SLUG, Line, release

from portal_builder.publish import Folder, Step, Target

SAFETY = Path(__file__).parents[1] / "safety"


def run(script: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, SAFETY / script, *words],
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def strace() -> None:
    assert shutil.which("strace"), "strace is missing: `make test` installs it"


@pytest.mark.usefixtures("strace")
def test_a_fault_at_any_call_leaves_the_old_state_or_the_new_one() -> None:
    assert ": 0 wrong" in run("faults.py", "--quick")


@pytest.mark.usefixtures("strace")
def test_what_must_be_found_is_found() -> None:
    assert "NOT FOUND" not in run("planted.py", "--quick")


def test_readers_see_whole_pages_while_the_link_is_swapped() -> None:
    assert ", 0 wrong" in run("readers.py", "12")


def rivals(target: list[Target], root: Path) -> list[Step]:
    """Publishers of as many commits at once; what each of them did, by its commit."""
    releases = [release(root, n, pages(str(n), f"p{n}{{}}")) for n in range(1, len(target) + 1)]
    steps: dict[int, Step] = {}

    def publish(number: int) -> None:
        with target[number].session():
            steps[number] = target[number].publish(releases[number], Line()).step

    threads = [threading.Thread(target=publish, args=(n,)) for n in range(len(target))]
    random.shuffle(threads)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(steps) == len(target)
    return [steps[number] for number in sorted(steps)]


@pytest.mark.parametrize("count", [2, 8])
def test_of_publishers_at_once_the_newest_wins(tmp_path: Path, count: int) -> None:
    public = tmp_path / "public"
    steps = rivals([Folder(public) for _ in range(count)], tmp_path)
    assert steps[-1] is Step.PUBLISHED
    assert set(steps) <= {Step.PUBLISHED, Step.OLDER}
    newest = pages(str(count), f"p{count}{{}}")
    assert newest.items() <= contents(public / SLUG / "current").items()


def test_of_publishers_to_a_store_at_once_the_newest_wins(tmp_path: Path, connect: Connect) -> None:
    steps = rivals([connect() for _ in range(4)], tmp_path)
    assert steps[-1] is Step.PUBLISHED
    assert set(steps) <= {Step.PUBLISHED, Step.OLDER}
    (standing,) = connect().releases(SLUG)
    assert standing.manifest.source.head == f"{4:040x}"
    assert connect().preview(release(tmp_path / "again", 4, pages("4", "p4{}")), Line()).step is (
        Step.UNCHANGED
    )
