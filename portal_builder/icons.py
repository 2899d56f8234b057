"""A site's icons, drawn at build time in the client's colour: three bars on a rounded square."""

from __future__ import annotations

import struct
import zlib

from portal_builder import brand
from portal_builder.site import Colors

SVG, PNG = "icon.svg", "icon.png"
"""Their site paths: for tabs, and for home screens and previews, which take no drawing."""

_GRID = 32
_RADIUS = 7
# x, y, width and height of what is drawn, in units of the grid.
_BARS = ((9, 13, 4, 10), (14, 8, 4, 15), (19, 16, 4, 7))
_SCALE = 8
"""How many pixels a unit of the grid has; so one byte holds it in a row of the picture."""


def icons(colors: Colors | None) -> dict[str, bytes]:
    """The icons of a site by their paths; the same colours give the same bytes."""
    fill = brand.fill(colors)
    ink = brand.ink_on(fill)
    return {SVG: _svg(brand.hexed(fill), brand.hexed(ink)), PNG: _png(fill, ink)}


def _svg(fill: str, ink: str) -> bytes:
    bars = "".join(f"M{x} {y}h{width}v{height}h-{width}z" for x, y, width, height in _BARS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_GRID} {_GRID}">'
        f'<rect width="{_GRID}" height="{_GRID}" rx="{_RADIUS}" fill="{fill}"/>'
        f'<path d="{bars}" fill="{ink}"/></svg>\n'
    ).encode()


def _png(fill: brand.Rgb, ink: brand.Rgb) -> bytes:
    """The same without round corners, which a home screen cuts itself: two colours, one bit each."""
    size = _GRID * _SCALE
    rows = b"".join((b"\0" + _row(y)) * _SCALE for y in range(_GRID))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", size, size, 1, 3, 0, 0, 0)),
        (b"PLTE", bytes((*fill, *ink))),
        (b"IDAT", _stored(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _row(y: int) -> bytes:
    """A row of the picture: a byte for each unit, all ink or all fill."""
    return bytes(255 * any(_holds(bar, x, y) for bar in _BARS) for x in range(_GRID))


def _holds(bar: tuple[int, int, int, int], x: int, y: int) -> bool:
    left, top, width, height = bar
    return left <= x < left + width and top <= y < top + height


def _stored(data: bytes) -> bytes:
    """A zlib stream that holds data as they are: what a compressor gives depends on its version."""
    head = struct.pack("<BBBHH", 0x78, 0x01, 1, len(data), len(data) ^ 0xFFFF)
    return head + data + struct.pack(">I", zlib.adler32(data))


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check
