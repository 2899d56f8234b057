"""A verified site → the same site encrypted, for a host that can ask nobody for a password."""

from __future__ import annotations

from portal_builder.seal.bundle import sealed
from portal_builder.seal.cipher import Key
from portal_builder.seal.folder import SealedFolder
from portal_builder.seal.passphrase import can_be_guessed, generated, written

__all__ = ["Key", "SealedFolder", "can_be_guessed", "generated", "sealed", "written"]
