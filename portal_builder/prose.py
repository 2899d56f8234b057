"""Authored Markdown → safe HTML, apart from everything else that becomes a page.

Leads write the Markdown of code hosts, so it is read by a CommonMark parser with tables and
strikethrough; raw HTML is never recognised, only shown. Each link and image is judged as a token,
and what is rendered passes a sanitiser that knows only the few elements made here: two lines, each
of which would hold alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

BYTES = 64 * 1024
NESTING = 50
UNMATCHED_BRACKETS = 1_000
# Further limits, each for a kind of text that takes a parser seconds and that nobody writes.
RUNS = 4_000  # stretches of markup characters such as * _ ` ~ [ ] in one text
TABLE_COLUMNS = 100
COMMENTS = 20
COMMENT_WORK = 200_000  # comments in a text, times its characters: each is looked up anew
ROUNDS = 3  # of taking out comments that only appear once others are gone
URL_LENGTH = 2_000

_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "s", "code", "pre"),
    *("ul", "ol", "li", "blockquote", "a", "img", "span", "div"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "rel"},
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
_ID = re.compile(r"(?<![\w-])[A-Z]+-[0-9]+(?![\w-])")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_PICTURES = ("png", "jpg", "jpeg", "webp", "gif", "svg")
_REL = "noopener noreferrer"


@dataclass(frozen=True, slots=True)
class Refused:
    """A text that cannot be published as it is: what is too much of it, and the remedy."""

    message: str
    remedy: str | None


@dataclass(frozen=True, slots=True)
class Remark:
    """A link or picture that is published otherwise than it was written."""

    message: str
    remedy: str | None


@dataclass(frozen=True, slots=True)
class Prose:
    """A converted text.

    Attributes:
        html: safe to stand in a page as it is.
        text: its words, for the search.
        remarks: what in it may not stand.
    """

    html: str
    text: str
    remarks: tuple[Remark, ...] = ()


def strip_comments(source: str) -> str:
    """Takes comments out of a text, except where they stand in code.

    What is left is what gets published: on pages, in data, and wherever else the text goes.
    In doubt a comment goes: more of them than the limit are taken out of code as well.
    """
    for _ in range(ROUNDS):
        stripped = _without_comments(source)
        if stripped == source:
            return source
        source = stripped
    return _COMMENT.sub("", source)


_COMMENT = re.compile(r"<!--(?:.*?--!?>|-*>)", re.DOTALL)
# Stands where a comment stood while code is looked for: else what follows could turn into code.
_GONE = "\ufdd0"


def _without_comments(source: str) -> str:
    if "<!--" not in source or ("-->" not in source and "--!>" not in source):
        return source
    if _too_many_comments(source) or len(source) > BYTES:
        return _COMMENT.sub("", source)
    cursor, code = 0, _code(source)
    while match := _COMMENT.search(source, cursor):
        start, end = match.span()
        within = next((until for begin, until in code if begin <= start < until), None)
        if within is not None:
            cursor = within
            continue
        source = source[:start] + _GONE + source[end:]
        cursor, code = start + 1, _code(source)
    return source.replace(_GONE, "")


def _too_many_comments(source: str) -> bool:
    count = source.count("<!--")
    return count > COMMENTS or (count > 1 and count * len(source) > COMMENT_WORK)


def _code(source: str) -> list[tuple[int, int]]:
    """Where code stands, as the parser sees it: blocks by their lines, spans by their backticks.

    The line that opens a fence is no code, and neither is a table's cell, whose place is unknown.
    """
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    found, before = list[tuple[int, int]](), ""
    for token in _blocks(source):
        if token.map is not None:
            first = token.map[0] + (token.type == "fence")
            begin, end = starts[min(first, len(starts) - 1)], starts[token.map[1]]
            if token.type in ("fence", "code_block"):
                found.append((begin, end))
            elif token.type == "inline" and before not in ("th_open", "td_open"):
                found += _code_spans(source, begin, end)
        before = token.type
    return sorted(found)


_TICKED_LINK = re.compile(r"<[^<>\s`]*`[^<>\s]*>")


def _code_spans(source: str, begin: int, end: int) -> list[tuple[int, int]]:
    if _TICKED_LINK.search(source, begin, end):
        return []  # a backtick in an address opens no code; in doubt, comments go
    runs = [(m.start() + begin, m.end() + begin) for m in re.finditer("`+", source[begin:end])]
    by_length: dict[int, list[int]] = {}
    for i, (a, b) in enumerate(runs):
        by_length.setdefault(b - a, []).append(i)
    spans, i = list[tuple[int, int]](), 0
    while i < len(runs):
        a, b = runs[i]
        a += _escaped(source, a)
        same = by_length.get(b - a, [])
        at = bisect_right(same, i)
        if b > a and at < len(same):
            spans.append((a, runs[same[at]][1]))
            i = same[at]
        i += 1
    return spans


def _escaped(source: str, at: int) -> bool:
    count = 0
    while at - count > 0 and source[at - count - 1] == "\\":
        count += 1
    return count % 2 == 1


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * NESTING + 10})
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.before("autolink", "line_break", _line_break)
    # Every link becomes a token, so that it can be judged, and named where it may not stand.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)


def _line_break(state: StateInline, silent: bool) -> bool:
    match = _BREAK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = match.end()
    return True


def _blocks(source: str) -> list[Token]:
    parser, tokens = _parser(), list[Token]()
    parser.block.parse(source, parser, {}, tokens)
    return tokens


def refusal(source: str) -> Refused | None:
    """The structural limits alone: what keeps a text from being converted; None where nothing."""
    if len(source.encode()) > BYTES:
        return Refused("this text is longer than 64 KiB", "shorten it, or attach it as a file")
    if _unmatched(source) > UNMATCHED_BRACKETS:
        return Refused(f"more than {UNMATCHED_BRACKETS} brackets lack a partner", "close them")
    if len(_RUN.findall(source)) > RUNS:
        return Refused(f"more than {RUNS} groups of markup characters", "split the text")
    if _too_many_comments(source):
        return Refused("too many comments for a text of this length", "take some out")
    if any(line.count("|") > TABLE_COLUMNS for line in source.split("\n")):
        return Refused(f"more than {TABLE_COLUMNS} columns in a table", "attach it as a file")
    if _depth(_blocks(source)) > NESTING:
        return Refused(f"quotes or lists nested more than {NESTING} deep", "nest them less deeply")
    return None


_RUN = re.compile(r"[*_~`\[\]<>&\\!|]|^[ \t]*(?:[-+]|[0-9]+[.)])(?=\s)", re.MULTILINE)


def _unmatched(source: str) -> int:
    opened = lone = 0
    for bracket in re.findall(r"[\[\]]", source):
        if bracket == "[":
            opened += 1
        elif opened:
            opened -= 1
        else:
            lone += 1
    return opened + lone


def _depth(tokens: list[Token]) -> int:
    deepest = depth = 0
    for token in tokens:
        if token.type.startswith(("blockquote_", "bullet_list_", "ordered_list_")):
            depth += token.nesting
            deepest = max(deepest, depth)
    return deepest


def convert(
    source: str,
    *,
    records: Mapping[str, str],
    assets: Mapping[str, str],
    heading_level: int = 3,
    prefix: str = "",  # noqa: ARG001
) -> Prose:
    """Converts a text that `refusal` does not refuse.

    Args:
        source: Markdown as authored.
        records: ids of records to their addresses, relative to the page.
        assets: attachments (`assets/x.pdf`) to their addresses, relative to the page.
        heading_level: the level that `#` becomes.
        prefix: kept for names within the page; none are made at present.
    """
    tokens = _parser().parse(strip_comments(source))
    judge = _Judge(records, assets)
    words = list[str]()
    for i, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + heading_level - 1)}"
        elif token.type in ("th_open", "td_open"):
            token.attrs = {"class": f"prose-{_alignment(token)}"} if token.attrs else {}
        elif token.type in ("fence", "code_block"):
            words.append(token.content)
        elif token.type == "inline":
            children = list(judge.inline(token.children or []))
            if i > 1 and tokens[i - 2].type == "list_item_open":
                _tick(children)
            token.children = children
            words.append("".join(_words(children)))
    parser = _parser()
    made = parser.renderer.render(tokens, parser.options, {})
    made = made.replace("<table>", '<div class="prose-table"><table>')
    made = made.replace("</table>", "</table></div>")
    text = " ".join(" ".join(words).split())
    return Prose(_cleaner().clean(made), text, tuple(judge.remarks))


def link_ids(text: str, records: Mapping[str, str]) -> str:
    """Plain text as HTML, escaped, in which ids that exist are links."""
    made, last = list[str](), 0
    for match in _ID.finditer(text):
        href = records.get(match[0])
        if href is not None:
            made.append(escape(text[last : match.start()]))
            made.append(f'<a href="{escape(href)}">{match[0]}</a>')
            last = match.end()
    return "".join([*made, escape(text[last:])])


def _alignment(token: Token) -> str:
    return str(token.attrs.get("style", "")).rpartition(":")[2] or "left"


def _tick(children: list[Token]) -> None:
    first = children[0] if children else None
    if first and first.type == "text" and (m := re.match(r"\[([ xX])\]\s", first.content)):
        first.content = ("☐ " if m[1] == " " else "☑ ") + first.content[m.end() :]


def _words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        yield " " if token.type in ("softbreak", "hardbreak") else token.content


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


class _Judge:
    """Decides on each link and picture of one text."""

    def __init__(self, records: Mapping[str, str], assets: Mapping[str, str]) -> None:
        self._records, self._assets = records, assets
        self.remarks: list[Remark] = []

    def inline(self, tokens: list[Token]) -> Iterator[Token]:
        links = list[bool]()
        for token in tokens:
            if token.type == "link_open":
                links.append(self._link(token))
                if links[-1]:
                    yield token
            elif token.type == "link_close":
                if links.pop():
                    yield token
            elif token.type == "image":
                yield from self._image(token, bool(links))
            elif token.type == "text" and not links:
                yield from self._ids(token.content)
            else:
                yield token

    def _link(self, token: Token) -> bool:
        url = str(token.attrs.get("href", ""))
        href = self._address(url)
        if href is None:
            self._remark(f"this link may not stand: {url[:80]!r}")
            return False
        token.attrs["href"] = href
        if href == url:
            token.attrs["rel"] = _REL
        return True

    def _address(self, url: str) -> str | None:
        known = self._records.get(url) or self._assets.get(url)
        return known or (url if _outside(url) else None)

    def _image(self, token: Token, linked: bool) -> Iterator[Token]:
        url = str(token.attrs.get("src", ""))
        alt = "".join(_words(token.children or []))
        known = self._assets.get(url) if url.lower().endswith(_PICTURES) else None
        if known is not None:
            token.attrs["src"] = known
            yield token
            return
        self._remark(f"pictures come from the client's assets alone: {url[:80]!r}")
        if linked or not _outside(url):
            yield _text(alt)
            return
        attributes: dict[str, str | int | float] = {"href": url, "rel": _REL}
        yield Token("link_open", "a", 1, attrs=attributes)
        yield _text(alt or url)
        yield Token("link_close", "a", -1)

    def _ids(self, content: str) -> Iterator[Token]:
        last = 0
        for match in _ID.finditer(content):
            href = self._records.get(match[0])
            if href is not None:
                yield _text(content[last : match.start()])
                yield Token("link_open", "a", 1, attrs={"href": href})
                yield _text(match[0])
                yield Token("link_close", "a", -1)
                last = match.end()
        yield _text(content[last:])

    def _remark(self, message: str) -> None:
        remedy = "use https, http, mailto, tel, a record's id, or a file that is in assets/"
        self.remarks.append(Remark(message, remedy))


def _outside(url: str) -> bool:
    if len(url) > URL_LENGTH or re.search(r"[\s\x00-\x1f\x7f-\x9f\\]", url):
        return False
    scheme = _SCHEME.match(url)
    if scheme is None:
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if scheme[1].lower() in ("http", "https"):
        return bool(host)
    return scheme[1].lower() in ("mailto", "tel") and bool(parts.path)


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
