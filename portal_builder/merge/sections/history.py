"""Every change: each revision that was published, the newest first, with all that it changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from portal_builder.history.record import Excuse, Revision
from portal_builder.merge.charts import record_charts
from portal_builder.merge.content import Content
from portal_builder.merge.reading import Reading
from portal_builder.merge.retelling import Line
from portal_builder.merge.sections.ledger import ledger_check
from portal_builder.model.facts import ClientFile

MOST = 24
"""How many revisions stand unfolded; of more, each year is folded, and each month of a long year."""

MOST_LINES = 12
"""How many changes of a revision stand unfolded."""

_ORDER = {name: number for number, name in enumerate(["overview", *ClientFile.model_fields])}


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence: the page it is about, and what it says."""

    page: str
    text: Markup


@dataclass(frozen=True, slots=True)
class Told:
    """A revision as the page tells it.

    Attributes:
        revision: which one.
        number: of it, in the client's digits.
        day: its day as HTML.
        first: what it changed; so is `further`, which is folded.
        more: how many these are, in words.
    """

    revision: Revision
    number: Markup
    day: Markup
    first: tuple[Item, ...]
    further: tuple[Item, ...]
    more: Markup


@dataclass(frozen=True, slots=True)
class Fold:
    """Revisions of a year or a month; `parts` are folds of months, or none."""

    title: str
    is_open: bool
    told: tuple[Told, ...]
    parts: tuple[Fold, ...] = ()


def history(reading: Reading) -> Content | None:
    """The page; None where nothing is known of any revision."""
    lines = reading.retold.lines
    if not lines:
        return None
    told = [*newest(reading, lines)]
    found = {item.page for each in told for item in (*each.first, *each.further)}
    pages = sorted(found, key=_place)
    revisions = reading.templates.component(
        "revisions",
        years=_folds(reading, told),
        options=[reading.words(f"page.{page}") for page in pages],
        numbers={page: number for number, page in enumerate(pages, 1)},
        first=told[-1].revision.day,
        last=told[0].revision.day,
        shown=_shown(reading, told),
    )
    blocks = {"charts": record_charts(reading), "revisions": revisions}
    return Content({**blocks, "ledger": ledger_check(reading)})


def pointers(reading: Reading) -> Iterator[Line]:
    """For each revision of one of several projects, how much it changed there, and where that stands."""
    for revision, lines in groupby(reading.retold.lines, key=lambda line: line.revision):
        count = sum(len(line.texts) for line in lines)
        address = f"{reading.up}history/#r{revision.number}"
        project = Markup('<a href="{}">{}</a>').format(address, reading.facts.project.name)
        text = reading.count("history.project", count, project=project)
        yield Line(revision, "overview", "", "", "", (text,))


def _shown(reading: Reading, told: Sequence[Told]) -> Markup:
    """How many of all changes are shown; the first number is the script's to change."""
    count = reading.number(sum(len(each.first) + len(each.further) for each in told))
    shown = Markup("<span data-shown>{}</span>").format(count)
    return reading.words("history.shown", shown=shown, all=count)


def _place(page: str) -> int:
    return _ORDER.get(page, len(_ORDER))


def newest(reading: Reading, lines: Iterable[Line]) -> Iterator[Told]:
    """The revisions as they are told, the newest first.

    Args:
        reading: the project.
        lines: what is told.
    """
    newest_first = sorted(lines, key=lambda line: -line.revision.number)
    for _, group in groupby(newest_first, key=lambda line: line.revision.number):
        of_one = sorted(group, key=_order)
        revision = of_one[0].revision
        items = [*_items(reading, of_one), *_overrides(reading, revision, of_one)]
        further = items[MOST_LINES:]
        yield Told(
            revision,
            reading.number(revision.number),
            reading.day(revision.day, "long"),
            tuple(items[:MOST_LINES]),
            tuple(further),
            reading.count("history.further", len(further)),
        )


def _order(line: Line) -> tuple[int, bool, str, int]:
    """The order of pages, then of ids by their number; what is about a whole section comes first."""
    kind, _, number = line.key.rpartition("-")
    return _place(line.page), bool(line.key), kind, int(number) if number.isdecimal() else 0


def _items(reading: Reading, lines: Iterable[Line]) -> Iterator[Item]:
    for line in lines:
        for text in line.texts:
            yield Item(line.page, sentence(reading, line, text))


def sentence(reading: Reading, line: Line, text: str) -> Markup:
    """A sentence as HTML: the record's name set off, ids that exist as links."""
    if isinstance(text, Markup):
        return text
    if not line.name or not text.startswith(line.name):
        return reading.text(text)
    name, rest = reading.text(line.name), reading.text(text[len(line.name) :])
    return Markup("<b>{}</b>{}").format(name, rest)


def _overrides(reading: Reading, revision: Revision, lines: Sequence[Line]) -> Iterator[Item]:
    """What a revision let pass that is refused otherwise; a record's stands with its project."""
    for excuse in revision.overrides:
        *within, name = excuse.what.split("/")
        pages = [line.page for line in lines if line.key == name]
        is_named = reading.prefix in within
        is_ours = pages or is_named or "-" not in name
        if not reading.prefix or (is_ours and (is_named or not within)):
            yield Item(pages[0] if pages else "overview", _excuse(reading, excuse))


def _excuse(reading: Reading, excuse: Excuse) -> Markup:
    what, reason = reading.text(excuse.what), reading.text(excuse.reason)
    return reading.words("history.override", what=what, reason=reason)


def _folds(reading: Reading, told: Sequence[Told]) -> list[Fold]:
    if len(told) <= MOST:
        return [Fold("", is_open=True, told=tuple(told))]
    years = [[*group] for _, group in groupby(told, key=lambda each: each.revision.day.year)]
    return [_year(reading, year, is_open=year is years[0]) for year in years]


def _year(reading: Reading, told: Sequence[Told], *, is_open: bool) -> Fold:
    title = reading.formats.tick_day(told[0].revision.day, "year")
    if len(told) <= MOST:
        return Fold(title, is_open, tuple(told))
    months = [[*group] for _, group in groupby(told, key=lambda each: each.revision.day.month)]
    return Fold(
        title,
        is_open,
        (),
        tuple(
            Fold(
                reading.formats.month(f"{month[0].revision.day:%Y-%m}"),
                is_open and month is months[0],
                tuple(month),
            )
            for month in months
        ),
    )
