"""Whatever a client's files publish stands on a page, in the client's notation, and each record at its anchor."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from filled import Filler
from pydantic import BaseModel

from portal_builder.data import data_json, published_data
from portal_builder.figures import derive
from portal_builder.figures.meanings import KINDS
from portal_builder.formats import Formats, parse_locale, zone
from portal_builder.merge import Templates, merge
from portal_builder.merge.words import Words
from portal_builder.model.client import Client
from portal_builder.model.facts import ClientFacts, Facts, meanings, records
from portal_builder.model.types import FILE, MONEY, PLAIN, RICH, URL, Meaning, Reference
from portal_builder.provider import Publisher
from portal_builder.site import MergedSite, Page

ROOT = Path(__file__).parents[1]
TEMPLATES = Templates(ROOT / "content", ROOT / "theme")
LOCALES = {
    **{"en_GB": "GBP", "de_DE": "EUR", "fr_FR": "EUR", "pl": "PLN", "ar_EG": "EGP"},
    **{"ja_JP": "BHD", "en-IN": "INR"},
}
ZONE = "Asia/Kolkata"
# Brand and notation are seen in how the page looks.
UNWRITTEN = {"primary", "accent"}
# Figures that pages show by the kind of contract, and that data.json leaves out.
PAGES_ONLY = {"budget.spending.rate"}
MARKS = re.compile("[\u200e\u200f\u061c\u2068\u2069]")


BLOCKS, HEADS, CELLS = ("article", "tr", "div"), ("header", "th", "dt"), ("td", "th", "dd", "li")


@dataclass
class Block:
    """A page, a record's card, a row or a group: its head, its cells, and all of its text."""

    tag: str
    head: str = ""
    text: str = ""
    cells: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Reads what a reader can read: text, not attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks = [Block("page")]
        self._open = [self.blocks[0]]
        self._cell: list[str] | None = None
        self._heads = 0
        self.feed(html)
        self.close()
        for block in self.blocks:
            block.head, block.text = normal(block.head), normal(block.text)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.handle_data(" " * (tag != "bdi"))
        if tag in BLOCKS:
            self._open.append(Block(tag))
            self.blocks.append(self._open[-1])
        self._heads += tag in HEADS
        if tag in CELLS:
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        self.handle_data(" " * (tag != "bdi"))
        self._heads -= tag in HEADS
        if tag in CELLS and self._cell is not None:
            for block in self._open:
                block.cells.append(normal("".join(self._cell)))
            self._cell = None
        if tag in BLOCKS:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for block in self._open:
            block.text += data
        if self._heads:
            self._open[-1].head += data
        if self._cell is not None:
            self._cell.append(data)


def normal(text: str) -> str:
    return " ".join(MARKS.sub("", text).split())


@dataclass(frozen=True)
class Value:
    """A value that was written: where, itself, what it means."""

    path: str
    name: str
    value: object
    mark: Meaning | Reference | None


def values(model: BaseModel, path: str = "") -> Iterator[Value]:
    """Every value that was written in a model and in what it holds."""
    marks = meanings(type(model))
    for name in sorted(model.model_fields_set - {"draft"}):
        found = getattr(model, name)
        for n, item in enumerate(found if isinstance(found, tuple) else (found,)):
            if isinstance(item, BaseModel):
                yield from values(item, f"{path}.{name}.{n}")
            elif item is not None:
                yield Value(f"{path}.{name}", name, item, marks[name])


def entries(facts: Facts) -> Iterator[tuple[str, BaseModel]]:
    """What has a place of its own on a page, with the key under which it is found there."""
    for section in Facts.model_fields:
        content = getattr(facts, section)
        if isinstance(content, tuple):
            yield from ((f"{section}.{n}", entry) for n, entry in enumerate(content))
        elif section != "project":
            for name in type(content).model_fields:
                listed = getattr(content, name)
                if isinstance(listed, tuple):
                    yield from ((f"{section}.{name}.{n}", e) for n, e in enumerate(listed))
                elif name == "retainer":
                    yield from ((f"{section}.{name}.{n}", e) for n, e in enumerate(listed.periods))


def single(facts: Facts) -> Iterator[Value]:
    """What stands on a page once."""
    yield from values(facts.project, "project")
    assert facts.budget is not None
    for name in ("contingency", "forecast", "retainer"):
        found = getattr(facts.budget, name)
        if isinstance(found, BaseModel):
            bare = found.model_copy(update={"periods": ()} if name == "retainer" else {})
            yield from values(bare, f"budget.{name}")
        else:
            yield Value(f"budget.{name}", name, found, MONEY)


def words_of(formats: Formats) -> Words:
    return TEMPLATES.speaking(formats.locale).words


def meant(figure: str, shown: Sample) -> str:
    """How a figure's meaning stands on a page."""
    words = words_of(shown.formats)
    term, formula = words.plain(f"term.{figure}"), words.plain(f"formula.{figure}")
    return normal(words.plain("text.pair", name=term, value=formula))


def said(value: Value, formats: Formats) -> tuple[str, ...]:
    """The ways in which a reader may meet a value: any one will do."""
    words, found = words_of(formats), value.value
    if isinstance(found, bool):
        return tuple(words.plain(f"choice.{word}") for word in _FLAGS[value.name][found])
    if isinstance(found, datetime):
        return (formats.moment(found),)
    if isinstance(found, date):
        return tuple(formats.day(found, form) for form in ("medium", "long", "due"))
    if isinstance(found, Decimal | int):
        return _numbers(value, Decimal(found), formats)
    text = str(found)
    if (
        value.name in _CODES
        or value.mark in (PLAIN, URL, FILE)
        or isinstance(value.mark, Reference)
    ):
        return (text,)
    if value.mark == RICH:
        return (text.replace("*", ""),)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        return (formats.month(text),)
    sentences = (words.plain(f"{key}.{text}", day="\0") for key in _TOLD.get(value.name, ()))
    return (words.plain(f"choice.{text}"), *(told.partition("\0")[0] for told in sentences))


_CODES = ("id", "currency", "locale", "timezone")
# Choices that a card tells in a sentence.
_TOLD = {"requested_by": ("change.asked",), "detected_by": ("incident.noticed",)}
_FLAGS = {
    "void": {True: ("void",), False: ("paid", "outstanding", "overdue")},
    "held": {True: ("held",), False: ("not_held", "upcoming")},
    "chosen": {True: ("yes",), False: ("no",)},
}


def _numbers(value: Value, number: Decimal, formats: Formats) -> tuple[str, ...]:
    if value.mark == MONEY:
        return formats.money(number), formats.money(number, signed=True)
    shown = formats.number(number)
    words = words_of(formats)
    units = [words.plain_count(f"unit.{u}", number, **{u: shown}) for u in _UNITS]
    of_five = words.plain("unit.share", part=shown, whole=formats.number(5))
    return (shown, formats.percent(number), of_five, *units)


_UNITS = ("days", "hours", "months", "minutes")


def stands(value: Value, formats: Formats, blocks: list[Block]) -> bool:
    """Whether a reader of some blocks meets a value: a small number fills a cell of its own."""
    ways = [normal(way) for way in said(value, formats)]
    small = isinstance(value.value, int | Decimal) and abs(value.value) < 1000
    if small and not isinstance(value.value, bool):
        return any(cell in ways for block in blocks for cell in block.cells)
    return any(way in block.text for block in blocks for way in ways)


@dataclass(frozen=True)
class Sample:
    """A filled client in one notation, with what a reader finds on its pages."""

    facts: Facts
    client: Client
    formats: Formats
    data: dict[str, Any]
    site: MergedSite
    blocks: list[Block]


FILLER = Filler()
FACTS = FILLER.facts()


@pytest.fixture(scope="module", params=LOCALES)
def shown(request: pytest.FixtureRequest) -> Sample:
    return merged(request.param)


def merged(locale: str) -> Sample:
    who = {"name": "Wort Harbour", "short_name": "Wort Quay", "timezone": ZONE}
    notation = {"locale": locale, "currency": LOCALES[locale]}
    client = Client.model_validate(who | notation)
    known, place = parse_locale(client.locale), zone(ZONE)
    assert known is not None
    assert place is not None
    formats = Formats(known, place, client.currency)
    facts = ClientFacts("acme", client, (("main", FACTS),), False, (), FILLER.assets)
    figures = {"main": derive(FACTS, zone=place, decimals=formats.decimals)}
    data = data_json(published_data(facts, figures, formats.decimals))
    publisher = Publisher(None, {}, None)
    site = merge(facts, figures, data=data, templates=TEMPLATES, publisher=publisher)
    read = [block for page in site.pages for block in Reader(html_of(page)).blocks]
    (project,) = json.loads(data, parse_float=Decimal)["projects"]
    return Sample(FACTS, client, formats, project, site, read)


def html_of(page: Page) -> str:
    return page.markdown + "".join(page.slots)


def key_of(entry: BaseModel, formats: Formats) -> tuple[str, ...]:
    """How the place of an entry is headed."""
    for name in ("title", "name", "number", "term", "text"):
        if hasattr(entry, name):
            return (getattr(entry, name),)
    own = next(v for v in values(entry) if v.name in ("on", "period"))
    return tuple(normal(way) for way in said(own, formats))


def test_every_value_of_every_entry_stands_in_its_place(shown: Sample) -> None:
    missing, count = [], 0
    for path, entry in entries(shown.facts):
        keys = key_of(entry, shown.formats)
        own = [b for b in shown.blocks if any(key in b.head for key in keys)]
        found = list(values(entry, path))
        missing += [v.path for v in found if not stands(v, shown.formats, own)]
        count += len(found)
    assert missing == []
    assert count > 1500


def test_every_value_that_stands_once_is_on_a_page(shown: Sample) -> None:
    pages = [block for block in shown.blocks if block.tag == "page"]
    found = [v for v in single(shown.facts) if v.name not in UNWRITTEN]
    found += values(shown.client, "client")
    missing = [v.path for v in found if not stands(v, shown.formats, pages)]
    assert missing == []
    assert len(found) > 25


def figure(value: Any, kind: str, formats: Formats) -> tuple[str, ...]:
    """How a figure of `data.json` may stand on a page."""
    words = words_of(formats)
    if isinstance(value, dict):
        value = value.get("value", value.get("on_time", value.get("done")))
    if kind in ("state", "method"):
        return (words.plain(f"{'choice' if kind == 'state' else kind}.{value}"),)
    if kind == "date":
        return formats.day(date.fromisoformat(value)), formats.day(date.fromisoformat(value), "due")
    number = Decimal(value)
    if kind in ("days", "hours"):
        return (words.plain_count(f"unit.{kind}", number, **{kind: formats.number(number)}),)
    if kind == "amount":
        hours = words.plain_count("unit.hours", number, hours=formats.number(number))
        return formats.money(number), hours
    made = {"money": formats.money, "percent": formats.percent}.get(kind, formats.number)
    return (made(number),)


def met(value: Any, kind: str, formats: Formats, found: Iterable[Block]) -> bool:
    ways = [normal(way) for way in figure(value, kind, formats)]
    return any(way in block.text for block in found for way in ways)


def nested(figures: dict[str, Any], name: str) -> Any:
    value: Any = figures
    for part in name.split("."):
        value = value[part]
    return value


def test_every_figure_stands_with_its_meaning_and_its_day(shown: Sample) -> None:
    as_of = normal(
        words_of(shown.formats).plain(
            "figure.as_of", day=shown.formats.day(shown.facts.project.as_of)
        )
    )
    seen, missing = 0, []
    for name, kind in KINDS.items():
        if name in PAGES_ONLY:
            continue
        section = name.partition(".")[0]
        value = nested(shown.data["figures"], name) if section in shown.data["figures"] else None
        if value in (None, {"on_time": 0, "done": 0}) or section == "health":
            continue
        label, how = words_of(shown.formats).plain(f"figure.{name}"), meant(name, shown)
        own = [b for b in shown.blocks if label in b.head and how in b.text and b.tag != "page"]
        dated = any(as_of in b.text and label in b.text for b in shown.blocks if b.tag != "article")
        if not dated or not met(value, kind, shown.formats, own):
            missing.append(name)
        seen += 1
    assert missing == []
    assert seen > 30


def test_health_stands_with_its_meaning(shown: Sample) -> None:
    health = shown.data["figures"]["health"]
    (overview,) = [b for b in shown.blocks if b.tag == "page"][:1]
    for name in ("schedule", "budget", "issues", "computed", "overall"):
        assert meant(f"health.{name}", shown) in overview.text
        assert met(health[name], "state", shown.formats, [overview])


# Where records with figures stand in `data.json`, and what those figures are named after.
RECORDS = {
    "milestone": lambda data: data["schedule"]["milestones"],
    "line": lambda data: data["budget"]["lines"],
    "period": lambda data: data["budget"]["retainer"]["periods"],
    "issue": lambda data: data["issues"],
    "incident": lambda data: data["incidents"],
    "risk": lambda data: data["risks"],
}


@pytest.mark.parametrize("noun", RECORDS)
def test_the_figures_of_single_records_stand_with_them(shown: Sample, noun: str) -> None:
    named = {key: kind for key, kind in KINDS.items() if key.startswith(f"{noun}.")}
    seen, missing = Counter[str](), []
    for record in RECORDS[noun](shown.data):
        head = record.get("id") or normal(shown.formats.month(record["period"]))
        headed = re.compile(rf"\b{re.escape(head)}\b")
        own = [b for b in shown.blocks if b.tag in ("article", "tr") and headed.search(b.head)]
        for key, kind in named.items():
            value = record.get(key.partition(".")[2])
            seen[key] += value is not None
            if value is not None and not met(value, kind, shown.formats, own):
                missing.append((head, key))
    assert missing == []
    assert set(+seen) == set(named)
    for key in named:
        assert any(meant(key, shown) in block.text for block in shown.blocks)


def test_every_record_stands_at_its_anchor(shown: Sample) -> None:
    made = "".join(map(html_of, shown.site.pages))
    names = [record.id for _, record, _ in records(FACTS)]
    assert len(names) > 100
    for name in names:
        assert made.count(f'id="{name.lower()}"') == 1


def test_anchors_and_their_search_entries_are_unique_on_a_page(shown: Sample) -> None:
    for page in shown.site.pages:
        anchors = re.findall(r' id="([^"]+)"', "".join(page.slots))
        assert len(anchors) == len(set(anchors))
        assert {entry.anchor for entry in page.search} <= {"", *anchors}
