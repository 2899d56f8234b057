"""Values of a project → HTML in the client's notation: the vocabulary that all pages share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from urllib.parse import quote

from markupsafe import Markup, escape

from portal_builder import prose
from portal_builder.figures import Effects, day_of
from portal_builder.figures.values import Figures
from portal_builder.formats import Formats
from portal_builder.merge.relations import referring
from portal_builder.merge.retelling import HOMES, NOTHING_RETOLD, Retold
from portal_builder.merge.templates import Templates
from portal_builder.merge.words import NOTHING, Words
from portal_builder.model.facts import Facts, records
from portal_builder.model.types import Record


@dataclass(frozen=True)
class Reading:
    """One project, read for the pages at one depth of its site.

    Attributes:
        facts: what is published of it.
        figures: what follows from that.
        formats: the client's notation.
        templates: components, words and states.
        assets: the site paths of the client's published files.
        language: BCP 47 tag of the authored text.
        direction: its writing direction.
        pages: the names of the project's pages that are published.
        prefix: the project's id among several, else empty.
        up: leads from the page to the project's overview: "" or "../".
        retold: what is told of its history.
    """

    facts: Facts
    figures: Figures
    formats: Formats
    templates: Templates
    assets: frozenset[str]
    language: str
    direction: str
    pages: frozenset[str] = frozenset()
    prefix: str = ""
    up: str = ""
    retold: Retold = NOTHING_RETOLD

    def at(self, up: str) -> Reading:
        """The same project, read for pages at another depth."""
        return replace(self, up=up)

    @property
    def words(self) -> Words:
        """What the pages say."""
        return self.templates.words

    @property
    def as_of(self) -> date:
        """The day on which all facts of the project were last confirmed."""
        return self.facts.project.as_of

    @cached_property
    def effects(self) -> Effects:
        """The changes of the project, asked for what they do."""
        return Effects.of(self.facts)

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """Every record by its id."""
        return {record.id: record for _, record, _ in records(self.facts)}

    @cached_property
    def referring(self) -> Mapping[str, tuple[str, ...]]:
        """The records that name a record in one of their fields, by its id."""
        return referring(self.facts)

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Every record's address from here, by its id."""
        found = {}
        for path, record, _ in records(self.facts):
            home = HOMES.get(str(path[0]), str(path[0]))
            found[record.id] = f"{self.up}{home}/#{record.id.lower()}"
        return found

    @cached_property
    def _files(self) -> Mapping[str, str]:
        return {name: self.file(name) for name in self.assets}

    @cached_property
    def _converted(self) -> dict[tuple[str, int], prose.Prose]:
        return {}

    def file(self, name: str) -> str:
        """The address of a client's file from here."""
        return f"{self.up}{'../' if self.prefix else ''}{quote(name)}"

    def text(self, text: str) -> Markup:
        """Plain authored text; ids that exist in it are links."""
        return self.foreign(Markup(prose.link_ids(text, self.addresses)))

    def foreign(self, text: str) -> Markup:
        """Plain authored text that names its language where the page speaks another."""
        if self.words.language == self.language.partition("-")[0]:
            return escape(text)
        return Markup('<span lang="{}" dir="{}">{}</span>').format(
            self.language, self.direction, text
        )

    def prose(self, source: str, level: int = 4) -> prose.Prose:
        """Authored Markdown, converted once for all places; its headings begin at a level."""
        key = (source, level)
        if key not in self._converted:
            self._converted[key] = prose.convert(
                source, records=self.addresses, assets=self._files, heading_level=level
            )
        return self._converted[key]

    def rich(self, source: str, level: int = 4) -> Markup:
        """Authored Markdown as HTML that names its language and direction."""
        return self.authored(self.prose(source, level).html)

    def authored(self, html: str) -> Markup:
        """Converted Markdown in an element that names its language and direction."""
        language = escape(self.language)
        return Markup(f'<div class="prose" lang="{language}" dir="{self.direction}">{html}</div>')

    def brief(self, source: str) -> Markup:
        """Authored Markdown for a place where one line stands: a single paragraph loses its tags."""
        html = self.prose(source).html.strip()
        inner = html.removeprefix("<p>").removesuffix("</p>")
        single = html.startswith("<p>") and "<p>" not in inner and not inner.count("</p>")
        return Markup(inner) if single else self.authored(html)

    def ref(self, name: str) -> Markup:
        """A link to a record, showing its id; the id alone where it is not published."""
        address = self.addresses.get(name)
        return Markup('<a href="{}">{}</a>').format(address, name) if address else escape(name)

    def title_of(self, name: str) -> str:
        """The title of a record."""
        return str(getattr(self.records.get(name), "title", name))

    def titled(self, name: str) -> Markup:
        """A link to a record, showing its title, with its id beside it."""
        if name not in self.addresses:
            return escape(name)
        return Markup('<a href="{}">{}</a> <span class="quiet">{}</span>').format(
            self.addresses[name], self.foreign(self.title_of(name)), name
        )

    def refs(self, names: Iterable[str]) -> Markup:
        """Links to several records, each with its title."""
        return Markup("<br>").join(self.titled(name) for name in names)

    def link(self, url: str, title: str | None = None) -> Markup:
        """A link to another site; one that shows its address says so, for print."""
        bare = Markup("") if title else Markup(' class="prose-address" dir="ltr"')
        return Markup('<a href="{}" rel="noopener noreferrer"{}>{}</a>').format(
            url, bare, title or url
        )

    def file_link(self, name: str, title: str | None = None) -> Markup:
        """A link to a client's file."""
        return Markup('<a href="{}">{}</a>').format(self.file(name), title or name)

    def choice(self, name: str) -> Markup:
        """The word for one of a field's choices."""
        return self.words(f"choice.{name}")

    def meaning(self, figure: str) -> Markup:
        """What a figure means: its standard term, and how it is worked out."""
        return self.words(
            "text.pair",
            name=self.words(f"term.{figure}"),
            value=self.words(f"formula.{figure}"),
        )

    def state(self, kind: str, name: str) -> Markup:
        """A state: its shape, its word and its colour."""
        return self.templates.states[kind][name]

    def notated(self, text: str) -> Markup:
        """A value in the client's notation, in its own order where the page's words have another."""
        if self.direction == self.words.direction:
            return escape(text)
        return Markup('<bdi dir="{}">{}</bdi>').format(self.direction, text)

    def day(self, day: date, form: str = "medium") -> Markup:
        """A date, for readers and for programs."""
        return _time(day.isoformat(), self.notated(self.formats.day(day, form)))

    def due(self, day: date) -> Markup:
        """A date by which something is due, with its weekday; the reader's browser says how near."""
        return _time(
            day.isoformat(), self.notated(self.formats.day(day, "due")), Markup(" data-due")
        )

    def fresh(self, day: date, rhythm: int | None) -> Markup:
        """A date of which the reader's browser says how long ago it is.

        Args:
            day: the date.
            rhythm: after how many days it is late; None where nothing was promised.
        """
        mark = Markup(' data-freshness="{}"').format(rhythm or "")
        return _time(day.isoformat(), self.notated(self.formats.day(day)), mark)

    def when(self, value: date | datetime) -> Markup:
        """A date, or a moment in the client's time zone."""
        written = value.isoformat()
        return _time(written, self.notated(self.formats.when(value)))

    def day_of(self, value: date | datetime) -> date:
        """The day of a date or moment in the client's time zone."""
        return day_of(value, self.formats.zone)

    def money(self, amount: Decimal, *, signed: bool = False) -> Markup:
        """An amount in the client's currency."""
        return self.notated(self.formats.money(amount, signed))

    def number(self, number: Decimal | int) -> Markup:
        """A number in the client's notation."""
        return self.notated(self.formats.number(number))

    def percent(self, percent: Decimal) -> Markup:
        """A percentage, from percent."""
        return self.notated(self.formats.percent(percent))

    def count(self, key: str, number: Decimal | int, **values: object) -> Markup:
        """The form of a word that goes with a number, `{n}` standing for it in the client's digits."""
        return self.words.count(key, number, n=self.number(number), **values)

    def measured(self, unit: str, number: Decimal | int) -> Markup:
        """A number with its unit in words: `days`, `hours`, `minutes` or `months`."""
        return self.count(f"unit.{unit}", number, **{unit: self.number(number)})

    def share(self, part: int, whole: int) -> Markup:
        """A part of a whole: "3 of 5"."""
        return self.words("unit.share", part=self.number(part), whole=self.number(whole))

    def days(self, days: int) -> Markup:
        """A number of days in words."""
        return self.measured("days", days)

    def later(self, days: int | None, reference: str) -> Markup:
        """How far a date lies from another: "14 days later than agreed"; empty without both."""
        if days is None:
            return Markup()
        if days == 0:
            return self.words(f"{reference}.same")
        return self.words(
            f"{reference}.{'later' if days > 0 else 'earlier'}", days=self.days(abs(days))
        )

    def more(self, amount: Decimal, reference: str) -> Markup:
        """How far an amount lies from another: "£1,500 more than agreed"."""
        if not amount:
            return self.words(f"{reference}.same")
        return self.words(
            f"{reference}.{'more' if amount > 0 else 'less'}", amount=self.money(amount.copy_abs())
        )


def _time(written: str, shown: Markup, marks: Markup = NOTHING) -> Markup:
    return Markup(f'<time datetime="{escape(written)}"{marks}>{shown}</time>')
