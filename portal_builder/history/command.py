"""How git is run: only to read, and so that nothing but the repository settles what it says.

No setting of the machine's or the repository's changes it; no hook, pager, filter, replaced object or
graft takes part, and nothing is fetched.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path

from portal_builder.characters import printable
from portal_builder.errors import PortalError

# Where git looks for settings and stops looking for a repository; every other variable of its own
# could point it elsewhere, such as those that a hook is started with.
KEPT = ("GIT_CONFIG_", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM")
_DROPPED = ("GIT_CONFIG_PARAMETERS",)
_SET: Mapping[str, str] = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # for versions of git that know no GIT_NO_LAZY_FETCH
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_SETTINGS = (
    *("core.hooksPath=" + os.devnull, "core.fsmonitor=false", "core.commitGraph=false"),
    *("log.showRoot=true", "log.showSignature=false", "log.diffMerges=separate"),
    *("log.follow=false", "log.mailmap=false", "i18n.logOutputEncoding=UTF-8", "color.ui=false"),
    *("diff.relative=false", "diff.orderFile=" + os.devnull, "diff.ignoreSubmodules=none"),
    *("trailer.separators=:", "protocol.allow=never"),
)


class NoHistory(PortalError):
    """Git cannot tell what was published before; the text says why, and what to do about it."""


class Git:
    """Runs git in a folder.

    Args:
        folder: where; git finds the repository from there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._contents: Contents | None = None

    def run(self, *words: str, asked: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Runs a command, whether it succeeds or not."""
        try:
            return subprocess.run(
                self._command(*words),
                input=asked,
                capture_output=True,
                env=_environment(),
                check=False,
            )
        except OSError:
            raise NoHistory("there is no program `git` here; install it") from None

    def say(self, *words: str, asked: bytes = b"") -> bytes:
        """What a command says.

        Raises:
            NoHistory: it fails.
        """
        return output(self.run(*words, asked=asked))

    def contents(self, names: list[str]) -> dict[str, bytes]:
        """The contents with these ids, read by one process that stays for the next ones.

        Raises:
            NoHistory: one of them is not here.
        """
        self._contents = self._contents or Contents(self._command("cat-file", "--batch"))
        try:
            return dict(self._contents.read(names))
        except NoHistory:
            self._contents = None
            raise

    def _command(self, *words: str) -> list[str]:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        return ["git", "--no-pager", *settings, "-C", str(self._folder), *words]


class Contents:
    """One `git cat-file --batch` that reads contents for as long as it is needed."""

    def __init__(self, command: list[str]) -> None:
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=nowhere, env=_environment()
        )
        weakref.finalize(self, _end, self._process)

    def read(self, names: list[str]) -> Iterator[tuple[str, bytes]]:
        """Asks from a thread of its own, so that neither side waits for the other."""
        asking = threading.Thread(target=self._ask, args=(names,), daemon=True)
        asking.start()
        said = self._process.stdout
        assert said is not None
        for name in names:
            head = said.readline().split()  # its name, its kind and its size
            if len(head) != 3:
                self._process.kill()
                raise incomplete()
            yield name, said.read(int(head[2]) + 1)[:-1]
        asking.join()

    def _ask(self, names: list[str]) -> None:
        asked = self._process.stdin
        assert asked is not None
        with contextlib.suppress(OSError):  # it has ended: the answer says so
            asked.write("".join(f"{name}\n" for name in names).encode())
            asked.flush()


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        process.communicate()


def _environment() -> dict[str, str]:
    """The environment without whatever could point git elsewhere or change what it says."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _DROPPED and (not name.startswith("GIT_") or name.startswith(KEPT))
    }
    return {**kept, **_SET}


def output(done: subprocess.CompletedProcess[bytes]) -> bytes:
    """What a command said.

    Raises:
        NoHistory: it failed.
    """
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode(errors="replace")
    if any(sign in said for sign in ("promisor remote", "not allowed", "missing")):
        raise incomplete()
    last = ([line for line in said.splitlines() if line.strip()] or ["it gave no reason"])[-1]
    raise NoHistory(f"git cannot read the repository: {printable(last.strip())}")


def incomplete() -> NoHistory:
    """Says that something is missing which the repository names."""
    return NoHistory(
        "the repository lacks contents that it names, as a partial clone does; "
        "fetch all of them, or clone it whole"
    )
