"""Runs of whole processes: how long they take, how much memory, and what they write."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command.

    Attributes:
        seconds: from its start to its end.
        cpu: seconds of all its processes.
        memory: of the greatest of its processes, in MiB.
    """

    seconds: float
    cpu: float
    memory: float


def run(*words: str | Path, cwd: Path | None = None, **environment: str) -> Run:
    """Runs a command; one that fails ends the benchmark with what it said."""
    start = time.perf_counter()
    with subprocess.Popen(
        [*map(str, words)],
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, words))}: {said.decode(errors='replace')}")
    seconds = time.perf_counter() - start
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def portal(root: Path, *words: str | Path, **environment: str) -> Run:
    """Runs the portal on a workspace."""
    return run(sys.executable, "-m", "portal_builder", "--root", root, *words, **environment)


def written(folder: Path) -> int:
    """The bytes of all files in a folder; what is linked to several times counts once."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            about = Path(place, name).lstat()
            found[about.st_ino] = about.st_size
    return sum(found.values())
