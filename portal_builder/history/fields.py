"""Format 1: sections as they were written → records, each with its fields as plain values.

A record is an entry of a section's list (`schedule.milestones`, `MS-3`), or what a section says once
(`project`, with no key). A field's name leads to its value through groups and entries within the
record: `contract.price`, `slips.2.to`, `actuals.2026-03.amount`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from portal_builder.history.kinds import KINDS, Kind, Unreadable, Value, word_or
from portal_builder.load import Document, load

FORMAT = 1
Fields = Mapping[str, Value]
Records = Mapping[str, Mapping[str, Fields]]
_LIST = Path(__file__).with_name("format-1.yml")
_TOKEN = re.compile(r"[A-Za-z0-9:+-]{1,40}")


@dataclass(frozen=True, slots=True)
class Single:
    """One value of a kind; `default` counts where it is left out."""

    kind: Kind
    default: Value | None = None


@dataclass(frozen=True, slots=True)
class Many:
    """Several values of a kind, in their order or as a set."""

    kind: Kind
    ordered: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Keys with values."""

    fields: Mapping[str, Shape]
    required: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries, told from each other by some of their fields; by none: by their number."""

    by: tuple[str, ...]
    entry: Group


Shape = Single | Many | Group | Entries


@cache
def sections() -> Mapping[str, Shape]:
    """What every section holds, `client` among them."""
    document = load(_LIST.name, _LIST.read_bytes())
    assert isinstance(document, Document)
    return {name: _shape(described) for name, described in document.data.items()}


def _shape(described: Any) -> Shape:
    if isinstance(described, str):
        return _values(described)
    if "by" in described:
        group = _shape(described["entries"])
        assert isinstance(group, Group)
        return Entries(tuple(described["by"].split()), group)
    fields = {name.rstrip("*"): _shape(held) for name, held in described.items()}
    return Group(fields, frozenset(n.rstrip("*") for n in described if n.endswith("*")))


def _values(described: str) -> Single | Many:
    many, _, of = described.rpartition(" of ")
    named, _, default = of.partition(" = ")
    first, *words = named.split(" | ")
    known = KINDS.get(first)
    kind = word_or((first, *words)) if known is None else known
    if known is not None and words:
        kind = word_or(tuple(words), known)
    if many:
        return Many(kind, many == "list")
    return Single(kind, kind(default) if default else None)


def records_of(section: str, data: Any) -> Records:
    """The records of a section that is written like this.

    Args:
        section: its name.
        data: the section as plain values, each scalar as the text that was written.

    Returns:
        List (`schedule.milestones`; the section's own name for what it says once) → key → fields.
        What format 1 does not know is left out, and so are drafts, defaults and what is empty.

    Raises:
        Unreadable: a value is not of its field's kind, or a required one is missing.
    """
    shape = sections()[section]
    found: dict[str, dict[str, Fields]] = {}
    if isinstance(shape, Entries):
        found[section] = dict(_entries(shape, data))
    elif isinstance(shape, Group):
        lists = {n: s for n, s in shape.fields.items() if isinstance(s, Entries)}
        rest = Group({n: s for n, s in shape.fields.items() if n not in lists}, shape.required)
        found[section] = {"": dict(_group(rest, data))}
        for name, entries in lists.items():
            found[f"{section}.{name}"] = dict(_entries(entries, data.get(name)))
    kept = {name: {k: f for k, f in records.items() if f} for name, records in found.items()}
    return {name: records for name, records in kept.items() if records}


def _entries(shape: Entries, data: Any) -> Iterator[tuple[str, Fields]]:
    """Entries with their keys; those of one key are numbered in an order that is no author's."""
    if data in (None, {}):
        return
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        raise Unreadable
    read = [dict(_group(shape.entry, entry)) for entry in data if not _is_draft(entry)]
    if not shape.by:
        yield from ((str(n), entry) for n, entry in enumerate(read, 1))
        return
    named = [("".join(_token(entry, shape.by)), entry) for entry in read]
    if len({name for name, _ in named}) < len(named):
        named.sort(key=lambda pair: (pair[0], canonical(pair[1])))
    taken: Counter[str] = Counter()
    for name, entry in named:
        taken[name] += 1
        yield (name if taken[name] == 1 else f"{name}+{taken[name]}"), entry


def _token(entry: Fields, by: tuple[str, ...]) -> Iterator[str]:
    """The fields that tell an entry from others, where they are short; else a hash of them."""
    first = str(entry[by[0]])
    if _TOKEN.fullmatch(first):
        yield first
    else:
        yield sha256(canonical([entry[name] for name in by])).hexdigest()[:8]


def _is_draft(entry: dict[str, Any]) -> bool:
    written = entry.get("draft")
    return written is not None and _value(KINDS["flag"], written) is True


def _group(shape: Group, data: Any) -> Iterator[tuple[str, Value]]:
    if data in (None, []):
        data = {}
    if not isinstance(data, dict):
        raise Unreadable
    for name, held in shape.fields.items():
        found = list(_fields(held, name, data.get(name)))
        if not found and name in shape.required:
            raise Unreadable
        yield from found


def _fields(shape: Shape, name: str, data: Any) -> Iterator[tuple[str, Value]]:
    if data in (None, [], {}):
        return
    if isinstance(shape, Group):
        yield from ((f"{name}.{inner}", v) for inner, v in _group(shape, data))
    elif isinstance(shape, Entries):
        for key, entry in _entries(shape, data):
            yield from ((f"{name}.{key}.{inner}", v) for inner, v in entry.items())
    elif isinstance(shape, Many):
        if not isinstance(data, list):
            raise Unreadable
        values = [str(_value(shape.kind, item)) for item in data]
        yield name, values if shape.ordered else sorted(set(values))
    else:
        found = _value(shape.kind, data)
        if found not in ("", shape.default):
            yield name, found


def _value(kind: Kind, data: Any) -> Value:
    if not isinstance(data, str):
        raise Unreadable
    return kind(data)


def canonical(data: object) -> bytes:
    """JSON in its one form: keys sorted by code point, no white space, UTF-8, few escapes.

    There are texts, true, false, lists and objects in it; numbers and null only in a ledger's entry.
    """
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")
