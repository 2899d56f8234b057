"""What may not change in silence, as a value; and how it is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from portal_builder.gate.plain import SHOWN, shown
from portal_builder.model.facts import Path

_NOT_PLAIN = re.compile(
    r"[`#&*!|>%@\[\]{}\"']|: |:$|^[-?,]"
)  # what YAML would take for something else


@dataclass(frozen=True, slots=True)
class Refusal:
    """One change that is refused.

    Attributes:
        project: the project's id; empty for what belongs to the client itself.
        name: what an override names it by: `MS-4`, `contract.price`, `updates.2026-03-02`.
        path: where it stands in the facts of today; of what is gone, where it stood.
        what: what it was and is, in words.
        remedy: what to do instead.
        record: the id of a record that is gone; else empty.
    """

    project: str
    name: str
    path: Path
    what: str
    remedy: str
    record: str = ""


def moved(key: str, before: Any, after: Any) -> str:
    """Says what a field was and is; both in their one form."""
    if isinstance(before, list) and isinstance(after, list):
        return _entries(key, before, after)
    if before is None:
        return f"`{key}` was not there and is {shown(after)}"
    if after is None:
        return f"`{key}` was {shown(before)} and is gone"
    return f"`{key}` was {shown(before)} and is {shown(after)}"


def _entries(key: str, before: list[Any], after: list[Any]) -> str:
    gone = [entry for entry in before if entry not in after]
    new = [entry for entry in after if entry not in before]
    if gone and new:
        return f"`{key}` was {shown(gone)} and is {shown(new)}"
    count = "one more entry" if len(new) == 1 else f"{len(new):,} more entries"
    if new:
        return f"`{key}` has {count}: {shown(new)}"
    return f"`{key}` has lost {shown(gone)}" if gone else f"`{key}` has other entries"


def again(key: str, before: Any) -> str:
    """Says how to take an edit back."""
    if before is None:
        return f"take `{key}` away again"
    text = " ".join(str(before).split())
    if isinstance(before, list | dict) or len(text) > SHOWN or _NOT_PLAIN.search(text):
        return f"restore `{key}`"
    return f"write `{key}: {text}` again"
