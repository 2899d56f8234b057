"""Every word that a reader meets comes from a catalogue, and pages say in which language they are.

A catalogue of nobody's language writes each letter in another way: what is still written with plain
letters and was not written by the author stands in code or in a template.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from shutil import copytree

import pytest
from filled import Filler

from portal_builder.data import data_json, published_data
from portal_builder.figures import derive
from portal_builder.formats import zone
from portal_builder.merge import Templates, merge
from portal_builder.model.client import Client
from portal_builder.model.facts import ClientFacts, Facts
from portal_builder.provider import Publisher
from portal_builder.render import Renderer
from portal_builder.settings import load_settings
from portal_builder.site import MergedSite, Provider
from portal_builder.tabular import csv_tables
from portal_builder.workspace import Workspace

ROOT = Path(__file__).parents[1]
SEEN = ("title", "alt", "placeholder", "aria-label", "label", "content", "data-label", "value")
# What authors wrote, and what is no word: ids, addresses, codes, file types.
AUTHORED = re.compile(
    r"\w+@example\.org|\b(Wort|Passage|Quay|Mason|Studio) *|\bq[a-z]+|\b[A-Z]{1,3}-\d+|https?://\S+"
    r"|\bassets/\S+|\b(ru_RU|ru|RUB|acme|Asia/Kolkata|main|website|UTC|utf-8)\b"
)
# Attributes of `<meta>` that speak to browsers, not to readers.
UNSEEN = re.compile(r"width=device-width.*|default-src .*|no-referrer|MkDocs|ru(_RU)?|#[0-9a-f]+")


def pseudo(theme: Path) -> None:
    """Adds a catalogue whose words are written in letters that no author uses."""
    text = (theme / "strings" / "en.po").read_text("utf-8")
    head, *entries = text.split("\n\n")
    wide = {n: chr(n + 0xFEE0) for n in range(ord("A"), ord("z") + 1) if chr(n).isalpha()}

    def said(match: re.Match[str]) -> str:
        parts = re.split(r"(\{\w+\})", match[2])
        text = "".join(p if p.startswith("{") else p.translate(wide) for p in parts)
        return f"{match[1]}{text}{match[3]}"

    entries = [re.sub(r'(?m)^(msgstr.*?")(.*)(")$', said, entry) for entry in entries]
    head = head.replace("Language: en", "Language: ru")
    (theme / "strings" / "ru.po").write_text("\n\n".join([head, *entries]), "utf-8")


class Seen(HTMLParser):
    """The texts of a page, its attributes among them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        self.texts += [
            value
            for name, value in attrs
            if name in SEEN and value and not (tag == "meta" and UNSEEN.fullmatch(value))
        ]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


def merged(
    facts: Facts, assets: dict[str, bytes], templates: Templates, several: bool
) -> MergedSite:
    who = {"name": "Wort Quay", "locale": "ru_RU", "timezone": "Asia/Kolkata", "currency": "RUB"}
    client, place = Client.model_validate(who), zone("Asia/Kolkata")
    assert place is not None
    projects = (("qa", facts), ("qb", facts)) if several else (("main", facts),)
    published = ClientFacts("acme", client, projects, several, (), assets)
    figures = {name: derive(facts, zone=place, decimals=2) for name, _ in projects}
    data = published_data(published, figures, 2)
    provider = Provider("Mason Studio", "https://studio.example.org/")
    return merge(
        published,
        figures,
        data=data_json(data),
        tables=tuple(csv_tables(data)),
        templates=templates,
        publisher=Publisher(provider, {}, None),
    )


@pytest.fixture(scope="module")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    theme = tmp_path_factory.mktemp("theme") / "theme"
    copytree(ROOT / "theme", theme)
    pseudo(theme)
    return theme


def unspoken(texts: Iterator[str] | list[str]) -> set[str]:
    return {
        " ".join(text.split())
        for text in texts
        if re.search(r"[A-Za-z]{2}", AUTHORED.sub("", text))
    }


def lines(site: MergedSite, folder: Path) -> Iterator[str]:
    """All texts of a built site that a reader can meet."""
    for path in folder.rglob("*.html"):
        yield from Seen(path.read_text("utf-8")).texts
    for entry in json.loads((folder / "search/search_index.json").read_text("utf-8"))["docs"]:
        yield from (entry["title"], entry["text"])
    for text in re.findall(r"<title>(.*)</title>|<content[^>]*>(.*)</content>", feed(site)):
        yield from Seen("".join(text).replace("&lt;", "<").replace("&gt;", ">")).texts
    said = re.findall(r"(?m)^(?:SUMMARY|DESCRIPTION):(.*)", calendar(site))
    yield from (text.replace("\\n", " ") for text in said)


def feed(site: MergedSite) -> str:
    return site.files["feed.xml"].decode()


def calendar(site: MergedSite) -> str:
    return site.files["calendar.ics"].decode().replace("\r\n ", "").replace("\r", "")


@pytest.mark.parametrize("several", [False, True])
def test_every_word_comes_from_the_catalogue(theme: Path, tmp_path: Path, several: bool) -> None:
    filler = Filler()
    facts = filler.facts()
    site = merged(facts, filler.assets, Templates(ROOT / "content", theme), several)
    (tmp_path / "clients").mkdir()
    Renderer(load_settings(Workspace(tmp_path))).render(site, tmp_path / "site")
    found = list(lines(site, tmp_path / "site"))
    assert unspoken(found) == set()
    assert len(found) > 5000


def test_style_sheets_say_nothing() -> None:
    sheets = (ROOT / "theme/overrides/assets/stylesheets").glob("*.css")
    said = [
        text for sheet in sheets for text in re.findall(r'content: *"([^"]*)"', sheet.read_text())
    ]
    assert len(said) > 10
    assert [text for text in said if re.search(r"(?<!\\)[A-Za-z]{2}", text)] == []
