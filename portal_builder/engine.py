"""What a worker keeps of MkDocs between clients: compiled templates and the theme's files.

Everything that a plugin can change is made anew for each client; what is kept cannot be changed by
one, so that a client built alone and the same client built after many others come out the same.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from mkdocs.config import config_options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.theme import Theme

from portal_builder.errors import WrongUse
from portal_builder.settings import Settings
from portal_builder.theme_assets import Asset, ThemeAssets

# Known by all that it is made of, so that what one worker compiled serves every other of its process.
_COMPILED: dict[tuple[str, str, str, tuple[str, ...]], CodeType] = {}


class CompiledLoader(jinja2.FileSystemLoader):
    """Loads templates that it has compiled once, into as many environments as there are clients."""

    def __init__(self, folders: list[str]) -> None:
        super().__init__(folders)
        self._code: dict[tuple[str, tuple[str, ...]], CodeType] = {}
        self._names: list[str] = []

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - the name is Jinja's
    ) -> jinja2.Template:
        """The template, bound to the environment; compiled only when it is first asked for."""
        key = name, tuple(sorted(environment.extensions))
        if key not in self._code:
            source, filename, _ = self.get_source(environment, name)
            whole = source, filename, *key
            if whole not in _COMPILED:
                _COMPILED[whole] = environment.compile(source, name, filename)
            self._code[key] = _COMPILED[whole]
        return environment.template_class.from_code(
            environment, self._code[key], globals or {}, None
        )

    def list_templates(self) -> list[str]:
        """The theme's files, listed once, without the thousands of icons that no page is made of."""
        if not self._names:
            self._names = sorted({name for folder in self.searchpath for name in _files(folder)})
        return self._names


def _files(folder: str) -> Iterator[str]:
    """The files below a folder by their paths from there; nothing of it that is hidden is looked at."""
    for place, folders, names in os.walk(folder):
        within = os.path.relpath(place, folder)
        if within == ".":
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from (name for name in names if not name.startswith("."))
        else:
            yield from (f"{within}/{name}" for name in names)


class SharedTheme(Theme):
    """A theme whose environments are new each time and share a loader."""

    def __init__(self, theme: Theme, loader: CompiledLoader) -> None:
        self.__dict__.update(vars(theme))
        self._loader = loader

    def get_env(self) -> jinja2.Environment:
        """A new environment, which loads what others have compiled."""
        env: jinja2.Environment = super().get_env()
        env.loader = self._loader
        return env


class AssetStore:
    """One copy of each of the theme's files, from which every site gets a hard link.

    Args:
        folder: where the copies stand, on the file system of the sites; it is created.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sound: dict[str, tuple[int, int]] = {}

    def link(self, asset: Asset, target: Path) -> None:
        """Puts the file at the target: as a link where the file system allows it, else as a copy."""
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self._keep(asset), target)
        except OSError:
            target.write_bytes(asset.data)

    def _keep(self, asset: Asset) -> Path:
        """The copy; one that was changed in place, perhaps through some site, is made anew."""
        kept = self._folder / asset.digest
        if kept.exists() and self._sound.get(asset.digest) == _look(kept):
            return kept
        if not kept.exists() or kept.read_bytes() != asset.data:
            self._folder.mkdir(parents=True, exist_ok=True)
            partial = kept.with_name(f"{kept.name}.{os.getpid()}")
            partial.write_bytes(asset.data)
            partial.replace(kept)
        self._sound[asset.digest] = _look(kept)
        return kept


def _look(path: Path) -> tuple[int, int]:
    about = path.stat()
    return about.st_size, about.st_mtime_ns


class ThemeFile(File):
    """A file of the theme under the name that it is published with, linked from a store if any."""

    def __init__(self, file: File, asset: Asset, store: AssetStore | None) -> None:
        super().__init__(
            file.src_uri, file.src_dir, file.dest_dir, file.use_directory_urls, dest_uri=asset.path
        )
        self.content_bytes = asset.data
        self._asset, self._store = asset, store

    def copy_file(self, dirty: bool = False) -> None:
        """Puts the file into the site."""
        if self._store and self.content_bytes == self._asset.data:
            self._store.link(self._asset, Path(self.abs_dest_path))
        else:
            super().copy_file(dirty)


def theme_assets(theme: Theme) -> ThemeAssets:
    """The files of a theme as they are published."""
    return ThemeAssets(theme.dirs, theme.get("favicon"))


def find_theme(settings: Settings) -> Theme:
    """The theme that the settings name.

    Raises:
        WrongUse: MkDocs does not take the settings, whichever the client.
    """
    return configuration(settings, settings.path.with_name("site")).theme


class _KnownTheme(config_options.Theme):
    """A theme by its name, or one that was found before: to look for it takes MkDocs long."""

    def run_validation(self, value: object) -> Theme:
        return value if isinstance(value, Theme) else super().run_validation(value)


class _Configuration(MkDocsConfig):  # type: ignore[no-untyped-call]
    theme = _KnownTheme(default="mkdocs")


def configuration(settings: Settings, site_dir: Path, theme: Theme | None = None) -> MkDocsConfig:
    """MkDocs' configuration for one client, with plugins of its own.

    Args:
        settings: how every client's site is built.
        site_dir: where the site goes.
        theme: the theme, if it was found before, of which the configuration gets a copy.

    Raises:
        WrongUse: MkDocs does not take the settings, whichever the client.
    """
    config = _Configuration(config_file_path=str(settings.path))
    config.load_dict({**copy.deepcopy(dict(settings.values)), "site_dir": str(site_dir)})
    if theme:
        config.load_dict({"theme": copy.deepcopy(theme)})
    config.site_url, config.use_directory_urls = None, True
    errors, _ = config.validate()
    if errors:
        key, error = errors[0]
        raise WrongUse(f"{settings.path.name}: {key}: {error}")
    return config
