"""Slips: every date that moved, the newest first, with its reason and whose it was."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from portal_builder.merge.content import table
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Column, Row
from portal_builder.model.schedule import Milestone, Slip


def slips(reading: Reading) -> Markup:
    """The table of all slips of the project; nothing where no date moved."""
    schedule, cells = reading.facts.schedule, Cells(reading)
    found = [(s, m) for m in (schedule.milestones if schedule else ()) for s in m.slips]
    found.sort(key=lambda entry: -entry[0].on.toordinal())
    columns = [
        *(cells.column(key) for key in ("milestone", "on", "from", "to")),
        Column(reading.words("field.slip_days"), number=True),
        *(cells.column(key) for key in ("reason", "caused_by", "change")),
    ]
    rows = [_row(reading, cells, slip, milestone) for slip, milestone in found]
    return table(reading, "section.slips", columns, rows)


def _row(reading: Reading, cells: Cells, slip: Slip, milestone: Milestone) -> Row:
    moved = _days(slip.from_, slip.to)
    return Row(
        Cell(reading.titled(milestone.id), milestone.title),
        (
            cells.day(slip.on),
            _day(reading, cells, slip.from_),
            _day(reading, cells, slip.to),
            Cell() if moved is None else Cell(reading.days(moved), str(moved), number=True),
            cells.text(slip.reason),
            cells.choice(slip.caused_by),
            Cell(reading.titled(slip.change)) if slip.change else Cell(),
        ),
    )


def _day(reading: Reading, cells: Cells, day: date | str) -> Cell:
    return (
        Cell(reading.words("schedule.unknown"), "9999") if isinstance(day, str) else cells.day(day)
    )


def _days(start: date | str, end: date | str) -> int | None:
    if isinstance(start, str) or isinstance(end, str):
        return None
    return (end - start).days
