"""Merged pages become a complete static site, through MkDocs."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

from mkdocs.commands.build import build
from mkdocs.exceptions import Abort
from mkdocs.theme import Theme

from portal_builder.engine import (
    AssetStore,
    CompiledLoader,
    SharedTheme,
    configuration,
    find_theme,
    theme_assets,
)
from portal_builder.errors import PortalError, WrongUse
from portal_builder.plugin import PortalPlugin
from portal_builder.pool import in_processes
from portal_builder.settings import Settings
from portal_builder.site import MergedSite
from portal_builder.theme_assets import ThemeAssets

Command = Literal["build", "serve"]


class Renderer:
    """Renders sites one after the other; what they have in common is made only once.

    Args:
        settings: how every client's site is built.
        store: a folder on the file system of the sites, where the theme's files are kept once and
            linked from; None copies them into each site.
    """

    def __init__(self, settings: Settings, store: Path | None = None) -> None:
        self._settings = settings
        self._store = AssetStore(store) if store else None

    @cached_property
    def theme(self) -> Theme:
        """The theme that the settings name."""
        return find_theme(self._settings)

    @cached_property
    def assets(self) -> ThemeAssets:
        """The theme's files as they are published."""
        return theme_assets(self.theme)

    @cached_property
    def _loader(self) -> CompiledLoader:
        return CompiledLoader(self.theme.dirs)

    def render(self, site: MergedSite, staging: Path) -> None:
        """Writes the complete site.

        What plugins and hooks of the workspace's owner keep in memory is not ours to reset, and
        they may write into a site's files: with such, each site is rendered in a process of its
        own, and shares no file with another.

        Args:
            site: what to publish.
            staging: a folder that is empty or does not exist yet.

        Raises:
            PortalError: MkDocs, the theme or another plugin could not build it.
            WrongUse: no client's site can be built with these settings.
        """
        if self._settings.has_foreign_code:
            _render_apart(self._settings, site, staging)
        else:
            self.render_here(site, staging)

    def render_here(self, site: MergedSite, staging: Path, command: Command = "build") -> None:
        """The same, in this process whatever takes part.

        Args:
            site: what to publish.
            staging: a folder that is empty or does not exist yet.
            command: "serve" for a preview, whose pages carry no policy.
        """
        config = configuration(self._settings, staging, self.theme)
        config.theme = SharedTheme(config.theme, self._loader)
        plugin = config.plugins.get("portal")
        if not isinstance(plugin, PortalPlugin):
            raise WrongUse("mkdocs.yml: without the plugin portal there are no pages; enable it")
        plugin.given, plugin.is_preview = site, command == "serve"
        plugin.store, plugin.assets = self._store, self.assets
        try:
            config.plugins.on_startup(command=command, dirty=False)
            build(config)
        except OSError:
            raise
        except (Abort, Exception) as error:  # whatever code of the workspace's owner may raise
            raise PortalError(f"{site.slug} could not be rendered: {error}") from error
        finally:
            plugin.given, plugin.is_preview = None, True
            plugin.store, plugin.assets = None, None
            config.plugins.on_shutdown()


def _render_apart(settings: Settings, site: MergedSite, staging: Path) -> None:
    portable = replace(site, files=dict(site.files), words=dict(site.words))
    try:
        list(in_processes(partial(_render_once, settings, portable), [staging], 1))
    except BrokenProcessPool:
        raise PortalError(f"{site.slug} could not be rendered: its process ended") from None


def _render_once(settings: Settings, site: MergedSite, staging: Path) -> None:
    Renderer(settings).render_here(site, staging)
