"""Attachments: which may be published, under which names, and that each is found where it is linked."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from test_intake import CLIENT, PROJECT, said, taken

from portal_builder import pipeline
from portal_builder.workspace import Workspace

NAMES = [
    *("a b.pdf", "ä.pdf", "e\u0301.pdf", "日本.pdf", "a#b.pdf", "100%.pdf", "a%20b.pdf", "a&b.pdf"),
    *("a'b.pdf", "a;b+c=d.pdf", "a(b].pdf", "at 9.41\u202fAM.png", "A.PDF", "..a.pdf", "-.txt"),
    *("sub/deep/a.csv", "images/favicon.png", "javascripts/bundle.txt", "provider.svg"),
]
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><title>{}</title></svg>'


def content(number: int, name: str) -> bytes:
    return (DRAWING.format(number) if name.endswith("svg") else f"file {number}").encode()


def test_a_file_of_any_name_is_found_where_it_is_linked(tmp_path: Path) -> None:
    documents = [{"title": f"t{i}", "file": f"assets/{name}"} for i, name in enumerate(NAMES)]
    text = "\n\n".join(f"[t{i}](<assets/{name}>)" for i, name in enumerate(NAMES))
    facts = {"documents": documents, "glossary": [{"term": "x", "meaning": text}]}
    files = {f"assets/{name}": content(i, name) for i, name in enumerate(NAMES)}
    written = json.dumps(facts, ensure_ascii=False)
    taken(tmp_path, {"a.yml": CLIENT + PROJECT, "b.yml": written, "pages/x.md": text, **files})
    (tmp_path / "mkdocs.yml").write_text(
        "plugins: [{portal: {provider: {name: P, logo: p.svg}}}]\n"
    )
    (tmp_path / "p.svg").write_text(DRAWING.format("P"))
    result = pipeline.build(Workspace(tmp_path), out=tmp_path / "site", jobs=1)
    assert [(o.built, o.problems) for o in result.outcomes] == [(True, ())]
    for name in ("documents", "glossary", "x"):
        page = tmp_path / "site/acme" / name
        html = (page / "index.html").read_text(encoding="utf-8")
        found = re.findall(r'<a href="(\.\./assets/[^"]*)">', html)
        assert len(found) == len(NAMES)
        for i, (href, file) in enumerate(zip(found, NAMES, strict=True)):
            assert not re.search(r"[ #?]", unescape(href))
            assert (page / unquote(unescape(href))).read_bytes() == content(i, file)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a?b.pdf", "every system"),
        ("a:b.pdf", "every system"),
        ('a"b.pdf', "every system"),
        ("x.html", "of this kind"),
        ("x.zip", "of this kind"),
        ("x.svgz", "of this kind"),
        ("pdf", "of this kind"),
        ("x.pdf.", "of this kind"),
        ("x.svg", "active"),
    ],
)
def test_what_cannot_be_published_is_said_at_its_name(
    name: str, words: str, tmp_path: Path
) -> None:
    documents = json.dumps({"documents": [{"title": "x", "file": f"assets/{name}"}]})
    script = b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
    files = {"a.yml": CLIENT + PROJECT, "b.yml": documents, f"assets/{name}": script}
    [(path, line, column, message)] = said(taken(tmp_path, files))
    assert (path, line, column) == ("b.yml", 1, 39)
    assert words in message


@pytest.mark.parametrize("name", ["x.pdf", "x.txt", "x.docx"])
def test_a_logo_is_a_picture(name: str, tmp_path: Path) -> None:
    client = f"client: {{name: Acme, logo: assets/{name}}}\n"
    [(*place, message)] = said(taken(tmp_path, {"a.yml": client + PROJECT, f"assets/{name}": "x"}))
    assert place == ["a.yml", 1, 28]
    assert "picture" in message


@pytest.mark.parametrize(
    "name",
    [f"{'a' * 300}/b.pdf", "a" * 300 + ".pdf", "a/" * 3_000 + "b.pdf", "%00.pdf", "%2e%2e/a.yml"],
)
def test_a_name_that_no_file_can_have_is_missing(name: str, tmp_path: Path) -> None:
    term = f"glossary: [{{term: x, meaning: '[y](assets/{name}) ![](assets/{name})'}}]\n"
    intake = taken(tmp_path, {"a.yml": CLIENT + PROJECT + term})
    assert [problem.place.column for problem in intake.problems] == [31, 31]
    assert intake.facts is not None
    assert intake.facts.assets == {}


def test_what_nothing_refers_to_is_not_looked_at(tmp_path: Path) -> None:
    files = {
        "a.yml": CLIENT + PROJECT + "# assets/e.pdf\n",
        "assets/x.exe": b"MZ",
        "assets/active.svg": b"<svg><script/></svg>",
        "assets/a.yaml": b": : :",
    }
    (tmp_path / "clients/acme/assets").mkdir(parents=True)
    (tmp_path / "clients/acme/assets/link.pdf").symlink_to("/etc/passwd")
    intake = taken(tmp_path, files)
    assert said(intake) == []
    assert intake.facts is not None
    assert intake.facts.assets == {}
