"""Runs of whole processes: how long they take, how much memory, and what they write."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36  # of Linux' prctl


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
    """Runs a command; one that fails ends the benchmark with what it said.

    Processes that it began and that outlive it a little count for processor time and memory: this process
    takes them over and waits for them.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [*map(str, words)],
            cwd=cwd,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(map(str, words))}: {said.read().decode(errors='replace')}")
    all_used = [used, *_outlived()]
    cpu = sum(each.ru_utime + each.ru_stime for each in all_used)
    return Run(seconds, cpu, max(each.ru_maxrss for each in all_used) / 1024)


def _outlived() -> Iterator[resource.struct_rusage]:
    with contextlib.suppress(ChildProcessError):  # there is none left
        while True:
            yield os.wait4(-1, 0)[2]


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
