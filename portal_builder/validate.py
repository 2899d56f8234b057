"""Nodes → facts, or every problem at once, in an author's words.

Each section is validated on its own. What is wrong of it is set aside, records known by their ids, so
that what refers to them is not blamed, and what remains is checked further.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import ErrorDetails

from portal_builder.errors import Place, Problem
from portal_builder.load import Document, Entry, Mapping, Mark, Node, Sequence
from portal_builder.model.facts import ClientFile, Facts, Path, fields_by_key, model_at
from portal_builder.salvage import SHOWN, salvage, written
from portal_builder.wording import explained, listed, nearest

PROJECT_SECTIONS = tuple(Facts.model_fields)
SECTIONS = tuple(ClientFile.model_fields)
REQUIRED = ("client", "project")


@dataclass(frozen=True, slots=True)
class Section:
    """A section as it stands in a file."""

    document: Document
    name: str

    @property
    def data(self) -> Any:
        """What it says, as plain values."""
        return self.document.data[self.name]

    @property
    def entry(self) -> Entry:
        """Its key, and where all of it stands."""
        return next(entry for entry in self.document.root.entries if entry.key == self.name)

    @property
    def place(self) -> Place:
        """Where its key stands."""
        return self.document.place(self.entry.mark)


@dataclass(slots=True)
class Validated:
    """The sections that could be read, where they stand, and what was wrong with the others.

    Attributes:
        values: section name → model or tuple of models; what could not be read is not in it.
        origins: section name → where it stands.
        home: the place of what is missing altogether: the folder.
        whole: whether all files could be read, so that what none of them holds is missing.
        lost: the paths in the files of what could not be read.
        numbers: list → the numbers in the file of the entries that could be read.
        problems: everything that was wrong.
    """

    home: Place
    whole: bool = True
    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, Section] = field(default_factory=dict)
    lost: set[Path] = field(default_factory=set)
    numbers: dict[Path, list[int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _above: set[Path] = field(default_factory=set)  # the groups and lists around what is lost
    _entries: dict[int, dict[str, Entry]] = field(default_factory=dict)

    def place(self, path: Path, key: bool = False) -> Place:
        """Where a value of the facts stands; its key where `key` is set.

        What is missing is marked at the deepest part that is there.
        """
        return self.written_place(written(path, self.numbers), key)

    def written_place(self, path: Path, key: bool = False) -> Place:
        """The same for a path in the file, where nothing was set aside."""
        section = self.origins.get(str(path[0])) if path else None
        if section is None:
            return self.home
        return section.document.place(self._mark(section.entry, path[1:], key))

    def _mark(self, entry: Entry, path: Path, key: bool) -> Mark:
        node, mark = entry.value, entry.mark
        for part in path:
            child = self._child(node, part)
            if child is None:
                return node.mark
            mark, node = child
        return mark if key else node.mark

    def _child(self, node: Node, part: str | int) -> tuple[Mark, Node] | None:
        if isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
            return node.items[part].mark, node.items[part]
        if isinstance(node, Mapping):
            by_key = self._entries.get(id(node))
            if by_key is None:
                by_key = self._entries[id(node)] = {entry.key: entry for entry in node.entries}
            entry = by_key.get(str(part))
            return (entry.mark, entry.value) if entry else None
        return None

    def is_lost(self, *path: str | int) -> bool:
        """Whether something at a path of the facts may stand in the files, but was not read.

        What may be so cannot be called absent.
        """
        if path[0] not in self.origins:
            return not self.whole
        here = written(path, self.numbers)
        return here in self._above or any(here[:end] in self.lost for end in range(len(here) + 1))

    def lose(self, path: Path) -> None:
        """Remembers that what stands at a path of the file could not be read."""
        self.lost.add(path)
        self._above |= {path[:end] for end in range(len(path))}


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
    found = Validated(home, whole)
    for document in documents:
        _collect(found, document, allowed)
    for name, section in found.origins.items():
        if not _is_void(section.data):
            _read(found, name, section.data)
    for name in REQUIRED:
        known = name in found.values or found.is_lost(name)
        if name in allowed and not known:
            found.problems.append(_missing_section(found, name))
    return found


def _missing_section(found: Validated, name: str) -> Problem:
    """An empty section counts as absent, so the folder is marked for either."""
    remedy = f"add a section `{name}` with {_essentials(name)}"
    if name not in found.origins:
        return Problem(found.home, f"there is no section `{name}`", remedy)
    place = found.place((name,), key=True)
    what = f"the section `{name}` is empty: {place.path}:{place.line}:{place.column}"
    return Problem(found.home, what, f"say at least its {_essentials(name)}")


def _essentials(name: str) -> str:
    model = model_at(name, ())
    assert model is not None
    keys = [f"`{key}`" for key, field in fields_by_key(model).items() if field.is_required()]
    return listed(keys, "and")


def _collect(found: Validated, document: Document, allowed: tuple[str, ...]) -> None:
    """Takes a file's sections; one with nothing in it counts as absent, wherever it stands."""
    sections = [Section(document, name) for name in document.data]
    unknown = [s for s in sections if s.name not in allowed and not _may_stand(s)]
    for section in unknown[:SHOWN]:
        problem = Problem(section.place, *_unknown_section(section.name, allowed))
        found.problems.append(problem)
    if len(unknown) > SHOWN:
        found.problems.append(_more(unknown[SHOWN].place, len(unknown) - SHOWN))
    for section in sections:
        first = found.origins.get(section.name)
        if section.name not in allowed:
            continue
        if first is None or _is_void(first.data):
            found.origins[section.name] = section
        elif not _is_void(section.data):
            found.lose((section.name,))
            found.problems.append(_twice(found.place((section.name,), key=True), section))


def _may_stand(section: Section) -> bool:
    return section.name in SECTIONS and _is_void(section.data)


def _more(place: Place, number: int) -> Problem:
    what = f"from here on there are {number:,} more mistakes of this section or file"
    return Problem(place, what, "mend those above first, then check again")


def _is_void(data: Any) -> bool:
    return data in (None, {}, [])


def _twice(first: Place, section: Section) -> Problem:
    there = f"{first.path}:{first.line}:{first.column}"
    return Problem(
        section.place,
        f"the section `{section.name}` stands in two files: here and at {there}",
        "move all of it into one of the two",
    )


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
    if len(allowed) == 1:
        return f"unknown section `{key}`", "beside projects/ there is only the section `client`"
    return f"unknown section `{key}`", nearest(key, allowed, "the sections are")


def _read(found: Validated, name: str, data: Any) -> None:
    """Reads one section; what is wrong is set aside, and of the rest as much as stands is kept."""
    salvaged = salvage(name, data)
    found.problems += [_problem(found, name, error) for error in salvaged.errors]
    if salvaged.more:
        found.problems.append(_more(found.problems[-1].place, salvaged.more))
    for path in salvaged.lost:
        found.lose((name, *path))
    found.numbers |= {(name, *path): kept for path, kept in salvaged.numbers.items()}
    if salvaged.value is not None:
        found.values[name] = salvaged.value


def _problem(found: Validated, name: str, error: ErrorDetails) -> Problem:
    """Says an error of the models in an author's words, at its place."""
    path: Path = (name, *error["loc"])
    missing, unknown = error["type"] == "missing", error["type"] == "extra_forbidden"
    place = found.written_place(path[:-1] if missing else path, key=unknown)
    return Problem(place, *explained(path, error))
