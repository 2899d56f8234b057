"""What is known of clients and their sites before anything is built or even parsed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from portal_builder.freshness import Basis, own_digest, site_key, watch_digest
from portal_builder.identity import Identity, identity
from portal_builder.job import Outcome
from portal_builder.output import Output
from portal_builder.source import Sources, read_sources
from portal_builder.workspace import Workspace


@dataclass(frozen=True)
class Survey:
    """What a look at folders and at what is kept tells.

    Attributes:
        identities: every client's names, slug and identifiers.
        sources: the commits that the clients' facts are from, and the history's last revision.
        keys: slug → digest of all that its site would be made from; empty where that cannot be told.
        same: slug → what is kept of it, where that was made from the same.
    """

    identities: tuple[Identity, ...]
    sources: Sources = field(default_factory=Sources)
    keys: Mapping[str, str] = field(default_factory=dict, hash=False)
    same: Mapping[str, Basis] = field(default_factory=dict, hash=False)

    @cached_property
    def watched(self) -> str:
        """Digest of all clients' names."""
        return watch_digest(self.identities)


def survey(
    workspace: Workspace,
    common: str | None = None,
    kept: Callable[[str], Basis | None] = lambda _: None,
    *,
    history: bool = True,
) -> Survey:
    """Looks at all clients' folders; of a client of which something fitting is kept nothing is parsed.

    Args:
        workspace: where the clients are.
        common: digest of all that they have in common; None where that cannot be told.
        kept: what is kept of a client.
        history: whether it matters what was published before.
    """
    sources = read_sources(workspace) if history else Sources()
    slugs = [s for s in workspace.slugs() if workspace.slug_problem(s) is None]
    # Before anything is parsed: what changes meanwhile has another key then.
    keys = {s: _key(workspace, s, common, sources) for s in slugs} if common else {}
    found = {slug: kept(slug) for slug in keys}
    same = {slug: basis for slug, basis in found.items() if basis and basis.key == keys[slug]}
    identities = (_identity(workspace, slug, same.get(slug)) for slug in slugs)
    return Survey(tuple(identities), sources, keys, same)


def _key(workspace: Workspace, slug: str, common: str, sources: Sources) -> str:
    own = own_digest(workspace.clients / slug)
    return site_key(common, own, sources.commits.get(slug), sources.no_history)


def _identity(workspace: Workspace, slug: str, basis: Basis | None) -> Identity:
    if basis:
        return Identity(slug, basis.names, basis.identifiers)
    return identity(workspace.folder(slug))


def unchanged(
    found: Survey, output: Output, slugs: Iterable[str], strict: bool = False
) -> tuple[dict[str, Outcome], frozenset[str]]:
    """The sites that are what a build would make of them.

    Args:
        found: what is known of the clients.
        output: where the sites stand.
        slugs: the clients that are asked for.
        strict: whether a warning keeps a client from being built.

    Returns:
        How it would go with each of them; and those that may be the same, which has to be looked
        at: they lie there otherwise than they were put, or clients have other names now.
    """
    standing: dict[str, Outcome] = {}
    again: set[str] = set()
    for slug in slugs:
        basis = found.same.get(slug)
        if not basis or (strict and basis.warnings):
            continue
        if output.is_untouched(slug, basis) and basis.watched == found.watched:
            outcome = Outcome(slug, basis.warnings, built=True, no_history=basis.no_history)
            standing[slug] = outcome
        else:
            again.add(slug)
    return standing, frozenset(again)
