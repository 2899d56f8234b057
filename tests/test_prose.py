"""Authored Markdown: what it becomes, what may not stand, and what never gets published."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_builder.prose import Prose, convert, link_ids, refusal, strip_comments

RECORDS = {"CR-7": "../changes/#cr-7", "ISS-1": "../issues/#iss-1"}
ASSETS = {"assets/a.pdf": "../assets/a.pdf", "assets/p.png": "../assets/p.png"}
TAGS = {
    "p",
    "br",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "em",
    "strong",
    "s",
    "code",
    "pre",
    "ul",
    "ol",
    "li",
    "blockquote",
    "a",
    "img",
    "span",
    "div",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
ATTRIBUTES = {"href", "title", "rel", "src", "alt", "class", "start"}
SCHEMES = ("https://", "http://", "mailto:", "tel:", "../")


def prose(source: str) -> Prose:
    return convert(source, records=RECORDS, assets=ASSETS)


class Allowed(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in ATTRIBUTES
            if name in ("href", "src"):
                assert (value or "").lower().startswith(SCHEMES)


def assert_safe(html: str) -> None:
    Allowed(convert_charrefs=True).feed(html)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# A", "<h3>A</h3>"),
        ("###### A", "<h6>A</h6>"),
        ("a ~~b~~ *c*", "<p>a <s>b</s> <em>c</em></p>"),
        ("- [ ] a\n- [x] b", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n</ul>"),
        ("a<BR />b", "<p>a<br>\nb</p>"),
        ("`a<br>b`", "<p><code>a&lt;br&gt;b</code></p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("see CR-7.", '<p>see <a href="../changes/#cr-7">CR-7</a>.</p>'),
        ("ISS-12 ABC-CR-7 CR-7-x `CR-7`", "<p>ISS-12 ABC-CR-7 CR-7-x <code>CR-7</code></p>"),
        ("[x](CR-7)", '<p><a href="../changes/#cr-7">x</a></p>'),
        ("![p](assets/p.png)", '<p><img src="../assets/p.png" alt="p"></p>'),
        ("مرحبا CR-7", '<p>مرحبا <a href="../changes/#cr-7">CR-7</a></p>'),
    ],
)
def test_what_markdown_becomes(source: str, html: str) -> None:
    assert prose(source).html.strip() == html
    assert prose(source).remarks == ()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "&#106;avascript:x",
        "javascript&colon;x",
        "java&Tab;script:x",
        "java&NewLine;script:x",
        "&#1;javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///x",
        "//host",
        "/x",
        "x.html",
        "#x",
        "./assets/a.pdf",
        "assets/none.pdf",
        "CR-8",
        "https://",
        "http:///x",
        "https:x",
        "<>",
        "mailto:",
        "ftp://h/x",
        "blob:x",
        "view-source:x",
        "\\javascript:x",
        "https:\\\\h",
    ],
)
def test_a_link_that_may_not_stand_leaves_its_text(url: str) -> None:
    for source in (f"[x]({url})", f"![x]({url})", f"[x][r]\n\n[r]: {url}"):
        made = prose(source)
        assert made.html == "<p>x</p>\n"
        assert len(made.remarks) == 1


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        '[x](https://e.example "\\" onclick=x")',
        "![\" onerror=x](assets/p.png '\" onload=x')",
        "[![x](javascript:x)](javascript:y)",
        "[![x](https://e.example/p.png)](https://e.example)",
        '```x" onclick="y\nz\n```',
        "```<script>\nz\n```",
        "<javascript:alert(1)>",
        "<https://e.example/\"onclick='x'>",
        "<a href='javascript:x'>y</a>",
        "&lt;script&gt;x&lt;/script&gt;",
        "|<script>|\n|-|\n|<img onerror=x>|",
        "<br onclick=x>",
        "<!--><script>x</script>",
    ],
)
def test_payloads_come_out_harmless(source: str) -> None:
    assert_safe(prose(source).html)


@given(st.text(alphabet="<>!-[]()`*_~#&|:\"'\\\n \tajsCR7/.", max_size=80))
def test_any_text_comes_out_harmless_and_without_comments(source: str) -> None:
    assert_safe(prose(source).html)
    once = strip_comments(source)
    assert strip_comments(once) == once


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("a <!-- s\n\ns --> b", "a  b"),
        ("`<!-- k -->`", "`<!-- k -->`"),
        ("```\n<!-- k -->\n```", "```\n<!-- k -->\n```"),
        ("    <!-- k -->", "    <!-- k -->"),
        ("```py <!-- s -->\nx\n```", "```py \nx\n```"),
        ("<!-- a -->    <!-- s -->", "    "),
        ("<!-- ` --> <!-- s --> `", "  `"),
        ("|`a | <!-- s --> | `|\n|-|-|-|", "|`a |  | `|\n|-|-|-|"),
        ("\\`<!-- s -->`", "\\``"),
        ("<!<!-- -->-- s -->", ""),
        ("<https://a`b> <!-- s --> `", "<https://a`b>  `"),
        ("<a`b@c.example> <!-- s --> `", "<a`b@c.example>  `"),
        ("a <!-- s", "a <!-- s"),
        ("<!-- s -->" * 500, ""),
    ],
)
def test_comments_go_and_code_stays(source: str, left: str) -> None:
    assert strip_comments(source) == left


@pytest.mark.parametrize(
    "source", ["x" * 65537, "é" * 32769, "[" * 1001, "]" * 1001, "> " * 51 + "a", "- " * 51 + "a"]
)
def test_too_much_is_refused(source: str) -> None:
    assert refusal(source) is not None


@pytest.mark.parametrize("source", ["x" * 65536, "[" * 1000, "> " * 50 + "a", "[a](CR-7)" * 500])
def test_just_enough_is_not_refused(source: str) -> None:
    assert refusal(source) is None


def test_ids_in_plain_text_become_links_and_the_rest_is_escaped() -> None:
    assert link_ids("<CR-7> CR-8", RECORDS) == '&lt;<a href="../changes/#cr-7">CR-7</a>&gt; CR-8'
