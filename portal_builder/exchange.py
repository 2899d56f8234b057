"""Two folders change places in one step, as far as the file system can do that."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

ASIDE = ".old"
"""What is added to the name of a staged folder for the moment in which both names are free."""

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100
_CANNOT = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


def exchange(staged: Path, place: Path) -> None:
    """Swaps two folders atomically; where the file system cannot, in a few renames.

    Raises:
        OSError: they could not be swapped; then both are where they were.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    rename = getattr(libc, "renameat2", None)
    if rename is not None:
        a, b = os.fsencode(staged), os.fsencode(place)
        if rename(_AT_FDCWD, a, _AT_FDCWD, b, _RENAME_EXCHANGE) == 0:
            return
        if ctypes.get_errno() not in _CANNOT:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(place))
    _exchange_by_renames(staged, place)


def _exchange_by_renames(staged: Path, place: Path) -> None:
    away = staged.with_name(staged.name + ASIDE)
    place.rename(away)
    try:
        staged.rename(place)
    except OSError:
        away.rename(place)
        raise
    away.rename(staged)
