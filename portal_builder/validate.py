"""Nodes → facts, or every problem at once, in an author's words.

Each section is validated on its own. A record with a problem is set aside, known by its id, so that
what refers to it is not blamed, and what remains is checked further.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
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
NOTHING: tuple[object, ...] = (None, [], {})
SHOWN = 1_000  # problems of one section


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
    unknown = [entry for entry in document.root.entries if entry.key not in allowed]
    for entry in unknown[:SHOWN]:
        problem = Problem(document.place(entry.mark), *_unknown_section(entry.key, allowed))
        found.problems.append(problem)
    if len(unknown) > SHOWN:
        found.problems.append(_more(document.place(unknown[SHOWN].mark), len(unknown) - SHOWN))
    for entry in document.root.entries:
        before = found.origins.get(entry.key)
        if entry.key not in allowed or (before and _says_nothing(entry)):
            continue
        if before and not _says_nothing(before.entry):
            found.problems.append(_twice(document.place(entry.mark), entry.key, before))
        else:
            found.origins[entry.key] = Section(document, entry)


def _says_nothing(entry: Entry) -> bool:
    return value(entry.value) in NOTHING


def _twice(place: Place, name: str, before: Section) -> Problem:
    first = before.document.place(before.entry.mark)
    there = f"{first.path}:{first.line}:{first.column}"
    what = f"the section `{name}` stands in two files: here and at {there}"
    return Problem(place, what, "move everything of it into one file")


def _more(place: Place, number: int) -> Problem:
    what = f"from here on there are {number:,} more mistakes of this section or file"
    return Problem(place, what, "mend those above first, then check again")


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
    while data not in NOTHING:
        rest, kept = _without(data, cut)
        errors, total = _errors(name, rest)
        if not errors:
            if rest:
                found.values[name] = _adapter(name).validate_python(rest)
                found.kept.update({(name, *path): numbers for path, numbers in kept.items()})
            return
        if not cut:
            found.tainted.add(name)
            found.problems += [_problem(found, name, error) for error in errors]
        if total > len(errors):
            found.problems.append(_more(found.problems[-1].place, total - len(errors)))
            return
        culprits = {_culprit(error["loc"], rest, kept) for error in errors}
        if () in culprits or culprits <= cut:
            return
        cut |= culprits


def _errors(name: str, data: Any) -> tuple[list[ErrorDetails], int]:
    """The first errors of a section, and how many there are in all."""
    error = _refusal(name, data)
    if error is None:
        return [], 0
    total = error.error_count()
    # To list a hundred thousand takes hundreds of megabytes; those of a shorter section do.
    for length in (2_000, 200, 20):
        if error.error_count() > 20 * SHOWN:
            error = _refusal(name, _shortened(data, length)) or error
    return error.errors(include_url=False)[:SHOWN], total


def _refusal(name: str, data: Any) -> ValidationError | None:
    try:
        _adapter(name).validate_python(data)
    except ValidationError as error:
        return error
    return None


def _shortened(data: Any, length: int) -> Any:
    if isinstance(data, list):
        return [_shortened(item, length) for item in data[:length]]
    if isinstance(data, dict):
        return {k: _shortened(data[k], length) for k in islice(data, length)}
    return data


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


def _problem(found: Validated, name: str, error: ErrorDetails) -> Problem:
    """Says an error of the models in an author's words, at its place."""
    path: Path = (name, *error["loc"])
    missing, unknown = error["type"] == "missing", error["type"] == "extra_forbidden"
    place = found.written_place(path[:-1] if missing else path, key=unknown)
    return Problem(place, *explained(path, error))
