"""What is known of clients and their sites before anything is built or even parsed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from portal_builder.freshness import common_digest, own_digest, site_key, watch_digest
from portal_builder.identity import Identity, identity
from portal_builder.job import Outcome
from portal_builder.output import Output, Record
from portal_builder.source import Sources, read_sources
from portal_builder.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Survey:
    """What a look at folders and records tells.

    Attributes:
        identities: every client's names, slug and identifiers.
        sources: the commits that the clients' facts are from, and the history's last revision.
        keys: slug → digest of all that its site would be made from; empty where that cannot be told.
        records: slug → the record of its site, where that was made from the same.
    """

    identities: tuple[Identity, ...]
    sources: Sources = field(default_factory=Sources)
    keys: Mapping[str, str] = field(default_factory=dict, hash=False)
    records: Mapping[str, Record] = field(default_factory=dict, hash=False)


def survey(
    workspace: Workspace,
    output: Output | None = None,
    sign_with: Path | None = None,
    *,
    history: bool = True,
    force: bool = False,
) -> Survey:
    """Looks at all clients' folders; of a client whose site has a fitting record nothing is parsed.

    Args:
        workspace: where the clients are.
        output: where their sites stand, with what is kept of them; None: nothing is known of them.
        sign_with: the key that signs ledgers; None: they are not signed.
        history: whether it matters what was published before.
        force: whether nothing that was kept counts.
    """
    sources = read_sources(workspace) if history else Sources()
    slugs = [s for s in workspace.slugs() if workspace.slug_problem(s) is None]
    common = common_digest(workspace, sign_with) if output else None
    # Before anything is parsed: what changes meanwhile has another key then.
    keys = {s: _key(workspace, s, common, sources) for s in slugs} if common else {}
    records = dict(_fitting(output, keys)) if output and not force else {}
    found = (_identity(workspace, slug, records.get(slug)) for slug in slugs)
    return Survey(tuple(found), sources, keys, records)


def unchanged(
    found: Survey, output: Output, slugs: Iterable[str], strict: bool
) -> tuple[dict[str, Outcome], frozenset[str]]:
    """The sites that are what a build would make of them.

    Args:
        found: what is known of the clients.
        output: where the sites stand.
        slugs: the clients that are asked for.
        strict: whether a warning keeps a client from being built.

    Returns:
        How it would go with each of them; and those whose sites are the same too, if nothing in
        them belongs to a client under the names that clients have now.
    """
    watched = watch_digest(found.identities)
    same: dict[str, Outcome] = {}
    again: set[str] = set()
    for slug in slugs:
        record = found.records.get(slug)
        basis = record.basis if record else None
        if record is None or basis is None or (strict and basis.warnings):
            continue
        if not output.is_untouched(slug, basis):
            continue
        source = found.sources.of(slug)
        if record.source != source:
            output.keep(slug, replace(record, source=source))
        if basis.watched != watched:
            again.add(slug)
        else:
            same[slug] = Outcome(slug, basis.warnings, built=True, no_history=basis.no_history)
    return same, frozenset(again)


def _key(workspace: Workspace, slug: str, common: str, sources: Sources) -> str:
    own = own_digest(workspace.clients / slug)
    return site_key(common, own, sources.commits.get(slug), sources.no_history)


def _fitting(output: Output, keys: Mapping[str, str]) -> Iterable[tuple[str, Record]]:
    for slug, key in keys.items():
        record = output.standing(slug)
        if record and record.basis and record.basis.key == key:
            yield slug, record


def _identity(workspace: Workspace, slug: str, record: Record | None) -> Identity:
    if record and record.basis:
        return Identity(slug, record.basis.names, record.basis.identifiers)
    return identity(workspace.folder(slug))
