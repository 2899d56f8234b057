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
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
AT_ONCE = int(os.environ.get("PORTAL_AT_ONCE", "0")) or min(4, os.cpu_count() or 1)
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
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        for name in PARTS:
            part = ROOT / name
            shutil.copytree(part, folder / name) if part.is_dir() else shutil.copy2(part, folder)
        (folder / CORPORA).symlink_to(ROOT / CORPORA)
        compileall.compile_dir(folder / "portal_builder", quiet=2)

    def without(self, guard: Guard) -> Answer:
        """Runs a guard's tests while it is gone."""
        file = self.folder / guard.file
        file.write_text(weakened(guard, file.read_text("utf-8")), encoding="utf-8")
        try:
            return self.run(guard.tests.splitlines())
        finally:
            shutil.copy2(ROOT / guard.file, file)  # with its time, so that what is compiled fits

    def run(self, tests: Sequence[str]) -> Answer:
        """Runs tests in a process of their own, against what stands in the copy."""
        answer, temporary = self.folder / "answer.json", self.folder / "t"
        answer.unlink(missing_ok=True)
        temporary.mkdir()
        command = [sys.executable, "tests/safety/witness.py", str(answer), *tests]
        own = {"PYTHONPATH": str(self.folder), "TMPDIR": str(temporary), "CI": "true"}
        try:
            subprocess.run(
                command,
                cwd=self.folder,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **own},
                capture_output=True,
                timeout=LONGEST,
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


def tried(copies: SimpleQueue[Copy], guard: Guard) -> tuple[Guard, str, str]:
    """Takes one guard away; gives which test missed it, or why none did."""
    copy = copies.get()
    try:
        answer = copy.without(guard)
    except Outdated as reason:
        return guard, "", str(reason)
    finally:
        copies.put(copy)
    why = "; ".join(answer.others[:2]) or f"all {answer.passed} tests pass without it"
    return guard, answer.missed, "" if answer.missed else why


def chosen(words: Sequence[str]) -> list[Guard]:
    return [
        guard
        for guard in GUARDS
        if not words or any(word in guard.name or word in guard.file for word in words)
    ]


def unguarded(guards: Sequence[Guard], folder: Path) -> Iterator[str]:
    """Tries guards, and says of each what came of it.

    Returns:
        The names of those that nothing misses.
    """
    first = Copy(folder / "0")
    tests = sorted({test for guard in guards for test in guard.tests.splitlines()})
    whole = first.run(tests)
    if not whole.is_clean:
        print(f"with every guard in its place: {whole}")
        yield "the tests themselves"
        return
    copies: SimpleQueue[Copy] = SimpleQueue()
    for copy in (first, *(Copy(folder / str(n)) for n in range(1, AT_ONCE))):
        copies.put(copy)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for guard, missed, why in pool.map(lambda guard: tried(copies, guard), guards):
            print(f"{guard.name}: {missed[:160] or f'NOTHING MISSES IT: {why}'}", flush=True)
            if not missed:
                yield guard.name


def main(words: Sequence[str]) -> int:
    """Tries the guards; gives 1 where one could go and nothing would miss it."""
    guards, begun = chosen(words), monotonic()
    with tempfile.TemporaryDirectory() as folder:
        gone = list(unguarded(guards, Path(folder)))
    for name in gone:
        print(f"nothing misses: {name}")
    found = len(guards) - len(gone)
    print(f"{found} of {len(guards)} guards are missed when they are gone", end="")
    print(f", in {monotonic() - begun:.0f} s")
    return 1 if gone or not guards else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
