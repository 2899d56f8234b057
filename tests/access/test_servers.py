"""What `portal access` writes, with the real servers: who gets in, and with which headers."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import QuietHandler
from intruders import attempts, foreign
from webservers import DOMAIN, SLUGS, Site, canary, certify, credentials, plant, publish, running

from portal_builder import csp
from portal_builder.access import Auth, Server
from portal_builder.fingerprint import is_fingerprinted

QUICK = {Server.NGINX: 360, Server.CADDY: 6}  # Caddy takes a second for a name it does not know


@pytest.fixture(scope="module", autouse=True)
def _servers() -> None:
    for name in ("nginx", "caddy"):
        assert shutil.which(name), f"{name} is missing: `make test` installs it"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module", params=list(Server))
def server(request: pytest.FixtureRequest) -> Server:
    return Server(request.param)


@pytest.fixture(scope="module")
def site(server: Server, public: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(server, tmp_path_factory.mktemp("site") / "etc", public) as site:
        yield site


@pytest.fixture
def spoiled(tmp_path: Path) -> Path:
    public = publish(tmp_path / "spoiled")
    plant(public)
    return public


@pytest.mark.parametrize(
    ("server", "tls"), [(Server.NGINX, False), (Server.NGINX, True), (Server.CADDY, True)]
)
def test_no_one_sees_anothers_site(
    spoiled: Path, tmp_path: Path, server: Server, tls: bool
) -> None:
    certificate = certify(tmp_path, "server") if tls else None
    with running(server, tmp_path / "etc", spoiled, certificate=certificate) as site:
        for slug in SLUGS[:3]:
            assert canary(slug) in site.own(slug).body
        tried = attempts(spoiled, QUICK[server], links=server is Server.NGINX)
        assert [hole for attempt in tried if (hole := foreign(site, attempt))] == []


@pytest.mark.parametrize(
    "guard",
    ["auth_basic .*;", "auth_basic_user_file .*;", "disable_symlinks .*;", r"location [^}]*}"],
)
def test_a_guard_that_is_gone_is_missed(spoiled: Path, tmp_path: Path, guard: str) -> None:
    def weakened(text: str) -> str:
        return re.sub(guard, "", text)

    with running(Server.NGINX, tmp_path / "etc", spoiled, weakened=weakened) as site:
        tried = attempts(spoiled, 2000, links=True)
        assert any(foreign(site, attempt) for attempt in tried)


def test_only_the_own_name_is_answered_in_the_same_handshake(public: Path, tmp_path: Path) -> None:
    with running(
        Server.NGINX, tmp_path / "etc", public, certificate=certify(tmp_path, "s")
    ) as site:
        raw = f"GET / HTTP/1.1\r\nHost: {SLUGS[1]}.{DOMAIN}\r\nConnection: close\r\n\r\n".encode()
        assert b" 421 " in site.ask(raw, f"{SLUGS[0]}.{DOMAIN}")
        assert b" 401 " in site.ask(raw, f"{SLUGS[1]}.{DOMAIN}")
        assert site.ask(raw, "") == b""
        assert site.ask(raw, f"nobody.{DOMAIN}") == b""


def test_hidden_files_are_handed_out_to_no_one(
    server: Server, spoiled: Path, tmp_path: Path
) -> None:
    with running(server, tmp_path / "etc", spoiled) as site:
        for path in ("/.git/config", "/.portal/config", "/.htpasswd"):
            assert site.own(SLUGS[0], path).status == 404


def test_whoever_asks_for_another_name_gets_no_answer(site: Site) -> None:
    for host in (f"nobody.{DOMAIN}", DOMAIN, "127.0.0.1"):
        raw = f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
        assert site.ask(raw, host) == b""


def test_credentials_of_the_own_site_get_in_and_no_others(site: Site) -> None:
    me, other = SLUGS[:2]
    asked = site.get(me)
    assert asked.status == 401
    assert asked.headers["www-authenticate"] == f'Basic realm="{me}.{DOMAIN}"'
    assert site.get(me, auth=credentials(me, "wrong")).status == 401
    assert site.get(me, auth=credentials(other, f"the password of {other}")).status == 401
    for path in ("/", "/issues/", "/data.json", "/search/search_index.json", "/calendar.ics"):
        assert site.own(me, path).status == 200
    assert site.own(me, "/issues").headers["location"] == "/issues/"


def test_what_is_not_there_is_answered_with_the_sites_own_page(site: Site) -> None:
    answer = site.own(SLUGS[0], "/nowhere/")
    assert (answer.status, answer.body) == (404, f"nothing here, {canary(SLUGS[0])}")
    assert site.get(SLUGS[0], "/nowhere/").status == 401
    assert site.own(SLUGS[0], "/.portal/x").status == 404


def test_every_answer_carries_strict_headers(site: Site) -> None:
    me = SLUGS[0]
    for answer in (site.own(me), site.own(me, "/nowhere"), site.get(me)):
        headers = answer.headers
        assert headers.get("x-content-type-options") == "nosniff"
        assert headers.get("x-frame-options") == "DENY"
        assert headers.get("referrer-policy") == "no-referrer"
        assert headers.get("cross-origin-resource-policy") == "same-origin"
        assert headers.get("cross-origin-opener-policy") == "same-origin"
        assert headers.get("content-security-policy") == csp.AROUND
        assert headers.get("cache-control") == "private, no-cache"
        assert not re.search(r"\d", headers.get("server", ""))
    assert "default-src 'none'" in csp.AROUND
    assert "frame-ancestors 'none'" in csp.AROUND
    svg = site.own(me, "/assets/logo.svg").headers["content-security-policy"]
    assert "script-src" not in svg
    assert "sandbox" in svg
    assert site.own(me, "/assets/plan.0f1e2d3c.pdf").headers["content-security-policy"] == (
        "frame-ancestors 'none'"
    )


def test_only_names_that_carry_their_digest_are_kept_for_ever(site: Site, public: Path) -> None:
    me = SLUGS[0]
    current = (public / me / "current").resolve()
    kept = []
    for path in sorted(p for p in current.rglob("*") if p.is_file()):
        name = path.relative_to(current).as_posix()
        answer = site.own(me, f"/{name}")
        assert answer.status == 200
        if "immutable" in answer.headers["cache-control"]:
            kept.append(name)
    (style,) = kept
    assert style.startswith("assets/stylesheets/portal.")
    assert is_fingerprinted(style, sha256((current / style).read_bytes()).hexdigest())
    for elsewhere in ("/assets/gone.0f1e2d3c.css", f"/x/{style}"):
        assert "immutable" not in site.own(me, elsewhere).headers["cache-control"]
    assert "immutable" not in site.get(me, f"/{style}").headers["cache-control"]


def test_a_page_that_was_kept_is_confirmed_or_sent_anew(site: Site) -> None:
    me = SLUGS[0]
    tag = site.own(me).headers["etag"]
    assert site.own(me, If_None_Match=tag).status == 304
    assert site.own(me, If_None_Match='"x"').status == 200


@pytest.mark.parametrize(
    ("path", "is_packed"),
    [("/search/search_index.json", True), ("/assets/plan.0f1e2d3c.pdf", False)],
)
def test_texts_are_sent_packed_to_who_takes_that(site: Site, path: str, is_packed: bool) -> None:
    me = SLUGS[0]
    answer = site.own(me, path, Accept_Encoding="gzip")
    assert ("content-encoding" in answer.headers) is is_packed
    assert "content-encoding" not in site.own(me, path).headers
    if is_packed:
        assert answer.headers["vary"] == "Accept-Encoding"
        assert len(answer.body) < len(site.own(me, path).body)
    tag = answer.headers["etag"]
    assert site.own(me, path, Accept_Encoding="gzip", If_None_Match=tag).status == 304


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/calendar.ics", "text/calendar; charset=utf-8"),
        ("/data.json", "application/json"),
        ("/assets/logo.svg", "image/svg+xml"),
        ("/assets/plan.0f1e2d3c.pdf", "application/pdf"),
    ],
)
def test_a_file_is_said_to_be_what_it_is(site: Site, path: str, kind: str) -> None:
    assert site.own(SLUGS[0], path).headers["content-type"] == kind


def test_client_certificates_get_in_by_the_clients_own_authority(
    server: Server, public: Path, tmp_path: Path
) -> None:
    slugs = SLUGS[:2]
    authorities = {slug: certify(tmp_path, slug) for slug in slugs}
    with running(
        server,
        tmp_path / "etc",
        public,
        slugs=slugs,
        auth=Auth.MTLS,
        certificate=certify(tmp_path, "server"),
        authorities=authorities,
    ) as site:
        for me, other in (slugs, slugs[::-1]):
            raw = f"GET / HTTP/1.1\r\nHost: {me}.{DOMAIN}\r\nConnection: close\r\n\r\n".encode()
            name = f"{me}.{DOMAIN}"
            assert canary(me).encode() in site.ask(raw, name, authorities[me])
            assert canary(me).encode() not in site.ask(raw, name, authorities[other])
            assert canary(me).encode() not in site.ask(raw, name)
            assert canary(me).encode() not in site.ask(raw, f"{other}.{DOMAIN}", authorities[other])


@pytest.fixture
def identities() -> Iterator[str]:
    """Answers as oauth2-proxy does: a cookie names the group that someone is in."""

    class Handler(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802
            path = urlsplit(self.path)
            group = re.match(r"group=([a-z0-9-]+)$", self.headers.get("Cookie", ""))
            allowed = parse_qs(path.query).get("allowed_groups")
            if path.path == "/oauth2/auth":
                status = 401 if not group else 202 if allowed == [group[1]] else 403
            else:
                status = 200
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{proxy.server_port}"
    proxy.shutdown()
    proxy.server_close()


def test_a_sign_in_elsewhere_lets_in_the_clients_own_group(
    server: Server, public: Path, tmp_path: Path, identities: str
) -> None:
    me, other = SLUGS[:2]
    with running(
        server, tmp_path / "etc", public, slugs=SLUGS[:2], auth=Auth.OIDC, proxy=identities
    ) as site:
        assert canary(me) in site.get(me, Cookie=f"group={me}").body
        for path in ("/", "/nowhere", "/assets/logo.svg", "/oauth2/auth", "/oauth2/../index.html"):
            assert canary(me) not in site.get(me, path, Cookie=f"group={other}").body
            assert canary(me) not in site.get(me, path).body
        assert site.get(me, Cookie=f"group={other}").status == 403
        asked = site.get(me, "/issues/")
        assert (asked.status, asked.headers["location"]) == (302, "/oauth2/start?rd=/issues/")
        assert site.get(me, "/oauth2/start").status == 200
        allowed = f"/oauth2/auth?allowed_groups={other}"
        assert canary(me) not in site.get(me, allowed, Cookie=f"group={other}").body
