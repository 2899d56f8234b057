"""How an override names what it lets pass."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from portal_builder.gate.refusal import Refusal

Found = tuple[str, Refusal]
_OTHER = re.compile(r"[^\w.:+-]+")
# Sections whose name may be left out, or added.
_SILENT = ("project", "budget", "scope")


def named(text: str) -> str:
    """A number or a title as a part of a name, which holds no space."""
    return _OTHER.sub("-", text)[:60].strip("-") or "-"


def accepted(found: Sequence[Found]) -> list[frozenset[str]]:
    """By which names each refusal can be let pass.

    Args:
        found: every refusal, with the slug of its client.
    """
    owners: dict[str, set[tuple[str, str]]] = {}
    for slug, refusal in found:
        for name in _forms(slug, refusal):
            owners.setdefault(name, set()).add((slug, refusal.project))
    return [
        frozenset(name for name in _forms(slug, refusal) if len(owners[name]) == 1)
        for slug, refusal in found
    ]


def called(found: Sequence[Found]) -> list[str]:
    """What each refusal is called: the shortest name that means no other's."""
    clients = Counter(name for name, _ in {(r.name, slug) for slug, r in found})
    projects = Counter((slug, name) for slug, name, _ in {(s, r.name, r.project) for s, r in found})
    names = []
    for slug, refusal in found:
        parts = [slug] if clients[refusal.name] > 1 else []
        parts += [refusal.project] if projects[slug, refusal.name] > 1 else []
        names.append("/".join((*parts, refusal.name)))
    return names


def _forms(slug: str, refusal: Refusal) -> Iterator[str]:
    within = ("", f"{refusal.project}/") if refusal.project else ("",)
    for name in {refusal.name, *_longer(refusal), *_shorter(refusal)}:
        for before in ("", f"{slug}/"):
            yield from (f"{before}{project}{name}" for project in within)


def _longer(refusal: Refusal) -> Iterator[str]:
    section = str(refusal.path[0]) if refusal.path else ""
    if section in _SILENT and not refusal.name.startswith(f"{section}."):
        yield f"{section}.{refusal.name}"


def _shorter(refusal: Refusal) -> Iterator[str]:
    section, _, rest = refusal.name.partition(".")
    if section in _SILENT and rest:
        yield rest
