"""CSV: what a client's site publishes, for spreadsheets.

Each list of records is a table: its first row names the fields as in YAML, and each record is a row
with its values as in `data.json`. Keys within a key are joined by a dot (`evidence.title`). A list of
ids stands in one cell with spaces between, a list of texts with one below the other. Entries within a
record (a line's `actuals`) are a table of their own, whose first column names the record.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from portal_builder.model.facts import Facts, meanings
from portal_builder.model.types import Record, Reference

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
# With these a spreadsheet takes a text for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_PUBLISHED = {"draft"}

Rows = Sequence[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """One table of a client's site.

    Attributes:
        project: id of the project that it belongs to.
        section: the section of the YAML that holds it.
        name: the key of its list, such as "lines" or "actuals".
        content: UTF-8 with a byte order mark, lines ending in CR LF.
    """

    project: str
    section: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Column:
    path: tuple[str, ...]
    joint: str  # between the values of a list


@dataclass(frozen=True, slots=True)
class _Lists:
    path: tuple[str, ...]
    model: type[BaseModel]


def csv_tables(data: Mapping[str, Any]) -> Iterator[CsvTable]:
    """Every table of a client's site; none of a list that is empty.

    Args:
        data: what `data.published_data` gives.
    """
    for project in data["projects"]:
        for section, field in Facts.model_fields.items():
            if section == "project" or section not in project:
                continue
            inner, value = _model(field.annotation), project[section]
            assert inner is not None
            if isinstance(value, list):
                found = _tables(section, inner, "", [("", record) for record in value])
            else:
                found = _within(inner, "", [("", value)])
            for name, content in found:
                yield CsvTable(project["id"], section, name, content)


def _tables(
    name: str, model: type[BaseModel], owner: str, rows: Rows
) -> Iterator[tuple[str, bytes]]:
    """The table of some entries, and those of the entries within them."""
    if not rows:
        return
    columns = _columns(model)
    head = [".".join(column.path) for column in columns]
    lines = [[_cell(_at(entry, c.path), c.joint) for c in columns] for _, entry in rows]
    if owner:
        head.insert(0, owner)
        lines = [[_cell(key, ""), *line] for (key, _), line in zip(rows, lines, strict=True)]
    yield name, _written([head, *lines])
    key = "id" if issubclass(model, Record) else columns[0].path[0]
    yield from _within(model, f"{name}.{key}", [(str(e.get(key, "")), e) for _, e in rows])


def _within(model: type[BaseModel], owner: str, rows: Rows) -> Iterator[tuple[str, bytes]]:
    for nested in _lists(model):
        found = [(key, item) for key, entry in rows for item in _at(entry, nested.path) or ()]
        yield from _tables(nested.path[-1], nested.model, owner, found)


@cache
def _columns(model: type[BaseModel], path: tuple[str, ...] = ()) -> tuple[_Column, ...]:
    """The single values of an entry, and its lists of them."""
    found: list[_Column] = []
    marks = meanings(model)
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        inner = _model(field.annotation)
        if inner is None and name not in _NOT_PUBLISHED:
            found.append(_Column(here, " " if isinstance(marks[name], Reference) else "\n"))
        elif inner is not None and not _is_list(field.annotation):
            found += _columns(inner, here)
    return tuple(found)


@cache
def _lists(model: type[BaseModel], path: tuple[str, ...] = ()) -> tuple[_Lists, ...]:
    """The lists of entries in an entry."""
    found: list[_Lists] = []
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        inner = _model(field.annotation)
        if inner is not None and _is_list(field.annotation):
            found.append(_Lists(here, inner))
        elif inner is not None:
            found += _lists(inner, here)
    return tuple(found)


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model(a))), None)


def _is_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is tuple


def _at(entry: Mapping[str, Any], path: Iterable[str]) -> Any:
    value: Any = entry
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _cell(value: Any, joint: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    text = joint.join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _written(lines: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode("utf-8-sig")
