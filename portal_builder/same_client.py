"""Which client's folder is which at two times: folders are renamed, exchanged and reused."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from portal_builder.history.past import Published

Read = Mapping[str, Published | None]
_Alike = Callable[[Published, Published], bool]


def paired(before: Read, after: Read) -> list[tuple[str, str]]:
    """Each client's folder then, and now; empty where it is gone.

    A folder of the same name and client is the same; else one of the same facts is, else one of the
    same client's name, else the one of the same name, else one that has most in common.

    Args:
        before: the folders then, by slug; None of those that cannot be read.
        after: those of today, likewise.
    """
    left, free = dict(before), dict(after)
    found = {s: s for s in left if s in free and _both(left[s], free[s], _has_name)}
    _take(found, left, free)
    for alike in (_is_equal, _has_name):
        found |= _alone(left, free, alike)
        _take(found, left, free)
    found |= {slug: slug for slug in left if slug in free}
    _take(found, left, free)
    found |= _alone(left, free, _has_most)
    _take(found, left, free)
    return [(slug, found.get(slug, "")) for slug in before]


def _take(
    found: Mapping[str, str],
    left: dict[str, Published | None],
    free: dict[str, Published | None],
) -> None:
    for slug, now in found.items():
        left.pop(slug, None)
        free.pop(now, None)


def _alone(left: Read, free: Read, alike: _Alike) -> dict[str, str]:
    """The folders that are alike, each with only one other."""
    matches = {slug: [now for now in free if _both(left[slug], free[now], alike)] for slug in left}
    taken = [now for others in matches.values() for now in others]
    return {
        slug: others[0]
        for slug, others in matches.items()
        if len(others) == 1 and taken.count(others[0]) == 1
    }


def _both(a: Published | None, b: Published | None, alike: _Alike) -> bool:
    return a is not None and b is not None and alike(a, b)


def _is_equal(a: Published, b: Published) -> bool:
    return a == b


def _has_name(a: Published, b: Published) -> bool:
    return a.client["name"] == b.client["name"]


def _has_most(a: Published, b: Published) -> bool:
    return 2 * len(a.marks & b.marks) > len(a.marks)
