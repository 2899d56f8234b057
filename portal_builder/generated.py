"""A merged site in MkDocs' terms: its settings, its files, and what its templates see."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markdown.extensions.toc import slugify  # type: ignore[import-untyped]
from markupsafe import Markup, escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from portal_builder import brand, icons, navigation
from portal_builder.engine import AssetStore, ThemeFile
from portal_builder.fingerprint import fingerprinted
from portal_builder.site import FEED, Download, MergedSite, Page, Provider
from portal_builder.theme_assets import ThemeAssets

BRAND = "assets/stylesheets/brand.css"
_SLOT = re.compile(r'<div data-slot="(\d+)"></div>')
_LUNR = "assets/javascripts/lunr/"
_UNUSED = re.compile(r".*\.map|assets/images/favicon\.png|sitemap\.xml")


@dataclass(frozen=True, slots=True)
class View:
    """What the theme's templates see of a site, every text of it escaped for HTML.

    Attributes:
        words: the words that the theme says, by their keys.
        script_words: those that the script says, unescaped, and how it writes numbers.
        tabs: the tab bar of a page that is none of the site's (page not found).
        feed: the site path of the feed; None without one.
        icons: the site paths of the icons, the drawing first; None for the theme's own.
        color: that of the header, as `#rrggbb`.
        image: the address of a picture for previews; None where the site's own is not known.
        check: where the record can be checked; None where there is none.
    """

    slug: str
    site_name: Markup
    project_name: Markup
    notice: Markup
    record: Markup
    language: Markup
    logo: str | None
    provider: Provider | None
    words: Mapping[str, Markup]
    script_words: Mapping[str, object]
    drawer: tuple[navigation.Group, ...]
    tabs: navigation.Tabs
    feed: str | None
    icons: tuple[str, str] | None
    color: str
    image: Markup | None
    check: str | None

    @classmethod
    def of(cls, site: MergedSite) -> View:
        """The view of a site."""
        return cls(
            slug=site.slug,
            site_name=escape(site.site_name),
            project_name=escape(site.project_name),
            notice=escape(site.notice),
            record=escape(site.record),
            language=escape(site.language),
            logo=site.logo and quote(site.logo),
            provider=site.provider and _escaped(site.provider),
            words={key: escape(text) for key, text in site.words.items()},
            script_words=_script_words(site),
            drawer=navigation.drawer(site),
            tabs=navigation.tabs(site, None),
            feed=FEED if FEED in site.files else None,
            icons=(icons.SVG, icons.PNG) if icons.SVG in site.files else None,
            color=brand.hexed(brand.fill(site.colors)),
            image=_image(site),
            check="history/#ledger" if any(p.path == "history" for p in site.pages) else None,
        )


def _script_words(site: MergedSite) -> dict[str, object]:
    """What the script says, and in which notation."""
    kinds = ("day.", "link.", "table.")
    said = {key: text for key, text in site.words.items() if key.startswith(kinds)}
    notation = {"notation": site.notation, "digits": site.digits}
    return {**notation, "distances": {kind: dict(t) for kind, t in site.distances.items()}, **said}


def _image(site: MergedSite) -> Markup | None:
    """A picture that previews can show: the client's logo, else its icon; no drawing."""
    logo = site.logo if site.logo and not site.logo.lower().endswith(".svg") else None
    path = logo or (icons.PNG if icons.PNG in site.files else None)
    return escape(site.site_url + quote(path)) if site.site_url and path else None


def _escaped(provider: Provider) -> Provider:
    return Provider(
        escape(provider.name),
        provider.url and escape(provider.url),
        provider.email and escape(provider.email),
        provider.logo,
    )


def configure(config: MkDocsConfig, site: MergedSite) -> None:
    """Sets what depends on the client: name, language, addresses, navigation, colours."""
    config.site_name = escape(site.site_name)
    config.site_url = site.site_url
    config.nav = navigation.tree(site)
    config.theme["language"] = _theme_language(
        config.theme.dirs, site.text_language or site.language
    )
    config.theme["direction"] = site.direction
    config.theme["logo"] = site.logo and quote(site.logo)
    config.theme.static_templates.discard("sitemap.xml")  # MkDocs' holds the day of the build
    config.mdx_configs.setdefault("toc", {})["slugify"] = _heading_id
    config.extra_css = [*config.extra_css, *brand_file(site)]


def brand_file(site: MergedSite) -> dict[str, bytes]:
    """The style of the client's colours by its site path; nothing where it has none."""
    data = brand.stylesheet(site.colors).encode() if site.colors else b""
    return {fingerprinted(BRAND, sha256(data).hexdigest()): data} if data else {}


def _theme_language(folders: Iterable[str], language: str) -> str:
    """Whose rules of search the theme follows for a language tag; English where it has none."""
    for tag in (language, language.split("-")[0]):
        if any(Path(folder, "partials/languages", f"{tag}.html").is_file() for folder in folders):
            return tag
    return "en"


def _heading_id(text: str, separator: str) -> str:
    """An anchor for a heading; one that began with an underscore could be one of the theme's."""
    anchor: str = slugify(text, separator)
    return anchor.lstrip("_")


def files(
    found: Files,
    config: MkDocsConfig,
    site: MergedSite,
    assets: ThemeAssets,
    store: AssetStore | None,
) -> Files:
    """The files of the site: its pages, what it names, and of the theme what it can use.

    Nothing of the folder that MkDocs takes for the documents is among them.
    """
    languages = _search_languages(config)
    theme = [f for f in found if f.src_dir != config.docs_dir and _is_used(f.src_uri, languages)]
    made = Files([ThemeFile(file, assets.published[file.src_uri], store) for file in theme])
    for page in site.pages:
        # The empty line keeps MkDocs from reading the text's beginning as settings of the page.
        made.append(_file(config, navigation.source_name(page), f"\n{page.markdown}"))
    for path, data in (*site.files.items(), *brand_file(site).items()):
        made.append(_file(config, path, data))
    return made


def _file(config: MkDocsConfig, path: str, content: str | bytes) -> File:
    return File.generated(config, path, content=content, inclusion=InclusionLevel.INCLUDED)


def _search_languages(config: MkDocsConfig) -> tuple[str, ...]:
    search = config.plugins.get("material/search")
    return tuple(search.config.lang or ()) if search else ()


def _is_used(name: str, languages: tuple[str, ...]) -> bool:
    """Whether a page of the site can ask for a file of the theme."""
    if not name.startswith(_LUNR):
        return not _UNUSED.fullmatch(name)
    needed = {f"min/lunr.{language}.min.js" for language in languages if language != "en"}
    if needed:
        needed |= {"min/lunr.stemmer.support.min.js", "tinyseg.js", "wordcut.js"}
    if len(languages) > 1:
        needed.add("min/lunr.multi.min.js")
    return name.removeprefix(_LUNR) in needed


def use_published_names(env: jinja2.Environment, site: MergedSite, assets: ThemeAssets) -> None:
    """Lets the templates go on naming the theme's files as the theme does."""
    url, script_tag = env.filters["url"], env.filters["script_tag"]

    def published(path: str) -> str:
        return path if path in site.files else assets.names.get(path, path)

    @jinja2.pass_context
    def published_url(context: jinja2.runtime.Context, path: object) -> object:
        return url(context, published(str(path)))

    @jinja2.pass_context
    def published_script(context: jinja2.runtime.Context, script: Any) -> object:
        if isinstance(script, str):
            return script_tag(context, published(script))
        renamed = copy.copy(script)
        renamed.path = published(script.path)
        return script_tag(context, renamed)

    env.filters |= {"url": published_url, "script_tag": published_script}


def meta(site: MergedSite, page: Page) -> dict[str, Any]:
    """What the templates see of a page; the search leaves it to the portal's own entries."""
    return {
        "path": page.path,
        "description": escape(page.description),
        "project_title": escape(page.project_title),
        "notice": escape(page.notice),
        "tabs": navigation.tabs(site, page),
        "downloads": [Download(escape(d.label), d.path, d.kind) for d in page.downloads],
        "search": {"exclude": True},
    }


def filled(html: str, page: Page) -> str:
    """The page's HTML with its components in their places; theirs is not read again."""
    return _SLOT.sub(lambda slot: page.slots[int(slot[1])], html)


def directed(html: str, site: MergedSite) -> str:
    """The page with the direction of its words on its root, where Material puts their language."""
    return html.replace("<html ", f'<html dir="{site.direction}" ', 1)


def sitemap(site: MergedSite) -> str:
    """The addresses of all pages of a site that knows its own."""
    base = escape(site.site_url or "")
    urls = "".join(
        f"<url><loc>{base}{escape(f'{page.path}/' if page.path else '')}</loc></url>\n"
        for page in site.pages
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )
