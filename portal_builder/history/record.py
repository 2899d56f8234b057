"""The history of a client as values: what was published when, field by field.

A course tells how one value went: pairs of a revision's number and the value from then on; None
where the field is absent from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal_builder.history.document import Document
from portal_builder.history.kinds import Value
from portal_builder.history.ledger import Ledger
from portal_builder.history.redactions import Redaction, Taken

Figure = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Removed:
    """Stands where a value was taken out; `why` says the reason."""

    why: str


Held = Value | Removed | None
Courses = Mapping[str, tuple[tuple[int, Held], ...]]


@dataclass(frozen=True, slots=True)
class Excuse:
    """An override that was needed, published with its reason.

    Attributes:
        what: the refusal that it let pass: `MS-4`, `contract.price`.
        reason: why: one line of plain text.
    """

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision that changed what was published.

    Attributes:
        number: counted from 1; the number of its entry in the ledger.
        day: in the client's time zone, never before the revision before it.
        overrides: what it let pass that is refused otherwise.
    """

    number: int
    day: date
    overrides: tuple[Excuse, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a record: what it was before a revision, and what it is after."""

    field: str
    before: Held
    after: Held

    def plain(self) -> dict[str, Any]:
        """The same for JSON, with values as `history.json` has them."""
        return {"field": self.field, "before": _plain(self.before), "after": _plain(self.after)}


def _plain(value: Held) -> Any:
    return {"removed": value.why} if isinstance(value, Removed) else value


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What a revision did to a record.

    Attributes:
        revision: its number.
        section: the list that the record is in (`schedule.milestones`), or a section's name.
        key: the record's id, or what else tells it from others; empty for a section's own fields.
        fields: what changed of it, by name.
        is_new: whether the record was not there before.
        is_gone: whether it is not there any more.
        request: the change request that it came by, where a field that is new names one.
    """

    revision: int
    section: str
    key: str
    fields: tuple[FieldChange, ...]
    is_new: bool = False
    is_gone: bool = False
    request: str | None = None


@dataclass(frozen=True)
class ProjectHistory:
    """The history of one project.

    Attributes:
        id: `main` in a client without `projects/`.
        revisions: the numbers of those that changed it.
        records: section or list → key → field → its course.
        figures: a figure's name (`budget.eac`) → its course, as this version computes it.
    """

    id: str
    revisions: tuple[int, ...]
    records: Mapping[str, Mapping[str, Courses]]
    figures: Mapping[str, tuple[tuple[int, Figure], ...]]

    def changes(self) -> tuple[RecordChange, ...]:
        """Every change of every record, by revision, section and key."""
        return tuple(change for change, _ in self.retold())

    def retold(self) -> list[tuple[RecordChange, Mapping[str, Held]]]:
        """The same, each change with the fields of its record as `retold` gives them."""
        found = [
            step
            for section, records in self.records.items()
            for key, courses in records.items()
            for step in retold(section, key, courses)
        ]
        return sorted(found, key=lambda step: (step[0].revision, step[0].section, step[0].key))


@dataclass(frozen=True)
class History:
    """All that is known of what a client was told.

    Attributes:
        revisions: the oldest first; none where nothing is committed.
        client: a field of section `client` → its course.
        projects: in the order in which they first appeared.
        ledger: one entry for each revision.
    """

    revisions: tuple[Revision, ...] = ()
    client: Courses = field(default_factory=dict)
    projects: tuple[ProjectHistory, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)

    @classmethod
    def of(cls, document: Document, ledger: Ledger) -> History:
        """The history that a `history.json` and its ledger tell."""
        excuses: dict[int, list[Excuse]] = {}
        for said in document.get("overrides", ()):
            excuses.setdefault(said["revision"], []).append(Excuse(said["what"], said["reason"]))
        return cls(
            tuple(
                Revision(number, date.fromisoformat(day), tuple(excuses.get(number, ())))
                for number, day in enumerate(document["dates"], 1)
            ),
            _courses(document["client"]),
            tuple(map(_project, document["projects"])),
            ledger,
        )

    def texts(self) -> Iterator[str]:
        """Every text that the history publishes."""
        courses = [*self.client.values()]
        for project in self.projects:
            for records in project.records.values():
                courses += [course for fields in records.values() for course in fields.values()]
        for course in courses:
            for _, value in course:
                yield from _texts(value)
        for revision in self.revisions:
            yield from (excuse.reason for excuse in revision.overrides)


@dataclass(frozen=True)
class Told:
    """What a client was told, ready for its site.

    Attributes:
        history: all of it.
        missing: why there is none, where there is none.
        files: site path → content; none where nothing was told yet.
        taken: the values that redactions took out: they may stand nowhere.
        still_there: the redactions whose field still holds what they take out.
        sources: every text of the client's files at any revision, read when it is asked for.
    """

    history: History = field(default_factory=History)
    missing: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    taken: tuple[Taken, ...] = ()
    still_there: tuple[Redaction, ...] = ()
    sources: Iterable[str] = ()


NOTHING_TOLD = Told()


def retold(
    section: str, key: str, courses: Courses
) -> Iterator[tuple[RecordChange, Mapping[str, Held]]]:
    """The changes of one record, the oldest first.

    Args:
        section: the list that it is in, or a section's name.
        key: what it is known by.
        courses: its fields.

    Returns:
        Each change with all fields of the record after it; before it where the record is gone.
    """
    steps: dict[int, dict[str, Held]] = {}
    for name, course in courses.items():
        for number, value in course:
            steps.setdefault(number, {})[name] = value
    held: dict[str, Held] = {}
    for number in sorted(steps):
        before, held = held, {**held, **steps[number]}
        changed = tuple(
            FieldChange(name, before.get(name), value)
            for name, value in sorted(steps[number].items())
        )
        was, remains = (any(v is not None for v in each.values()) for each in (before, held))
        request = request_of(changed)
        change = RecordChange(number, section, key, changed, not was, not remains, request)
        yield change, held if remains else before


def request_of(changed: tuple[FieldChange, ...]) -> str | None:
    """The change request that a changed field names."""
    for change in changed:
        first, name = change.field.partition(".")[0], change.field.rpartition(".")[2]
        names_one = name in ("added_by", "removed_by", "cancelled_by")
        if isinstance(change.after, str) and (names_one or (first, name) == ("slips", "change")):
            return change.after
    return None


def _project(said: Mapping[str, Any]) -> ProjectHistory:
    records = {
        section: {key: _courses(fields) for key, fields in entries.items()}
        for section, entries in said["records"].items()
    }
    figures = {name: tuple((n, v) for n, v in course) for name, course in said["figures"].items()}
    numbers = tuple(revision["number"] for revision in said["revisions"])
    return ProjectHistory(said["id"], numbers, records, figures)


def _courses(said: Mapping[str, Any]) -> Courses:
    return {
        name: tuple((number, _held(value)) for number, value in course)
        for name, course in said.items()
    }


def _held(value: Any) -> Held:
    held: Held = Removed(value["removed"]) if isinstance(value, dict) else value
    return held


def _texts(value: Held) -> Iterator[str]:
    if isinstance(value, list):
        yield from value
    elif isinstance(value, Removed):
        yield value.why
    elif isinstance(value, str):
        yield value
