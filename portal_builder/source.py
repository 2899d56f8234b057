"""Where in git's history the sites of a workspace are built from."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal_builder import __version__
from portal_builder.history.git import NoHistory, Repository, checked_out
from portal_builder.workspace import Workspace

_ENGINE = ("mkdocs", "mkdocs-material")


@dataclass(frozen=True, slots=True)
class Source:
    """What a site was built from.

    Attributes:
        head: the commit that was checked out; None without one.
        revision: the last commit that changed this client's facts; None where there is no history,
            or where the facts are not those of any commit.
    """

    head: str | None = None
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """What all sites of a workspace are built from.

    Attributes:
        head: the commit that is checked out; None without one.
        commits: slug → the last commit that changed its folder.
        uncommitted: the clients whose facts are not those of any commit.
        tip: the last revision of the history; empty where there is none.
        no_history: why there is none, or not all of it can be read.
    """

    head: str | None = None
    commits: Mapping[str, str] = field(default_factory=dict, hash=False)
    uncommitted: frozenset[str] = frozenset()
    tip: str = ""
    no_history: str = ""

    def of(self, slug: str) -> Source:
        """What one client's site is built from."""
        committed = None if slug in self.uncommitted else self.commits.get(slug)
        return Source(self.head, committed)


def read_sources(workspace: Workspace) -> Sources:
    """Reads what is checked out, and the last commit that changed each client's facts."""
    head = checked_out(workspace.clients)
    try:
        repository = Repository.find(workspace.clients)
        tip = repository.head
    except NoHistory as reason:
        return Sources(head, no_history=str(reason))
    try:
        uncommitted = repository.uncommitted()
        commits = repository.commits()
    except NoHistory as reason:
        return Sources(head, tip=tip, no_history=str(reason))
    found: dict[str, str] = {}
    for commit in commits:
        found |= {path.partition("/")[0]: commit.id for path in commit.changes}
    return Sources(head, found, uncommitted, tip)


def versions() -> dict[str, str]:
    """The versions of what builds a site, by name."""
    from importlib.metadata import version

    return {
        "portal-builder": __version__,
        **{name: version(name) for name in _ENGINE},
        "python": platform.python_version(),
    }
