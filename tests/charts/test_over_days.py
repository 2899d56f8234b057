"""What lies on a scale of days: milestones, and numbers over time."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from portal_builder.charts.axes import HEAD, Notation
from portal_builder.charts.drawing import (
    NARROW,
    WIDE,
    Bar,
    Diamond,
    Dot,
    Drawing,
    Label,
    Rule,
    Trace,
)
from portal_builder.charts.series import Level, Outlook, Point, Series, SeriesChart, draw
from portal_builder.charts.timeline import Kind, Milestone, Move, timeline

QUIET = Notation(lambda _: "", lambda _, __, ___: "", "today")
START = date(2026, 1, 1)


def day(number: int) -> date:
    return START + timedelta(days=number)


def name(kinds: tuple[Kind, ...]) -> str:
    return "+".join(kinds)


def line(milestones: tuple[Milestone, ...], width: float = NARROW) -> Drawing:
    return timeline(milestones, day(180), name, width, QUIET)


# In the narrow form the plot reaches from 9 to 279: over 270 days each is a pixel.
SLIPPED = Milestone(
    "Launch",
    "27 Sept",
    "",
    baseline=day(0),
    agreed=day(100),
    expected=day(270),
    moves=(Move(day(0), day(150), "first"), Move(day(150), day(270), "second")),
    slip="is-amber",
)


def test_each_mark_lies_on_its_day() -> None:
    drawing = line((SLIPPED,))
    marks = [s for s in drawing.shapes if isinstance(s, Dot | Diamond)]
    assert [(m.look, m.x, m.day) for m in marks] == [
        ("is-agreed", 109, day(100)),
        ("is-baseline", 9, day(0)),
        ("is-expected", 279, day(270)),
    ]


def test_the_day_of_the_facts_is_a_line_with_its_date() -> None:
    drawing = line((SLIPPED,))
    (today,) = (s for s in drawing.shapes if isinstance(s, Rule) and s.look == "is-today")
    label = next(s for s in drawing.shapes if isinstance(s, Label) and s.text == "today")
    assert (today.x1, today.x2, today.day, label.x) == (189, 189, day(180), 189)


def test_a_slip_is_found_where_it_lies_with_its_reason() -> None:
    hits = [s for s in line((SLIPPED,)).shapes if isinstance(s, Bar) and s.look == "hit"]
    assert [(hit.x, hit.width, hit.hover) for hit in hits] == [
        (9, 150, "first"),
        (159, 120, "second"),
    ]
    stops = [s for s in line((SLIPPED,)).shapes if isinstance(s, Rule) and s.look == "is-move"]
    assert [(stop.x1, stop.day) for stop in stops] == [(159, day(150))]


def test_what_lies_beyond_the_agreed_date_is_marked() -> None:
    (slip,) = (s for s in line((SLIPPED,)).shapes if isinstance(s, Rule) and "is-slip" in s.look)
    assert (slip.x1, slip.x2, slip.look) == (109, 279, "is-slip is-amber")


def test_what_is_done_is_a_mark_of_its_own() -> None:
    done = Milestone("Draft", "1 Jan", "", baseline=day(0), agreed=day(0), done=day(90))
    (square,) = (s for s in line((done,)).shapes if isinstance(s, Bar) and s.look == "is-done")
    # From day 0 to day 180, the day of the facts, on 270 pixels: day 90 in the middle
    assert (square.x + square.width / 2, square.day) == (144, day(90))


def test_a_date_that_nobody_knows_runs_out_of_the_plot() -> None:
    unknown = Milestone("Later", "unknown", "", baseline=day(0), agreed=day(0), unknown=True)
    (open_end,) = (
        s for s in line((unknown,)).shapes if isinstance(s, Rule) and s.look == "is-unknown"
    )
    assert (open_end.x1, open_end.x2) == (9, 279)


def test_each_kind_of_mark_is_named_once() -> None:
    first = Milestone("A", "", "", baseline=day(60), agreed=day(60), expected=day(120))
    other = Milestone("B", "", "", baseline=day(100), agreed=day(100), expected=day(270))
    begin = Milestone("C", "", "", baseline=day(0), agreed=day(0), done=day(0))
    texts = [s.text for s in line((begin, first, other), WIDE).shapes if isinstance(s, Label)]
    assert texts.count("expected") == 1
    assert texts.count("baseline+agreed") == 1
    assert texts.count("baseline+agreed+done") == 1


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_long_titles_are_cut_and_told_whole(width: float) -> None:
    title = "A title of a milestone that goes on and on, for longer than anyone would like"
    labels = [
        s
        for s in line((Milestone(title, "1 Jan", "", baseline=day(0)),), width).shapes
        if isinstance(s, Label)
    ]
    assert any(label.text.endswith("…") and label.hover == title for label in labels)


# A plot of 280 pixels over 280 days, and 200 pixels for 100: no label takes any room.
PLOT = 294.0


def test_points_lie_on_their_day_and_value() -> None:
    points = tuple(Point(day(n), Decimal(v)) for n, v in ((0, 0), (140, 25), (280, 100)))
    drawing = draw(SeriesChart((Series("is-spent", (), points),), day(70)), PLOT, QUIET, 200.0)
    dots = [s for s in drawing.shapes if isinstance(s, Dot)]
    assert [(d.x, d.y - HEAD) for d in dots] == [(6, 200), (146, 150), (286, 0)]
    assert [(d.day, d.value) for d in dots] == [(day(0), 0), (day(140), 25), (day(280), 100)]
    (trace,) = (s for s in drawing.shapes if isinstance(s, Trace))
    assert [(x, y - HEAD) for x, y in trace.points] == [(6, 200), (146, 150), (286, 0)]


def test_a_step_holds_its_number_until_the_next() -> None:
    points = (Point(day(0), Decimal(0)), Point(day(280), Decimal(100)))
    chart = SeriesChart((Series("is-earned", (), points, stepped=True),), day(0))
    (trace,) = (s for s in draw(chart, PLOT, QUIET, 200.0).shapes if isinstance(s, Trace))
    assert [(x, y - HEAD) for x, y in trace.points] == [(6, 200), (286, 200), (286, 0)]


def test_levels_and_the_outlook_lie_on_the_same_scale() -> None:
    points = (Point(day(0), Decimal(0)), Point(day(280), Decimal(50)))
    chart = SeriesChart(
        (Series("is-spent", (), points),),
        day(0),
        levels=(Level("is-agreed", (), Decimal(75)),),
        outlook=Outlook((), Decimal(80), Decimal(60), Decimal(100)),
    )
    shapes = draw(chart, PLOT, QUIET, 200.0).shapes
    level = next(s for s in shapes if isinstance(s, Rule) and s.look == "is-agreed")
    assert (level.y1 - HEAD, level.value) == (50, 75)
    (marker,) = (s for s in shapes if isinstance(s, Diamond))
    assert (marker.x, marker.y - HEAD, marker.value) == (286, 40, 80)
    caps = [s for s in shapes if isinstance(s, Rule) and s.look == "is-range" and s.value]
    assert [(cap.y1 - HEAD, cap.value) for cap in caps] == [(80, 60), (0, 100)]


def test_labels_move_apart_and_keep_within_the_plot() -> None:
    series = tuple(
        Series(f"is-{n}", ("name", "12"), (Point(day(0), Decimal(0)), Point(day(280), Decimal(n))))
        for n in (97, 98, 99)
    )
    shapes = draw(SeriesChart(series, day(0)), NARROW, QUIET, 200.0).shapes
    lines = sorted(s.y for s in shapes if isinstance(s, Label) and s.text in ("name", "12"))
    assert len(lines) == 6
    assert all(below - above >= 16 for above, below in pairwise(lines))
    assert lines[0] >= HEAD
    assert lines[-1] <= HEAD + 200


def test_a_scale_may_begin_above_zero_where_it_is_told() -> None:
    points = (Point(day(0), Decimal("99.9")), Point(day(280), Decimal("99.95")))
    chart = SeriesChart((Series("is-spent", (), points),), day(0), floor=Decimal("99.8"))
    dots = [s for s in draw(chart, PLOT, QUIET, 200.0).shapes if isinstance(s, Dot)]
    # ticks from 99.80 to 99.95 in steps of 0.05: 200 pixels for 0.15
    assert [d.y - HEAD for d in dots] == pytest.approx([200 / 3, 0])
