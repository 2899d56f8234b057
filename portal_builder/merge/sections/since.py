"""What is new since a reader's last visit, of which only the reader's browser knows.

The newest changes stand on the overview, hidden; a script shows those that came after the visit.
"""

from __future__ import annotations

from itertools import chain, islice

from markupsafe import Markup

from portal_builder.history.record import Revision
from portal_builder.merge.reading import Reading
from portal_builder.merge.sections.history import Item, newest

MOST = 12
"""How many changes stand on the page; to all others a link leads."""


def since(reading: Reading) -> Markup:
    """The tile on the overview; nothing without a history."""
    retold = reading.retold
    if not retold.lines:
        return Markup()
    told = newest(reading, retold.lines)
    found = chain.from_iterable(
        ((each.revision, item) for item in _that_matter([*each.first, *each.further]))
        for each in told
    )
    return reading.templates.component(
        "since",
        entries=[_entry(reading, *entry) for entry in islice(found, MOST)],
        record="/".join((retold.ledger[0].hash[:16], reading.prefix)),
        last=max((line.revision for line in retold.lines), key=lambda revision: revision.number),
        address=f"{reading.up}history/",
        visit=Markup("<span data-visit></span>"),
    )


def _that_matter(items: list[Item]) -> list[Item]:
    """What is about the project as a whole, such as the day of its facts, comes last."""
    return sorted(items, key=lambda item: item.page == "overview")


def _entry(reading: Reading, revision: Revision, item: Item) -> dict[str, object]:
    day = reading.day(revision.day, "short")
    return {"revision": revision, "day": day, "text": item.text}
