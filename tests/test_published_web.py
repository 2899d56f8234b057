"""What is published is compared over the web, whatever answers there."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from commands import portal

from portal_builder import delivery, pipeline
from portal_builder.publish import Folder
from portal_builder.published import Unread, fetched, open_reference
from portal_builder.published.web import WebReference
from portal_builder.workspace import Workspace

CLIENT = """client: {{name: {name}}}
project: {{name: Relaunch, started_on: 2026-01-05, as_of: 2026-10-02}}
"""
SLUGS = {"aldermere", "birchcombe"}


class Handler(SimpleHTTPRequestHandler):
    """Serves what the server's folder holds, but where an answer is given by name."""

    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        for pattern, answer in self.server.answers.items():
            if re.search(pattern, self.path):
                return answer(self)
        return super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), lambda *a: Handler(*a, directory=str(folder)))
        self.answers: dict[str, Callable[[Handler], None]] = {}
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Whoever asks may leave before all is said."""


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    with Server(folder) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
            open_reference.cache_clear()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("published")
    made = Workspace(root / "agency")
    for slug in SLUGS:
        (made.clients / slug).mkdir(parents=True)
        (made.clients / slug / "client.yml").write_text(CLIENT.format(name=slug.capitalize()))
    pipeline.build(made, jobs=1)
    delivery.publish(made, Folder(root / "public"))
    for slug in SLUGS:
        shutil.copytree(root / "public" / slug / "current", root / "served" / slug)
    return root


@pytest.fixture
def workspace(published: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(published, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Workspace(tmp_path / "agency")


@pytest.fixture
def server(workspace: Workspace, tmp_path: Path) -> Iterator[Server]:
    assert workspace.clients.is_dir()
    with serving(tmp_path / "served") as made:
        yield made


def differing(workspace: Workspace, address: str) -> set[str]:
    out = workspace.root.parent / "part"
    shutil.rmtree(out, ignore_errors=True)
    return {o.slug for o in pipeline.build(workspace, out=out, jobs=1, published=address).built}


def test_only_what_differs_is_built(workspace: Workspace, server: Server, tmp_path: Path) -> None:
    for address in (server.address, f"{server.address}/", f"{server.address}/{{slug}}"):
        assert differing(workspace, address) == set()
    (workspace.clients / "birchcombe/client.yml").write_text(CLIENT.format(name="Birch"))
    assert differing(workspace, server.address) == {"birchcombe"}
    words = ("plan", "--published", server.address, "--out", str(tmp_path / "none"))
    done = portal(workspace.root, *words)
    assert b"birchcombe" in done.stdout
    assert b"aldermere" not in done.stdout
    with serving(tmp_path / "public") as folder:
        assert differing(workspace, folder.address) == {"birchcombe"}
    with serving(workspace.site) as built:
        assert differing(workspace, built.address) == {"birchcombe"}


def test_of_a_site_that_differs_no_file_is_fetched(workspace: Workspace, server: Server) -> None:
    (workspace.clients / "birchcombe/client.yml").write_text(CLIENT.format(name="Birch"))
    assert differing(workspace, server.address) == {"birchcombe"}
    asked = {path for path in server.asked if path.startswith("/birchcombe/")}
    assert asked == {"/birchcombe/manifest.json"}


def _redirected(handler: Handler) -> None:
    handler.send_response(302)
    handler.send_header("Location", f"/elsewhere{handler.path}")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _broken(handler: Handler) -> None:
    handler.send_error(500)


def _cut_off(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    handler.wfile.write(b"{")
    handler.close_connection = True


def _endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" " * 1024 * 1024)
    handler.close_connection = True


def _sign_in(handler: Handler) -> None:
    page = b"<!doctype html><title>Sign in</title>"
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(page)))
    handler.end_headers()
    handler.wfile.write(page)


def _nothing(handler: Handler) -> None:
    handler.send_error(404)


STANDS = "what stands there is not what was published"
ANSWERS = {
    "a redirect": ("manifest", _redirected, "the answer is status 302"),
    "a redirected page": ("404", _redirected, "the answer is status 302"),
    "a fault": ("manifest", _broken, "the answer is status 500"),
    "cut off": ("manifest", _cut_off, "no answer, or not a whole one"),
    "without an end": ("manifest", _endless, "the manifest is not whole"),
    "a page without an end": ("index.html", _endless, STANDS),
    "a sign-in": ("manifest", _sign_in, "the manifest is not whole"),
    "another page": ("index.html", _sign_in, STANDS),
    "a page that is gone": ("404.html", _nothing, STANDS),
    "nothing": (".", _nothing, "nothing of it is published there"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_site_of_which_something_else_is_answered_is_built(
    workspace: Workspace,
    server: Server,
    name: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetched, "ATTACHMENT_LIMIT", 4 * 1024 * 1024)
    pattern, answer, why = ANSWERS[name]
    server.answers[f"/birchcombe/.*{pattern}"] = answer
    assert differing(workspace, server.address) == {"birchcombe"}
    said = capsys.readouterr().err
    assert said.startswith(f"birchcombe: built, for {why}")
    assert said.count("\n") == 1


def test_a_site_that_was_altered_is_built(
    workspace: Workspace, server: Server, tmp_path: Path
) -> None:
    page = tmp_path / "served/birchcombe/index.html"
    page.write_bytes(page.read_bytes()[:-1] + b" ")
    assert differing(workspace, server.address) == {"birchcombe"}


def test_a_site_that_is_too_large_to_compare_is_built(
    workspace: Workspace, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetched, "SITE_LIMIT", 10_000)
    assert differing(workspace, server.address) == SLUGS


def test_where_no_one_answers_all_is_built(
    workspace: Workspace, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    address = server.address
    server.server_close()
    assert differing(workspace, address) == SLUGS
    said = capsys.readouterr().err
    assert said.startswith("all is built, for what is published cannot be read: no answer")
    assert said.count("\n") == 1
    assert differing(workspace, "https://no..host/") == SLUGS


def test_one_that_keeps_silent_is_not_waited_for_again(server: Server) -> None:
    server.answers["."] = lambda _: time.sleep(1)
    reference = WebReference(server.address, timeout=0.2)
    with pytest.raises(Unread, match="no answer"):
        reference.reach("aldermere")
    asked = len(server.asked)
    with pytest.raises(Unread, match="no answer"):
        reference.digests("birchcombe")
    assert len(server.asked) == asked
