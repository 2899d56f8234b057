"""The schedule drawn: every milestone as signed, as agreed today and as expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from portal_builder.charts.drawing import Drawing
from portal_builder.charts.timeline import Kind, Move, timeline
from portal_builder.charts.timeline import Milestone as Drawn
from portal_builder.figures.schedule import has_unknown_forecast
from portal_builder.figures.values import MilestoneFigures
from portal_builder.merge.charts.figure import Chart, draw_chart, notation, said, too_little
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Column, Row, Table
from portal_builder.model.schedule import Milestone, Slip

MOST = 12
"""How many milestones are drawn; of more, those that matter most."""

LEAST = 2
"""From how many milestones with a date there is a drawing."""

_SLIPS = {"late": "is-red", "at_risk": "is-amber"}


@dataclass(frozen=True, slots=True)
class _Entry:
    milestone: Milestone
    figures: MilestoneFigures

    @property
    def done(self) -> bool:
        return self.figures.state == "done"

    @property
    def day(self) -> date:
        """By which it is ordered: expected or done; what nobody knows comes last."""
        return self.figures.expected_on or date.max

    @property
    def agreed(self) -> date:
        """By which it is ordered among those of one day."""
        return self.figures.current_on or date.max


def schedule_chart(reading: Reading) -> Markup:
    """The HTML of the timeline."""
    entries = _dated(reading)
    if len(entries) < LEAST:
        return too_little(reading, "schedule") if entries else Markup()
    shown = sorted(_chosen(entries), key=lambda entry: (entry.day, entry.agreed))
    drawn = [_drawn(reading, entry) for entry in shown]
    ticks = notation(reading)

    def draw(width: float) -> Drawing:
        return timeline(drawn, reading.as_of, lambda kinds: _named(reading, kinds), width, ticks)

    subject = _subject(reading, len(shown), len(entries))
    chart = Chart("schedule", _finding(reading, entries), subject, draw, _table(reading, shown))
    return draw_chart(reading, chart)


def _dated(reading: Reading) -> list[_Entry]:
    """The agreed milestones that stand and have a date."""
    section, figures = reading.facts.schedule, reading.figures.schedule
    if section is None or figures is None:
        return []
    known = [
        _Entry(m, figures.milestones[m.id])
        for m in section.milestones
        if m.id in figures.milestones
    ]
    return [
        entry
        for entry in known
        if entry.figures.state != "cancelled"
        and (entry.figures.current_on or entry.figures.expected_on)
    ]


def _chosen(entries: Sequence[_Entry]) -> Sequence[_Entry]:
    """Of many, the open ones that moved furthest from what is agreed, then what was done last."""

    def weight(entry: _Entry) -> tuple[bool, int, int]:
        if entry.done:
            return True, -entry.day.toordinal(), 0
        unknown = entry.figures.expected_on is None
        slip = date.max.toordinal() if unknown else entry.figures.unapproved_slip_days or 0
        return False, -slip, entry.day.toordinal()

    return sorted(entries, key=weight)[:MOST]


def _drawn(reading: Reading, entry: _Entry) -> Drawn:
    milestone, figures = entry.milestone, entry.figures
    return Drawn(
        title=milestone.title,
        written=_date(reading, figures),
        note=_slip(reading, figures),
        baseline=milestone.baseline_on,
        agreed=figures.current_on,
        expected=None if entry.done else figures.expected_on,
        done=figures.expected_on if entry.done else None,
        moves=tuple(
            Move(slip.from_, slip.to, _reason(reading, slip))
            for slip in milestone.slips
            if isinstance(slip.from_, date) and isinstance(slip.to, date)
        ),
        slip=_SLIPS.get(figures.state, ""),
        unknown=figures.expected_on is None,
    )


def _date(reading: Reading, figures: MilestoneFigures) -> str:
    if figures.expected_on:
        return reading.formats.day(figures.expected_on)
    return reading.words.plain("schedule.unknown")


def _slip(reading: Reading, figures: MilestoneFigures) -> str:
    if not figures.slip_days:
        return "" if figures.slip_days is None else reading.words.plain("signed_date.same")
    return said(reading.later(figures.slip_days, "move"))


def _reason(reading: Reading, slip: Slip) -> str:
    """A move of a date in a sentence: when, from where to where, why, and by whom."""

    def day(value: date | str) -> str:
        if isinstance(value, date):
            return reading.formats.day(value)
        return reading.words.plain("choice.unknown")

    return reading.words.plain(
        "chart.schedule.move",
        on=day(slip.on),
        before=day(slip.from_),
        after=day(slip.to),
        reason=slip.reason,
        party=reading.words.plain(f"choice.{slip.caused_by}"),
    )


def _named(reading: Reading, kinds: tuple[Kind, ...]) -> str:
    """What falls on one day: "signed and agreed"."""
    names = [reading.words.plain(f"chart.{kind}") for kind in kinds]
    keys = dict(zip("abc", names, strict=False))
    return reading.words.plain(f"chart.join.{len(names)}", **keys)


def _finding(reading: Reading, entries: Sequence[_Entry]) -> str:
    figures, words = reading.figures.schedule, reading.words
    unknown = [e for e in entries if has_unknown_forecast(e.milestone, e.figures)]
    if unknown:
        title = unknown[0].milestone.title
        count = reading.formats.number(len(unknown))
        return words.plain_count("chart.schedule.unknown", len(unknown), title=title, count=count)
    if figures is None or figures.forecast_end is None:
        return words.plain("chart.schedule.open")
    key = "done" if all(entry.done for entry in entries) else "expected"
    day = reading.formats.day(figures.forecast_end, "long")
    slip = said(reading.later(figures.slip_days, "signed_date"))
    if not slip:
        return words.plain(f"chart.schedule.{key}", day=day)
    return words.plain(f"chart.schedule.{key}_slip", day=day, slip=slip)


def _subject(reading: Reading, shown: int, known: int) -> str:
    words, number = reading.words, reading.formats.number
    subject = words.plain("chart.schedule.subject", day=reading.formats.day(reading.as_of))
    if shown == known:
        return subject
    chosen = words.plain("chart.schedule.chosen", shown=number(shown), all=number(known))
    return f"{subject} {chosen}"


def _table(reading: Reading, entries: Sequence[_Entry]) -> Table:
    cells = Cells(reading)
    columns = (
        *(cells.column(key) for key in ("title", "baseline_on", "current_on")),
        Column(reading.words("chart.schedule.end")),
        *(cells.column(key) for key in ("slip_days", "slips")),
    )
    unknown = Cell(reading.words("schedule.unknown"))
    rows = [
        Row(
            Cell(escape(entry.milestone.title)),
            (
                cells.day(entry.milestone.baseline_on),
                cells.day(entry.figures.current_on),
                cells.day(entry.figures.expected_on) if entry.figures.expected_on else unknown,
                Cell(escape(_slip(reading, entry.figures))),
                Cell(Markup("<br>").join(_reason(reading, s) for s in entry.milestone.slips)),
            ),
        )
        for entry in entries
    ]
    return Table(Markup(), columns, tuple(rows))
