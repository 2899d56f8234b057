"""A client's files of today as the gate compares them: all that can be read, errors or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal_builder.client_folder import ClientFolder
from portal_builder.errors import Place
from portal_builder.gate import Refusal, refusals
from portal_builder.intake import take_in
from portal_builder.model.facts import ClientFacts, Facts, Path, published
from portal_builder.model.types import Entry
from portal_builder.validate import Validated


@dataclass(frozen=True, slots=True)
class Present:
    """What a client's files say today.

    Attributes:
        facts: as far as they can be read, without drafts; None where `client` cannot.
        unread: the projects whose section `project` cannot be read.
        partial: the projects of which a file cannot be read.
        reads: where everything stands, by project; of the client's own under an empty name.
    """

    facts: ClientFacts | None
    unread: frozenset[str]
    partial: frozenset[str]
    reads: dict[str, Validated]
    _unread: dict[tuple[str, Path], frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: ClientFolder) -> Present:
        """Reads a client's folder."""
        reads = take_in(folder).reads
        projects = {name: read for name, read in reads.items() if name}
        known = {name: _facts(read) for name, read in projects.items() if "project" in read.values}
        client = reads[""].values.get("client")
        facts = client and ClientFacts(
            folder.slug, client, tuple(known.items()), bool(folder.project_ids), (), {}
        )
        partial = frozenset(name for name, read in projects.items() if not read.whole)
        return cls(facts, frozenset(projects.keys() - known.keys()), partial, reads)

    def refused(self, before: ClientFacts, day: date | None = None) -> list[Refusal]:
        """What is refused of what became of some facts.

        Args:
            before: the facts at the base.
            day: when the base was committed, in the client's time zone; None: that is not known.
        """
        if self.facts is None:
            return []
        return refusals(before, self.facts, day=day, unread=self.unread, partial=self.partial)

    def place(self, refusal: Refusal) -> Place:
        """Where a refusal stands: a draft that was a record, else the value, else what holds it."""
        read = self.reads.get(refusal.project, self.reads[""])
        if not refusal.path:
            return self.reads[""].home
        if refusal.record and (at := _draft(read, refusal)):
            return read.place(at)
        return read.place(_with_drafts(read, refusal.path))

    def is_unsure(self, refusal: Refusal) -> bool:
        """Whether what is refused stands in a part of the files that cannot be read."""
        read = self.reads.get(refusal.project, self.reads[""])
        if not refusal.path:
            return False
        if refusal.record:
            lists = {refusal.path[:end] for end in range(1, len(refusal.path) + 1)}
            absent = refusal.path[0] not in read.origins and not read.whole
            return absent or bool(lists & read.lost) or refusal.record in self._ids(read, refusal)
        return read.is_lost(*_with_drafts(read, refusal.path))

    def _ids(self, read: Validated, refusal: Refusal) -> frozenset[str]:
        """The ids in a list of the files whose entries cannot be read; each list is gone through once."""
        key = refusal.project, refusal.path
        if key not in self._unread:
            self._unread[key] = frozenset(_unread(read, refusal))
        return self._unread[key]


def _facts(read: Validated) -> Facts:
    sections: dict[str, Any] = {}
    for name, section in read.values.items():
        if isinstance(section, tuple):
            sections[name] = tuple(published(entry) for entry in section if not entry.draft)
        elif name != "client":
            sections[name] = published(section)
    return Facts.model_construct(_fields_set=set(sections), **sections)


def _list(read: Validated, way: Path) -> Any:
    found: Any = read.values
    for key in way:
        found = found.get(key) if isinstance(found, dict) else getattr(found, str(key), None)
    return found or ()


def _draft(read: Validated, refusal: Refusal) -> Path | None:
    """Where a record stands that became a draft."""
    for number, entry in enumerate(_list(read, refusal.path)):
        if entry.draft and entry.id == refusal.record:
            return (*refusal.path, number)
    return None


def _unread(read: Validated, refusal: Refusal) -> Iterator[str]:
    """The ids in a list of the files whose entries cannot be read."""
    origin = read.origins.get(str(refusal.path[0]))
    data: Any = origin.data if origin else None
    for key in refusal.path[1:]:
        data = data.get(key) if isinstance(data, dict) else None
    known = {entry.id for entry in _list(read, refusal.path)}
    for entry in data if isinstance(data, list) else ():
        if isinstance(entry, dict) and entry.get("id") not in known:
            yield str(entry.get("id"))


def _with_drafts(read: Validated, path: Path) -> Path:
    """A path of the published facts as one of the facts with drafts among them."""
    found: Any = read.values
    at: list[str | int] = []
    for part in path:
        if isinstance(part, int):
            numbers = [i for i, e in enumerate(found) if not (isinstance(e, Entry) and e.draft)]
            part = numbers[part]
            found = found[part]
        elif isinstance(found, dict):
            found = found.get(part)
        else:
            found = _value(found, part)
        at.append(part)
    return tuple(at)


def _value(group: Any, key: str) -> Any:
    """A field of a group by the key it is written with."""
    fields = type(group).model_fields if group is not None else {}
    name = next((n for n, known in fields.items() if key in (n, known.alias)), None)
    return getattr(group, name) if name else None
