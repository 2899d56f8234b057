"""Bars: their length is their number, on one scale from zero."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal_builder.charts.ages import Age, ages
from portal_builder.charts.drawing import NARROW, WIDE, Bar, Diamond, Drawing, Label, Rule
from portal_builder.charts.retainer import Month, retainer
from portal_builder.charts.waterfall import Part, Step, waterfall

# In the narrow form a bar may reach from 0 to 280 of 288 pixels, less the room of the number after it.
ROOM = 280.0


def bars(drawing: Drawing) -> list[Bar]:
    return [shape for shape in drawing.shapes if isinstance(shape, Bar)]


def spans(drawing: Drawing) -> list[tuple[float, float]]:
    """Where bars begin, and how long they are."""
    return [(round(bar.x, 6), round(bar.width, 6)) for bar in bars(drawing)]


def step(part: Part, start: int, end: int, written: str = "") -> Step:
    amount = Decimal(end - start)
    return Step(part, part, written, amount, Decimal(start), Decimal(end))


# The marker of the estimate takes 7 pixels after its place: 546 on 273 pixels, half a pixel each.
STEPS = (
    step("signed", 0, 400),
    step("change", 400, 520),
    step("change", 520, 500),
    step("agreed", 0, 500),
    step("difference", 500, 546),
    step("expected", 0, 546),
    step("spent", 0, 350),
)


def test_a_waterfall_s_bars_are_as_long_as_their_amounts() -> None:
    found = bars(waterfall(STEPS, NARROW))
    assert [(bar.look, bar.value) for bar in found] == [
        ("is-signed", 400),
        ("is-approved", 120),
        ("is-approved", -20),
        ("is-signed", 500),
        ("is-difference", 46),
        ("is-spent", 350),
    ]
    expected = [(0, 200), (200, 60), (250, 10), (0, 250), (250, 23), (0, 175)]
    assert spans(waterfall(STEPS, NARROW)) == expected
    assert [bar.hatched for bar in found] == [False, True, True, False, False, False]


def test_its_steps_end_at_the_estimate() -> None:
    drawing = waterfall(STEPS, NARROW)
    (marker,) = (shape for shape in drawing.shapes if isinstance(shape, Diamond))
    steps = [bar.value for bar in bars(drawing) if bar.look in ("is-approved", "is-difference")]
    assert marker.value == 400 + sum(filter(None, steps)) == 546
    assert marker.x == pytest.approx(273)


def test_each_step_begins_where_the_one_before_it_ended() -> None:
    drawing = waterfall(STEPS, NARROW)
    joints = [s for s in drawing.shapes if isinstance(s, Rule) and s.look == "grid"]
    assert [joint.x1 for joint in joints] == pytest.approx([200, 260, 250, 250, 273])


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_all_lengths_are_on_one_scale(width: float) -> None:
    found = bars(waterfall(STEPS, width))
    lengths = {round(bar.width / abs(float(bar.value)), 6) for bar in found if bar.value}
    assert len(lengths) == 1


def test_a_loss_lies_before_zero() -> None:
    # 140 in all on 280 pixels: zero at 80
    steps = (step("signed", 0, 100), step("change", 100, -40))
    assert spans(waterfall(steps, NARROW)) == [(80, 200), (0, 280)]


def test_numbers_without_room_stand_above_the_bars() -> None:
    # 24 zeros are 24 × 0.64 × 12 = 184 wide, more than 45 percent of 288
    found = waterfall((step("signed", 0, 100, "0" * 24),), NARROW)
    title, number = (s for s in found.shapes if isinstance(s, Label))
    assert spans(found) == [(0, 280)]
    assert (title.x, number.x) == (0.0, 0.0)
    assert title.y + 16 == number.y < bars(found)[0].y


def test_what_has_no_room_at_all_is_cut_and_told_whole() -> None:
    found = waterfall((step("signed", 0, 100, "0" * 60),), NARROW)
    _, number = (s for s in found.shapes if isinstance(s, Label))
    assert number.text.endswith("0…")
    assert number.hover == "0" * 60


def test_numbers_stand_after_their_bars_and_titles_above() -> None:
    drawing = waterfall((step("signed", 0, 100, "500"),), NARROW)
    title, number = (s for s in drawing.shapes if isinstance(s, Label))
    # "500" is 3 × 0.64 × 12 = 23.04 wide: the bar ends at 280 - 23.04
    assert (title.text, title.x) == ("signed", 0.0)
    assert number.x == pytest.approx(ROOM - 23.04 + 8)
    assert title.y < bars(drawing)[0].y < number.y


def test_on_a_desk_titles_stand_before_their_bars() -> None:
    drawing = waterfall((step("signed", 0, 100),), WIDE)
    title = next(s for s in drawing.shapes if isinstance(s, Label))
    (bar,) = bars(drawing)
    assert bar.y < title.y < bar.y + bar.height
    assert bar.x > 30


def test_ages_are_bars_of_days() -> None:
    found = bars(ages((Age("Old", 28, ""), Age("New", 7, ""), Age("Today", 0, "")), NARROW))
    assert [(bar.x, bar.width, bar.value) for bar in found] == [
        (0, 280, 28),
        (0, 70, 7),
        (0, 0, 0),
    ]


def month(included: int, carried: int, used: int) -> Month:
    numbers = map(Decimal, (included, carried, used, included + carried - used))
    return Month("May", "", *numbers)


def test_a_retainer_s_month_shows_what_it_had_and_used() -> None:
    # 28 at most on 280 pixels
    found = bars(retainer((month(20, 8, 21),), "20 included", NARROW))
    assert [(bar.look, bar.x, bar.width, bar.value) for bar in found] == [
        ("is-signed", 0, 200, 20),
        ("is-approved", 200, 80, 8),
        ("is-spent", 0, 210, 21),
        ("is-left", 210, 70, 7),
    ]


def test_a_month_may_use_more_than_it_had() -> None:
    found = bars(retainer((month(20, 0, 28),), "20 included", NARROW))
    assert [(bar.look, bar.x, bar.width, bar.value) for bar in found] == [
        ("is-signed", 0, 200, 20),
        ("is-spent", 0, 280, 28),
        ("is-over", 200, 80, -8),
    ]


def test_time_given_back_lies_before_zero() -> None:
    found = {bar.look: bar for bar in bars(retainer((month(20, 0, -8),), "", NARROW))}
    # From -8 to 20: zero at 80
    assert (found["is-spent"].x, found["is-spent"].width) == (0, 80)
    assert (found["is-left"].x, found["is-left"].width) == (0, 280)
    assert (found["is-signed"].x, found["is-signed"].width) == (80, 200)


def test_read_from_right_to_left_a_drawing_is_mirrored() -> None:
    drawing = ages((Age("Old", 28, ""), Age("New", 7, "")), NARROW)
    assert spans(drawing.mirrored()) == [(8, 280), (218, 70)]
    assert drawing.mirrored().mirrored() == drawing
