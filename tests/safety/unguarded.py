"""Takes each guard away in turn, and sees whether the tests that stand beside it miss it.

python tests/safety/unguarded.py [WORD …]     of the guards whose names hold a word, else of all
"""

from __future__ import annotations

import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from queue import SimpleQueue
from time import monotonic
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from safety.guards import GUARDS
from safety.guards.guard import Guard

ROOT = Path(__file__).parents[2]
PARTS = ("portal_builder", "content", "theme", "clients", "tests", "mkdocs.yml", "pyproject.toml")
CORPORA = ".corpora"
AT_ONCE = min(4, os.cpu_count() or 1)
LONGEST = 120
"""For how many seconds a guard's tests may run: one that waits for ever is missed by no assertion."""


class Outdated(Exception):
    """A guard does not stand in its file as the table has it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How tests ended: see `witness.Witness`."""

    status: int
    passed: int
    missed: str
    others: Sequence[str]

    @property
    def is_clean(self) -> bool:
        """Whether every test passed."""
        return self.status == 0 and self.passed > 0 and not self.others


class Copy:
    """A copy of the package and its tests, in which guards are taken away one at a time.

    Args:
        folder: where; it does not exist yet.
        of: what is copied: the project, or another copy, in which all is compiled.
    """

    def __init__(self, folder: Path, of: Path = ROOT) -> None:
        self.folder = folder
        folder.mkdir()
        for name in PARTS:
            part = of / name
            shutil.copytree(part, folder / name) if part.is_dir() else shutil.copy2(part, folder)
        (folder / CORPORA).symlink_to(ROOT / CORPORA)
        compileall.compile_dir(folder, quiet=2)

    def without(self, guard: Guard) -> Answer:
        """Runs a guard's tests while it is gone."""
        file = self.folder / guard.file
        file.write_text(weakened(guard, file.read_text("utf-8")), encoding="utf-8")
        try:
            return self.run(guard.tests.splitlines(), LONGEST)
        finally:
            shutil.copy2(ROOT / guard.file, file)  # with its time, so that what is compiled fits

    def run(self, tests: Sequence[str], longest: float | None = None) -> Answer:
        """Runs tests in a process of their own, against what stands in the copy."""
        answer, temporary = self.folder / "answer.json", self.folder / "t"
        answer.unlink(missing_ok=True)
        temporary.mkdir()
        command = [sys.executable, "tests/safety/witness.py", str(answer), *tests]
        own = {"PYTHONPATH": str(self.folder), "TMPDIR": str(temporary), "CI": "true"}
        own["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        try:
            subprocess.run(
                command,
                cwd=self.folder,
                env={**os.environ, **own},
                capture_output=True,
                timeout=longest,
                check=False,
            )
            said: dict[str, Any] = json.loads(answer.read_bytes())
            return Answer(**said)
        except subprocess.TimeoutExpired:
            return Answer(-1, 0, "", ["it did not end"])
        except FileNotFoundError:
            return Answer(-1, 0, "", ["its process ended early"])
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def weakened(guard: Guard, content: str) -> str:
    """A file's text without a guard.

    Raises:
        Outdated: it does not stand there exactly once.
    """
    if (count := content.count(guard.text)) != 1:
        raise Outdated(f"its text stands {count} times in {guard.file}; mend the table")
    return content.replace(guard.text, guard.without)


def by_file(guards: Sequence[Guard]) -> list[list[str]]:
    """All tests of guards, those of a file together."""
    tests = sorted({test for guard in guards for test in guard.tests.splitlines()})
    return [list(group) for _, group in groupby(tests, lambda test: test.partition("::")[0])]


def lent(copies: SimpleQueue[Copy], act: Callable[[Copy], Answer]) -> Answer:
    """Does something with a copy that nothing else is done with meanwhile."""
    copy = copies.get()
    try:
        return act(copy)
    finally:
        copies.put(copy)


def tried(copies: SimpleQueue[Copy], guard: Guard) -> tuple[Guard, str, str]:
    """Takes one guard away; gives which test missed it, or why none did."""
    try:
        answer = lent(copies, lambda copy: copy.without(guard))
    except Outdated as reason:
        return guard, "", str(reason)
    why = "; ".join(answer.others[:2]) or f"all {answer.passed} tests pass without it"
    return guard, answer.missed, why


def chosen(words: Sequence[str]) -> list[Guard]:
    return [
        guard
        for guard in GUARDS
        if not words or any(word in guard.name or word in guard.file for word in words)
    ]


def sound(pool: Executor, copies: SimpleQueue[Copy], guards: Sequence[Guard]) -> bool:
    """Whether all tests of guards pass while every guard is in its place; says which do not."""
    clean = True
    for answer in pool.map(
        lambda tests: lent(copies, lambda copy: copy.run(tests)), by_file(guards)
    ):
        if not answer.is_clean:
            print(f"with every guard in its place: {answer}")
            clean = False
    return clean


def missed(pool: Executor, copies: SimpleQueue[Copy], guards: Sequence[Guard]) -> Iterator[str]:
    """Takes guards away, and gives the names of those that are missed; says of each what came of it."""
    for guard, by, why in pool.map(lambda guard: tried(copies, guard), guards):
        print(f"{guard.name}: {by[:160] or f'NOTHING MISSES IT: {why}'}", flush=True)
        if by:
            yield guard.name


def main(words: Sequence[str]) -> int:
    """Tries the guards; gives 1 where one could go and nothing would miss it."""
    guards, begun = chosen(words), monotonic()
    copies: SimpleQueue[Copy] = SimpleQueue()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        first = Copy(Path(folder, "0"))
        others = (Copy(Path(folder, str(n)), first.folder) for n in range(1, AT_ONCE))
        for copy in (first, *others):
            copies.put(copy)
        if not sound(pool, copies, guards):
            return 1
        found = set(missed(pool, copies, guards))
    for guard in guards:
        if guard.name not in found:
            print(f"nothing misses: {guard.name}")
    print(f"{len(found)} of {len(guards)} guards are missed when they are gone", end="")
    print(f", in {monotonic() - begun:.0f} s")
    return 0 if guards and len(found) == len(guards) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
