"""Published sites as a web server hands them out, or whatever else answers at that address."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import quote

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
from portal_builder.workspace import ATTACHMENT_LIMIT

if TYPE_CHECKING:
    from requests import Session

TIMEOUT = 20.0
"""For how many seconds a part of an answer is waited for, and at most for all of it thrice as long."""
SITE_LIMIT = 1024 * 1024 * 1024
"""How many bytes of a site are fetched at most."""
_AT_ONCE = 16
_AGAIN = 2
_PIECE = 1 << 16
_NOT_THERE = (403, 404, 410)


class WebReference:
    """An address below which sites are served.

    Args:
        address: `https://host/path`; each client's site stands below it, or in place of `{slug}`.
        timeout: for how many seconds an answer is waited for.
    """

    def __init__(self, address: str, timeout: float = TIMEOUT) -> None:
        self._address = address.rstrip("/")
        self._timeout = timeout
        self._gave_up = ""

    def reach(self, slug: str) -> None:
        """Sees whether anyone answers there."""
        with contextlib.suppress(Unread):
            self._get(slug, f"{slug}/{MANIFEST}", LIMIT)
        if self._gave_up:
            raise Unread(self._gave_up)

    def digests(self, slug: str) -> Digests:
        """What is published of a client; see `Reference`."""
        for place in (each.format(slug=slug) for each in reversed(PLACES)):
            data = self._get(slug, f"{place}/{MANIFEST}", LIMIT)
            if data is not None:
                return of_manifest(slug, place, data)
        data = self._get(slug, RECORD.format(slug=slug), LIMIT)
        if data is None:
            raise Unread("nothing of it is published there")
        return of_record(slug, data)

    @contextlib.contextmanager
    def site(self, digests: Digests) -> Iterator[Path]:
        """A folder with the files of a client's site, fetched for as long as they are looked at."""
        slug = digests.place.partition("/")[0]
        with TemporaryDirectory() as folder:
            root = Path(folder, slug)

            sizes: list[int] = []

            def fetch(path: str) -> None:
                data = self._get(slug, f"{digests.place}/{path}", ATTACHMENT_LIMIT)
                if data is None or sha256(data).hexdigest() != digests.files[path]:
                    raise Unread(NOT_AS_PUBLISHED)
                sizes.append(len(data))
                if sum(sizes) > SITE_LIMIT:
                    raise Unread("it is too large to be compared")
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(data)

            pool = ThreadPoolExecutor(_AT_ONCE)
            try:
                for _ in pool.map(fetch, digests.files):
                    pass
            except (OSError, ValueError):
                raise Unread("its files cannot be kept here to be compared") from None
            finally:
                pool.shutdown(cancel_futures=True)
            yield root

    @cached_property
    def _session(self) -> Session:
        from requests import Session
        from requests.adapters import HTTPAdapter

        session = Session()
        session.headers["Accept-Encoding"] = "identity"
        for scheme in ("https://", "http://"):
            session.mount(scheme, HTTPAdapter(pool_maxsize=_AT_ONCE, max_retries=_AGAIN))
        return session

    def _get(self, slug: str, path: str, limit: int) -> bytes | None:
        """The bytes at an address, one more than they may be at most; None where there are none.

        Raises:
            Unread: there is no telling, or something else answers; a host that does not answer is
                not asked again.
        """
        from requests import RequestException, exceptions
        from urllib3.exceptions import HTTPError

        if self._gave_up:
            raise Unread(self._gave_up)
        try:
            return self._answer(self._url(slug, path), limit)
        except (RequestException, HTTPError, OSError, ValueError) as error:
            # Its own words may quote what a proxy was told.
            why = f"no answer, or not a whole one ({type(error).__name__})"
            if isinstance(error, exceptions.ConnectionError | exceptions.Timeout | TimeoutError):
                self._gave_up = why
            raise Unread(why) from None

    def _url(self, slug: str, path: str) -> str:
        if "{slug}" in self._address:
            below = path.removeprefix(f"{slug}/")
            return f"{self._address.replace('{slug}', slug)}/{quote(below)}"
        return f"{self._address}/{quote(path)}"

    def _answer(self, url: str, limit: int) -> bytes | None:
        """What is answered, if it is a file: a redirect leads to a sign-in, or elsewhere."""
        until = time.monotonic() + 3 * self._timeout
        with self._session.get(
            url, timeout=self._timeout, allow_redirects=False, stream=True
        ) as answer:
            if answer.status_code in _NOT_THERE:
                return None
            if answer.status_code != 200:
                raise Unread(f"the answer is status {answer.status_code}")
            data = bytearray()
            for piece in answer.iter_content(_PIECE):
                data += piece
                if len(data) > limit:
                    break
                if time.monotonic() > until:
                    raise TimeoutError
            return bytes(data)
