"""Lists then and now: which entries are the same, which were edited, which are new or gone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that is not as it was.

    Attributes:
        before: what it was; None where it is new.
        after: what it is; None where it is gone.
        at: its number in the list of today, from 0; None where it is gone.
    """

    before: Any
    after: Any
    at: int | None


def differing(before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    """The entries that differ, whatever their order; one that is gone is taken for one that is new."""
    matched = match(before, after, (lambda entry: entry,))
    gone, new = [before[i] for i in matched.gone], list(matched.new)
    for i, was in enumerate(gone):
        at = new[i] if i < len(new) else None
        yield Change(was, None if at is None else after[at], at)
    for at in new[len(gone) :]:
        yield Change(None, after[at], at)


@dataclass(frozen=True, slots=True)
class Matched(Generic[T]):
    """Which entries of two lists are the same.

    Attributes:
        pairs: entries then and now, and the number of the one now.
        gone: the numbers of those that are in the first list only.
        new: the numbers of those that are in the second list only.
    """

    pairs: list[tuple[T, T, int]]
    gone: list[int]
    new: list[int]


def match(
    before: Sequence[T], after: Sequence[T], keys: Sequence[Callable[[T], object]]
) -> Matched[T]:
    """Finds to each entry the one that it has become.

    Args:
        before: the entries then.
        after: the entries now.
        keys: two entries are the same where they have the same key, by the surest key first; each
            entry is matched once, and of several the first. What keys say is compared as `repr` does.
    """
    pairs: list[tuple[T, T, int]] = []
    gone, new = [*range(len(before))], [*range(len(after))]
    for key in keys:
        free: dict[str, deque[int]] = {}
        for at in new:
            free.setdefault(repr(key(after[at])), deque()).append(at)
        found = {i: places.popleft() for i in gone if (places := free.get(repr(key(before[i]))))}
        pairs += [(before[i], after[at], at) for i, at in found.items()]
        taken = {*found.values()}
        gone, new = [i for i in gone if i not in found], [at for at in new if at not in taken]
    return Matched(pairs, gone, new)
