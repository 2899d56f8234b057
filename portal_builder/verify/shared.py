"""What all sites may hold: the words and files of shared content, theme and program."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from portal_builder.verify.archive import Unproven
from portal_builder.verify.views import text_views, views
from portal_builder.verify.watchlist import Phrases, Watchlist, folded

_PLACE = re.compile(r"\{\w+\}")
_NUMBER = re.compile(r"\d+(?:[.,'’]\d+)*")
_ICONS = ".icons"  # ten thousand drawings; those that are used stand on every page


@dataclass(frozen=True)
class Shared:
    """The content and the theme that every site is made with.

    Attributes:
        themes: the folders of the theme, the strongest first.
        files: of each file that the theme may put into a site: its path and SHA-256.
        folders: further folders whose texts may stand on every site.
        texts: further texts, such as the provider's name.
        words: makes still more of them, where they are asked for: that is rare, and takes long.
    """

    themes: tuple[Path, ...]
    files: Mapping[str, str]
    folders: tuple[Path, ...] = ()
    texts: tuple[str, ...] = field(default=(), repr=False)
    words: Callable[[], Iterable[str]] = tuple

    @cached_property
    def _all(self) -> tuple[str, ...]:
        """Every shared text, folded."""
        all_texts = (*self.texts, *self.words())
        texts = [folded(view) for text in all_texts for view in text_views(text)]
        for folder in (*self.themes, *self.folders):
            for path, data in _files(folder):
                try:
                    texts += [folded(view) for view in views(path, data)]
                except Unproven:
                    continue  # what cannot be read excuses nothing
        return tuple(texts)

    def holds(self, phrase: str) -> bool:
        """Whether some shared text holds a folded phrase."""
        return any(phrase in text for text in self._all)

    def tokens(self, watchlist: Watchlist) -> frozenset[int]:
        """What of clients' names and identifiers is in shared texts: it is no one's secret."""
        return watchlist.tokens(self._all) | self._counted(watchlist)

    def _counted(self, watchlist: Watchlist) -> frozenset[int]:
        """The same of texts with places for numbers: “{n} days” holds “14 days”."""
        texts = [_PLACE.sub("0", text) for text in self._all if "{" in text]
        numbered = {
            number: _NUMBER.sub("0", phrase)
            for number, phrase in enumerate(watchlist.phrases)
            if _NUMBER.search(phrase) and any(c.isalpha() for c in phrase)
        }
        known = Phrases(list(numbered.values()), [True] * len(numbered))
        found = set().union(*(known.found(text) for text in texts))
        return frozenset(n for i, n in enumerate(numbered) if i in found)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f != _ICONS)
        for name in sorted(names):
            path = Path(place, name)
            try:
                yield path.relative_to(folder).as_posix(), path.read_bytes()
            except OSError:
                continue


def words_of(schema: object) -> Iterable[str]:
    """The names of fields and choices in a JSON schema: every data.json holds them."""
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        yield from (str(choice) for choice in schema.get("enum", ()))
        if "const" in schema:
            yield str(schema["const"])
        for value in schema.values():
            yield from words_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from words_of(value)
