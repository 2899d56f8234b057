"""Drawings that only draw, and those that could do more."""

from __future__ import annotations

import pytest

from portal_builder.svg import active_content

OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'
    ' xmlns:x="adobe:ns:meta/" xmlns:h="http://www.w3.org/1999/xhtml">'
)


@pytest.mark.parametrize(
    "inside",
    [
        '<rect width="1" fill="url(#a)"/>',
        '<use href="#a"/>',
        "<style>.a{fill:red}</style>",
        "<title>A &amp; B</title>",
        '<image href="data:image/png;base64,AAAA"/>',
        "<style>@media (prefers-color-scheme: dark) {.a{fill:#fff}}</style>",
        "<style>@font-face{font-family:A;src:url('data:font/woff2;base64,AAAA')}</style>",
        "<style>.a{mask:url( '#a' )}</style>",
        '<g inkscape:label="A" inkscape:export-filename="C:\\logo(1).png" data-name="url(x)"/>',
        "<defs><inkscape:path-effect/><inkscape:perspective/></defs>",
        "<metadata><?xpacket begin=''?><x:xmpmeta/><?xpacket end='w'?></metadata>",
        "<g>" * 150 + "</g>" * 150,
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
        "<h:img/>",
        "<h:style/>",
        '<h:rect style="fill:red"/>',
        "<style>svg{background:image-set('https://e.example' 1x)}</style>",
        "<rect style=\"background:-webkit-image-set('x.png' 1x)\"/>",
        '<rect mask="image(https://e.example)"/>',
        r'<rect fill="u\72l(https://e.example)"/>',
        r"<style>@im\70ort 'x';</style>",
        "<style>a{}<inkscape:style/>b{fill:url(https://e.example)}</style>",
        "<style/><style>@namespace 'x';</style>",
        "<style>@font-face{src:url('data:text/html;base64,AAAA')}</style>",
        "<style>@font-face{src:url(x.woff2)}</style>",
        "<g>" * 300 + "</g>" * 300,
        "<g>",
    ],
)
def test_what_could_act_is_found(inside: str) -> None:
    assert active_content(f"{OPEN}{inside}</svg>".encode()) is not None


def test_declarations_and_other_files_are_found() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + OPEN + "&a;</svg>"
    assert active_content(bomb.encode()) is not None
    declared = f"<!DOCTYPE svg [<!ELEMENT svg ANY>]>{OPEN}</svg>"
    assert active_content(declared.encode()) == "declarations of its own"
    outside = f'<!DOCTYPE svg SYSTEM "file:///x">{OPEN}</svg>'
    assert active_content(outside.encode()) is not None
    assert active_content(b"") is not None
    assert active_content(b"<g/>") is not None
