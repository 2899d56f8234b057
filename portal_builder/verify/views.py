"""A file as everything it can be read as: each view is a text in which names are looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from types import MappingProxyType
from urllib.parse import unquote

from portal_builder.verify.archive import parts

# One branch for each initial: at every tag the engine tries them all.
_INLINE = (
    "a(?:bbr)?|b(?:di|do)?|c(?:ite|ode)|d(?:ata|el|fn)|em|font|i(?:ns)?|kbd|label|mark|q|"
    "s(?:amp|mall|pan|trong|ub|up)?|t(?:ime|span)|u|var|wbr"
)
# Written out in both cases, for without regard to case the engine tries every name at every tag.
_IN_ANY_CASE = re.sub("[a-z]", lambda found: f"[{found[0]}{found[0].upper()}]", _INLINE)
_WITHIN_WORDS = re.compile(rf"<!--.*?-->|</?(?:{_IN_ANY_CASE})\b[^<>]*>", re.DOTALL)
_LINE_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_OFFICE_BREAK = re.compile(r"</?(?:\w+:)?(?:p|h|tab|br|si|c|row|tc|table-cell|line-break)\b[^<>]*>")
_ENTITY = re.compile(r"&#?\w")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPE = re.compile(r"(?:\\u[0-9A-Fa-f]{4})+|\\x[0-9A-Fa-f]{2}|\\[bfnrt\"'/,;\\]")
# What no one wrote: hashes, signatures, where the lines of a drawing run, by what tables sort and what
# marks of charts stand for.
_HASH = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")
_DIGEST = re.compile(r"[0-9a-f]{64}(?![0-9A-Za-z])")
_ROW = b"0" * 64
_AS_DIGITS = bytes(b"0"[0] if sign in b"0123456789abcdef" else b" "[0] for sign in range(256))
_SIGNATURE = re.compile(
    r"-----BEGIN SSH SIGNATURE-----[A-Za-z0-9+/=\s]+-----END SSH SIGNATURE-----"
)
_GEOMETRY = (
    r"""(?:d|points|viewBox|[cr]?[xy][12]?|r|width|height)="[-\d.,\sMLHVCSQTAZmlhvcsqtaz]*\""""
)
# How a format breaks up what it writes, and how that is put together again.
_BROKEN_UP: Mapping[str, tuple[re.Pattern[str], str]] = MappingProxyType(
    {".ics": (re.compile(r"\r?\n[ \t]"), ""), ".csv": (re.compile('""'), '"')}
)
_KEY = r"""data-(?:(?:sort|value|date)="[-+\d.:TZ]*"|heads="(?:[0-9a-f]{16} ?)+"|record="[0-9a-f]{16}(?=/))"""
_KEYS = re.compile(rf"\s{_KEY}")
_KEYS_AND_GEOMETRY = re.compile(rf"\s(?:{_KEY}|{_GEOMETRY})")
_NOTATION = re.compile(r"[\\&%<]")
_LAYERS = 4
# What is written in a file that is no text, such as a picture: long runs, or what follows a zero.
# The rest is noise, in which short names would be found by chance. In UTF-16 the scripts of Europe
# and the Near East are known by their high byte.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_SIGN = (
    rb"(?:[\t\n\r\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}"
    rb"|[\xf0-\xf4][\x80-\xbf]{3})"
)
_RUN = re.compile(rb"%b{10,}|(?<=\x00)%b{3,}" % (_SIGN, _SIGN))
_RUN_LE = re.compile(rb"(?:[\t\n\r\x20-\xff][\x00-\x06]){4,}")
_RUN_BE = re.compile(rb"(?:[\x00-\x06][\t\n\r\x20-\xff]){4,}")


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


def is_bare(text: str) -> bool:
    """Whether a text can be read as nothing but itself."""
    stripped = "sha256-" in text or "SSH SIGNATURE" in text or " data-" in text
    return not (stripped or _NOTATION.search(text) or _ROW in _digits(text))


def text_views(text: str) -> Iterator[str]:
    """All that a text can be read as: itself, and with each of its notations resolved."""
    return _readings(text)


def _decoded(data: bytes) -> Iterator[str]:
    """The bytes as text, in each encoding that they may have."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield data.decode("utf-16", "replace")
    try:
        yield data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if _CONTROL.search(data):
            yield b"\n".join(_RUN.findall(data)).decode("utf-8", "replace")
        else:
            yield data.decode("utf-8", "replace")
            yield data.decode("latin-1")
    if b"\x00" in data:
        yield "\n".join(run.decode("utf-16-le", "replace") for run in _RUN_LE.findall(data))
        yield "\n".join(run.decode("utf-16-be", "replace") for run in _RUN_BE.findall(data))


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
    if "SSH SIGNATURE" in text:
        text = _SIGNATURE.sub("", text)
    text = _without_digests(text)
    if "<svg" in text:
        return _KEYS_AND_GEOMETRY.sub("", text)
    return _KEYS.sub("", text) if " data-" in text else text


def _without_digests(text: str) -> str:
    """The text without digests, looked for only from where so many digits stand in a row."""
    digits = _digits(text)
    kept, start = [], 0
    while (row := digits.find(_ROW, start)) >= 0 and (found := _DIGEST.search(text, row)):
        kept.append(text[start : found.start()])
        start = found.end()
    return "".join((*kept, text[start:])) if kept else text


def _digits(text: str) -> bytes:
    """Of each sign whether it may be one of a digest's."""
    return text.encode("ascii", "replace").translate(_AS_DIGITS)


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
