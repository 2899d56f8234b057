"""What is kept of a built site: its files' digests, where it is from, what it rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from portal_builder.freshness import Basis
from portal_builder.source import Source

STATE_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Record:
    """What a build made of a site, and from what.

    Attributes:
        files: site path → SHA-256.
        source: the commits that it was built from.
        versions: of what built it, by name.
        basis: what it rests on; None where that is not known, and then it is always built again.
    """

    files: Mapping[str, str]
    source: Source = field(default_factory=Source)
    versions: Mapping[str, str] = field(default_factory=dict)
    basis: Basis | None = None

    def to_json(self, slug: str) -> dict[str, Any]:
        """The record as it is kept; what is not known is left out."""
        about = {
            "head": self.source.head,
            "revision": self.source.revision,
            "versions": dict(self.versions) or None,
        }
        known = {key: value for key, value in about.items() if value is not None}
        kept = {
            "format": STATE_FORMAT,
            "slug": slug,
            **known,
            "files": dict(sorted(self.files.items())),
        }
        if self.basis:
            kept["basis"] = self.basis.to_json()
            kept["seal"] = _seal(kept)
        return kept

    @classmethod
    def from_json(cls, slug: str, state: Any) -> Record:
        """Reads it back.

        Raises:
            ValueError: it is no record of this client; KeyError, TypeError and AttributeError too.
        """
        if state["format"] != STATE_FORMAT or state["slug"] != slug:
            raise ValueError
        head, revision = (state.get(key) and str(state[key]) for key in ("head", "revision"))
        return cls(
            _texts(state["files"]),
            Source(head, revision),
            _texts(state.get("versions", {})),
            _basis(state),
        )


def _basis(state: Mapping[str, Any]) -> Basis | None:
    """What a record says that its site rests on, if every word of the record is as it was written."""
    rest = {key: value for key, value in state.items() if key != "seal"}
    if "basis" not in rest or state.get("seal") != _seal(rest):
        return None
    try:
        return Basis.from_json(state["basis"])
    except (ValueError, KeyError, TypeError, AttributeError):  # of another version
        return None


def _seal(kept: Mapping[str, Any]) -> str:
    return sha256(json.dumps(kept).encode()).hexdigest()


def _texts(values: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in values.items()}
