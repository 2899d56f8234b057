"""Facts of another day, read by the models of today."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal_builder.history.folder import RevisionFolder, holds_facts
from portal_builder.history.git import Repository
from portal_builder.intake import published_facts
from portal_builder.load import Document, load
from portal_builder.model.facts import ClientFacts, Facts
from portal_builder.validate import PROJECT_SECTIONS, SECTIONS, understood
from portal_builder.workspace import ClientFile, ClientFiles


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


def facts_of(folder: ClientFiles) -> ClientFacts | None:
    """The published facts of a client's folder, as far as today's models know them.

    Drafts are out, and so are sections and keys that the models do not know. What binds entries to
    each other is not looked at, and attachments and extra pages are not read.

    Returns:
        The facts; None where a file is no YAML, or a value is not of its field's kind.
    """
    several = bool(folder.project_ids)
    own = _sections(folder.yaml_files(), ("client",) if several else SECTIONS)
    if own is None:
        return None
    client = own.pop("client")
    read = {
        name: _sections(folder.yaml_files(name), PROJECT_SECTIONS) for name in folder.project_ids
    }
    projects = []
    for name, sections in (read if several else {"main": own}).items():
        if sections is None:
            return None
        projects.append((name, Facts.model_construct(_fields_set=set(sections), **sections)))
    return published_facts(ClientFacts(folder.slug, client, tuple(projects), several, (), {}))


def _sections(files: Iterable[ClientFile], allowed: tuple[str, ...]) -> dict[str, Any] | None:
    documents = [load(file.path, file.data or b"") for file in files]
    whole = [document for document in documents if isinstance(document, Document)]
    return understood(whole, allowed) if len(whole) == len(documents) else None
