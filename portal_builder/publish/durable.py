"""Writing so that a cut of the power leaves the old state or the new one, and nothing between.

What a rename makes visible has reached the disk before it, and the rename itself before the next step.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from portal_builder.exchange import exchange

_FILE, _FOLDER = 0o644, 0o755


def sync_folder(folder: Path) -> None:
    """Sees to it that the entries of a folder have reached the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Makes a folder that everyone may read, and those above it; what is there stays."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(_FOLDER)
        sync_folder(folder.parent)


def write_file(path: Path, data: bytes) -> None:
    """Writes a new file to the disk, readable by everyone; its folder is not synchronised yet."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, _FILE)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, _FILE)
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def write_tree(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Writes a new folder with all that is below it to the disk.

    Args:
        folder: it does not exist yet.
        files: path below the folder and content.
    """
    folder.mkdir()
    folders = {folder}
    for path, data in files:
        place = folder / path
        for above in reversed(place.relative_to(folder).parents):
            if folder / above not in folders:
                (folder / above).mkdir()
                folders.add(folder / above)
        write_file(place, data)
    for made in sorted(folders, reverse=True):
        made.chmod(_FOLDER)
        sync_folder(made)


def replace_file(path: Path, data: bytes, aside: Path) -> None:
    """Puts a file in the place of another, or where none was, in one step.

    Args:
        path: where it belongs.
        data: its content.
        aside: a folder on the same file system where it is written first.
    """
    new = aside / path.name
    write_file(new, data)
    new.replace(path)
    sync_folder(path.parent)


def put_folder(staged: Path, place: Path) -> None:
    """Puts a folder that `write_tree` made in its place, in one step.

    Args:
        staged: the folder; where one was in its place, that one is found here afterwards.
        place: where it belongs.
    """
    if place.is_dir() and not place.is_symlink():
        exchange(staged, place)
    else:
        move_aside(place, staged.with_name(f"{staged.name}.old"))
        staged.rename(place)
    sync_folder(place.parent)


def swap_link(link: Path, target: str, aside: Path) -> None:
    """Lets a link lead elsewhere, in one step; what stands there and is no link is moved aside.

    Args:
        link: where it belongs.
        target: where it leads, relative to its folder.
        aside: a folder on the same file system where it is made first.
    """
    new = aside / link.name
    new.symlink_to(target)
    if link.is_dir() and not link.is_symlink():
        move_aside(link, aside / f"{link.name}.old")
    new.replace(link)
    sync_folder(link.parent)


def move_aside(place: Path, aside: Path) -> None:
    """Moves away whatever stands at a place, if anything does."""
    if os.path.lexists(place):
        place.rename(aside)


def remove_tree(folder: Path) -> None:
    """Removes a folder with all that is below it, following no link."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
