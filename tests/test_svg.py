"""Drawings that only draw, and those that could do more."""

from __future__ import annotations

import pytest

from portal_builder.svg import active_content

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


@pytest.mark.parametrize(
    "inside",
    [
        '<rect width="1" fill="url(#a)"/>',
        '<use href="#a"/>',
        "<style>.a{fill:red}</style>",
        "<title>A &amp; B</title>",
        '<image href="data:image/png;base64,AAAA"/>',
    ],
)
def test_a_drawing_is_inert(inside: str) -> None:
    assert active_content(f"{OPEN}{inside}</svg>".encode()) is None


@pytest.mark.parametrize(
    "inside",
    [
        "<script/>",
        '<rect onclick="x"/>',
        "<foreignObject/>",
        '<a href="javascript:x"/>',
        '<use href="https://e.example/#a"/>',
        '<use xlink:href="other.svg#a"/>',
        '<image href="data:text/html,x"/>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
        '<set attributeName="href" to="javascript:x"/>',
        '<animate attributeName="href"/>',
        "<style>@import 'x';</style>",
        "<style>a{fill:url(https://e.example)}</style>",
        '<rect style="fill:url(//e.example)"/>',
        '<rect fill="url(https://e.example)"/>',
        "<style>@im<!-- -->port 'x';</style>",
        "<style>a{fill:ur<!-- -->l(https://e.example)}</style>",
        "<?xml-stylesheet href='x'?>",
        "<unknown/>",
        "<g>" * 300 + "</g>" * 300,
        "<g>",
    ],
)
def test_what_could_act_is_found(inside: str) -> None:
    assert active_content(f"{OPEN}{inside}</svg>".encode()) is not None


def test_declarations_and_other_files_are_found() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + OPEN + "&a;</svg>"
    assert active_content(bomb.encode()) is not None
    outside = f'<!DOCTYPE svg SYSTEM "file:///x">{OPEN}</svg>'
    assert active_content(outside.encode()) is not None
    assert active_content(b"") is not None
    assert active_content(b"<g/>") is not None
