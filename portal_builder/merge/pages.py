"""The pages of a site: those of each project, and those beside them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from markupsafe import Markup

from portal_builder import prose
from portal_builder.merge.cards import Fact
from portal_builder.merge.content import Content
from portal_builder.merge.downloads import Downloads
from portal_builder.merge.reading import Reading
from portal_builder.merge.retelling import Retelling, Retold
from portal_builder.merge.sections import (
    MAIN,
    SECTIONS,
    history,
    overview,
    pointers,
    since,
    summary,
)
from portal_builder.merge.verdict import verdict
from portal_builder.model.client import Client
from portal_builder.model.facts import ClientFacts, ExtraPage, Facts
from portal_builder.site import NavGroup, Page, SearchEntry

# As many characters of a description as previews show.
_DESCRIBED = 200


def all_pages(
    client: ClientFacts, readings: list[Reading], retelling: Retelling, downloads: Downloads
) -> list[Page]:
    """Every page of a client's site, the first one first.

    Args:
        client: the facts.
        readings: its projects.
        retelling: what the client was told before.
        downloads: the files that pages lead to.
    """
    pages = [page for reading in readings for page in _project(reading, client, downloads)]
    if client.several:
        pages.insert(0, _projects(readings, retelling, client, downloads))
        pages += _every_change(readings, retelling, downloads)
    return pages + [_extra(page, readings, client) for page in client.pages]


def notice(reading: Reading) -> str:
    """As of when the facts of a project hold."""
    return reading.words.plain("site.as_of", day=reading.formats.day(reading.as_of, "long"))


def _project(reading: Reading, client: ClientFacts, downloads: Downloads) -> list[Page]:
    """The overview and a page for every section that has data."""
    below = reading.at("../")
    made = ((name, section(below)) for name, section in SECTIONS.items())
    contents = {name: content for name, content in made if content is not None}
    first = overview(replace(reading, pages=frozenset(contents)))
    site = Markup() if client.several else _about_site(reading, client.client)
    blocks = Content({**first.blocks, "site": site}, first.search)
    pages = [_page(reading, "overview", reading.facts.project.name, blocks, downloads)]
    for name, content in contents.items():
        title = reading.words.plain(f"page.{name}")
        found = (SearchEntry("", title, ""), *content.search)
        pages.append(_page(below, name, title, Content(content.blocks, found), downloads))
    return pages


def _page(
    reading: Reading, name: str, heading: str, content: Content, downloads: Downloads
) -> Page:
    own = "" if name == "overview" else name
    title = reading.words.plain(f"page.{name}")
    path = "/".join(part for part in (reading.prefix, own) if part)
    markdown, slots = reading.templates.page(name, heading, content.blocks)
    nav: NavGroup = "main" if not own or own in MAIN else "more"
    return Page(
        path=path,
        title=title,
        markdown=markdown,
        slots=slots,
        search=content.search,
        nav=nav,
        project=reading.prefix,
        project_title=reading.facts.project.name if reading.prefix else "",
        description=_description(reading, "" if name == "overview" else title),
        downloads=downloads.of(reading, name),
        notice=notice(reading),
    )


def _description(reading: Reading, page: str) -> str:
    """What a preview says of a page: of the overview, how the project stands."""
    told = f"{page} – {reading.facts.project.name}"
    if not page:
        found = verdict(reading)
        told = found.reason.striptags()
        if found.state:
            state = found.state.striptags()
            told = reading.words.plain("text.pair", name=state, value=told)
    told = told if len(told) <= _DESCRIBED else f"{told[: _DESCRIBED - 1]}…"
    return f"{told} ({notice(reading)})"


def _about_site(reading: Reading, who: Client) -> Markup:
    """How the site is written: whose it is, and in which notation."""
    words = reading.words
    notation = f"{reading.formats.notation(words.locale)} ({who.locale})"
    written = {
        "client": who.name,
        "short_name": who.short_name,
        "locale": notation,
        "timezone": who.timezone,
        "currency": who.currency,
    }
    facts = [
        Fact(words(f"site.{key}"), words("site.value", value=v)) for key, v in written.items() if v
    ]
    return reading.templates.component("facts", facts=facts)


def _projects(
    readings: list[Reading], retelling: Retelling, client: ClientFacts, downloads: Downloads
) -> Page:
    templates, words = readings[0].templates, readings[0].words
    entries = [summary(reading.at(f"{reading.prefix}/")) for reading in readings]
    title = words.plain("page.projects")
    blocks = {
        "projects": templates.component("projects", entries=entries),
        "since": since(_beside(readings, retelling, "")),
        "site": _about_site(readings[0], client.client),
    }
    markdown, slots = templates.page("projects", client.client.name, blocks)
    return Page(
        "",
        title,
        markdown,
        slots,
        (SearchEntry("", client.client.name, ""),),
        downloads=downloads.of(readings[0], "projects"),
    )


def _every_change(
    readings: list[Reading], retelling: Retelling, downloads: Downloads
) -> list[Page]:
    """The history of a client with several projects."""
    reading = _beside(readings, retelling, "../")
    content = history(reading)
    title = reading.words.plain("page.history")
    return [_page(reading, "history", title, content, downloads)] if content else []


def _beside(readings: list[Reading], retelling: Retelling, up: str) -> Reading:
    """A client with several projects, read for what is beside them.

    It tells the history of all but them, and where theirs stands.
    """
    lines = [*retelling.beside([reading.prefix for reading in readings])]
    for reading in readings:
        lines += pointers(reading.at(f"{up}{reading.prefix}/"))
    first = readings[0]
    return replace(
        first.at(up),
        facts=Facts.model_construct(project=first.facts.project),  # ids mean none of several
        prefix="",
        retold=Retold(tuple(lines), first.retold.revisions, ledger=retelling.entries),
    )


def _extra(page: ExtraPage, readings: list[Reading], client: ClientFacts) -> Page:
    reading = readings[0].at("../")
    title, source = prose.split_title(page.source)
    title = title or page.name.replace("-", " ").capitalize()
    # Ids are unique within a project only: among several, none can be meant.
    records = {} if client.several else reading.addresses
    assets = {name: f"../{quote(name)}" for name in client.assets}
    made = prose.convert(source, records=records, assets=assets, heading_level=2)
    markdown, slots = reading.templates.page("extra", title, {"text": reading.authored(made.html)})
    entries = (SearchEntry("", title, made.text),)
    return Page(page.name, title, markdown, slots, entries, "more")
