"""What a page does before anybody does anything, and what the first move brings."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace

import handmade
import pytest
from browsing import Seen, looking, serving
from playwright.sync_api import Browser, Page, expect

from portal_builder.render import Renderer
from portal_builder.settings import load_settings
from portal_builder.site import SearchEntry
from portal_builder.workspace import Workspace

pytestmark = pytest.mark.browser

FIRST_MOVES = {
    "the mouse moves": lambda page: page.mouse.move(50, 300),
    "a key": lambda page: page.keyboard.press("Tab"),
    "a touch": lambda page: page.locator("h1").dispatch_event("touchstart"),
    "a script's click": lambda page: page.evaluate("document.querySelector('h1').click()"),
    "the search is filled": lambda page: page.locator("[name=query]").fill("lighthouse"),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("rest")
    (folder / "clients").mkdir()
    found = (SearchEntry("", "The lighthouse is dark", "since Monday"),)
    site = handmade.site(
        pages=(replace(handmade.page("", rows=3), search=found), handmade.page("issues", rows=3)),
        files={"data.json": b"{}", "feed.xml": b"<feed/>"},
    )
    Renderer(load_settings(Workspace(folder))).render(site, folder / "site")
    with serving(folder / "site") as served:
        yield served


@pytest.fixture
def seen(browser: Browser, base: str) -> Iterator[Seen]:
    with looking(browser, base) as found:
        yield found
        assert found.complaints == []


def asked_for(seen: Seen) -> set[str]:
    """Which of the search's files a page asked for."""
    names = {"bundle.": "script", "workers/search.": "worker", "search_index": "index"}
    return {told for url in seen.requests for name, told in names.items() if name in url}


def rest(seen: Seen, path: str = "") -> Page:
    page = seen.open(path)
    page.wait_for_load_state("load")
    seen.settle()
    return page


def script_is_there(page: Page) -> None:
    expect(page.locator("html")).to_have_class(re.compile("js-focus-visible"))


def test_a_page_that_is_only_read_asks_for_nothing_of_the_search(seen: Seen) -> None:
    rest(seen)
    assert asked_for(seen) == set()


@pytest.mark.parametrize("move", FIRST_MOVES)
def test_the_first_move_brings_the_search(seen: Seen, move: str) -> None:
    page = rest(seen)
    FIRST_MOVES[move](page)
    script_is_there(page)
    seen.settle()
    assert asked_for(seen) == {"script", "worker", "index"}
    assert sum("bundle." in url for url in seen.requests) == 1


@pytest.mark.parametrize("key", ["/", "f", "s"])
def test_whoever_opens_the_search_by_its_key_can_type_on_at_once(seen: Seen, key: str) -> None:
    page = rest(seen)
    page.keyboard.press(key)
    page.keyboard.type("lighthouse")
    expect(page.locator("[name=query]")).to_have_value("lighthouse")
    expect(page.locator(".md-search-result__item")).to_have_count(1)


def test_a_key_together_with_another_opens_no_search(seen: Seen) -> None:
    page = rest(seen)
    page.keyboard.press("Control+s")
    script_is_there(page)
    assert not page.locator("#__search").is_checked()


def test_a_key_within_a_field_opens_no_search(seen: Seen) -> None:
    page = rest(seen)
    page.locator("[name=query]").dispatch_event("keydown", {"key": "s"})
    script_is_there(page)
    assert not page.locator("#__search").is_checked()


def test_a_search_that_was_opened_by_a_click_takes_what_is_typed(seen: Seen) -> None:
    page = rest(seen)
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("header label[for=__search]").first.click()
    expect(page.locator("[name=query]")).to_be_focused()
    page.keyboard.type("lighthouse")
    expect(page.locator(".md-search-result__item")).to_have_count(1)


def test_an_address_that_asks_for_something_is_answered(seen: Seen) -> None:
    page = seen.open("?q=lighthouse")
    expect(page.locator(".md-search-result__item")).to_have_count(1)


def test_the_feed_is_named_before_and_after_the_script_comes(seen: Seen) -> None:
    page = rest(seen)
    feed = "link[rel='alternate'][type='application/atom+xml']"
    assert page.locator(feed).count() == 1
    page.mouse.move(50, 300)
    script_is_there(page)
    expect(page.locator(feed)).to_have_count(1)
    assert not [url for url in seen.requests if "sitemap" in url]


def test_nothing_moves_on_a_phone_once_it_is_seen(seen: Seen) -> None:
    seen.page.set_viewport_size({"width": 360, "height": 740})
    seen.page.add_init_script(
        "window.moved = []; new PerformanceObserver(list => window.moved.push("
        "...list.getEntries().map(e => e.value))).observe({ type: 'layout-shift', buffered: true })"
    )
    # Painted before the scripts at its end come, as over a slow line.
    seen.page.route("**/portal-*.js", lambda route: (time.sleep(0.3), route.continue_()))
    page = rest(seen)
    assert page.evaluate("window.moved") == []


# The colours

AUTO, LIGHT, DARK = range(3)


def shown(page: Page) -> tuple[str | None, int]:
    """The scheme of the page, and which of the buttons is there."""
    (button,) = page.locator(".portal-palette label").evaluate_all(
        "labels => labels.flatMap((label, index) => label.checkVisibility() ? [index] : [])"
    )
    return page.locator("body").get_attribute("data-md-color-scheme"), button


@pytest.mark.parametrize(("system", "scheme"), [("light", "default"), ("dark", "slate")])
def test_a_page_follows_the_device_from_its_first_moment(
    seen: Seen, system: str, scheme: str
) -> None:
    seen.page.emulate_media(color_scheme=system)  # type: ignore[arg-type]
    seen.page.add_init_script(
        "new MutationObserver((_, seer) => { if (document.querySelector('main')) {"
        " window.first = document.body.dataset.mdColorScheme; seer.disconnect(); } })"
        ".observe(document, { childList: true, subtree: true })"
    )
    page = rest(seen)
    assert page.evaluate("window.first") == scheme
    assert shown(page) == (scheme, AUTO)


def test_a_browser_s_own_bar_has_the_colour_of_the_header(seen: Seen) -> None:
    page = rest(seen)
    header = page.locator("header").evaluate("e => getComputedStyle(e).backgroundColor")
    named = page.locator("meta[name=theme-color]").get_attribute("content")
    assert (header, named) == ("rgb(31, 58, 95)", "#1f3a5f")


def test_a_page_follows_the_device_when_it_changes(seen: Seen) -> None:
    seen.page.emulate_media(color_scheme="light")
    page = rest(seen)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    background = page.evaluate("getComputedStyle(document.documentElement).colorScheme")
    assert background == "dark"


def test_the_button_goes_round_and_the_choice_is_kept(seen: Seen) -> None:
    seen.page.emulate_media(color_scheme="dark")
    page = rest(seen)
    button = page.locator(".portal-palette label:visible")
    button.click()
    assert shown(page) == ("default", LIGHT)
    assert shown(rest(seen, "issues/")) == ("default", LIGHT)
    page.emulate_media(color_scheme="light")
    button.click()
    assert shown(page) == ("slate", DARK)
    button.click()
    assert shown(page) == ("default", AUTO)


def test_the_keyboard_changes_the_colours_too(seen: Seen) -> None:
    seen.page.emulate_media(color_scheme="dark")
    page = rest(seen)
    page.locator(".portal-palette input:checked").focus()
    page.keyboard.press("Enter")
    assert shown(page) == ("default", LIGHT)
    page.keyboard.press("Enter")
    assert shown(page) == ("slate", DARK)
    expect(page.locator(".portal-palette input").nth(DARK)).to_be_focused()


def test_a_choice_that_makes_no_sense_is_none(seen: Seen) -> None:
    page = rest(seen)
    page.evaluate("__md_set('__palette', { index: 7 })")
    assert shown(rest(seen)) == ("default", AUTO)


def test_without_scripts_no_button_stands_there_in_vain(browser: Browser, base: str) -> None:
    with looking(browser, base, scripts=False) as found:
        page = found.open("")
        assert page.locator("header label:visible").count() == 0
