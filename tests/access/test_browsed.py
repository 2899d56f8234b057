"""A real site behind the real servers, in a browser: the headers keep nothing of it from working."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import search
from commands import portal
from gitted import Repo
from playwright.sync_api import Browser
from webservers import password, running

from portal_builder.access import Server

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browsed")
    clients = ROOT / "clients" / "demo"
    files = {
        f"clients/demo/{p.relative_to(clients)}": p.read_bytes()
        for p in clients.rglob("*")
        if p.is_file()
    }
    Repo(folder / "workspace").commit(files)
    assert portal(folder / "workspace", "build").returncode == 0
    assert portal(folder / "workspace", "publish", "--to", f"file:{folder}/public").returncode == 0
    return folder / "public"


@pytest.mark.parametrize("server", list(Server))
def test_a_site_works_behind_it(
    browser: Browser, server: Server, public: Path, tmp_path: Path
) -> None:
    with running(server, tmp_path / "etc", public, slugs=["demo"], domain="localhost") as site:
        base = f"http://demo.localhost:{site.port}/"
        context = browser.new_context(
            http_credentials={"username": "demo", "password": password("demo")}
        )
        page, complaints, asked = context.new_page(), [], []
        page.on("console", lambda m: complaints.append(m.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        for path in ("", "budget/", "schedule/", "issues/"):
            page.goto(f"{base}{path}")
            assert "Harrowfell" in page.title()
        assert any("Gift cards" in found for found in search(page, "gift cards"))
        page.emulate_media(media="print")
        assert complaints == []
        assert all(url.startswith((base, "data:")) for url in asked)
        context.close()
        stranger = browser.new_page()
        answer = stranger.goto(base)
        assert answer is not None
        assert answer.status == 401
        stranger.close()


def test_headers_that_keep_something_from_working_are_noticed(
    browser: Browser, public: Path, tmp_path: Path
) -> None:
    def weakened(text: str) -> str:
        return text.replace(" 'unsafe-inline'", "")

    with running(
        Server.NGINX,
        tmp_path / "etc",
        public,
        slugs=["demo"],
        domain="localhost",
        weakened=weakened,
    ) as site:
        context = browser.new_context(
            http_credentials={"username": "demo", "password": password("demo")}
        )
        page, complaints = context.new_page(), []
        page.on("console", lambda m: complaints.append(m.text))
        page.goto(f"http://demo.localhost:{site.port}/")
        context.close()
    assert any("Content Security Policy" in complaint for complaint in complaints)
