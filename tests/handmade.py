"""Merged sites made by hand, so that rendering is tested without the stages before it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from portal_builder.distances import distances
from portal_builder.merge.words import Words
from portal_builder.site import WORDS as KEYS
from portal_builder.site import MergedSite, Page, Provider, SearchEntry

WORDS = Words(Path(__file__).parents[1] / "theme" / "strings" / "en.po")
SECTIONS = ("scope", "schedule", "budget", "issues", "changes")
MORE = ("decisions", "risks", "incidents", "goals", "updates", "glossary")


def table(rows: int, prefix: str) -> str:
    """A table of records as the components write one, with an anchor on each row."""
    body = "".join(
        f'<tr id="{prefix.lower()}-{n}"><th scope="row" data-label="Title">Record {prefix} {n}</th>'
        f'<td data-label="State"><span class="state state--green">On track</span></td>'
        f'<td data-label="Amount" class="number" data-sort="{n * 7 % 31}">£{n * 7 % 31}.00</td></tr>'
        for n in range(1, rows + 1)
    )
    return (
        '<table class="portal-table" data-sortable><thead><tr><th scope="col">Title</th>'
        '<th scope="col">State</th><th scope="col" class="number">Amount</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def page(path: str, *, rows: int = 30, title: str = "", nav: str = "main", **more: str) -> Page:
    name = path.rsplit("/", 1)[-1] or "overview"
    title = title or name.capitalize()
    prefix = name[:3].upper()
    entries = [SearchEntry("", title, f"All about {name}")]
    entries += [
        SearchEntry(f"{prefix.lower()}-{n}", f"Record {prefix} {n}", f"text of {prefix} {n}")
        for n in range(1, rows + 1)
    ]
    return Page(
        path=path,
        title=title,
        markdown=f'# {escape(title)}\n\nWhat stands here.\n\n<div data-slot="0"></div>\n\n## Notes\n',
        slots=(table(rows, prefix),),
        search=tuple(entries),
        nav="more" if nav == "more" else "main",
        description=f"The {name} page",
        **more,
    )


def site(slug: str = "acme", *, rows: int = 30, **changes: object) -> MergedSite:
    """One client of twelve pages."""
    pages = [page("", rows=3), *(page(name, rows=rows) for name in SECTIONS)]
    pages += [page(name, rows=rows, nav="more") for name in MORE]
    values: dict[str, object] = {
        "slug": slug,
        "site_name": f"{slug.capitalize()} Ltd",
        "project_name": "Web shop",
        "pages": tuple(pages),
        "files": {"data.json": b'{"format": 1}\n'},
        "language": "en-GB",
        "words": WORDS.templates(KEYS),
        "distances": distances(WORDS.locale),
        "notice": "As of 2 October 2026",
        "provider": Provider("Northwind Studio", "https://studio.example.org/"),
    }
    return MergedSite(**{**values, **changes})  # type: ignore[arg-type]
