"""A local S3 server, and a proxy before it that breaks what passes through."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

BUCKET = "portals"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "a-secret-that-is-never-said",
    "AWS_SESSION_TOKEN": "a-token-that-is-never-said",
    "AWS_REGION": "us-east-1",
}
FAULTS = ("500", "503", "drop", "lost", "cut", "silence")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Runs moto's server in a process of its own; gives its address."""
    port = _free_port()
    words = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "moto.server",
        "-H",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _await(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError("moto's server does not start")


def reset(endpoint: str) -> None:
    """Empties the server and makes the bucket anew."""
    request(endpoint, "POST", "/moto-api/reset")
    request(endpoint, "PUT", f"/{BUCKET}")


def request(
    endpoint: str, method: str, path: str, data: bytes | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Asks the server directly: status, headers in small letters, body."""
    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"), timeout=60)
    authorization = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request"
    headers = {"Authorization": authorization} if not path.startswith("/moto-api") else {}
    connection.request(method, path, data, headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body


def objects(endpoint: str, prefix: str = "") -> dict[str, bytes]:
    """All objects below a prefix, by what follows it."""
    import re
    from html import unescape
    from urllib.parse import quote

    found: dict[str, bytes] = {}
    after = ""
    while True:
        query = f"list-type=2&prefix={quote(prefix)}&start-after={quote(after)}"
        listed = request(endpoint, "GET", f"/{BUCKET}?{query}")[2].decode()
        keys = [unescape(key) for key in re.findall(r"<Key>(.*?)</Key>", listed)]
        for key in keys:
            found[key.removeprefix(prefix)] = request(endpoint, "GET", f"/{BUCKET}/{quote(key)}")[2]
        if "<IsTruncated>true" not in listed:
            return found
        after = keys[-1]


@dataclass
class Proxy:
    """What passes through, and what is to become of it.

    Attributes:
        upstream: the server behind it.
        fault: asked of each request by its number, method and path; gives one of `FAULTS`, another
            status, `deaf` (conditions are taken out), `few` (short lists), or nothing.
        seen: every request that arrived: method and path.
    """

    upstream: str
    fault: Callable[[int, str, str], str | None] = lambda *_: None
    seen: list[tuple[str, str]] = field(default_factory=list)
    address: str = ""
    guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, method: str, path: str) -> str | None:
        with self.guard:
            self.seen.append((method, path))
            return self.fault(len(self.seen), method, path)


@contextlib.contextmanager
def proxy(upstream: str, silence: float = 1.5) -> Iterator[Proxy]:
    """Runs a proxy before a server.

    Args:
        upstream: its address.
        silence: for how many seconds it does not answer where it is to be silent.
    """
    shared = Proxy(upstream)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fault = shared.note(self.command, self.path)
            if fault in ("drop", "silence"):
                time.sleep(silence if fault == "silence" else 0)
                self._hang_up()
            elif fault and fault.isdigit():
                code = {"503": "SlowDown", "403": "AccessDenied"}.get(fault, "InternalError")
                text = f"<Error><Code>{code}</Code><Message>{ENVIRONMENT['AWS_SESSION_TOKEN']}</Message></Error>"
                self._answer(int(fault), {}, text.encode())
            else:
                headers = dict(self.headers.items())
                if fault == "deaf":
                    headers = {k: v for k, v in headers.items() if not k.lower().startswith("if-")}
                path = f"{self.path}&max-keys=5" if fault == "few" else self.path
                status, answered, content = _forward(upstream, self.command, path, body, headers)
                if fault == "lost":
                    self._hang_up()
                else:
                    self._answer(status, answered, content, cut=fault == "cut")

        def _hang_up(self) -> None:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

        def _answer(
            self, status: int, headers: Mapping[str, str], body: bytes, cut: bool = False
        ) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                if name not in ("connection", "content-length", "transfer-encoding"):
                    self.send_header(name, value)
            size = len(body) if self.command != "HEAD" else int(headers.get("content-length", 0))
            self.send_header("Content-Length", str(size + (100 if cut and not body else 0)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)
            if cut:
                self.wfile.flush()
                self._hang_up()

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _do  # noqa: N815

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    running = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    shared.address = f"http://127.0.0.1:{running.server_port}"
    try:
        yield shared
    finally:
        running.shutdown()
        running.server_close()


def _forward(
    upstream: str, method: str, path: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(upstream.removeprefix("http://"), timeout=60)
    sent = {k: v for k, v in headers.items() if k.lower() not in ("connection", "host")}
    connection.request(method, path, body, sent)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, content


def is_up(endpoint: str) -> bool:
    """Whether a server answers."""
    with contextlib.suppress(OSError), urlopen(f"{endpoint}/moto-api/", timeout=5) as answer:
        return bool(answer.status == 200)
    return False
