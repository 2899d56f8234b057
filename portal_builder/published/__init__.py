"""What is published already, and from what it was made, so that a build need make only what differs.

Nothing of what a reference says is believed further than that a site may stay: whatever cannot be
read of it is built.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from portal_builder.errors import WrongUse
from portal_builder.publish.connection import without_credentials
from portal_builder.publish.objects import Objects
from portal_builder.published.digests import NOT_AS_PUBLISHED, Digests, Reference, Unread
from portal_builder.published.folder import FolderReference
from portal_builder.published.stored import StoredReference
from portal_builder.published.web import WebReference

__all__ = ["NOT_AS_PUBLISHED", "Digests", "Reference", "Unread", "local_folder", "open_reference"]


_STORES = ("s3", "gs", "az")


@lru_cache(maxsize=1)
def open_reference(address: str) -> Reference:
    """The reference that an address names, one for each process.

    Args:
        address: a folder, `file:DIR`, a store such as `s3://bucket/prefix`, or where sites are served:
            `https://host/path`, with `{slug}` in it where each client has an address of its own.

    Raises:
        WrongUse: it is no such address, or holds credentials.
        StoreFault: the store's client cannot be made.
    """
    if folder := local_folder(address):
        return FolderReference(folder)
    parts = urlsplit(address)
    if parts.scheme in _STORES:
        return StoredReference(Objects(address))
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise WrongUse("the address of what is published must hold no credentials and no query")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        shown = without_credentials(address)
        raise WrongUse(f"{shown} names nothing published; name a folder, or https://…")
    return WebReference(address)


def local_folder(address: str) -> Path | None:
    """The folder that an address names; None where it names something else."""
    if address.startswith("file:"):
        rest = address.removeprefix("file:")
        return Path(unquote(urlsplit(address).path) if rest.startswith("//") else rest).absolute()
    return None if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", address) else Path(address).absolute()
