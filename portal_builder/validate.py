"""Nodes → facts, or every problem at once, in an author's words.

Each section is validated on its own. A record with a problem is set aside, known by its id, so that
what refers to it is not blamed, and what remains is checked further.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from portal_builder.errors import Place, Problem
from portal_builder.load import Document, Entry, Mapping, Mark, Node, Sequence, value
from portal_builder.model.facts import ClientFile, Facts, Path
from portal_builder.wording import explained, listed, nearest

PROJECT_SECTIONS = tuple(Facts.model_fields)
SECTIONS = tuple(ClientFile.model_fields)
REQUIRED = ("client", "project")


@dataclass(frozen=True, slots=True)
class Section:
    """A section as it stands in a file."""

    document: Document
    entry: Entry


@dataclass(slots=True)
class Validated:
    """The sections that could be read, where they stand, and what was wrong with the others.

    Attributes:
        values: section name → model or tuple of models; what could not be read is not in it.
        origins: section name → where it stands.
        home: the place of what is missing altogether: the folder.
        tainted: sections of which something had to be set aside.
        kept: list → the numbers in the file of the entries that could be read.
        problems: everything that was wrong.
    """

    home: Place
    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, Section] = field(default_factory=dict)
    tainted: set[str] = field(default_factory=set)
    kept: dict[Path, list[int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path, key: bool = False) -> Place:
        """Where a value of the facts stands; its key where `key` is set.

        What is missing is marked at the deepest part that is there.
        """
        return self.written_place(self._as_written(path), key)

    def written_place(self, path: Path, key: bool = False) -> Place:
        """The same for a path in the file, where nothing was set aside."""
        section = self.origins.get(str(path[0])) if path else None
        if section is None:
            return self.home
        return section.document.place(_mark(section.entry, path[1:], key))

    def _as_written(self, path: Path) -> Path:
        """Turns the numbers of the entries that were read into those of the file."""
        for end in (1, 2):
            numbers = self.kept.get(path[:end])
            if numbers is not None and len(path) > end and isinstance(path[end], int):
                return (*path[:end], numbers[int(path[end])], *path[end + 1 :])
        return path


def _mark(entry: Entry, path: Path, key: bool) -> Mark:
    node, mark = entry.value, entry.mark
    for part in path:
        child = _child(node, part)
        if child is None:
            return node.mark
        mark, node = child
    return mark if key else node.mark


def _child(node: Node, part: str | int) -> tuple[Mark, Node] | None:
    if isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
        return node.items[part].mark, node.items[part]
    if isinstance(node, Mapping):
        for entry in node.entries:
            if entry.key == part:
                return entry.mark, entry.value
    return None


def validate(
    documents: Iterable[Document], allowed: tuple[str, ...], home: Place, *, whole: bool = True
) -> Validated:
    """Reads the sections of a client's files, or of one project's.

    Args:
        documents: the files.
        allowed: the sections that may stand in them.
        home: the place of the folder, for what is missing.
        whole: whether these are all files, so that what none of them holds is missing.

    Returns:
        What could be read, with every problem of what could not.
    """
    found = Validated(home)
    for document in documents:
        _collect(found, document, allowed)
    for name, section in found.origins.items():
        _read(found, name, value(section.entry.value))
    for name in REQUIRED:
        known = name in found.values or name in found.tainted
        if whole and name in allowed and not known:
            found.problems.append(_missing_section(found, name))
    return found


def _missing_section(found: Validated, name: str) -> Problem:
    if name in found.origins:
        return Problem(
            found.place((name,), key=True),
            f"the section `{name}` is empty",
            f"say at least its {_essentials(name)}",
        )
    return Problem(
        found.home,
        f"there is no section `{name}`",
        f"add a section `{name}` with {_essentials(name)}",
    )


def _essentials(name: str) -> str:
    fields = ClientFile.model_fields[name].annotation
    assert isinstance(fields, type)
    assert issubclass(fields, BaseModel)
    return listed([f.alias or n for n, f in fields.model_fields.items() if f.is_required()], "and")


def _collect(found: Validated, document: Document, allowed: tuple[str, ...]) -> None:
    for entry in document.root.entries:
        place = document.place(entry.mark)
        if entry.key not in allowed:
            found.problems.append(Problem(place, *_unknown_section(entry.key, allowed)))
        elif entry.key in found.origins:
            first = found.place((entry.key,), key=True)
            found.problems.append(
                Problem(
                    place,
                    f"the section `{entry.key}` stands here and in {first.path}:{first.line}",
                    "move everything of it into one file",
                )
            )
        else:
            found.origins[entry.key] = Section(document, entry)


def _unknown_section(key: str, allowed: tuple[str, ...]) -> tuple[str, str]:
    if key == "client":
        return (
            "the section `client` belongs to the whole client",
            "move it into a file directly in the client's folder",
        )
    if key in PROJECT_SECTIONS:
        return (
            f"the section `{key}` belongs to one project",
            "move it into that project's folder under projects/",
        )
    return f"unknown section `{key}`", nearest(key, allowed, "the sections are")


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    annotation: Any = ClientFile.model_fields[name].annotation
    return TypeAdapter(annotation)


def _read(found: Validated, name: str, data: Any) -> None:
    """Reads one section; what is wrong is set aside, and of the rest as much as stands is kept."""
    cut: set[Path] = set()
    while data not in (None, [], {}):
        rest, kept = _without(data, cut)
        errors = _errors(name, rest)
        if not errors:
            if rest:
                found.values[name] = _adapter(name).validate_python(rest)
                found.kept.update({(name, *path): numbers for path, numbers in kept.items()})
            return
        if not cut:
            found.tainted.add(name)
            found.problems += [_problem(found, name, error) for error in errors]
        culprits = {_culprit(error["loc"], rest, kept) for error in errors}
        if () in culprits or culprits <= cut:
            return
        cut |= culprits


def _errors(name: str, data: Any) -> list[ErrorDetails]:
    try:
        _adapter(name).validate_python(data)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def _without(data: Any, cut: set[Path]) -> tuple[Any, dict[Path, list[int]]]:
    """Leaves out entries, and tells for each list which numbers its entries had before."""
    if isinstance(data, list):
        numbers = [i for i in range(len(data)) if (i,) not in cut]
        return [data[i] for i in numbers], {(): numbers}
    if not isinstance(data, dict):
        return data, {}
    rest: dict[str, Any] = {}
    kept: dict[Path, list[int]] = {}
    for key, item in data.items():
        if (key,) in cut:
            continue
        if isinstance(item, list):
            numbers = [i for i in range(len(item)) if (key, i) not in cut]
            rest[key], kept[(key,)] = [item[i] for i in numbers], numbers
        else:
            rest[key] = item
    return rest, kept


def _culprit(loc: Path, rest: Any, kept: dict[Path, list[int]]) -> Path:
    """What has to be set aside for an error: the entry of a list, else the key, else all."""
    if isinstance(rest, list) and loc and isinstance(loc[0], int):
        return (kept[()][loc[0]],)
    if not isinstance(rest, dict) or not loc or loc[0] not in rest:
        return ()
    if isinstance(rest[str(loc[0])], list) and len(loc) > 1 and isinstance(loc[1], int):
        return (loc[0], kept[(loc[0],)][loc[1]])
    return (loc[0],)


def known(name: str, data: Any) -> Any:
    """Reads a section of another day as far as today's models know it.

    Args:
        name: the section.
        data: what stands in it, as plain values; nothing empty.

    Returns:
        Its model or tuple of models, keys that they do not know left out; None where anything else
        is wrong with it.
    """
    try:
        return _adapter(name).validate_python(data)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False)
    if any(error["type"] != "extra_forbidden" for error in errors):
        return None
    for error in errors:
        data = _left_out(data, error["loc"])
    return known(name, data)


def _left_out(data: Any, path: Path) -> Any:
    """The same data without the key that a path leads to."""
    first, *rest = path
    if not rest:
        return {key: item for key, item in data.items() if key != first}
    copy = data.copy()
    copy[first] = _left_out(data[first], tuple(rest))
    return copy


def _problem(found: Validated, name: str, error: ErrorDetails) -> Problem:
    """Says an error of the models in an author's words, at its place."""
    path: Path = (name, *error["loc"])
    missing, unknown = error["type"] == "missing", error["type"] == "extra_forbidden"
    place = found.written_place(path[:-1] if missing else path, key=unknown)
    return Problem(place, *explained(path, error))
