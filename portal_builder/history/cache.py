"""Histories that were recorded before, kept so that only what is new is read.

What is kept is named by what it was made from, and sealed with a hash of itself: what does not fit,
or is damaged, counts as nothing, and the history is read from git again. It is never published.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from portal_builder.history import document, ledger
from portal_builder.history.document import Document
from portal_builder.history.ledger import Ledger, NotWhole
from portal_builder.history.timeline import Step

_PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Kept:
    """A history as it was kept.

    Attributes:
        steps: how many of the client's steps it was recorded from.
        document: the history's document.
        ledger: its ledger.
    """

    steps: int
    document: Document
    ledger: Ledger


class Cache:
    """Keeps a history for each client.

    Args:
        folder: where; made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, slug: str, steps: Sequence[Step]) -> Kept | None:
        """What was kept for a client, if it is whole and of the first of these steps."""
        try:
            said = json.loads(self._file(slug).read_bytes())
            count, of = said["steps"], said["of"]
            whole = said["seal"] == _seal(said) and type(count) is int and 0 < count <= len(steps)
            if not whole or of != _name(steps[:count]):
                return None
            read = document.read(said["history"].encode())
            sealed = ledger.read(said["ledger"].encode())
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, NotWhole):
            return None
        return Kept(count, read, sealed) if len(read["dates"]) == len(sealed.entries) else None

    def put(self, slug: str, steps: Sequence[Step], files: tuple[bytes, bytes]) -> None:
        """Keeps a history; where that cannot be done, it is read from git again next time.

        Args:
            slug: the client.
            steps: all of what it was recorded from.
            files: `history.json` and `ledger.json`.
        """
        texts = dict(zip(("history", "ledger"), (f.decode() for f in files), strict=True))
        said: dict[str, Any] = {"steps": len(steps), "of": _name(steps), **texts}
        new = self._file(slug).with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps({**said, "seal": _seal(said)}), encoding="utf-8")
            new.replace(self._file(slug))

    def drop(self, slug: str) -> None:
        """Forgets a client's history."""
        with contextlib.suppress(OSError):
            self._file(slug).unlink(missing_ok=True)

    def _file(self, slug: str) -> Path:
        return self._folder / f"{slug}.json"


def _seal(said: dict[str, Any]) -> str:
    parts = [str(said[key]) for key in ("steps", "of", "history", "ledger")]
    return sha256("\0".join(parts).encode()).hexdigest()


def _name(steps: Sequence[Step]) -> str:
    """A hash of all that a history is made from: the revisions, and the program that reads them."""
    lines = [_program(), *(f"{step.commit} {step.slug}" for step in steps)]
    return sha256("\n".join(lines).encode()).hexdigest()


@cache
def _program() -> str:
    """A hash of the program, and of the packages that know time zones and currencies."""
    found = sha256("\n".join(version(name) for name in ("tzdata", "babel", "pydantic")).encode())
    for path in sorted(_PACKAGE.rglob("*")):
        if path.suffix in (".py", ".yml"):
            found.update(f"{path.relative_to(_PACKAGE)}\0".encode() + path.read_bytes())
    return found.hexdigest()
