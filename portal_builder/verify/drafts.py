"""What of a client's own files may not be on its site: drafts, and comments in YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from portal_builder.model.facts import ClientFacts, records, walk
from portal_builder.model.types import TEXTS
from portal_builder.verify.watchlist import Phrases, folded

# Shorter texts say nothing of where they are from; a part of one must be longer to do so.
SHORTEST_DRAFT = 8
SHORTEST_COMMENT = 12

SHORTEST_PART = 20

_LIST = re.compile(r"^[\s>#]*(?:[-+*]\s|\d+[.)]\s)?(?:\[[ xX]\]\s)?")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])?")
_EMPHASIS = re.compile(r"[*`~]+|(?<!\w)_+|_+(?!\w)")
_MARKUP = re.compile(r"[][*_`~]")
_LINE_MARKUP = re.compile(r"^[\s>#]*(?:[-+#>]|\d+[.)])\s", re.MULTILINE)
_PART = re.compile(r"[*_`~\[\]()<>#|\\]+|[.!?;:,]\s")
_CODE = re.compile(r"(?!\d{4}-\d\d)(?=\w*-?\w*\d)(?=\w*-?\w*[^\W\d_])\w+(?:-\w+)*")
_COMMENT = re.compile(r"(?:^|\s)#+[ \t]?([^\n]*)", re.MULTILINE)


@dataclass(frozen=True)
class Unpublished:
    """What must not be found on a client's site.

    Attributes:
        pieces: of drafts and comments, folded, none of them published elsewhere.
        anchors: what a site path begins with → ids of drafts that no page below may have.
    """

    pieces: tuple[str, ...] = ()
    anchors: tuple[tuple[str, frozenset[str]], ...] = ()

    @cached_property
    def _phrases(self) -> Phrases:
        return Phrases(self.pieces, [True] * len(self.pieces))

    @cached_property
    def _ids(self) -> Phrases:
        ids = sorted({i.lower() for _, ids in self.anchors for i in ids})
        return Phrases(ids, [False] * len(ids))

    @cached_property
    def _anchors(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((prefix, _as_anchor(ids)) for prefix, ids in self.anchors if ids)

    def texts_in(self, text: str) -> set[str]:
        """The pieces that a folded text holds."""
        return {self._phrases.phrases[n] for n in self._phrases.found(text)}

    def ids_in(self, path: str, text: str) -> set[str]:
        """The ids of drafts that a folded text of a file holds as anchors or as data."""
        if not self._ids.found(text):
            return set()
        return {
            (found[1] or found[2]).upper()
            for prefix, pattern in self._anchors
            if path.startswith(prefix)
            for found in pattern.finditer(text)
        }


def _as_anchor(ids: Iterable[str]) -> re.Pattern[str]:
    names = "|".join(sorted(re.escape(i.lower()) for i in ids))
    return re.compile(rf"""(?:\bid ?"? ?[=:] ?["']?({names})|#({names}))(?![a-z0-9-])""")


def unpublished(
    full: ClientFacts | None,
    sources: Iterable[str],
    published: Iterable[str],
    taken_out: Iterable[str] = (),
) -> Unpublished:
    """Gathers what a client's files hold that is not meant for its site.

    Args:
        full: the facts with their drafts; None where they cannot be read.
        sources: the text of every file of the client.
        published: the texts that its site shows.
        taken_out: texts that were published once, and must not be read any more.
    """
    shown = "\0".join(folded(t) for text in published for t in _notations(text))
    hidden = (*(_drafts(full) if full else ()), *taken_out)
    drafts = (*_pieces(hidden, SHORTEST_DRAFT, bool), *_codes(hidden))
    comments = _pieces(_comments(sources), SHORTEST_COMMENT, lambda piece: " " in piece)
    kept = sorted({piece for piece in (*drafts, *comments) if piece not in shown})
    return Unpublished(tuple(kept), tuple(_anchors(full)) if full else ())


def _notations(text: str) -> Iterator[str]:
    """A text as written, as read, and escaped: so it may stand in a file in YAML, and in data.json."""
    yield text
    yield plain(text)
    if "#" in text:  # what looks like a comment where the text stands in quotes
        yield json.dumps(text, ensure_ascii=False)


def published_texts(facts: ClientFacts) -> Iterator[str]:
    """Every text of the facts but of drafts, and of the extra pages."""
    yield from _texts(facts, draft=False)
    for page in facts.pages:
        yield page.source


def _drafts(full: ClientFacts) -> Iterator[str]:
    return _texts(full, draft=True)


def _texts(facts: ClientFacts, draft: bool) -> Iterator[str]:
    for part in (facts.client, *(facts for _, facts in facts.projects)):
        for found in walk(part):
            if found.marker in TEXTS and found.draft == draft:
                yield str(found.value)


def _comments(sources: Iterable[str]) -> Iterator[str]:
    for source in sources:
        yield from _COMMENT.findall(source)


def _pieces(texts: Iterable[str], shortest: int, says: Callable[[str], bool]) -> Iterator[str]:
    """Texts cut into what would be recognised: lines without markup, and parts; folded."""
    for text in texts:
        for line in (text, *text.split("\n")):
            parts = [p for p in _PART.split(line) if len(p.strip()) >= SHORTEST_PART]
            for piece in {folded(p) for p in (line, plain(line), *parts)}:
                if len(piece) >= shortest and says(piece) and any(c.isalpha() for c in piece):
                    yield piece


def is_plain(text: str) -> bool:
    """Whether nothing of a text is Markdown."""
    return not (_MARKUP.search(text) or _LINE_MARKUP.search(text))


def plain(text: str) -> str:
    """Markdown roughly as a reader sees it."""
    if is_plain(text):
        return text
    lines = (_LIST.sub("", line) for line in text.split("\n"))
    return _EMPHASIS.sub("", _LINK.sub(r"\1", "\n".join(lines)))


def _codes(texts: Iterable[str]) -> Iterator[str]:
    """Words of letters and digits: where one is found, there is little doubt whence it came."""
    for text in texts:
        yield from (folded(w) for w in _CODE.findall(text) if len(w) >= SHORTEST_DRAFT)


def _anchors(full: ClientFacts) -> Iterator[tuple[str, frozenset[str]]]:
    everywhere: set[str] = set()
    drafts: set[str] = set()
    for name, facts in full.projects:
        found = [(record.id, draft) for _, record, draft in records(facts)]
        kept = {i for i, draft in found if not draft}
        hidden = {i for i, draft in found if draft} - kept
        everywhere |= kept
        drafts |= hidden
        if full.several:
            yield f"{name}/", frozenset(hidden)
    yield "", frozenset(drafts - everywhere)
