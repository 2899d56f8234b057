"""What a reference says of one client's site, as its manifest or its record has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from portal_builder.freshness import Basis
from portal_builder.publish.release import MANIFEST, read_manifest
from portal_builder.site_record import Record

LIMIT = 16 * 1024 * 1024
"""How many bytes a manifest may have."""
NOT_AS_PUBLISHED = "what stands there is not what was published"
_NO_KEY = "nothing says from what it was made"
PLACES = ("{slug}/current", "{slug}")
"""Where a client's site may stand, with its manifest: as a folder keeps releases, or as it is served."""
RECORD = ".portal/{slug}.json"
"""Where a folder of built sites keeps what it knows of each."""


class Unread(Exception):
    """A reference, or what it has of a client, cannot be relied on; the text says why."""


@dataclass(frozen=True, slots=True)
class Digests:
    """What is published of one client.

    Attributes:
        key: digest of all that the site was made from.
        files: everything that stands at its place: site path → SHA-256.
        place: where that is, below the reference.
        basis: what else the site rests on, where a record of it is kept.
    """

    key: str
    files: Mapping[str, str]
    place: str
    basis: Basis | None = None


class Reference(Protocol):
    """Where sites are published. See `FolderReference` and `WebReference`."""

    def reach(self, slug: str) -> None:
        """Sees whether there is anything to be read at all.

        Args:
            slug: a client of whom something may be there.

        Raises:
            Unread: there is not; the text completes "what is published cannot be read: …".
        """

    def digests(self, slug: str) -> Digests:
        """What is published of a client.

        Raises:
            Unread: that cannot be told.
        """

    def site(self, digests: Digests) -> AbstractContextManager[Path]:
        """A folder with all that stands at a client's place, for as long as it is looked through.

        Raises:
            Unread: it cannot be had.
        """


def of_manifest(slug: str, place: str, data: bytes) -> Digests:
    """What a manifest says.

    Raises:
        Unread: it is not whole, another client's, or says not from what the site was made.
    """
    manifest = read_manifest(data) if len(data) <= LIMIT else None
    if manifest is None or manifest.slug != slug:
        raise Unread("the manifest is not whole")
    files = {**manifest.all_files, MANIFEST: sha256(data).hexdigest()}
    if manifest.key is None:
        raise Unread(_NO_KEY)
    return Digests(manifest.key, files, place)


def of_record(slug: str, data: bytes) -> Digests:
    """What the record of a built site says.

    Raises:
        Unread: it is not whole, another client's, or says not from what the site was made.
    """
    try:
        record = Record.from_json(slug, json.loads(data)) if len(data) <= LIMIT else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        record = None
    if record is None:
        raise Unread("the record is not whole")
    if record.basis is None:
        raise Unread(_NO_KEY)
    return Digests(record.basis.key, record.files, slug, record.basis)
