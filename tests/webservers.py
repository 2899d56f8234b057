"""nginx and Caddy as they are installed, with twenty published clients behind what `access` writes."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from publishing import Agency, pages
from s3 import _free_port as free_port

from portal_builder.access import Auth, Certificate, Hosting, Server, UserFile, configure
from portal_builder.access import users as user_files

os.environ["PATH"] += ":/usr/sbin"  # where nginx is, and not everyone looks

DOMAIN = "example.org"
SLUGS = tuple(f"client-{number:02}" for number in range(1, 21))
NGINX = """\
user root;
worker_processes 1;
daemon off;
pid {home}/pid;
error_log {home}/error.log;
events {{}}
http {{
    access_log off;
    include /etc/nginx/mime.types;
    keepalive_timeout 1;
    client_header_timeout 5;
    client_body_timeout 2;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    include {portals};
}}
"""
CADDY = """\
{{
    admin off
    storage file_system {home}/storage
    log {{
        output file {home}/error.log
    }}
    skip_install_trust
    servers {{
        timeouts {{
            idle 1s
            read_header 5s
            read_body 2s
        }}
    }}
}}
import {portals}
"""


def canary(slug: str) -> str:
    """What only this client's site holds."""
    return f"only-for-{slug}"


def password(slug: str) -> str:
    return f"the password of {slug}"


def credentials(name: str, word: str) -> str:
    return f"Basic {b64encode(f'{name}:{word}'.encode()).decode()}"


def publish(root: Path, slugs: Sequence[str] = SLUGS) -> Path:
    """Publishes each client's site by the program's own means; gives the folder."""
    agency = Agency(root, *slugs)
    for slug in slugs:
        files = pages(f"<title>{canary(slug)}</title>")
        more = {
            "404.html": f"nothing here, {canary(slug)}",
            "search/search_index.json": f'{{"docs": "{canary(slug)}{" " * 2000}"}}',
            "assets/plan.0f1e2d3c.pdf": f"%PDF {canary(slug)}",
            "assets/logo.svg": f"<svg>{canary(slug)}</svg>",
            "calendar.ics": f"BEGIN:{canary(slug)}",
        }
        agency.build(slug, files | more)
    assert not agency.publish().faults
    return root / "public"


def plant(public: Path, slugs: Sequence[str] = SLUGS) -> None:
    """Puts into each site what must never be there: links to the next client's, hidden files."""
    for slug, other in zip(slugs, (*slugs[1:], slugs[0]), strict=True):
        current = public / slug / "current"
        (current / "link.html").symlink_to(public / other / "current" / "index.html")
        (current / "linked").symlink_to(public / other / "current")
        (current / "relative").symlink_to(f"../../../{other}/current")
        (current / "up").symlink_to(public)
        for name in (".portal", ".git"):
            (current / name).mkdir()
            (current / name / "config").write_text("hidden-and-never-seen")
        (current / ".htpasswd").write_text("hidden-and-never-seen")


def certify(folder: Path, name: str, domain: str = DOMAIN) -> Certificate:
    """A certificate for all names of a domain, signed by itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(f"*.{domain}")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / f"{name}.pem", folder / f"{name}.key"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return Certificate(chain, secret)


@dataclass
class Site:
    """A server that runs, and how it is reached."""

    port: int
    tls: bool
    log: Path

    def ask(
        self,
        request: bytes,
        name: str = "",
        certificate: Certificate | None = None,
    ) -> bytes:
        """Sends bytes, and gives all that is answered; nothing where the server hangs up.

        Args:
            request: as it goes over the line; the server is to close the connection.
            name: which name the handshake asks for, where there is one; none: no name.
            certificate: the caller's own.
        """
        with contextlib.ExitStack() as stack:
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", self.port), 30))
            try:
                if self.tls:
                    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                    if certificate:
                        context.load_cert_chain(certificate.chain, certificate.key)
                    connection = stack.enter_context(
                        context.wrap_socket(connection, server_hostname=name or None)
                    )
                connection.sendall(request)
                return b"".join(iter(lambda: connection.recv(65536), b""))
            except (ConnectionError, ssl.SSLError):
                return b""

    def get(self, slug: str, path: str = "/", auth: str = "", **more: str) -> Answer:
        """Asks for a path as a browser does."""
        host = f"{slug}.{DOMAIN}"
        fields = {"Host": host, "Connection": "close", **more}
        if auth:
            fields["Authorization"] = auth
        lines = "".join(f"{key.replace('_', '-')}: {value}\r\n" for key, value in fields.items())
        return Answer.of(self.ask(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode(), host))

    def own(self, slug: str, path: str = "/", **more: str) -> Answer:
        """The same, with the client's own credentials."""
        return self.get(slug, path, credentials(slug, password(slug)), **more)


@dataclass
class Answer:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: str

    @classmethod
    def of(cls, data: bytes) -> Answer:
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        status = re.match(r"HTTP/1\.[01] (\d{3})", first)
        fields = (line.partition(":") for line in lines)
        return cls(
            int(status[1]) if status else 0,
            {key.lower(): value.strip() for key, _, value in fields},
            body.decode("utf-8", "replace"),
        )


@contextlib.contextmanager
def running(
    server: Server,
    home: Path,
    public: Path,
    *,
    slugs: Sequence[str] = SLUGS,
    auth: Auth = Auth.BASIC,
    certificate: Certificate | None = None,
    authorities: Mapping[str, Certificate] | None = None,
    proxy: str = "http://127.0.0.1:4180",
    domain: str = DOMAIN,
    weakened: Callable[[str], str] = lambda text: text,
) -> Iterator[Site]:
    """Runs a server with what `access` writes for it, and each client as its own only user.

    Args:
        server: which.
        home: a folder that is made, for all that it needs.
        public: what was published.
        slugs: of whom.
        auth: how they sign in.
        certificate: the server's.
        authorities: those that the clients' certificates are signed with.
        proxy: where something answers that imitates oauth2-proxy.
        domain: each client is a name in it.
        weakened: changes what was written, to see that it is missed.
    """
    home.mkdir()
    port = free_port()
    hosting = Hosting(
        tuple(slugs), domain, public, home, auth, (f"127.0.0.1:{port}",), certificate, False, proxy
    )
    with patch.object(user_files, "COST", 4):  # thousands of requests are made in a moment
        for slug in slugs:
            UserFile(hosting.users(slug)).put(slug, password(slug))
    for slug, authority in (authorities or {}).items():
        shutil.copy(authority.chain, hosting.authority(slug))
    portals, *others = configure(server, hosting)
    for path in (portals, *others):
        path.write_text(weakened(path.read_text()))
    template, name = (NGINX, "nginx") if server is Server.NGINX else (CADDY, "caddy")
    own = home / f"own.{name}"
    own.write_text(template.format(home=home, portals=portals))
    words = {
        Server.NGINX: ["nginx", "-c", str(own), "-e", str(home / "error.log")],
        Server.CADDY: ["caddy", "run", "--config", str(own), "--adapter", "caddyfile"],
    }[server]
    said = home / "said"
    with said.open("wb") as stream:
        process = subprocess.Popen(
            words, stdout=stream, stderr=stream, env={**os.environ, "HOME": str(home)}
        )
    try:
        _await(port, process, said)
        yield Site(port, certificate is not None, home / "error.log")
    finally:
        process.terminate()
        process.wait()


def _await(port: int, process: subprocess.Popen[bytes], said: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, said.read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError("the web server does not start")
