"""The feed: what happened in a client's projects, for those who follow it (Atom, RFC 4287).

One entry per update, approved or rejected change, taken decision and incident, the newest first. An
entry is known by client, project and record alone, so that no edit makes it a new one. Links are
relative, so that the site may stand anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pydantic import BaseModel

from portal_builder.merge.cards import card
from portal_builder.merge.naming import authority, tag
from portal_builder.merge.reading import Reading
from portal_builder.merge.sections.updates import dated
from portal_builder.model.facts import ClientFacts
from portal_builder.model.updates import Update
from portal_builder.site import FEED, Provider

MOST = 30
VOCABULARY = (
    "feed xmlns http://www.w3.org/2005/Atom id title link rel alternate self href type text html "
    "application/atom+xml updated author name category term entry content tag"
)
"""What every feed says, whoever it is for: no one's secret."""

# What XML 1.0 has no way to write.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    Attributes:
        reading: the project, read from where the feed stands.
        name: the record's id; for an update its anchor.
        day: the day it is known by.
        title: plain text.
        address: the record's, from where the feed stands.
        record: what is told of it.
    """

    reading: Reading
    name: str
    day: date
    title: str
    address: str
    record: BaseModel


def feed(client: ClientFacts, readings: Sequence[Reading], provider: Provider | None) -> bytes:
    """The feed of a client's site, in UTF-8.

    Args:
        client: whose site it is.
        readings: its projects, each read from the root of the site.
        provider: who publishes it.
    """
    host, first = authority(provider), readings[0]
    found = [entry for reading in readings for entry in _entries(reading)]
    newest = sorted(found, key=lambda entry: -entry.day.toordinal())[:MOST]
    zone = first.formats.zone
    year = min(reading.facts.project.started_on.year for reading in readings)
    root = Element(
        "feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": first.words.language}
    )
    _say(root, "id", tag(host, year, client.slug))
    _say(root, "title", _title(client, readings))
    last = newest[0].day if newest else max(reading.as_of for reading in readings)
    _say(root, "updated", moment(last, zone))
    _say(SubElement(root, "author"), "name", provider.name if provider else client.client.name)
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": FEED})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": "./"})
    for entry in newest:
        _write(SubElement(root, "entry"), client, entry, host)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _title(client: ClientFacts, readings: Sequence[Reading]) -> str:
    name = client.client.name
    return name if client.several else f"{name} – {readings[0].facts.project.name}"


def _write(element: Element, client: ClientFacts, entry: Entry, host: str) -> None:
    reading = entry.reading
    project, year = reading.prefix or "main", reading.facts.project.started_on.year
    _say(element, "id", tag(host, year, client.slug, project, entry.name))
    _say(element, "title", f"{_project(reading)}{entry.title}")
    _say(element, "updated", moment(entry.day, reading.formats.zone))
    link = {"rel": "alternate", "type": "text/html", "href": entry.address}
    SubElement(element, "link", link)
    if client.several:
        SubElement(element, "category", {"term": reading.facts.project.name})
    _say(element, "content", _content(entry), type="html")


def _project(reading: Reading) -> str:
    return f"{reading.facts.project.name}: " if reading.prefix else ""


def _content(entry: Entry) -> str:
    shown = card(entry.reading, entry.record, skip=("on",))
    seal = _seal(entry.reading, entry.record) if isinstance(entry.record, Update) else ""
    return str(entry.reading.templates.component("entry", card=shown, seal=seal))


def _seal(reading: Reading, update: Update) -> str:
    """The head of the ledger when the update, or another of its day, was last told anew.

    It is never another one later, so that whoever follows the feed keeps heads to check.
    """
    retold, day = reading.retold, update.on.isoformat()
    told = [
        line.revision
        for line in retold.lines
        if line.section == "updates" and line.key.partition("+")[0] == day
    ]
    if not told:
        return ""
    last = max(told, key=lambda revision: revision.number)
    head, day = retold.ledger[last.number - 1].hash, reading.formats.day(last.day, "long")
    return reading.words.plain("site.record", number=last.number, day=day, head=head)


def _say(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = _FORBIDDEN.sub("", text)


def moment(day: date, zone: tzinfo) -> str:
    """The beginning of a day in a time zone, with its offset to the minute (RFC 3339)."""
    offset = datetime.combine(day, time(), zone).utcoffset() or timedelta()
    minutes = int(offset.total_seconds() / 60)
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"{day.isoformat()}T00:00:00{sign}{hours:02d}:{rest:02d}"


def _entries(reading: Reading) -> Iterator[Entry]:
    """What is told of a project; of one day the update first."""
    words, facts = reading.words, reading.facts
    for anchor, update in dated(reading):
        address = f"{reading.up}updates/#{anchor}"
        yield Entry(reading, anchor, update.on, update.title, address, update)
    for change in facts.changes:
        if change.status in ("approved", "rejected") and change.decided_on:
            title = words.plain(f"feed.{change.status}", title=change.title)
            yield _of(reading, change.id, change.decided_on, title)
    for decision in facts.decisions:
        if decision.state != "proposed":
            # A decision that names no day is older than anything that does.
            day = decision.decided_on or facts.project.started_on
            title = words.plain(f"feed.{decision.state}", title=decision.title)
            yield _of(reading, decision.id, day, title)
    for incident in facts.incidents:
        title = words.plain("feed.incident", title=incident.title)
        yield _of(reading, incident.id, reading.day_of(incident.detected_at), title)


def _of(reading: Reading, name: str, day: date, title: str) -> Entry:
    return Entry(reading, name, day, title, reading.addresses[name], reading.records[name])
