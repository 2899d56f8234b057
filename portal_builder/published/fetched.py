"""Published sites that are fetched file by file, to be compared and looked through."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from portal_builder.client_folder import ATTACHMENT_LIMIT
from portal_builder.publish.release import MANIFEST
from portal_builder.published.digests import (
    LIMIT,
    NOT_AS_PUBLISHED,
    PLACES,
    RECORD,
    Digests,
    Unread,
    of_manifest,
    of_record,
)

SITE_LIMIT = 1024 * 1024 * 1024
"""How many bytes of a site are fetched at most."""
AT_ONCE = 16
"""How many files of a site are fetched at a time."""


class FetchedReference(ABC):
    """A reference that is no folder of this machine."""

    def __init__(self) -> None:
        self.gave_up = ""

    @abstractmethod
    def get(self, slug: str, path: str, limit: int) -> bytes | None:
        """A file's bytes, one more than it may have at most; None where there is none.

        Args:
            slug: whose it is.
            path: where it is, below the reference.
            limit: how many bytes it may have.

        Raises:
            Unread: that cannot be told. Where no one answers, `gave_up` says so from then on.
        """

    def reach(self, slug: str) -> None:
        """Sees whether anyone answers there."""
        with contextlib.suppress(Unread):
            self.get(slug, f"{slug}/{MANIFEST}", LIMIT)
        if self.gave_up:
            raise Unread(self.gave_up)

    def digests(self, slug: str) -> Digests:
        """What is published of a client; see `Reference`."""
        for place in (each.format(slug=slug) for each in reversed(PLACES)):
            data = self.get(slug, f"{place}/{MANIFEST}", LIMIT)
            if data is not None:
                return of_manifest(slug, place, data)
        data = self.get(slug, RECORD.format(slug=slug), LIMIT)
        if data is None:
            raise Unread("nothing of it is published there")
        # Whoever serves it is not asked what to say of a client, nor what was looked for in its site.
        return replace(of_record(slug, data), basis=None)

    @contextlib.contextmanager
    def site(self, digests: Digests) -> Iterator[Path]:
        """A folder with the files of a client's site, fetched for as long as they are looked at."""
        with TemporaryDirectory() as folder:
            root = Path(folder, "site")
            self._fetch_all(digests, root)
            yield root

    def _fetch_all(self, digests: Digests, root: Path) -> None:
        slug = digests.place.partition("/")[0]
        sizes: list[int] = []

        def fetch(path: str) -> None:
            data = self.get(slug, f"{digests.place}/{path}", ATTACHMENT_LIMIT)
            if data is None or sha256(data).hexdigest() != digests.files[path]:
                raise Unread(NOT_AS_PUBLISHED)
            sizes.append(len(data))
            if sum(sizes) > SITE_LIMIT:
                raise Unread("it is too large to be compared")
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)

        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            for _ in pool.map(fetch, digests.files):
                pass
        except (OSError, ValueError):
            raise Unread("its files cannot be kept here to be compared") from None
        finally:
            pool.shutdown(cancel_futures=True)
