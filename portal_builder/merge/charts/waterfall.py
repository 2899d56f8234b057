"""The budget drawn: from what was signed, over every approved change, to what we expect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from markupsafe import Markup, escape

from portal_builder.charts.waterfall import Part, Step, waterfall
from portal_builder.figures.budget_values import BudgetFigures
from portal_builder.merge.charts.figure import Amounts, Chart, added, draw_chart
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Column, Row, Table

MOST = 8
"""How many changes have a step of their own; of more, the largest, and the rest have one."""

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A step with its title as HTML, for the table."""

    step: Step
    title: Markup


def waterfall_chart(reading: Reading) -> Markup:
    """The HTML of the waterfall; nothing while nothing was changed, spent or expected otherwise."""
    figures = reading.figures.budget
    if figures is None or figures.bac <= 0 or not (figures.steps[1:] or figures.vac or figures.ac):
        return Markup()
    known = [*(step.amount for step in figures.steps), figures.bac, figures.ac]
    amounts = Amounts(reading, known)
    entries = _entries(reading, figures, amounts)
    eac = amounts.rounded(figures.eac)
    words, day = reading.words, reading.formats.day(reading.as_of)
    difference = amounts.more(added([eac, figures.bac.copy_negate()]), "agreed_amount")
    chart = Chart(
        "waterfall",
        words.plain("chart.waterfall", expected=amounts.of(eac), difference=difference),
        words.plain("chart.waterfall.subject", day=day),
        partial(waterfall, [entry.step for entry in entries]),
        _table(reading, entries, amounts),
    )
    return draw_chart(reading, chart)


def _entries(reading: Reading, figures: BudgetFigures, amounts: Amounts) -> list[_Entry]:
    words, signed, bac = reading.words, figures.baseline, figures.bac
    eac = amounts.rounded(figures.eac)

    def entry(part: Part, title: Markup, amount: Decimal, start: Decimal, end: Decimal) -> _Entry:
        written = amounts.of(amount, signed=part in ("change", "difference"))
        return _Entry(Step(part, title.striptags(), written, amount, start, end), title)

    entries = [entry("signed", words("budget.signed"), signed, _ZERO, signed)]
    total = signed
    for title, amount in _changes(reading, figures):
        after = added([total, amount])
        entries.append(entry("change", title, amount, total, after))
        total = after
    if len(entries) > 1:
        entries.append(entry("agreed", words("field.bac"), bac, _ZERO, bac))
    if eac != bac:
        title = words(f"chart.waterfall.{'over' if eac > bac else 'under'}")
        entries.append(entry("difference", title, added([eac, bac.copy_negate()]), bac, eac))
    entries.append(entry("expected", words("figure.budget.eac"), eac, _ZERO, eac))
    entries.append(entry("spent", words("figure.budget.ac"), figures.ac, _ZERO, figures.ac))
    return entries


def _changes(reading: Reading, figures: BudgetFigures) -> list[tuple[Markup, Decimal]]:
    """The changes and their amounts, in the order of decision; the smallest of many together."""
    steps = [step for step in figures.steps if step.change]
    largest = sorted(steps, key=lambda step: step.amount.copy_abs(), reverse=True)[:MOST]
    kept = [step for step in steps if step in largest]
    rest = [step.amount for step in steps if step not in largest]
    found = [(reading.titled(str(step.change)), step.amount) for step in kept]
    if rest:
        count = reading.formats.number(len(rest))
        title = reading.words.count("chart.waterfall.rest", len(rest), count=count)
        found.append((title, added(rest)))
    return found


def _table(reading: Reading, entries: Sequence[_Entry], amounts: Amounts) -> Table:
    columns = (
        Column(reading.words("budget.step")),
        Column(reading.words("field.amount"), number=True),
        Column(reading.words("budget.total"), number=True),
    )
    rows = []
    for entry in entries:
        step = entry.step
        total = amounts.of(step.end) if step.part in ("change", "difference") else ""
        numbers = (Cell(escape(text), number=True) for text in (step.written, total))
        rows.append(Row(Cell(entry.title), tuple(numbers)))
    return Table(Markup(), columns, tuple(rows))
