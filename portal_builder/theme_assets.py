"""The theme's assets under names that carry their digest, with all that refers to them.

A browser may then keep an asset for ever, and a page that was loaded before an update still finds its
own. Styles and scripts that name other assets are changed to name them as they are published, which
is part of their digest in turn.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from portal_builder.fingerprint import fingerprinted

FOLDER = "assets/"

_ICONS = ".icons"  # ten thousand drawings; those that are used stand in the pages themselves
_UNPUBLISHED = (".html", ".map", ".py", ".pyc", ".md")
_CSS = re.compile(r"""((?:url\(\s*|@import\s+)["']?)([^"')?#\s]+)""")
_JS = re.compile(r"""(["'`])((?:\.{1,2}/|assets/)[^"'`?#\s$]+)(?=[?#"'`])""")
_WORKER = re.compile(r"assets/javascripts/workers/search\.[^/]*js")
_LUNR = "assets/javascripts/lunr/"
# Material's worker puts the names of its language files together only while it runs.
_WORKER_START = (
    "(()=>{const names=%s,load=self.importScripts;"
    "self.importScripts=(...urls)=>load.apply(self,urls.map(url=>"
    "url.replace(/lunr\\/(.+)$/,(all,name)=>`lunr/${names[name]??name}`)))})();\n"
)


@dataclass(frozen=True, slots=True)
class Asset:
    """One of the theme's files as it is published.

    Attributes:
        path: its site path, with its digest in it where it is an asset.
        data: its bytes, which name other assets as they are published.
        digest: SHA-256 of the bytes.
    """

    path: str
    data: bytes
    digest: str


class ThemeAssets:
    """Every file that a theme may put into a site, by the name that it has in the theme.

    Args:
        folders: the theme's, the strongest first.
        icon: the path of the icon that pages name, which counts as an asset wherever it lies.
    """

    def __init__(self, folders: Sequence[str | Path], icon: str | None = None) -> None:
        self._folders, self._icon = tuple(map(Path, folders)), icon

    @cached_property
    def published(self) -> Mapping[str, Asset]:
        """The files by the paths that they have in the theme."""
        sources: dict[str, bytes] = {}
        for folder in reversed(self._folders):
            sources |= _files(folder)
        naming = _Naming(sources, self._icon)
        return {path: naming.asset(path) for path in sources}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Of each file that is published under another name: its own → that one."""
        return {path: a.path for path, a in self.published.items() if a.path != path}


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for place, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if f != _ICONS]
        for name in names:
            if not name.endswith(_UNPUBLISHED):
                path = Path(place, name)
                yield path.relative_to(folder).as_posix(), path.read_bytes()


class _Naming:
    """Gives each file its name, after those that it refers to have theirs."""

    def __init__(self, sources: Mapping[str, bytes], icon: str | None) -> None:
        self._sources, self._icon = sources, icon
        self._made: dict[str, Asset] = {}
        self._references: dict[str, frozenset[str]] = {}

    def asset(self, path: str) -> Asset:
        if path not in self._made:
            self._made[path] = self._circular(path) or self._named(path)
        return self._made[path]

    def _named(self, path: str) -> Asset:
        data = self._followed(path)
        digest = sha256(data).hexdigest()
        return Asset(self._name(path, digest), data, digest)

    def _circular(self, path: str) -> Asset | None:
        """Files that refer to each other get names from all that they reach, as the theme has it."""
        reached = self._reached(path)
        if path not in reached:
            return None
        whole = sha256(b"\0".join(self._sources[p] for p in sorted(reached))).hexdigest()
        circle = {p: self._name(p, whole) for p in reached if path in self._reached(p)}
        self._made |= {p: Asset(name, b"", "") for p, name in circle.items()}
        for member, name in circle.items():
            data = self._followed(member)
            self._made[member] = Asset(name, data, sha256(data).hexdigest())
        return self._made[path]

    def _name(self, path: str, digest: str) -> str:
        is_asset = path.startswith(FOLDER) or path == self._icon
        return fingerprinted(path, digest) if is_asset else path

    def _reached(self, path: str) -> set[str]:
        """All files that one refers to, directly or through others."""
        reached: set[str] = set()
        pending = [path]
        while pending:
            new = self._referred(pending.pop()) - reached
            reached |= new
            pending += new
        return reached

    def _referred(self, path: str) -> frozenset[str]:
        if path not in self._references:
            found = (_target(path, m[2]) for m in _written(path, self._sources[path]))
            self._references[path] = frozenset(p for p in found if p in self._sources)
        return self._references[path]

    def _followed(self, path: str) -> bytes:
        """The bytes with the published names of other files in them."""
        data = self._sources[path]
        if _WORKER.fullmatch(path):
            data = self._worker_start() + data
        if not self._referred(path):
            return data
        text = data.decode(errors="surrogateescape")
        text = _pattern(path).sub(lambda found: self._renamed(path, found), text)
        return text.encode(errors="surrogateescape")

    def _renamed(self, path: str, found: re.Match[str]) -> str:
        target = _target(path, found[2])
        if target not in self._sources:
            return found[0]
        folder = found[2][: len(found[2]) - len(posixpath.basename(target))]
        return found[1] + folder + posixpath.basename(self.asset(target).path)

    def _worker_start(self) -> bytes:
        files = [p for p in sorted(self._sources) if p.startswith(_LUNR)]
        names = {p: self.asset(p).path for p in files}
        table = {p.removeprefix(_LUNR): name.removeprefix(_LUNR) for p, name in names.items()}
        return (_WORKER_START % json.dumps(table, separators=(",", ":"))).encode()


def _pattern(path: str) -> re.Pattern[str]:
    return _CSS if path.endswith(".css") else _JS


def _written(path: str, data: bytes) -> Iterator[re.Match[str]]:
    """What in a style or script may be the address of another file."""
    if path.endswith((".css", ".js", ".mjs")):
        yield from _pattern(path).finditer(data.decode(errors="surrogateescape"))


def _target(path: str, written: str) -> str:
    """The site path that an address in a file leads to; a script's may start at the site's root."""
    if written.startswith(FOLDER) and not path.endswith(".css"):
        return posixpath.normpath(written)
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), written))
