"""Authored Markdown: what it becomes, what may not stand, and what never gets published."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_builder.characters import REFUSED
from portal_builder.prose import (
    Examined,
    Prose,
    Remark,
    convert,
    examine,
    link_ids,
    split_title,
    strip_comments,
)
from portal_builder.prose.convert import convert_markup

RECORDS = {"CR-7": "../changes/#cr-7", "ISS-1": "../issues/#iss-1"}
ASSETS = {"assets/a.pdf": "../assets/a.pdf", "assets/p.png": "../assets/p.png"}
TABLE = """\
<div class="prose-table"><table>
<thead>
<tr>
<th class="prose-center">a</th>
</tr>
</thead>
<tbody>
<tr>
<td class="prose-center">b</td>
</tr>
</tbody>
</table></div>"""


def prose(source: str) -> Prose:
    return convert(source, records=RECORDS, assets=ASSETS)


def remarks(source: str) -> tuple[Remark, ...]:
    examined = examine(source, records=RECORDS, assets=ASSETS)
    assert isinstance(examined, Examined)
    return examined.remarks


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
        ("|a|\n|:-:|\n|b|", TABLE),
        ("a[^1]\n\n[^1]: b", "<p>a[^1]</p>\n<p>[^1]: b</p>"),
        ("$a_b$ and $$c$$", "<p>$a_b$ and $$c$$</p>"),
        ("```mermaid\na\n```", '<pre><code class="language-mermaid">a\n</code></pre>'),
        ("[x][R]\n\n[r]: CR-7", '<p><a href="../changes/#cr-7">x</a></p>'),
        ("[see CR-7](ISS-1)", '<p><a href="../issues/#iss-1">see CR-7</a></p>'),
        ("a<br>b<br/>c", "<p>a<br>\nb<br>\nc</p>"),
        ("مرحبا CR-7", '<p>مرحبا <a href="../changes/#cr-7">CR-7</a></p>'),
    ],
)
def test_what_markdown_becomes(source: str, html: str) -> None:
    assert prose(source).html.strip() == html
    assert remarks(source) == ()


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
        assert len(remarks(source)) == 1


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
        ("<b c='`'> <!-- s --> `", "<b c='`'>  `"),
        ("<b c='>`'> <!-- s --> `", "<b c='>`'>  `"),
        ("a <!-- s", "a <!-- s"),
        ("<!-- s -->" * 5000, ""),
        ("<!-- s\n\ns -->\n\na\n\n" * 2000, "\n\na\n\n" * 2000),
        ("- a <!-- s\n  s --> b\n- c", "- a  b\n- c"),
        ("|a|\n|-|\n|`<!-- k -->` <!-- s -->|", "|a|\n|-|\n|`<!-- k -->` |"),
        ("> `<!-- k -->` <!-- s -->", "> `<!-- k -->` "),
        (
            "- a\n\n  ```\n  <!-- k -->\n  ```\n\n<!-- s -->",
            "- a\n\n  ```\n  <!-- k -->\n  ```\n\n",
        ),
        ("```\n\nx <!-- k -->\n\n```\n<!-- s -->", "```\n\nx <!-- k -->\n\n```\n"),
        ("~~~\n\n```\n\n<!-- k -->\n\n~~~~\n\n<!-- s -->", "~~~\n\n```\n\n<!-- k -->\n\n~~~~\n\n"),
        ("```\n\n<!-- k -->", "```\n\n<!-- k -->"),
        ("<!-- ```\n\n-->\n\n<!-- s -->", "\n\n"),
        ("```\n<!-- k\n```\n--> <!-- s -->", "```\n<!-- k\n```\n--> "),
    ],
)
def test_comments_go_and_code_stays(source: str, left: str) -> None:
    assert strip_comments(source) == left


@pytest.mark.parametrize("depth", range(9))
def test_comments_within_comments_go_however_deep(depth: int) -> None:
    source = "<!" * depth + "<!-- s -->" + "-- s -->" * depth
    assert "<!--" not in strip_comments(source)


E = '<a href="https://e.example/a" rel="noopener noreferrer" class="prose-address">https://e.example/a</a>'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("see https://e.example/a.", f"see {E}."),
        ("(https://e.example/a), *https://e.example/a*", f"({E}), <em>{E}</em>"),
        ("见https://e.example/a。", f"见{E}。"),
        ("`https://e.example/a`", "<code>https://e.example/a</code>"),
        (
            "[https://e.example/b](https://e.example/a)",
            '<a href="https://e.example/a" rel="noopener noreferrer">https://e.example/b</a>',
        ),
        ("<https://e.example/a>", E),
        ("https://e.example/a'b", E.replace("/a", "/a'b").replace("</a'b>", "</a>")),
        (
            "https://e.example/a_b_(c)/CR-7",
            E.replace("/a", "/a_b_(c)/CR-7").replace("</a_b_(c)/CR-7>", "</a>"),
        ),
        ("xhttps://e.example https:// www.e.example ftp://e.example a@e.example", None),
        ("javascript:x //e.example https://" + "a" * 2000, None),
    ],
)
def test_addresses_written_out_become_links(source: str, html: str | None) -> None:
    assert prose(source).html == f"<p>{source if html is None else html}</p>\n"
    assert remarks(source) == ()


PLAIN = st.sampled_from(
    [
        "a",
        "Ab",
        "é",
        "\xa0",
        "\u2028",
        " ",
        "\n",
        "\n\n",
        "CR-7",
        "CR-8",
        ".",
        ",",
        "!",
        "(",
        ")",
        ":",
        '"',
        "'",
        "-",
        "+",
        "=",
        "#",
        "1.",
        "1)",
        "$",
        "^",
        "{",
        "}",
        "@",
        ";",
        "%",
        "/",
        "https://e.example/x",
        "http://",
        "😀",
        "مرحبا",
        "\u200b",
        "\x85",
        "\t",
        "\r",
        "\ufeff",
    ]
)


@given(st.lists(PLAIN, max_size=12).map("".join))
def test_plain_text_becomes_the_same_by_the_short_way(source: str) -> None:
    parsed = convert_markup(source, records=RECORDS, assets=ASSETS, heading_level=3)
    assert prose(source) == parsed


@pytest.mark.parametrize(
    "source",
    ["http://%", "http://1.2.3.4.5", "http://a..b", "http://xn--x", "http://e.example:99999"],
)
def test_an_address_that_readers_may_take_differently_stays_text(source: str) -> None:
    assert prose(source).html == f"<p>{source}</p>\n"


@pytest.mark.parametrize(
    "source", ["a <!-- b", "<!--\n\na", "> <!-- a", "|<!-- a|\n|-|", "`<!--` <!--"]
)
def test_a_comment_that_does_not_end_is_shown_and_said(source: str) -> None:
    assert [remark.remedy for remark in remarks(source)] == ["close it with -->"]
    assert "&lt;!--" in prose(source).html


@pytest.mark.parametrize(
    "source", ["a <!-- b -->", "`<!--`", "    <!-- a", "```\n<!--\n```", "<!-->"]
)
def test_comments_that_end_and_code_are_not_remarked_on(source: str) -> None:
    assert remarks(source) == ()


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a&#8238;b&#x202E;", "a\ufffdb\ufffd"),
        ("a&#13;b&#x85;", "a\nb\ufffd"),
        ("[a&#x2028;](https://e.example)", "a\ufffd"),
        ("`&#8238;`", "&#8238;"),
    ],
)
def test_an_entity_cannot_bring_in_what_no_file_may_hold(source: str, shown: str) -> None:
    made = prose(source)
    assert unescape(re.sub("<[^>]*>", "", made.html)).strip() == shown
    assert not REFUSED.search(made.text)


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="*b*" title="_c_ &amp; `d`">',
        "<IMG SRC=\"jav&#x0D;ascript:alert('XSS');\">",
        "</b>",
        "<x-y a='[b](c)'/>",
        "<a\nb>",
    ],
)
def test_a_raw_tag_is_shown_as_it_is_written(tag: str) -> None:
    for source in (tag, f"*x* {tag} **y**", f"[x {tag}](CR-7)"):
        made = unescape(re.sub("<[^>]*>", "", prose(source).html))
        assert tag in made
        assert remarks(source) == ()


@pytest.mark.parametrize("name", ["assets/a%20b.pdf", "<assets/a b.pdf>", "assets/100%25.pdf"])
def test_a_files_name_may_be_written_as_addresses_are(name: str) -> None:
    files = {"assets/a b.pdf": "assets/a%20b.pdf", "assets/100%.pdf": "assets/100%25.pdf"}
    href = convert(f"[x]({name})", records={}, assets=files).html
    assert href == f'<p><a href="{name.strip("<>").replace(" ", "%20")}">x</a></p>\n'


def test_a_picture_from_elsewhere_within_a_link_leaves_something_to_follow() -> None:
    made = prose("[![](https://e.example/p.png)](https://e.example/a)")
    assert made.text == "https://e.example/p.png"
    assert made.html == (
        '<p><a href="https://e.example/a" rel="noopener noreferrer">https://e.example/p.png</a></p>\n'
    )


def test_an_escaped_task_is_none() -> None:
    assert prose("- \\[ ] a\n- [x] b").html == "<ul>\n<li>[ ] a</li>\n<li>☑ b</li>\n</ul>\n"


@pytest.mark.parametrize(
    ("source", "title", "rest"),
    [
        ("# A *b* `c` C#\n\nd", "A b c C#", "\nd"),
        ("\n\n# A #\nb", "A", "b"),
        ("A\nb\n===\nc", "A b", "c"),
        ("<!-- s --># A\nb", "A", "b"),
        ("# [A](CR-7) <b>", "A <b>", ""),
        ("## A\nb", "", "## A\nb"),
        ("#\nb", "", "#\nb"),
        ("    # A\nb", "", "    # A\nb"),
        ("", "", ""),
    ],
)
def test_a_title_is_taken_off_a_text(source: str, title: str, rest: str) -> None:
    assert split_title(source) == (title, rest)


def test_ids_in_plain_text_become_links_and_the_rest_is_escaped() -> None:
    assert link_ids("<CR-7> CR-8", RECORDS) == '&lt;<a href="../changes/#cr-7">CR-7</a>&gt; CR-8'
