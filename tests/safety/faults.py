"""Kills and refused writes at every call of the system that changes something.

    python tests/safety/faults.py [--quick]

For each way in which a folder is changed and for each call of that change: a SIGKILL instead of it,
then "no space", "not permitted" and "input/output error" in its place. Afterwards a reader must find
the old state or the new one, and the next run must finish it. `--quick` takes two of the ways, and the
faults in turn, one at each call; so does a whole build, which makes hundreds of calls.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from safety.scenes import SWAP, WHOLE, Scene, is_left_over, manifest_is_whole, scenes, whole_build
from safety.tracing import FAULT_OF_ITS_OWN, FAULTS, Call, injected, mutating, run, unsafe

KILLS = 100
QUICK = ("the next release, and the oldest goes", SWAP)
BUILDS = (SWAP, WHOLE)


def calls_of(scene: Scene) -> list[Call]:
    """The calls of a change that goes well; in a publish each must reach the disk in its order."""
    with scene.copy() as place:
        end = run(partial(scene.change, place))
        assert end.status == 0, end
        assert scene.seen(place) == scene.wanted
        if scene.name not in BUILDS:
            assert unsafe(end.trace, place) == []
        return mutating(end.trace, place)


def after_fault(scene: Scene, call: Call, fault: str) -> Iterator[str]:
    """Everything that is wrong after a fault at a call."""
    with scene.copy() as place:
        end = run(partial(scene.change, place), "-e", injected(call, fault))
        where = f"{scene.name}: {fault} at {call.name} {call.number} ({call.text[:90]})"
        if not end.was_hit:
            yield f"{where}: it did not come about"
        if end.status not in ((-9,) if fault == "KILL" else (0, 2)):
            yield f"{where}: ended with {end.status}"
        yield from (f"{where}: {what}" for what in after(scene, place))


def after(scene: Scene, place: Path) -> Iterator[str]:
    """Everything that is wrong with a folder after a change was cut off, and after the next run."""
    if torn := scene.torn(place):
        yield torn
    scene.change(place)
    if scene.seen(place) != scene.wanted:
        yield "the next run does not finish it"
    if scene.name not in BUILDS:
        yield from is_left_over(place)
        if not manifest_is_whole(place):
            yield "the manifest is of something else"


def main() -> int:
    """Runs all of it; prints figures, and gives 1 where something is wrong."""
    quick = "--quick" in sys.argv
    began, wrong = time.monotonic(), list[str]()
    done: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        turns = cycle(FAULTS)
        for scene in chosen(Path(folder), quick):
            calls = calls_of(scene)
            for call in calls:
                for fault in [next(turns)] if quick or scene.name == WHOLE else FAULTS:
                    wrong += after_fault(scene, call, fault)
                    done[fault] += 1
            print(f"{scene.name}: {len(calls)} calls", flush=True)
            longest = duration(scene)
            for _ in range(5 if quick else KILLS):
                wrong += killed(scene, random.uniform(0, longest))
                done["random kills"] += 1
    for line in wrong:
        print(line)
    said = ", ".join(f"{count} × {fault}" for fault, count in done.items())
    print(f"{said}: {len(wrong)} wrong ({time.monotonic() - began:.0f} s)")
    return 1 if wrong or FAULT_OF_ITS_OWN in done else 0


def chosen(root: Path, quick: bool) -> Iterator[Scene]:
    """The ways in which folders are changed, as many as there is time for."""
    yield from (scene for scene in scenes(root) if not quick or scene.name in QUICK)
    if not quick:
        yield whole_build(root)


def duration(scene: Scene) -> float:
    """How many seconds a change takes, traced as it is."""
    with scene.copy() as place:
        began = time.monotonic()
        run(partial(scene.change, place), after=60)
        return time.monotonic() - began


def killed(scene: Scene, moment: float) -> Iterator[str]:
    """Everything that is wrong after a kill at a moment."""
    with scene.copy() as place:
        run(partial(scene.change, place), after=moment)
        yield from (f"{scene.name}: killed after {moment:.4f} s: {w}" for w in after(scene, place))


if __name__ == "__main__":
    sys.exit(main())
