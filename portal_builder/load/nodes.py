"""What a YAML file holds: mappings, sequences and scalars as they are written, with their places.

They are named tuples, since a file has thousands of them, and nothing frozen is made as quickly.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

NODE_LIMIT = 100_000  # of one file
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""What means nothing, where it is written plain."""

NO_NAMES = frozenset(word for w in ("null", "true", "false") for word in (w, w.title(), w.upper()))
"""What is no key, where it is written plain, though it has the form of a name."""


class Mark(NamedTuple):
    """Where something begins: line and column, both from 1, in code points."""

    line: int
    column: int


class Scalar(NamedTuple):
    """A single value.

    Attributes:
        mark: its first character, or that of its opening quote or block indicator.
        text: what it says, unquoted and unescaped, its lines joined by line feeds.
        plain: written without quotes, and not as a block.
    """

    mark: Mark
    text: str
    plain: bool


class Sequence(NamedTuple):
    """A list; its mark is its first dash or its bracket."""

    mark: Mark
    items: tuple[Node, ...]


class Entry(NamedTuple):
    """A key and its value; the mark is the key's."""

    key: str
    mark: Mark
    value: Node


class Mapping(NamedTuple):
    """Keys with values, in the order written; its mark is its first key or its brace."""

    mark: Mark
    entries: tuple[Entry, ...]


Node: TypeAlias = Scalar | Sequence | Mapping


def value(node: Node) -> Any:
    """A node as plain Python: dicts, lists, and each scalar as the text that was written.

    Args:
        node: any node of a document; it is at most 32 deep.

    Returns:
        The value; a plain null (nothing, `~`, `null`) is None.
    """
    if isinstance(node, Mapping):
        return {entry.key: value(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [value(item) for item in node.items]
    return None if node.plain and node.text in NULLS else node.text
