"""The gate at work: what clients were told at a base, what their files say now, and what is refused.

The rules stand in `gate`; here it is settled which client is which, where in today's files a refusal
stands, and which of them an override lets pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from portal_builder.characters import printable
from portal_builder.client_folder import CLIENTS, ClientFiles
from portal_builder.errors import Place, Problem, Severity, WrongUse
from portal_builder.formats import zone
from portal_builder.gate import Refusal, accepted, called
from portal_builder.history.folder import RevisionFolder
from portal_builder.history.git import Override, Repository
from portal_builder.history.past import Reader, folders_at
from portal_builder.present import Present
from portal_builder.same_client import paired
from portal_builder.workspace import SLUG, Workspace

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Kept:
    """What the gate found.

    Attributes:
        problems: what is refused, and what overrides let pass, at its place in today's files.
        unread: clients that were not compared, since their files at the base cannot be read.
    """

    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def keep(workspace: Workspace, revision: str, slugs: Sequence[str]) -> Kept:
    """Compares clients with what they were told at a revision.

    Args:
        workspace: where the clients are.
        revision: stands for what it has in common with HEAD.
        slugs: the clients that are looked at; none: all.

    Raises:
        WrongUse: the revision or a client does not exist, or has nothing in common with HEAD.
        NoHistory: there is no history to compare with.
    """
    return Gatekeeper(workspace, revision).kept(slugs)


@dataclass(frozen=True, slots=True)
class _Found:
    """A refusal of a client: its folder's name then or now, and where it stands in today's files."""

    slug: str
    then: str
    refusal: Refusal
    place: Place


class Gatekeeper:
    """Compares the clients' files of a base with today's.

    Args:
        workspace: where the clients are.
        revision: stands for what it has in common with HEAD.
    """

    def __init__(self, workspace: Workspace, revision: str) -> None:
        self._workspace = workspace
        self._repository = Repository.find(workspace.clients)
        self._base = self._repository.base(revision)
        self._reader = Reader()

    @cached_property
    def _then(self) -> Mapping[str, RevisionFolder]:
        found = folders_at(self._repository, self._base)
        return {slug: f for slug, f in found.items() if SLUG.fullmatch(slug) and _has_facts(f)}

    @cached_property
    def _now(self) -> Mapping[str, ClientFiles]:
        workspace = self._workspace
        return {s: workspace.folder(s) for s in workspace.slugs() if not workspace.slug_problem(s)}

    def kept(self, slugs: Sequence[str]) -> Kept:
        """What is refused of some clients, or of all.

        Raises:
            WrongUse: there is no such client, neither at the base nor today.
        """
        for slug in slugs:
            if slug not in self._then and slug not in self._workspace.slugs():
                raise WrongUse(f"there is no client {printable(slug)}, neither now nor at the base")
        kept = Kept()
        found = [*self._found(kept)]
        kept.problems = [*self._judged(found, slugs)]
        kept.unread = [slug for slug in kept.unread if not slugs or slug in slugs]
        return kept

    def _found(self, kept: Kept) -> Iterator[_Found]:
        """Every refusal, of all clients: what an override means depends on all of them."""
        for then, now in self._pairs():
            before = self._reader.facts(self._then[then])
            if before is None:
                kept.unread.append(now or then)
                continue
            if not now:
                what = f"the client {then} (“{before.client.name}”) is gone"
                remedy = f"clients stay: restore the folder {CLIENTS}/{then}, or rename it as it is"
                refusal = Refusal("", then, (), what, remedy)
                yield _Found(then, then, refusal, Place(f"{CLIENTS}/{then}"))
                continue
            present = Present.of(self._workspace.folder(now))
            refused = present.refused(before, self._day(before.client.timezone))
            sure = [refusal for refusal in refused if not present.is_unsure(refusal)]
            yield from (_Found(now, then, refusal, present.place(refusal)) for refusal in sure)

    def _pairs(self) -> list[tuple[str, str]]:
        """The clients whose files are not as they were: the folder's name then, and now, if any."""
        changed = [slug for slug in self._then if not self._is_same(slug)]
        new = [slug for slug in self._now if slug not in self._then]
        before = {slug: self._reader.recorded(self._then[slug]) for slug in changed}
        after = {
            slug: self._reader.recorded(self._now[slug])
            for slug in (*changed, *new)
            if slug in self._now
        }
        return paired(before, after)

    def _is_same(self, slug: str) -> bool:
        return slug in self._now and _contents(self._then[slug]) == _contents(self._now[slug])

    def _day(self, timezone: str) -> date:
        """The day on which the base was committed."""
        moment = _EPOCH + timedelta(seconds=self._repository.committed(self._base))
        return moment.astimezone(zone(timezone) or UTC).date()

    def _judged(self, found: Sequence[_Found], slugs: Sequence[str]) -> Iterator[Problem]:
        """The refusals as problems, those that an override lets pass as warnings."""
        pairs = [(each.slug, each.refusal) for each in found]
        overrides = self._repository.overrides(self._base, self._repository.head)
        names, used = called(pairs), set[int]()
        for each, name, allowed in zip(found, names, accepted(pairs), strict=True):
            numbers = [n for n, o in enumerate(overrides) if o.what in allowed]
            reasons = [printable(overrides[n].reason) for n in numbers if overrides[n].reason]
            used |= {n for n in numbers if overrides[n].reason}
            if slugs and not {each.slug, each.then} & {*slugs}:
                continue
            yield _problem(each, name, reasons[:1])
        for n, override in enumerate(overrides):
            if not override.reason:
                yield _without_reason(override)
            elif n not in used and not slugs:
                yield _unneeded(override)


def _problem(found: _Found, name: str, reasons: list[str]) -> Problem:
    refusal = found.refusal
    message = f"{name}: {refusal.what}"
    if reasons:
        passed = f"{message}; let pass, for this reason: {reasons[0]}"
        return Problem(found.place, passed, "the reason is published", Severity.WARNING)
    return Problem(found.place, message, refusal.remedy)


def _without_reason(override: Override) -> Problem:
    what = f"the override of {_named(override)} has no reason"
    remedy = "write it as `Gate-Override: <what> <reason>`: the reason is published"
    return Problem(Place(CLIENTS), what, remedy)


def _unneeded(override: Override) -> Problem:
    what = f"the override of {_named(override)} lets nothing pass"
    remedy = "name it as the refusal does, or leave it out"
    return Problem(Place(CLIENTS), what, remedy, Severity.WARNING)


def _named(override: Override) -> str:
    what = printable(override.what) or "nothing"
    return f"{what} in commit {override.commit[:10]}"


def _has_facts(folder: RevisionFolder) -> bool:
    return bool(folder.project_ids) or any(True for _ in folder.yaml_files())


def _contents(folder: ClientFiles) -> dict[str, bytes | None]:
    """The files of facts, by their paths."""
    files = [*folder.yaml_files()]
    for project in folder.project_ids:
        files += folder.yaml_files(project)
    return {file.path: file.data for file in files}
