"""Two states of the clients' files compared: what differs for each client, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal_builder.characters import printable
from portal_builder.client_folder import ClientFiles
from portal_builder.errors import Problem, Severity, WrongUse
from portal_builder.formats import Formats, parse_locale, zone
from portal_builder.history.difference import differences
from portal_builder.history.git import Repository
from portal_builder.history.past import NOTHING, Published, Reader, folders_at
from portal_builder.history.record import Held, RecordChange
from portal_builder.intake import take_in
from portal_builder.merge.differences import Sentences
from portal_builder.merge.words import SOURCE, Catalogues, Words
from portal_builder.teller import figures_then
from portal_builder.workspace import Workspace

# What a client looks at first: those that differ are said before all else.
HEADLINES: Mapping[str, bool] = {
    "budget.bac": True,
    "budget.eac": True,
    "schedule.forecast_end": False,
    "health.overall": False,
}
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&@]")


@dataclass(frozen=True, slots=True)
class Said:
    """What differs of a record, of a project or of a client, in words.

    Attributes:
        project: the project's id; empty for what belongs to the client itself.
        section: the list or section; empty for figures and for the site as a whole.
        record: the record's key; may be empty.
        sentences: plain text, or Markdown.
        change: the change itself; None for figures and for the site as a whole.
    """

    project: str
    section: str
    record: str
    sentences: tuple[str, ...]
    change: RecordChange | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs for one client.

    Attributes:
        slug: the folder's name, the later one where it was renamed.
        title: the client's name, as plain text or Markdown.
        said: what differs; nothing where nothing does.
    """

    slug: str
    title: str
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs for clients.

    Attributes:
        found: by client, those for whom nothing differs left out.
        unread: clients that were not compared, since a revision of their files cannot be read.
        problems: what is wrong with the files of those that cannot be read today.
        nothing: says that nothing differs.
    """

    found: list[Comparison]
    unread: list[str]
    problems: list[Problem]
    nothing: str


@dataclass(frozen=True, slots=True)
class _State:
    """A client's folder at one time; `slug` is empty where it has none."""

    slug: str = ""
    published: Published = NOTHING
    folder: ClientFiles | None = None


def compare(workspace: Workspace, arguments: Sequence[str], markdown: bool) -> Differences:
    """What differs for clients between a revision and today, or another one.

    Args:
        workspace: where the clients are.
        arguments: a revision, perhaps a second one, and slugs.
        markdown: whether the words are Markdown.

    Raises:
        WrongUse: a revision or a slug does not exist.
        NoHistory: there is no history to compare with.
    """
    catalogues = Catalogues(workspace.theme / "strings", workspace.shipped_strings)
    found, unread, today = Comparer(workspace, catalogues, markdown).compared(arguments)
    problems = [p for slug in today for p in take_in(workspace.folder(slug)).problems]
    errors = [p for p in problems if p.severity is Severity.ERROR]
    kept = [comparison for comparison in found if comparison.said]
    return Differences(kept, unread, errors, catalogues[SOURCE].plain("differs.nothing"))


class Comparer:
    """Compares the clients' files of two revisions, or of one and today.

    Args:
        workspace: where the clients are.
        catalogues: the words, of which each client's language decides.
        markdown: whether the words are Markdown; else they are plain text.
    """

    def __init__(
        self, workspace: Workspace, catalogues: Catalogues, markdown: bool = False
    ) -> None:
        self._workspace = workspace
        self._catalogues = catalogues
        self._markdown = markdown
        self._repository = Repository.find(workspace.clients)
        self._reader = Reader()

    def compared(self, arguments: Sequence[str]) -> tuple[list[Comparison], list[str], list[str]]:
        """Compares what the arguments name.

        Args:
            arguments: a revision, perhaps a second one, and slugs. A revision stands for what it
                has in common with HEAD; without a second one the files of today are compared.

        Returns:
            What differs, by slug; the slugs that cannot be read at a revision; and those that
            cannot be read today.

        Raises:
            WrongUse: a revision or a slug does not exist.
            NoHistory: the repository lacks something.
        """
        base = self._repository.base(arguments[0])
        old: Mapping[str, ClientFiles] = folders_at(self._repository, base)
        second, slugs = self._second(arguments[1:], old)
        new = self._now() if second is None else folders_at(self._repository, second)
        self._check(slugs, old, new)
        states = [{s: self._state(f) for s, f in folders.items()} for folders in (old, new)]
        unread = [sorted(s for s, state in side.items() if state is None) for side in states]
        before, after = ({s: x for s, x in side.items() if x} for side in states)
        pairs = [
            pair
            for pair in _paired(before, after, {*unread[0], *unread[1]})
            if not slugs or {pair[0].slug, pair[1].slug} & {*slugs}
        ]
        then, today = ([*unread[0], *unread[1]], []) if second else unread
        found = [self._compare(*pair) for pair in pairs]
        wanted = [[s for s in side if not slugs or s in slugs] for side in (then, today)]
        return found, wanted[0], wanted[1]

    def _second(
        self, arguments: Sequence[str], old: Mapping[str, ClientFiles]
    ) -> tuple[str | None, Sequence[str]]:
        """Takes the second argument for a client where there is one of that name."""
        first = arguments[0] if arguments else ""
        if not first or first in self._workspace.slugs() or first in old:
            return None, arguments
        commit = self._repository.commit(first)
        self._repository.base(first)
        return commit, arguments[1:]

    def _now(self) -> Mapping[str, ClientFiles]:
        workspace = self._workspace
        slugs = [slug for slug in workspace.slugs() if workspace.slug_problem(slug) is None]
        return {slug: workspace.folder(slug) for slug in slugs}

    @staticmethod
    def _check(slugs: Sequence[str], *known: Mapping[str, ClientFiles]) -> None:
        for slug in slugs:
            if not any(slug in side for side in known):
                raise WrongUse(f"there is no client {printable(slug)} in what is compared")

    def _state(self, folder: ClientFiles) -> _State | None:
        published = self._reader.recorded(folder)
        return None if published is None else _State(folder.slug, published, folder)

    def _compare(self, before: _State, after: _State) -> Comparison:
        shown = after if after.slug else before
        sentences = self._sentences(shown.published)
        title = self._quoted(str(shown.published.client["name"]))
        said = [*_site(before, after, title, sentences.words)]
        if before.slug and after.slug:
            projects = differences(before.published, after.published)
            old, new = (self._figures_of(state) if projects else {} for state in (before, after))
            for project in {"": None, **after.published.projects, **before.published.projects}:
                said += _headlines(project, old.get(project), new.get(project), sentences)
                said += self._project(project, before, after, projects.get(project, ()), sentences)
        return Comparison(shown.slug, title, tuple(said))

    def _figures_of(self, state: _State) -> Mapping[str, Mapping[str, Any]]:
        facts = self._reader.facts(state.folder) if state.folder else None
        return figures_then(facts) if facts else {}

    def _project(
        self,
        project: str,
        before: _State,
        after: _State,
        changes: Sequence[RecordChange],
        sentences: Sentences,
    ) -> Iterator[Said]:
        old, new = (state.published.projects.get(project, {}) for state in (before, after))
        shown = (new or old).get("project", {}).get("", {})
        whose = str(shown.get("name", "")) or str(after.published.client["name"])
        if project and not (old and new):
            key = "differs.project_gone" if old else "differs.project_new"
            yield Said(project, "", "", (sentences.words.plain(key, name=self._quoted(whose)),))
            return
        for change in changes:
            record: Mapping[str, Held] = new.get(change.section, {}).get(change.key, {})
            if change.is_gone:
                record = {field.field: field.before for field in change.fields}
            texts = tuple(sentences.of(change, record, whose))
            yield Said(project, change.section, change.key, texts, change)

    def _sentences(self, published: Published) -> Sentences:
        client = {"locale": "en", "timezone": "UTC", **published.client}
        locale = parse_locale(str(client["locale"])) or parse_locale("en")
        place = zone(str(client["timezone"])) or zone("UTC")
        assert locale is not None
        assert place is not None
        currency = client.get("currency")
        formats = Formats(locale, place, str(currency) if currency else None)
        words = self._catalogues.of(locale)
        if self._markdown:
            return Sentences(words, formats, self._quoted, "**{}**".format)
        return Sentences(words, formats, self._quoted)

    def _quoted(self, text: str) -> str:
        return for_markdown(text) if self._markdown else printable(text)


def _site(before: _State, after: _State, name: str, words: Words) -> Iterator[Said]:
    values = {"name": name, "before": before.slug, "after": after.slug}
    if before.slug != after.slug:
        key = "new" if not before.slug else "gone" if not after.slug else "moved"
        yield Said("", "", "", (words.plain(f"differs.client_{key}", **values),))


def _headlines(
    project: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    sentences: Sentences,
) -> Iterator[Said]:
    if before and after:
        texts = tuple(
            sentences.figure(name, before.get(name), after.get(name), money)
            for name, money in HEADLINES.items()
            if before.get(name) not in (None, after.get(name)) and after.get(name) is not None
        )
        if texts:
            yield Said(project, "", "", texts)


def for_markdown(text: str) -> str:
    """Authored text as Markdown shows it: no markup, no mention, no reference to a number."""
    escaped = _MARKUP.sub(lambda found: f"\\{found[0]}", printable(text))
    return re.sub(r"(\\[@#])", "\\1\u2060", escaped)


def _paired(
    before: Mapping[str, _State], after: Mapping[str, _State], unread: set[str]
) -> Iterator[tuple[_State, _State]]:
    """Each client before and after; one whose folder was renamed is known by its name."""
    gone = {s: x for s, x in before.items() if s not in after and s not in unread}
    come = {s: x for s, x in after.items() if s not in before and s not in unread}
    renamed: dict[str, str] = {}
    for slug, state in come.items():
        named = [s for s, x in gone.items() if x.published.client["name"] == _name(state)]
        if len(named) == 1 and sum(_name(x) == _name(state) for x in come.values()) == 1:
            renamed[slug] = named[0]
    for slug in sorted({*before, *after} - {*renamed.values()} - unread):
        yield before.get(renamed.get(slug, slug), _State()), after.get(slug, _State())


def _name(state: _State) -> object:
    return state.published.client["name"]
