"""Files and folders as they are: nothing is followed, nothing is opened that is no plain file."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

_PIECE = 1 << 20


class Unreadable(Exception):
    """A path cannot be taken as a client's file; the text says what it is instead."""


def read_regular(path: Path | str, limit: int | None = None) -> bytes:
    """Reads a file that is one: no link, no pipe, no device, and with one name only.

    Args:
        path: the file.
        limit: how many bytes to read at most; one more is read, so that excess is seen.

    Raises:
        Unreadable: it is none, or the system refuses it; the text completes "this is …".
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise Unreadable(_reason(path, error)) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("no regular file")
        if status.st_nlink > 1:
            raise Unreadable("a hard link: the same file has another name elsewhere")
        return _read(descriptor, status.st_size, sys.maxsize if limit is None else limit + 1)
    except OSError as error:
        raise Unreadable(_reason(path, error)) from None
    finally:
        os.close(descriptor)


def _read(descriptor: int, expected: int, most: int) -> bytes:
    """Reads to the end, or as much as is wanted at most; a file may grow meanwhile."""
    data = os.read(descriptor, min(expected + 1, most))
    while len(data) < most and (more := os.read(descriptor, min(_PIECE, most - len(data)))):
        data += more
    return data


def _reason(path: Path | str, error: OSError) -> str:
    if stat.S_ISLNK(mode(Path(path))):
        return "a link to somewhere else"
    if isinstance(error, PermissionError):
        return "a file that may not be read here"
    return "no regular file"


def mode(path: Path) -> int:
    """What a path is, links not followed; 0 where nothing is there, or nothing can be seen."""
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


def is_folder(path: Path) -> bool:
    """Whether a path is a folder itself, and no link to one."""
    return stat.S_ISDIR(mode(path))


def listed(folder: Path) -> list[tuple[str, bool]]:
    """The names of what `visible` gives, each with whether it is a folder itself, and no link to one."""
    try:
        with os.scandir(folder) as entries:
            return sorted(
                (e.name, e.is_dir(follow_symlinks=False)) for e in entries if e.name[0] != "."
            )
    except OSError:
        return []


def visible(folder: Path) -> list[Path]:
    """What stands in a folder and is not hidden, sorted; nothing where it cannot be listed."""
    try:
        return sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    except OSError:
        return []
