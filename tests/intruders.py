"""Requests of those who try to see another client's site, in as many ways as are known here."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from webservers import DOMAIN, SLUGS, Site, canary, credentials, password

HIDDEN = "hidden-and-never-seen"


@dataclass(frozen=True)
class Attempt:
    """A request, and whose credentials are in it.

    Attributes:
        how: in words, for whoever reads of a hole.
        request: the bytes.
        name: which name the handshake asks for.
        may: the client whose site may answer; None: no one's.
    """

    how: str
    request: bytes
    name: str
    may: str | None


def attempts(public: Path, count: int, *, links: bool, seed: int = 1) -> Iterator[Attempt]:
    """As many attempts, each way tried about equally often by and against any two clients.

    Args:
        public: what was published.
        count: how many.
        links: whether links within sites are tried too.
        seed: the same one gives the same attempts.
    """
    chance = random.Random(seed)
    paths = [*_PATHS, *(_LINKS if links else ())]
    for number in range(count):
        me, other = chance.sample(SLUGS, 2)
        way = _WAYS[number % len(_WAYS)]
        path = "/" if chance.random() < 0.3 else chance.choice(paths)
        digest = (public / other / "current").readlink().name
        filled = path.format(other=other, digest=digest, me=me, public=public)
        attempt = way(me, other, filled, chance)
        yield Attempt(f"{way.__name__.strip('_')} {filled}", *attempt)


def foreign(site: Site, tried: Attempt, slugs: Sequence[str] = SLUGS) -> str | None:
    """What was answered that is another's; None where all is well."""
    answer = site.ask(tried.request, tried.name).decode("utf-8", "replace")
    for slug in slugs:
        if slug != tried.may and canary(slug) in answer:
            return f"{tried.how}: {tried.request!r} with name {tried.name} shows {slug}"
    if HIDDEN in answer or "$2b$" in answer:
        return f"{tried.how}: {tried.request!r} with name {tried.name} shows a hidden file"
    return None


_PATHS = (
    "/index.html",
    "/issues/",
    "/data.json",
    "/search/search_index.json",
    "/manifest.json",
    "/nothing/here",
    "/../{other}/current/index.html",
    "/../../{other}/current/index.html",
    "/../../../{other}/current/index.html",
    "/%2e%2e/%2e%2e/%2e%2e/{other}/current/index.html",
    "/..%2f..%2f..%2f{other}/current/index.html",
    "/..%5c..%5c{other}%5ccurrent%5cindex.html",
    "/%252e%252e/%252e%252e/{other}/current/index.html",
    "/..%c0%af..%c0%af{other}/current/index.html",
    "/issues/..;/../../{other}/current/",
    "/.%00./{other}/current/index.html",
    "/index.html%00.{other}",
    "//{other}/current/index.html",
    "/./././/../{other}/",
    "/{other}/current/index.html",
    "/{other}/releases/{digest}/index.html",
    "/releases/{digest}/index.html",
    "/current/index.html",
    "/../releases/{digest}/index.html",
    "{public}/{other}/current/index.html",
    "/%2e/%2e%2e{public}/{other}/current/index.html",
    "/../{other}.htpasswd",
    "/{me}.htpasswd",
    "/.htpasswd",
    "/%2ehtpasswd",
    "/.portal/config",
    "/.portal/../.git/config",
    "/issues/../.git/config",
    "//.git//config",
    "/.git/config?x=/index.html",
    "/index.html/.git/config",
    "/?file=../../../{other}/current/index.html",
    "/index.html?host={other}.example.org",
    "/index.html#/../{other}/",
    "/INDEX.HTML",
    "/issues%2findex.html",
    "/*",
    "/~root/",
    "/oauth2/auth",
)
_LINKS = (
    "/link.html",
    "/linked/index.html",
    "/linked/",
    "/linked/data.json",
    "/relative/index.html",
    "/relative/issues/",
    "/up/{other}/current/index.html",
    "/up/{other}/releases/{digest}/index.html",
    "/%6cinked/%69ndex.html",
    "//linked//index.html",
    "/issues/../linked/index.html",
)

Made = tuple[bytes, str, str | None]
Way = Callable[[str, str, str, random.Random], Made]


def _host(slug: str) -> str:
    return f"{slug}.{DOMAIN}"


def _own(slug: str) -> str:
    return credentials(slug, password(slug))


def _request(
    host: str,
    path: str,
    auth: str = "",
    *,
    method: str = "GET",
    version: str = "1.1",
    more: str = "",
) -> bytes:
    lines = [f"{method} {path} HTTP/{version}"]
    lines += [f"Host: {host}"] if host else []
    lines += [f"Authorization: {auth}"] if auth else []
    return ("\r\n".join(lines) + f"\r\n{more}Connection: close\r\n\r\n").encode()


def _on_my_own_site(me: str, other: str, path: str, chance: random.Random) -> Made:  # noqa: ARG001
    return _request(_host(me), path, _own(me)), _host(me), me


def _without_any(me: str, other: str, path: str, chance: random.Random) -> Made:  # noqa: ARG001
    return _request(_host(other), path), _host(other), None


def _with_mine_on_anothers(me: str, other: str, path: str, chance: random.Random) -> Made:  # noqa: ARG001
    return _request(_host(other), path, _own(me)), _host(other), None


def _anothers_name_in_the_header(me: str, other: str, path: str, chance: random.Random) -> Made:  # noqa: ARG001
    return _request(_host(other), path, _own(me)), _host(me), None


def _anothers_name_in_the_handshake(
    me: str,
    other: str,
    path: str,
    chance: random.Random,  # noqa: ARG001
) -> Made:
    return _request(_host(me), path, _own(me)), _host(other), me


def _no_name_in_the_handshake(me: str, other: str, path: str, chance: random.Random) -> Made:  # noqa: ARG001
    return _request(_host(other), path, _own(me)), "", None


def _absolute_form(me: str, other: str, path: str, chance: random.Random) -> Made:
    scheme = chance.choice(("http", "https", "HTTP", "ftp"))
    whole = f"{scheme}://{_host(other)}{path}"
    return _request(_host(me), whole, _own(me)), _host(me), me


def _absolute_form_with_a_user(me: str, other: str, path: str, chance: random.Random) -> Made:
    user = chance.choice((other, f"{other}:{password(me)}", _host(me)))
    whole = f"http://{user}@{_host(other)}{path}"
    return _request(_host(me), whole.replace(" ", "%20"), _own(me)), _host(me), me


def _two_names(me: str, other: str, path: str, chance: random.Random) -> Made:
    more = f"Host: {_host(other)}\r\n"
    name = chance.choice((me, other))
    return _request(_host(me), path, _own(me), more=more), _host(name), me


def _a_proxys_headers(me: str, other: str, path: str, chance: random.Random) -> Made:
    header = chance.choice(
        (
            "X-Forwarded-Host",
            "X-Original-URL",
            "X-Rewrite-URL",
            "X-Host",
            "Forwarded",
            "X-Accel-Redirect",
        )
    )
    value = f"host={_host(other)}" if header == "Forwarded" else _host(other)
    value = f"/{other}/current/index.html" if "UR" in header or "Accel" in header else value
    return _request(_host(me), path, _own(me), more=f"{header}: {value}\r\n"), _host(me), me


def _odd_names(me: str, other: str, path: str, chance: random.Random) -> Made:
    host = _host(other)
    odd = chance.choice(
        (
            host.upper(),
            f"{host}.",
            f"{host}:80",
            f"{host}:x",
            f"{_host(me)}@{host}",
            f"{host}/{_host(me)}",
            f"{_host(me)},{host}",
            f"{_host(me)} {host}",
            f"x.{host}",
            DOMAIN,
            f"*.{DOMAIN}",
            "127.0.0.1",
            "localhost",
            "_",
            "",
        )
    )
    return _request(odd, path, _own(me)), chance.choice((_host(me), _host(other))), None


def _an_old_version(me: str, other: str, path: str, chance: random.Random) -> Made:
    host = chance.choice(("", _host(other)))
    return _request(host, path, _own(me), version="1.0"), _host(other), None


def _another_method(me: str, other: str, path: str, chance: random.Random) -> Made:
    method = chance.choice(
        ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "MOVE", "X", "get")
    )
    more = "Content-Length: 0\r\n"
    return _request(_host(other), path, _own(me), method=method, more=more), _host(other), None


def _wrong_credentials(me: str, other: str, path: str, chance: random.Random) -> Made:
    auth = chance.choice(
        (
            credentials(other, password(me)),
            credentials(me, password(other)),
            credentials(other, ""),
            credentials("", password(other)),
            credentials("", ""),
            credentials(other, password(other)[:-1]),
            credentials(other, f"{password(other)} "),
            credentials(other.upper(), password(other)),
            credentials(f"{other}\0", password(other)),
            credentials("*", "*"),
            f"Basic {other}:{password(other)}",
            "Basic =",
            "Basic",
            "Bearer eyJhbGciOiJub25lIn0.e30.",
            f'Digest username="{other}"',
            "Basic " + "A" * 4000,
        )
    )
    return _request(_host(other), path, auth), _host(other), None


def _two_credentials(me: str, other: str, path: str, chance: random.Random) -> Made:  # noqa: ARG001
    more = f"Authorization: {credentials(other, 'x')}\r\n"
    return _request(_host(other), path, _own(me), more=more), _host(other), None


def _after_my_own_on_one_connection(
    me: str,
    other: str,
    path: str,
    chance: random.Random,  # noqa: ARG001
) -> Made:
    first = f"GET / HTTP/1.1\r\nHost: {_host(me)}\r\nAuthorization: {_own(me)}\r\n\r\n".encode()
    return first + _request(_host(other), path), _host(me), me


def _smuggled(me: str, other: str, path: str, chance: random.Random) -> Made:
    inner = _request(_host(other), path)
    more = chance.choice(
        (
            f"Content-Length: {len(inner)}\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
            "Transfer-Encoding : chunked\r\n",
        )
    )
    head = f"GET / HTTP/1.1\r\nHost: {_host(me)}\r\nAuthorization: {_own(me)}\r\n{more}\r\n"
    return head.encode() + inner, _host(me), me


def _in_parts(me: str, other: str, path: str, chance: random.Random) -> Made:
    more = chance.choice(
        (
            "Range: bytes=0-99\r\n",
            "Range: bytes=-5\r\n",
            "If-None-Match: *\r\n",
            "Expect: 100-continue\r\n",
        )
    )
    return _request(_host(other), path, _own(me), more=more), _host(other), None


_WAYS: tuple[Way, ...] = (
    _on_my_own_site,
    _without_any,
    _with_mine_on_anothers,
    _anothers_name_in_the_header,
    _anothers_name_in_the_handshake,
    _no_name_in_the_handshake,
    _absolute_form,
    _absolute_form_with_a_user,
    _two_names,
    _a_proxys_headers,
    _odd_names,
    _an_old_version,
    _another_method,
    _wrong_credentials,
    _two_credentials,
    _after_my_own_on_one_connection,
    _smuggled,
    _in_parts,
)
