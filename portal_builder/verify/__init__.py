"""A staged site → Verified, or every leak in it.

Each file of the site is read as everything it can be read as, and in each reading nothing may stand
that belongs to another client, nor a draft or a comment, unless something that this client may show
holds the same. Nothing rests on how the site was made.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from portal_builder.characters import printable
from portal_builder.identity import Identity
from portal_builder.verify.archive import PIECE, Unproven
from portal_builder.verify.drafts import Unpublished, is_plain, plain, published_texts, unpublished
from portal_builder.verify.shared import Shared, words_of
from portal_builder.verify.tree import Content, Expected, Leak, contents, digests
from portal_builder.verify.views import is_bare, text_views, views
from portal_builder.verify.watchlist import Watchlist, folded

__all__ = [
    "Allowed",
    "Expected",
    "Identity",
    "Leak",
    "Shared",
    "Unpublished",
    "Verified",
    "Watchlist",
    "as_verified",
    "digests",
    "foreign_in_file",
    "foreign_in_text",
    "names_in",
    "plain",
    "published_texts",
    "suspects",
    "unpublished",
    "verify",
    "words_of",
]


@dataclass(frozen=True)
class Allowed:
    """What a client's site may hold.

    Attributes:
        slug: the client.
        expected: the files it consists of.
        own: the text of the client's files, and what formats and figures wrote: whatever they hold
            is not foreign.
        attachments: SHA-256 of the client's own attachments, which hold what they hold.
        shared: content and theme of all sites.
        unpublished: what of the client's own files may not be shown.
        past: the text of its files at every earlier revision; gone through only where something
            stands in a site that is excused by nothing else.
    """

    slug: str
    expected: Expected
    own: tuple[str, ...] = field(repr=False)
    shared: Shared
    attachments: frozenset[str] = frozenset()
    unpublished: Unpublished = field(default_factory=Unpublished)
    past: Iterable[str] = field(default=(), repr=False)

    @cached_property
    def own_views(self) -> tuple[str, ...]:
        """The client's own texts in every reading, folded."""
        return tuple(folded(view) for text in self.own for view in text_views(text))


@dataclass(frozen=True, slots=True)
class Verified:
    """A site that was looked through and holds nothing foreign.

    Attributes:
        slug: the client.
        root: where it stands.
        files: what is in it: site path → SHA-256.
        excused: what stands in it of other clients and may, folded.
    """

    slug: str
    root: Path
    files: dict[str, str]
    excused: frozenset[str] = frozenset()


def verify(root: Path, allowed: Allowed, watchlist: Watchlist) -> Verified | tuple[Leak, ...]:
    """Looks through a site.

    Args:
        root: its folder.
        allowed: what it may hold.
        watchlist: what belongs to whom.

    Returns:
        The site as verified, or every leak, sorted by path.
    """
    files: dict[str, str] = {}
    leaks: list[Leak] = []
    search = _Search(allowed, watchlist)
    for found in contents(root):
        if isinstance(found, Leak):
            leaks.append(found)
            leaks += search.in_text(found.path, [found.path])
            continue
        files[found.path] = found.digest
        leaks += search.in_file(found)
    leaks += allowed.expected.differences(files)
    if leaks:
        return tuple(sorted(set(leaks)))
    return Verified(allowed.slug, root, files, search.excused)


def names_in(
    verified: Verified, watchlist: Watchlist, of_name_only: Container[tuple[str, str]]
) -> set[str]:
    """The names of other clients that stand in a site, whether they may or not, folded.

    Args:
        verified: a site that is as it was verified.
        watchlist: what belongs to whom.
        of_name_only: files of which only the name counts, the theme's and attachments: site path
            and SHA-256.
    """
    found: set[int] = set()
    for path, digest in verified.files.items():
        name_only = (path, digest) in of_name_only
        texts = [path] if name_only else views(path, (verified.root / path).read_bytes())
        found.update(*(watchlist.foreign(verified.slug, folded(text)) for text in set(texts)))
    return {watchlist.phrases[number] for number in found}


def as_verified(slug: str, root: Path, files: Mapping[str, str]) -> Verified | tuple[Leak, ...]:
    """A site that was verified before, if it is still exactly that.

    Args:
        slug: the client.
        root: where the site stands.
        files: what was verified: site path → SHA-256.

    Returns:
        The site as verified, or every difference, sorted by path.
    """
    if root.is_symlink():
        return (Leak("", "a link to somewhere else"),)
    now: dict[str, str] = {}
    leaks: list[Leak] = []
    for found in contents(root):
        if isinstance(found, Leak):
            leaks.append(found)
        else:
            now[found.path] = found.digest
    leaks += Expected(files).differences(now)
    return tuple(sorted(set(leaks))) if leaks else Verified(slug, root, now)


def suspects(watchlist: Watchlist, slug: str, texts: Iterable[str]) -> set[str]:
    """Those of a client's own texts in which something of other clients may stand.

    All that say nothing but themselves are looked through in one pass; where it finds nothing,
    neither would a look at each.
    """
    distinct = bare = set(texts)
    if not _says_itself("\n".join(distinct)):
        bare = {text for text in distinct if _says_itself(text)}
    if watchlist.foreign_names(slug, "\0".join(bare)):
        bare = {text for text in bare if not watchlist.foreign(slug, folded(text))}
    return distinct - bare


def _says_itself(text: str) -> bool:
    """Whether a text says nothing but itself; then so does each of the lines that it is made of."""
    return is_bare(text) and is_plain(text)


def foreign_in_text(watchlist: Watchlist, slug: str, text: str) -> tuple[str, ...]:
    """What of other clients a client's own text holds, as they write it; sorted."""
    found: set[str] = set()
    for view in {text, plain(text), *text_views(text)}:
        found.update(watchlist.foreign_names(slug, view))
    return tuple(sorted(found))


def foreign_in_file(watchlist: Watchlist, slug: str, path: str, data: bytes) -> tuple[str, ...]:
    """What of other clients a client's own file holds, as they write it; sorted.

    A file that cannot be looked through to its end tells what was found until there; of a large one
    the beginning counts.
    """
    found: set[str] = set()
    try:
        for view in views(path, data[:PIECE]):
            found.update(watchlist.foreign_names(slug, view))
    except Unproven:
        pass
    return tuple(sorted(found))


class _Search:
    """Looks for what may not be found, and excuses what stands in what the client may show."""

    def __init__(self, allowed: Allowed, watchlist: Watchlist) -> None:
        self._allowed, self._watchlist = allowed, watchlist
        self._met: set[int] = set()

    @property
    def excused(self) -> frozenset[str]:
        """What of other clients was found so far and was no leak, or not that alone."""
        return frozenset(self._watchlist.phrases[number] for number in self._met)

    @cached_property
    def _own_tokens(self) -> frozenset[int]:
        own = map(folded, self._watchlist.own(self._allowed.slug))
        return self._watchlist.tokens((*own, *self._allowed.own_views))

    @cached_property
    def _past_tokens(self) -> frozenset[int]:
        views = (folded(view) for text in self._allowed.past for view in text_views(text))
        return self._watchlist.tokens(views)

    @cached_property
    def _shared_tokens(self) -> frozenset[int]:
        return self._allowed.shared.tokens(self._watchlist)

    def in_file(self, file: Content) -> Iterator[Leak]:
        if self._allowed.expected.is_theme(file):
            return
        if file.digest in self._allowed.attachments and file.path.startswith("assets/"):
            yield from self.in_text(file.path, [file.path])
            return
        try:
            yield from self.in_text(file.path, views(file.path, file.data))
        except Unproven as reason:
            yield Leak(printable(file.path), f"this file {reason}, so nothing is proven of it")

    def in_text(self, path: str, texts: Iterable[str]) -> Iterator[Leak]:
        seen: set[str] = set()
        for text in texts:
            if text in seen:
                continue
            seen.add(text)
            view = folded(text)
            for number in self._foreign(view):
                name = self._watchlist.shown(number)
                yield Leak(printable(path), f"holds “{name}”, which belongs to another client")
            for piece in self._unpublished(view):
                yield Leak(printable(path), f"holds what is not published: “{_start(piece)}”")
            for draft in self._allowed.unpublished.ids_in(path, view):
                yield Leak(printable(path), f"holds the draft {draft}")

    def _foreign(self, view: str) -> set[int]:
        found = self._watchlist.foreign(self._allowed.slug, view)
        self._met |= found
        if found:
            found -= self._own_tokens
        if found:
            found -= self._shared_tokens
        if found:
            found -= self._past_tokens
        return found

    def _unpublished(self, view: str) -> set[str]:
        found = self._allowed.unpublished.texts_in(view)
        return {piece for piece in found if not self._allowed.shared.holds(piece)}


def _start(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
