"""A client's history in its words: what each revision changed, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from portal_builder.history.ledger import Entry
from portal_builder.history.record import (
    Figure,
    History,
    ProjectHistory,
    RecordChange,
    Removed,
    Revision,
    retold,
)
from portal_builder.history.scope_count import scope_count
from portal_builder.merge.differences import Sentences
from portal_builder.merge.words import Words

HOMES = {"actions": "decisions", "feedback": "goals"}
"""Where the records of a section stand, if not on a page of its name."""

_ON_OVERVIEW = ("client", "project")


@dataclass(frozen=True, slots=True)
class Line:
    """What a revision changed of a record.

    Attributes:
        revision: which one.
        page: the name of the page that shows the record.
        section: the list that the record is in, or a section's name.
        key: the record's id, or what else tells it from others; empty for a section's own fields.
        name: what the record is called; most sentences begin with it.
        texts: the sentences, as plain text unless they are HTML.
        is_begin: whether the record was not there before.
    """

    revision: Revision
    page: str
    section: str
    key: str
    name: str
    texts: tuple[str, ...]
    is_begin: bool = False


@dataclass(frozen=True)
class Retold:
    """What a page can tell of the history of a project, or of all else of a client.

    Attributes:
        lines: the oldest first.
        revisions: all revisions of the client, the oldest first.
        figures: a figure's name → its course; `scope.count` too, the number of items in scope.
        ledger: the entries of the client's ledger.
    """

    lines: tuple[Line, ...] = ()
    revisions: tuple[Revision, ...] = ()
    figures: Mapping[str, tuple[tuple[int, Figure], ...]] = field(default_factory=dict)
    ledger: tuple[Entry, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, tuple[Line, ...]]:
        """The lines of each record, by its id or what else it is known by."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.key, []).append(line)
        return {key: tuple(lines) for key, lines in found.items()}


NOTHING_RETOLD = Retold()


class Retelling:
    """Retells a history.

    Args:
        history: of a client.
        sentences: say what changed, in the client's notation, as plain text.
        words: the catalogue.
    """

    def __init__(self, history: History, sentences: Sentences, words: Words) -> None:
        self._history = history
        self._sentences = sentences
        self._words = words

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of the ledger."""
        return self._history.ledger.entries

    def project(self, name: str) -> Retold:
        """What is told of one project."""
        for project in self._history.projects:
            if project.id == name:
                lines = tuple(self._project(project))
                count = {"scope.count": scope_count(project)}
                figures = {**project.figures, **count}
                return Retold(lines, self._history.revisions, figures, self.entries)
        return NOTHING_RETOLD

    def whole(self, name: str) -> Retold:
        """What is told of a client whose only project this is."""
        about = self.project(name)
        return replace(about, lines=(*self.beside([name]), *about.lines))

    def beside(self, names: Iterable[str]) -> tuple[Line, ...]:
        """What is told of a client beside some of its projects: of itself, and of others."""
        known = frozenset(names)
        lines = [*self._client()]
        for project in self._history.projects:
            if project.id not in known:
                lines += self._project(project)
        return tuple(lines)

    def _client(self) -> Iterator[Line]:
        for change, record in retold("client", "", self._history.client):
            name = str(record["name"])
            if change.is_new or change.is_gone:
                key = "history.begins" if change.is_new else "differs.client_gone"
                yield self._line(change, name, [self._words.plain(key, name=name)])
            else:
                yield self._line(change, name, self._sentences.of(change, record, name))

    def _project(self, project: ProjectHistory) -> Iterator[Line]:
        """A project that begins or ends is said in one sentence, its own fields aside."""
        own = [*retold("project", "", project.records["project"][""])]
        names = {change.revision: self._named(record.get("name")) for change, record in own}
        gone = {change.revision for change, _ in own if change.is_gone}
        for change, record in project.retold():
            whose = names[max(number for number in names if number <= change.revision)]
            is_own = change.section == "project" and not change.key
            if is_own and (change.is_new or change.is_gone):
                key = "differs.project_new" if change.is_new else "differs.project_gone"
                yield self._line(change, whose, [self._words.plain(key, name=whose)])
            elif change.revision not in gone:
                name = self._sentences.name(change, record, whose)
                yield self._line(change, name, self._sentences.of(change, record, whose))

    def _named(self, value: object) -> str:
        if isinstance(value, Removed):
            return self._words.plain("differs.removed", why=value.why)
        return str(value)

    def _line(self, change: RecordChange, name: str, texts: list[str]) -> Line:
        first = change.section.partition(".")[0]
        page = "overview" if first in _ON_OVERVIEW else HOMES.get(first, first)
        revision = self._history.revisions[change.revision - 1]
        key, begins = change.key, change.is_new
        return Line(revision, page, change.section, key, name, tuple(texts), begins)
