"""Nodes → facts, or every problem at once, in an author's words.

Each section is validated on its own. A record with a problem is set aside, known by its id, so that
what refers to it is not blamed, and what remains is checked further.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from portal_builder.errors import Place, Problem
from portal_builder.load import Document, Entry, Mapping, Mark, Node, Sequence, value
from portal_builder.model.facts import ClientFile, Facts, Path

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


def _problem(found: Validated, name: str, error: ErrorDetails) -> Problem:
    """Says an error in an author's words; one case for each kind that the models can raise."""
    path: Path = (name, *error["loc"])
    context = error.get("ctx", {})
    given = error["input"]
    match error["type"]:
        case "author":
            return Problem(found.written_place(path), context["what"], context["remedy"])
        case "missing":
            what = f"{_thing(name, path[1:-1])} has no `{path[-1]}`"
            return Problem(found.written_place(path[:-1]), what, f"add `{path[-1]}: …`")
        case "extra_forbidden":
            keys = _keys(name, path[1:-1])
            what = f"unknown key `{path[-1]}` in {_thing(name, path[1:-1])}"
            return Problem(
                found.written_place(path, key=True),
                what,
                nearest(str(path[-1]), keys, "the keys here are"),
            )
        case "literal_error" if isinstance(given, str):
            words = re.findall(r"'([^']*)'", context["expected"])
            what = f"“{_short(given)}” cannot stand for `{_key(path)}`"
            return Problem(found.written_place(path), what, nearest(given, words, "it is one of"))
        case "literal_error":
            words = re.findall(r"'([^']*)'", context["expected"])
            return Problem(
                found.written_place(path),
                f"`{_key(path)}` takes one word",
                f"it is one of {listed(words, 'or')}",
            )
    if given is None:
        return Problem(
            found.written_place(path), "this entry is empty", "fill it in, or take its dash away"
        )
    if error["type"] in ("tuple_type", "list_type"):
        what = f"`{_key(path)}` is a list, and here stands {_described(given)}"
        return Problem(
            found.written_place(path), what, "begin each entry with a dash on a line of its own"
        )
    what = f"{_thing(name, path[1:])} is a group of keys, and here stands {_described(given)}"
    return Problem(
        found.written_place(path), what, f"its keys are {listed(_keys(name, path[1:]), 'and')}"
    )


def _described(given: object) -> str:
    if isinstance(given, list):
        return "a list"
    return "a group of keys" if isinstance(given, dict) else "a text"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _key(path: Path) -> str:
    return next((p for p in reversed(path) if isinstance(p, str)), "")


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model(a))), None)


def _model_at(name: str, path: Path) -> type[BaseModel] | None:
    model = _model(ClientFile.model_fields[name].annotation)
    for part in path:
        if isinstance(part, str) and model is not None:
            by_key = {f.alias or n: f for n, f in model.model_fields.items()}
            model = _model(by_key[part].annotation) if part in by_key else None
    return model


def _keys(name: str, path: Path) -> list[str]:
    model = _model_at(name, path)
    return [f.alias or n for n, f in model.model_fields.items()] if model else []


def _thing(name: str, path: Path) -> str:
    """What the record at a path is called: “this milestone”, “the section `project`”."""
    if not path:
        return f"the section `{name}`"
    noun = getattr(_model_at(name, path), "noun", None)
    if noun and isinstance(path[-1], int):
        return f"this {noun}"
    if isinstance(path[-1], int):
        return f"this entry of `{_key(path) or name}`"
    return f"`{path[-1]}`"


def listed(words: Iterable[str], joint: str) -> str:
    """Words as a sentence has them: a, b and c."""
    *first, last = words
    return f"{', '.join(first)} {joint} {last}" if first else last


def nearest(word: str, words: Iterable[str], otherwise: str) -> str:
    """Suggests the word that was probably meant, else names them all."""
    words = list(words)
    lowered = {w.lower(): w for w in words}
    close = difflib.get_close_matches(word[:80].lower(), lowered, 1, 0.6)
    return f"did you mean {lowered[close[0]]}?" if close else f"{otherwise} {listed(words, 'and')}"
