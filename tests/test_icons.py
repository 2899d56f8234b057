"""Icons: drawings in the client's colour, the same bytes each time."""

from __future__ import annotations

import struct
import zlib

import pytest

from portal_builder.icons import icons
from portal_builder.site import Colors
from portal_builder.svg import active_content


def chunks(data: bytes) -> dict[bytes, bytes]:
    """The chunks of a PNG, each held to its checksum."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    found, at = dict[bytes, bytes](), 8
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        content = data[at + 8 : at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size :][:4]) == (zlib.crc32(kind + content),)
        found[kind] = content
        at += 12 + size
    return found


@pytest.mark.parametrize(
    ("primary", "fill", "ink"),
    [
        ("#14532d", "#14532d", "#ffffff"),
        ("#ffff00", "#ffff00", "#000000"),
        ("#fff", "#ffffff", "#000000"),
        (None, "#1f3a5f", "#ffffff"),
    ],
)
def test_they_have_the_clients_colour(primary: str | None, fill: str, ink: str) -> None:
    made = icons(Colors(primary))
    assert f'rx="7" fill="{fill}"'.encode() in made["icon.svg"]
    assert f'z" fill="{ink}"'.encode() in made["icon.svg"]
    assert chunks(made["icon.png"])[b"PLTE"] == bytes.fromhex(fill[1:] + ink[1:])


def test_the_drawing_only_draws() -> None:
    assert active_content(icons(None)["icon.svg"]) is None


def test_the_picture_shows_three_bars() -> None:
    found = chunks(icons(None)["icon.png"])
    assert struct.unpack(">IIBBBBB", found[b"IHDR"]) == (256, 256, 1, 3, 0, 0, 0)
    rows = zlib.decompress(found[b"IDAT"])
    assert len(rows) == 256 * 33
    # the row 20 units down: bars from 9 to 13, from 14 to 18 and from 19 to 23
    row = rows[33 * 160 : 33 * 161]
    assert row[0] == 0
    assert [x for x, byte in enumerate(row[1:]) if byte == 255] == [*range(9, 13), *range(14, 18), *range(19, 23)]  # fmt: skip
    assert set(row) == {0, 255}
    assert set(rows[33 * 16 : 33 * 17]) == {0}
