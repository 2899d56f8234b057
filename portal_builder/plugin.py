"""MkDocs' events, each answered in a few lines: it schedules, other modules do the work."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from jinja2 import TemplateNotFound
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.utils import get_relative_url

from portal_builder import csp, generated, search
from portal_builder.engine import theme_assets
from portal_builder.errors import PortalError
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
_INLINE = ("partials/javascripts/base.html", "partials/javascripts/begin.html",
           "partials/javascripts/palette.html", "partials/javascripts/content.html")  # fmt: skip


class ProviderConfig(Config):  # type: ignore[no-untyped-call] # MkDocs leaves it untyped
    """Who publishes the portals; named nowhere, none is shown."""

    name = config_options.Optional(config_options.Type(str))
    url = config_options.Optional(config_options.Type(str))
    email = config_options.Optional(config_options.Type(str))
    logo = config_options.Optional(config_options.Type(str))


class PortalConfig(Config):  # type: ignore[no-untyped-call]
    """The options of the plugin `portal` in `mkdocs.yml`."""

    provider = config_options.SubConfig(ProviderConfig)
    site_url = config_options.Optional(config_options.Type(str))


class PortalPlugin(BasePlugin[PortalConfig]):  # type: ignore[no-untyped-call]
    """Takes the pages of one client from a merged site instead of from a folder.

    Attributes:
        given: the site to render; None under MkDocs' own commands, which merge it at each build.
        store: where a worker links the theme's files from; None copies them.
        assets: the theme's files as a worker keeps them; None: they are read at each build.
        is_preview: whether pages go without a policy, which would refuse live reload.
    """

    given: MergedSite | None = None
    store: AssetStore | None = None
    assets: ThemeAssets | None = None
    is_preview: bool = True
    _is_served: bool = False

    def on_startup(self, *, command: str, **_: object) -> None:
        """Remembers whether pages are looked at while they are edited."""
        self._is_served = command == "serve"

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, **_: object
    ) -> LiveReloadServer:
        """Watches what a preview is made of, and serves it where its own links say."""
        from portal_builder.preview import watch  # a server, of which a build has no use

        watch(server, _root(config))
        server.mount_path = urlsplit(config.site_url or "/").path
        server.url = urljoin(server.url, server.mount_path)
        return server

    @event_priority(_FIRST)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Takes the site, before any other plugin asks for its name or language."""
        self._site = self.given or self._merged(config)
        self._guarded_files: set[str] = set()
        self._pages = {source_name(page): page for page in self._site.pages}
        self._assets = self.assets or theme_assets(config.theme)
        generated.configure(config, self._site)
        return config

    def _merged(self, config: MkDocsConfig) -> MergedSite:
        from portal_builder import single  # it renders through this very plugin
        from portal_builder.preview import preview_folder, waiting_page

        root, slug = _root(config), os.environ.get("PORTAL_CLIENT") or "demo"
        try:
            config.site_dir = str(preview_folder(root, Path(config.site_dir)))
            return single.preview(root, slug, say_it=self._is_served)
        except PortalError as error:
            if self._is_served:
                return waiting_page(slug, [str(error)])
            raise PluginError(str(error)) from None

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
        self._env, self._scripts = env, dict[str, list[str]]()
        return env

    @event_priority(_FIRST)
    def _on_own_page(self, output: str, **_: object) -> str:
        """Notes what stands in the page before other plugins add to it."""
        self._own = {*csp.inline_scripts(output), *csp.inline_styles(output)}
        return generated.directed(output, self._site)

    @event_priority(_LAST)
    def _on_any_page(self, output: str, *, page: Page, config: MkDocsConfig, **_: object) -> str:
        """Puts the policy in, once everything else is in its place."""
        base_url = get_relative_url(".", page.url)
        return self._guarded(output, page.file.dest_uri, base_url, config)

    on_post_page = CombinedEvent(_on_own_page, _on_any_page)

    @event_priority(_LAST)
    def on_post_template(
        self, output: str, *, template_name: str, config: MkDocsConfig, **_: object
    ) -> str:
        """Does the same for the page that says "not found", whose links start at the root."""
        if not template_name.endswith(".html"):
            return output
        base_url = urlsplit(config.site_url or "/").path
        self._own = {*csp.inline_scripts(output), *csp.inline_styles(output)}
        output = generated.directed(output, self._site)
        return self._guarded(output, template_name, base_url, config)

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
        if not self.is_preview:
            self._guard_others(site_dir)

    def _guard_others(self, site_dir: Path) -> None:
        """Guards the pages that other plugins wrote by themselves; no inline script of theirs runs."""
        for file in site_dir.rglob("*.html"):
            if file.relative_to(site_dir).as_posix() not in self._guarded_files:
                html = file.read_bytes().decode("utf-8", "surrogateescape")
                html = csp.guarded(html, csp.policy(()))
                file.write_bytes(html.encode("utf-8", "surrogateescape"))

    def _guarded(self, html: str, path: str, base_url: str, config: MkDocsConfig) -> str:
        if self.is_preview:
            return html.replace(csp.PLACEHOLDER, "", 1)
        self._guarded_files.add(path)
        if base_url not in self._scripts:
            self._scripts[base_url] = self._theme_scripts(base_url, config)
        scripts = [s for s in csp.inline_scripts(html) if s not in self._own]
        styles = [s for s in csp.inline_styles(html) if s not in self._own]
        return csp.guarded(html, csp.policy((*self._scripts[base_url], *scripts), styles))

    def _theme_scripts(self, base_url: str, config: MkDocsConfig) -> list[str]:
        context = {"config": config, "base_url": base_url, "features": config.theme["features"]}
        scripts: list[str] = []
        for name in _INLINE:
            with suppress(TemplateNotFound):  # a theme of the workspace's own may do without one
                scripts += csp.inline_scripts(self._env.get_template(name).render(context))
        return scripts


def _root(config: MkDocsConfig) -> Path:
    return Path(os.environ.get("PORTAL_ROOT") or Path(config.config_file_path).parent).resolve()
