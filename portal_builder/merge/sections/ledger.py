"""A check of the ledger in the reader's browser: is a head that was noted still part of the record?"""

from __future__ import annotations

from markupsafe import Markup

from portal_builder.merge.reading import Reading

SHOWN = 16
"""How many characters of each head stand on the page, for a browser that cannot read the ledger."""


def ledger_check(reading: Reading) -> Markup:
    """The HTML of the check; nothing on the pages of one of several projects, whose client has it."""
    entries = reading.retold.ledger
    if reading.prefix or not entries:
        return Markup()
    words, file = reading.words, reading.file("ledger.json")
    return reading.templates.component(
        "ledger",
        address=file,
        heads=" ".join(entry.hash[:SHOWN] for entry in entries),
        about=words("ledger.about", head=entries[-1].hash),
        without=words("ledger.without", ledger=reading.file_link("ledger.json")),
        revision=Markup("<a data-revision></a>"),
        number=Markup("<span data-number></span>"),
        computed=reading.count("ledger.computed", len(entries)),
    )
