"""The one way in which a client's files are read.

Nothing outside a client's folder is ever read on its behalf: links, devices and pipes are refused
by what they are, before anything of them is opened.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from portal_builder.characters import printable
from portal_builder.errors import Place, Problem
from portal_builder.regular import Unreadable, is_folder, listed, read_regular, visible

YAML_LIMIT = 2 * 1024 * 1024
ATTACHMENT_LIMIT = 64 * 1024 * 1024
CLIENTS = "clients"
YAML_SUFFIXES = (".yml", ".yaml")
FOLDERS = ("projects", "pages", "assets")  # of a client
_NOT_EVERYWHERE = re.compile(r'[\\:"<>|?*\x00-\x1f\x7f]')


@dataclass(frozen=True, slots=True)
class ClientFile:
    """A file as it was found: its bytes, or why it could not be taken."""

    path: str
    data: bytes | None
    problem: str = ""


class ClientFiles(Protocol):
    """Where a client's facts are read from: its folder, or what was in it at some revision."""

    @property
    def slug(self) -> str:
        """The folder's name."""

    @property
    def project_ids(self) -> tuple[str, ...]:
        """The sub-folders of `projects/`, sorted; none where the client has one project."""

    def place(self, *parts: str) -> Place:
        """The place of a folder."""

    def yaml_files(self, project: str | None = None) -> Iterator[ClientFile]:
        """The files that contribute sections: of the client, or of one of its projects."""


class ClientFolder:
    """One client's folder, listed without following anything out of it."""

    def __init__(self, root: Path, slug: str) -> None:
        self.root = root
        self.slug = slug
        self.path = root / CLIENTS / slug
        self._before = len(os.fspath(root / CLIENTS)) - len(CLIENTS)
        self._seen: dict[Path, list[tuple[str, bool]]] = {}

    def relative(self, path: Path | str) -> str:
        """The path as problems name it: from the workspace, with forward slashes."""
        return printable(os.fspath(path)[self._before :])

    def _listed(self, folder: Path) -> list[tuple[str, bool]]:
        """What stands in a folder, looked at once, and whether each is a folder."""
        if folder not in self._seen:
            self._seen[folder] = listed(folder)
        return self._seen[folder]

    def place(self, *parts: str) -> Place:
        """The place of a folder."""
        return Place(printable("/".join((CLIENTS, self.slug, *parts))))

    def yaml_files(self, project: str | None = None) -> Iterator[ClientFile]:
        """The files that contribute sections: of the client, or of one of its projects."""
        folder = self.path if project is None else self.path / "projects" / project
        for name, is_one in self._listed(folder):
            if name.endswith(".yml") and not is_one:
                yield self._read(f"{folder}/{name}", YAML_LIMIT)

    def misnamed(self) -> Iterator[Problem]:
        """Files that would be overlooked: each is an error, since nothing is in silence."""
        folders = [self.path, *(self.path / "projects" / p for p in self.project_ids)]
        yield from self._closed([*folders, self.path / "projects", self.path / "pages"])
        for folder in folders:
            yield from self._misnamed_yaml(folder)
        if is_folder(self.path / "projects"):
            for path in visible(self.path / "projects"):
                if not is_folder(path):
                    yield self._misplaced(path, "move it into the folder of its project")
        for path in self._linked_folders():
            yield self._misplaced(path, "put the files themselves here")
        if is_folder(self.path / "pages"):
            for path in visible(self.path / "pages"):
                if path.suffix != ".md":
                    yield self._misplaced(path, "extra pages are Markdown files that end in .md")

    def _misnamed_yaml(self, home: Path) -> Iterator[Problem]:
        for name, is_one in self._listed(home):
            if name.endswith(".yml") and not is_one:
                continue
            path = home / name
            if path.suffix == ".yml":
                yield self._misplaced(path, "rename the folder, or make it a file")
            elif path.suffix.lower() in YAML_SUFFIXES:
                yield self._misplaced(path, f"rename it to {printable(path.stem)}.yml")
            elif home == self.path and path.name in FOLDERS:
                continue
            elif is_one and path.name == "pages":
                yield self._misplaced(path, f"move its pages into {CLIENTS}/{self.slug}/pages/")
            elif is_one:
                remedy = f"move it into {self.relative(home)}/"
                strays = (p for p in _below(path) if p.suffix.lower() in YAML_SUFFIXES)
                yield from (self._misplaced(stray, remedy) for stray in strays)

    def _closed(self, folders: Iterable[Path]) -> Iterator[Problem]:
        for folder in folders:
            if is_folder(folder) and not os.access(folder, os.R_OK | os.X_OK):
                yield Problem(
                    Place(self.relative(folder)),
                    "this is a folder that may not be read here",
                    "give the portal the right to read it",
                )

    def _linked_folders(self) -> Iterator[Path]:
        for name in FOLDERS:
            path = self.path / name
            if os.path.lexists(path) and not is_folder(path):
                yield path

    def _misplaced(self, path: Path, remedy: str) -> Problem:
        what = f"{printable(path.name)} would be overlooked here"
        return Problem(Place(self.relative(path)), what, remedy)

    @cached_property
    def project_ids(self) -> tuple[str, ...]:
        """The sub-folders of `projects/`, sorted; none where the client has one project."""
        folder = self.path / "projects"
        return tuple(p.name for p in visible(folder) if is_folder(p)) if is_folder(folder) else ()

    def pages(self) -> Iterator[ClientFile]:
        """The extra pages, sorted by name."""
        if is_folder(self.path / "pages"):
            for path in visible(self.path / "pages"):
                if path.suffix == ".md":
                    yield self._read(path, YAML_LIMIT)

    def asset(self, name: str) -> bytes:
        """Reads an attachment that something published refers to.

        Args:
            name: as written, `assets/…`.

        Raises:
            Unreadable: it is not there, lies elsewhere, or is no file of its own.
        """
        parts = name.split("/")
        if parts[0] != "assets" or len(parts) < 2 or not {"", ".", ".."}.isdisjoint(parts):
            raise Unreadable("no path within assets/")
        if _NOT_EVERYWHERE.search(name):
            raise Unreadable('no name that every system can have: it holds one of \\ : " < > | ? *')
        path = self.path
        for part in parts[:-1]:
            path = path / part
            if not is_folder(path):
                raise Unreadable("not there")
        if not os.path.lexists(path / parts[-1]):
            raise Unreadable("not there")
        data = read_regular(path / parts[-1], ATTACHMENT_LIMIT)
        if len(data) > ATTACHMENT_LIMIT:
            raise Unreadable("larger than 64 MiB")
        return data

    def asset_names(self) -> list[str]:
        """The names of all attachments, for suggestions."""
        return sorted(p.relative_to(self.path).as_posix() for p in _below(self.path / "assets"))

    def _read(self, path: Path | str, limit: int) -> ClientFile:
        try:
            return ClientFile(self.relative(path), read_regular(path, limit))
        except Unreadable as reason:
            return ClientFile(self.relative(path), None, str(reason))


def _below(folder: Path) -> Iterator[Path]:
    """All files in a folder, however deep; links are not followed."""
    pending = [folder] if is_folder(folder) else []
    while pending:
        for path in visible(pending.pop()):
            if is_folder(path):
                pending.append(path)
            else:
                yield path
