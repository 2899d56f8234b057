"""A built site as one document: the pages in their order, ready to be printed.

The pages stand one below the other in the site's own style sheets. Anchors carry their page's name, so
that each is unique, and a link to another page leads to it within the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath
from typing import Literal
from urllib.parse import urlsplit

from portal_builder.site import MergedSite, Page

Paper = Literal["A4", "Letter"]

DOCUMENT, SHEET = "booklet.html", "booklet.css"
# It is opened from disk and needs nothing but what stands beside it.
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'"
_ARTICLE = "md-content__inner"
# Attributes that hold names of elements.
_NAMES = frozenset(
    {"id", "for", "headers", "aria-controls", "aria-describedby", "aria-details", "aria-labelledby"}
)
_LOCAL_URL = re.compile(r"url\(\s*['\"]?#([^)'\"]*)['\"]?\s*\)")

Attributes = list[tuple[str, str | None]]


def bind(root: Path, site: MergedSite, paper: Paper) -> Path:
    """Makes the one document of a built site, in its folder.

    Args:
        root: the built site; the document and its style sheet are added to it.
        site: what it was built from.
        paper: the size of its sheets.

    Returns:
        The document.
    """
    paths = frozenset(page.path for page in site.pages)
    read = [_read(root, page, site, paths) for page in site.pages]
    first = read[0]
    sheets = "".join(
        f'<link rel="stylesheet" href="{escape(s)}">\n' for s in (*first.sheets, SHEET)
    )
    body = "".join(_section(p, r) for p, r in zip(site.pages, read, strict=True))
    (root / SHEET).write_text(_sheet(site, paper), encoding="utf-8")
    (root / DOCUMENT).write_text(
        f'<!doctype html>\n<html lang="{escape(site.language)}" dir="{site.direction}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(title(site))}</title>\n{sheets}</head>\n"
        f'{first.body}\n<main class="booklet md-typeset">\n{body}</main>\n</body>\n</html>\n',
        encoding="utf-8",
    )
    return root / DOCUMENT


def title(site: MergedSite) -> str:
    """The document's title: whose it is, what it is, and of which day."""
    parts = (site.site_name, site.project_name, site.word("print.title"), site.notice)
    return " – ".join(part for part in parts if part)


def _section(page: Page, read: _Reader) -> str:
    begins = " booklet__first" if page.path == page.project else ""
    name = escape(_anchor(page.path))
    return (
        f'<section class="booklet__page{begins}" id="{name}">\n{"".join(read.written)}</section>\n'
    )


def _sheet(site: MergedSite, paper: Paper) -> str:
    """What only this document's sheets say: their size, and at the foot of each whose they are."""
    foot = " · ".join(part for part in (site.site_name, site.project_name, site.notice) if part)
    written = "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in foot)
    whose, page = f'content: "{written}";', 'content: counter(page) " / " counter(pages);'
    if site.direction == "rtl":
        whose, page = f"{page} width: auto;", f"{whose} direction: rtl; width: 85%;"
    return f"@page {{ size: {paper}; @bottom-left {{ {whose} }} @bottom-right {{ {page} }} }}\n"


def _anchor(page: str, name: str = "") -> str:
    return "/".join(part for part in (page or "overview", name) if part)


def _read(root: Path, page: Page, site: MergedSite, paths: frozenset[str]) -> _Reader:
    reader = _Reader(_Place(page.path, paths, site.site_url))
    reader.feed((root / page.path / "index.html").read_text(encoding="utf-8"))
    reader.close()
    return reader


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page stands, and what its addresses mean in the document."""

    path: str
    paths: frozenset[str]
    site_url: str | None

    def link(self, href: str) -> str | None:
        """The address of a link in the document; None where it would lead nowhere."""
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            return href
        target = self.file(parts.path).removesuffix("index.html").strip("/")
        if target in self.paths:
            return f"#{_anchor(target, parts.fragment)}"
        return f"{self.site_url}{target}" if self.site_url else None

    def file(self, href: str) -> str:
        """The site path of what a page names; empty for the page at the root."""
        here = f"{self.path}/" if self.path else ""
        path = normpath(f"{here}{href}") if href else self.path
        return "" if path == "." else path

    def anchor(self, name: str) -> str:
        """The name of one of the page's anchors in the document."""
        return _anchor(self.path, name)

    def address(self) -> str:
        """The page's address for people: in full where it is known."""
        return f"{self.site_url or ''}{self.path}/" if self.path else self.site_url or ""


class _Reader(HTMLParser):
    """Takes the article out of a page, its anchors and links fit for the document.

    Attributes:
        body: the page's body tag.
        sheets: the style sheets that it names.
        written: the article's HTML, in pieces.
    """

    def __init__(self, place: _Place) -> None:
        super().__init__(convert_charrefs=False)
        self.body = "<body>"
        self.sheets: list[str] = []
        self.written: list[str] = []
        self._place = place
        self._depth = 0  # of articles

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        known = dict(attrs)
        if tag == "body":
            self.body = self.get_starttag_text() or self.body
        elif tag == "link" and known.get("rel") == "stylesheet":
            self.sheets.append(self._place.file(known.get("href") or ""))
        elif self._depth:
            self.written.append(self._tag(tag, attrs))
        if tag == "article" and (self._depth or _ARTICLE in (known.get("class") or "").split()):
            self._depth += 1

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        if self._depth:
            self.written.append(self._tag(tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "article" and self._depth > 0
        if self._depth:
            self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def _write(self, text: str) -> None:
        if self._depth:
            self.written.append(text)

    def _tag(self, tag: str, attrs: Attributes) -> str:
        """A start tag as it stands in the document; as it was, where nothing in it changes."""
        made = [(name, value and self._value(name, value)) for name, value in attrs]
        if tag == "details":
            made.append(("open", ""))
        elif tag == "a" and "record__id" in (dict(attrs).get("class") or "").split():
            made.append(("data-address", self._place.address() + (dict(attrs).get("href") or "")))
        old = self.get_starttag_text() or ""
        if made == attrs:
            return old
        text = "".join(
            f" {name}" if value is None else f' {name}="{escape(value)}"'
            for name, value in made
            if not (name == "href" and value is None)
        )
        return f"<{tag}{text}{'/' if old.endswith('/>') else ''}>"

    def _value(self, name: str, value: str) -> str | None:
        if name in _NAMES:
            return " ".join(map(self._place.anchor, value.split()))
        if name in ("href", "xlink:href"):
            return self._place.link(value)
        if name == "src":
            return value if value.startswith("data:") else self._place.file(value)
        return _LOCAL_URL.sub(lambda found: f"url(#{self._place.anchor(found[1])})", value)
