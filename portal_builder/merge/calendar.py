"""The calendar: the dates of a client's projects, to be taken into one's own (iCalendar, RFC 5545).

Milestones stand on the day they are expected or were reached, open decisions and actions on the day
they are due, meetings at their time. What is cancelled, settled or has no date is absent. An entry is
known by client, project and record alone, so that it moves with its date instead of doubling.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from portal_builder.merge.content import anchors
from portal_builder.merge.naming import authority, uid
from portal_builder.merge.reading import Reading
from portal_builder.model.facts import ClientFacts
from portal_builder.model.schedule import Meeting, Milestone
from portal_builder.site import Provider

if TYPE_CHECKING:
    from icalendar import Calendar
    from icalendar import Event as CalendarEvent

PATH = "calendar.ics"
VOCABULARY = (
    "BEGIN:VCALENDAR VERSION:2.0 PRODID:-//portal//calendar//EN NAME X-WR-CALNAME BEGIN:VEVENT UID "
    "REFRESH-INTERVAL;VALUE=DURATION:P1D SUMMARY DTSTART;VALUE=DATE DTEND DTSTAMP DESCRIPTION "
    "LOCATION URL CATEGORIES TRANSP:TRANSPARENT END:VEVENT END:VCALENDAR"
)
"""What every calendar says, whoever it is for: no one's secret."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the calendar.

    Attributes:
        reading: the project, read from the root of the site.
        name: the record's id; for a meeting its anchor.
        title: plain text.
        begins: a day, or the moment at which it begins.
        ends: the moment at which it ends; None for a day, or where that is not known.
        address: the record's, from the root of the site.
        notes: plain text, a paragraph each.
        place: where to meet; may be empty.
    """

    reading: Reading
    name: str
    title: str
    begins: date
    address: str
    ends: datetime | None = None
    notes: tuple[str, ...] = ()
    place: str = ""


def calendar(
    client: ClientFacts,
    readings: Sequence[Reading],
    provider: Provider | None,
    site_url: str | None,
) -> bytes | None:
    """The calendar of a client's site; None where there is no date to put into it.

    Args:
        client: whose site it is.
        readings: its projects, each read from the root of the site.
        provider: who publishes it.
        site_url: where the site will be published, ending in "/"; None: no entry has an address.
    """
    events = [event for reading in readings for event in _events(reading)]
    if not events:
        return None
    from icalendar import Calendar  # takes a while to load, and not every client has dates

    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//portal//calendar//EN")
    made.add("refresh-interval", timedelta(days=1), {"VALUE": "DURATION"})
    names = [client.client.name, *(() if client.several else (readings[0].facts.project.name,))]
    for key in ("name", "x-wr-calname"):
        _say(made, key, " – ".join(names))
    host = authority(provider)
    for event in events:
        made.add_component(_written(client, event, host, site_url))
    written: bytes = made.to_ical()
    return written


def _written(client: ClientFacts, event: Event, host: str, site_url: str | None) -> CalendarEvent:
    from icalendar import Event as CalendarEvent

    reading = event.reading
    made = CalendarEvent()
    _say(made, "uid", uid(host, event.name, reading.prefix or "main", client.slug))
    made.add("dtstamp", datetime.combine(reading.as_of, time(), UTC))
    made.add("dtstart", event.begins)
    if event.ends:
        made.add("dtend", event.ends)
    if not isinstance(event.begins, datetime):
        made.add("transp", "TRANSPARENT")  # a date to know of keeps nobody busy
    project = reading.facts.project.name
    _say(made, "summary", f"{event.title} ({project})" if client.several else event.title)
    _say(made, "categories", project)
    if event.notes:
        _say(made, "description", "\n\n".join(event.notes))
    if event.place:
        _say(made, "location", event.place)
    if site_url:
        made.add("url", site_url + event.address)
    return made


def _say(component: Calendar | CalendarEvent, key: str, text: str) -> None:
    from icalendar import vText

    component.add(key, vText(text))


def _events(reading: Reading) -> Iterator[Event]:
    schedule, named = reading.facts.schedule, anchors(reading)
    for milestone in schedule.milestones if schedule else ():
        yield from _milestone(reading, milestone)
    for meeting in schedule.meetings if schedule else ():
        anchor = named.of("meeting", reading.day_of(meeting.at).isoformat())
        yield from _meeting(reading, meeting, anchor)
    for decision in reading.facts.decisions:
        if decision.state == "proposed" and decision.needed_by:
            who = _who(reading, decision.waiting_on)
            notes = (*who, *_texts(reading, decision.context, decision.cost_of_delay))
            yield _due(reading, "decide", decision.id, decision.needed_by, notes)
    for action in reading.facts.actions:
        if action.done_on is None and action.due_on:
            who = _who(reading, action.party, action.assignee)
            notes = (*who, *_texts(reading, action.note))
            yield _due(reading, "act", action.id, action.due_on, notes)


def _due(reading: Reading, what: str, name: str, day: date, notes: tuple[str, ...]) -> Event:
    title = reading.words.plain(f"calendar.{what}", title=reading.title_of(name))
    return Event(reading, name, title, day, reading.addresses[name], notes=notes)


def _milestone(reading: Reading, milestone: Milestone) -> Iterator[Event]:
    figures = reading.figures.schedule
    found = figures.milestones.get(milestone.id) if figures else None
    if found is None or found.expected_on is None:
        return
    words = reading.words
    key = "calendar.reached" if found.state == "done" else "calendar.milestone"
    moved = reading.later(found.slip_days, "signed_date").striptags()
    state = " · ".join(filter(None, (words.plain(f"choice.{found.state}"), moved)))
    why = [slip.reason for slip in milestone.slips[-1:]]
    yield Event(
        reading,
        milestone.id,
        words.plain(key, title=milestone.title),
        found.expected_on,
        reading.addresses[milestone.id],
        notes=(state, *why, *_texts(reading, milestone.description)),
    )


def _meeting(reading: Reading, meeting: Meeting, anchor: str) -> Iterator[Event]:
    if meeting.held is False and reading.day_of(meeting.at) <= reading.as_of:
        return  # it was called off
    begins = meeting.at.astimezone(UTC).replace(microsecond=0)
    yield Event(
        reading,
        anchor,
        meeting.title,
        begins,
        f"{reading.up}schedule/#{anchor}",
        ends=begins + timedelta(minutes=meeting.minutes) if meeting.minutes else None,
        notes=_texts(reading, meeting.notes),
        place=meeting.link or "",
    )


def _texts(reading: Reading, *sources: str | None) -> tuple[str, ...]:
    return tuple(reading.prose(source).text for source in sources if source)


def _who(reading: Reading, party: str | None, name: str | None = None) -> tuple[str, ...]:
    """Whose turn it is, in one line; nothing where nobody is named."""
    told = name or (party and reading.words.plain(f"choice.{party}"))
    return (reading.words.plain("calendar.who", who=told),) if told else ()
