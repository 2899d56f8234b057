"""Every call to git, in one place.

How it is run, so that nothing but the repository settles what it says, stands in `command`.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from portal_builder.characters import printable
from portal_builder.errors import WrongUse
from portal_builder.history.command import Git, NoHistory, incomplete, output
from portal_builder.history.log import FILES, brought_in, revisions, split

__all__ = ["Commit", "NoHistory", "Override", "Repository", "checked_out"]

_TRAILER = "Gate-Override"


@dataclass(frozen=True, slots=True)
class Commit:
    """A first-parent revision, and what it did to the clients' files.

    Attributes:
        id: its full name.
        seconds: since 1970: when it was committed, but never before its parent.
        changes: path below `clients/` → the id of its new content; None where it is no file now.
    """

    id: str
    seconds: int
    changes: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Override:
    """A trailer `Gate-Override: <what> <reason>`.

    Attributes:
        commit: whose message holds it.
        what: the refusal that is to pass; empty where the trailer says nothing.
        reason: why, as it was written; may be empty.
    """

    commit: str
    what: str
    reason: str


@dataclass(frozen=True)
class Repository:
    """The repository that holds a `clients/` folder.

    Attributes:
        folder: the `clients/` folder in the work tree.
        prefix: where it lies in the repository: empty, or ending in "/".
    """

    folder: Path
    prefix: str

    @classmethod
    def find(cls, folder: Path) -> Repository:
        """Finds the repository of a `clients/` folder, from the folder upwards.

        Raises:
            NoHistory: there is none, or none that can be relied on.
        """
        here = cls(folder, "")
        done = here._git.run("rev-parse", "--is-inside-work-tree", "--is-shallow-repository")
        _refuse(done)
        prefix = os.fsdecode(here._git.say("rev-parse", "--show-prefix")[:-1])
        found = cls(folder, prefix)
        if found._git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}").returncode:
            raise NoHistory("nothing is committed yet; commit the clients' files first")
        if found._is_partial:
            found._check_whole()
        return found

    @cached_property
    def _git(self) -> Git:
        return Git(self.folder)

    @cached_property
    def head(self) -> str:
        """The commit that is checked out."""
        return self._git.say("rev-parse", "--verify", "HEAD^{commit}").decode().strip()

    def commit(self, revision: str) -> str:
        """The commit that a revision names.

        Raises:
            WrongUse: there is no such revision, or it is no commit.
        """
        name = self._resolved(revision)
        found = name and self._resolved(f"{name}^{{commit}}")
        if not found:
            known = name and self._resolved(f"{name}^{{object}}")
            what = "is no commit" if known else "does not exist"
            raise WrongUse(
                f"the revision {printable(revision)} {what}; name a branch, a tag or a commit"
            )
        return found

    def base(self, revision: str) -> str:
        """The merge base of a revision and HEAD.

        Raises:
            WrongUse: there is no such commit, or the two have nothing in common.
        """
        commit = self.commit(revision)
        done = self._git.run("merge-base", commit, self.head)
        if done.returncode == 1:
            raise WrongUse(
                f"the revision {printable(revision)} has no common ancestor with what is checked out; "
                "name one that the two share history with"
            )
        return output(done).decode().split()[0]

    def committed(self, commit: str) -> int:
        """When a commit was made, in seconds since 1970, as its committer's clock had it."""
        return int(self._git.say("log", "-1", "--format=%ct", commit, "--").decode() or 0)

    def files(self, commit: str) -> dict[str, str]:
        """The files below `clients/` at a commit: path → the id of its content.

        Links, submodules and folders are no files.
        """
        found = {}
        within = [self.prefix.rstrip("/")] if self.prefix else []
        said = self._git.say("ls-tree", "-r", "-z", "--full-tree", commit, "--", *within)
        for entry in split(said):
            about, path = entry.split(b"\t", 1)
            mode, _, name = about.decode().split()
            below = self._below(path)
            if mode in FILES and below is not None:
                found[below] = name
        return found

    def commits(self, tip: str | None = None) -> list[Commit]:
        """The first-parent revisions up to a commit, the oldest first.

        Args:
            tip: the last of them; HEAD where none is named.
        """
        found: list[Commit] = []
        options = ("--first-parent", "--sparse", "--raw", "-m", "-z", "--no-abbrev", "--no-renames")
        shape = ("--no-ext-diff", "--no-textconv", "--format=%x01%H %ct", "--reverse")
        said = self._git.say("log", *options, *shape, tip or self.head, "--", ".")
        for name, moment, changes in revisions(split(said)):
            last = found[-1].seconds if found else moment
            below = {b: new for p, new in changes if (b := self._below(p)) is not None}
            found.append(Commit(name, max(moment, last), below))
        return found

    def blobs(self, names: Iterable[str]) -> dict[str, bytes]:
        """The contents with these ids.

        Raises:
            NoHistory: one of them is not here.
        """
        wanted = list(dict.fromkeys(names))
        return self._git.contents(wanted) if wanted else {}

    def uncommitted(self) -> frozenset[str]:
        """The clients whose files differ from those of HEAD: the first part of each path."""
        said = self._git.say(
            "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "."
        )
        below = (self._below(entry[3:]) for entry in split(said))
        return frozenset(path.partition("/")[0] for path in below if path is not None)

    def reaches(self, commit: str, earlier: str) -> bool:
        """Whether a commit is another one, or comes after it.

        Raises:
            NoHistory: one of the two is not here.
        """
        if not (self._resolved(f"{commit}^{{commit}}") and self._resolved(f"{earlier}^{{commit}}")):
            raise NoHistory("the repository lacks a commit that was published; fetch all of it")
        done = self._git.run("merge-base", "--is-ancestor", earlier, commit)
        if done.returncode not in (0, 1):
            output(done)
        return done.returncode == 0

    def overrides(self, base: str, tip: str) -> list[Override]:
        """The overrides in the messages of the commits between two, the oldest first.

        Args:
            base: what it reaches is left out.
            tip: the last commit.
        """
        return self._trailers(f"{base}..{tip}")

    def overrides_by_revision(self, tip: str) -> dict[str, list[Override]]:
        """Every override up to a commit, by the first-parent revision that brought it in."""
        found = self._trailers(tip)
        if not found:
            return {}
        lines = self._git.say("rev-list", "--parents", tip).decode().splitlines()
        parents = {names[0]: names[1:] for names in map(str.split, lines)}
        brought = brought_in(parents, tip)
        grouped: dict[str, list[Override]] = {}
        for override in found:
            grouped.setdefault(brought[override.commit], []).append(override)
        return grouped

    def _trailers(self, span: str) -> list[Override]:
        form = f"--format=%H%n%(trailers:key={_TRAILER},valueonly,unfold)"
        grep = ("--fixed-strings", "--regexp-ignore-case", f"--grep={_TRAILER}:")
        found = []
        for message in split(self._git.say("log", "-z", "--reverse", form, *grep, span, "--")):
            commit, *values = message.decode(errors="replace").split("\n")
            for value in filter(None, map(str.strip, values)):
                what, reason = [*value.split(None, 1), ""][:2]
                found.append(Override(commit, what.rstrip(":"), reason))
        return found

    def _below(self, path: bytes) -> str | None:
        """A path of the repository as seen from `clients/`; None for what lies elsewhere."""
        text = os.fsdecode(path)
        return text.removeprefix(self.prefix) if text.startswith(self.prefix) else None

    def _resolved(self, name: str) -> str | None:
        done = self._git.run("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        said = done.stdout.decode().strip()
        return said if done.returncode == 0 and said.isalnum() else None

    @property
    def _is_partial(self) -> bool:
        pattern = r"^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$"
        return self._git.run("config", "--get-regexp", pattern).returncode == 0

    def _check_whole(self) -> None:
        """Finds out whether every content of the history is here, though not all was fetched."""
        names = {new for commit in self.commits() for new in commit.changes.values() if new}
        asked = "".join(f"{name}\n" for name in sorted(names)).encode()
        said = self._git.say("cat-file", "--batch-check", asked=asked)
        if any(line.endswith(b" missing") for line in said.splitlines()):
            raise incomplete()


def checked_out(folder: Path) -> str | None:
    """The commit that is checked out, even in a shallow clone; None where there is none."""
    try:
        return Repository(folder, "").head
    except NoHistory:
        return None


def _refuse(done: subprocess.CompletedProcess[bytes]) -> None:
    said = done.stderr.decode(errors="replace")
    if "dubious ownership" in said or "unsafe repository" in said:
        raise NoHistory(
            "the repository belongs to someone else, so git does not read it; "
            "if you trust it, add it to git's `safe.directory`"
        )
    if "not a git repository" in said:
        raise NoHistory("this folder is in no git repository; commit the clients' files to one")
    inside, shallow = [*output(done).decode().split(), ""][:2]
    if inside != "true":
        raise NoHistory("the repository has no work tree here")
    if shallow == "true":
        raise NoHistory(
            "the repository is a shallow clone, which lacks the history; run `git fetch --unshallow`"
        )
