"""What files hold within: members of archives, compressed streams of PDF and PNG; all bounded."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MEMBERS = 5_000
UNPACKED = 64 * 1024 * 1024
PIECE = 8 * 1024 * 1024
DEPTH = 3

_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_PDF_STRING = re.compile(rb"\(((?:\\.|[^\\()])*)\)", re.DOTALL)
_PDF_HEX = re.compile(rb"<([0-9A-Fa-f\s]{4,})>")
_PDF_LINE = re.compile(rb"\b(?:T[dDm*]|ET)\b|['\"]\s")
_PNG = b"\x89PNG\r\n\x1a\n"


class Unproven(Exception):
    """A file cannot be looked through; the text says why and completes "it …"."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a file: the file itself, or what is packed within.

    Attributes:
        data: its bytes.
        is_member: whether it is packed in an archive, such as the XML of an office document.
    """

    data: bytes
    is_member: bool = False


class _Budget:
    """How much may still be unpacked of one file."""

    def __init__(self) -> None:
        self.left = UNPACKED
        self.members = MEMBERS

    def spend(self, size: int, members: int = 0) -> None:
        self.left -= size
        self.members -= members
        if self.left < 0 or self.members < 0 or size > PIECE:
            raise Unproven("holds more than can be looked through once it is unpacked")

    @property
    def piece(self) -> int:
        """How much to unpack of the next piece: one byte more than may be."""
        return min(self.left, PIECE) + 1


def parts(data: bytes) -> Iterator[Part]:
    """A file and all that is packed in it.

    Raises:
        Unproven: it holds more than the bounds, or an archive that cannot be opened.
    """
    yield Part(data)
    yield from _within(data, _Budget(), DEPTH)


def _within(data: bytes, budget: _Budget, depth: int) -> Iterator[Part]:
    if data.startswith(b"PK\x03\x04"):
        inner = _zip(data, budget)
    elif data.startswith(b"\x1f\x8b"):
        inner = (Part(_inflated(data, budget, 31)),).__iter__()
    elif b"%PDF-" in data[:1024]:
        inner = _pdf(data, budget)
    elif data.startswith(_PNG):
        inner = _png(data, budget)
    else:
        return
    for part in inner:
        yield part
        if depth:
            yield from _within(part.data, budget, depth - 1)
        elif part.data.startswith((b"PK\x03\x04", b"\x1f\x8b")):
            raise Unproven("holds archives within archives within archives")


def _zip(data: bytes, budget: _Budget) -> Iterator[Part]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
        budget.spend(0, len(members))
        yield Part(archive.comment)
        for member in members:
            yield Part(member.filename.encode("utf-8", "replace"))
            if not member.is_dir():
                yield Part(_member(archive, member, budget), is_member=True)
    except Unproven:
        raise
    except Exception:  # whatever hostile bytes can raise: they are no archive that opens
        raise Unproven("is an archive that cannot be opened") from None


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: _Budget) -> bytes:
    with archive.open(member) as file:
        content = file.read(budget.piece)
    budget.spend(len(content))
    return content


def _inflated(data: bytes, budget: _Budget, window: int = 15) -> bytes:
    """Unpacks as far as the bytes can be; nothing where they cannot."""
    unpacker = zlib.decompressobj(window)
    try:
        content = unpacker.decompress(data, budget.piece)
    except zlib.error:
        return b""
    budget.spend(len(content))
    return content


def _pdf(data: bytes, budget: _Budget) -> Iterator[Part]:
    streams = [_inflated(s, budget) or s for s in _PDF_STREAM.findall(data)]
    for content in (data, *streams):
        if content is not data:
            yield Part(content)
        # Words are cut up for kerning: `[(Ac) -20 (me)] TJ`.
        lines = _PDF_LINE.split(content)
        yield Part(b"\n".join(b"".join(_PDF_STRING.findall(line)) for line in lines))
        for written in _PDF_HEX.findall(content):
            digits = b"".join(written.split())
            yield Part(bytes.fromhex(digits[: len(digits) // 2 * 2].decode()))


def _png(data: bytes, budget: _Budget) -> Iterator[Part]:
    at = len(_PNG)
    while at + 12 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        chunk = data[at + 8 : at + 8 + size]
        if kind == b"zTXt":
            yield Part(_inflated(chunk.partition(b"\0")[2][1:], budget))
        elif kind == b"iTXt":
            yield Part(_inflated(chunk[chunk.rfind(b"\0") + 1 :], budget))
        at += 12 + size
