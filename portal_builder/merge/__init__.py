"""Facts and figures → merged pages: what a reader sees, before it is rendered."""

from __future__ import annotations

from collections.abc import Mapping

from portal_builder.figures.values import Figures
from portal_builder.formats import Formats, parse_locale, zone
from portal_builder.merge.project import project_pages
from portal_builder.merge.records import Reading
from portal_builder.merge.templates import Templates
from portal_builder.model.facts import ClientFacts, ExtraPage
from portal_builder.provider import Publisher
from portal_builder.site import Colors, MergedSite, Page, SearchEntry

__all__ = ["Templates", "merge"]


def merge(
    client: ClientFacts,
    figures: Mapping[str, Figures],
    *,
    data: bytes,
    templates: Templates,
    publisher: Publisher,
) -> MergedSite:
    """Makes a client's whole site from its published facts.

    Args:
        client: the facts, without any draft.
        figures: the figures of each project, by its id.
        data: the content of `data.json`.
        templates: page templates, components and words.
        publisher: who publishes, and where.
    """
    who = client.client
    locale = parse_locale(who.locale) or parse_locale("en")
    place = zone(who.timezone) or zone("UTC")
    assert locale is not None
    assert place is not None
    formats = Formats(locale, place, who.currency)
    pages: list[Page] = []
    for name, facts in client.projects:
        reading = Reading(facts, formats, templates, name if client.several else "")
        pages += project_pages(reading, figures[name])
    if client.several:
        pages.insert(0, _all_projects(client, templates))
    pages += [_extra(page, client, formats, templates) for page in client.pages]
    lone = client.projects[0][1].project if len(client.projects) == 1 else None
    colors = Colors(who.colors.primary, who.colors.accent) if who.colors else None
    return MergedSite(
        slug=client.slug,
        site_name=who.name,
        pages=tuple(pages),
        files={**publisher.files, **client.assets, "data.json": data},
        language=str(locale).replace("_", "-"),
        direction="rtl" if locale.text_direction == "rtl" else "ltr",
        logo=who.logo,
        colors=colors,
        provider=publisher.provider,
        site_url=publisher.address(client.slug),
        notice=f"{templates.word('overview.as_of')} {formats.day(lone.as_of)}" if lone else "",
        project_name=lone.name if lone else "",
    )


def _extra(page: ExtraPage, client: ClientFacts, formats: Formats, templates: Templates) -> Page:
    reading = Reading(client.projects[0][1], formats, templates, "")
    root = f"../{client.projects[0][0]}/" if client.several else "../"
    text = reading.rich(page.source, root)
    title = page.name.replace("-", " ").capitalize()
    slot = templates.component("prose.html", text=text)
    found = (SearchEntry("", title, page.source),)
    return Page(page.name, title, templates.page("extra", title=title), (slot,), found, "more")


def _all_projects(client: ClientFacts, templates: Templates) -> Page:
    links = [(f"{name}/", facts.project.name) for name, facts in client.projects]
    title = templates.word("page.projects")
    return Page(
        "",
        title,
        templates.page("projects", title=title),
        (templates.component("links.html", links=links),),
    )
