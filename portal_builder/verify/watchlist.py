"""What tells one client from another, found in any text in one pass."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick

from portal_builder.identity import Identity

# Neither seen nor spoken: a name is the same name with or without them.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Scripts that write words without a space between them, or with endings attached.
_UNSPACED = (
    *((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x2E80, 0x31FF)),
    *((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)),
)


def folded(text: str) -> str:
    """A text as names are compared: without case, its white space as single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
        return " ".join(unicodedata.normalize("NFKC", text.casefold()).split())
    return " ".join(text.lower().split())


class Phrases:
    """Many phrases that are looked for at once.

    Args:
        phrases: each folded, and not empty; it is named by its number from then on.
        whole: of each, whether it counts only where it is no part of a longer word.
    """

    def __init__(self, phrases: Sequence[str], whole: Sequence[bool]) -> None:
        self.phrases, self._whole = tuple(phrases), tuple(whole)
        self._automaton = AhoCorasick(list(phrases)) if phrases else None

    def found(self, text: str) -> set[int]:
        """The numbers of the phrases that a folded text holds."""
        found: set[int] = set()
        if self._automaton is None:
            return found
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if number not in found and (not self._whole[number] or _is_whole(text, start, end)):
                found.add(number)
        return found


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_join(before, text[start]) or _join(text[end - 1], after))


def _join(left: str, right: str) -> bool:
    """Whether two neighbouring characters belong to one word."""
    return left.isalnum() and right.isalnum() and not (_is_unspaced(left) or _is_unspaced(right))


def _is_unspaced(character: str) -> bool:
    code = ord(character)
    return code >= _UNSPACED[0][0] and any(first <= code <= last for first, last in _UNSPACED)


def _spellings(phrase: str) -> list[str]:
    joined = [phrase.replace(" ", sign) for sign in "-_+"] if " " in phrase else []
    return [phrase, *joined]


class Watchlist:
    """Every client's slug, names and identifiers.

    Slugs and names count as whole words, identifiers wherever they stand; what has several words is
    also known with another sign between them, as names of files and addresses have it.

    Args:
        identities: of all clients.

    Attributes:
        phrases: all that is looked for, folded, in the order of its numbers.
    """

    def __init__(self, identities: Iterable[Identity]) -> None:
        self._identities = {identity.slug: identity for identity in identities}
        whole: dict[str, bool] = {}
        owners: dict[str, set[str]] = {}
        shown: dict[str, str] = {}
        for identity in self._identities.values():
            for text in identity.texts:
                phrase = folded(text)
                if phrase:
                    is_word = text not in identity.identifiers
                    whole[phrase] = whole.get(phrase, True) and is_word
                    owners.setdefault(phrase, set()).add(identity.slug)
                    shown.setdefault(phrase, text)
        known = [
            (spelling, is_word, number)
            for number, (phrase, is_word) in enumerate(whole.items())
            for spelling in _spellings(phrase)
        ]
        self._phrases = Phrases([s for s, _, _ in known], [w for _, w, _ in known])
        self._numbers = [number for _, _, number in known]
        self.phrases = tuple(whole)
        self._owners = [frozenset(owners[phrase]) for phrase in whole]
        self._shown = [shown[phrase] for phrase in whole]

    def own(self, slug: str) -> tuple[str, ...]:
        """What a client itself is called."""
        identity = self._identities.get(slug)
        return identity.texts if identity else (slug,)

    def tokens(self, texts: Iterable[str]) -> frozenset[int]:
        """The numbers of all that some folded texts hold."""
        return frozenset().union(*(self._found(text) for text in texts))

    def foreign(self, slug: str, text: str) -> set[int]:
        """The numbers of what a folded text holds that is another client's and not this one's."""
        return {n for n in self._found(text) if slug not in self._owners[n]}

    def _found(self, text: str) -> set[int]:
        return {self._numbers[n] for n in self._phrases.found(text)}

    def shown(self, number: int) -> str:
        """A string as its owner writes it."""
        return self._shown[number]

    def foreign_names(self, slug: str, text: str) -> tuple[str, ...]:
        """What of other clients a text of this client holds, as they write it; sorted.

        What this client is called itself is not foreign, even within a longer name of its own.
        """
        found = self.foreign(slug, folded(text))
        if found:
            found -= self.tokens(folded(own) for own in self.own(slug))
        return tuple(sorted(self._shown[number] for number in found))
