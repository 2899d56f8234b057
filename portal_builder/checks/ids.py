"""Ids are unique, and what refers to a record finds it."""

from __future__ import annotations

from bisect import bisect
from difflib import SequenceMatcher

from portal_builder.checks.subject import Subject
from portal_builder.errors import Problem
from portal_builder.model.facts import Found, Path
from portal_builder.model.types import Reference
from portal_builder.salvage import written
from portal_builder.wording import COMPARED

_Order = tuple[str, int, str]


def check(subject: Subject) -> None:
    """Every id stands once; every reference names a record of the right kind, and no draft."""
    _check_unique(subject)
    suggestions = _Suggestions(subject)
    for found in subject.found:
        if isinstance(found.marker, Reference):
            _check_reference(subject, found, found.marker, suggestions)


def _check_unique(subject: Subject) -> None:
    highest: dict[str, int] = {}
    for name in subject.known:
        prefix, number, _ = _order(name)
        highest[prefix] = max(number, highest.get(prefix, 0))
    for name, record in subject.written_ids:
        first = subject.known[name]
        if first is record:
            continue
        place = subject.read.written_place((*first.path, "id"))
        prefix = _order(name)[0]
        highest[prefix] += 1
        subject.add(
            Problem(
                subject.read.written_place((*record.path, "id")),
                f"the id {name} is taken: {place.path}:{place.line}:{place.column} has it",
                f"give this {record.noun} an id of its own, such as {prefix}-{highest[prefix]}",
            )
        )


def _check_reference(
    subject: Subject, found: Found, reference: Reference, suggestions: _Suggestions
) -> None:
    named, wanted = subject.known.get(found.value), _wanted(reference)
    if named is None:
        # A record of an unreadable file, or of a section that could not be read, may have it.
        if subject.known_is_all:
            subject.error(
                found.path,
                f"there is no {wanted} {found.value}",
                suggestions.nearest(found, reference),
            )
    elif reference.kinds and named.noun not in reference.kinds:
        subject.error(
            found.path,
            f"{found.value} is {_article(named.noun)}, but this key takes {_article(wanted)}",
            suggestions.nearest(found, reference),
        )
    elif named.draft and not found.draft:
        subject.error(
            found.path,
            f"{found.value} is a draft, so a published entry cannot refer to it",
            f"publish {found.value}, make this a draft too, or take the reference away",
        )


class _Suggestions:
    """Finds the id that was probably meant: the most similar, of several the nearest number."""

    def __init__(self, subject: Subject) -> None:
        self._known = subject.known
        self._read = subject.read
        self._owners = {record.path: name for name, record in subject.known.items()}
        self._sorted: dict[tuple[tuple[str, ...], bool], list[_Order]] = {}

    def nearest(self, found: Found, reference: Reference) -> str:
        """The remedy for a reference that names nothing, or the wrong kind of record."""
        wanted = _order(found.value)
        candidates = self._candidates(reference.kinds, found.draft)
        at = bisect(candidates, wanted)
        matcher = SequenceMatcher(b=found.value)

        owner = self._owner(found.path)

        def likeness(candidate: _Order) -> tuple[bool, float, int]:
            matcher.set_seq1(candidate[2])
            return candidate[2] != owner, matcher.ratio(), -abs(candidate[1] - wanted[1])

        beside = candidates[max(at - COMPARED // 2, 0) : at + COMPARED // 2]
        close = max((c for c in beside if c != wanted), key=likeness, default=None)
        if close is None:
            return f"add the {_wanted(reference)} first, or take the reference away"
        return f"did you mean {close[2]}?"

    def _owner(self, path: Path) -> str | None:
        """The record that a reference stands in: the last one that it can mean."""
        here = written(path, self._read.numbers)
        return self._owners.get(here[:2]) or self._owners.get(here[:3])

    def _candidates(self, kinds: tuple[str, ...], draft: bool) -> list[_Order]:
        """The ids of some kinds in their order; those of drafts only for a draft."""
        if (kinds, draft) not in self._sorted:
            self._sorted[kinds, draft] = sorted(
                _order(name)
                for name, record in self._known.items()
                if (not kinds or record.noun in kinds) and (draft or not record.draft)
            )
        return self._sorted[kinds, draft]


def _order(name: str) -> _Order:
    prefix, _, number = name.rpartition("-")
    return prefix, int(number) if number.isdecimal() else 0, name


def _wanted(reference: Reference) -> str:
    return " or ".join(reference.kinds) or "record"


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
