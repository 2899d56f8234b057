"""What `portal check` found before, so that only what changed is checked again.

It lies in the cache of whoever checks, one file for each workspace, and may be deleted at any time. A
file that is not whole counts as none, and where none can be written everything is checked each time.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from portal_builder.errors import Problem
from portal_builder.freshness import Basis
from portal_builder.survey import Survey
from portal_builder.workspace import Workspace


class Checked:
    """What is kept of a workspace's clients.

    Args:
        workspace: where the clients are.

    Attributes:
        bases: slug → what was found of it, and from what.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._file = _file(workspace)
        self.bases = _read(self._file) if self._file else {}

    def keep(self, found: Survey, problems: Mapping[str, tuple[Problem, ...]]) -> None:
        """Keeps what a check found, beside what is known of clients that it did not look at.

        Args:
            found: what is known of the clients.
            problems: what is wrong with those that were checked, by slug.
        """
        if not self._file or not found.keys:
            return
        bases = dict(found.same)
        for each in found.identities:
            if each.slug in problems:
                said = problems[each.slug]
                key, names = found.keys[each.slug], (each.names, each.identifiers)
                bases[each.slug] = Basis(key, found.watched, "", *names, said)
        text = json.dumps({slug: basis.to_json() for slug, basis in bases.items()})
        new = self._file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(f"{_seal(text)}\n{text}", encoding="utf-8")
            new.replace(self._file)


def _file(workspace: Workspace) -> Path | None:
    """Where a workspace's is kept; None where there is no place for it."""
    cache = os.environ.get("XDG_CACHE_HOME", "")
    if not cache.startswith("/"):
        try:
            cache = f"{Path.home()}/.cache"
        except RuntimeError:
            return None
    name = sha256(os.fsencode(workspace.root)).hexdigest()
    return Path(cache, "portal-builder", f"{name}.check.json")


def _read(file: Path) -> dict[str, Basis]:
    try:
        seal, _, text = file.read_text(encoding="utf-8").partition("\n")
        if seal != _seal(text):
            return {}
        return {slug: Basis.from_json(kept) for slug, kept in json.loads(text).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _seal(text: str) -> str:
    return sha256(text.encode()).hexdigest()
