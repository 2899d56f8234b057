"""Which links and pictures may stand, and which words of a text become links by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from portal_builder.characters import printable

URL_LENGTH = 2_000
REL = "noopener noreferrer"
BARE = "prose-address"
"""The class of a link that shows its own address: in print it need not be said again."""

_PICTURES = ("png", "jpg", "jpeg", "webp", "gif", "svg")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_ID = r"(?<![\w-])[A-Z]+-[0-9]+(?![\w-])"
_BARE_URL = r"(?<![A-Za-z0-9+.-])[Hh][Tt][Tt][Pp][Ss]?://[^\s<>\"`\\^{}|“”‘’«»，。、；！？「」『』【】《》（）…]+"
_LINKED = re.compile(f"{_BARE_URL}|{_ID}")
_IDS = re.compile(_ID)
_TRAILING = "?!.,:;*_~'"


_LABEL = r"(?!xn--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_PLAIN_HOST = re.compile(
    rf"https?://(?:{_LABEL}\.)*(?=[a-z]){_LABEL}(?::[0-9]{{1,4}})?(?=[/?#]|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Remark:
    """A link or picture that is published otherwise than it was written.

    Attributes:
        message: what may not stand.
        remedy: what may.
        url: its address, escapes resolved.
    """

    message: str
    remedy: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and what it links to by itself.

    Attributes:
        text: as written.
        href: the address, or None.
        outside: whether the address leads away from the site.
    """

    text: str
    href: str | None = None
    outside: bool = False


def pieces(text: str, records: Mapping[str, str]) -> Iterator[Piece]:
    """Cuts a text at the ids that exist and at the web addresses written out in it."""
    last = 0
    for match in _LINKED.finditer(text):
        word = match[0]
        outside = ":" in word
        if outside:
            word = _without_trailing(word)
        href = (word if _is_plain(word) else None) if outside else records.get(word)
        if href is not None:
            if match.start() > last:
                yield Piece(text[last : match.start()])
            yield Piece(word, href, outside)
            last = match.start() + len(word)
    if last < len(text):
        yield Piece(text[last:])


def _is_plain(url: str) -> bool:
    """Whether a written-out address is one that every reader of addresses takes for the same."""
    return may_stand(url) and _PLAIN_HOST.match(url) is not None


def _without_trailing(url: str) -> str:
    """An address ends before the punctuation of the sentence, and before a bracket around it."""
    surplus = {close: url.count(close) - url.count(open_) for open_, close in ("()", "[]")}
    end = len(url)
    while end and (url[end - 1] in _TRAILING or surplus.get(url[end - 1], 0) > 0):
        if url[end - 1] in surplus:
            surplus[url[end - 1]] -= 1
        end -= 1
    return url[:end]


def link_ids(text: str, records: Mapping[str, str]) -> str:
    """Plain text as HTML, escaped, in which ids that exist are links."""
    made, last = list[str](), 0
    for match in _IDS.finditer(text):
        href = records.get(match[0])
        if href is not None:
            made.append(escape(text[last : match.start()]))
            made.append(f'<a href="{escape(href)}">{match[0]}</a>')
            last = match.end()
    return "".join([*made, escape(text[last:])])


def may_stand(url: str) -> bool:
    """Whether an address leads out of the site by one of the schemes that may be used."""
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


def words(tokens: list[Token]) -> Iterator[str]:
    """What can be read of a line, for the search and in place of a picture."""
    for token in tokens:
        yield " " if token.type in ("softbreak", "hardbreak") else token.content


class Judge:
    """Decides on each link and picture of one text.

    Attributes:
        remarks: what may not stand, in the order of the text.
    """

    def __init__(self, records: Mapping[str, str], assets: Mapping[str, str]) -> None:
        self._records, self._assets = records, assets
        self.remarks: list[Remark] = []

    def inline(self, tokens: list[Token]) -> Iterator[Token]:
        """The tokens of a line, with the links that may stand and those that make themselves."""
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
                yield from self._text(token.content)
            else:
                yield token

    def _text(self, content: str) -> Iterator[Token]:
        for piece in pieces(content, self._records):
            if piece.href is None:
                yield _text(piece.text)
            else:
                yield from _linked(piece.text, piece.href, piece.outside, bare=piece.outside)

    def _link(self, token: Token) -> bool:
        url = str(token.attrs.get("href", ""))
        href = self._records.get(url) or self._asset(url)
        if href is None and not may_stand(url):
            self._remark("this link may not stand", url)
            return False
        token.attrs["href"] = href or url
        if href is None:
            token.attrs["rel"] = REL
            if token.markup == "autolink":
                token.attrs["class"] = BARE
        return True

    def _image(self, token: Token, linked: bool) -> Iterator[Token]:
        url = str(token.attrs.get("src", ""))
        alt = "".join(words(token.children or []))
        known = self._asset(url) if url.lower().endswith(_PICTURES) else None
        if known is not None:
            token.attrs["src"] = known
            yield token
            return
        self._remark("pictures come from the client's assets alone", url)
        if not may_stand(url):
            yield _text(alt)
        elif linked:
            yield _text(alt or url)
        else:
            yield from _linked(alt or url, url, outside=True)

    def _asset(self, url: str) -> str | None:
        """Where an attachment stands, named as it is or as addresses are written."""
        return self._assets.get(url) or self._assets.get(unquote(url))

    def _remark(self, what: str, url: str) -> None:
        shown = printable(url[:80])
        remedy = "use https, http, mailto, tel, a record's id, or a file that is in assets/"
        self.remarks.append(Remark(f"{what}: “{shown}”", remedy, url))


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _linked(text: str, href: str, outside: bool, bare: bool = False) -> Iterator[Token]:
    attributes: dict[str, str | int | float] = {"href": href}
    if outside:
        attributes["rel"] = REL
    if bare:
        attributes["class"] = BARE
    yield Token("link_open", "a", 1, attrs=attributes)
    yield _text(text)
    yield Token("link_close", "a", -1)
