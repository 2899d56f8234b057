"""What differs between two states of a client's record, whenever they were published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from portal_builder.history.fields import Fields
from portal_builder.history.past import Published
from portal_builder.history.record import FieldChange, Held, RecordChange, Removed, request_of
from portal_builder.history.targets import Target, target

_Redacted = Sequence[tuple[Target, Removed]]

NOW = 0
"""Stands for the number of a revision where a difference is of none."""


def differences(before: Published, after: Published) -> Mapping[str, tuple[RecordChange, ...]]:
    """What differs, by project; under an empty id what belongs to the client itself.

    A value that a redaction of the later state takes out is not said: `Removed` stands for it.

    Args:
        before: the earlier state.
        after: the later one.
    """
    redacted = {project: _redacted(project, before, after) for project in after.projects}
    anywhere = [each for found in redacted.values() for each in found]
    found = {"": tuple(_between("client", "", before.client, after.client, anywhere))}
    for project in {**before.projects, **after.projects}:
        old, new = before.projects.get(project, {}), after.projects.get(project, {})
        found[project] = tuple(
            change
            for section in {**old, **new}
            for key in {**old.get(section, {}), **new.get(section, {})}
            for change in _between(
                section,
                key,
                old.get(section, {}).get(key, {}),
                new.get(section, {}).get(key, {}),
                redacted.get(project, ()),
            )
        )
    return {project: changes for project, changes in found.items() if changes}


def _redacted(project: str, before: Published, after: Published) -> _Redacted:
    """What the redactions take out that came between the two states."""
    old, new = (
        side.projects.get(project, {}).get("project.redactions", {}) for side in (before, after)
    )
    came = [entry for key, entry in new.items() if key not in old]
    named = [(target(str(entry["of"])), Removed(str(entry["why"]))) for entry in came]
    return [(found, removed) for found, removed in named if found]


def _between(
    section: str, key: str, before: Fields, after: Fields, redacted: _Redacted
) -> Iterator[RecordChange]:
    def held(name: str) -> Held:
        taken = (removed for named, removed in redacted if named.holds(section, key, name))
        value = before.get(name)
        return value if value is None else next(taken, value)

    changed = tuple(
        FieldChange(name, held(name), after.get(name))
        for name in sorted({**before, **after})
        if before.get(name) != after.get(name)
    )
    if changed:
        request = request_of(changed)
        yield RecordChange(NOW, section, key, changed, not before, not after, request)
