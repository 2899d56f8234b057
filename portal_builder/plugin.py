"""MkDocs' events, each answered in a few lines: it schedules, other modules do the work."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.utils import get_relative_url

from portal_builder import csp, generated, search
from portal_builder.engine import theme_assets
from portal_builder.navigation import source_name
from portal_builder.site import MergedSite

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from portal_builder.engine import AssetStore
    from portal_builder.theme_assets import ThemeAssets

_FIRST, _LAST = 100, -100
_INLINE = ("partials/javascripts/base.html", "partials/javascripts/palette.html",
           "partials/javascripts/content.html")  # fmt: skip


class ProviderConfig(Config):  # type: ignore[no-untyped-call] # MkDocs leaves it untyped
    """Who publishes the portals; named nowhere, none is shown."""

    name = config_options.Optional(config_options.Type(str))
    url = config_options.Optional(config_options.Type(str))
    email = config_options.Optional(config_options.Type(str))
    logo = config_options.Optional(config_options.Type(str))


class PortalConfig(Config):  # type: ignore[no-untyped-call]
    """The options of the plugin `portal` in `mkdocs.yml`."""

    provider = config_options.SubConfig(ProviderConfig)


class PortalPlugin(BasePlugin[PortalConfig]):  # type: ignore[no-untyped-call]
    """Takes the pages of one client from a merged site instead of from a folder.

    Attributes:
        given: the site that a worker renders; None in a preview, which merges it at each build.
        store: where a worker links the theme's files from; None copies them.
        assets: the theme's files as a worker keeps them; None: they are read at each build.
    """

    given: MergedSite | None = None
    store: AssetStore | None = None
    assets: ThemeAssets | None = None

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, **_: object
    ) -> LiveReloadServer:
        """Watches what a preview is made of."""
        root = _root(config)
        for name in ("clients", "content", "theme"):
            if (root / name).is_dir():
                server.watch(str(root / name))
        return server

    @event_priority(_FIRST)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Takes the site, before any other plugin asks for its name or language."""
        self._site = self.given or _preview(config)
        self._pages = {source_name(page): page for page in self._site.pages}
        self._assets = self.assets or theme_assets(config.theme)
        generated.configure(config, self._site)
        return config

    @event_priority(_FIRST)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Puts the site's files in place of the folder's."""
        return generated.files(files, config, self._site, self._assets, self.store)

    @event_priority(_FIRST)
    def on_page_markdown(self, markdown: str, *, page: Page, **_: object) -> str:
        """Says of a page what the templates need; what its text says of itself does not count."""
        if merged := self._pages.get(page.file.src_uri):
            page.meta = generated.meta(self._site, merged)
        return markdown

    @event_priority(_FIRST)
    def on_page_content(self, html: str, *, page: Page, **_: object) -> str:
        """Puts the components in, after Markdown."""
        merged = self._pages.get(page.file.src_uri)
        return generated.filled(html, merged) if merged else html

    @event_priority(_FIRST)
    def on_env(
        self, env: jinja2.Environment, *, config: MkDocsConfig, **_: object
    ) -> jinja2.Environment:
        """Shows the templates the site, and the search what can be found."""
        generated.use_published_names(env, self._site, self._assets)
        env.globals["portal"] = generated.View.of(self._site)
        if plugin := config.plugins.get("material/search"):
            plugin.search_index.entries.extend(search.entries(self._site))
        self._env, self._policies = env, dict[str, str]()
        return env

    @event_priority(_LAST)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Puts the policy in, once everything else is in its place."""
        return self._guarded(output, get_relative_url(".", page.url), config)

    @event_priority(_LAST)
    def on_post_template(self, output: str, *, config: MkDocsConfig, **_: object) -> str:
        """Does the same for the page that says "not found", whose links start at the root."""
        return self._guarded(output, urlsplit(config.site_url or "/").path, config)

    @event_priority(_LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Writes what only the finished build knows: the index for pages on disk, the sitemap."""
        site_dir = Path(config.site_dir)
        index = site_dir / "search" / "search_index.json"
        if index.is_file():
            script = f"var __index = {index.read_text(encoding='utf-8')}"
            index.with_suffix(".js").write_text(script, encoding="utf-8")
        if self._site.site_url:
            (site_dir / "sitemap.xml").write_text(generated.sitemap(self._site), encoding="utf-8")

    def _guarded(self, html: str, base_url: str, config: MkDocsConfig) -> str:
        if self.given is None:
            return html.replace(csp.PLACEHOLDER, "", 1)
        if base_url not in self._policies:
            self._policies[base_url] = csp.policy(self._theme_scripts(base_url, config))
        return csp.guarded(html, self._policies[base_url])

    def _theme_scripts(self, base_url: str, config: MkDocsConfig) -> list[str]:
        context = {"config": config, "base_url": base_url, "features": config.theme["features"]}
        rendered = (self._env.get_template(name).render(context) for name in _INLINE)
        return [script for html in rendered for script in csp.inline_scripts(html)]


def _root(config: MkDocsConfig) -> Path:
    return Path(os.environ.get("PORTAL_ROOT") or Path(config.config_file_path).parent).resolve()


def _preview(config: MkDocsConfig) -> MergedSite:
    from portal_builder import pipeline  # the pipeline renders through this very plugin

    return pipeline.preview(_root(config), os.environ.get("PORTAL_CLIENT") or "demo")
