"""Merged pages become a complete static site, through MkDocs."""

from __future__ import annotations

from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.exceptions import Abort, MkDocsException

from portal_builder.engine import AssetStore, CompiledLoader, SharedTheme, configuration
from portal_builder.errors import PortalError
from portal_builder.plugin import PortalPlugin
from portal_builder.settings import Settings, load_settings
from portal_builder.site import MergedSite
from portal_builder.workspace import Workspace


class Renderer:
    """Renders sites one after the other; what they have in common is made only once.

    Args:
        settings: how every client's site is built.
        store: a folder on the file system of the sites, where the theme's files are kept once and
            linked from; None copies them into each site.
    """

    def __init__(self, settings: Settings, store: Path | None = None) -> None:
        self._settings = settings
        # Another plugin may write into a site's files: then none may be shared between sites.
        shares = store is not None and not settings.has_foreign_code
        self._store = AssetStore(store) if store and shares else None
        self._loader: CompiledLoader | None = None

    def render(self, site: MergedSite, staging: Path) -> None:
        """Writes the complete site.

        Args:
            site: what to publish.
            staging: a folder that is empty or does not exist yet.

        Raises:
            PortalError: MkDocs, the theme or another plugin could not build it.
        """
        config = configuration(self._settings, staging)
        self._loader = self._loader or CompiledLoader(config.theme.dirs)
        config.theme = SharedTheme(config.theme, self._loader)
        plugin = config.plugins["portal"]
        assert isinstance(plugin, PortalPlugin)
        plugin.given, plugin.store = site, self._store
        try:
            build(config)
        except (Abort, MkDocsException) as error:
            raise PortalError(f"{site.slug} could not be rendered: {error}") from error


def render(site: MergedSite, staging: Path, *, root: Path, store: Path | None = None) -> None:
    """Renders one site of a workspace; for many, keep a `Renderer`."""
    Renderer(load_settings(Workspace.find(root)), store).render(site, staging)
