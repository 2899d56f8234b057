"""Changes as a story: who asked for what and why, what it does to price and dates, who decided."""

from __future__ import annotations

from markupsafe import Markup

from portal_builder.figures.rounding import exact
from portal_builder.merge.cards import Card, Fact, Passage, card, draw_cards, entries
from portal_builder.merge.content import Content, found, table
from portal_builder.merge.figures import draw_figures
from portal_builder.merge.reading import Reading
from portal_builder.merge.sections.budget import budget_notes
from portal_builder.merge.sections.schedule import schedule_notes
from portal_builder.merge.sections.slips import slips
from portal_builder.merge.tables import Cell, Cells, Row
from portal_builder.model.changes import Change, Evidence

# From what was signed to what is agreed today.
_FIGURES = (
    *("budget.baseline", "budget.approved_changes", "budget.bac"),
    *("schedule.baseline_end", "schedule.current_end"),
)


def changes(reading: Reading) -> Content | None:
    """The page of the section; None where there is nothing on it."""
    requests = reading.facts.changes
    if not requests:
        return None
    newest = sorted(requests, key=lambda change: change.requested_on, reverse=True)
    cards = [_card(reading, change) for change in newest]
    notes = {**budget_notes(reading), **schedule_notes(reading)}
    return Content(
        {
            "figures": draw_figures(reading, _FIGURES, notes),
            "table": _table(reading, requests),
            "records": draw_cards(reading, cards),
            "slips": slips(reading),
        },
        found(cards),
    )


def effect(reading: Reading, change: Change) -> Markup:
    """What a change does to price and dates, in a line; empty where it does neither."""
    parts = [_cost(reading, change).html, _dates(reading, change).html]
    return reading.words("text.semicolon").join(part for part in parts if part)


def _table(reading: Reading, requests: tuple[Change, ...]) -> Markup:
    cells = Cells(reading)
    columns = [
        *(cells.column(key) for key in ("title", "status")),
        cells.column("cost", number=True),
        *(cells.column(key) for key in ("schedule", "scope")),
        *(cells.column(key) for key in ("requested_on", "needed_by", "decided_on")),
    ]
    rows = [Row(cells.title(change.id), _cells(reading, cells, change)) for change in requests]
    return table(reading, "section.changes", columns, rows)


def _cost(reading: Reading, change: Change) -> Cell:
    if not change.impact.cost:
        return Cell(number=True)
    return Cells(reading).money(exact(reading.effects.cost(change)), signed=True)


def _dates(reading: Reading, change: Change) -> Cell:
    lines = [
        Markup("{}: {}").format(
            reading.title_of(impact.milestone), reading.later(impact.days, "move") or "–"
        )
        for impact in change.impact.schedule
    ]
    return Cell(Markup("<br>").join(lines))


def _scope(reading: Reading, change: Change) -> Cell:
    scope, words = change.impact.scope, reading.words
    lines = [words("change.adds", title=reading.title_of(name)) for name in scope.add]
    lines += [words("change.removes", title=reading.title_of(name)) for name in scope.remove]
    return Cell(Markup("<br>").join(lines))


def _cells(reading: Reading, cells: Cells, change: Change) -> tuple[Cell, ...]:
    return (
        cells.state("change", change.status),
        _cost(reading, change),
        _dates(reading, change),
        _scope(reading, change),
        cells.day(change.requested_on),
        cells.day(change.needed_by),
        cells.day(change.decided_on),
    )


def _card(reading: Reading, change: Change) -> Card:
    impact, words = change.impact, reading.words
    last = [
        Passage(words("field.cost"), entries(reading, impact.cost) if impact.cost else Markup()),
        Passage(
            words("field.schedule"),
            entries(reading, impact.schedule) if impact.schedule else Markup(),
        ),
        Passage(words("change.adds_title"), reading.refs(impact.scope.add)),
        Passage(words("change.removes_title"), reading.refs(impact.scope.remove)),
        Passage(
            words("field.quality"), reading.rich(impact.quality) if impact.quality else Markup()
        ),
        Passage(words("field.evidence"), _evidence(reading, change.evidence)),
    ]
    return card(
        reading,
        change,
        state=reading.state("change", change.status),
        lead=_story(reading, change),
        skip=("status", "impact", "evidence", *_told(change)),
        first=_totals(reading, change),
        last=last,
    )


def _told(change: Change) -> tuple[str, ...]:
    """The fields that the sentences of a card tell."""
    asked = ("requested_on", "requested_by")
    return asked if change.status == "proposed" else (*asked, "decided_on", "decided_by")


def _story(reading: Reading, change: Change) -> Markup:
    """Who asked and when, who decided and when, in sentences."""
    words = reading.words
    asked = words(
        f"change.asked.{change.requested_by}", day=reading.day(change.requested_on, "long")
    )
    if change.status == "proposed":
        return asked + " " + words("change.proposed")
    day = reading.day(change.decided_on, "long") if change.decided_on else None
    who = reading.text(change.decided_by) if change.decided_by else None
    known = "_".join(name for name, value in (("who", who), ("day", day)) if value)
    return asked + " " + words(f"change.{change.status}.{known or 'plain'}", who=who, day=day)


def _totals(reading: Reading, change: Change) -> list[Fact]:
    """What the change costs, and the agreed amount after it."""
    if not change.impact.cost:
        return []
    words = reading.words
    steps = reading.figures.budget.steps if reading.figures.budget else ()
    totals = (reading.money(step.total) for step in steps if step.change == change.id)
    return [
        Fact(words("field.cost"), _cost(reading, change).html),
        *(Fact(words("change.total"), amount) for amount in totals),
    ]


def _evidence(reading: Reading, evidence: Evidence | None) -> Markup:
    if evidence is None:
        return Markup()
    lines = [reading.text(evidence.title)]
    if evidence.url:
        lines.append(reading.link(evidence.url))
    if evidence.file:
        lines.append(reading.file_link(evidence.file))
    if evidence.sha256:
        lines.append(reading.words("change.sha256", digest=evidence.sha256))
    return Markup("<br>").join(lines)
