"""A merged site as a value: what merge makes, and all that render needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

NavGroup = Literal["main", "more"]
Direction = Literal["ltr", "rtl"]

FEED = "feed.xml"
"""The site path under which a site's feed stands, where it has one."""

WORDS = frozenset(
    {
        "day.today",
        "day.tomorrow",
        "day.yesterday",
        "downloads.title",
        "feed.title",
        "footer.by",
        "footer.check",
        "link.copied",
        "link.copied_of",
        "link.copy",
        "link.copy_of",
        "more",
        "not_found.back",
        "not_found.text",
        "not_found.title",
        "palette.auto",
        "palette.dark",
        "palette.light",
        "print.title",
        "search.title",
        "table.filter",
        "table.shown",
        "table.sort",
        "theme.action.skip",
        "theme.clipboard.copied",
        "theme.clipboard.copy",
        "theme.footer",
        "theme.header",
        "theme.nav",
        "theme.search",
        "theme.search.reset",
        "theme.search.result.initializer",
        "theme.search.result.more.one",
        "theme.search.result.more.other",
        "theme.search.result.none",
        "theme.search.result.one",
        "theme.search.result.other",
        "theme.search.result.placeholder",
        "theme.search.result.term.missing",
        "theme.select.version",
        "theme.tabs",
        "theme.toc",
        "theme.top",
    }
)
"""The keys of all words that the theme and its scripts say, Material's own under `theme.`."""


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One thing that a reader can find: a page, or a record on it.

    Attributes:
        anchor: the record's anchor without "#"; empty for the page itself.
        title: plain text, unescaped.
        text: the words to find it by: plain text, unescaped.
    """

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a page offers to take along.

    Attributes:
        label: plain text, unescaped.
        path: its site path, a key of `MergedSite.files`.
        kind: its media type.
    """

    label: str
    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page before it is rendered.

    Attributes:
        path: "" for the overview, else "scope" or "<project>/scope": published at /<path>/.
        title: plain text, unescaped; it stands in the navigation too.
        markdown: the page's text, its values already escaped for Markdown. Where component n
            belongs stands `<div data-slot="n"></div>` on a line of its own.
        slots: the components' HTML, n counted from 0.
        search: what can be found on the page.
        nav: "main" for the overview and the five sections, "more" for the rest.
        project: id of the project that the page belongs to; empty in a client with one project,
            and on the overview of all projects.
        project_title: plain text, unescaped: the project's name in navigation and header.
        description: plain text for search engines and shared links; may be empty.
        downloads: what it offers to take along.
        notice: plain text, unescaped: as of which day it is, where the site's pages differ.
    """

    path: str
    title: str
    markdown: str
    slots: tuple[str, ...] = ()
    search: tuple[SearchEntry, ...] = ()
    nav: NavGroup = "main"
    project: str = ""
    project_title: str = ""
    description: str = ""
    downloads: tuple[Download, ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Colors:
    """A client's colours as `#rrggbb` or `#rgb`; None where the shipped one stays."""

    primary: str | None = None
    accent: str | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """Who publishes the portal: named in the footer.

    Attributes:
        name: plain text.
        url: https address; may be absent.
        email: may be absent.
        logo: site path of the logo, a key of `MergedSite.files`; may be absent.
    """

    name: str
    url: str | None = None
    email: str | None = None
    logo: str | None = None


@dataclass(frozen=True, slots=True)
class MergedSite:
    """One client's whole site before it is rendered: a complete input, nothing else is read.

    Attributes:
        slug: the client's slug.
        site_name: plain text, unescaped: the client's name.
        pages: in the order in which they stand in the navigation; the overview has the path "".
        files: further files by site path ("data.json", "assets/plan.pdf"), written as they are.
        language: BCP 47 tag of the words on its pages ("en-GB").
        direction: how they are written.
        text_language: the same of the authored text, where that is in another language.
        notation: BCP 47 tag of how the scripts write numbers, with the system of digits.
        digits: the ten digits of that system.
        distances: how it is said that a day is so many days ago, or to come, as `distances` has it.
        logo: site path of the client's logo, a key of `files`; None without one.
        colors: the client's colours; None without any.
        provider: who publishes it; None shows nobody.
        site_url: where the site will be published, ending in "/"; None: no canonical addresses,
            no sitemap.
        words: plain text by the keys of `WORDS`.
        notice: plain text for the footer of every page ("As of 2 October 2026"); may be empty.
        record: plain text for the same place: the ledger's head, or that there is no history.
        project_name: plain text: the only project's name, for the header; may be empty.
        formatted: the dates, numbers and amounts as formats wrote them: no one's secret.
    """

    slug: str
    site_name: str
    pages: tuple[Page, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    language: str = "en"
    direction: Direction = "ltr"
    text_language: str = ""
    notation: str = "en"
    digits: str = "0123456789"
    distances: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    logo: str | None = None
    colors: Colors | None = None
    provider: Provider | None = None
    site_url: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    record: str = ""
    project_name: str = ""
    formatted: frozenset[str] = frozenset()

    def word(self, key: str) -> str:
        """The word for a key of `WORDS`."""
        return self.words[key]
