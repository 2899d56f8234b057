"""What a reader can find, as the entries of the search index."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from portal_builder.site import MergedSite


def entries(site: MergedSite) -> Iterator[dict[str, str]]:
    """One entry per page and per record, in the order of the pages.

    Titles and texts are escaped: the search shows them as HTML.
    """
    for page in site.pages:
        url = quote(f"{page.path}/") if page.path else ""
        for entry in page.search:
            anchor = f"#{quote(entry.anchor)}" if entry.anchor else ""
            yield {
                "location": url + anchor,
                "title": escape(entry.title, quote=False),
                "text": escape(entry.text, quote=False),
            }
