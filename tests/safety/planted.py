"""What the search for torn states must find: the guards of publishing, each taken away.

python tests/safety/planted.py
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

from portal_builder import output
from portal_builder.publish import durable
from safety.faults import after_fault
from safety.scenes import SWAP, Scene, scenes
from safety.tracing import FAULTS, mutating, run, unsafe

NEXT, MENDING = "the next release, and the oldest goes", "mending"


def _no_file_reaches_the_disk() -> Any:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):  # noqa: PTH112
            real(descriptor)

    return patch.object(durable.os, "fsync", fsync)  # type: ignore[attr-defined]


def _no_folder_reaches_the_disk() -> Any:
    return patch.object(durable, "sync_folder", lambda _: None)


def _the_link_is_taken_away_first() -> Any:
    def swap_link(link: Path, target: str, aside: Path) -> None:  # noqa: ARG001
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        durable.sync_folder(link.parent)

    return patch.object(durable, "swap_link", swap_link)


def _a_release_is_written_where_it_is_seen() -> Any:
    def put_folder(staged: Path, place: Path) -> None:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(staged, place)

    return patch.object(durable, "put_folder", put_folder)


def _a_manifest_is_written_in_place() -> Any:
    def replace_file(path: Path, data: bytes, aside: Path) -> None:  # noqa: ARG001
        path.write_bytes(data)

    return patch.object(durable, "replace_file", replace_file)


def _a_built_site_is_removed_before_the_next_comes() -> Any:
    def exchange(staged: Path, place: Path) -> None:
        shutil.rmtree(place)
        staged.rename(place)
        staged.mkdir()

    return patch.object(output, "exchange", exchange)


PLANTED: tuple[tuple[Callable[[], Any], str], ...] = (
    (_no_file_reaches_the_disk, NEXT),
    (_no_folder_reaches_the_disk, NEXT),
    (_the_link_is_taken_away_first, NEXT),
    (_a_release_is_written_where_it_is_seen, MENDING),
    (_a_manifest_is_written_in_place, "the commit alone moves on"),
    (_a_built_site_is_removed_before_the_next_comes, SWAP),
)


def found(scene: Scene) -> Iterator[str]:
    """What is wrong with a change, the order on the disk first."""
    with scene.copy() as place:
        end = run(lambda: scene.change(place))
        if scene.name != SWAP:
            yield from unsafe(end.trace, place)
        calls = mutating(end.trace, place)
    for call in calls:
        for fault in FAULTS:
            yield from after_fault(scene, call, fault)


@contextmanager
def small_scenes() -> Iterator[dict[str, Scene]]:
    with tempfile.TemporaryDirectory() as folder:
        yield {scene.name: scene for scene in scenes(Path(folder))}


def main() -> int:
    """Plants each; gives 1 where one is not found."""
    missed = 0
    with small_scenes() as all_scenes:
        for plant, name in PLANTED[:2] if "--quick" in sys.argv else PLANTED:
            with plant():
                first = next(found(all_scenes[name]), "")
            missed += not first
            print(f"{plant.__name__.strip('_')}: {first[:160] or 'NOT FOUND'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
