"""Which records refer to a record: the other end of every reference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from portal_builder.model.facts import Facts, records, walk
from portal_builder.model.types import Reference


def referring(facts: Facts) -> Mapping[str, tuple[str, ...]]:
    """Gives, by a record's id, the ids of the records that name it in a field, each once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for _, record, _ in records(facts):
        for value in walk(record):
            if isinstance(value.marker, Reference) and value.value != record.id:
                found[value.value][record.id] = None
    return {name: tuple(names) for name, names in found.items()}
