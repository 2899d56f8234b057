"""What differs between two states of a client's record, whenever they were published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portal_builder.history.fields import Fields
from portal_builder.history.past import Published
from portal_builder.history.record import FieldChange, RecordChange, request_of

NOW = 0
"""Stands for the number of a revision where a difference is of none."""


def differences(before: Published, after: Published) -> Mapping[str, tuple[RecordChange, ...]]:
    """What differs, by project; under an empty id what belongs to the client itself.

    Args:
        before: the earlier state.
        after: the later one.
    """
    found = {"": tuple(_between("client", "", before.client, after.client))}
    for project in {**before.projects, **after.projects}:
        old, new = before.projects.get(project, {}), after.projects.get(project, {})
        found[project] = tuple(
            change
            for section in {**old, **new}
            for key in {**old.get(section, {}), **new.get(section, {})}
            for change in _between(
                section, key, old.get(section, {}).get(key, {}), new.get(section, {}).get(key, {})
            )
        )
    return {project: changes for project, changes in found.items() if changes}


def _between(section: str, key: str, before: Fields, after: Fields) -> Iterator[RecordChange]:
    changed = tuple(
        FieldChange(name, before.get(name), after.get(name))
        for name in sorted({**before, **after})
        if before.get(name) != after.get(name)
    )
    if changed:
        request = request_of(changed)
        yield RecordChange(NOW, section, key, changed, not before, not after, request)
