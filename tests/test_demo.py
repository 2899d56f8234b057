"""The demo client as a prospective user meets it: every page, in a browser, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import looking, search, serving
from playwright.sync_api import Browser

from portal_builder import pipeline
from portal_builder.workspace import Workspace

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of the repository's own clients, built."""
    out = tmp_path_factory.mktemp("built")
    result = pipeline.build(Workspace(ROOT), out=out, jobs=1)
    assert [(o.slug, o.problems) for o in result.failed] == []
    return out


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, sites: Path) -> Iterator[str]:
    with serving(sites) as served:
        yield f"{served}demo/" if request.param == "http" else (sites / "demo").as_uri() + "/"


def pages(sites: Path) -> list[str]:
    demo = sites / "demo"
    return sorted(str(p.parent.relative_to(demo)) for p in demo.rglob("index.html"))


def address(name: str) -> str:
    return "" if name == "." else f"{name}/"


@pytest.mark.parametrize("scripts", [True, False])
def test_every_page_opens_in_silence(
    sites: Path, base: str, browser: Browser, scripts: bool
) -> None:
    names = pages(sites)
    assert len(names) >= 14
    with looking(browser, base, scripts=scripts) as seen:
        for name in names:
            page = seen.open(address(name))
            assert page.locator("h1").inner_text()
            seen.settle()
        assert seen.complaints == []
        assert seen.foreign() == []


def test_the_search_finds_an_issue_by_its_title(base: str, browser: Browser) -> None:
    with looking(browser, base) as seen:
        page = seen.open("")
        found = search(page, "declined card")
        assert any("A declined card shows no reason" in title for title in found)


def test_a_table_sorts_and_filters(base: str, browser: Browser) -> None:
    with looking(browser, base) as seen:
        page = seen.open("issues/")
        page.locator(".portal-filter input").first.fill("refunds")
        shown = page.locator("table[data-sortable]").first.locator("tbody tr:visible")
        assert shown.count() == 1
        page.locator(".portal-filter input").first.fill("")
        page.locator("thead button", has_text="Severity").first.click()
        assert "Refunds fail" in shown.first.inner_text()


@pytest.mark.parametrize("width", [360, 722, 1024])
def test_no_page_is_wider_than_the_screen(
    sites: Path, base: str, browser: Browser, width: int
) -> None:
    with looking(browser, base) as seen:
        seen.page.set_viewport_size({"width": width, "height": 740})
        for name in pages(sites):
            page = seen.open(address(name))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize("slug", ["demo", "fjordbyen", "lumenwerk"])
def test_every_site_says_that_it_is_fictional(sites: Path, slug: str) -> None:
    pages = [p.read_text("utf-8") for p in (sites / slug).rglob("index.html")]
    assert any("fictional" in page for page in pages)
