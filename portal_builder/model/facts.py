"""A client's facts as one value: the client, and per project its sections."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from operator import is_not
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from portal_builder.model.budget import Budget
from portal_builder.model.changes import Change
from portal_builder.model.client import Client
from portal_builder.model.decisions import Action, Decision
from portal_builder.model.goals import Goal
from portal_builder.model.incidents import Incident
from portal_builder.model.issues import Issue
from portal_builder.model.project import Project
from portal_builder.model.reference import Document, Feedback, Member, Term
from portal_builder.model.risks import Risk
from portal_builder.model.schedule import Schedule
from portal_builder.model.scope import Scope
from portal_builder.model.types import (
    FILE,
    PLAIN,
    RICH,
    URL,
    Entry,
    Fields,
    Meaning,
    Record,
    Reference,
)
from portal_builder.model.updates import Update

Path = tuple[str | int, ...]


class Facts(Fields):
    """The sections of one project; an absent section is None or empty."""

    project: Project
    scope: Scope | None = None
    schedule: Schedule | None = None
    budget: Budget | None = None
    issues: tuple[Issue, ...] = ()
    changes: tuple[Change, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    risks: tuple[Risk, ...] = ()
    incidents: tuple[Incident, ...] = ()
    goals: tuple[Goal, ...] = ()
    updates: tuple[Update, ...] = ()
    team: tuple[Member, ...] = ()
    documents: tuple[Document, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    glossary: tuple[Term, ...] = ()


class ClientFile(Facts):
    """Everything that may stand in a client's file; the whole is the union of its files."""

    client: Client


def model_at(section: str, path: Path) -> type[BaseModel] | None:
    """The group of keys at a path of a section; None where there is none."""
    model = _model(ClientFile.model_fields[section].annotation)
    for part in path:
        if isinstance(part, str) and model is not None:
            field = fields_by_key(model).get(part)
            model = _model(field.annotation) if field else None
    return model


def field_at(section: str, path: Path) -> FieldInfo | None:
    """The field that a path of a section ends in; None where the models know none."""
    model = model_at(section, path[:-1])
    return fields_by_key(model).get(str(path[-1])) if model and path else None


@cache
def fields_by_key(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """A model's fields by the keys they are written with."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for part in typing.get_args(annotation) if (m := _model(part))), None)


@dataclass(frozen=True, slots=True)
class ExtraPage:
    """A page that a client has beside the sections: Markdown from `pages/<name>.md`."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """All facts of one client.

    Attributes:
        slug: the folder's name.
        client: section `client`.
        projects: each project's id and facts; one with the id `main` without `projects/`.
        several: whether the client has a `projects/` folder.
        pages: the extra pages.
        assets: the files that something published refers to: name (`assets/…`) to content.
    """

    slug: str
    client: Client
    projects: tuple[tuple[str, Facts], ...]
    several: bool
    pages: tuple[ExtraPage, ...]
    assets: dict[str, bytes]


class Found(typing.NamedTuple):
    """A value met on a walk: where, in which entry, and what it means; there are thousands."""

    path: Path
    value: Any
    marker: Meaning | Reference
    draft: bool


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    key: str
    markers: tuple[Meaning | Reference, ...]
    model: bool


def _markers(annotation: Any) -> Iterator[Meaning | Reference | type[BaseModel]]:
    if isinstance(annotation, Meaning | Reference):
        yield annotation
    elif typing.get_origin(annotation) is typing.Annotated:
        base, *marks = typing.get_args(annotation)
        for part in (base, *marks):
            yield from _markers(part)
    elif typing.get_origin(annotation) in (tuple, typing.Union, types.UnionType):
        for part in typing.get_args(annotation):
            yield from _markers(part)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation


@cache
def _steps(model: type[BaseModel]) -> tuple[_Step, ...]:
    steps = []
    for name, field in model.model_fields.items():
        found = [*_markers(field.annotation), *(m for x in field.metadata for m in _markers(x))]
        marks = tuple(m for m in found if isinstance(m, Meaning | Reference))
        nested = any(isinstance(m, type) for m in found)
        if marks or nested:
            steps.append(_Step(name, field.alias or name, marks, nested))
    return tuple(steps)


@cache
def _inner(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a model that hold further groups of keys."""
    return tuple(step.name for step in _steps(model) if step.model)


@cache
def meanings(model: type[BaseModel]) -> dict[str, Meaning | Reference | None]:
    """Gives what each field of a model means, by its name; None for dates, numbers and choices."""
    steps = {step.name: step.markers for step in _steps(model)}
    return {name: next(iter(steps.get(name, ())), None) for name in model.model_fields}


def keys_without_text() -> frozenset[str]:
    """The keys that no group has a text under: days, amounts, ids, references, choices."""
    pending: list[type[BaseModel]] = [ClientFile]
    with_text: set[str] = set()
    without: set[str] = set()
    while pending:
        model = pending.pop()
        marks = meanings(model)
        for name, field in model.model_fields.items():
            inner = _model(field.annotation)
            pending += [inner] if inner else []
            is_text = inner or marks[name] in (PLAIN, RICH, URL, FILE)
            (with_text if is_text else without).add(field.alias or name)
    return frozenset(without - with_text)


def walk(model: BaseModel, path: Path = (), draft: bool = False) -> list[Found]:
    """Finds every value that carries a meaning: texts, amounts, addresses, references.

    Args:
        model: any part of the facts.
        path: where it stands; put before the paths that are found.
        draft: whether it stands within a draft.

    Returns:
        The values in the order of the fields; those of a list one by one.
    """
    found: list[Found] = []
    _collect(found, model, path, draft)
    return found


def _collect(found: list[Found], model: BaseModel, path: Path, draft: bool) -> None:
    draft = draft or (isinstance(model, Entry) and model.draft)
    for step in _steps(type(model)):
        value = getattr(model, step.name)
        if isinstance(value, tuple):
            for i, item in enumerate(value):
                _take(found, step, item, (*path, step.key, i), draft)
        elif value is not None:
            _take(found, step, value, (*path, step.key), draft)


def _take(found: list[Found], step: _Step, item: Any, path: Path, draft: bool) -> None:
    if step.model and isinstance(item, BaseModel):
        _collect(found, item, path, draft)
    else:
        found += [Found(path, item, marker, draft) for marker in step.markers]


def records(
    model: BaseModel, path: Path = (), draft: bool = False
) -> Iterator[tuple[Path, Record, bool]]:
    """Finds every record with an id: its place, itself, and whether it is a draft."""
    if isinstance(model, Entry):
        draft = draft or model.draft
    if isinstance(model, Record):
        yield path, model, draft
    for step in _steps(type(model)):
        if step.model:
            value = getattr(model, step.name)
            for i, item in enumerate(value if isinstance(value, tuple) else ()):
                if isinstance(item, BaseModel):
                    yield from records(item, (*path, step.key, i), draft)
            if isinstance(value, BaseModel):
                yield from records(value, (*path, step.key), draft)


M = typing.TypeVar("M", bound=BaseModel)


def published(model: M) -> M:
    """Gives the same facts without any draft."""
    changed: dict[str, Any] = {}
    for name in _inner(type(model)):
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            if (new := published(value)) is not value:
                changed[name] = new
        elif value:
            kept = [published(v) for v in value if not (isinstance(v, Entry) and v.draft)]
            if len(kept) != len(value) or any(map(is_not, kept, value)):
                changed[name] = tuple(kept)
    return model.model_copy(update=changed) if changed else model


def is_empty(section: BaseModel | tuple[Any, ...] | None) -> bool:
    """Whether a section holds nothing: no value, or only empty lists and drafts."""
    if section is None or isinstance(section, tuple):
        return not section
    return all(getattr(section, name) in (None, ()) for name in section.model_fields_set)
