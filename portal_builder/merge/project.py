"""One project's pages, in the order of the navigation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from portal_builder.figures.values import Figures
from portal_builder.merge.records import Card, Reading
from portal_builder.model.types import Record
from portal_builder.site import Page, SearchEntry

_SECTIONS = (
    ("scope", ("scope",)),
    ("schedule", ("schedule",)),
    ("budget", ("budget",)),
    ("issues", ("issues",)),
    ("changes", ("changes",)),
    ("decisions", ("decisions", "actions")),
    ("risks", ("risks",)),
    ("incidents", ("incidents",)),
    ("goals", ("goals", "feedback")),
    ("updates", ("updates",)),
    ("team", ("team",)),
    ("documents", ("documents",)),
    ("glossary", ("glossary",)),
)
_MAIN = 5


def project_pages(reading: Reading, figures: Figures) -> list[Page]:
    """The overview and a page for every section that has data."""
    pages = [_overview(reading, figures)]
    for number, (name, sections) in enumerate(_SECTIONS):
        entries = [e for section in sections for e in _entries(reading, section)]
        if entries:
            pages.append(_page(reading, name, _cards(reading, entries), number < _MAIN))
    return pages


def _entries(reading: Reading, section: str) -> Iterator[tuple[str, BaseModel]]:
    """The entries of a section; those that stand in no list are one entry by themselves."""
    value = getattr(reading.facts, section)
    if isinstance(value, tuple):
        yield from ((section, entry) for entry in value)
    elif value is not None:
        lists = {
            n: v for n in type(value).model_fields if isinstance(v := getattr(value, n), tuple)
        }
        rest = value.model_copy(update=dict.fromkeys(lists, ()))
        if any(getattr(rest, n) not in (None, ()) for n in type(value).model_fields):
            yield section, rest
        for name, entries in lists.items():
            yield from ((name, entry) for entry in entries)


def _cards(reading: Reading, entries: Iterable[tuple[str, BaseModel]]) -> list[Card]:
    seen: Counter[str] = Counter()
    cards = []
    for kind, entry in entries:
        anchor = _anchor(kind, entry)
        seen[anchor] += 1
        unique = anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor]}"
        cards.append(reading.card(entry, "../", unique, _title(reading, kind, entry)))
    return cards


def _anchor(kind: str, entry: BaseModel) -> str:
    if isinstance(entry, Record):
        return entry.id.lower()
    named = ("on", "at", "number", "term", "name", "title", "text")
    key = next((getattr(entry, n) for n in named if getattr(entry, n, None)), "")
    slug = re.sub(r"[^a-z0-9]+", "-", str(key)[:60].lower()).strip("-")
    return f"{kind.rstrip('s')}-{slug}".rstrip("-")


def _title(reading: Reading, kind: str, entry: BaseModel) -> str:
    named = ("title", "name", "term", "number", "text")
    title = next((str(getattr(entry, n)) for n in named if getattr(entry, n, None)), "")
    title = title or reading.templates.word(f"section.{kind}")
    return f"{title} ({entry.id})" if isinstance(entry, Record) else title


def _page(reading: Reading, name: str, cards: list[Card], main: bool) -> Page:
    title = reading.templates.word(f"page.{name}")
    found = (SearchEntry("", title, ""), *(SearchEntry(c.anchor, c.title, "") for c in cards))
    prefix = reading.prefix
    return Page(
        path=f"{prefix}/{name}" if prefix else name,
        title=title,
        markdown=reading.templates.page(name, title=title),
        slots=(reading.templates.component("cards.html", cards=cards),),
        search=found,
        nav="main" if main else "more",
        project=prefix,
        project_title=reading.facts.project.name if prefix else "",
    )


def _overview(reading: Reading, figures: Figures) -> Page:
    templates, project = reading.templates, reading.facts.project
    health = figures.health.overall
    verdict = templates.word(f"choice.{health}") if health else ""
    up = ""
    card = reading.card(project, up, "project", project.name)
    return Page(
        path=reading.prefix,
        title=templates.word("page.overview"),
        markdown=templates.page("overview", title=project.name),
        slots=(templates.component("overview.html", verdict=verdict, cards=[card]),),
        search=(SearchEntry("", project.name, ""),),
        project=reading.prefix,
        project_title=project.name if reading.prefix else "",
    )
