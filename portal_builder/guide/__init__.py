"""Every key of a client's files explained: an example of each section, read beside the models.

What a key takes, whether it is required and what counts where it is left out come from the models.
Its meaning and an example stand in the `.yml` file of its section, a line for each key.
"""

from __future__ import annotations

import types as builtin_types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from portal_builder.load import Document, Node, Sequence, load
from portal_builder.load import Mapping as MappingNode
from portal_builder.model import types as kinds
from portal_builder.model.facts import ClientFile

SECTIONS = ("client", *(name for name in ClientFile.model_fields if name != "client"))
AS_OF = date(2026, 3, 31)  # the day of which the examples speak
MEANING = "  # "  # what stands between an example and its meaning
_HERE = Path(__file__).parent

_KINDS: tuple[tuple[Any, str], ...] = (
    (kinds.Text, "one line of text"),
    (kinds.RequiredText, "one line of text"),
    (kinds.Rich, "Markdown"),
    (kinds.RequiredRich, "Markdown"),
    (kinds.RecordId, "id"),
    (kinds.Day, "date"),
    (kinds.DayOrUnknown, "date or unknown"),
    (kinds.Moment, "moment"),
    (kinds.DayOrMoment, "date or moment"),
    (kinds.Disclosure, "date, moment or never"),
    (kinds.Period, "month"),
    (kinds.Number, "number"),
    (kinds.Money, "money"),
    (kinds.Percent, "percent, 0 to 100"),
    (kinds.Score, "whole number, 0 to 10"),
    (kinds.Rating, "whole number, 1 to 5"),
    (kinds.Minutes, f"whole minutes, 0 to {kinds.MINUTES_LIMIT:,}"),
    (kinds.Count, f"whole number, 0 to {kinds.PERIODS_LIMIT:,}"),
    (kinds.Rhythm, f"whole days, 1 to {kinds.PERIODS_LIMIT:,}"),
    (kinds.Days, f"whole days, at most {kinds.DAYS_LIMIT:,}, negative for earlier"),
    (kinds.Flag, "true or false"),
    (kinds.Url, "address"),
    (kinds.File, "file in assets/"),
    (kinds.Email, "e-mail address"),
    (kinds.Phone, "telephone number"),
    (kinds.Color, "colour, #rrggbb"),
    (kinds.LocaleName, "language and place"),
    (kinds.ZoneName, "IANA time zone"),
    (kinds.Currency, "currency, ISO 4217"),
    (kinds.AnyRef, "id of a record"),
    (kinds.ScopeRef, "id of a scope item"),
    (kinds.MilestoneRef, "id of a milestone"),
    (kinds.LineRef, "id of a budget line"),
    (kinds.ChangeRef, "id of a change"),
)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a section.

    Attributes:
        path: the names of the keys that lead to it, its own the last.
        line: its line in the section's example, from 1.
        kind: what it takes, in an author's words; empty for a group of keys.
        many: whether it is a list.
        required: whether it must be there wherever its group is.
        default: what counts where it is left out; empty where that is nothing.
        meaning: what it says; empty where an earlier entry of the same list says it.
        example: a value, as it is written; empty for a group of keys.
    """

    path: tuple[str, ...]
    line: int
    kind: str
    many: bool
    required: bool
    default: str
    meaning: str
    example: str

    @property
    def takes(self) -> str:
        """What it takes, a list said to be one."""
        if not self.kind:
            return "list of entries" if self.many else "group of keys"
        return f"list: {self.kind}" if self.many else self.kind


def example(section: str) -> str:
    """The annotated example of a section, as YAML."""
    return (_HERE / f"{section}.yml").read_text(encoding="utf-8")


def keys(section: str) -> list[Key]:
    """Every key that stands in the example of a section, in its order."""
    document = load(f"{section}.yml", example(section).encode())
    assert isinstance(document, Document)
    entry = document.root.entries[0]
    return list(_keys(document, entry.value, model_of(ClientFile.model_fields[section]), ()))


def model_of(field: FieldInfo) -> type[BaseModel] | None:
    """The group of keys that a field holds, or that each entry of its list is."""
    return _model(field.annotation)


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for part in typing.get_args(annotation) if (m := _model(part))), None)


def _keys(
    document: Document, node: Node, model: type[BaseModel] | None, path: tuple[str, ...]
) -> Iterator[Key]:
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _keys(document, item, model, path)
    elif isinstance(node, MappingNode) and model is not None:
        fields = _fields(model)
        for entry in node.entries:
            name = fields[entry.key]
            here = (*path, entry.key)
            yield _key(document.line(entry.mark.line), entry.mark.line, here, model, name)
            yield from _keys(document, entry.value, model_of(model.model_fields[name]), here)


def _fields(model: type[BaseModel]) -> Mapping[str, str]:
    return {field.alias or name: name for name, field in model.model_fields.items()}


def _key(text: str, line: int, path: tuple[str, ...], model: type[BaseModel], name: str) -> Key:
    field = model.model_fields[name]
    kind, many = _kind(typing.get_type_hints(model, include_extras=True)[name])
    written, _, meaning = text.partition(MEANING)
    value = written.partition(f"{path[-1]}:")[2].strip()
    return Key(path, line, kind, many, field.is_required(), _default(field), meaning, value)


def _default(field: FieldInfo) -> str:
    default = field.default
    if field.is_required() or default in (None, ()) or isinstance(default, BaseModel):
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def _kind(annotation: Any) -> tuple[str, bool]:
    """What an annotation takes, in an author's words, and whether it is a list of that."""
    for known, words in _KINDS:
        if annotation == known:
            return words, False
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is tuple:
        return _kind(parts[0])[0], True
    if origin is typing.Literal:
        return " | ".join(parts), False
    if origin in (typing.Union, builtin_types.UnionType):
        return _kind(next(part for part in parts if part is not type(None)))
    if _model(annotation) is None:
        raise LookupError(f"no words say what {annotation} takes")
    return "", False
