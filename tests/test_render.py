"""A merged site becomes files: all of them, nothing else, and the same ones every time."""

from __future__ import annotations

import copy
import gzip
import json
import os
import re
import shutil
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import handmade
import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

import portal_builder
from portal_builder import brand, csp
from portal_builder.engine import configuration
from portal_builder.errors import PortalError
from portal_builder.fingerprint import is_fingerprinted
from portal_builder.render import Renderer
from portal_builder.settings import Settings, load_settings
from portal_builder.site import Colors, Download, MergedSite, Page, SearchEntry
from portal_builder.workspace import Workspace, shipped

WORDS = handmade.site().words
HOSTILE = '<b>"x"&amp;\'</title><script>alert(1)</script>'


def workspace(folder: Path, config: object = None) -> Workspace:
    (folder / "clients").mkdir(parents=True, exist_ok=True)
    if config is not None:
        (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return Workspace(folder)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(workspace(tmp_path / "workspace"))


def rendered(site: MergedSite, settings: Settings, folder: Path) -> dict[str, bytes]:
    Renderer(settings).render(site, folder)
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Outline(HTMLParser):
    """The tags and texts of a page as a browser takes them."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append((self._open[-1] if self._open else "", data))

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


def test_a_site_holds_its_pages_its_files_and_of_the_theme_what_pages_ask_for(
    settings: Settings, tmp_path: Path
) -> None:
    site = handmade.site(rows=2)
    files = rendered(site, settings, tmp_path / "site")
    own = {f"{page.path}/index.html".lstrip("/") for page in site.pages} | {"data.json"}
    assert own <= set(files)
    assert files["data.json"] == site.files["data.json"]
    theme = {re.sub(r"\.[0-9a-f]{8}\.", ".*.", name) for name in set(files) - own}
    assert theme == {
        "404.html",
        "favicon.*.svg",
        "assets/javascripts/bundle.*.min.js",
        "assets/javascripts/portal.*.js",
        "assets/javascripts/portal-disk.*.js",
        "assets/javascripts/portal-later.*.js",
        "assets/javascripts/portal-record.*.js",
        "assets/javascripts/workers/search.*.min.js",
        "assets/stylesheets/main.*.min.css",
        "assets/stylesheets/palette.*.min.css",
        "assets/stylesheets/charts.*.css",
        "assets/stylesheets/portal.*.css",
        "assets/stylesheets/print.*.css",
        "search/search_index.js",
        "search/search_index.json",
    }


def test_every_file_that_a_page_names_is_there(settings: Settings, tmp_path: Path) -> None:
    files = rendered(handmade.site(rows=1), settings, tmp_path / "site")
    for attributes in (a for _, a in Outline(files["scope/index.html"]).tags):
        for address in (attributes.get("src"), attributes.get("href")):
            if not address or address.startswith(("#", "https://studio.")):
                continue
            target = os.path.normpath(f"scope/{address.split('#')[0]}")
            target = os.path.normpath(f"{target}/index.html") if "." not in target[2:] else target
            assert target in files, address


def test_components_are_put_in_as_they_are(settings: Settings, tmp_path: Path) -> None:
    component = '<div class="tile">\n\n    **not Markdown** <div data-slot="1"></div>\n</div>'
    text = 'Before\n\n<div data-slot="0"></div>\n\n*After*\n\n<div data-slot="1"></div>\n'
    page = Page("", "Overview", text, (component, "<p>second</p>"))
    html = rendered(handmade.site(pages=(page,)), settings, tmp_path / "site")[
        "index.html"
    ].decode()
    assert component in html
    assert html.count("<p>second</p>") == 1
    assert "<em>After</em>" in html


def test_what_a_text_begins_with_is_never_read_as_settings(
    settings: Settings, tmp_path: Path
) -> None:
    pages = (
        Page("", "Overview", "---\ntitle: Taken\ntemplate: 404.html\n---\n\nText"),
        Page("scope", "Scope", "title: Taken over\ntemplate: 404.html\n\nText"),
    )
    files = rendered(handmade.site(pages=pages), settings, tmp_path / "site")
    assert b"template: 404.html" in files["index.html"]
    assert b"template: 404.html" in files["scope/index.html"]
    assert b"Taken" not in files["scope/index.html"].split(b"<body")[0]


def test_no_heading_takes_an_anchor_of_the_themes(settings: Settings, tmp_path: Path) -> None:
    page = Page("", "Overview", r"## \_\_search" + "\n\n" + r"## \_\_palette of colours")
    html = rendered(handmade.site(pages=(page,)), settings, tmp_path / "site")["index.html"]
    anchors = [attributes["id"] for tag, attributes in Outline(html).tags if tag == "h2"]
    assert anchors == ["search", "palette-of-colours"]


NAMING = """
def on_post_page(output, page, config):
    return output.replace("</body>", f"<p>{config.site_name}</p></body>")
"""


def test_a_hook_that_names_the_site_names_it_escaped(tmp_path: Path) -> None:
    place = workspace(tmp_path / "workspace", {"hooks": ["hook.py"]})
    (place.root / "hook.py").write_text(NAMING)
    site = handmade.site(site_name=HOSTILE, rows=1)
    files = rendered(site, load_settings(place), tmp_path / "site")
    assert Outline(files["index.html"]).count("b") == 0
    assert HOSTILE in [text for tag, text in Outline(files["index.html"]).texts if tag == "p"]


def test_nothing_of_a_client_is_left_in_the_settings(settings: Settings, tmp_path: Path) -> None:
    before = copy.deepcopy(settings.values)
    configuration(settings, tmp_path / "site")
    assert settings.values == before


def test_nothing_of_a_client_is_left_in_the_theme(settings: Settings, tmp_path: Path) -> None:
    renderer = Renderer(settings)
    before = {key: str(renderer.theme.get(key)) for key in ("language", "direction", "logo")}
    arabic = handmade.site(rows=1, language="ar", text_language="ar", direction="rtl")
    renderer.render(arabic, tmp_path / "site")
    assert {key: str(renderer.theme.get(key)) for key in before} == before


def test_hostile_names_are_shown_as_they_are_written(settings: Settings, tmp_path: Path) -> None:
    page = Page("", HOSTILE, "Text", description=HOSTILE)
    other = Page("x", HOSTILE, "Text", nav="more", project="p", project_title=HOSTILE)
    site = handmade.site(
        pages=(page, other),
        site_name=HOSTILE,
        project_name=HOSTILE,
        notice=HOSTILE,
        words={**WORDS, "more": HOSTILE, "table.filter": HOSTILE, "search.title": HOSTILE},
        provider=replace(handmade.site().provider, name=HOSTILE, email=HOSTILE, url=HOSTILE),  # type: ignore[type-var]
    )
    plain = rendered(handmade.site(pages=(page, other)), settings, tmp_path / "plain")
    files = rendered(site, settings, tmp_path / "site")
    for name in ("index.html", "x/index.html", "404.html"):
        outline = Outline(files[name])
        assert outline.count("b") == 0
        assert outline.count("script") == Outline(plain[name]).count("script")
        assert "alert(1)" not in "".join(
            t for tag, t in outline.texts if tag == "script" and t[0] != "{"
        )
        title = "".join(text for tag, text in outline.texts if tag == "title")
        assert HOSTILE in title
    names = [
        t.strip() for tag, t in Outline(files["index.html"]).texts if tag in ("h1", "a", "span")
    ]
    assert names.count(HOSTILE) >= 4


def test_the_search_finds_each_page_and_each_record(settings: Settings, tmp_path: Path) -> None:
    page = Page(
        "issues",
        "Issues",
        "# Issues",
        search=(SearchEntry("", "Issues", "all"), SearchEntry("iss-1", "A <b> & c", "x < y")),
    )
    home = Page("", "Overview", "# Overview", search=(SearchEntry("", "Overview", "calm"),))
    files = rendered(handmade.site(pages=(home, page)), settings, tmp_path / "site")
    index = json.loads(files["search/search_index.json"])
    assert index["docs"] == [
        {"location": "", "title": "Overview", "text": "calm"},
        {"location": "issues/", "title": "Issues", "text": "all"},
        {"location": "issues/#iss-1", "title": "A &lt;b&gt; &amp; c", "text": "x &lt; y"},
    ]
    assert files["search/search_index.js"] == b"var __index = " + files["search/search_index.json"]


@pytest.mark.parametrize(
    ("language", "lunr"),
    [
        ("en-GB", set()),
        ("de-CH", {"lunr.de.min.js", "lunr.stemmer.support.min.js"}),
        ("pt-BR", {"lunr.pt.min.js", "lunr.stemmer.support.min.js"}),
        ("tlh", set()),
    ],
)
def test_language_and_direction_are_the_sites(
    settings: Settings, tmp_path: Path, language: str, lunr: set[str]
) -> None:
    site = handmade.site(rows=1, language=language, direction="rtl")
    files = rendered(site, settings, tmp_path / "site")
    tags = dict(Outline(files["index.html"]).tags)
    assert (tags["html"]["lang"], tags["html"]["dir"]) == (language, "rtl")
    assert tags["body"]["dir"] == "rtl"
    assert tags["html"] == dict(Outline(files["404.html"]).tags)["html"]
    min_files = {re.sub(r"\.[0-9a-f]{8}\.", ".", Path(n).name) for n in files if "/lunr/" in n}
    assert lunr <= min_files
    assert {n for n in min_files if n.startswith("lunr.")} == lunr


def test_search_follows_the_language_of_the_texts(settings: Settings, tmp_path: Path) -> None:
    site = handmade.site(rows=1, language="en", text_language="pt-BR")
    files = rendered(site, settings, tmp_path / "site")
    assert dict(Outline(files["index.html"]).tags)["html"]["lang"] == "en"
    assert any(re.search(r"/lunr\.pt\.[0-9a-f]{8}\.min\.js$", name) for name in files)
    assert b"Skip to content" in files["index.html"]


def test_addresses_exist_only_where_the_site_knows_its_own(
    settings: Settings, tmp_path: Path
) -> None:
    unknown = rendered(handmade.site(rows=1), settings, tmp_path / "unknown")
    assert "sitemap.xml" not in unknown
    assert b"canonical" not in unknown["index.html"]
    assert b"og:url" not in unknown["index.html"]
    site = handmade.site(rows=1, site_url="https://acme.example.org/portal/")
    known = rendered(site, settings, tmp_path / "known")
    assert (
        b'<link rel="canonical" href="https://acme.example.org/portal/scope/">'
        in known["scope/index.html"]
    )
    assert known["sitemap.xml"].count(b"<loc>") == len(site.pages)
    assert b"<loc>https://acme.example.org/portal/scope/</loc>" in known["sitemap.xml"]
    assert b"lastmod" not in known["sitemap.xml"]
    assert b'src="/portal/assets/' in known["404.html"]


def test_what_can_be_taken_along_is_linked_from_each_depth(
    settings: Settings, tmp_path: Path
) -> None:
    files = {"feed.xml": b"<feed/>", "x.csv": b"id", "icon.svg": b"<svg/>", "icon.png": b"x"}
    offered = (Download("A & B (CSV)", "x.csv", "text/csv"), Download("News", "feed.xml", "a/b"))
    pages = (page("", downloads=offered), page("p/q", downloads=offered), page("empty"))
    made = rendered(handmade.site(pages=pages, files=files), settings, tmp_path / "site")
    for name, up in (("index.html", ""), ("p/q/index.html", "../../"), ("empty/index.html", "../")):
        tags = Outline(made[name]).tags
        links = {a["rel"]: a["href"] for t, a in tags if t == "link" and a["rel"] != "stylesheet"}
        assert links["alternate"] == f"{up}feed.xml"
        assert links["icon"] == f"{up}icon.svg"
        assert links["apple-touch-icon"] == f"{up}icon.png"
        found = [(a["href"], "download" in a) for t, a in tags if t == "a" and "type" in a]
        listed = [(f"{up}x.csv", True), (f"{up}feed.xml", False)]
        assert found == ([] if name.startswith("empty") else listed)
    assert b">A &amp; B (CSV)</a>" in made["index.html"]


def page(path: str, **more: Any) -> Page:
    return Page(path, path or "Home", f"# {path or 'Home'}", **more)


@pytest.mark.parametrize(
    ("logo", "image"), [("assets/a b.png", "assets/a%20b.png"), ("assets/a.svg", "icon.png")]
)
def test_previews_show_a_picture_where_its_address_is_known(
    settings: Settings, tmp_path: Path, logo: str, image: str
) -> None:
    files = {logo: b"x", "icon.svg": b"<svg/>", "icon.png": b"x"}
    values = {
        "files": files,
        "logo": logo,
        "pages": (page("", description="All is well"), page("q")),
    }
    unknown = rendered(handmade.site(**values), settings, tmp_path / "unknown")
    assert b"og:image" not in unknown["index.html"]
    site = handmade.site(**values, site_url="https://acme.example.org/")
    known = rendered(site, settings, tmp_path / "known")
    tags = [a for t, a in Outline(known["index.html"]).tags if t == "meta" and "property" in a]
    assert {a["property"]: a["content"] for a in tags} == {
        "og:title": "Acme Ltd – Web shop",
        "og:type": "website",
        "og:site_name": "Acme Ltd",
        "og:locale": "en_GB",
        "og:description": "All is well",
        "og:url": "https://acme.example.org/",
        "og:image": f"https://acme.example.org/{image}",
    }
    assert b'og:title" content="q"' in known["q/index.html"]


# The policy


def policy_of(html: bytes) -> str:
    (found,) = [
        a["content"] or ""
        for tag, a in Outline(html).tags
        if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    ]
    return found


def test_every_page_allows_the_themes_inline_scripts_and_no_other(
    settings: Settings, tmp_path: Path
) -> None:
    script = "<script>alert(1)</script><style>p{color:red}</style>"
    planted = Page("", "Overview", '<div data-slot="0"></div>', (script,))
    site = handmade.site(pages=(planted, handmade.page("p/q", rows=1)))
    files = rendered(site, settings, tmp_path / "site")
    for name in ("index.html", "p/q/index.html", "404.html"):
        rules = policy_of(files[name])
        own = [s for s in csp.inline_scripts(files[name].decode()) if s != "alert(1)"]
        assert len(own) == 4
        assert rules == csp.policy(own)
    assert csp.policy(["alert(1)"]).split("; ")[1] not in policy_of(files["index.html"])
    head = files["index.html"].split(b"Content-Security-Policy")[0]
    assert b"<script" not in head
    assert b"<link" not in head


def test_a_theme_of_the_workspaces_own_may_do_without_an_inline_script(tmp_path: Path) -> None:
    shutil.copytree(shipped("theme"), tmp_path / "theme")
    (tmp_path / "clients").mkdir()
    overrides = tmp_path / "theme" / "overrides"
    (overrides / "partials" / "javascripts" / "begin.html").unlink()
    main = (overrides / "main.html").read_text("utf-8")
    include = '{% include "partials/javascripts/begin.html" %}'
    assert include in main
    (overrides / "main.html").write_text(main.replace(include, ""), "utf-8")
    files = rendered(handmade.site(rows=1), load_settings(Workspace(tmp_path)), tmp_path / "site")
    own = csp.inline_scripts(files["index.html"].decode())
    assert len(own) == 3
    assert policy_of(files["index.html"]) == csp.policy(own)


def test_the_policy_of_a_known_script() -> None:
    # printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    assert "script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='" in csp.policy(
        ["alert(1)", "alert(1)"]
    )
    assert "unsafe" not in csp.policy([])


def test_the_policy_in_full() -> None:
    assert csp.policy([]) == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )
    inline = "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
    plain = "script-src 'self'; style-src 'self'"
    around = csp.policy([]).replace(plain, inline)
    assert f"{around}; frame-ancestors 'none'" == csp.AROUND


def test_data_blocks_and_files_are_no_inline_scripts() -> None:
    html = (
        '<script src="a.js"></script><script type="application/json">{}</script><script>1</script>'
    )
    assert csp.inline_scripts(html) == ("1",)


# Colours


@pytest.mark.parametrize("color", ["#ffff00", "#000000", "#777777", "#fff", "#14532d", "#b45309"])
def test_a_clients_colours_stay_readable(color: str) -> None:
    css = brand.stylesheet(Colors(color, color))
    values = re.findall(r"--portal-(brand|brand-ink|link):(#[0-9a-f]{6})", css)
    shades = [tuple(bytes.fromhex(v[1:])) for _, v in values]
    fill, ink, light, dark = shades
    assert brand.contrast(fill, ink) >= 4.5  # type: ignore[arg-type]
    assert brand.contrast(light, (255, 255, 255)) >= 4.5  # type: ignore[arg-type]
    assert brand.contrast(dark, (30, 33, 41)) >= 4.5  # type: ignore[arg-type]


def test_contrast_is_that_of_the_guideline() -> None:
    assert brand.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert brand.contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_colours_are_a_file_of_the_site(settings: Settings, tmp_path: Path) -> None:
    site = handmade.site(rows=1, colors=Colors("#14532d", None))
    files = rendered(site, settings, tmp_path / "site")
    (name,) = (name for name in files if name.startswith("assets/stylesheets/brand."))
    assert b"--portal-brand:#14532d" in files[name]
    assert is_fingerprinted(name, sha256(files[name]).hexdigest())
    assert f'href="{name}"'.encode() in files["index.html"]
    assert not re.search(rb"\sstyle\s*=|<style", files["index.html"])


# Navigation


def links(html: bytes, css_class: str) -> list[str]:
    return [
        a["href"] or "" for t, a in Outline(html).tags if t == "a" and a.get("class") == css_class
    ]


def test_five_sections_are_tabs_and_the_rest_is_under_more(
    settings: Settings, tmp_path: Path
) -> None:
    files = rendered(handmade.site(rows=1), settings, tmp_path / "site")
    html = files["scope/index.html"]
    main, more = html.split(b"<details", 1)
    assert links(main, "portal-tabs__link") == [
        "..", "./", "../schedule/", "../budget/", "../issues/", "../changes/",
    ]  # fmt: skip
    assert links(b"<details" + more, "portal-tabs__link") == [
        f"../{name}/" for name in handmade.MORE
    ]


def test_several_projects_have_their_own_tabs(settings: Settings, tmp_path: Path) -> None:
    def part(project: str, name: str = "") -> Page:
        path = f"{project}/{name}" if name else project
        return handmade.page(path, rows=1, project=project, project_title=f"The {project}")

    pages = (handmade.page("", rows=0), part("alpha"), part("alpha", "scope"), part("beta"))
    files = rendered(handmade.site(pages=pages), settings, tmp_path / "site")
    assert links(files["index.html"], "portal-tabs__link") == [".", "alpha/", "beta/"]
    assert links(files["alpha/scope/index.html"], "portal-tabs__link") == ["../..", "../", "./"]
    assert b"The alpha" in files["alpha/scope/index.html"].split(b"</header>")[0]


# The same bytes, whatever came before and wherever it is


def test_nothing_compressed_holds_a_time(settings: Settings, tmp_path: Path) -> None:
    files = rendered(handmade.site(site_url="https://a.example/"), settings, tmp_path / "site")
    assert [name for name, data in files.items() if data[:2] == gzip.compress(b"")[:2]] == []


def test_linked_files_are_the_same_file_and_foreign_code_gets_copies(tmp_path: Path) -> None:
    own = load_settings(workspace(tmp_path / "own"))
    renderer = Renderer(own, tmp_path / "store")
    for slug in ("a", "b"):
        renderer.render(handmade.site(slug, rows=1), tmp_path / slug)
    (style,) = (tmp_path / "a/assets/stylesheets").glob("portal.*.css")
    name = style.relative_to(tmp_path / "a")
    assert (tmp_path / "a" / name).samefile(tmp_path / "b" / name)
    hook = workspace(tmp_path / "foreign", {"hooks": ["hook.py"]})
    (hook.root / "hook.py").write_text("")
    renderer = Renderer(load_settings(hook), tmp_path / "store")
    renderer.render(handmade.site("c", rows=1), tmp_path / "c")
    assert not (tmp_path / "a" / name).samefile(tmp_path / "c" / name)


# A workspace's own settings


def test_a_partial_mkdocs_yml_is_filled_in(tmp_path: Path) -> None:
    config = {
        "site_url": "https://{slug}.example.org/",
        "plugins": [{"portal": {"provider": {"name": "Northwind"}}}],
        "theme": {"features": ["navigation.top"]},
    }
    settings = load_settings(workspace(tmp_path, config))
    assert settings.portal == {"provider": {"name": "Northwind"}}
    assert settings.site_url == "https://{slug}.example.org/"
    assert not settings.has_foreign_code
    assert [next(iter(plugin)) for plugin in settings.values["plugins"]] == ["search", "portal"]
    assert settings.values["theme"]["name"] == "material"
    files = rendered(handmade.site(rows=1), settings, tmp_path / "site")
    assert b"Acme Ltd" in files["index.html"]


@pytest.mark.parametrize(
    "text",
    ["", "# nothing yet", "plugins:", "plugins: []", "theme:", "theme: material", "site_url:"],
)
def test_what_is_empty_is_filled_in_too(tmp_path: Path, text: str) -> None:
    place = workspace(tmp_path)
    (place.root / "mkdocs.yml").write_text(text)
    found, other = load_settings(place), load_settings(workspace(tmp_path / "other"))
    assert {**found.values, "plugins": []} == {**other.values, "plugins": []}
    assert not found.has_foreign_code


def test_styles_and_addresses_of_pages_stay_the_portals(tmp_path: Path) -> None:
    config = {"extra_css": ["own.css"], "use_directory_urls": False, "extra_javascript": ["own.js"]}
    files = rendered(
        handmade.site(rows=1), load_settings(workspace(tmp_path, config)), tmp_path / "site"
    )
    assert "scope/index.html" in files
    for name in (
        rb"portal\.[0-9a-f]{8}\.css",
        rb"own\.css",
        rb"portal\.[0-9a-f]{8}\.js",
        rb"own\.js",
    ):
        assert re.search(name, files["index.html"])


STARTED = """
NEEDED = []
def on_startup(command, dirty):
    NEEDED.append(command)
def on_post_build(config):
    assert NEEDED == ["build"]
    with open(config.site_dir + "/old.html", "w") as page:
        page.write("<html><head><title>x</title><script>alert(1)</script></head></html>")
def on_post_page(output, page, config):
    added = "<style>p{color:red}</style><script>alert(2)</script></body>"
    return output.replace("<!-- policy -->", "").replace("</body>", added)
def on_page_content(html, page, config, files):
    return html + "<script>alert(3)</script>"
def on_files(files, config):
    from mkdocs.structure.files import File
    files.append(File.generated(config, "made.md", content="# Made by a hook"))
    return files
"""


def test_pages_of_other_code_have_a_policy_too(tmp_path: Path) -> None:
    place = workspace(tmp_path / "workspace", {"hooks": ["hook.py"]})
    (place.root / "hook.py").write_text(STARTED)
    files = rendered(handmade.site(rows=1), load_settings(place), tmp_path / "site")
    assert policy_of(files["old.html"]) == csp.policy(())
    assert files["old.html"].index(b"<meta") < files["old.html"].index(b"<title")
    assert b"Made by a hook" in files["made/index.html"]
    for name, data in files.items():
        if name.endswith(".html"):
            assert data.count(b"Content-Security-Policy") == 1, name
    policy = policy_of(files["index.html"])
    assert csp.policy(["alert(2)"]).split("; ")[1].split()[2] in policy
    assert csp.policy((), ["p{color:red}"]).split("; ")[2] in policy
    # What stood in the page before may come from a text.
    assert csp.policy(["alert(3)"]).split("; ")[1].split()[2] not in policy


HOOK = """
import time
COUNT = []
def on_page_content(html, page, config, files):
    COUNT.append(page.url)
    return html + f"<p>page {len(COUNT)} of the process</p>"
def on_files(files, config):
    from mkdocs.structure.files import File
    files.append(File.generated(config, "extra.txt", content="from a hook"))
    return files
"""


def test_state_that_other_code_keeps_does_not_reach_the_next_client(tmp_path: Path) -> None:
    place = workspace(tmp_path / "workspace", {"hooks": ["hook.py"]})
    (place.root / "hook.py").write_text(HOOK)
    settings = load_settings(place)
    assert settings.has_foreign_code
    renderer = Renderer(settings)
    renderer.render(handmade.site("other", rows=1), tmp_path / "first")
    renderer.render(handmade.site("acme", rows=1), tmp_path / "second")
    assert contents(tmp_path / "second") == rendered(
        handmade.site("acme", rows=1), settings, tmp_path / "alone"
    )
    assert (tmp_path / "second" / "extra.txt").read_text() == "from a hook"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("plugins: [nonsense]", 'The "nonsense" plugin is not installed'),
        ("- a\n- b", "must hold settings by name"),
        ("a: [", "mkdocs.yml cannot be read"),
        ("theme: {name: missing}", "made for the theme material, not for missing"),
        ("theme: [a]", "`theme` must hold settings by name"),
        ("plugins: [portal: {enabled: false}]", "without the plugin portal"),
        ("plugins: portal", "`plugins` must be a list of names"),
        ("plugins: [{}]", "`plugins` must be a list of names"),
        ("plugins: [{a: , b: }]", "`plugins` must be a list of names"),
        ("plugins: [portal: 5]", "`portal` must hold settings by name"),
        ("markdown_extensions: [nothere]", "Failed to load extension 'nothere'"),
        ("hooks: [nothere.py]", "nothere.py' isn't an existing file"),
    ],
)
def test_settings_that_cannot_work_are_said_in_one_line(
    tmp_path: Path, text: str, says: str
) -> None:
    place = workspace(tmp_path / "workspace")
    (place.root / "mkdocs.yml").write_text(text, encoding="utf-8")
    with pytest.raises(PortalError, match=re.escape(says)):
        Renderer(load_settings(place)).render(handmade.site(rows=1), tmp_path / "site")


def test_a_hook_that_fails_is_a_fault_and_no_exit(tmp_path: Path) -> None:
    place = workspace(tmp_path / "workspace", {"hooks": ["hook.py"]})
    (place.root / "hook.py").write_text(
        "def on_env(env, config, files):\n    raise ValueError('no')"
    )
    with pytest.raises(PortalError, match="acme could not be rendered: no"):
        Renderer(load_settings(place)).render(handmade.site(rows=1), tmp_path / "site")


# Previews


@pytest.fixture
def previewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, str]]:
    asked: list[tuple[Path, str]] = []

    def preview(root: Path, slug: str, say_it: bool) -> MergedSite:
        assert not say_it
        asked.append((root, slug))
        return handmade.site(rows=1, site_url="https://acme.example.org/")

    monkeypatch.setattr(portal_builder, "single", SimpleNamespace(preview=preview), raising=False)
    for name in ("PORTAL_CLIENT", "PORTAL_ROOT"):
        monkeypatch.delenv(name, raising=False)
    place = workspace(tmp_path)
    shutil.copy(shipped("mkdocs.yml"), place.root)
    shutil.copytree(shipped("theme"), place.root / "theme")
    (place.root / "content").mkdir()
    (place.root / "content" / "template.md").write_text("# not a page")
    return asked


def test_mkdocs_build_previews_the_demo_client_beside_built_sites(
    tmp_path: Path, previewed: list[tuple[Path, str]]
) -> None:
    build(load_config(str(tmp_path / "mkdocs.yml")))
    files = contents(tmp_path / ".preview")
    assert previewed == [(tmp_path, "demo")]
    assert {"index.html", "scope/index.html", "search/search_index.js"} <= set(files)
    assert "template/index.html" not in files
    assert not any(name.endswith(".map") for name in files)
    assert not (tmp_path / "site").exists()
    # Live reload is an inline script: a policy would refuse it.
    assert b"Content-Security-Policy" not in files["index.html"] + files["404.html"]


def test_the_environment_names_the_client_and_the_workspace(
    tmp_path: Path, previewed: list[tuple[Path, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_CLIENT", "acme")
    monkeypatch.setenv("PORTAL_ROOT", str(tmp_path / "elsewhere"))
    build(load_config(str(tmp_path / "mkdocs.yml")))
    assert previewed == [(tmp_path / "elsewhere", "acme")]


@pytest.mark.parametrize("place", ["site", "site/acme", "elsewhere"])
def test_a_preview_is_never_written_over_built_sites(
    tmp_path: Path, previewed: list[tuple[Path, str]], place: str
) -> None:
    record = tmp_path / "site/.portal/acme.json"
    record.parent.mkdir(parents=True)
    record.write_text('{"format": 1, "slug": "acme", "files": {}}')
    (tmp_path / "site/acme").mkdir()
    (tmp_path / "site/acme/index.html").write_text("built")
    build(load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(tmp_path / place)))
    assert previewed
    assert (tmp_path / "site/acme/index.html").read_text() == "built"
    written = tmp_path / (place if place == "elsewhere" else ".preview")
    assert (written / "scope/index.html").is_file()


def test_a_preview_and_a_built_site_differ_in_the_policy_alone(
    tmp_path: Path, previewed: list[tuple[Path, str]]
) -> None:
    assert previewed == []
    build(load_config(str(tmp_path / "mkdocs.yml")))
    preview = contents(tmp_path / ".preview")
    site = handmade.site(rows=1, site_url="https://acme.example.org/")
    built = rendered(site, load_settings(Workspace(tmp_path)), tmp_path / "built")
    assert set(preview) == set(built)
    meta = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
    assert preview == {name: meta.sub(b"", data) for name, data in built.items()}
