"""Every path by name, and the one way in which a client's files are read.

Nothing outside a client's folder is ever read on its behalf: links, devices and pipes are refused
by what they are, before anything of them is opened.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from portal_builder.errors import Place, Problem, WrongUse

SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
YAML_LIMIT = 2 * 1024 * 1024
CLIENTS = "clients"
FOLDERS = ("projects", "pages", "assets")  # of a client
YAML_SUFFIXES = (".yml", ".yaml")
_NOT_EVERYWHERE = re.compile(r'[\\:"<>|?*\x00-\x1f\x7f]')
_HERE = Path(__file__).parent


class Unreadable(Exception):
    """A path cannot be taken as a client's file; the text says what it is instead."""


def read_regular(path: Path, limit: int | None = None) -> bytes:
    """Reads a file that is one: no link, no pipe, no device, and with one name only.

    Args:
        path: the file.
        limit: how many bytes to read at most; one more is read, so that excess is seen.

    Raises:
        Unreadable: it is none, or the system refuses it; the text completes "this is …".
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise Unreadable(_reason(path, error)) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("no regular file")
        if status.st_nlink > 1:
            raise Unreadable("a hard link: the same file has another name elsewhere")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(-1 if limit is None else limit + 1)
    except OSError as error:
        raise Unreadable(_reason(path, error)) from None
    finally:
        os.close(descriptor)


def _reason(path: Path, error: OSError) -> str:
    if path.is_symlink():
        return "a link to somewhere else"
    if isinstance(error, PermissionError):
        return "a file that may not be read here"
    return "no regular file"


def _is_folder(path: Path) -> bool:
    # pathlib's own raises where a name is too long to exist.
    return os.path.isdir(path) and not os.path.islink(path)  # noqa: PTH112, PTH114


@dataclass(frozen=True, slots=True)
class ClientFile:
    """A file as it was found: its bytes, or why it could not be taken."""

    path: str
    data: bytes | None
    problem: str = ""


class ClientFolder:
    """One client's folder, listed without following anything out of it."""

    def __init__(self, root: Path, slug: str) -> None:
        self.root = root
        self.slug = slug
        self.path = root / CLIENTS / slug

    def relative(self, path: Path) -> str:
        """The path as problems name it: from the workspace, with forward slashes."""
        return printable(path.relative_to(self.root).as_posix())

    def place(self, *parts: str) -> Place:
        """The place of a folder."""
        return Place(printable("/".join((CLIENTS, self.slug, *parts))))

    def yaml_files(self, project: str | None = None) -> Iterator[ClientFile]:
        """The files that contribute sections: of the client, or of one of its projects."""
        folder = self.path if project is None else self.path / "projects" / project
        for path in _visible(folder):
            if path.suffix == ".yml" and not _is_folder(path):
                yield self._read(path, YAML_LIMIT)

    def misnamed(self) -> Iterator[Problem]:
        """Files that would be overlooked: each is an error, since nothing is in silence."""
        for home in (self.path, *(self.path / "projects" / p for p in self.project_ids)):
            yield from self._misnamed_yaml(home)
        if _is_folder(self.path / "projects"):
            for path in _visible(self.path / "projects"):
                if not _is_folder(path):
                    yield self._misplaced(path, "move it into the folder of its project")
        for path in self._linked_folders():
            yield self._misplaced(path, "put the files themselves here")
        if _is_folder(self.path / "pages"):
            for path in _visible(self.path / "pages"):
                if path.suffix != ".md":
                    yield self._misplaced(path, "extra pages are Markdown files that end in .md")

    def _misnamed_yaml(self, home: Path) -> Iterator[Problem]:
        for path in _visible(home):
            if path.suffix.lower() in YAML_SUFFIXES and path.suffix != ".yml":
                yield self._misplaced(path, f"rename it to {printable(path.stem)}.yml")
            elif path.suffix == ".yml" and _is_folder(path):
                yield self._misplaced(path, "rename the folder, or make it a file")
            elif home == self.path and path.name in FOLDERS:
                continue
            elif _is_folder(path) and path.name == "pages":
                yield self._misplaced(path, f"move its pages into {CLIENTS}/{self.slug}/pages/")
            elif _is_folder(path):
                remedy = f"move it into {self.relative(home)}/"
                strays = (p for p in _below(path) if p.suffix.lower() in YAML_SUFFIXES)
                yield from (self._misplaced(stray, remedy) for stray in strays)

    def _linked_folders(self) -> Iterator[Path]:
        for name in FOLDERS:
            path = self.path / name
            if path.is_symlink() or (path.exists() and not path.is_dir()):
                yield path

    def _misplaced(self, path: Path, remedy: str) -> Problem:
        what = f"{printable(path.name)} would be overlooked here"
        return Problem(Place(self.relative(path)), what, remedy)

    @cached_property
    def project_ids(self) -> tuple[str, ...]:
        """The sub-folders of `projects/`, sorted; none where the client has one project."""
        folder = self.path / "projects"
        return (
            tuple(p.name for p in _visible(folder) if _is_folder(p)) if _is_folder(folder) else ()
        )

    def pages(self) -> Iterator[ClientFile]:
        """The extra pages, sorted by name."""
        if _is_folder(self.path / "pages"):
            for path in _visible(self.path / "pages"):
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
            if not _is_folder(path):
                raise Unreadable("not there")
        if not os.path.lexists(path / parts[-1]):
            raise Unreadable("not there")
        return read_regular(path / parts[-1])

    def asset_names(self) -> list[str]:
        """The names of all attachments, for suggestions."""
        return sorted(p.relative_to(self.path).as_posix() for p in _below(self.path / "assets"))

    def _read(self, path: Path, limit: int) -> ClientFile:
        try:
            return ClientFile(self.relative(path), read_regular(path, limit))
        except Unreadable as reason:
            return ClientFile(self.relative(path), None, str(reason))


def printable(name: str) -> str:
    """A file's or folder's name as it can be shown, whatever bytes it is made of."""
    return "".join(c if c.isprintable() else "?" for c in name)


def _visible(folder: Path) -> list[Path]:
    try:
        return sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    except OSError:
        return []


def _below(folder: Path) -> Iterator[Path]:
    """All files in a folder, however deep; links are not followed."""
    pending = [folder] if _is_folder(folder) else []
    while pending:
        for path in _visible(pending.pop()):
            if _is_folder(path):
                pending.append(path)
            else:
                yield path


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
    def own_config(self) -> Path | None:
        """The workspace's `mkdocs.yml`; it may be partial."""
        path = self.root / "mkdocs.yml"
        return path if path.is_file() else None

    @property
    def site(self) -> Path:
        """Where built sites go by default."""
        return self.root / "site"

    def _own_or_shipped(self, name: str) -> Path:
        own = self.root / name
        return own if own.is_dir() else shipped(name)

    def slugs(self) -> list[str]:
        """The names of all clients' folders, sorted; whether they are slugs is not yet said."""
        return [p.name for p in _visible(self.clients) if p.is_dir() or p.is_symlink()]

    def folder(self, slug: str) -> ClientFolder:
        """One client's folder."""
        return ClientFolder(self.root, slug)

    def slug_problem(self, slug: str) -> Problem | None:
        """What is wrong with a client's folder itself, if anything."""
        shown = printable(slug)
        place = Place(f"{CLIENTS}/{shown}")
        if (self.clients / slug).is_symlink():
            return Problem(
                place, f"{shown} is a link to somewhere else", "put the folder itself here"
            )
        if not SLUG.fullmatch(slug):
            return Problem(
                place,
                f"“{shown}” cannot be a client's address",
                "name the folder in small letters, digits and dashes (63 at most): acme-shop",
            )
        return None


def shipped(name: str) -> Path:
    """The default that comes with the package: `content`, `theme` or `mkdocs.yml`."""
    packaged = _HERE / "shipped" / name
    return packaged if packaged.exists() else _HERE.parent / name
