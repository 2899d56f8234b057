"""What git says of revisions, read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

FILES = ("100644", "100755")
"""The modes of what is a file."""


def split(said: bytes) -> list[bytes]:
    """What git said in parts that end in NUL."""
    return [part for part in said.split(b"\0") if part]


def revisions(
    parts: list[bytes],
) -> Iterator[tuple[str, int, list[tuple[bytes, str | None]]]]:
    """Reads `git log --raw -z`: a head for each commit, then pairs of a change and its path."""
    name, moment, changes = "", 0, list[tuple[bytes, str | None]]()
    left = iter(parts)
    for part in left:
        if part.startswith(b"\x01"):
            if name:
                yield name, moment, changes
            name, _, seconds = part[1:].decode().partition(" ")
            moment, changes = int(seconds or 0), []
        else:
            _, mode, _, new, _ = part.strip().decode().split(" ")
            changes.append((next(left), new if mode in FILES else None))
    if name:
        yield name, moment, changes


def brought_in(parents: Mapping[str, list[str]], tip: str) -> dict[str, str]:
    """Of every commit the first-parent revision that brought it in."""
    line = [tip]
    while parents[line[-1]]:
        line.append(parents[line[-1]][0])
    brought: dict[str, str] = {}
    for revision in reversed(line):
        pending = [revision]
        while pending:
            commit = pending.pop()
            if commit not in brought:
                brought[commit] = revision
                pending += parents[commit]
    return brought
