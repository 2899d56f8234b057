"""The overview: how it stands, what waits on you, what comes next, the money, what changed."""

from __future__ import annotations

from markupsafe import Markup

from portal_builder.merge.cards import Fact, card, draw_cards
from portal_builder.merge.content import Content
from portal_builder.merge.figures import draw_figures
from portal_builder.merge.reading import Reading
from portal_builder.merge.recent import recent
from portal_builder.merge.sections.budget import budget_notes
from portal_builder.merge.sections.money import money, spent_of_agreed
from portal_builder.merge.sections.schedule import figures_of, moved, schedule_notes, state
from portal_builder.merge.sections.since import since
from portal_builder.merge.sections.updates import both_sides, dated
from portal_builder.merge.verdict import verdict
from portal_builder.merge.waiting import waiting
from portal_builder.merge.words import NOTHING
from portal_builder.model.schedule import Milestone
from portal_builder.site import SearchEntry

_NEXT = 3
_WAITING = 5
# What matters most by what was agreed on; a figure that cannot be given is left out.
_FIGURES = {
    "fixed_price": (
        *("budget.eac", "budget.percent_complete", "schedule.forecast_end"),
        *("schedule.on_time", "issues.open"),
    ),
    "time_and_materials": (
        *("budget.ac", "budget.spending.rate", "budget.eac"),
        *("budget.percent_complete", "schedule.forecast_end"),
    ),
    "retainer": (
        *("budget.retainer.balance", "issues.open"),
        *("issues.median_response_hours", "issues.waiting_on_client"),
    ),
}


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
            "waiting": _tile(reading, "waiting", _waiting(reading), "decisions"),
            "next": _tile(reading, "next", _next(reading), "schedule"),
            "money": _tile(reading, "money", money(reading), "budget"),
            "figures": _tile(reading, "figures", _figures(reading)),
            "since": since(reading),
            "recent": _tile(
                reading, "recent", component("recent", events=recent(reading)), "changes"
            ),
            "update": _tile(reading, "update", _update(reading), "updates"),
            "summary": reading.rich(project.summary, 3) if project.summary else Markup(),
            "links": _links(reading),
            "about": draw_cards(reading, [about]),
        },
        (SearchEntry("", project.name, about.search.text),),
    )


def summary(reading: Reading) -> dict[str, object]:
    """What stands of a project beside the client's others: how it is, what waits, what comes."""
    words, facts = reading.words, []
    if asked := len(waiting(reading)):
        facts.append(Fact(words("overview.waiting"), reading.number(asked)))
    if milestones := coming(reading)[:1]:
        day, title = moved(reading, milestones[0], "due"), reading.titled(milestones[0].id)
        facts.append(Fact(words("overview.next"), day + " " + title))
    if spent := spent_of_agreed(reading):
        facts.append(Fact(words("overview.money"), spent))
    return {
        "address": reading.up,
        "name": reading.facts.project.name,
        "verdict": verdict(reading),
        "facts": facts,
    }


def _tile(reading: Reading, name: str, html: Markup, page: str = "") -> Markup:
    """One answer under its question, which leads to the page with the next; nothing of nothing."""
    if not html:
        return NOTHING
    address = f"{reading.up}{page}/" if page in reading.pages else ""
    return reading.templates.component(
        "tile", key=name, title=reading.words(f"overview.{name}"), address=address, html=html
    )


def _waiting(reading: Reading) -> Markup:
    entries = waiting(reading)
    first, further = entries[:_WAITING], entries[_WAITING:]
    more = reading.count("waiting.further", len(further))
    return reading.templates.component("waiting", first=first, further=further, more=more)


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


def _figures(reading: Reading) -> Markup:
    contract = reading.facts.project.contract
    keys = _FIGURES[contract.type if contract else "fixed_price"]
    notes = {**budget_notes(reading), **schedule_notes(reading)}
    return draw_figures(reading, keys, notes)


def _update(reading: Reading) -> Markup:
    entries = dated(reading)
    if not entries:
        return Markup()
    anchor, update = entries[0]
    address = Markup('<a href="{}updates/#{}">{}</a>').format(reading.up, anchor, update.title)
    return reading.templates.component(
        "update",
        title=address,
        day=reading.day(update.on),
        sides=both_sides(reading, update, 3),
        summary=reading.rich(update.summary) if update.summary else Markup(),
    )


def _links(reading: Reading) -> Markup:
    shown = Markup('{} <span class="quiet"><bdi dir="ltr">{}</bdi></span>')
    links = [
        shown.format(reading.link(link.url, link.title), link.url)
        for link in reading.facts.project.links
    ]
    return reading.templates.component("links", links=links) if links else Markup()
