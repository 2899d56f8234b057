"""`history.json`: how everything that was published went, revision by revision.

    {"format": 1,
     "dates": ["2026-01-05", …],                       revision 1, 2, …
     "client": {<field>: <course>},
     "projects": [{"id": "main",
                   "revisions": [{"number": 1, "date": "2026-01-05"}, …],
                   "records": {<list>: {<key>: {<field>: <course>}}},
                   "figures": {<figure>: <course>}}],
     "overrides": [{"revision": 4, "what": "MS-4", "reason": "…"}]}

A course is a list of pairs: a revision's number, and the value from then on. A value is what the
record has (`fields`), null where it is absent from then on, or `{"removed": "why"}` where it was
taken out. `docs/record.md` describes it for those who read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from portal_builder.history.fields import FORMAT
from portal_builder.history.ledger import NotWhole, is_day
from portal_builder.history.past import Published

Document = dict[str, Any]
Course = list[list[Any]]
Courses = dict[str, Course]


def empty() -> Document:
    """The history of a client of whom nothing was published yet."""
    return {"format": FORMAT, "dates": [], "client": {}, "projects": []}


def write(document: Document) -> bytes:
    """Writes the file; the same history gives the same bytes."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()


def read(data: bytes) -> Document:
    """Reads the file.

    Raises:
        NotWhole: it is none of format 1.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise NotWhole("is no JSON") from None
    try:
        _check(document)
    except (TypeError, KeyError, AttributeError, ValueError):
        raise NotWhole("is no history that can be read") from None
    return dict(document)


def _check(document: Any) -> None:
    """Goes through all of a document, so that what is read later holds what it must."""
    if document["format"] != FORMAT or not all(map(is_day, document["dates"])):
        raise ValueError
    count = len(document["dates"])
    _check_courses(document["client"], count)
    for project in document["projects"]:
        _check_text(project["id"])
        for revision in project["revisions"]:
            _check_number(revision["number"], count)
        for records in project["records"].values():
            for courses in records.values():
                _check_courses(courses, count)
        _check_courses(project["figures"], count)
    for excuse in document.get("overrides", ()):
        _check_number(excuse["revision"], count)
        _check_text(excuse["what"])
        _check_text(excuse["reason"])


def _check_courses(courses: Courses, count: int) -> None:
    for course in courses.values():
        before = 0
        for number, value in course:
            _check_number(number, count)
            if number <= before or not _is_value(value):
                raise ValueError
            before = number


def _is_value(value: Any) -> bool:
    if isinstance(value, dict):
        return value.keys() == {"removed"} and isinstance(value["removed"], str)
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return value is None or isinstance(value, str | bool | int | float)


def _check_number(number: Any, count: int) -> None:
    if type(number) is not int or not 1 <= number <= count:
        raise ValueError


def _check_text(text: Any) -> None:
    if not isinstance(text, str):
        raise TypeError


def replayed(document: Document) -> Iterator[Published | None]:
    """What each revision published, as the document tells it; None where something was taken out."""
    told = _Replay(document)
    for number in range(1, len(document["dates"]) + 1):
        yield told.at(number)


class _Replay:
    """Plays courses forward; `at` is asked for one revision after the other."""

    def __init__(self, document: Document) -> None:
        self._steps: dict[int, list[tuple[tuple[str, ...], Any]]] = {}
        for way, course in _courses(document):
            for number, value in course:
                self._steps.setdefault(number, []).append((way, value))
        self._held: dict[tuple[str, ...], Any] = {}

    def at(self, number: int) -> Published | None:
        for way, value in self._steps.get(number, ()):
            if value is None:
                self._held.pop(way, None)
            else:
                self._held[way] = value
        if any(isinstance(value, dict) for value in self._held.values()):
            return None
        client: dict[str, Any] = {}
        projects: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
        for (project, section, key, name), value in self._held.items():
            if section:
                records = projects.setdefault(project, {}).setdefault(section, {})
                records.setdefault(key, {})[name] = value
            else:
                client[name] = value
        return Published(client, projects)


def _courses(document: Document) -> Iterator[tuple[tuple[str, ...], Course]]:
    """Every course of a field, with the way to it; those of the client have no section."""
    for name, course in document["client"].items():
        yield ("", "", "", name), course
    for project in document["projects"]:
        for section, records in project["records"].items():
            for key, fields in records.items():
                for name, course in fields.items():
                    yield (project["id"], section, key, name), course
