"""Facts and figures → merged pages: what a reader sees, before it is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from markupsafe import Markup

from portal_builder import prose
from portal_builder.figures.values import Figures
from portal_builder.formats import Formats, parse_locale, zone
from portal_builder.history.record import NOTHING_TOLD, Told
from portal_builder.icons import icons
from portal_builder.merge import calendar, feed
from portal_builder.merge.cards import Fact
from portal_builder.merge.content import Content
from portal_builder.merge.differences import Sentences
from portal_builder.merge.downloads import Downloads, table_files
from portal_builder.merge.reading import Reading
from portal_builder.merge.retelling import Retelling, Retold
from portal_builder.merge.sections import MAIN, SECTIONS, history, overview, pointers, summary
from portal_builder.merge.templates import Templates
from portal_builder.merge.verdict import verdict
from portal_builder.model.client import Client
from portal_builder.model.facts import ClientFacts, ExtraPage, Facts
from portal_builder.numerals import asked_for
from portal_builder.provider import Publisher
from portal_builder.site import FEED, WORDS, Colors, MergedSite, NavGroup, Page, SearchEntry
from portal_builder.tabular import CsvTable

__all__ = ["Templates", "merge"]

# As many characters of a description as previews show.
_DESCRIBED = 200


def merge(
    client: ClientFacts,
    figures: Mapping[str, Figures],
    *,
    data: bytes,
    tables: tuple[CsvTable, ...] = (),
    templates: Templates,
    publisher: Publisher,
    told: Told = NOTHING_TOLD,
) -> MergedSite:
    """Makes a client's whole site from its published facts.

    Args:
        client: the facts, without any draft.
        figures: the figures of each project, by its id.
        data: the content of `data.json`.
        tables: the same as tables.
        templates: page templates, components and words.
        publisher: who publishes, and where.
        told: what the client was told before.
    """
    who = client.client
    formats = _formats(who)
    templates = templates.speaking(formats.locale)
    words = templates.words
    colors = Colors(who.colors.primary, who.colors.accent) if who.colors else None
    retelling = Retelling(told.history, Sentences(templates.words, formats), templates.words)
    readings = _readings(client, figures, formats, templates, retelling)
    files = _taken_along(client, readings, tables, publisher)
    downloads = Downloads(tables, dates=calendar.PATH in files)
    pages = [page for reading in readings for page in _project(reading, client, downloads)]
    if client.several:
        pages.insert(0, _projects(readings, client, downloads))
        pages += _beside(readings, retelling, downloads)
    pages += [_extra(page, readings, client) for page in client.pages]
    lone = readings[0] if len(readings) == 1 else None
    spoken = words.language == formats.locale.language
    language = _tag(formats) if spoken else words.language
    return MergedSite(
        slug=client.slug,
        site_name=who.name,
        pages=tuple(pages),
        files={
            **publisher.files,
            **client.assets,
            **files,
            **icons(colors),
            "data.json": data,
            **told.files,
        },
        language=language,
        direction=words.direction,
        text_language=_tag(formats),
        notation=f"{language}-u-nu-{formats.numerals.system}",
        logo=who.logo,
        colors=colors,
        provider=publisher.provider,
        site_url=publisher.address(client.slug),
        words=words.templates(WORDS),
        notice=_notice(lone) if lone else "",
        record=_record(told, formats, templates),
        project_name=lone.facts.project.name if lone else "",
        formatted=frozenset(formats.written),
    )


def _record(told: Told, formats: Formats, templates: Templates) -> str:
    """What the footer says of the record: how far it goes, and the hash that proves it."""
    if not told.history.revisions:
        return templates.words.plain("site.no_record")
    last = told.history.revisions[-1]
    day, head = formats.day(last.day, "long"), told.history.ledger.head
    return templates.words.plain("site.record", number=last.number, day=day, head=head)


def _formats(who: Client) -> Formats:
    locale = parse_locale(who.locale) or parse_locale("en")
    place = zone(who.timezone) or zone("UTC")
    assert locale is not None
    assert place is not None
    return Formats(locale, place, who.currency, asked_for(who.locale))


def _tag(formats: Formats) -> str:
    return str(formats.locale).replace("_", "-")


def _readings(
    client: ClientFacts,
    figures: Mapping[str, Figures],
    formats: Formats,
    templates: Templates,
    retelling: Retelling,
) -> list[Reading]:
    return [
        Reading(
            facts=facts,
            figures=figures[name],
            formats=formats,
            templates=templates,
            assets=frozenset(client.assets),
            language=_tag(formats),
            direction="rtl" if formats.locale.text_direction == "rtl" else "ltr",
            prefix=name if client.several else "",
            retold=retelling.project(name) if client.several else retelling.whole(name),
        )
        for name, facts in client.projects
    ]


def _taken_along(
    client: ClientFacts,
    readings: list[Reading],
    tables: tuple[CsvTable, ...],
    publisher: Publisher,
) -> dict[str, bytes]:
    """The files that a reader can take along, by their site paths."""
    at_root = [reading.at(f"{reading.prefix}/" if reading.prefix else "") for reading in readings]
    provider, site_url = publisher.provider, publisher.address(client.slug)
    dates = calendar.calendar(client, at_root, provider, site_url)
    return {
        **table_files(tables, client.several),
        FEED: feed.feed(client, at_root, provider),
        **({calendar.PATH: dates} if dates else {}),
    }


def _notice(reading: Reading) -> str:
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
        notice=_notice(reading),
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
    return f"{told} ({_notice(reading)})"


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


def _projects(readings: list[Reading], client: ClientFacts, downloads: Downloads) -> Page:
    templates, words = readings[0].templates, readings[0].words
    entries = [summary(reading.at(f"{reading.prefix}/")) for reading in readings]
    title = words.plain("page.projects")
    blocks = {
        "projects": templates.component("projects", entries=entries),
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


def _beside(readings: list[Reading], retelling: Retelling, downloads: Downloads) -> list[Page]:
    """The history of a client with several projects: of all but these, and where theirs stands."""
    names = [reading.prefix for reading in readings]
    first = readings[0]
    lines = [*retelling.beside(names), *(line for r in readings for line in pointers(r))]
    reading = replace(
        first.at("../"),
        facts=Facts.model_construct(project=first.facts.project),  # ids mean none of several
        prefix="",
        retold=Retold(tuple(lines), first.retold.revisions, ledger=retelling.entries),
    )
    content = history(reading)
    title = reading.words.plain("page.history")
    return [_page(reading, "history", title, content, downloads)] if content else []


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
