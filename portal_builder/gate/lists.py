"""Lists then and now: which entries are the same, which were edited, which are new or gone."""

from __future__ import annotations

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
    matched = match(before, after, (lambda a, b: bool(a == b),))
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
    before: Sequence[T], after: Sequence[T], alike: Sequence[Callable[[T, T], bool]]
) -> Matched[T]:
    """Finds to each entry the one that it has become.

    Args:
        before: the entries then.
        after: the entries now.
        alike: what tells that two are the same, the surest first; each entry is matched once.
    """
    pairs: list[tuple[T, T, int]] = []
    gone, new = [*range(len(before))], [*range(len(after))]
    for is_alike in alike:
        for i in [*gone]:
            at = next((n for n in new if is_alike(before[i], after[n])), None)
            if at is not None:
                pairs.append((before[i], after[at], at))
                gone.remove(i)
                new.remove(at)
    return Matched(pairs, gone, new)
