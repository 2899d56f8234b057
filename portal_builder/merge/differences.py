"""Differences in a client's words: "MS-3 Launch moves from 2 to 16 November 2026; reason: …"."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel

from portal_builder.formats import Formats
from portal_builder.history.record import FieldChange, Held, RecordChange, Removed
from portal_builder.merge.words import Words
from portal_builder.model.facts import ClientFile, meanings
from portal_builder.model.types import MONEY, Meaning, Reference

SHORT = 100  # characters: a longer text is not repeated
_TITLES = ("title", "name", "number", "term", "text", "of", "at", "on")
_FIRST = ("status", "severity", "baseline_on", "forecast_on", "due_on", "planned", "amount")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T.*Z")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_ID = re.compile(r"[A-Z]+-[0-9]+")


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field as the models have it.

    Attributes:
        labels: the names of the keys that lead to it, entries' own names left out.
        entry: the way to the entry within the record that holds it; empty where none does.
        leaf: its own key.
        marker: what its values mean.
    """

    labels: tuple[str, ...]
    entry: str
    leaf: str
    marker: Meaning | Reference | None


@cache
def named(section: str, field: str) -> FieldName:
    """Finds a field of the record by its names.

    Args:
        section: the list or section that its record is in.
        field: its name within the record.
    """
    model: type[BaseModel] | None = ClientFile
    for part in section.split("."):
        model, _, _ = _step(model, part)
    labels, entry, marker = [], "", None
    parts = field.split(".")
    while parts:
        name, *parts = parts
        labels.append(name)
        model, many, marker = _step(model, name)
        if many and parts:
            entry = field[: len(field) - len(".".join(parts[1:])) - 1]
            parts = parts[1:]
    return FieldName(tuple(labels), entry, labels[-1], marker)


def _step(
    model: type[BaseModel] | None, key: str
) -> tuple[type[BaseModel] | None, bool, Meaning | Reference | None]:
    """What a key of a group holds: a group, whether many of them, and what a value means."""
    for name, info in model.model_fields.items() if model else ():
        if (info.alias or name) == key:
            inner = _model(info.annotation)
            many = inner is not None and typing.get_origin(info.annotation) is tuple
            assert model is not None
            return inner, many, meanings(model)[name]
    return None, False, None


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for part in typing.get_args(annotation) if (m := _model(part))), None)


class Sentences:
    """Says changes of records in words.

    Args:
        words: the catalogue.
        formats: the client's notation.
        quote: writes authored text so that nothing in it is read as markup.
        strong: sets a record's name off.
    """

    def __init__(
        self,
        words: Words,
        formats: Formats,
        quote: Callable[[str], str] = str,
        strong: Callable[[str], str] = str,
    ) -> None:
        self.words = words
        self._formats = formats
        self._quote = quote
        self._strong = strong

    def of(self, change: RecordChange, record: Mapping[str, Held], whose: str) -> list[str]:
        """Says what changed of a record.

        Args:
            change: the change.
            record: all fields of the record, after the change; before it where it is gone.
            whose: the name of the project, or of the client.
        """
        name = self._strong(self.name(change, record, whose))
        if change.is_new and change.key:
            facts = self._facts(change, _FIRST)
            said = self._say("new_with" if facts else "new", name=name, facts=facts)
            return [self._say("by", said=said, request=change.request) if change.request else said]
        if change.is_gone and change.key:
            return [self._say("gone", name=name)]
        return list(self._changed(change, record, name))

    def figure(self, figure: str, before: Any, after: Any, money: bool) -> str:
        """Says how a figure changed: its name, its value, and the one before; both are known."""
        values = {
            key: self._formats.money(Decimal(value)) if money else self._word(str(value), None)
            for key, value in (("before", before), ("after", after))
        }
        return self._say("figure", figure=self.words.plain(f"figure.{figure}"), **values)

    def _changed(
        self, change: RecordChange, record: Mapping[str, Held], name: str
    ) -> Iterator[str]:
        moves = list(self._moves(change, record, name))
        yield from moves
        entries: dict[str, list[FieldChange]] = {}
        for field in change.fields:
            about = named(change.section, field.field)
            if moves and (about.labels[0] == "slips" or field.field == "forecast_on"):
                continue
            if about.entry:
                entries.setdefault(about.entry, []).append(field)
            elif field.field == "done_on" and isinstance(field.after, str):
                yield self._say("done", name=name, day=self._long(field.after))
            elif field.field == "as_of" and isinstance(field.after, str):
                yield self._say("confirmed", name=name, day=self._long(field.after))
            else:
                yield self._field(change.section, field, name)
        for fields in entries.values():
            yield from self._entry(change.section, fields, name)

    def _moves(self, change: RecordChange, record: Mapping[str, Held], name: str) -> Iterator[str]:
        """The moves of a milestone's date, each with its reason."""
        for field in change.fields:
            way = field.field.split(".")
            if way[0] == "slips" and way[2:] == ["to"] and field.before is None:
                keys = ("from", "to", "reason", "change")
                before, after, why, request = (
                    self._told(record.get(f"slips.{way[1]}.{key}")) for key in keys
                )
                said = self._move(name, before, after, why)
                yield self._say("by", said=said, request=request) if request else said

    def _move(self, name: str, before: str, after: str, why: str) -> str:
        if after == "unknown":
            return self._say("lost", name=name, before=self._long(before), reason=why)
        if before == "unknown":
            return self._say("back", name=name, after=self._long(after), reason=why)
        first = self._long(before)
        pattern = self._formats.locale.date_formats["long"].pattern
        if before[:7] == after[:7] and pattern.startswith("d "):
            first = self._formats.number(int(before[8:]))  # of one month the day alone is enough
        return self._say("moves", name=name, before=first, after=self._long(after), reason=why)

    def _field(self, section: str, field: FieldChange, name: str) -> str:
        about = named(section, field.field)
        label = " · ".join(self._label(key) for key in about.labels)
        values = {
            key: None if value is None else self._value(value, about.marker)
            for key, value in (("before", field.before), ("after", field.after))
        }
        long = any(value is not None and _is_long(value) for value in values.values())
        if field.after is None:
            key = "erased" if long else "unset"
        elif field.before is None:
            key = "written" if long else "set"
        else:
            key = "rewritten" if long else "changed"
        return self._say(key, name=name, field=label, **values)

    def _entry(self, section: str, fields: Sequence[FieldChange], name: str) -> Iterator[str]:
        """An entry within a record: new, gone, or changed in some of its fields."""
        about = named(section, fields[0].field)
        label = self._label(about.labels[-2])
        for key, side in (("entry_new", "before"), ("entry_gone", "after")):
            if all(getattr(field, side) is None for field in fields):
                other = "after" if side == "before" else "before"
                said = [
                    self._value(getattr(f, other), named(section, f.field).marker) for f in fields
                ]
                yield self._say(
                    key, name=name, field=label, entry=self.words.plain("text.comma").join(said)
                )
                return
        yield from (self._field(section, field, name) for field in fields)

    def _facts(self, change: RecordChange, wanted: Sequence[str]) -> str:
        found = {f.field: f.after for f in change.fields if f.field in wanted}
        return self.words.plain("text.comma").join(
            self._say(
                "fact",
                field=self._label(key),
                after=self._value(found[key], named(change.section, key).marker),
            )
            for key in wanted
            if found.get(key) is not None
        )

    def name(self, change: RecordChange, record: Mapping[str, Held], whose: str) -> str:
        """What a record is called; the arguments are those of `of`."""
        if not change.key:
            return self._quote(whose)
        title = next((record[key] for key in _TITLES if record.get(key) is not None), None)
        if _ID.fullmatch(change.key):
            return f"{change.key} {self._told(title)}".rstrip()
        key = change.section.rpartition(".")[2]
        named = (f"{kind}.{key}" for kind in ("page", "section", "field"))
        section = next(word for word in named if word in self.words)
        is_day = isinstance(title, str) and _DAY.match(title)
        shown = self._word(str(title), None) if is_day else self._told(title)
        return self._say("entry", section=self.words.plain(section), title=shown)

    def _told(self, value: Held) -> str:
        """Authored text as it is, or that it was taken out."""
        if isinstance(value, Removed):
            return self._value(value, None)
        return self._quote(str(value)) if value is not None else ""

    def _label(self, key: str) -> str:
        return self.words.plain(f"field.{key}")

    def _value(self, value: Held, marker: Meaning | Reference | None) -> str:
        if isinstance(value, Removed):
            return self._say("removed", why=self._quote(value.why))
        if isinstance(value, bool):
            return self.words.plain(f"choice.{'yes' if value else 'no'}")
        if isinstance(value, list):
            return self.words.plain("text.comma").join(self._word(item, marker) for item in value)
        return self._word(value or "", marker)

    def _word(self, value: str, marker: Meaning | Reference | None) -> str:
        """A value in the client's notation; authored text as it is."""
        if marker == MONEY:
            return self._formats.money(Decimal(value))
        if marker is not None:
            return self._quote(value)
        if _DAY.fullmatch(value):
            return self._long(value)
        if _MOMENT.fullmatch(value):
            return self._formats.moment(datetime.fromisoformat(value))
        if _MONTH.fullmatch(value):
            return self._formats.month(value)
        if _NUMBER.fullmatch(value):
            return self._formats.number(Decimal(value))
        known = f"choice.{value}" in self.words
        return self.words.plain(f"choice.{value}") if known else self._quote(value)

    def _long(self, day: str) -> str:
        return self._formats.day(date.fromisoformat(day), "long") if _DAY.fullmatch(day) else day

    def _say(self, key: str, **values: object) -> str:
        return self.words.plain(f"differs.{key}", **values)


def _is_long(text: str) -> bool:
    return len(text) > SHORT or "\n" in text
