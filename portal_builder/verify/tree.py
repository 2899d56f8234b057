"""What stands in a built site's folder: only files of its own, looked at without following links."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from portal_builder.characters import printable


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """Something in a built site that should not be there, or that is missing.

    Attributes:
        path: where, as a site path; empty for the site as a whole.
        what: what is wrong there: one sentence, lower case, without a full stop.
    """

    path: str
    what: str


@dataclass(frozen=True, slots=True)
class Content:
    """A file of a site: its bytes and their SHA-256."""

    path: str
    data: bytes
    digest: str


def contents(root: Path) -> Iterator[Content | Leak]:
    """Every file below a folder, and everything that is no file of the site's own; sorted."""
    yield from _below(root, "")


def digests(root: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its path."""
    return {found.path: found.digest for found in contents(root) if isinstance(found, Content)}


def _below(folder: Path, prefix: str) -> Iterator[Content | Leak]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield Leak(prefix.rstrip("/"), "this folder cannot be read")
        return
    if not entries:
        yield Leak(printable(prefix.rstrip("/")), "a folder with nothing in it")
    for entry in entries:
        path = prefix + entry.name
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode):
            yield from _below(Path(entry.path), f"{path}/")
        elif stat.S_ISLNK(mode):
            yield Leak(printable(path), "a link to somewhere else")
        elif not stat.S_ISREG(mode):
            yield Leak(printable(path), "no regular file")
        else:
            yield _content(entry.path, path)


def _content(place: str, path: str) -> Content | Leak:
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            data = file.read()
    except OSError:
        return Leak(printable(path), "this file cannot be read")
    return Content(path, data, sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class Expected:
    """The files that a site consists of.

    Attributes:
        exact: site path → SHA-256 of what must be there unchanged.
        made: what must be there with whatever content the build gave it.
        theme: site path → the SHA-256 of the theme's file; it need not be there.
        others: whether the build may have made further files: with plugins of the owner's.
    """

    exact: Mapping[str, str]
    made: frozenset[str] = frozenset()
    theme: Mapping[str, str] = field(default_factory=dict)
    others: bool = False

    def is_theme(self, file: Content) -> bool:
        """Whether a file is the theme's own, unchanged."""
        return self.theme.get(file.path) == file.digest

    def differences(self, files: Mapping[str, str]) -> Iterator[Leak]:
        """What is missing, changed or not made by the build.

        Args:
            files: what is there: site path → SHA-256.
        """
        for path in sorted((self.exact.keys() | self.made) - files.keys()):
            yield Leak(printable(path), "a file that the build made is missing")
        for path, digest in files.items():
            if path in self.exact:
                if digest != self.exact[path]:
                    yield Leak(printable(path), "is not as the build made it")
            elif path in self.made or self.others:
                continue
            elif path not in self.theme:
                yield Leak(printable(path), "a file that the build did not make")
            elif digest != self.theme[path]:
                yield Leak(printable(path), "is not the theme's own file any more")
