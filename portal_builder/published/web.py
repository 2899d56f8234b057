"""Published sites as a web server hands them out, or whatever else answers at that address."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from portal_builder.published.digests import Unread
from portal_builder.published.fetched import AT_ONCE, FetchedReference

if TYPE_CHECKING:
    from requests import Session

TIMEOUT = 20.0
"""For how many seconds a part of an answer is waited for, and at most for all of it thrice as long."""
_AGAIN = 2
_PIECE = 1 << 16
_NOT_THERE = (403, 404, 410)


class WebReference(FetchedReference):
    """An address below which sites are served.

    Args:
        address: `https://host/path`; each client's site stands below it, or in place of `{slug}`.
        timeout: for how many seconds an answer is waited for.
    """

    def __init__(self, address: str, timeout: float = TIMEOUT) -> None:
        super().__init__()
        self._address = address.rstrip("/")
        self._timeout = timeout

    @cached_property
    def _session(self) -> Session:
        from requests import Session
        from requests.adapters import HTTPAdapter

        session = Session()
        session.headers["Accept-Encoding"] = "identity"
        for scheme in ("https://", "http://"):
            session.mount(scheme, HTTPAdapter(pool_maxsize=AT_ONCE, max_retries=_AGAIN))
        return session

    def get(self, slug: str, path: str, limit: int) -> bytes | None:
        """A file's bytes; a host that does not answer is not asked again."""
        from requests import RequestException, exceptions
        from urllib3.exceptions import HTTPError

        if self.gave_up:
            raise Unread(self.gave_up)
        try:
            return self._answer(self._url(slug, path), limit)
        except (RequestException, HTTPError, OSError, ValueError) as error:
            # Its own words may quote what a proxy was told.
            why = f"no answer, or not a whole one ({type(error).__name__})"
            if isinstance(error, exceptions.ConnectionError | exceptions.Timeout | TimeoutError):
                self.gave_up = why
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
