"""How many items were agreed to be in scope, revision by revision."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from portal_builder.history.record import Held, ProjectHistory

Fields = Mapping[str, Held]


def scope_count(project: ProjectHistory) -> tuple[tuple[int, int], ...]:
    """The course of the number of items in scope; nothing of a project without scope.

    What a change adds counts once that is approved, and what one removes until then.
    """
    items: dict[str, Fields] = {}
    changes: dict[str, Fields] = {}
    course: list[tuple[int, int]] = []
    for number, steps in groupby(project.retold(), key=lambda step: step[0].revision):
        for change, record in steps:
            kept = {"scope.items": items, "changes": changes}.get(change.section)
            if kept is not None and change.is_gone:
                kept.pop(change.key, None)
            elif kept is not None:
                kept[change.key] = record
        count = sum(_is_in(item, changes) for item in items.values())
        if (items or course) and (not course or course[-1][1] != count):
            course.append((number, count))
    return tuple(course)


def _is_in(item: Fields, changes: Mapping[str, Fields]) -> bool:
    added, removed = (item.get(key) for key in ("added_by", "removed_by"))
    if item["status"] == "removed" or _is_approved(removed, changes):
        return False
    return added is None or _is_approved(added, changes)


def _is_approved(name: Held, changes: Mapping[str, Fields]) -> bool:
    return isinstance(name, str) and changes.get(name, {}).get("status") == "approved"
