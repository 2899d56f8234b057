"""A page in a browser, with everything that it asked for or complained of."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, Request

CHROMIUM = Path("/usr/bin/chromium-headless-shell")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serves a folder on this machine; gives its address."""
    handler = partial(QuietHandler, directory=folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if server.server_port in (5060, 5061):  # a browser refuses these
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@dataclass
class Seen:
    """A page, and everything that it asked for or complained of."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    pending: set[Request] = field(default_factory=set)

    def open(self, path: str) -> Page:
        name = "index.html" if self.base.startswith("file:") else ""
        place, _, anchor = path.partition("#")
        self.page.goto(f"{self.base}{place}{name}" + (f"#{anchor}" if anchor else ""))
        return self.page

    def settle(self) -> None:
        """Waits until nothing that the page asked for is on its way.

        A browser's own word for that does not come for every page on disk.
        """
        quiet = 0
        while quiet < 3:
            self.page.wait_for_timeout(50)
            quiet = 0 if self.pending else quiet + 1

    def foreign(self) -> list[str]:
        return [url for url in self.requests if not url.startswith((self.base, "data:", "about:"))]


@contextmanager
def looking(browser: Browser, base: str, *, scripts: bool = True) -> Iterator[Seen]:
    """Opens a page that notes what it asks for and complains of."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="en-GB", java_script_enabled=scripts
    )
    found = Seen(context.new_page(), base)

    def note(request: Request) -> None:
        found.requests.append(request.url)
        found.pending.add(request)

    def forget(request: Request) -> None:
        found.pending.discard(request)

    def complain(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left before it came
            found.complaints.append(f"failed: {request.url}")

    context.on("request", note)
    context.on("requestfinished", forget)
    context.on("requestfailed", forget)
    found.page.on("console", lambda m: found.complaints.append(f"{m.type}: {m.text}"))
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.on("dialog", lambda dialog: found.complaints.append(f"dialog: {dialog.message}"))
    found.page.on("requestfailed", complain)
    yield found
    context.close()


def search(page: Page, words: str) -> list[str]:
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.wait_for_selector(".md-search-result__item", timeout=10_000)
    return page.locator(".md-search-result__item h1, .md-search-result__item h2").all_inner_texts()
