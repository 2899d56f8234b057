"""The overview: how it stands, what waits on you, what comes next, the money, what changed."""

from __future__ import annotations

from markupsafe import Markup

from portal_builder.merge.cards import card, draw_cards
from portal_builder.merge.content import Content
from portal_builder.merge.reading import Reading
from portal_builder.merge.recent import recent
from portal_builder.merge.sections.money import money
from portal_builder.merge.sections.schedule import figures_of, moved, state
from portal_builder.merge.sections.updates import both_sides, dated
from portal_builder.merge.verdict import verdict
from portal_builder.merge.waiting import waiting
from portal_builder.model.schedule import Milestone
from portal_builder.site import SearchEntry

_NEXT = 3


def overview(reading: Reading) -> Content:
    """The first page of a project."""
    project = reading.facts.project
    about = card(
        reading,
        project,
        anchor="about",
        title=project.name,
        state=reading.state("project", project.status) if project.status else Markup(),
        skip=("name", "status", "summary", "links"),
    )
    component = reading.templates.component
    return Content(
        {
            "verdict": component("verdict", verdict=verdict(reading)),
            "waiting": component("waiting", entries=waiting(reading), reading=reading),
            "next": _next(reading),
            "money": money(reading),
            "recent": component("recent", events=recent(reading)),
            "update": _update(reading),
            "summary": reading.rich(project.summary, 3) if project.summary else Markup(),
            "links": _links(reading),
            "about": draw_cards(reading, [about]),
        },
        (SearchEntry("", project.name, about.search.text),),
    )


def coming(reading: Reading) -> list[Milestone]:
    """The open milestones, the next one first; those without a date last."""
    schedule, found = reading.facts.schedule, []
    for milestone in schedule.milestones if schedule else ():
        figures = figures_of(reading, milestone)
        if figures and figures.state not in ("done", "cancelled"):
            date = figures.expected_on
            found.append(((date is None, date or reading.as_of), milestone))
    return [milestone for _, milestone in sorted(found, key=lambda entry: entry[0])]


def _next(reading: Reading) -> Markup:
    entries = [
        {
            "date": moved(reading, milestone, "due"),
            "title": reading.titled(milestone.id),
            "state": state(reading, milestone),
            "why": reading.text(milestone.slips[-1].reason) if milestone.slips else Markup(),
        }
        for milestone in coming(reading)[:_NEXT]
    ]
    return reading.templates.component("next", entries=entries) if entries else Markup()


def _update(reading: Reading) -> Markup:
    entries = dated(reading)
    if not entries:
        return Markup()
    anchor, update = entries[0]
    every = reading.facts.project.update_every_days
    address = Markup('<a href="{}updates/#{}">{}</a>').format(reading.up, anchor, update.title)
    return reading.templates.component(
        "update",
        title=address,
        day=reading.day(update.on),
        every=reading.count("update.every", every) if every else Markup(),
        sides=both_sides(reading, update),
        summary=reading.rich(update.summary) if update.summary else Markup(),
    )


def _links(reading: Reading) -> Markup:
    shown = Markup('{} <span class="quiet">{}</span>')
    links = [
        shown.format(reading.link(link.url, link.title), link.url)
        for link in reading.facts.project.links
    ]
    return reading.templates.component("links", links=links) if links else Markup()
