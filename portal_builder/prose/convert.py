"""From Markdown to HTML that may stand in a page as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape

import nh3
from markdown_it.token import Token

from portal_builder.characters import REFUSED
from portal_builder.prose.comments import strip_comments
from portal_builder.prose.links import BARE, REL, Judge, Piece, pieces, words
from portal_builder.prose.parser import blocks, parser

_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "s", "code", "pre"),
    *("ul", "ol", "li", "blockquote", "a", "img", "span", "div"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "rel", "class"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
    "code": {"class"},
    "li": {"class"},
    "div": {"class"},
    "span": {"class"},
}
_SAFE_CLASS = re.compile(r"(language-[\w+#.-]{1,40}|prose-[a-z-]{1,30})")
# Anything that Markdown could make more of than paragraphs.
_MARKUP = re.compile(
    r"[*_~`\[\]<>&\\|\x00-\x08\x0b-\x1f]|^(?:[^\S\n]|[#+=-]|[0-9]+[.)])|[^\S\n]$", re.MULTILINE
)
_PARAGRAPHS = re.compile(r"\n\n+")


@dataclass(frozen=True, slots=True)
class Prose:
    """A converted text.

    Attributes:
        html: safe to stand in a page as it is.
        text: its words, for the search.
    """

    html: str
    text: str


def convert(
    source: str,
    *,
    records: Mapping[str, str],
    assets: Mapping[str, str],
    heading_level: int = 3,
) -> Prose:
    """Converts a text that `examine` does not refuse.

    Args:
        source: Markdown as authored.
        records: ids of records to their addresses, relative to the page.
        assets: attachments (`assets/x.pdf`) to their addresses, relative to the page.
        heading_level: the level that `#` becomes.
    """
    if not holds_markup(source):
        return _paragraphs(source, records)
    return convert_markup(source, records=records, assets=assets, heading_level=heading_level)


def holds_markup(source: str) -> bool:
    """Whether Markdown could make more of a text than paragraphs."""
    return _MARKUP.search(source) is not None


def _paragraphs(source: str, records: Mapping[str, str]) -> Prose:
    made = list[str]()
    for paragraph in _PARAGRAPHS.split(source.strip("\n")):
        if paragraph:
            made.append("<p>" + "".join(map(_html, pieces(paragraph, records))) + "</p>\n")
    return Prose("".join(made), " ".join(source.split()))


def _html(piece: Piece) -> str:
    text = piece.text.replace("\xa0", "&nbsp;")
    if piece.href is None:
        return text
    rel = f' rel="{REL}" class="{BARE}"' if piece.outside else ""
    # An address found in plain text holds no double quote; the parser leaves single ones as they are.
    return f'<a href="{escape(piece.href, quote=False)}"{rel}>{text}</a>'


def convert_markup(
    source: str, *, records: Mapping[str, str], assets: Mapping[str, str], heading_level: int
) -> Prose:
    """Converts a text through the parser, whether or not it holds any markup."""
    tokens = parser().parse(strip_comments(source))
    judge, read = Judge(records, assets), list[str]()
    for i, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + heading_level - 1)}"
        elif token.type in ("th_open", "td_open"):
            token.attrs = {"class": f"prose-{_alignment(token)}"} if token.attrs else {}
        elif token.type in ("fence", "code_block"):
            read.append(token.content)
        elif token.type == "inline":
            children = list(judge.inline(token.children or []))
            if i > 1 and tokens[i - 2].type == "list_item_open" and _TASK.match(token.content):
                _tick(children[0])
            token.children = children
            read.append("".join(words(children)))
    made, text = _rendered(tokens), " ".join(" ".join(read).split())
    # An entity can stand for a character that no file may hold.
    return Prose(_shown(made), _shown(text)) if "&#" in source else Prose(made, text)


def split_title(source: str) -> tuple[str, str]:
    """Takes the title off a text that begins with one.

    Returns:
        The title's words, empty where the text begins otherwise, and the rest, without comments.
    """
    source = strip_comments(source)
    first = next(iter(blocks(source)), None)
    if first is None or first.map is None or first.tag != "h1":
        return "", source
    lines = source.split("\n")
    heading, rest = "\n".join(lines[: first.map[1]]), "\n".join(lines[first.map[1] :])
    title = convert_markup(heading, records={}, assets={}, heading_level=1).text
    return (title, rest) if title else ("", source)


def _rendered(tokens: list[Token]) -> str:
    made = parser().renderer.render(tokens, parser().options, {})
    made = made.replace("<table>", '<div class="prose-table"><table>')
    made = made.replace("</table>", "</table></div>")
    return _cleaner().clean(made)


def _alignment(token: Token) -> str:
    return str(token.attrs.get("style", "")).rpartition(":")[2] or "left"


def _shown(text: str) -> str:
    return REFUSED.sub("\N{REPLACEMENT CHARACTER}", text)


_TASK = re.compile(r"\[([ xX])\](?=\s)")


def _tick(first: Token) -> None:
    if first.type == "text" and (match := _TASK.match(first.content)):
        first.content = ("☐" if match[1] == " " else "☑") + first.content[match.end() :]


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_only_own_classes,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def _only_own_classes(_element: str, name: str, value: str) -> str | None:
    return value if name != "class" or _SAFE_CLASS.fullmatch(value) else None
