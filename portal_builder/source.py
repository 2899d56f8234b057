"""Where in git's history the sites of a workspace are built from."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version

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
    """What all sites of a workspace were built from.

    Attributes:
        head: the commit that is checked out; None without one.
        revisions: slug → the last commit that changed its facts.
    """

    head: str | None = None
    revisions: Mapping[str, str] = field(default_factory=dict, hash=False)

    def of(self, slug: str) -> Source:
        """What one client's site is built from."""
        return Source(self.head, self.revisions.get(slug))


def read_sources(workspace: Workspace) -> Sources:
    """Reads what is checked out, and the last commit that changed each client's facts."""
    head = checked_out(workspace.clients)
    try:
        repository = Repository.find(workspace.clients)
        uncommitted = repository.uncommitted()
        commits = repository.commits()
    except NoHistory:
        return Sources(head)
    found: dict[str, str] = {}
    for commit in commits:
        found |= {path.partition("/")[0]: commit.id for path in commit.changes}
    return Sources(head, {slug: c for slug, c in found.items() if slug not in uncommitted})


def versions() -> dict[str, str]:
    """The versions of what builds a site, by name."""
    return {
        "portal-builder": __version__,
        **{name: version(name) for name in _ENGINE},
        "python": platform.python_version(),
    }
