"""A file as everything it can be read as: each view is a text in which names are looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from types import MappingProxyType
from urllib.parse import unquote

from portal_builder.verify.archive import parts

_INLINE = (
    "a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|"
    "strong|sub|sup|time|tspan|u|var|wbr"
)
_WITHIN_WORDS = re.compile(rf"<!--.*?-->|</?(?:{_INLINE})\b[^<>]*>", re.DOTALL | re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_OFFICE_BREAK = re.compile(r"</?(?:\w+:)?(?:p|h|tab|br|si|c|row|tc|table-cell|line-break)\b[^<>]*>")
_ENTITY = re.compile(r"&#?\w")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPE = re.compile(r"(?:\\u[0-9A-Fa-f]{4})+|\\x[0-9A-Fa-f]{2}|\\[bfnrt\"'/,;\\]")
# What no one wrote: hashes of scripts, and where the lines of a drawing run.
_HASH = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")
_GEOMETRY = re.compile(
    r"""\s(?:d|points|viewBox|[cr]?[xy][12]?|r|width|height)="[-\d.,\sMLHVCSQTAZmlhvcsqtaz]*\""""
)
# How a format breaks up what it writes, and how that is put together again.
_BROKEN_UP: Mapping[str, tuple[re.Pattern[str], str]] = MappingProxyType(
    {".ics": (re.compile(r"\r?\n[ \t]"), ""), ".csv": (re.compile('""'), '"')}
)
_LAYERS = 4


def views(path: str, data: bytes) -> Iterator[str]:
    """All texts that a file can be read as, its name's among them.

    Raises:
        Unproven: it holds more than is looked through, or a part that cannot be opened.
    """
    yield from _readings(path)
    broken_up = _BROKEN_UP.get(path[-4:].lower())
    for part in parts(data):
        for text in _decoded(part.data):
            yield from _readings(text)
            if broken_up and broken_up[0].search(text):
                yield from _readings(broken_up[0].sub(broken_up[1], text))
            if part.is_member and "<" in text:
                yield unescape(_TAG.sub("", _OFFICE_BREAK.sub(" ", text)))


def text_views(text: str) -> Iterator[str]:
    """All that a text can be read as: itself, and with each of its notations resolved."""
    return _readings(text)


def _decoded(data: bytes) -> Iterator[str]:
    try:
        yield data.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield data.decode("utf-8", "replace")
        yield data.decode("latin-1")
    if b"\x00" in data or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        for start in (0, 1):
            yield data[start:].decode("utf-16-le", "replace")
            yield data[start:].decode("utf-16-be", "replace")


def _readings(text: str) -> Iterator[str]:
    """The text, layer by layer what its escapes stand for, and at last without inline tags."""
    text = _authored(text)
    yield text
    for _ in range(_LAYERS):
        resolved = _resolved(text)
        if resolved == text:
            break
        text = resolved
        yield text
    if "<" in text:
        joined = _WITHIN_WORDS.sub("", _LINE_BREAK.sub(" ", text))
        if joined != text:
            yield joined


def _authored(text: str) -> str:
    if "'sha256-" in text:
        text = _HASH.sub("", text)
    return _GEOMETRY.sub("", text) if "<svg" in text else text


def _resolved(text: str) -> str:
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    if _ENTITY.search(text):
        text = unescape(text)
    if _PERCENT.search(text):
        text = unquote(text, errors="replace")
    return text


_SIGNS = {"b": " ", "f": " ", "n": " ", "r": " ", "t": " "}


def _unescaped(found: re.Match[str]) -> str:
    escape = found[0]
    if escape[1] == "u":
        units = bytes.fromhex(escape.replace("\\u", ""))
        return units.decode("utf-16-be", "replace")
    if escape[1] == "x":
        return chr(int(escape[2:], 16))
    return _SIGNS.get(escape[1], escape[1])
