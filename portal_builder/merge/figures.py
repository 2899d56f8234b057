"""Figures as a reader meets them: a plain name, the value, what it means, and as of when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from portal_builder.figures.meanings import KINDS
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
        trend: how it stood thirty days before; empty where that is not known.
        meaning: its standard term and formula.
    """

    name: Markup
    value: Markup
    note: Markup
    trend: Markup
    meaning: Markup


def value_of(reading: Reading, key: str) -> Any:
    """A figure by its name with dots; None where there is none."""
    value: Any = reading.figures
    for part in key.split("."):
        value = getattr(value, part, None)
    return value


def shown(
    reading: Reading, key: str, note: Markup = NOTHING, missing: Markup = NOTHING
) -> Shown | None:
    """A figure as it is shown, or the words for one that is missing; None without any."""
    value = value_of(reading, key)
    written = written_value(reading, value, KINDS[key]) or missing
    if not written:
        return None
    trend = _trend(reading, key, value)
    return Shown(reading.words(f"figure.{key}"), written, note, trend, reading.meaning(key))


def _trend(reading: Reading, key: str, value: Any) -> Markup:
    earlier = reading.figures.earlier
    if earlier is None or key not in earlier.values:
        return NOTHING
    day, before = reading.day(earlier.day), earlier.values[key]
    if before == value:
        return reading.words("trend.same", day=day)
    written = written_value(reading, before, KINDS[key])
    return reading.words("trend.was", value=written, day=day)


def written_value(reading: Reading, value: Any, kind: str) -> Markup:
    """A figure's value with its unit; empty where it cannot be given."""
    if value is None or (isinstance(value, Counted) and value.value is None):
        return Markup()
    if isinstance(value, Counted):
        counted = written_value(reading, value.value, kind)
        return reading.count("unit.from_records", value.n, value=counted)
    if isinstance(value, OnTime):
        return reading.share(value.on_time, value.done) if value.done else Markup()
    if isinstance(value, PreventionDone):
        return reading.share(value.done, value.all) if value.all else Markup()
    if isinstance(value, date):
        return reading.day(value)
    return _measured(reading, value, kind)


def _measured(reading: Reading, value: Any, kind: str) -> Markup:
    if kind == "money":
        return reading.money(value)
    if kind == "amount":
        return of_retainer(reading, value)
    if kind == "percent":
        return reading.percent(value)
    if kind == "state":
        return reading.choice(str(value))
    if kind == "method":
        return reading.words(f"method.{value}")
    return reading.measured(kind, value) if kind in ("days", "hours") else reading.number(value)


def of_retainer(reading: Reading, amount: Decimal) -> Markup:
    """An amount of the retainer in its unit: money, or hours."""
    budget = reading.figures.budget
    in_money = budget is not None and budget.retainer.unit == "money"
    return reading.money(amount) if in_money else reading.measured("hours", amount)


def draw_figures(
    reading: Reading, keys: Sequence[str], notes: Note | None = None, missing: Note | None = None
) -> Markup:
    """The HTML of some figures, by name.

    Args:
        reading: the project.
        keys: the figures' names.
        notes: what follows from them, in words.
        missing: what is said of those that cannot be given; the others of these are left out.
    """
    notes, missing = notes or {}, missing or {}
    found = [
        figure
        for key in keys
        if (figure := shown(reading, key, notes.get(key, NOTHING), missing.get(key, NOTHING)))
    ]
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


def explained(reading: Reading, table: Markup, labels: Mapping[str, str]) -> Markup:
    """A table of records, and folded beneath it what the figures in it mean.

    Args:
        reading: the project.
        table: its HTML; nothing is explained of none.
        labels: a figure's name → the key of the word that it stands under in the table.
    """
    if not table:
        return table
    as_of = reading.words("figure.as_of", day=reading.day(reading.as_of))
    meanings = [(reading.words(label), reading.meaning(key)) for key, label in labels.items()]
    return table + reading.templates.component("meanings", meanings=meanings, as_of=as_of)
