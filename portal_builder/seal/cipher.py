"""How files are encrypted: AES-256-GCM, with a key that a passphrase gives by PBKDF2.

The same file under the same key gives the same bytes, so that an update sends only what differs. Its
nonce comes from its content, as in the constructions that are safe against the reuse of nonces: two
files never share one unless they are the same file under the same name.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portal_builder.errors import WrongUse
from portal_builder.seal.passphrase import normal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ITERATIONS = 1_000_000
"""Of PBKDF2-HMAC-SHA256: about a second of a laptop, for the reader and for each guess."""

_SALT, _NONCE, _KEY = 16, 12, 32


@dataclass(frozen=True, slots=True)
class Key:
    """What a passphrase gives, with what it was made from beside it.

    Attributes:
        salt: random, and no secret.
        iterations: how often PBKDF2 goes round.
    """

    salt: bytes
    iterations: int
    _secret: bytes = field(repr=False)

    @classmethod
    def of(cls, passphrase: str, salt: bytes | None = None, iterations: int = ITERATIONS) -> Key:
        """The key of a passphrase, with a new salt or a given one."""
        salt = salt or os.urandom(_SALT)
        data = normal(passphrase).encode()
        return cls(salt, iterations, hashlib.pbkdf2_hmac("sha256", data, salt, iterations, _KEY))

    def name(self, path: str, data: bytes) -> str:
        """Under which name a file stands: it says nothing without the key, and changes with its content."""
        return self._derived(b"name", path, data).hex()[:32]

    def encrypted(self, name: str, path: str, data: bytes) -> bytes:
        """A file's nonce, content and seal.

        Args:
            name: where it stands; under another it cannot be opened.
            path: its site path.
            data: its content.
        """
        nonce = self._derived(b"nonce", path, data)[:_NONCE]
        return nonce + _aes(self._secret).encrypt(nonce, data, name.encode())

    def opens(self, name: str, sealed: bytes) -> bool:
        """Whether it is the key that a file was encrypted with."""
        aes = _aes(self._secret)
        from cryptography.exceptions import InvalidTag

        try:
            aes.decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
        except (InvalidTag, ValueError):
            return False
        return True

    def _derived(self, use: bytes, path: str, data: bytes) -> bytes:
        own = hmac.digest(self._secret, b"portal seal 1 " + use, "sha256")
        return hmac.digest(own, path.encode() + b"\0" + hashlib.sha256(data).digest(), "sha256")


def _aes(secret: bytes) -> AESGCM:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        raise WrongUse(
            "sealing needs another package: pip install 'portal-builder[seal]'"
        ) from None
    return AESGCM(secret)
