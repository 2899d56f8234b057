"""Pages as a reader has them: in a real browser, served and from disk, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import handmade
import pytest
from browsing import Seen, looking, search, serving
from playwright.sync_api import Browser, Page

from portal_builder import site as sites
from portal_builder.render import Renderer
from portal_builder.settings import load_settings
from portal_builder.site import Colors, MergedSite, SearchEntry
from portal_builder.workspace import Workspace

pytestmark = pytest.mark.browser

HOSTILE = "\"'><img src=x onerror=alert(1)></title><script>alert(1)</script><b>&amp;"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}


def example() -> MergedSite:
    issues = handmade.page("issues", rows=12, title="Issues")
    found = SearchEntry("iss-11", "The lighthouse is dark", "since Monday")
    issues = replace(issues, search=(*issues.search, found))
    fold = '<details class="fold"><summary>More</summary><p id="deep">Hidden depth</p></details>'
    fresh = '<p>As of <time datetime="2020-01-05" data-freshness="7">5 January 2020</time></p>'
    copy = '<article class="record" id="r"><a class="record__id" href="#r">R-1</a></article>'
    away = '<p><a id="far" rel="noopener" href="https://far.example/">Far</a> '
    away += '<a id="bare" class="prose-address" rel="noopener" href="https://x.example/">x</a></p>'
    made = fold + fresh + copy + away
    text = '# Extra\n\n<div data-slot="0"></div>'
    extra = sites.Page("extra", "Extra", text, (made,), nav="more")
    hostile = sites.Page(
        "hostile", HOSTILE, "Text", search=(SearchEntry("", HOSTILE, HOSTILE),), nav="more"
    )
    pages = (handmade.page("", rows=3), handmade.page("scope", rows=3), issues, extra, hostile)
    files = {"data.json": b"{}", "feed.xml": b"<feed/>"}
    return handmade.site(pages=pages, colors=Colors("#14532d", "#b45309"), files=files)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    (folder / "clients").mkdir()
    Renderer(load_settings(Workspace(folder))).render(example(), folder / "a b" / "site")
    return folder / "a b" / "site"


@pytest.fixture(scope="session")
def addresses(built: Path) -> Iterator[dict[str, str]]:
    with serving(built.parent) as served:
        yield {"http": f"{served}site/", "file": built.as_uri() + "/"}


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, addresses: dict[str, str]) -> str:
    return addresses[request.param]


@pytest.fixture
def seen(browser: Browser, base: str) -> Iterator[Seen]:
    with looking(browser, base) as found:
        yield found


def test_pages_ask_no_other_host_and_break_no_rule_of_their_policy(seen: Seen) -> None:
    for path in ("", "scope/", "issues/", "extra/", "hostile/"):
        page = seen.open(path)
        assert page.locator("meta[http-equiv='Content-Security-Policy']").count() == 1
        search(page, "record")
        seen.settle()
    assert seen.complaints == []
    assert seen.foreign() == []
    assert len(seen.requests) > 20


def test_the_policy_is_in_force(seen: Seen) -> None:
    page = seen.open("")
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.broken = 1';"
        " document.body.append(s); const i = new Image(); i.src = 'https://example.org/x.png'; }"
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.broken") is None
    assert sum("Content Security Policy" in text for text in seen.complaints) == 2
    assert "failed: https://example.org/x.png" in seen.complaints


def test_the_search_finds_a_record_and_goes_there(seen: Seen) -> None:
    page = seen.open("scope/")
    assert "The lighthouse is dark" in search(page, "lighthouse")
    page.locator(".md-search-result__link", has_text="The lighthouse is dark").click()
    page.wait_for_selector("tr#iss-11")
    assert page.url.endswith("#iss-11")
    assert "/issues/" in page.url
    assert seen.complaints == []


def test_every_link_of_a_page_leads_somewhere(seen: Seen) -> None:
    page = seen.open("issues/")
    found = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
    inside = {url.split("#")[0] for url in found if url.startswith(seen.base)}
    assert len(inside) == 5
    for url in sorted(inside):
        page.goto(url)
        assert page.locator("h1").count() == 1, url


def test_text_that_looks_like_code_is_text(seen: Seen) -> None:
    page = seen.open("hostile/")
    assert page.locator("h1").inner_text() == HOSTILE
    assert page.title() == f"{HOSTILE} – Acme Ltd"
    assert HOSTILE in page.locator(".portal-more a").all_text_contents()
    assert HOSTILE in search(page, "onerror")
    page.wait_for_timeout(100)
    assert page.locator("img, main b").count() == 0
    assert seen.complaints == []


def test_without_scripts_everything_is_there(browser: Browser, base: str) -> None:
    with browser.new_context(java_script_enabled=False, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{base}issues/index.html")
        assert page.locator("tbody tr:visible").count() == 12
        assert page.locator(".portal-tabs__link:visible").count() == 4
        page.locator(".portal-more summary").click()
        assert page.locator(".portal-more a:visible").count() == 2


# What the script adds


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"tbody tr:visible > :nth-child({number})").all_inner_texts()


def test_tables_are_sorted_by_their_values(seen: Seen) -> None:
    page = seen.open("issues/")
    page.get_by_role("button", name="Amount").click()
    # n * 7 % 31 for n from 1 to 12, sorted
    amounts = [1, 4, 7, 8, 11, 14, 15, 18, 21, 22, 25, 28]
    assert column(page, 3) == [f"£{n}.00" for n in amounts]
    page.get_by_role("button", name="Amount").click()
    assert column(page, 3) == [f"£{n}.00" for n in reversed(amounts)]
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    page.get_by_role("button", name="Title").click()
    assert column(page, 1)[:3] == ["Record ISS 1", "Record ISS 2", "Record ISS 3"]
    assert page.locator("th[aria-sort]").count() == 1


def test_tables_are_filtered_and_the_count_is_said(seen: Seen) -> None:
    page = seen.open("issues/")
    said = page.locator(".portal-filter output")
    assert said.inner_text() == "12 of 12 rows"
    page.get_by_role("searchbox", name="Filter this table").fill("iss £21 track")
    assert column(page, 1) == ["Record ISS 3"]
    assert said.inner_text() == "1 of 12 rows"
    assert said.get_attribute("aria-live") == "polite"


def test_short_tables_are_left_alone(seen: Seen) -> None:
    page = seen.open("scope/")
    assert page.locator(".portal-filter, .portal-sort").count() == 0


def test_what_is_linked_to_is_opened(seen: Seen) -> None:
    page = seen.open("extra/#deep")
    assert page.locator("#deep").is_visible()


def test_facts_say_how_old_they_are(seen: Seen) -> None:
    page = seen.open("extra/")
    age = page.locator(".freshness")
    assert re.fullmatch(r"\([0-9,]+ days ago\)", age.inner_text())
    assert "freshness--late" in (age.get_attribute("class") or "")


@pytest.mark.parametrize(
    ("path", "name", "anchor"), [("extra/", "R-1", "r"), ("issues/", "Record ISS 3", "iss-3")]
)
def test_a_records_address_can_be_copied_by_keyboard_and_is_announced(
    browser: Browser, base: str, path: str, name: str, anchor: str
) -> None:
    file = "index.html" if base.startswith("file:") else ""
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto(f"{base}{path}{file}")
        page.get_by_role("button", name=f"Copy link: {name}").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name=f"Link copied: {name}").wait_for()
        said = page.get_by_role("status").filter(has_text=f"Link copied: {name}")
        said.wait_for(state="attached")
        assert page.evaluate("document.activeElement.matches('.portal-copy')")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == f"{base}{path}{file}#{anchor}"
        page.goto(copied)
        assert page.locator(f"#{anchor}").is_visible()


def test_without_a_clipboard_the_address_is_copied_all_the_same(
    browser: Browser, addresses: dict[str, str]
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script("delete Navigator.prototype.clipboard")
        page.goto(f"{addresses['http']}extra/")
        page.get_by_role("button", name="Copy link: R-1").click()
        page.get_by_role("button", name="Link copied: R-1").wait_for()
        page.evaluate("document.body.prepend(document.createElement('textarea'))")
        page.locator("textarea").first.focus()
        page.keyboard.press("Control+V")
        assert page.locator("textarea").first.input_value() == f"{addresses['http']}extra/#r"


# On paper


def test_printed_pages_are_light_and_hold_nothing_of_the_screen(
    browser: Browser, addresses: dict[str, str]
) -> None:
    with browser.new_context(color_scheme="dark", viewport=DESK) as context:
        page = context.new_page()
        page.goto(f"{addresses['http']}issues/")
        ink = "b => getComputedStyle(b).getPropertyValue('--ink')"
        body = page.locator("body")
        assert body.get_attribute("data-md-color-scheme") == "slate"
        assert body.evaluate(ink) == "#e6e9ee"
        page.emulate_media(media="print", color_scheme="dark")
        assert body.evaluate("b => getComputedStyle(b).backgroundColor") == "rgb(255, 255, 255)"
        assert body.evaluate(ink) == "#1d2430"
        for gone in (
            ".md-header",
            ".portal-tabs",
            ".portal-filter",
            ".portal-copy",
            ".portal-footer",
        ):
            assert page.locator(gone).count() > 0
            assert page.locator(f"{gone}:visible").count() == 0, gone
        assert page.locator(".print-title").is_visible()
        assert "Acme Ltd" in page.locator(".print-title").inner_text()
        assert page.locator("tbody tr:visible").count() == 12


def test_on_paper_what_is_folded_lies_open_and_links_say_where_they_lead(
    browser: Browser, addresses: dict[str, str]
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{addresses['http']}extra/")
        assert not page.locator("#deep").is_visible()
        page.emulate_media(media="print")
        assert page.locator("#deep").is_visible()
        after = "a => getComputedStyle(a, '::after').content"
        assert page.locator("#far").evaluate(after) == '" (https://far.example/)"'
        assert page.locator("#bare").evaluate(after) == "none"


# Looks


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_is_wider_than_its_screen(seen: Seen, size: dict[str, int]) -> None:
    seen.page.set_viewport_size(size)  # type: ignore[arg-type]
    for path in ("", "issues/", "hostile/"):
        page = seen.open(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], path


def test_on_a_phone_the_sections_are_within_reach(seen: Seen) -> None:
    seen.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page = seen.open("issues/")
    box = page.locator(".portal-tabs").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == pytest.approx(PHONE["height"], abs=1)
    assert page.locator(".portal-tabs__link[aria-current]").is_visible()
    assert (
        page.locator("td[data-label]").first.evaluate(
            "cell => getComputedStyle(cell, '::before').content"
        )
        == '"State"'
    )
