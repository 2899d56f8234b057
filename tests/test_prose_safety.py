"""Hostile and odd texts: whatever is written, what comes out is plain and harmless."""

from __future__ import annotations

import html
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from allowed import LINK_OR_PATH, read
from corpora import corpus
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from portal_builder.prose import Examined, Prose, convert, examine, strip_comments
from portal_builder.prose.convert import _cleaner
from portal_builder.prose.parser import NESTING, parser

RECORDS = {"CR-7": "../changes/#cr-7"}
ASSETS = {"assets/p.png": "../assets/p.png"}


def prose(source: str) -> Prose:
    return convert(source, records=RECORDS, assets=ASSETS)


PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script\n>alert(1)</script\n>",
    "<script/src=//e.example></script>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><input type=submit>",
    "<button formaction=javascript:alert(1)>x",
    "<base href=javascript:/a/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//e.example>",
    "<style>@import '//e.example'</style>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<a href='javascript:x'>y</a>",
    '<a href="java\tscript:x">y</a>',
    "<p style='background:url(javascript:x)'>y",
    "<div id=__search name=x>y</div>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<template><img src=x onerror=alert(1)></template>",
    "<plaintext>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<![CDATA[<script>x</script>]]>",
    "<?php x ?><script>x</script>",
    "<!DOCTYPE x><script>x</script>",
    "<!--><script>x</script>",
    "<!-- --!><script>x</script> -->",
    "<!--\n--\n><script>x</script>",
    "<br onclick=x>",
    "<br/onclick=x>",
    '[x](https://e.example "\\" onclick=x")',
    "[x](https://e.example 'a\" onmouseover=\"x')",
    '[x](https://e.example/"onclick=x)',
    "![\" onerror=x](assets/p.png '\" onload=x')",
    "![<img src=x onerror=y>](assets/p.png)",
    "[![x](javascript:x)](javascript:y)",
    "[![x](https://e.example/p.png)](https://e.example)",
    "[x]( javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java\\script:alert(1)>)",
    "[x](java%73cript:x)",
    "[x](\u0001javascript:x)",
    "[x](\u00a0javascript:x)",
    "[x](\u3000javascript:x)",
    "[x](java\u200bscript:x)",
    "[x](ｊavascript:x)",
    "[x](javaſcript:x)",
    "[x](&#x6A;&#97;vascript&#58;x)",
    "[x](&#0000106avascript:x)",
    "[x](javascript&#x3A;x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](data:image/svg+xml,<svg/onload=x>)",
    "[x][r]\n\n[r]: javascript:x 'y'",
    "[r]: <java\nscript:x>\n[r]",
    "[x]: vbscript:x\n\n[x][] [x]",
    "<javascript:alert(1)>",
    "<JAVASCRIPT:alert(1)@e.example>",
    "<data:text/html,x>",
    "<https://e.example/\"onclick='x'>",
    'https://e.example/"onclick=x',
    "https://e.example/'onclick='x",
    "https://e.example/<script>x</script>",
    "javascript://https://e.example/%0aalert(1)",
    '```x" onclick="y\nz\n```',
    "```<script>\nz\n```",
    "``` prose-table onclick=x\nz\n```",
    "`<script>x</script>`",
    "    <script>x</script>",
    "&lt;script&gt;x&lt;/script&gt;",
    "&#60;script&#62;x",
    "\\<script>x",
    "|<script>|\n|-|\n|<img onerror=x>|",
    '|a|\n|:-" onclick=x:|',
    "# x {#__search onclick=x}",
    "x{: onclick=x }",
    "::: div onclick=x\n:::",
    "{% raw %}{{ 7*7 }}",
    "--8<-- '/etc/passwd'",
    "[[x]]|javascript:x",
    "CR-7<script>CR-7</script>",
    "- [ ] <input onfocus=x autofocus>",
    "> <script>\n> x",
    "*<b onclick=x>*",
    "<<script>script>x<</script>/script>",
]


@pytest.mark.parametrize("source", PAYLOADS)
def test_payloads_come_out_harmless(source: str) -> None:
    for text in (source, f"a {source} b", f"> - {source}", f"|{source}|\n|-|\n|{source}|"):
        assert all(
            "javascript" not in href.partition("?")[0] for href in read(prose(text).html).hrefs
        )


class LetsAllPass:
    def clean(self, made: str) -> str:
        return made


@pytest.mark.parametrize("source", PAYLOADS)
def test_what_the_parser_makes_is_harmless_alone(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The package gives its function the module's name.
    monkeypatch.setattr(sys.modules[convert.__module__], "_cleaner", LetsAllPass)
    made = prose(source).html
    read(re.sub(r' class="[^"]*"', "", made))  # of code, in the language that its author named


@pytest.mark.parametrize("source", [*PAYLOADS, "<div class=md-dialog>x</div>"])
def test_what_the_sanitiser_lets_pass_is_harmless_alone(source: str) -> None:
    trusting = MarkdownIt("commonmark").enable("table")
    trusting.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    for made in (source, trusting.render(source)):
        read(_cleaner().clean(made), LINK_OR_PATH)


@given(st.text(alphabet="<>!-[]()`*_~#&|:\"'\\\n \tajsCR7/.", max_size=80))
def test_any_text_comes_out_harmless_and_without_comments(source: str) -> None:
    read(prose(source).html)
    once = strip_comments(source)
    assert strip_comments(once) == once


COMMENTS = st.sampled_from(
    [
        "<!-- s -->",
        "<!-- s\n\nt -->",
        "<!-- ` -->",
        "<!--|-->",
        "<!--",
        "-->",
        "a",
        " ",
        "    ",
        "\n",
        "\n\n",
        "```",
        "```\n",
        "~~~",
        "`",
        "- ",
        "> ",
        "|a|\n|-|\n",
        "|",
        "<http://a`b>",
    ]
)


@given(st.lists(COMMENTS, max_size=14).map("".join))
def test_no_comment_can_be_read_outside_code(source: str) -> None:
    made = re.sub(r"<code[^>]*>.*?</code>", "", prose(source).html, flags=re.DOTALL)
    assert not re.search(r"<!--.*?-->", read(made).text, re.DOTALL)


LABELS = st.sampled_from(
    ["[", "]", "(", ")", "a", "!", "`", "\\", "*", "[a](b)", "](c)", "<http://a>", "\n\n[a]: b"]
)


@given(st.lists(LABELS, max_size=25).map("".join))
def test_labels_end_where_the_parsers_own_scan_says(source: str) -> None:
    plain = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * NESTING + 10})
    plain.enable(["table", "strikethrough"])
    for setting in ("validateLink", "normalizeLink", "normalizeLinkText"):
        setattr(plain, setting, getattr(parser(), setting))
    assert parser().render(source) == plain.render(source)


@given(st.text(max_size=200))
def test_characters_of_every_script_come_out_harmless(source: str) -> None:
    read(prose(source).html)


@pytest.mark.corpus
def test_naughty_strings_come_out_harmless() -> None:
    strings = json.loads(Path(corpus("blns"), "resources", "blns.json").read_text())
    assert len(strings) == 485
    for source in strings:
        assert isinstance(examine(source, records=RECORDS, assets=ASSETS), Examined)
        read(prose(source).html)


EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str]]:
    spec = (
        Path(corpus("commonmark-spec"), "spec.txt").read_text().partition("<!-- END TESTS -->")[0]
    )
    found = [(a.replace("→", "\t"), b.replace("→", "\t")) for a, b in EXAMPLE.findall(spec)]
    assert len(found) == 652
    return found


class Words(HTMLParser):
    text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


def words(made: str) -> str:
    reader = Words(convert_charrefs=True)
    reader.feed(made)
    reader.close()
    return " ".join(reader.text.split())


@pytest.mark.corpus
def test_commonmark_is_read_as_specified() -> None:
    compared = 0
    for source, expected in examples():
        assert isinstance(examine(source, records=RECORDS, assets=ASSETS), Examined)
        read(prose(source).html)
        # Raw HTML is shown, pictures from elsewhere become links: there the texts must differ.
        if not re.search(r"<[a-z/!?]|<img|!\[|\[\^|~~|^\|", source, re.IGNORECASE | re.MULTILINE):
            compared += 1
            assert words(prose(source).html) == words(expected), source
    assert compared > 500


def test_the_parser_itself_would_fire() -> None:
    made = MarkdownIt("commonmark").render("<script>alert(1)</script>")
    with pytest.raises(AssertionError):
        read(made)
    assert html.unescape(made) == made
