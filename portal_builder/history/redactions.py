"""What must not be read any more is taken out of a history: values, and names made of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from portal_builder.history.document import Course, Courses, Document
from portal_builder.history.past import Published
from portal_builder.history.targets import Target, keyed_by, target

Way = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Redaction:
    """An entry of `project.redactions`.

    Attributes:
        project: whose it is.
        of: the field that it names.
        on: the values that the field had before this day are taken out.
        why: the reason that is published.
        since: the revision that brought the redaction; None while it is not committed.
    """

    project: str
    of: str
    on: str
    why: str
    since: int | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A value that was taken out.

    Attributes:
        redaction: by which.
        way: project, list, key and field.
        value: what stood there.
        is_last: whether it stood there in the last revision too.
    """

    redaction: Redaction
    way: Way
    value: Any
    is_last: bool

    @property
    def texts(self) -> list[str]:
        """What could be read of it."""
        if isinstance(self.value, list):
            return self.value
        return [self.value] if isinstance(self.value, str) else []


def gathered(document: Document, today: Published | None = None) -> list[Redaction]:
    """Every redaction that ever stood in a client's files: once taken out, a value stays out.

    Args:
        document: what was published, revision by revision.
        today: what stands in the files, committed or not.
    """
    found: dict[tuple[str, str, str], Redaction] = {}
    for project in document["projects"]:
        for fields in project["records"].get("project.redactions", {}).values():
            since, of = fields["of"][0]
            on, whys = fields["on"][0][1], [why for _, why in fields["why"] if why]
            found[project["id"], of, on] = Redaction(project["id"], of, on, whys[-1], since)
    for name, records in today.projects.items() if today else ():
        for entry in records.get("project.redactions", {}).values():
            of, on, why = (str(entry[key]) for key in ("of", "on", "why"))
            found.setdefault((name, of, on), Redaction(name, of, on, why, None))
    return list(found.values())


def redact(
    document: Document, redactions: Iterable[Redaction], today: Published | None = None
) -> list[Taken]:
    """Takes the values that redactions name out of a document, in place.

    Args:
        document: what was published, revision by revision.
        redactions: what is to be taken out.
        today: what stands in the files, where that matters: for redactions not committed yet.

    Returns:
        What was taken out.
    """
    taken: list[Taken] = []
    for redaction in redactions:
        named = target(redaction.of)
        if named is not None:
            eraser = _Eraser(redaction, named, document["dates"], today)
            eraser.erase(document)
            taken += eraser.taken
    return taken


def still_there(taken: Iterable[Taken], today: Published) -> list[Redaction]:
    """The redactions whose field still holds today what they take out."""
    found: dict[Redaction, None] = {}
    for each in taken:
        if each.is_last and _held(today, each.way) == each.value:
            found[each.redaction] = None
    return list(found)


def _held(published: Published, way: Way) -> Any:
    project, section, key, name = way
    records = published.projects.get(project, {})
    held = published.client if section == "client" else records.get(section, {}).get(key, {})
    return held.get(name)


@dataclass(slots=True)
class _Eraser:
    redaction: Redaction
    named: Target
    dates: list[str]
    today: Published | None
    taken: list[Taken] = field(default_factory=list)

    def erase(self, document: Document) -> None:
        if self.named.section == "client":
            self._fields(("", "client", ""), document["client"])
        for project in document["projects"]:
            if project["id"] == self.redaction.project:
                for section, entries in project["records"].items():
                    self._records((project["id"], section), entries)

    def _records(self, way: tuple[str, str], entries: dict[str, Courses]) -> None:
        for key, courses in [*entries.items()]:
            before = len(self.taken)
            self._fields((*way, key), courses)
            named_by_it = len(self.taken) > before and self.named.field in keyed_by(way[1])
            if named_by_it and all(course[-1][1] is None for course in courses.values()):
                entries[_free(entries)] = entries.pop(key)

    def _fields(self, way: tuple[str, str, str], courses: Courses) -> None:
        """Values become marks; of entries within the field only that there was something stays."""
        within: dict[int, None] = {}
        ends: list[int | None] = []
        for name in [n for n in courses if self.named.holds(way[1], way[2], n)]:
            marked = self._marked((*way, name), courses[name])
            if name == self.named.field:
                courses[name] = [[n, self._mark if n in marked else v] for n, v in courses[name]]
            elif marked:
                kept = [pair for pair in courses.pop(name) if pair[0] not in marked]
                within |= dict.fromkeys(marked)
                ends.append(kept[0][0] if kept else None)
                if any(value is not None for _, value in kept):
                    courses[name] = kept
        if within:
            last = [[max(n for n in ends if n), None]] if all(ends) else []
            courses[self.named.field] = [*([n, self._mark] for n in sorted(within)), *last]

    def _marked(self, way: Way, course: Course) -> list[int]:
        """The numbers at which a value is to be taken out; what is, is noted."""
        ends = [number for number, _ in course[1:]] + [None]
        found = [
            (number, value)
            for (number, value), end in zip(course, ends, strict=True)
            if value is not None and self._is_due(number, end, way, value)
        ]
        last = course[-1][0]
        self.taken += [Taken(self.redaction, way, v, n == last) for n, v in found]
        return [number for number, _ in found]

    def _is_due(self, number: int, end: int | None, way: Way, value: Any) -> bool:
        """Whether a value was there before the day, or on it until the redaction came."""
        day, on, since = self.dates[number - 1], self.redaction.on, self.redaction.since
        if since is not None and number >= since:
            return False
        if day != on:
            return day < on
        if end is None:
            return self.today is not None and _held(self.today, way) != value
        return since is None or end <= since

    @property
    def _mark(self) -> dict[str, str]:
        return {"removed": self.redaction.why}


def _free(entries: dict[str, Courses]) -> str:
    return next(f"removed-{n}" for n in range(1, len(entries) + 2) if f"removed-{n}" not in entries)
