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
    """

    slug: str
    problems: tuple[Problem, ...] = ()
    built: bool = False
    leaks: tuple[Leak, ...] = ()
    fault: str = ""
    no_history: str = ""
    written: Path | None = None
