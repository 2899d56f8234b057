"""Entries → cards: every field that was written, in the same anatomy everywhere.

What a field holds decides how it is shown: short values in a list of facts, Markdown under its
name, entries within the entry as a table. A section adds what it derives, and takes out what it
shows elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape
from pydantic import BaseModel

from portal_builder.merge.past import past
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Column, Row, Table, draw
from portal_builder.merge.words import NOTHING
from portal_builder.model.facts import meanings
from portal_builder.model.types import FILE, MONEY, PLAIN, RICH, URL, Meaning, Record, Reference
from portal_builder.site import SearchEntry

_PERIOD = re.compile(r"[0-9]{4}-[0-9]{2}")
_HIDDEN = frozenset({"id", "draft", "title", "corrections"})


@dataclass(frozen=True, slots=True)
class Fact:
    """A short value under its name."""

    name: Markup
    value: Markup


@dataclass(frozen=True, slots=True)
class Passage:
    """Text, or a table, under its name."""

    name: Markup
    html: Markup


@dataclass(frozen=True, slots=True)
class Card:
    """One entry of a section.

    Attributes:
        anchor: its id in lower case, or a stable one of its section and day or number.
        title: plain authored text as HTML.
        name: its id; empty for an entry without one.
        state: its state as HTML; may be empty.
        lead: sentences that tell it; may be empty.
        corrections: what was published wrong of it, in sentences.
        facts: short values.
        passages: texts and tables.
        search: the words to find it by.
        history: what changed of it, and when, as HTML; may be empty.
    """

    anchor: str
    title: Markup
    name: str
    state: Markup
    lead: Markup
    corrections: tuple[Markup, ...]
    facts: tuple[Fact, ...]
    passages: tuple[Passage, ...]
    search: SearchEntry
    history: Markup = NOTHING


@dataclass(slots=True)
class _Parts:
    facts: list[Fact] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def card(
    reading: Reading,
    entry: BaseModel,
    *,
    anchor: str = "",
    title: str = "",
    state: Markup = NOTHING,
    lead: Markup = NOTHING,
    skip: Iterable[str] = (),
    first: Sequence[Fact] = (),
    before: Sequence[Passage] = (),
    last: Sequence[Passage] = (),
    known_by: tuple[str, str] = ("", ""),
) -> Card:
    """Makes the card of an entry.

    Args:
        reading: the project.
        entry: the entry; what was not written in it is not shown.
        anchor: of an entry without an id.
        title: of an entry without one.
        state: its state as HTML.
        lead: sentences that tell what the skipped fields say.
        skip: fields that are shown elsewhere.
        first: what is derived of it, shown before its own facts.
        before: what is shown before its own texts.
        last: what is shown after its own texts.
        known_by: what the history knows an entry without an id by: its key, and its list.
    """
    name = entry.id if isinstance(entry, Record) else ""
    title = title or str(getattr(entry, "title", ""))
    parts = _Parts(list(first), list(before))
    _read(reading, entry, parts, {*skip} | _HIDDEN)
    if others := reading.referring.get(name):
        parts.facts.append(Fact(reading.words("record.referring"), reading.refs(others)))
    found = SearchEntry(
        anchor or name.lower(), f"{title} ({name})" if name else title, " ".join(parts.words)
    )
    return Card(
        anchor or name.lower(),
        reading.text(title),
        name,
        state,
        lead,
        tuple(_corrections(reading, entry)),
        tuple(parts.facts),
        (*parts.passages, *(p for p in last if p.html)),
        found,
        past(reading, name) if name else past(reading, *known_by),
    )


def _corrections(reading: Reading, entry: BaseModel) -> Iterator[Markup]:
    for correction in getattr(entry, "corrections", ()):
        yield reading.words(
            "record.corrected",
            day=reading.day(correction.on),
            what=reading.text(correction.what),
            why=reading.text(correction.why),
        )


def _read(reading: Reading, entry: BaseModel, parts: _Parts, skip: Iterable[str]) -> None:
    known = meanings(type(entry))
    for name, info in type(entry).model_fields.items():
        value = getattr(entry, name)
        if name in skip or name not in entry.model_fields_set or value in (None, ()):
            continue
        label = reading.words(f"field.{info.alias or name}")
        if isinstance(value, BaseModel):
            _read(reading, value, parts, ())
        elif known[name] == RICH:
            _read_rich(reading, label, value, parts)
        elif isinstance(value, tuple) and isinstance(value[0], BaseModel):
            parts.passages.append(Passage(label, entries(reading, value)))
            parts.words += _read_aloud(reading, value)
        else:
            parts.facts.append(Fact(label, shown(reading, value, known[name])))
            parts.words += _spoken(reading, value, known[name])


def _spoken(reading: Reading, value: Any, marker: Meaning | Reference | None) -> list[str]:
    """A short value as it is found: texts and names as written, choices as pages say them."""
    if not isinstance(value, str):
        return []
    return [value if marker else shown(reading, value, None).unescape()]


def _read_rich(
    reading: Reading, label: Markup, value: str | tuple[str, ...], parts: _Parts
) -> None:
    texts = [reading.prose(v) for v in ((value,) if isinstance(value, str) else value)]
    parts.words += [text.text for text in texts]
    if isinstance(value, str):
        html = reading.authored(texts[0].html)
    else:
        items = Markup("").join(Markup("<li>{}</li>").format(reading.brief(v)) for v in value)
        html = Markup("<ul>{}</ul>").format(items)
    parts.passages.append(Passage(label, html))


def _read_aloud(reading: Reading, values: Sequence[BaseModel]) -> Iterator[str]:
    """The texts of entries within an entry, as they are read: Markdown without its comments."""
    for value in values:
        for name, marker in meanings(type(value)).items():
            text = getattr(value, name)
            if marker == PLAIN and text:
                yield text
            elif marker == RICH and text:
                yield reading.prose(text).text


def shown(reading: Reading, value: Any, marker: Meaning | Reference | None) -> Markup:
    """A field's value, or values, as it is shown."""
    if isinstance(value, tuple):
        if isinstance(marker, Reference):
            return reading.refs(value)
        return Markup("<br>").join(shown(reading, item, marker) for item in value)
    if isinstance(value, bool):
        return reading.choice("yes" if value else "no")
    if isinstance(value, date):
        return reading.when(value)
    if isinstance(value, Decimal | int):
        return reading.money(Decimal(value)) if marker == MONEY else reading.number(value)
    return _words(reading, value, marker)


def _words(reading: Reading, value: str, marker: Meaning | Reference | None) -> Markup:
    if isinstance(marker, Reference):
        return reading.titled(value)
    if marker == URL:
        return reading.link(value)
    if marker == FILE:
        return reading.file_link(value)
    if marker == RICH:
        return reading.brief(value)
    if marker == PLAIN:
        return reading.text(value)
    if _PERIOD.fullmatch(value):
        return escape(reading.formats.month(value))
    return reading.choice(value)


def entries(reading: Reading, values: Sequence[BaseModel]) -> Markup:
    """Entries within an entry, as a table of the fields that were written."""
    model = type(values[0])
    fields = {
        name: info
        for name, info in model.model_fields.items()
        if name != "draft"
        and any(name in v.model_fields_set and getattr(v, name) not in (None, ()) for v in values)
    }
    known = meanings(model)
    columns = [
        Column(reading.words(f"field.{info.alias or name}"), known[name] == MONEY)
        for name, info in fields.items()
    ]
    rows = []
    for value in values:
        cells = [_cell(reading, value, name) for name in fields]
        rows.append(Row(cells[0], tuple(cells[1:])))
    return draw(reading, Table(Markup(), tuple(columns), tuple(rows)))


def _cell(reading: Reading, entry: BaseModel, name: str) -> Cell:
    value = getattr(entry, name)
    if value in (None, ()):
        return Cell()
    marker = meanings(type(entry))[name]
    sort = str(value) if isinstance(value, date | Decimal | int) else ""
    return Cell(shown(reading, value, marker), sort, number=marker == MONEY)


def draw_cards(reading: Reading, cards: Sequence[Card]) -> Markup:
    """The HTML of some cards; nothing of none."""
    return reading.templates.component("records", cards=cards) if cards else Markup()
