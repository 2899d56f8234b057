"""The ledger: an entry for each revision, each sealed with the one before it.

What an entry says is hashed together with the hash of the entry before, so that whoever keeps one
hash, the head, can tell later whether all that led to it still stands. Format 1 never changes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from portal_builder.history.fields import FORMAT, canonical

_HASH = re.compile(r"[0-9a-f]{64}")
START = "0" * 64
"""What stands for the hash of an entry before the first."""


class NotWhole(Exception):
    """A ledger cannot be relied on; the text completes "this ledger …"."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One revision's entry.

    Attributes:
        number: counted from 1.
        day: the revision's date, YYYY-MM-DD.
        facts: the SHA-256 of what was published.
        previous: the hash of the entry before.
        hash: of all of these.
    """

    number: int
    day: str
    facts: str
    previous: str
    hash: str

    @classmethod
    def after(cls, last: Entry | None, day: date, facts: str) -> Entry:
        """The entry that follows another, or the first."""
        number, previous = (last.number + 1, last.hash) if last else (1, START)
        return cls(number, day.isoformat(), facts, previous, "")._sealed()

    def _sealed(self) -> Entry:
        sealed = sha256(canonical(self._said())).hexdigest()
        return Entry(self.number, self.day, self.facts, self.previous, sealed)

    def _said(self) -> dict[str, object]:
        return {
            "number": self.number,
            "date": self.day,
            "facts": self.facts,
            "previous": self.previous,
        }

    def written(self) -> dict[str, object]:
        """The entry as the file has it."""
        return {**self._said(), "hash": self.hash}

    @property
    def is_sealed(self) -> bool:
        """Whether its hash is that of what it says."""
        return self._sealed() == self


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries, the oldest first."""

    entries: tuple[Entry, ...] = ()

    @property
    def head(self) -> str:
        """The hash of the last entry: who keeps it can check all that came before."""
        return self.entries[-1].hash if self.entries else START

    def followed(self, day: date, facts: str) -> Ledger:
        """The same ledger with one entry more: of a day, and the digest of what it published."""
        last = self.entries[-1] if self.entries else None
        return Ledger((*self.entries, Entry.after(last, day, facts)))


def write(ledger: Ledger) -> bytes:
    """Writes `ledger.json`: an entry on each line."""
    lines = ",\n".join(json.dumps(entry.written()) for entry in ledger.entries)
    return f'{{"format": {FORMAT}, "entries": [\n{lines}\n]}}\n'.encode()


def read(data: bytes) -> Ledger:
    """Reads a `ledger.json`, and makes sure that it is whole.

    Raises:
        NotWhole: it is none, or an entry of it is not as it was sealed.
    """
    try:
        whole = json.loads(data)
        version, listed = whole["format"], whole["entries"]
    except (ValueError, RecursionError):
        raise NotWhole("is no JSON") from None
    except (TypeError, KeyError):
        raise NotWhole("has no format and no entries") from None
    if type(version) is int and version > FORMAT:
        raise NotWhole(f"is of format {version}, which this version of the portal cannot read")
    if type(version) is not int or version != FORMAT or not isinstance(listed, list):
        raise NotWhole("is of no format that there is")
    if not listed:
        raise NotWhole("is empty")
    entries = tuple(_entry(number, said) for number, said in enumerate(listed, 1))
    _check(entries)
    return Ledger(entries)


def _entry(number: int, said: Any) -> Entry:
    keys = {"number": int, "date": str, "facts": str, "previous": str, "hash": str}
    if not isinstance(said, dict) or said.keys() != keys.keys():
        raise NotWhole(f"says something else in entry {number} than an entry says")
    typed = all(type(said[key]) is kind for key, kind in keys.items())
    if not typed or not _HASH.fullmatch(said["facts"]) or not is_day(said["date"]):
        raise NotWhole(f"says something else in entry {number} than an entry says")
    return Entry(said["number"], said["date"], said["facts"], said["previous"], said["hash"])


def is_day(text: str) -> bool:
    """Whether a text is a date, YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _check(entries: tuple[Entry, ...]) -> None:
    previous, day = START, ""
    for number, entry in enumerate(entries, 1):
        if entry.number != number:
            raise NotWhole(f"has the number {entry.number} where entry {number} belongs")
        if entry.previous != previous:
            raise NotWhole(f"breaks at entry {number}: it does not follow the one before it")
        if not entry.is_sealed:
            raise NotWhole(f"was changed in entry {number}: its hash is not that of what it says")
        if entry.day < day:
            raise NotWhole(f"goes back in time at entry {number}")
        previous, day = entry.hash, entry.day


def departure(old: Ledger, new: Ledger) -> str | None:
    """Where a ledger does not go on from an older one; None where it does.

    Args:
        old: the one that was kept.
        new: the one of today.
    """
    for before, after in zip(old.entries, new.entries, strict=False):
        if before != after:
            return f"differs from entry {before.number} on, of {before.day}"
    if len(new.entries) < len(old.entries):
        missing = len(old.entries) - len(new.entries)
        return f"ends early: the last {missing} of {len(old.entries)} entries are missing"
    return None
