"""What may be in converted prose: an allow-list of its own, and a parser that holds HTML to it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

TAGS = frozenset(
    [
        "p",
        "br",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "em",
        "strong",
        "s",
        "code",
        "pre",
        "ul",
        "ol",
        "li",
        "blockquote",
        "a",
        "img",
        "span",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
)
ATTRIBUTES = frozenset(["href", "title", "rel", "src", "alt", "class", "start"])
LINK = re.compile(r"https?://|mailto:|tel:|\.\./", re.IGNORECASE)
LINK_OR_PATH = re.compile(r"(?:https?|mailto|tel):|(?![a-z][a-z0-9+.-]*:)", re.IGNORECASE)
CLASS = re.compile(r"language-[\w+#.-]+|prose-[a-z]+")


class Reader(HTMLParser):
    """Asserts that HTML holds nothing else, and gathers the text of it.

    Args:
        link: how the address of a link or picture has to begin.
    """

    def __init__(self, link: re.Pattern[str] = LINK) -> None:
        super().__init__(convert_charrefs=True)
        self._link = link
        self.text = ""
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in ATTRIBUTES
            if name in ("href", "src"):
                assert self._link.match(value or "")
                self.hrefs.append(value or "")
            if name == "class":
                assert CLASS.fullmatch(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def read(html: str, link: re.Pattern[str] = LINK) -> Reader:
    reader = Reader(link)
    reader.feed(html)
    reader.close()
    return reader
