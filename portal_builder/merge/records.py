"""Entries of a section → what a card shows of them: every field that was written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape
from pydantic import BaseModel

from portal_builder.formats import Formats
from portal_builder.merge.templates import Templates
from portal_builder.model.facts import Facts, Path, records, walk
from portal_builder.model.types import MONEY, RICH, URL, Record

_ID = re.compile(r"[A-Z]+-[0-9]+")
_PARAGRAPH = re.compile(r"\n\s*\n")
_HIDDEN = ("id", "draft")
_ELSEWHERE = {"actions": "decisions", "feedback": "goals"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One field: its plain name, and its value or the entries within it."""

    name: str
    value: Markup
    entries: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One entry; the anchor is empty for entries within entries."""

    anchor: str
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Reading:
    """Reads one project's facts for its pages; `prefix` is its id among several."""

    facts: Facts
    formats: Formats
    templates: Templates
    prefix: str

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """The id of each record → its page and anchor, from the project's own root."""
        found = {}
        for path, record, _ in records(self.facts):
            section = str(path[0])
            found[record.id] = f"{_ELSEWHERE.get(section, section)}/#{record.id.lower()}"
        return found

    def card(self, entry: BaseModel, up: str, anchor: str = "", title: str = "") -> Card:
        """What a card shows; `up` leads from the page to the project's root."""
        markers = {found.path: found.marker for found in walk(entry)}
        return Card(anchor, title, self._facts(entry, (), markers, up))

    def _facts(
        self, entry: BaseModel, path: Path, markers: Mapping[Path, object], up: str
    ) -> tuple[Fact, ...]:
        facts = []
        for name, field in type(entry).model_fields.items():
            value = getattr(entry, name)
            if name in _HIDDEN or value in (None, ()):
                continue
            key = field.alias or name
            place = (*path, key)
            facts.append(self._fact(key, value, place, markers, up))
        return tuple(facts)

    def _fact(
        self, key: str, value: Any, place: Path, markers: Mapping[Path, object], up: str
    ) -> Fact:
        word = self.templates.word(f"field.{key}")
        single = not isinstance(value, tuple)
        items = [(place, value)] if single else [((*place, i), v) for i, v in enumerate(value)]
        groups = tuple(
            Card("", item.id if isinstance(item, Record) else "", within)
            for at, item in items
            if isinstance(item, BaseModel) and (within := self._facts(item, at, markers, up))
        )
        plain = [self._value(key, v, markers.get(at), up) for at, v in items if not _group(v)]
        return Fact(word, Markup("<br>").join(plain), groups)

    def _value(self, key: str, value: Any, marker: object, up: str) -> Markup:
        if isinstance(value, bool):
            return escape(self.templates.word("choice.yes" if value else "choice.no"))
        if isinstance(value, date | datetime):
            return escape(self.formats.when(value))
        if isinstance(value, Decimal | int):
            write = self.formats.money if marker is MONEY else self.formats.number
            return escape(write(Decimal(value)))
        if key in ("url", "link"):
            marker = URL
        if marker is URL:
            return Markup('<a href="{0}" rel="noopener">{0}</a>').format(value)
        if key == "file":
            root = "../" if self.prefix else ""
            return Markup('<a href="{}{}">{}</a>').format(root + up, value, value)
        if key == "period":
            return escape(self.formats.month(value))
        if marker is None:
            return escape(self.templates.choice(value) or value)
        return self.rich(value, up) if marker is RICH else self.linked(value, up)

    def rich(self, text: str, up: str) -> Markup:
        """Authored Markdown as HTML."""
        # Authored Markdown shows as the text it is until it is converted apart.
        parts = _PARAGRAPH.split(text.strip())
        return Markup("").join(Markup("<p>{}</p>").format(self.linked(p, up)) for p in parts)

    def linked(self, text: str, up: str) -> Markup:
        """Plain text as HTML, in which the ids of records are links."""
        shown, end = Markup(""), 0
        for found in _ID.finditer(text):
            if home := self.homes.get(found[0]):
                link = Markup('<a href="{}">{}</a>').format(up + home, found[0])
                shown += escape(text[end : found.start()]) + link
                end = found.end()
        return shown + escape(text[end:])


def _group(value: object) -> bool:
    return isinstance(value, BaseModel)
