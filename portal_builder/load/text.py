"""Bytes → text: UTF-8, of a bearable size, without characters that hide or reorder what is read."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from portal_builder.characters import REFUSED_RAW, named
from portal_builder.load.nodes import Mark

LIMIT = 2 * 1024 * 1024
KEPT = 20
_BOM = "\ufeff"
_STAND_IN = "\ufffd"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a file, before its line is looked up."""

    mark: Mark
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's text.

    Attributes:
        text: without byte order mark, its lines ending in line feeds.
        parsable: the same with each refused character replaced, so that the rest can be read.
        refused: the first refused characters.
        refused_count: how many there are in all.
    """

    text: str
    parsable: str
    refused: tuple[Fault, ...]
    refused_count: int


class Unreadable(Exception):
    """The bytes are no text that can be looked at; carries the fault and the lines to show."""

    def __init__(self, fault: Fault, lines: list[str]) -> None:
        self.fault = fault
        self.lines = lines


def read(data: bytes) -> SourceText:
    """Decodes a file and finds the characters that may not stand in it.

    Args:
        data: the file's bytes.

    Raises:
        Unreadable: it is too large, or not UTF-8.
    """
    if len(data) > LIMIT:
        fault = Fault(Mark(1, 1), "this file is larger than 2 MiB", "split it into several files")
        raise Unreadable(fault, [""])
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start) from None
    text = _as_lines(text)
    parsable, count = REFUSED_RAW.subn(_STAND_IN, text)
    if not count:
        return SourceText(text, text, (), 0)
    first = islice(REFUSED_RAW.finditer(text), KEPT)
    refused = tuple(_refused(_mark(text, match.start()), match.group()) for match in first)
    return SourceText(text, parsable, refused, count)


def _as_lines(text: str) -> str:
    return text.removeprefix(_BOM).replace("\r\n", "\n")


def _not_utf8(data: bytes, start: int) -> Unreadable:
    mark = _mark(before := _as_lines(data[:start].decode()), len(before))
    fault = Fault(mark, "this file is not UTF-8 text", "save it with the encoding UTF-8")
    return Unreadable(fault, _as_lines(data.decode(errors="replace")).split("\n"))


def _mark(text: str, index: int) -> Mark:
    return Mark(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _refused(mark: Mark, character: str) -> Fault:
    if character == "\r":
        what = "a carriage return stands here without a line feed"
        return Fault(mark, what, "save the file with line ends of one kind, LF or CRLF")
    if character == _BOM:
        what = "a byte order mark (U+FEFF) stands here; it may only begin a file"
        return Fault(mark, what, "delete it; it cannot be seen")
    return Fault(mark, f"{named(character)} may not stand in a file", "delete it")
