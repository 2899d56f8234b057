"""A client's folder → its facts, or every problem at once: load, validate, check."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from portal_builder import checks, prose
from portal_builder.checks.assets import Assets
from portal_builder.checks.subject import Settings, Subject
from portal_builder.checks.texts import remarks
from portal_builder.errors import Place, Problem, Severity
from portal_builder.formats import currency_decimals, zone
from portal_builder.load import Document, load
from portal_builder.model.client import Client
from portal_builder.model.facts import ClientFacts, ExtraPage, Facts, is_empty, published
from portal_builder.model.types import TEXTS
from portal_builder.validate import PROJECT_SECTIONS, SECTIONS, Validated, validate
from portal_builder.workspace import SLUG, ClientFile, ClientFolder

# The names under which the site has pages and files of its own.
PAGE_NAMES = (
    *("scope", "schedule", "budget", "issues", "changes", "decisions", "risks", "incidents"),
    *("goals", "updates", "team", "documents", "glossary", "history", "help"),
    *("index", "404", "assets", "search", "data", "pages", "sitemap", "feed", "main"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a client's own text, where it stands."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What a client's folder holds.

    Attributes:
        slug: the folder's name.
        facts: the published facts; None where an error keeps the client from being built.
        full: the same with drafts, for the preview and for what must not be published.
        problems: errors and warnings, in the order of their places.
        sources: every file that was read, as its text: what the client's own site may hold.
        texts: what was written in words, with its place.
        zone: the client's time zone.
        decimals: of the client's currency; 2 without one.
    """

    slug: str
    facts: ClientFacts | None
    full: ClientFacts | None
    problems: tuple[Problem, ...]
    sources: tuple[str, ...]
    texts: tuple[Text, ...]
    zone: tzinfo = UTC
    decimals: int = 2


@dataclass(slots=True)
class _Reading:
    folder: ClientFolder
    problems: list[Problem] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    whole: bool = True  # whether every file could be read: else nothing can be called missing

    def documents(self, files: Iterable[ClientFile]) -> list[Document]:
        found = []
        for file in files:
            if file.data is None:
                self.problems.append(_unreadable(file))
                self.whole = False
                continue
            self.sources.append(file.data.decode("utf-8", "replace"))
            document = load(file.path, file.data)
            if isinstance(document, Document):
                found.append(document)
            else:
                self.problems += document
                self.whole = False
        return found


def _unreadable(file: ClientFile) -> Problem:
    return Problem(Place(file.path), f"this is {file.problem}", "put the file itself here")


def _texts(subject: Subject) -> Iterable[Text]:
    """What people wrote; a date or a choice names no one."""
    for found in subject.found:
        if found.marker in TEXTS:
            yield Text(subject.read.place(found.path), str(found.value))


def take_in(folder: ClientFolder) -> Intake:
    """Reads, validates and checks one client.

    Args:
        folder: the client's folder.

    Returns:
        The facts, unless an error stands in the way, and every problem.
    """
    reading = _Reading(folder, [*folder.misnamed()])
    several = bool(folder.project_ids)
    documents = reading.documents(folder.yaml_files())
    sections = ("client",) if several else SECTIONS
    own = validate(documents, sections, folder.place(), whole=reading.whole)
    assets = Assets(folder)
    settings = _settings(own)
    client_subject = Subject(own, settings, assets)
    projects = _projects(reading, client_subject) if several else {"main": client_subject}
    if reading.whole:
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
        (*reading.texts, *(text for subject in projects.values() for text in _texts(subject))),
        settings.zone,
        2 if settings.decimals is None else settings.decimals,
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
                    f"“{name}” cannot be a project's address",
                    "name the folder in small letters, digits and dashes (63 at most)",
                )
            )
        elif name in PAGE_NAMES:
            reading.problems.append(
                Problem(
                    place,
                    f"“{name}” is the name of a page, so no project can have it",
                    f"name the folder otherwise, such as {name}-project",
                )
            )
        documents = reading.documents(reading.folder.yaml_files(name))
        read = validate(documents, PROJECT_SECTIONS, place, whole=reading.whole)
        found[name] = Subject(read, client.settings, client.assets)
    return found


def _record_links(subject: Subject) -> dict[str, str]:
    return {name: f"#{name}" for name, record in subject.known.items() if not record.draft}


_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


def _pages(
    reading: _Reading, assets: Assets, records: dict[str, str], projects: tuple[str, ...]
) -> tuple[ExtraPage, ...]:
    found = []
    for file in reading.folder.pages():
        place = Place(file.path)
        name = file.path.rpartition("/")[2][:-3]
        if file.data is None:
            reading.problems.append(_unreadable(file))
        elif not SLUG.fullmatch(name):
            what, remedy = f"“{name}” cannot be a page's address", "name it like how-we-test.md"
            reading.problems.append(Problem(place, what, remedy))
        elif name in PAGE_NAMES or name in projects:
            what = f"the name of this page is taken: /{name}/ exists already"
            reading.problems.append(Problem(place, what, "name the file otherwise"))
        else:
            source = _page_text(reading, place, file.data)
            if source is not None and _page_stands(reading, place, source, assets, records):
                found.append(ExtraPage(name, source))
    return tuple(found)


def _page_text(reading: _Reading, place: Place, data: bytes) -> str | None:
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        at = Place(place.path, line)
        reading.problems.append(Problem(at, "this is not UTF-8 text", "save the file as UTF-8"))
        return None
    refused = _FORBIDDEN.search(text.replace("\r", "\x00"))
    if refused:
        before = text[: refused.start()]
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        at = Place(place.path, line, column, "")
        what = f"the character U+{ord(text[refused.start()]):04X} may not stand in a text"
        reading.problems.append(Problem(at, what, "take it away"))
        return None
    reading.sources.append(text)
    reading.texts.append(Text(place, text))
    return text


def _page_stands(
    reading: _Reading, place: Place, source: str, assets: Assets, records: dict[str, str]
) -> bool:
    refused = prose.refusal(source)
    if refused:
        reading.problems.append(Problem(place, refused.message, refused.remedy))
        return False
    for remark in remarks(source, records, assets.links(used=True)):
        reading.problems.append(Problem(place, remark.message, remark.remedy, Severity.WARNING))
    return True


def _in_order(reading: _Reading, subjects: list[Subject]) -> list[Problem]:
    problems = [*reading.problems]
    for subject in {id(s): s for s in subjects}.values():
        problems += subject.read.problems + subject.problems
    return sorted(set(problems), key=lambda p: (p.place, p.severity, p.message, p.remedy or ""))


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
