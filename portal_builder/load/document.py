"""A file that could be read: what it says, and where it says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal_builder.errors import Place
from portal_builder.load.nodes import Mapping, Mark
from portal_builder.load.text import SourceText


@dataclass(frozen=True)
class Document:
    """A file that could be read.

    Attributes:
        path: its name, relative to the workspace.
        text: what it holds, without byte order mark, its lines ending in line feeds.
        data: what it says, as `value` gives it; nobody changes it.
        parsed: its top level, where it is known.
    """

    path: str
    text: str
    data: dict[str, Any]
    parsed: Mapping | None = field(default=None, repr=False, compare=False)

    @cached_property
    def root(self) -> Mapping:
        """Its top level; of most files nobody asks where something stands, and it is never made."""
        if self.parsed is not None:
            return self.parsed
        from portal_builder.load.parse import parse

        root, _ = parse(self.path, SourceText(self.text, self.text, (), 0))
        assert root is not None
        return root

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def line(self, number: int) -> str:
        """A line's text without its end; lines count from 1."""
        return self._lines[number - 1]

    def place(self, mark: Mark) -> Place:
        """A mark of this document as a place that can be shown."""
        return Place(self.path, mark.line, mark.column, self.line(mark.line))
