"""What a client's folder published at some revision, read from its files as they were.

Two readings of the same files: as facts, by the models of today, for all that is computed from them;
and as the record has them, by the list of fields of its format, which no later model changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, TypeVar

from portal_builder.client_folder import ClientFile, ClientFiles
from portal_builder.history.fields import (
    FORMAT,
    Fields,
    Records,
    canonical,
    records_of,
    sections,
)
from portal_builder.history.folder import RevisionFolder, holds_facts
from portal_builder.history.git import Repository
from portal_builder.history.kinds import Unreadable
from portal_builder.load import Document, load
from portal_builder.model.facts import ClientFacts, Facts, is_empty, published
from portal_builder.salvage import known
from portal_builder.validate import REQUIRED, SECTIONS

T = TypeVar("T")


@dataclass(frozen=True)
class Published:
    """What was published of a client, as the record has it.

    Attributes:
        client: the fields of section `client`; none where nothing was published.
        projects: a project's id → its records; one with the id `main` without `projects/`.
    """

    client: Fields
    projects: Mapping[str, Records]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the canonical JSON of all of it."""
        whole = {"client": self.client, "format": FORMAT, "projects": self.projects}
        return sha256(canonical(whole)).hexdigest()

    @cached_property
    def marks(self) -> frozenset[tuple[str, ...]]:
        """Its projects and records: of one client most would still be there later."""
        found: set[tuple[str, ...]] = set()
        for records in self.projects.values():
            about = records["project"][""]
            found.add(("project", str(about["name"]), str(about["started_on"])))
            for section, entries in records.items():
                found |= {(section, key, str(f.get("title"))) for key, f in entries.items() if key}
        return frozenset(found)


NOTHING = Published({}, {})


@dataclass(frozen=True, slots=True)
class _Section:
    """A section as it stands in a file, known by the file's bytes."""

    file: bytes
    name: str
    data: Any


class Reader:
    """Reads folders of many revisions; what two of them have in common is read once."""

    def __init__(self) -> None:
        self._files: dict[bytes, dict[str, Any] | None] = {}
        self._models: dict[tuple[bytes, str], Any] = {}
        self._records: dict[tuple[bytes, str], Records | None] = {}

    def facts(self, folder: ClientFiles) -> ClientFacts | None:
        """The published facts, as far as today's models know them.

        Drafts are out, and so are sections and keys that the models do not know. What binds
        entries to each other is not looked at; attachments and extra pages are not read.

        Returns:
            The facts; None where a file is no YAML, or a value is not of its field's kind.
        """
        found = self._read(folder, SECTIONS, self._model)
        if found is None:
            return None
        client, projects = found
        facts = []
        for project, held in projects.items():
            kept = {name: section for name, section in held.items() if not is_empty(section)}
            facts.append((project, Facts.model_construct(_fields_set=set(kept), **kept)))
        several = bool(folder.project_ids)
        return ClientFacts(folder.slug, client, tuple(facts), several, (), {})

    def recorded(self, folder: ClientFiles) -> Published | None:
        """The same as the record has it; None where it cannot be read."""
        found = self._read(folder, tuple(sections()), self._recorded)
        if found is None:
            return None
        client, projects = found
        return Published(
            client["client"][""],
            {
                name: {k: v for records in held.values() for k, v in records.items()}
                for name, held in projects.items()
            },
        )

    def _read(
        self, folder: ClientFiles, names: tuple[str, ...], read: Callable[[_Section], T | None]
    ) -> tuple[T, dict[str, dict[str, T]]] | None:
        """The section `client` and each project's sections, read in some way.

        Args:
            folder: where they stand.
            names: the sections that are known; what else stands there is passed over.
            read: reads one; None where it cannot be read, and then nothing can.
        """
        several = bool(folder.project_ids)
        whole = ("client",) if several else names
        parts = {"": self._sections(folder.yaml_files(), names, whole)}
        for name in folder.project_ids:
            within = tuple(n for n in names if n != "client")
            parts[name] = self._sections(folder.yaml_files(name), names, within)
        found: dict[str, dict[str, T]] = {}
        for part, held in parts.items():
            if held is None:
                return None
            for name, section in held.items():
                got = read(section)
                if got is None:
                    return None
                found.setdefault(part, {})[name] = got
        client = found[""].pop("client")
        return client, {n: s for n, s in found.items() if n} if several else {"main": found[""]}

    def _sections(
        self, files: Iterable[ClientFile], names: tuple[str, ...], allowed: tuple[str, ...]
    ) -> Mapping[str, _Section] | None:
        found: dict[str, _Section] = {}
        for file in files:
            data = self._parsed(file)
            if data is None:
                return None
            for name, held in data.items():
                if name not in names or held in (None, [], {}):
                    continue
                if name in found or name not in allowed:
                    return None
                found[name] = _Section(file.data or b"", name, held)
        return found if all(n in found for n in REQUIRED if n in allowed) else None

    def _parsed(self, file: ClientFile) -> dict[str, Any] | None:
        data = file.data or b""
        if data not in self._files:
            document = load(file.path, data)
            self._files[data] = document.data if isinstance(document, Document) else None
        return self._files[data]

    def _model(self, section: _Section) -> Any:
        key = section.file, section.name
        if key not in self._models:
            self._models[key] = _without_drafts(known(section.name, section.data))
        return self._models[key]

    def _recorded(self, section: _Section) -> Records | None:
        key = section.file, section.name
        if key not in self._records:
            try:
                self._records[key] = records_of(section.name, section.data)
            except Unreadable:
                self._records[key] = None
        return self._records[key]


def _without_drafts(section: Any) -> Any:
    if isinstance(section, tuple):
        return tuple(published(entry) for entry in section if not entry.draft)
    return published(section) if section is not None else None


def facts_of(folder: ClientFiles) -> ClientFacts | None:
    """The published facts of one folder, as far as today's models know them: see `Reader.facts`."""
    return Reader().facts(folder)


def folders_at(repository: Repository, commit: str) -> dict[str, RevisionFolder]:
    """Every client's folder at a commit, by slug."""
    grouped: dict[str, dict[str, str]] = {}
    for path, blob in repository.files(commit).items():
        slug, inside, rest = path.partition("/")
        if inside:
            grouped.setdefault(slug, {})[rest] = blob
    wanted = {b for files in grouped.values() for path, b in files.items() if holds_facts(path)}
    contents = repository.blobs(sorted(wanted))
    return {
        slug: RevisionFolder(slug, {path: contents.get(blob) for path, blob in files.items()})
        for slug, files in sorted(grouped.items())
    }
