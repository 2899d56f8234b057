"""A task in a child process under strace: what it asks of the system, and what if that fails.

strace is attached once everything is imported, so that only the task itself is counted, and the
n-th call of a kind is the same one in each run.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from portal_builder.errors import PortalError

CALLS = (
    "openat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,rmdir,symlink,symlinkat,"
    "link,linkat,write,pwrite64,fsync,fdatasync,fchmod,chmod,fchmodat,ftruncate,truncate,"
    "copy_file_range,sendfile,utimensat"
)
FAULTS = ("KILL", "ENOSPC", "EACCES", "EIO")
FAULT_OF_ITS_OWN = 70
_PR_SET_PTRACER = 0x59616D61
_LINE = re.compile(r"(?:\[pid\s+\d+\] )?(?:\d+ +)?(\w+)\((.*)$")
_WRITING = re.compile(r"O_(?:WRONLY|RDWR|CREAT|TRUNC)")


@dataclass(frozen=True)
class Call:
    """One call of the system that changes something.

    Attributes:
        name: of the call.
        number: it is the n-th of its name in the process, from 1.
        text: as strace shows it.
    """

    name: str
    number: int
    text: str


@dataclass(frozen=True)
class End:
    """How a task ended.

    Attributes:
        status: its exit status; negative where a signal ended it.
        trace: what strace wrote.
    """

    status: int
    trace: str

    @property
    def was_hit(self) -> bool:
        """Whether the fault came about."""
        return "INJECTED" in self.trace or "killed by SIGKILL" in self.trace


def run(task: Callable[[], None], *options: str, after: float | None = None) -> End:
    """Runs a task in a child process under strace.

    Args:
        task: `OSError` and `PortalError` end it with status 2, anything else that it raises with 70.
        options: further ones for strace.
        after: seconds after which the child is killed; None: it is left alone.
    """
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        _be_traced(task, ready, go)
    os.close(ready)
    with tempfile.NamedTemporaryFile("r", suffix=".strace") as log:
        command = [
            "strace",
            "-f",
            "-y",
            "-s",
            "0",
            "-o",
            log.name,
            "-e",
            f"trace={CALLS}",
            *options,
        ]
        command += ["-p", str(child)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
            assert strace.stderr
            said = strace.stderr.readline()
            assert "attached" in said, said
            os.write(go, b"g")
            os.close(go)
            if after is not None:
                _kill_after(child, after)
            _, status = os.waitpid(child, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
            strace.stderr.read()
        return End(os.waitstatus_to_exitcode(status), Path(log.name).read_text())


def _kill_after(child: int, seconds: float) -> None:
    def kill(*_: object) -> None:
        with contextlib.suppress(ProcessLookupError):  # it may have ended by itself
            os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, kill)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6))


def _be_traced(task: Callable[[], None], ready: int, go: int) -> None:
    status = FAULT_OF_ITS_OWN
    try:
        os.close(go)
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, -1, 0, 0, 0)  # where only parents may trace
        os.read(ready, 1)
        task()
        status = 0
    except (OSError, PortalError):
        status = 2
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def mutating(trace: str, root: Path) -> list[Call]:
    """The calls in a trace that change something below a folder."""
    counted: Counter[str] = Counter()
    found = []
    for name, text in _calls(trace):
        counted[name] += 1
        if str(root) in text and (name != "openat" or _WRITING.search(text)):
            found.append(Call(name, counted[name], text))
    return found


def _calls(trace: str) -> Iterator[tuple[str, str]]:
    for line in trace.splitlines():
        match = _LINE.match(line)
        if match:
            yield match[1], match[2]


def injected(call: Call, fault: str) -> str:
    """strace's option for a fault at a call: it fails, or the process is killed before it."""
    what = "error=EIO:signal=KILL" if fault == "KILL" else f"error={fault}"
    return f"inject={call.name}:{what}:when={call.number}"


# What is on the disk when the power is cut


def unsafe(trace: str, root: Path) -> list[str]:
    """Every rename into sight before which something had not reached the disk.

    Below the root only: a file counts as on the disk after an fsync that follows its last change,
    a folder's entries after an fsync of the folder.

    Args:
        trace: of a publish, with all of its calls in order.
        root: the target.
    """
    pending: dict[str, str] = {}
    wrong = []
    for name, text in _calls(trace):
        named = re.findall(r'(?:<|")(/[^">]*)', text)
        paths = [p for p in named if p.startswith(str(root)) or p == str(root.parent)]
        if not paths or "= -1" in text:
            continue
        if name in ("fsync", "fdatasync"):
            pending.pop(paths[0], None)
        elif name.startswith("rename"):
            source, place = paths[-2:] if len(paths) > 1 else (paths[0], paths[0])
            wrong += _early(pending, source, place, text)
            _moved(pending, source, place)
        elif name == "openat" and _WRITING.search(text):
            pending[paths[0]] = pending[_parent(paths[0])] = text
        elif name in ("write", "pwrite64", "ftruncate", "fchmod", "chmod", "fchmodat"):
            pending[paths[0]] = text
        elif name.startswith(("mkdir", "symlink", "link")):
            if not paths[-1].endswith("/.staging"):  # what is lost of it was not needed
                pending[_parent(paths[-1])] = text
            if name.startswith("mkdir"):
                pending[paths[-1]] = text
    return wrong + [f"never synchronised: {path} after {text}" for path, text in _seen(pending)]


def _early(pending: dict[str, str], source: str, place: str, text: str) -> Iterator[str]:
    """What a rename shows too early: what it moves, and what a link that it moves leads to."""
    if ".staging" in place:
        return
    shown = [source] if not place.endswith("/current") else [f"{_parent(place)}/releases"]
    for path, change in pending.items():
        if any(path == top or path.startswith(f"{top}/") for top in shown):
            yield f"not synchronised: {path} after {change} before {text}"


def _moved(pending: dict[str, str], source: str, place: str) -> None:
    for path in [p for p in pending if p == source or p.startswith(f"{source}/")]:
        pending[place + path[len(source) :]] = pending.pop(path)
    pending[_parent(place)] = f"rename to {place}"
    if _parent(source) != _parent(place) and ".staging" not in source:
        pending[_parent(source)] = f"rename from {source}"


def _seen(pending: dict[str, str]) -> Iterator[tuple[str, str]]:
    return ((path, text) for path, text in pending.items() if ".staging" not in path)


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
