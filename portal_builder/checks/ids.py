"""Ids are unique, and what refers to a record finds it."""

from __future__ import annotations

import difflib

from portal_builder.checks.subject import Subject
from portal_builder.errors import Problem
from portal_builder.model.facts import Found
from portal_builder.model.types import Reference


def check(subject: Subject) -> None:
    """Every id stands once; every reference names a record of the right kind, and no draft."""
    _check_unique(subject)
    for found in subject.found:
        if isinstance(found.marker, Reference):
            _check_reference(subject, found, found.marker)


def _check_unique(subject: Subject) -> None:
    for name, record in subject.written_ids:
        first = subject.known[name]
        if first is record:
            continue
        place = subject.read.written_place((*first.path, "id"))
        subject.problems.append(
            Problem(
                subject.read.written_place((*record.path, "id")),
                f"the id {name} is taken: {place.path}:{place.line} has it",
                f"give this {record.noun} an id of its own, such as {_free(subject, name)}",
            )
        )


def _free(subject: Subject, name: str) -> str:
    prefix = name.rpartition("-")[0]
    numbers = [
        int(n)
        for p, _, n in (k.rpartition("-") for k in subject.known)
        if p == prefix and n.isdecimal()
    ]
    return f"{prefix}-{max(numbers, default=0) + 1}"


def _check_reference(subject: Subject, found: Found, reference: Reference) -> None:
    named = subject.known.get(found.value)
    wanted = " or ".join(reference.kinds) or "record"
    if named is None:
        subject.error(
            found.path,
            f"there is no {wanted} {found.value}",
            _nearest(subject, found.value, reference),
        )
    elif reference.kinds and named.noun not in reference.kinds:
        subject.error(
            found.path,
            f"{found.value} is {_article(named.noun)}; here belongs {_article(wanted)}",
            _nearest(subject, found.value, reference),
        )
    elif named.draft and not found.draft:
        subject.error(
            found.path,
            f"{found.value} is a draft, so a published entry cannot refer to it",
            f"publish {found.value}, make this a draft too, or take the reference away",
        )


def _nearest(subject: Subject, name: str, reference: Reference) -> str:
    candidates = [
        k
        for k, r in subject.known.items()
        if k != name and (not reference.kinds or r.noun in reference.kinds)
    ]
    close = difflib.get_close_matches(name, candidates, 1, 0.0)
    wanted = " or ".join(reference.kinds) or "record"
    return (
        f"did you mean {close[0]}?"
        if close
        else f"add the {wanted} first, or take the reference away"
    )


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
