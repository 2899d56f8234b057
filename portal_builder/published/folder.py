"""A folder of published sites, or of built ones."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from portal_builder.publish.release import MANIFEST
from portal_builder.published.digests import (
    LIMIT,
    PLACES,
    RECORD,
    Digests,
    Unread,
    of_manifest,
    of_record,
)


class FolderReference:
    """A folder.

    Args:
        path: where the sites stand: a target of `portal publish`, sites with their manifests side by
            side, or what `portal build` left.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def reach(self, slug: str) -> None:  # noqa: ARG002 - as references do
        """Sees whether there is such a folder, and whether it may be read."""
        try:
            os.scandir(self.path).close()
        except OSError as error:
            raise Unread(f"{self.path}: {error.strerror}") from None

    def digests(self, slug: str) -> Digests:
        """What is published of a client; see `Reference`."""
        for place in (each.format(slug=slug) for each in PLACES):
            data = _read(self.path / place / MANIFEST)
            if data is not None:
                return of_manifest(slug, place, data)
        data = _read(self.path / RECORD.format(slug=slug))
        if data is None:
            raise Unread("nothing of it is published there")
        return of_record(slug, data)

    @contextlib.contextmanager
    def site(self, digests: Digests) -> Iterator[Path]:
        """The folder in which a client's site stands, where the link to the current one leads."""
        yield Path(os.path.realpath(self.path / digests.place))


def _read(path: Path) -> bytes | None:
    """The bytes of a file, one more than it may have at most; None where there is none.

    Raises:
        Unread: there is something that cannot be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unread(f"{path.name} is no regular file")
            return file.read(LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Unread(f"{path.name} cannot be read: {error.strerror}") from None
