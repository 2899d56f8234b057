"""Folders as values: what a build needs is handed to another machine whole, and what it made comes back."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from portal_builder.client_folder import ATTACHMENT_LIMIT
from portal_builder.regular import Unreadable, read_regular

_COMPILED = "__pycache__"


class NoParcel(Exception):
    """A folder is more than its plain files, or they are too many bytes; the text says which."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A folder as a value.

    Attributes:
        files: path within the folder, with forward slashes → content.
        folders: the paths of all folders in it, empty ones too.
    """

    files: Mapping[str, bytes]
    folders: frozenset[str] = frozenset()


def pack(folder: Path) -> Parcel:
    """Packs all that stands in a folder; nothing is followed out of it.

    Raises:
        NoParcel: something in it is neither a folder nor a plain file, cannot be read, or is larger
            than an attachment may be.
    """
    files: dict[str, bytes] = {}
    folders: set[str] = set()
    try:
        for path, entry in _entries(folder):
            if entry.is_dir(follow_symlinks=False):
                folders.add(path)
                continue
            files[path] = read_regular(entry.path, ATTACHMENT_LIMIT)
            if len(files[path]) > ATTACHMENT_LIMIT:
                raise NoParcel(f"{path} is larger than 64 MiB")
    except Unreadable as reason:
        raise NoParcel(f"in its folder stands {reason}") from None
    except OSError:
        raise NoParcel("in its folder stands a folder that may not be read here") from None
    return Parcel(files, frozenset(folders))


def pack_followed(root: Path, paths: Iterable[Path]) -> Parcel:
    """Packs files and folders of a workspace, links followed as templates follow them.

    Args:
        root: the workspace's folder.
        paths: what to pack; what is not there is left out.

    Raises:
        NoParcel: one of them lies outside the workspace.
        OSError: something cannot be read.
    """
    files: dict[str, bytes] = {}
    folders: set[str] = set()
    for path in paths:
        place = Path(os.path.normpath(path))
        if not place.is_relative_to(root):
            raise NoParcel(f"{path} lies outside the workspace")
        if place.is_file():
            files[place.relative_to(root).as_posix()] = place.read_bytes()
        for folder, names in _walk(place):
            within = folder.relative_to(root).as_posix()
            folders.add(within)
            files |= {f"{within}/{name}": (folder / name).read_bytes() for name in names}
    return Parcel(files, frozenset(folders))


def unpack(parcel: Parcel, into: Path) -> None:
    """Makes the folder of a parcel; nothing of it comes to lie anywhere else.

    Args:
        parcel: what to write.
        into: a folder that does not exist yet, or is empty.

    Raises:
        ValueError: a path in it leads elsewhere; then nothing was written.
        OSError: it cannot be written.
    """
    for path in (*parcel.folders, *parcel.files):
        check_path(path)
    into.mkdir(parents=True, exist_ok=True)
    for path in parcel.folders:
        (into / path).mkdir(parents=True, exist_ok=True)
    for path, data in parcel.files.items():
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        (into / path).write_bytes(data)


def check_path(path: str) -> None:
    """Sees that a path leads nowhere but below the folder that it is for.

    Raises:
        ValueError: it may lead elsewhere.
    """
    if "\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
        raise ValueError(f"{path!r} is no path within a folder")


def _entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    pending = [(os.fspath(folder), "")]
    while pending:
        place, prefix = pending.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                yield prefix + entry.name, entry
                if entry.is_dir(follow_symlinks=False):
                    pending.append((entry.path, f"{prefix}{entry.name}/"))


def _walk(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    seen: set[Path] = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        real = Path(place).resolve()
        folders[:] = [] if real in seen else [f for f in folders if f != _COMPILED]
        seen.add(real)
        yield Path(place), names
