"""Schedule: the milestones as signed, as agreed today and as expected; and the meetings."""

from __future__ import annotations

from datetime import timedelta

from markupsafe import Markup, escape

from portal_builder.figures.schedule import has_unknown_forecast
from portal_builder.figures.values import MilestoneFigures
from portal_builder.history.kinds import moment
from portal_builder.merge.cards import Card, Fact, card, draw_cards
from portal_builder.merge.charts import schedule_chart
from portal_builder.merge.content import Anchors, Content, anchors, found, table
from portal_builder.merge.figures import draw_figures, explained
from portal_builder.merge.reading import Reading
from portal_builder.merge.sections.effects import pending, state_of
from portal_builder.merge.tables import Cell, Cells, Row
from portal_builder.model.schedule import Meeting, Milestone

_LABELS = {
    "milestone.state": "field.status",
    **{
        f"milestone.{key}": f"field.{key}"
        for key in ("current_on", "expected_on", "slip_days", "unapproved_slip_days")
    },
}
_FIGURES = ("baseline_end", "current_end", "forecast_end", "slip_days", "on_time")


def schedule(reading: Reading) -> Content | None:
    """The page of the section; None where there is nothing on it."""
    section = reading.facts.schedule
    if section is None:
        return None
    named = anchors(reading)
    cards = [_card(reading, milestone) for milestone in section.milestones]
    meetings = [_meeting(reading, meeting, named) for meeting in section.meetings]
    keys = [f"schedule.{name}" for name in _FIGURES]
    return Content(
        {
            "figures": draw_figures(reading, keys, schedule_notes(reading), _unknown(reading)),
            "chart": schedule_chart(reading),
            "milestones": _table(reading, section.milestones),
            "records": draw_cards(reading, cards),
            "meetings": draw_cards(reading, meetings),
        },
        (*found(cards), *found(meetings)),
    )


def figures_of(reading: Reading, milestone: Milestone) -> MilestoneFigures | None:
    """The figures of a milestone; None while it is not agreed."""
    figures = reading.figures.schedule
    return figures.milestones.get(milestone.id) if figures else None


def state(reading: Reading, milestone: Milestone) -> Markup:
    """The state of a milestone."""
    return reading.state("milestone", _state(reading, milestone))


def _state(reading: Reading, milestone: Milestone) -> str:
    figures = figures_of(reading, milestone)
    return state_of(reading, milestone, figures.state if figures else "proposed")


def moved(reading: Reading, milestone: Milestone, form: str = "medium") -> Markup:
    """When a milestone is expected; a signed date that moved stands struck through before it."""
    figures = figures_of(reading, milestone)
    expected = figures.expected_on if figures else None
    if expected is None:
        return reading.words("schedule.unknown") if figures else Markup()
    shown = reading.day(expected, form)
    before = milestone.baseline_on
    if before and before != expected:
        return Markup('<s class="was">{}</s> {}').format(reading.day(before), shown)
    return shown


def schedule_notes(reading: Reading) -> dict[str, Markup]:
    """What the figures of the schedule mean for the client, by the names of the figures."""
    figures = reading.figures.schedule
    if figures is None:
        return {}
    return {"schedule.forecast_end": reading.later(figures.slip_days, "signed_date")}


def _unknown(reading: Reading) -> dict[str, Markup]:
    """The end is not known while an open milestone's date is not."""
    schedule = reading.facts.schedule
    dated = [(m, figures_of(reading, m)) for m in schedule.milestones] if schedule else []
    unknown = any(figures and has_unknown_forecast(m, figures) for m, figures in dated)
    return {"schedule.forecast_end": reading.words("schedule.unknown")} if unknown else {}


def _table(reading: Reading, milestones: tuple[Milestone, ...]) -> Markup:
    cells = Cells(reading)
    columns = [
        cells.column("title"),
        cells.column("status"),
        cells.column("baseline_on"),
        cells.column("current_on"),
        cells.column("expected_on"),
        cells.column("slip_days", number=True),
        cells.column("unapproved_slip_days", number=True),
    ]
    rows = [
        Row(cells.title(milestone.id), _cells(reading, cells, milestone))
        for milestone in milestones
    ]
    drawn = table(reading, "section.milestones", columns, rows)
    return explained(reading, drawn, _LABELS)


def _cells(reading: Reading, cells: Cells, milestone: Milestone) -> tuple[Cell, ...]:
    figures = figures_of(reading, milestone)
    state_cell = cells.state("milestone", _state(reading, milestone))
    if figures is None:
        return state_cell, cells.day(milestone.baseline_on), *(Cell() for _ in range(4))
    expected = cells.day(figures.expected_on)
    if figures.expected_on is None and figures.state != "cancelled":
        expected = Cell(reading.words("schedule.unknown"), "9999")
    return (
        state_cell,
        cells.day(milestone.baseline_on),
        cells.day(figures.current_on),
        expected,
        cells.days(figures.slip_days),
        cells.days(figures.unapproved_slip_days),
    )


def _card(reading: Reading, milestone: Milestone) -> Card:
    figures = figures_of(reading, milestone)
    words = reading.words
    first: list[Fact] = []
    if figures and figures.current_on:
        first.append(Fact(words("field.current_on"), reading.day(figures.current_on)))
    if figures and figures.state not in ("cancelled", "done"):
        first.append(Fact(words("field.expected_on"), _expected(reading, figures)))
    if reading.effects.cancellation(milestone) == "proposed":
        first.append(pending(reading, "cancellation", [str(milestone.cancelled_by)]))
    return card(reading, milestone, state=state(reading, milestone), first=first)


def _expected(reading: Reading, figures: MilestoneFigures) -> Markup:
    if figures.expected_on is None:
        return reading.words("schedule.unknown")
    day = reading.day(figures.expected_on, "due")
    against = [
        text
        for text in (
            reading.later(figures.slip_days, "signed_date"),
            reading.later(figures.unapproved_slip_days, "agreed_date"),
        )
        if text
    ]
    note = Markup('<br><span class="quiet">{}</span>').format(
        reading.words("text.semicolon").join(against)
    )
    return day + note if against else day


def _meeting(reading: Reading, meeting: Meeting, named: Anchors) -> Card:
    day = reading.day_of(meeting.at)
    return card(
        reading,
        meeting,
        anchor=named.of("meeting", day.isoformat()),
        state=_held(reading, meeting),
        skip=("at", "minutes", "held"),
        first=(
            Fact(reading.words("field.at"), _from_to(reading, meeting)),
            Fact(reading.words("field.minutes"), reading.measured("minutes", meeting.minutes)),
        ),
        known_by=(moment(meeting.at.isoformat()), "schedule.meetings"),
    )


def _from_to(reading: Reading, meeting: Meeting) -> Markup:
    end = meeting.at + timedelta(minutes=meeting.minutes)
    one_day = reading.day_of(end) == reading.day_of(meeting.at)
    until = escape(reading.formats.time(end)) if one_day else reading.when(end)
    return Markup("{} – {}").format(reading.when(meeting.at), until)


def _held(reading: Reading, meeting: Meeting) -> Markup:
    """Whether a meeting is to come or took place; nothing of one of which nobody has said so."""
    if not meeting.held and reading.day_of(meeting.at) > reading.as_of:
        return reading.state("meeting", "upcoming")
    if meeting.held is None:
        return Markup()
    return reading.state("meeting", "held" if meeting.held else "not_held")
