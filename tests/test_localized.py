"""Sites in several languages: what they say of theirs, and how they are laid out."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from shutil import copytree

import pytest
from browsing import serving
from corpora import corpus
from playwright.sync_api import Browser, Page

from portal_builder import pipeline
from portal_builder.workspace import Workspace

ROOT = Path(__file__).parents[1]
LOCALES = ("ar_EG", "de_AT", "fr_FR", "pl", "pt_BR", "he_IL")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def slug_of(locale: str) -> str:
    return locale.lower().replace("_", "-")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's site in each of the locales, one for each."""
    root = tmp_path_factory.mktemp("localized")
    for locale in LOCALES:
        folder = root / "clients" / slug_of(locale)
        copytree(ROOT / "clients" / "demo", folder)
        client = folder / "client.yml"
        text = re.sub(r"(?m)^  locale: .*$", f"  locale: {locale}", client.read_text("utf-8"))
        client.write_text(text, "utf-8")
    assert pipeline.build(Workspace(root), out=root / "site", jobs=1).failed == []
    return root / "site"


class Tags(HTMLParser):
    """The attributes of a page's first tag of each name, and those of its authored texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.first: dict[str, dict[str, str | None]] = {}
        self.authored: set[tuple[str | None, str | None]] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.first.setdefault(tag, found)
        if found.get("class") == "prose":
            self.authored.add((found.get("lang"), found.get("dir")))


@pytest.mark.parametrize(
    ("locale", "page", "authored", "word", "day"),
    [
        ("de_AT", ("de-AT", "ltr"), ("de-AT", "ltr"), "Braucht Aufmerksamkeit", "30.10.2026"),
        ("fr_FR", ("fr-FR", "ltr"), ("fr-FR", "ltr"), "À surveiller", "30 oct. 2026"),
        ("pl", ("pl", "ltr"), ("pl", "ltr"), "Wymaga uwagi", "30 paź 2026"),
        ("ar_EG", ("ar-EG", "rtl"), ("ar-EG", "rtl"), "يحتاج إلى انتباه", "٣٠"),
        ("pt_BR", ("en", "ltr"), ("pt-BR", "ltr"), "Needs attention", "30 de out. de 2026"),
        ("he_IL", ("en", "ltr"), ("he-IL", "rtl"), "Needs attention", "באוק׳"),
    ],
)
def test_pages_say_the_language_of_their_words_and_texts_their_own(
    sites: Path,
    locale: str,
    page: tuple[str, str],
    authored: tuple[str, str],
    word: str,
    day: str,
) -> None:
    site = sites / slug_of(locale)
    for path in sorted(site.rglob("*.html")):
        tags = Tags(path.read_text("utf-8"))
        assert (tags.first["html"]["lang"], tags.first["html"]["dir"]) == page, path
        assert tags.first["body"]["dir"] == page[1]
        assert tags.authored <= {authored}
    overview = (site / "index.html").read_text("utf-8")
    assert Tags(overview).authored == {authored}
    assert word in overview
    assert day in overview.replace("\N{NO-BREAK SPACE}", " ")
    assert f'xml:lang="{page[0].partition("-")[0]}"' in (site / "feed.xml").read_text("utf-8")


def test_a_title_in_another_language_than_its_page_says_so(sites: Path) -> None:
    title = "First order paid in test"
    assert f'<span lang="he-IL" dir="rtl">{title}</span>' in page_of(sites, "he-il", "schedule")
    assert f'<span lang="pt-BR" dir="ltr">{title}</span>' in page_of(sites, "pt-br", "schedule")
    assert "<span lang" not in page_of(sites, "de-at", "schedule")


def page_of(sites: Path, slug: str, name: str) -> str:
    return (sites / slug / name / "index.html").read_text("utf-8")


def test_dates_keep_their_direction_in_words_of_another(sites: Path) -> None:
    assert re.search(r'<time [^>]*><bdi dir="rtl">30 באוק', page_of(sites, "he-il", "risks"))
    assert '<bdi dir="rtl">' not in page_of(sites, "ar-eg", "risks")


# In a browser


def open_page(browser: Browser, base: str, scheme: str, width: int) -> Page:
    size = {"width": width, "height": 900}
    context = browser.new_context(color_scheme=scheme, viewport=size)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(base)
    return page


@pytest.mark.browser
@pytest.mark.corpus
@pytest.mark.parametrize(("scheme", "width"), [("dark", 360)])
def test_no_arabic_page_has_a_fault(sites: Path, browser: Browser, scheme: str, width: int) -> None:
    site = sites / "ar-eg"
    names = sorted(str(p.parent.relative_to(site)) for p in site.rglob("index.html"))
    axe = (corpus("axe-core") / "axe.min.js").read_text("utf-8")
    with serving(site) as base:
        page = open_page(browser, base, scheme, width)
        for name in [*(f"{name}/" for name in names), "404.html"]:
            page.goto(f"{base}{name}")
            page.evaluate(axe)
            found = page.evaluate(
                "rules => axe.run(document, {runOnly: rules}).then(r => r.violations)", RULES
            )
            assert [f"{v['id']}: {n['html']}" for v in found for n in v["nodes"]] == [], name
        page.context.close()


EDGES = """() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const brand = box(".portal-brand"), search = box(".md-search__inner"), card = box(".verdict");
  const first = box(".figure"), next = document.querySelectorAll(".figure")[1].getBoundingClientRect();
  const bar = box(".money-bar"), spent = box(".money-bar .is-spent");
  const style = getComputedStyle(document.querySelector(".verdict"));
  return {
    brand: brand.x < search.x, figures: first.x < next.x, spent: spent.x - bar.x < 1,
    edge: parseFloat(style.borderLeftWidth) > parseFloat(style.borderRightWidth),
    over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""


@pytest.mark.browser
def test_a_page_read_from_right_to_left_is_laid_out_as_in_a_mirror(
    sites: Path, browser: Browser
) -> None:
    found = {}
    for slug in ("de-at", "ar-eg"):
        with serving(sites / slug) as base:
            page = open_page(browser, base, "light", 1440)
            found[slug] = page.evaluate(EDGES)
            page.context.close()
    assert found["de-at"] == {
        **{"brand": True, "figures": True, "spent": True, "edge": True, "over": 0}
    }
    assert found["ar-eg"] == {
        **{"brand": False, "figures": False, "spent": False, "edge": False, "over": 0}
    }


@pytest.mark.browser
def test_what_scripts_say_is_in_the_pages_language_and_digits(
    sites: Path, browser: Browser
) -> None:
    said = {}
    for slug in ("ar-eg", "pl", "pt-br"):
        with serving(sites / slug) as base:
            page = open_page(browser, f"{base}issues/", "light", 1440)
            said[slug] = page.locator(".portal-filter output").first.inner_text()
            page.context.close()
    number = json.loads((sites / "pl" / "data.json").read_text("utf-8"))
    count = len(number["projects"][0]["issues"])
    assert 7 < count < 10
    eastern = chr(ord("٠") + count)
    assert said == {
        "ar-eg": f"الصفوف: {eastern} من {eastern}",
        "pl": f"Wiersze: {count} z {count}",
        "pt-br": f"{count} of {count} rows",
    }
