"""Whether a site that stands is what a build would make: all that can influence it, as digests.

What is read here is what a build reads, so that nothing need be parsed to know that it is the same.
Where it cannot be told what takes part, such as with plugins of the workspace's owner, there is no
digest, and every site is built.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from portal_builder.client_folder import ATTACHMENT_LIMIT
from portal_builder.errors import Place, Problem, Severity
from portal_builder.identity import Identity
from portal_builder.regular import Unreadable, read_regular
from portal_builder.workspace import Workspace, shipped

_PACKAGE = Path(__file__).parent
_COMPILED = "__pycache__"
_VERSIONS = (".dist-info", ".egg-info")
# The settings that name files and folders of the workspace.
_FOLDERS = (("docs_dir",), ("theme", "custom_dir"))
_USUAL = ("content", "theme/overrides")  # in what counts anyway


@dataclass(frozen=True, slots=True)
class Basis:
    """What a site rests on, kept beside it so that a later build can leave it as it is.

    Attributes:
        key: digest of all that its bytes and its warnings were made from.
        watched: digest of all clients' names, among which nothing foreign was found in it.
        stamp: digest of how its files lie on the disk; empty until they do.
        names: the client's name and short name.
        identifiers: further strings of its own.
        warnings: what was said of its files.
        no_history: why it says nothing of earlier revisions, where it does not.
        excused: names of other clients that stand in it and may, folded; sorted.
    """

    key: str
    watched: str
    stamp: str = ""
    names: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    no_history: str = ""
    excused: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The basis as it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Any) -> Basis:
        """Reads it back; what it says must be known to be whole.

        Raises:
            ValueError: it is none; KeyError, TypeError and AttributeError too.
        """
        same: dict[str, Any] = {**kept, "warnings": tuple(map(_problem, kept["warnings"]))}
        lists = {name: tuple(kept[name]) for name in ("names", "identifiers", "excused")}
        return cls(**{**same, **lists})


def _problem(kept: Mapping[str, Any]) -> Problem:
    place, severity = Place(**kept["place"]), Severity(kept["severity"])
    return Problem(place, kept["message"], kept["remedy"], severity)


def site_key(common: str, own: str, revision: str | None, no_history: str) -> str:
    """The digest of all that one client's site is made from, but for other clients' names.

    Args:
        common: digest of what all sites are made with.
        own: digest of the client's folder.
        revision: the last commit that changed the folder, which settles all before it.
        no_history: why there is no history.
    """
    return _digest((common, own, revision or "", no_history))


def watch_digest(identities: Iterable[Identity]) -> str:
    """The digest of what tells clients from each other."""
    return _digest(repr((each.slug, each.names, each.identifiers)) for each in identities)


def own_digest(folder: Path) -> str:
    """The digest of everything in a client's folder: what each thing is, its name, its bytes.

    What may not be read counts by the reason why; nothing is followed out of the folder.
    """
    found = sha256()
    for path, entry in _entries(folder):
        if entry is None or entry.is_dir(follow_symlinks=False):
            found.update(b"folder" if entry else b"closed")
            data = b""
        else:
            try:
                data = read_regular(entry.path, ATTACHMENT_LIMIT)
                found.update(b"file")
            except Unreadable as reason:
                data = str(reason).encode()
        found.update(b"\0%b\0%d\0%b" % (os.fsencode(path), len(data), data))
    return found.hexdigest()


def stamp(site: Path) -> str:
    """The digest of how a site lies on the disk: each file's size, time, inode and rights."""
    about = os.lstat(site)
    lines = [f"{about.st_mode}"]
    for path, entry in _entries(site):
        if entry is None:
            lines.append(f"{path}\0closed")
            continue
        about = entry.stat(follow_symlinks=False)
        mode = about.st_mode
        if stat.S_ISDIR(mode):
            lines.append(f"{path}\0{mode}")
        else:
            of_file = f"{about.st_size}\0{about.st_mtime_ns}\0{about.st_ino}"
            lines.append(f"{path}\0{mode}\0{of_file}")
    return _digest(lines)


def _entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str] | None]]:
    """Everything below a folder by its path, sorted by it; None for a folder that is closed."""
    found: list[tuple[str, os.DirEntry[str] | None]] = []
    pending = [(os.fspath(folder), "")]
    while pending:
        place, prefix = pending.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    path = prefix + entry.name
                    found.append((path, entry))
                    if entry.is_dir(follow_symlinks=False):
                        pending.append((entry.path, f"{path}/"))
        except OSError:
            found.append((prefix, None))
    yield from sorted(found, key=lambda of: of[0])


def common_digest(workspace: Workspace, sign_with: Path | None = None) -> str | None:
    """The digest of all that every site of a workspace is made with.

    That is the portal's own code, everything that is installed beside it, content, theme,
    `mkdocs.yml` with the files that it names, and the key that signs ledgers.

    Returns:
        The digest; None where it cannot be told what takes part.
    """
    found = sha256(
        _digest([sys.version, sys.implementation.cache_tag, *sorted(set(_installed()))]).encode()
    )
    try:
        configs = [shipped("mkdocs.yml"), *filter(None, [workspace.own_config])]
        texts = [path.read_bytes() for path in configs]
        named = named_paths(workspace, texts[-1])
        if named is None:
            return None
        keys = [sign_with] if sign_with else []
        for data in (*texts, *(path.read_bytes() for path in keys)):
            found.update(b"%d\0%b" % (len(data), data))
        for path in (_PACKAGE, workspace.content, workspace.theme, *named):
            _add(found, path)
    except OSError:
        return None
    return found.hexdigest()


def program_digest() -> str:
    """The digest of the portal's own code, and of the content, theme and settings shipped with it."""
    found = sha256()
    for path in (_PACKAGE, *map(shipped, ("content", "theme", "mkdocs.yml"))):
        _add(found, path)
    return found.hexdigest()


def _installed() -> Iterator[str]:
    """The packages beside the portal with their versions, by the names of their folders."""
    for place in dict.fromkeys(sys.path):
        try:
            with os.scandir(place or ".") as entries:
                yield from (e.name for e in entries if e.name.endswith(_VERSIONS))
        except OSError:
            continue


def named_paths(workspace: Workspace, config: bytes) -> list[Path] | None:
    """The files and folders that `mkdocs.yml` names, beside those that every workspace may have.

    Args:
        workspace: whose it is.
        config: the file's text.

    Returns:
        Their paths; None where it takes in another file, or the environment.
    """
    import yaml

    try:
        values = yaml.load(config, yaml.CSafeLoader) or {}
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or "INHERIT" in values:
        return None
    plugins = values.get("plugins")
    entries = plugins if isinstance(plugins, list) else [plugins]
    options = [each for entry in entries if isinstance(entry, dict) for each in entry.values()]
    texts = [_within(values, *keys) for keys in _FOLDERS]
    texts += [_within(each, "provider", "logo") for each in options]
    return [workspace.root / t for t in texts if isinstance(t, str) and t not in _USUAL]


def _within(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _add(found: Any, path: Path) -> None:
    """Adds a file, or everything in a folder, links followed as templates follow them."""
    if not path.is_dir():
        _add_file(found, "", path)
        return
    seen: set[Path] = set()
    for place, folders, names in os.walk(path, followlinks=True, onerror=_refuse):
        real = Path(place).resolve()
        folders[:] = [] if real in seen else sorted(f for f in folders if f != _COMPILED)
        seen.add(real)
        for name in sorted(names):
            _add_file(found, place[len(os.fspath(path)) :], Path(place, name))


def _add_file(found: Any, within: str, path: Path) -> None:
    """Adds one file; what is no file but could be read as one cannot be told.

    Raises:
        OSError: it cannot be read.
    """
    if not path.exists():
        data = b""
    elif path.is_file():
        data = path.read_bytes()
    else:
        raise OSError(f"{path} is no file")
    name = os.fsencode(f"{within}/{path.name}")
    found.update(b"%b\0%d\0%b" % (name, len(data), data))


def _refuse(error: OSError) -> None:
    raise error


def _digest(parts: Iterable[str]) -> str:
    return sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()
