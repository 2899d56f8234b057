"""One client's releases in a folder, and the link to the one that is seen.

<slug>/releases/<digest>/   a release with its manifest; its own files never change
<slug>/current              a link to one of them
<slug>/.staging/            what is on its way in, or out; only while the folder is locked
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from portal_builder.errors import PortalError
from portal_builder.publish import durable
from portal_builder.publish.outcome import Refused
from portal_builder.publish.release import MANIFEST, Manifest, read_manifest
from portal_builder.verify.tree import Content, contents

_RELEASES, _CURRENT, _STAGING = "releases", "current", ".staging"
_LINK = re.compile(rf"{_RELEASES}/([0-9a-f]{{64}})/?")


class Shelf:
    """One client's folder at a target.

    Args:
        folder: the folder of all clients.
        slug: the client.
    """

    def __init__(self, folder: Path, slug: str) -> None:
        self.slug = slug
        self._path = folder / slug
        self._releases = self._path / _RELEASES
        self._link = self._path / _CURRENT
        self._staging = self._path / _STAGING

    def check(self) -> None:
        """Sees to it that nothing is touched that is not the portal's.

        Raises:
            PortalError: something else stands there.
        """
        for path in (self._path, self._releases):
            if path.is_symlink() or (path.exists() and not path.is_dir()):
                raise PortalError(f"{path} is no folder of its own; move it away")
        if self._path.is_dir():
            names = {path.name for path in self._path.iterdir()}
            if names and not names & {_RELEASES, _STAGING}:
                raise PortalError(
                    f"{self._path} is no folder that the portal publishes to; name another target"
                )

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the client's folder for one publisher; another one waits for it to end.

        Raises:
            PortalError: something stands there that is not the portal's.
        """
        self.check()
        durable.make_folder(self._path)
        descriptor = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            with self._staged():
                durable.make_folder(self._releases)
                yield
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def _staged(self) -> Iterator[None]:
        durable.remove_tree(self._staging)
        self._staging.mkdir()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # what is left goes when the next one begins
                durable.remove_tree(self._staging)

    @property
    def current(self) -> str | None:
        """The digest of the release that is seen; None where the link leads to none."""
        try:
            found = _LINK.fullmatch(str(self._link.readlink()))
        except OSError:
            return None
        return found[1] if found and (self._releases / found[1]).is_dir() else None

    def manifests(self) -> dict[str, Manifest]:
        """The manifests of the releases that are kept, by their digests, the newest first."""
        try:
            names = [path.name for path in self._releases.iterdir()]
        except OSError:
            return {}
        found = {name: manifest for name in names if (manifest := self._manifest(name))}
        return dict(sorted(found.items(), key=lambda item: -item[1].number))

    def _manifest(self, digest: str) -> Manifest | None:
        data = _read(self._releases / digest / MANIFEST)
        manifest = read_manifest(data) if data is not None else None
        is_own = manifest and manifest.release == digest and manifest.slug == self.slug
        return manifest if is_own else None

    def found(self, files: Mapping[str, str]) -> dict[str, str]:
        """Of some files those that stand in a release here, as their digests say."""
        return {p: d for p, d in files.items() if self._content(p, d, self._folders()) is not None}

    def altered(self, manifest: Manifest) -> bool:
        """Whether a release is not as its manifest says, files and folders and all."""
        place = self._releases / manifest.release
        if place.is_symlink():
            return True
        files: dict[str, str] = {}
        for content in contents(place):
            if not isinstance(content, Content):
                return True
            files[content.path] = content.digest
        return files.pop(MANIFEST, None) is None or files != manifest.all_files

    def put(self, manifest: Manifest, site: Path | None = None) -> bool:
        """Makes a release whole and lets the link lead to it.

        Args:
            manifest: what it consists of.
            site: where its files are taken from; None: from the releases that are here.

        Returns:
            Whether more than the manifest had to be written.

        Raises:
            Refused: a file is not as the manifest says any more.
        """
        place = self._releases / manifest.release
        altered = self.altered(manifest)
        if altered:
            staged = self._staging / manifest.release
            durable.write_tree(staged, self._contents(manifest, site))
            durable.put_folder(staged, place)
        elif _read(place / MANIFEST) != manifest.to_bytes():
            durable.replace_file(place / MANIFEST, manifest.to_bytes(), self._staging)
        moved = self.current != manifest.release
        if moved:
            durable.swap_link(self._link, f"{_RELEASES}/{manifest.release}", self._staging)
        return altered or moved

    def prune(self, keep: int) -> None:
        """Removes the oldest releases; the current one and the newest stay.

        Args:
            keep: how many stay.
        """
        current = self.current
        names = [name for name in self.manifests() if name != current]
        kept = {current, *names[: keep - 1]}
        for path in sorted(self._releases.iterdir()):
            if re.fullmatch(r"[0-9a-f]{64}", path.name) and path.name not in kept:
                path.rename(self._staging / f"{path.name}.old")
        durable.sync_folder(self._releases)

    def _contents(self, manifest: Manifest, site: Path | None) -> Iterator[tuple[str, bytes]]:
        folders = [*([site] if site else []), *self._folders()]
        for path, digest in sorted(manifest.all_files.items()):
            data = self._content(path, digest, folders)
            if data is None:
                raise Refused(f"{path} is not as it was verified")
            yield path, data
        yield MANIFEST, manifest.to_bytes()

    def _folders(self) -> list[Path]:
        return sorted(self._releases.iterdir()) if self._releases.is_dir() else []

    def _content(self, path: str, digest: str, folders: Sequence[Path]) -> bytes | None:
        """The bytes with a digest, from whichever folder has them at that path."""
        for folder in folders:
            data = _read(folder / path)
            if data is not None and sha256(data).hexdigest() == digest:
                return data
        return None


def _read(path: Path) -> bytes | None:
    """The bytes of a file that is one; None where it is none or cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            return file.read()
    except OSError:
        return None
