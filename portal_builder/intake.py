"""A client's folder → its facts, or every problem at once: load, validate, check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any, NamedTuple

from portal_builder import checks
from portal_builder.characters import printable
from portal_builder.checks.assets import Assets
from portal_builder.checks.subject import Settings, Subject
from portal_builder.client_folder import ClientFile, ClientFolder
from portal_builder.errors import Place, Problem, Severity, in_order
from portal_builder.formats import currency_decimals, zone
from portal_builder.load import Document, Mapping, Mark, Node, Scalar, load_all, value
from portal_builder.model.client import Client
from portal_builder.model.facts import (
    ClientFacts,
    ExtraPage,
    Facts,
    is_empty,
    keys_without_text,
    published,
)
from portal_builder.pages import take_pages
from portal_builder.validate import PROJECT_SECTIONS, SECTIONS, Validated, validate
from portal_builder.workspace import SLUG

# The names under which the site has pages and folders of its own.
PAGE_NAMES = (
    *("scope", "schedule", "budget", "issues", "changes", "decisions", "risks", "incidents"),
    *("goals", "updates", "team", "documents", "glossary", "history", "help"),
    *("index", "404", "assets", "search"),
)

_NO_TEXT_KEYS = keys_without_text()


class Text(NamedTuple):
    """A piece of a client's own text, where it stands; there are hundreds.

    Attributes:
        file: the file that it is from, or the place of an extra page.
        number: which of the file's texts it is, from 0.
        text: what it says.
    """

    file: Document | Place
    number: int
    text: str

    @property
    def place(self) -> Place:
        """Where it stands; looked up where something is said of it, which is rare."""
        if isinstance(self.file, Place):
            return self.file
        return self.file.place(list(_marks(self.file))[self.number])


@dataclass(frozen=True, slots=True)
class Intake:
    """What a client's folder holds.

    Attributes:
        slug: the folder's name.
        facts: the published facts; None where an error keeps the client from being built.
        full: the same with drafts, for the preview and for what must not be published.
        problems: errors and warnings, in the order of their places.
        sources: every file that was read, as its text: what the client's own site may hold.
        texts: every text as it was written, with its place.
        zone: the client's time zone.
        decimals: of the client's currency; 2 without one.
        reads: where everything stands: of the client's own files under an empty name, and of each
            project's under its id, errors or not.
    """

    slug: str
    facts: ClientFacts | None
    full: ClientFacts | None
    problems: tuple[Problem, ...]
    sources: tuple[str, ...]
    texts: tuple[Text, ...]
    zone: tzinfo = UTC
    decimals: int = 2
    reads: dict[str, Validated] = field(default_factory=dict)


@dataclass(slots=True)
class _Reading:
    folder: ClientFolder
    problems: list[Problem] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def documents(self, files: Iterable[ClientFile]) -> tuple[list[Document], bool]:
        """Loads files, and tells whether all could be: else nothing can be called missing."""
        found, whole = [], True
        for file in files:
            if file.data is None:
                self.problems.append(_unreadable(file))
                whole = False
                continue
            self.sources.append(file.data.decode("utf-8", "replace"))
            document, problems = load_all(file.path, file.data)
            self.problems += problems
            whole = whole and not problems
            if document:
                found.append(document)
                self.texts += _texts(document)
        return found, whole


def _unreadable(file: ClientFile) -> Problem:
    return Problem(Place(file.path), f"this is {file.problem}", "put the file itself here")


def _texts(document: Document) -> Iterable[Text]:
    """Every text of a file; days, amounts, ids and choices are none, a key nobody knows may be."""
    pending: list[Any] = [document.data]
    number = 0
    while pending:
        held = pending.pop()
        if isinstance(held, str):
            yield Text(document, number, held)
            number += 1
        elif isinstance(held, dict):
            pending += [inner for key, inner in held.items() if key not in _NO_TEXT_KEYS]
        elif held is not None:
            pending += held


def _marks(document: Document) -> Iterator[Mark]:
    """Where each of these texts begins."""
    pending: list[Node] = [document.root]
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            if value(node) is not None:
                yield node.mark
        elif isinstance(node, Mapping):
            pending += [entry.value for entry in node.entries if entry.key not in _NO_TEXT_KEYS]
        else:
            pending += node.items


def take_in(folder: ClientFolder) -> Intake:
    """Reads, validates and checks one client.

    Args:
        folder: the client's folder.

    Returns:
        The facts, unless an error stands in the way, and every problem.
    """
    reading = _Reading(folder, [*folder.misnamed()])
    several = bool(folder.project_ids)
    documents, whole = reading.documents(folder.yaml_files())
    sections = ("client",) if several else SECTIONS
    own = validate(documents, sections, folder.place(), whole=whole)
    assets = Assets(folder)
    settings = _settings(own)
    client_subject = Subject(own, settings, assets)
    projects = _projects(reading, client_subject) if several else {"main": client_subject}
    checks.check_client(client_subject)
    for subject in projects.values():
        checks.check_project(subject)
    checks.check_currency(client_subject, list(projects.values()))
    records = {} if several else _record_links(client_subject)
    pages = _pages(reading, assets, records, folder.project_ids)
    problems = _in_order(reading, [client_subject, *projects.values()])
    full = _facts(reading, client_subject, projects, pages, assets, problems)
    return Intake(
        folder.slug,
        full and _published(full),
        full,
        tuple(problems),
        tuple(reading.sources),
        tuple(reading.texts),
        settings.zone,
        2 if settings.decimals is None else settings.decimals,
        {"": own, **{name: subject.read for name, subject in projects.items()}},
    )


def _settings(own: Validated) -> Settings:
    client: Client | None = own.values.get("client")
    if client is None:
        return Settings()
    decimals = currency_decimals(client.currency) if client.currency else None
    return Settings(client, zone(client.timezone) or UTC, decimals)


def _projects(reading: _Reading, client: Subject) -> dict[str, Subject]:
    found = {}
    for name in reading.folder.project_ids:
        place = reading.folder.place("projects", name)
        if not SLUG.fullmatch(name):
            reading.problems.append(
                Problem(
                    place,
                    f"“{printable(name)}” cannot be a project's address",
                    "name the folder in small letters, digits and dashes (63 at most)",
                )
            )
        elif name in PAGE_NAMES:
            reading.problems.append(
                Problem(
                    place,
                    f"“{name}” is the name of a page, so no project can have it",
                    f"give the folder another name, such as {name}-project",
                )
            )
        documents, whole = reading.documents(reading.folder.yaml_files(name))
        read = validate(documents, PROJECT_SECTIONS, place, whole=whole)
        found[name] = Subject(read, client.settings, client.assets)
    return found


def _record_links(subject: Subject) -> dict[str, str]:
    return {name: f"#{name}" for name, record in subject.known.items() if not record.draft}


def _pages(
    reading: _Reading, assets: Assets, records: dict[str, str], projects: tuple[str, ...]
) -> tuple[ExtraPage, ...]:
    taken = (*PAGE_NAMES, *projects)
    found = take_pages(reading.folder.pages(), taken, records, assets.links(used=True))
    reading.problems += found.problems
    reading.texts += [Text(place, 0, text) for place, text in found.texts]
    reading.sources += [text for _, text in found.texts]
    return tuple(found.pages)


def _in_order(reading: _Reading, subjects: list[Subject]) -> list[Problem]:
    problems = [*reading.problems]
    for subject in {id(s): s for s in subjects}.values():
        problems += subject.read.problems + subject.problems
    return sorted(set(problems), key=in_order)


def _facts(
    reading: _Reading,
    client: Subject,
    projects: dict[str, Subject],
    pages: tuple[ExtraPage, ...],
    assets: Assets,
    problems: list[Problem],
) -> ClientFacts | None:
    if any(p.severity is Severity.ERROR for p in problems) or client.settings.client is None:
        return None
    facts = []
    for name, subject in projects.items():
        sections = {k: v for k, v in subject.read.values.items() if k != "client"}
        facts.append((name, Facts.model_construct(_fields_set=set(sections), **sections)))
    return ClientFacts(
        reading.folder.slug,
        client.settings.client,
        tuple(facts),
        bool(reading.folder.project_ids),
        pages,
        assets.published(),
    )


def _published(full: ClientFacts) -> ClientFacts:
    projects = []
    for name, facts in full.projects:
        kept = published(facts)
        sections = {k: v for k in kept.model_fields_set if not is_empty(v := getattr(kept, k))}
        projects.append((name, Facts.model_construct(_fields_set=set(sections), **sections)))
    return ClientFacts(
        full.slug, full.client, tuple(projects), full.several, full.pages, full.assets
    )
