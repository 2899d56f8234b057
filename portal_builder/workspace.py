"""Every path of a workspace by name."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from portal_builder.characters import printable
from portal_builder.client_folder import (
    CLIENTS,
    YAML_SUFFIXES,
    ClientFolder,
)
from portal_builder.errors import Place, PortalError, Problem, WrongUse
from portal_builder.regular import is_folder, mode

SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder that holds `clients/`, and what stands beside it or is shipped instead."""

    root: Path

    @classmethod
    def find(cls, root: Path | None = None) -> Workspace:
        """Takes the folder that is named, else the nearest one upwards with `clients/` in it.

        Raises:
            WrongUse: there is none.
        """
        if root is not None:
            if not (root / CLIENTS).is_dir():
                raise WrongUse(
                    f"{root} holds no clients/ folder; name the folder that does with --root"
                )
            return cls(root.resolve())
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / CLIENTS).is_dir():
                return cls(folder)
        raise WrongUse(
            "no clients/ folder here or above; go to the workspace, or name it with --root"
        )

    @classmethod
    def shipped(cls) -> Workspace:
        """The folder of what comes with the package."""
        return cls(shipped("mkdocs.yml").parent)

    @property
    def clients(self) -> Path:
        """The folder of all clients."""
        return self.root / CLIENTS

    @property
    def content(self) -> Path:
        """Page templates and shared prose: the workspace's own, else those shipped."""
        return self._own_or_shipped("content")

    @property
    def theme(self) -> Path:
        """Overrides, components, styles and words: the workspace's own, else those shipped."""
        return self._own_or_shipped("theme")

    @property
    def shipped_strings(self) -> Path:
        """The catalogues that come with the package, for words that a theme's own leave out."""
        return shipped("theme") / "strings"

    @property
    def own_config(self) -> Path | None:
        """The workspace's `mkdocs.yml`; it may be partial."""
        path = self.root / "mkdocs.yml"
        return path if path.is_file() else None

    @property
    def site(self) -> Path:
        """Where built sites go by default."""
        return self.root / "site"

    @property
    def preview(self) -> Path:
        """Where `mkdocs build` writes to."""
        return self.root / ".preview"

    def _own_or_shipped(self, name: str) -> Path:
        own = self.root / name
        return own if own.is_dir() else shipped(name)

    def slugs(self) -> list[str]:
        """The names of all clients' folders, sorted; whether they are slugs is not yet said.

        A file of facts that stands among the folders is listed too: it is meant for some client.

        Raises:
            PortalError: they cannot be listed.
        """
        try:
            with os.scandir(self.clients) as entries:
                return sorted(e.name for e in entries if e.name[0] != "." and _is_meant(e))
        except OSError as error:
            raise PortalError(f"{self.clients} cannot be read: {error.strerror}") from None

    def folder(self, slug: str) -> ClientFolder:
        """One client's folder."""
        return ClientFolder(self.root, slug)

    def slug_problem(self, slug: str) -> Problem | None:
        """What is wrong with a client's folder itself, if anything."""
        shown = printable(slug)
        place = Place(f"{CLIENTS}/{shown}")
        path = self.clients / slug
        if stat.S_ISLNK(mode(path)):
            return Problem(
                place, f"{shown} is a link to somewhere else", "put the folder itself here"
            )
        if path.suffix in YAML_SUFFIXES and not is_folder(path):
            return Problem(
                place, f"{shown} would be overlooked here", "move it into the folder of its client"
            )
        if not SLUG.fullmatch(slug):
            return Problem(
                place,
                f"“{shown}” cannot be a client's address",
                "name the folder in small letters, digits and dashes (63 at most): acme-shop",
            )
        return None


def _is_meant(entry: os.DirEntry[str]) -> bool:
    return (
        entry.is_dir(follow_symlinks=False)
        or entry.is_symlink()
        or entry.name.endswith(YAML_SUFFIXES)
    )


def shipped(name: str) -> Path:
    """The default that comes with the package: `content`, `theme` or `mkdocs.yml`."""
    packaged = _HERE / "shipped" / name
    return packaged if packaged.exists() else _HERE.parent / name
