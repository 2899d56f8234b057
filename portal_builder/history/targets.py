"""Which fields a redaction's `of` names: `ISS-3.description`, `project.summary`, `team.email`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from portal_builder.history.fields import Entries, Group, Shape, sections

_RECORD = re.compile(r"[A-Z]+-[0-9]+")


@dataclass(frozen=True, slots=True)
class Target:
    """The fields that are named.

    Attributes:
        record: an id; empty for all records of a list, and for what a section says once.
        section: the list or the section; empty where the id says it.
        field: the field; with it go all that lie within it.
    """

    record: str
    section: str
    field: str

    def holds(self, section: str, key: str, name: str) -> bool:
        """Whether a field of a record is among them."""
        here = key == self.record if self.record else section == self.section
        return here and (name == self.field or name.startswith(f"{self.field}."))


def target(of: str) -> Target | None:
    """What a redaction's `of` names; None where it has no such form."""
    first, _, rest = of.partition(".")
    if _RECORD.fullmatch(first):
        return Target(first, "", rest) if rest else None
    for name in sorted(lists(), key=len, reverse=True):
        if of.startswith(f"{name}.") and of != f"{name}.":
            return Target("", name, of.removeprefix(f"{name}."))
    return None


@cache
def lists() -> Mapping[str, Group]:
    """Every list of records, and every section that says something once: what each holds."""
    found: dict[str, Group] = {}
    for name, shape in sections().items():
        if isinstance(shape, Entries):
            found[name] = shape.entry
        elif isinstance(shape, Group):
            found[name] = shape
            inner = shape.fields.items()
            found |= {f"{name}.{n}": s.entry for n, s in inner if isinstance(s, Entries)}
    return found


def unknown(group: Group, field: str) -> tuple[str, list[str]] | None:
    """The part of a field's name that a group does not hold, and what it holds; None of a known one.

    What tells entries within a field from each other is not looked at.
    """
    first, _, rest = field.partition(".")
    shape = group.fields.get(first)
    if shape is None or first == "id":
        return first, [name for name in group.fields if name != "id"]
    if isinstance(shape, Group) and rest:
        return unknown(shape, rest)
    return None if not rest or isinstance(shape, Entries) else (field, [first])


@cache
def keyed_by(section: str) -> tuple[str, ...]:
    """The fields of which the keys of a list's records are made."""
    name, _, inner = section.partition(".")
    shape: Shape | None = sections().get(name)
    if inner and isinstance(shape, Group):
        shape = shape.fields.get(inner)
    return shape.by if isinstance(shape, Entries) else ()
