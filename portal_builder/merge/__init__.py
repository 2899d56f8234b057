"""Facts and figures → merged pages: what a reader sees, before it is rendered."""

from __future__ import annotations

from collections.abc import Mapping

from portal_builder.distances import distances
from portal_builder.figures.values import Figures
from portal_builder.formats import Formats, parse_locale, zone
from portal_builder.history.record import NOTHING_TOLD, Told
from portal_builder.icons import icons
from portal_builder.merge import calendar, feed
from portal_builder.merge.differences import Sentences
from portal_builder.merge.downloads import Downloads, table_files
from portal_builder.merge.pages import all_pages, notice
from portal_builder.merge.reading import Reading
from portal_builder.merge.retelling import Retelling
from portal_builder.merge.templates import Templates
from portal_builder.model.client import Client
from portal_builder.model.facts import ClientFacts
from portal_builder.numerals import asked_for
from portal_builder.provider import Publisher
from portal_builder.site import FEED, WORDS, Colors, MergedSite
from portal_builder.tabular import CsvTable

__all__ = ["Templates", "merge"]


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
    pages = all_pages(client, readings, retelling, downloads)
    lone = readings[0] if len(readings) == 1 else None
    spoken = words.language == formats.locale.language
    language = _tag(formats) if spoken else words.language
    said = distances(words.locale)
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
        digits=formats.numerals.digits("0123456789"),
        distances=said,
        logo=who.logo,
        colors=colors,
        provider=publisher.provider,
        site_url=publisher.address(client.slug),
        words=words.templates(WORDS),
        notice=notice(lone) if lone else "",
        record=_record(told, formats, templates),
        project_name=lone.facts.project.name if lone else "",
        formatted=frozenset(formats.written).union(*(texts.values() for texts in said.values())),
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
