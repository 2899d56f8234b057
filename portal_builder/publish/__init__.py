"""A release → a target, all or nothing, never an older one over a newer one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from portal_builder.errors import WrongUse
from portal_builder.publish.connection import StoreFault, without_credentials
from portal_builder.publish.folder import KEEP, Folder
from portal_builder.publish.objects import Objects
from portal_builder.publish.order import GitHistory, History, Step
from portal_builder.publish.outcome import Published, Refused, Standing
from portal_builder.publish.release import Manifest, Release
from portal_builder.publish.store import Store

__all__ = [
    "KEEP",
    "Folder",
    "GitHistory",
    "History",
    "Manifest",
    "Published",
    "Refused",
    "Release",
    "Standing",
    "Step",
    "Store",
    "StoreFault",
    "Target",
    "open_target",
]


class Target(Protocol):
    """Where sites are published. See `Folder` and `Store`."""

    def session(self, dry_run: bool = False) -> AbstractContextManager[None]:
        """Keeps other publishers out for a run, where that is done once for all clients."""

    def slugs(self) -> list[str]:
        """The clients of which something is published, sorted."""

    def releases(self, slug: str) -> list[Standing]:
        """The releases of a client, the newest first."""

    def publish(self, release: Release, history: History, force: bool = False) -> Published:
        """Publishes a release, or says why not."""

    def preview(self, release: Release, history: History, force: bool = False) -> Published:
        """Says what `publish` would do, and writes nothing."""

    def rollback(self, slug: str, wanted: str | None = None) -> Published:
        """Lets an earlier release be seen again."""


def open_target(
    address: str, *, keep: int | None, endpoint: str | None, say: Callable[[str], None]
) -> Target:
    """The target that an address names.

    Args:
        address: `file:DIR`, `s3://bucket/prefix`, `gs://bucket/prefix` or `az://container/prefix`.
        keep: how many releases a folder keeps; None: the least.
        endpoint: the address of an S3-compatible store.
        say: told what a person should know while something is waited for.

    Raises:
        WrongUse: it is no such address, or an option is not for this kind of target.
        PortalError: the store cannot be used.
    """
    scheme, colon, rest = address.partition(":")
    if scheme == "file" and rest:
        if endpoint:
            raise WrongUse("--endpoint is for stores, not for folders")
        path = unquote(urlsplit(address).path) if rest.startswith("//") else rest
        return Folder(Path(path).absolute(), keep or KEEP)
    if not colon or scheme == "file" or "://" not in address:
        raise WrongUse(
            f"{without_credentials(address)} is no target; name file:DIR, s3://bucket/prefix, "
            "gs://bucket/prefix or az://container/prefix"
        )
    if keep is not None:
        raise WrongUse("--keep is for folders; a store keeps the current release only")
    return Store(Objects(address, endpoint), say)
