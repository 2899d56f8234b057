"""The folder of a sealed site: replaced whole, in one step, and never where something else stands."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path

from portal_builder.errors import PortalError
from portal_builder.publish.durable import put_folder, write_tree
from portal_builder.seal.bundle import FORMAT, INDEX, PARAMETERS, place
from portal_builder.seal.cipher import Key


class SealedFolder:
    """Where a sealed site is written.

    Args:
        path: the folder; nothing may stand there, or an earlier sealed site.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def check(self) -> None:
        """Sees that nothing is lost.

        Raises:
            PortalError: something else stands there.
        """
        if not os.path.lexists(self.path) or self._is_empty() or self._parameters():
            return
        raise PortalError(
            f"{self.path} is no sealed site; name a folder that is empty or not there"
        )

    def key(self, passphrase: str) -> Key:
        """The key of a passphrase: the one that the folder has already, where it opens it.

        So readers who have opened the site stay in it after an update.
        """
        if known := self._parameters():
            kept = Key.of(passphrase, *known)
            index = self.path / place(INDEX)
            if index.is_file() and kept.opens(INDEX, index.read_bytes()):
                return kept
        return Key.of(passphrase)

    def put(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Writes a sealed site in the place of what stands there.

        Raises:
            OSError: it cannot be written; what stood there stays.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{self.path.name}.", dir=self.path.parent))
        try:
            write_tree(aside / "site", files)
            put_folder(aside / "site", self.path)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _is_empty(self) -> bool:
        is_folder = self.path.is_dir() and not self.path.is_symlink()
        return is_folder and not any(self.path.iterdir())

    def _parameters(self) -> tuple[bytes, int] | None:
        """Salt and rounds of the sealed site that stands here, if one does."""
        if self.path.is_symlink():
            return None
        try:
            known = json.loads((self.path / PARAMETERS).read_bytes())
            if known["format"] != FORMAT:
                return None
            return b64decode(known["salt"], validate=True), int(known["iterations"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
