"""Ids are unique, and what refers to a record finds it."""

from __future__ import annotations

import difflib
from bisect import bisect
from functools import cache, partial

from portal_builder.checks.subject import Subject
from portal_builder.errors import Problem
from portal_builder.model.facts import Found
from portal_builder.model.types import Reference
from portal_builder.model.written import PLAIN_LIMIT

COMPARED = 30


def check(subject: Subject) -> None:
    """Every id stands once; every reference names a record of the right kind, and no draft."""
    _check_unique(subject)
    candidates = cache(partial(_candidates, subject))
    for found in subject.found:
        if isinstance(found.marker, Reference):
            _check_reference(subject, found, candidates(found.marker.kinds))


def _check_unique(subject: Subject) -> None:
    free = _free_numbers(subject)
    for name, record in subject.written_ids:
        first = subject.known[name]
        if first is record:
            continue
        place = subject.read.written_place((*first.path, "id"))
        prefix = name.rpartition("-")[0]
        subject.add(
            Problem(
                subject.read.written_place((*record.path, "id")),
                f"the id {name} is taken: {place.path}:{place.line}:{place.column} has it",
                f"give this {record.noun} an id of its own, such as {prefix}-{free.get(prefix, 1)}",
            )
        )


def _free_numbers(subject: Subject) -> dict[str, int]:
    """The beginning of an id → the first number behind all that are taken."""
    free: dict[str, int] = {}
    for name in subject.known:
        prefix, _, number = name.rpartition("-")
        if number.isdecimal() and len(name) <= PLAIN_LIMIT:
            free[prefix] = max(free.get(prefix, 1), int(number) + 1)
    return free


def _candidates(subject: Subject, kinds: tuple[str, ...]) -> list[str]:
    """The ids that a key of these kinds could name, in order."""
    return sorted(k for k, r in subject.known.items() if not kinds or r.noun in kinds)


def _check_reference(subject: Subject, found: Found, candidates: list[str]) -> None:
    assert isinstance(found.marker, Reference)
    kinds, named = found.marker.kinds, subject.known.get(found.value)
    wanted = " or ".join(kinds) or "record"
    if named is None:
        what = f"there is no {wanted} {found.value}"
        subject.error(found.path, what, _nearest(found.value, candidates, wanted))
    elif kinds and named.noun not in kinds:
        what = f"{found.value} is {_article(named.noun)}; here belongs {_article(wanted)}"
        subject.error(found.path, what, _nearest(found.value, candidates, wanted))
    elif named.draft and not found.draft:
        subject.error(
            found.path,
            f"{found.value} is a draft, so a published entry cannot refer to it",
            f"publish {found.value}, make this a draft too, or take the reference away",
        )


def _nearest(name: str, candidates: list[str], wanted: str) -> str:
    at = bisect(candidates, name)
    # Comparing takes long; of very many ids those next to this one are enough.
    around = candidates[max(0, at - COMPARED) : at + COMPARED]
    close = difflib.get_close_matches(name, around, 1, 0.0)
    if close:
        return f"did you mean {close[0]}?"
    return f"add the {wanted} first, or take the reference away"


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
