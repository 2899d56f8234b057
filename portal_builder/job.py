"""What a worker is given, and what it gives back: values that go from one process to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from portal_builder.errors import Problem
from portal_builder.identity import Identity
from portal_builder.source import Sources
from portal_builder.workspace import Workspace

if TYPE_CHECKING:
    from portal_builder.verify import Leak


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a worker needs to know, the same for every client.

    Attributes:
        workspace: where everything stands.
        identities: every client's names, slug and identifiers.
        strict: whether a warning keeps a client from being built.
        store: where the theme's files are kept once for all sites; None: in each site.
        sources: the commits that the clients' facts are from.
        histories: where histories are kept that were read before; None: nowhere.
        sign_with: the key that signs the ledgers; None: they are not signed.
        keys: slug → the digest of what its site is made from, taken before anything was read; of a
            client without one nothing is kept for later builds.
    """

    workspace: Workspace
    identities: tuple[Identity, ...]
    strict: bool = False
    store: Path | None = None
    sources: Sources = field(default_factory=Sources)
    histories: Path | None = None
    sign_with: Path | None = None
    keys: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went with one client.

    Attributes:
        slug: the client.
        problems: what is wrong with its data, warnings included.
        built: whether its site was built, verified and put in its place.
        leaks: what verification found in it; then it was not put there.
        fault: what else kept it from being built, such as a full disk.
        no_history: why its site says nothing of earlier revisions, where it does not.
        written: the report that was printed of it.
        published: whether its site is published as a build would make it, and was left out.
        unread: why it could not be told whether it is.
    """

    slug: str
    problems: tuple[Problem, ...] = ()
    built: bool = False
    leaks: tuple[Leak, ...] = ()
    fault: str = ""
    no_history: str = ""
    written: Path | None = None
    published: bool = False
    unread: str = ""


@dataclass(slots=True)
class BuildResult:
    """What a build did.

    Attributes:
        outcomes: one for each client, by slug.
        removed: clients that are gone, and whose sites are too.
        faults: what went wrong that is not about a client's data.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def built(self) -> list[Outcome]:
        """Clients whose site is new."""
        return [o for o in self.outcomes if o.built]

    @property
    def failed(self) -> list[Outcome]:
        """Clients whose site is not, and should be."""
        return [o for o in self.outcomes if not (o.built or o.published)]

    @property
    def published(self) -> list[Outcome]:
        """Clients whose site is published as it would be built, and was left out."""
        return [o for o in self.outcomes if o.published]

    @property
    def no_history(self) -> dict[str, list[str]]:
        """Why sites say nothing of earlier revisions: each reason, and the sites it is given for."""
        found: dict[str, list[str]] = {}
        for outcome in self.built:
            if outcome.no_history:
                found.setdefault(outcome.no_history, []).append(outcome.slug)
        return found
