"""What a YAML file holds: mappings, sequences and scalars as they are written, with their places.

They are named tuples, since a file has thousands of them, and nothing frozen is made as quickly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from portal_builder.errors import Place

NULLS = frozenset({"", "~", "null", "Null", "NULL"})


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


@dataclass(frozen=True, slots=True)
class Document:
    """A file that could be read.

    Attributes:
        path: its name, relative to the workspace.
        text: what it holds, without byte order mark, its lines ending in line feeds.
        root: its top level.
    """

    path: str
    text: str
    root: Mapping
    _lines: list[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_lines", self.text.split("\n"))

    def line(self, number: int) -> str:
        """A line's text without its end; lines count from 1."""
        return self._lines[number - 1]

    def place(self, mark: Mark) -> Place:
        """A mark of this document as a place that can be shown."""
        return Place(self.path, mark.line, mark.column, self.line(mark.line))


def value(node: Node) -> dict[str, object] | list[object] | str | None:
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
