"""What a section's page holds, before its template puts it in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from portal_builder.merge.cards import Card
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Column, Row, Table, draw
from portal_builder.site import SearchEntry


@dataclass(frozen=True, slots=True)
class Content:
    """A page's content.

    Attributes:
        blocks: the components' HTML, by the names that the page's template knows.
        search: what can be found on the page.
    """

    blocks: Mapping[str, Markup]
    search: tuple[SearchEntry, ...] = ()


Section = Callable[[Reading], Content | None]


@dataclass(slots=True)
class Anchors:
    """Gives the entries of a page that have no id their anchors: each once, always the same."""

    taken: Counter[str] = field(default_factory=Counter)

    def of(self, kind: str, key: object) -> str:
        """The anchor of an entry: what it is, and its day or number."""
        named = re.sub(r"\W+", "-", str(key).lower()).strip("-")[:60]
        anchor = f"{kind}-{named}" if named else kind
        self.taken[anchor] += 1
        times = self.taken[anchor]
        return anchor if times == 1 else self.of(f"{anchor}-{times}", "")


def anchors(reading: Reading) -> Anchors:
    """The anchors of a page, those of the project's records taken."""
    return Anchors(Counter({name.lower(): 1 for name in reading.records}))


def found(cards: Iterable[Card]) -> tuple[SearchEntry, ...]:
    """What can be found of some cards."""
    return tuple(card.search for card in cards)


def found_rows(rows: Iterable[Row]) -> tuple[SearchEntry, ...]:
    """What can be found of rows that carry their own anchors."""
    return tuple(
        SearchEntry(
            row.anchor,
            row.title.html.striptags(),
            " ".join(cell.html.striptags() for cell in row.cells if not cell.number),
        )
        for row in rows
    )


def table(
    reading: Reading,
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    foot: Row | None = None,
) -> Markup:
    """Draws a table whose caption is a word."""
    return draw(reading, Table(reading.words(caption), tuple(columns), tuple(rows), foot))
