"""Figures as a reader meets them: a plain name, the value, what it means, and as of when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from portal_builder.figures.meanings import MEANINGS, Meaning
from portal_builder.figures.values import Counted, OnTime, PreventionDone
from portal_builder.merge.reading import Reading
from portal_builder.merge.words import NOTHING

Note = Mapping[str, Markup]


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it is shown.

    Attributes:
        name: in plain words.
        value: in the client's notation, with its unit.
        note: what follows from it, in words; may be empty.
        meaning: its standard term and formula.
    """

    name: Markup
    value: Markup
    note: Markup
    meaning: Meaning


def value_of(reading: Reading, key: str) -> Any:
    """A figure by its name with dots; None where there is none."""
    value: Any = reading.figures
    for part in key.split("."):
        value = getattr(value, part, None)
    return value


def shown(reading: Reading, key: str, note: Markup = NOTHING) -> Shown | None:
    """A figure as it is shown; None where there is none to show."""
    value = value_of(reading, key)
    written = written_value(reading, value, MEANINGS[key].kind)
    if not written:
        return None
    return Shown(reading.words(f"figure.{key}"), written, note, MEANINGS[key])


def written_value(reading: Reading, value: Any, kind: str) -> Markup:
    """A figure's value with its unit; empty where it cannot be given."""
    if value is None or (isinstance(value, Counted) and value.value is None):
        return Markup()
    if isinstance(value, Counted):
        counted = written_value(reading, value.value, kind)
        return reading.words.count("unit.from_records", value.n, value=counted)
    if isinstance(value, OnTime):
        return _share(reading, value.on_time, value.done)
    if isinstance(value, PreventionDone):
        return _share(reading, value.done, value.all)
    if isinstance(value, date):
        return reading.day(value)
    return _measured(reading, value, kind)


def _share(reading: Reading, part: int, whole: int) -> Markup:
    if not whole:
        return Markup()
    return reading.words("unit.share", part=reading.number(part), whole=reading.number(whole))


def _measured(reading: Reading, value: Any, kind: str) -> Markup:
    if kind == "money":
        return reading.money(value)
    if kind == "percent":
        return reading.percent(value)
    if kind == "state":
        return reading.choice(str(value))
    number = reading.number(value)
    if kind in ("days", "hours"):
        return reading.words.count(f"unit.{kind}", _plural(value), **{kind: number})
    return number


def _plural(value: Decimal | int) -> int:
    """The number that decides the form of a word; what is no whole number goes with many."""
    return int(value) if value == int(value) else 2


def draw_figures(reading: Reading, keys: Sequence[str], notes: Note | None = None) -> Markup:
    """The HTML of some figures, by name; those that cannot be given are left out."""
    notes = notes or {}
    found = [s for key in keys if (s := shown(reading, key, notes.get(key, Markup())))]
    if not found:
        return Markup()
    as_of = reading.words("figure.as_of", day=reading.day(reading.as_of))
    return reading.templates.component("figures", figures=found, as_of=as_of)


def draw_more(reading: Reading, keys: Sequence[str]) -> Markup:
    """Further figures as a folded table: name, value, standard term and formula."""
    found = [s for key in keys if (s := shown(reading, key))]
    if not found:
        return Markup()
    as_of = reading.words("figure.as_of", day=reading.day(reading.as_of))
    return reading.templates.component("more-figures", figures=found, as_of=as_of)
